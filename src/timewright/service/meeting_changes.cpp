// Moving, editing and cancelling, the whole or some of a series.
#include "timewright/service/meeting_command.hpp"
#include "timewright/service/meeting_edits.hpp"
#include "timewright/service/meeting_form.hpp"
#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/series_frontier.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace timewright::detail {

meeting_answer meeting_command::update(booking_id id, std::uint64_t expected_sequence,
                                       const meeting_edit& edit, const edit_scope& scope) {
    if (auto ok = load_people(); !ok) return faulted(ok.error());
    if (auto ok = read(id); !ok) return settle_unread(id, expected_sequence, ok.error());
    meeting_document before = document_;
    // An edit that says when or where takes it there or is refused; else it goes on waiting.
    if (document_.waits && scope.recurrence_id && scope.range != edit_range::all)
        return invalid("a meeting on the waitlist is changed as a whole", "/range");
    if (document_.waits && edit.moves_claims()) leave_the_line();
    if (auto wrong = apply_lists(edit)) return invalid(std::move(*wrong));
    if (!scope.recurrence_id || scope.range == edit_range::all || !document_.details.is_recurring())
        return update_all(id, expected_sequence, edit);
    if (scope.range == edit_range::this_one)
        return update_one(id, expected_sequence, edit, *scope.recurrence_id, std::move(before));
    return update_following(id, expected_sequence, edit, *scope.recurrence_id, std::move(before));
}

meeting_answer meeting_command::cancel(booking_id id, std::uint64_t expected_sequence,
                                       const edit_scope& scope) {
    const bool whole = !scope.recurrence_id || scope.range == edit_range::all;
    if (!whole) {
        if (auto ok = read(id); !ok) return settle_unread(id, expected_sequence, ok.error());
        if (document_.details.is_recurring())
            return cancel_some(id, expected_sequence, *scope.recurrence_id, scope.range);
    }
    auto made = booker_.cancel(context_, id, expected_sequence);
    if (!made) return refused(std::move(made).error());
    return to_answer(std::move(*made), document_, {});
}

std::vector<calendar_user_id> meeting_command::rooms_held() const {
    std::vector<calendar_user_id> held;
    for (const live_claim& c : held_) held.push_back(c.user);
    return held;
}

std::optional<error> meeting_command::apply_lists(const meeting_edit& edit) {
    const std::vector<std::string> guests =
        edit.guests ? *edit.guests : guests_of(document_, *people_);
    if (edit.rooms) document_.rooms = *edit.rooms;
    if (edit.people) document_.people = *edit.people;
    if (edit.insisted) document_.insisted = *edit.insisted;
    include_organizer(document_);
    if (edit.people || edit.insisted || edit.guests) name_participants(document_, *people_, guests);
    meeting_request as_asked{.title = edit.title.value_or(document_.details.summary),
                             .description = edit.description.value_or(std::string()),
                             .start = edit.start.value_or(document_.details.start),
                             .duration = edit.duration.value_or(document_.details.duration),
                             .rooms = document_.rooms,
                             .resources = document_.resources,
                             .people = document_.people,
                             .insisted = document_.insisted,
                             .guests = guests};
    return find_fault(as_asked);
}

meeting_answer meeting_command::update_all(booking_id id, std::uint64_t expected_sequence,
                                           const meeting_edit& edit) {
    auto applied = apply_edit(document_.details, edit, floating_zone_of(document_, zones_));
    if (!applied) return invalid(std::move(applied).error());
    if (!edit.moves_claims()) return settle_words(id, expected_sequence, to_text(document_));
    auto frontiers = settle_frontier(claims_, context_.organization, document_, desk_.now());
    if (!frontiers) return faulted(frontiers.error());
    const auto occurrences = compute_claimed(document_, zones_);
    if (!occurrences) return invalid(occurrences.error());
    if (auto no = find_veto(document_, *occurrences, edit)) return std::move(*no);
    auto request = to_request(document_, *occurrences, rooms_held());
    if (!request) return faulted(request.error());
    let_go_on(*request, document_, std::move(*frontiers), zones_);
    return settle(compute_update(context_, *request, id, expected_sequence), *occurrences, id,
                  edit);
}

