#include "timewright/service/meeting_command.hpp"

#include "timewright/service/alternatives.hpp"
#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/series_frontier.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace timewright::detail {

unexpected<meeting_refusal> refused(refusal why) {
    return unexpected(meeting_refusal{.why = std::move(why)});
}

unexpected<meeting_refusal> invalid(error wrong) {
    return refused({.reason = refusal_reason::invalid, .fault = std::move(wrong)});
}

unexpected<meeting_refusal> invalid(std::string what, std::string pointer) {
    error wrong = invalid_input(std::move(what));
    wrong.pointer = std::move(pointer);
    return invalid(std::move(wrong));
}

unexpected<meeting_refusal> faulted(error fault) {
    const bool ours = fault.code != errc::invalid_input && fault.code != errc::limit_reached;
    return refused({.reason = ours ? refusal_reason::fault : refusal_reason::invalid,
                    .fault = std::move(fault)});
}

bool breaks_policy(const meeting_occurrence& occurrence,
                   std::span<const meeting_violation> broken) {
    return std::any_of(broken.begin(), broken.end(),
                       [&](const meeting_violation& v) { return v.span == occurrence.span; });
}

meeting_booked to_answer(booking made, const meeting_document& document,
                         std::span<const meeting_occurrence> occurrences,
                         std::span<const meeting_violation> broken) {
    meeting_booked answer{.id = made.id,
                          .sequence = made.sequence,
                          .conflicts = std::move(made.conflicts),
                          .conflicts_left_out = made.conflicts_left_out,
                          .expires_at = made.expires_at,
                          .repeated = made.repeated};
    std::map<part_id, const part_outcome*> parts;
    for (const part_outcome& p : made.parts) {
        if (p.booking != made.id) continue; // of others who gave way
        parts.emplace(p.part, &p);
        for (std::size_t i = 0; i < std::min(document.needs(), p.users.size()); ++i)
            if (std::find(answer.rooms.begin(), answer.rooms.end(), p.users[i]) ==
                answer.rooms.end())
                answer.rooms.push_back(p.users[i]);
    }
    for (meeting_occurrence o : occurrences) {
        const auto at = parts.find(detail::part_of(document.details, o.recurrence_id));
        if (at == parts.end() && !breaks_policy(o, broken)) continue;
        o.applied = at != parts.end() && at->second->applied;
        answer.occurrences.push_back(o);
    }
    answer.violations.assign(broken.begin(), broken.end());
    std::ranges::move(take_quota_conflicts(answer.conflicts, document, occurrences),
                      std::back_inserter(answer.violations));
    for (const calendar_user_id id : document.pending)
        if (std::find(answer.rooms.begin(), answer.rooms.end(), id) != answer.rooms.end())
            answer.pending.push_back(id);
    return answer;
}

result<void, error> meeting_command::load_people() {
    auto loaded = people_and_rooms::load(desk_, context_.organization);
    if (!loaded) return unexpected(std::move(loaded).error());
    people_ = std::move(*loaded);
    return {};
}

result<void, error> meeting_command::read(booking_id id) {
    auto found = claims_.find(context_.organization, {&id, 1});
    if (!found) return unexpected(std::move(found).error());
    if (found->empty())
        return unexpected(error{.code = errc::not_found, .message = "there is no such booking"});
    sequence_ = found->front().sequence;
    auto document = to_document(found->front().document, zones_);
    if (!document) return unexpected(std::move(document).error());
    document_ = std::move(*document);
    was_pending_ = !document_.pending.empty();
    auto held = claims_.claims_of(context_.organization, id);
    if (!held) return unexpected(std::move(held).error());
    held_ = std::move(*held);
    return {};
}

meeting_answer meeting_command::settle_unread(booking_id id, std::uint64_t expected_sequence,
                                              const error& why) {
    if (why.code != errc::not_found) return faulted(why);
    change probe = make_change(context_);
    probe.edits = {{.booking = id, .expected_sequence = expected_sequence, .document = ""}};
    if (expected_sequence == 0) return refused({.reason = refusal_reason::not_found});
    return settle_known(probe);
}

meeting_answer meeting_command::answer_of(result<booking, refusal> made) const {
    if (!made) return refused(std::move(made).error());
    return to_answer(std::move(*made), document_, {});
}

meeting_answer meeting_command::answer_for_gone(booking made, const error& why) const {
    if (why.code != errc::not_found) return faulted(why);
    return to_answer(std::move(made), document_, {});
}

meeting_answer meeting_command::settle_known(const change& asked) {
    auto made = booker_.settle(asked);
    if (!made) return refused(std::move(made).error());
    if (auto ok = read(made->id); !ok) return answer_for_gone(std::move(*made), ok.error());
    const auto occurrences = compute_claimed(document_, zones_);
    if (!occurrences) return faulted(occurrences.error());
    made->expires_at = deadline_of(held_);
    return to_answer(std::move(*made), document_, *occurrences);
}

meeting_answer meeting_command::finish(result<booking, refusal> made,
                                       const meeting_document& document,
                                       std::span<const meeting_occurrence> occurrences,
                                       std::optional<booking_id> except) {
    if (made)
        return with_later_conflicts(to_answer(std::move(*made), document, occurrences, broken_),
                                    document);
    meeting_refusal why{.why = std::move(made).error(), .violations = broken_};
    if (why.why.reason != refusal_reason::conflicts || occurrences.empty())
        return unexpected(std::move(why));
    std::ranges::move(take_quota_conflicts(why.why.conflicts, document, occurrences),
                      std::back_inserter(why.violations));
    if (why.why.conflicts.empty() && !why.violations.empty()) {
        why.why = {
            .reason = refusal_reason::policy,
            .fault = {.code = errc::forbidden, .message = to_sentences(why.violations, *people_)}};
        return unexpected(std::move(why));
    }
    const std::vector<calendar_user_id> rooms =
        people_->rooms_for(document.details.participants.size());
    auto others = find_alternatives(claims_, {.organization = context_.organization,
                                              .asked = document,
                                              .occurrences = occurrences,
                                              .all_rooms = rooms,
                                              .rules = *rules_,
                                              .asker = *asker_,
                                              .except = except,
                                              .now = desk_.now()});
    // The refusal stands whether or not the search for something else worked.
    if (others) why.alternatives = std::move(*others);
    return unexpected(std::move(why));
}

meeting_booked meeting_command::with_later_conflicts(meeting_booked told,
                                                     const meeting_document& document) {
    auto later =
        find_later_conflicts(claims_, context_.organization, document, told.id, told.rooms, zones_);
    if (!later) return told; // it is booked all the same
    for (conflict& c : *later) {
        if (told.conflicts.size() < outcome::conflicts_max)
            told.conflicts.push_back(std::move(c));
        else
            ++told.conflicts_left_out;
    }
    return told;
}

} // namespace timewright::detail
