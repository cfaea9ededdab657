// What policies make of a command, and who approves.
#include "timewright/service/meeting_command.hpp"
#include "timewright/service/meeting_occurrences.hpp"

#include <algorithm>
#include <utility>

namespace timewright::detail {

meeting_answer meeting_command::approve(booking_id id, std::uint64_t expected_sequence) {
    if (auto no = find_pending(id, expected_sequence)) return std::move(*no);
    if (std::erase_if(document_.pending, [&](calendar_user_id user) {
            return may_approve(rules_->policy_for(user), *asker_);
        }) == 0)
        return veto("only its approvers may approve this meeting");
    if (!document_.pending.empty()) return settle_words(id, expected_sequence, to_text(document_));
    document_.details.status = event_status::confirmed;
    change asked = compute_confirmation(
        context_, {context_.organization, id, expected_sequence, to_text(document_)}, held_);
    for (part& one : asked.parts)
        for (claim& c : one.claims)
            if (c.type == busy_type::busy_tentative) c.type = busy_type::busy;
    auto made = booker_.settle(asked);
    const auto occurrences = compute_claimed(document_, zones_);
    if (!made || !occurrences) return answer_of(std::move(made));
    return to_answer(std::move(*made), document_, *occurrences);
}

meeting_answer meeting_command::decline(booking_id id, std::uint64_t expected_sequence) {
    if (auto no = find_pending(id, expected_sequence)) return std::move(*no);
    if (std::none_of(
            document_.pending.begin(), document_.pending.end(),
            [&](calendar_user_id user) { return may_approve(rules_->policy_for(user), *asker_); }))
        return veto("only its approvers may decline this meeting");
    return answer_of(booker_.cancel(context_, id, expected_sequence));
}

std::optional<meeting_answer> meeting_command::find_veto(
    meeting_document& document, std::span<const meeting_occurrence> occurrences, bool times) {
    if (auto ok = load_rules(); !ok) return faulted(ok.error());
    broken_ = judge(
        *rules_, *asker_,
        {.document = document, .occurrences = occurrences, .now = desk_.now(), .times = times});
    if (broken_.empty() || document.skip_occurrences) return std::nullopt;
    return veto(to_sentences(broken_, *people_));
}

std::optional<meeting_answer> meeting_command::find_veto(
    meeting_document& document, std::span<const meeting_occurrence> occurrences,
    const meeting_edit& edit) {
    std::vector<meeting_occurrence> later(occurrences.begin(), occurrences.end());
    const sys_seconds now = desk_.now();
    std::erase_if(later, [&](const auto& o) { return o.span.start() <= now; });
    const bool times = edit.start || edit.duration || edit.rooms;
    return find_veto(document, later, times);
}

result<void, error> meeting_command::load_rules() {
    if (rules_) return {};
    auto loaded = house_rules::load(records_, context_.organization, zones_);
    if (!loaded) return unexpected(std::move(loaded).error());
    rules_ = std::move(*loaded);
    asker_ = to_asker(context_, *people_);
    return {};
}

meeting_answer meeting_command::veto(const std::string& why) {
    refusal told{.reason = refusal_reason::policy,
                 .fault = {.code = errc::forbidden, .message = why}};
    if (!context_.request_key.empty()) {
        change asked = make_change(context_);
        asked.veto = why.substr(0, change_limits::veto_bytes_max);
        meeting_answer known = settle_known(asked);
        if (known || known.error().why.reason != refusal_reason::policy) return known;
        told = std::move(known.error().why);
    }
    return unexpected(meeting_refusal{.why = std::move(told), .violations = broken_});
}

result<booking_request, error> meeting_command::to_request(
    const meeting_document& document, std::span<const meeting_occurrence> occurrences,
    std::span<const calendar_user_id> held) const {
    booking_request made = compute_request(document, occurrences, held);
    std::erase_if(made.occurrences, [&](const booking_part& one) {
        return breaks_policy({.span = one.span}, broken_);
    });
    auto quotas = find_new_quotas(claims_, context_.organization, made);
    if (!quotas) return unexpected(std::move(quotas).error());
    made.users = std::move(*quotas);
    return made;
}

std::optional<sys_seconds> meeting_command::approval_deadline(
    const meeting_document& document, std::span<const meeting_occurrence> occurrences) const {
    if (document.pending.empty()) return std::nullopt;
    std::chrono::seconds within = policy_reach_max;
    for (const calendar_user_id user : document.pending)
        within = std::min(
            within, rules_->policy_for(user).approval_within.value_or(policy_approval_within));
    const sys_seconds now = desk_.now();
    const sys_seconds start = occurrences.front().span.start();
    return start > now ? std::min(start, now + within) : now + within;
}

std::optional<sys_seconds> meeting_command::deadline_held(booking_id id) const {
    const auto held = claims_.claims_of(context_.organization, id);
    return held ? deadline_of(*held) : std::nullopt;
}

std::optional<meeting_answer> meeting_command::find_pending(booking_id id,
                                                            std::uint64_t expected_sequence) {
    if (auto ok = load_people(); !ok) return faulted(ok.error());
    if (auto ok = read(id); !ok) return settle_unread(id, expected_sequence, ok.error());
    if (document_.pending.empty())
        return veto("there is nothing to approve or decline: the meeting is not pending");
    // Of a choice only what was taken; of what has run out there is nothing left to look at.
    std::erase_if(document_.pending, [&](calendar_user_id user) {
        return !held_.empty() && std::none_of(held_.begin(), held_.end(),
                                              [&](const auto& c) { return c.user == user; });
    });
    if (auto ok = load_rules(); !ok) return faulted(ok.error());
    return std::nullopt;
}

} // namespace timewright::detail