meeting_answer meeting_command::settle(change asked,
                                       std::span<const meeting_occurrence> occurrences,
                                       booking_id id, const meeting_edit& edit) {
    std::optional<sys_seconds> deadline = deadline_of(held_);
    if (!was_pending_ && deadline && !document_.pending.empty())
        return invalid(
            "what needs an approval cannot be held: confirm the hold first, or book "
            "anew",
            "/rooms");
    if ((edit.start || edit.duration || edit.rooms) && (was_pending_ || !document_.pending.empty()))
        deadline = approval_deadline(document_, occurrences);
    for (part& one : asked.parts)
        for (claim& c : one.claims) c.deadline = deadline;
    auto made = booker_.settle(asked);
    if (made) made->expires_at = deadline;
    return finish(std::move(made), document_, occurrences, id);
}

meeting_answer meeting_command::update_one(booking_id id, std::uint64_t expected_sequence,
                                           const meeting_edit& edit, local_seconds recurrence_id,
                                           meeting_document series) {
    const auto before = compute_claimed(series, zones_);
    if (!before) return invalid(before.error());
    const auto one = std::find_if(before->begin(), before->end(),
                                  [&](const auto& o) { return o.recurrence_id == recurrence_id; });
    if (one == before->end())
        return invalid("the series has no occurrence at this recurrenceId", "/recurrenceId");
    event& changed = override_for(series.details, *one);
    apply_words(changed, edit);
    if (edit.start) changed.start = *edit.start;
    if (edit.people || edit.insisted || edit.guests)
        changed.participants = document_.details.participants;
    if (!edit.moves_claims()) return settle_words(id, expected_sequence, to_text(series));
    std::erase(series.conflicted, recurrence_id);

    const zone floating = floating_zone_of(series, zones_);
    const sys_seconds start = changed.start.to_instant(floating);
    event_time end = changed.start;
    end.local += std::chrono::days(changed.duration.days);
    const meeting_occurrence moved{
        recurrence_id, interval(start, end.to_instant(floating) + changed.duration.time)};
    if (auto no = find_veto(document_, {&moved, 1}, edit)) return std::move(*no);
    if (!was_pending_ && !document_.pending.empty())
        return invalid(
            "one occurrence alone cannot go where an approval is needed: cancel it "
            "and book it there on its own",
            "/rooms");
    document_.pending = series.pending;
    share_buffers(series);
    const auto request = to_request(document_, {&moved, 1}, rooms_held());
    if (!request) return faulted(request.error());
    change asked = make_change(context_);
    asked.edits = {{id, expected_sequence, to_text(series)}};
    asked.releases = {{.booking = id, .part = part_of(series.details, recurrence_id)}};
    asked.users = request->users;
    asked.parts = compute_parts(*request, id, std::nullopt);
    return settle(std::move(asked), {&moved, 1}, id, {});
}

void meeting_command::share_buffers(meeting_document& series) {
    std::set<calendar_user_id> known;
    for (const auto& group : series.rooms) known.insert(group.begin(), group.end());
    for (const resource_units& r : series.resources) known.insert(r.id);
    std::erase_if(document_.buffers, [&](const auto& one) { return known.contains(one.first); });
    series.buffers.insert(document_.buffers.begin(), document_.buffers.end());
    document_.buffers = series.buffers;
}

meeting_answer meeting_command::update_following(booking_id id, std::uint64_t expected_sequence,
                                                 const meeting_edit& edit,
                                                 local_seconds recurrence_id,
                                                 meeting_document before) {
    const auto series = compute_claimed(before, zones_);
    if (!series) return invalid(series.error());
    const auto is_the_one = [&](const auto& o) { return o.recurrence_id == recurrence_id; };
    if (std::none_of(series->begin(), series->end(), is_the_one))
        return settle_followed(id, expected_sequence);
    keep_following(document_.details, recurrence_id);
    claim_edit(document_.details, recurrence_id, edit);
    const bool nothing_earlier = std::none_of(series->begin(), series->end(), [&](const auto& o) {
        return o.recurrence_id < recurrence_id;
    });
    if (nothing_earlier) return update_all(id, expected_sequence, edit);

    const booking_id following = mint_.make<booking_id>();
    rename(document_.details, following.to_string());
    auto applied = apply_edit(document_.details, edit, floating_zone_of(document_, zones_));
    if (!applied) return invalid(std::move(applied).error());
    auto frontiers = settle_frontier(claims_, context_.organization, document_, desk_.now());
    if (!frontiers) return faulted(frontiers.error());
    const auto occurrences = compute_claimed(document_, zones_);
    if (!occurrences) return invalid(occurrences.error());
    if (auto no = find_veto(document_, *occurrences, edit)) return std::move(*no);
    auto request = to_request(document_, *occurrences, rooms_held());
    if (!request) return faulted(request.error());
    let_go_on(*request, document_, std::move(*frontiers), zones_);
    const part_id first = part_of(before.details, recurrence_id);
    exclude(before, recurrence_id, edit_range::this_and_future, floating_zone_of(before, zones_));

    change asked = make_change(context_);
    // The new booking comes first: it is the one that the answer is about.
    asked.edits = {{following, 0, request->document}, {id, expected_sequence, to_text(before)}};
    asked.users = request->users;
    asked.mode = request->mode;
    std::set<part_id> released;
    for (const live_claim& c : held_)
        if (c.part >= first && released.insert(c.part).second)
            asked.releases.push_back({.booking = id, .part = c.part});
    asked.parts = compute_parts(*request, following, std::nullopt);
    return settle(std::move(asked), *occurrences, id, edit);
}

meeting_answer meeting_command::settle_followed(booking_id id, std::uint64_t expected_sequence) {
    if (sequence_ == expected_sequence)
        return invalid("the series has no occurrence at this recurrenceId", "/recurrenceId");
    change asked = make_change(context_);
    asked.edits = {{id, expected_sequence, to_text(document_)}};
    return settle_known(asked);
}

meeting_answer meeting_command::settle_words(booking_id id, std::uint64_t expected_sequence,
                                             std::string document) {
    change asked = make_change(context_);
    asked.edits = {{id, expected_sequence, std::move(document)}};
    return answer_of(booker_.settle(asked));
}

meeting_answer meeting_command::cancel_some(booking_id id, std::uint64_t expected_sequence,
                                            local_seconds recurrence_id, edit_range range) {
    const zone floating = floating_zone_of(document_, zones_);
    const part_id first = part_of(document_.details, recurrence_id);
    exclude(document_, recurrence_id, range, floating);
    change asked = make_change(context_);
    std::set<part_id> parts;
    bool any_left = false;
    for (const live_claim& c : held_) {
        const bool out = range == edit_range::this_one ? c.part == first : c.part >= first;
        if (out)
            parts.insert(c.part);
        else
            any_left = true;
    }
    // A retry finds its occurrence gone, and a sequence that has moved on: the store knows it.
    if (parts.empty() && sequence_ == expected_sequence)
        return invalid("the series has no occurrence at this recurrenceId", "/recurrenceId");
    if (!any_left && !parts.empty())
        return answer_of(booker_.cancel(context_, id, expected_sequence));
    asked.edits = {{id, expected_sequence, to_text(document_)}};
    for (const part_id p : parts) asked.releases.push_back({.booking = id, .part = p});
    return answer_of(booker_.settle(asked));
}

} // namespace timewright::detail
