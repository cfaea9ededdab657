#include "timewright/service/meeting_occurrences.hpp"

#include <timewright/calendar/occurrence.hpp>
#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <utility>

namespace timewright::detail {

part_id part_of(const event& details, local_seconds recurrence_id) {
    return details.is_recurring() ? recurrence_id.time_since_epoch().count() : 0;
}

local_seconds recurrence_id_of(const event& details, part_id part) {
    return details.is_recurring() ? local_seconds(std::chrono::seconds(part)) : details.start.local;
}

zone floating_zone_of(const meeting_document& document, const zone_registry& zones) {
    auto found = zones.find(document.floating_zone_name);
    return found ? *found : zone();
}

result<std::vector<meeting_occurrence>, error> compute_claimed(const meeting_document& document,
                                                               const zone_registry& zones) {
    const event& details = document.details;
    const zone floating = floating_zone_of(document, zones);
    const sys_seconds start = details.start.to_instant(floating);
    // Without a frontier a series is claimed for a time that is the same whenever it is asked for.
    const sys_seconds first_end = start + scheduler::series_claimed_for;
    const sys_seconds until = document.claimed_until.value_or(first_end);
    // Overrides may have moved the first occurrences to before the start.
    const interval window(start - scheduler::series_claimed_for, until > start ? until : first_end);
    const auto found = expand(details, window,
                              {.floating_zone = floating, .occurrences_max = occurrences_max + 1});
    if (!found) return unexpected(found.error());
    if (found->occurrences.size() > occurrences_max || found->truncated)
        return unexpected(error{
            .code = errc::limit_reached,
            .message = "the meeting takes place more than " + std::to_string(occurrences_max) +
                       " times up to where it can be booked; make it end earlier or repeat less"});
    std::vector<meeting_occurrence> claimed;
    claimed.reserve(found->occurrences.size());
    for (const occurrence& o : found->occurrences) // the first in any case: it is refused if too late
        if (claimed.empty() || !document.claimed_until || o.span.end() <= until)
            claimed.push_back({.recurrence_id = o.recurrence_id, .span = o.span});
    if (claimed.empty())
        return unexpected(
            invalid_input("the meeting never takes place: its rule and exceptions leave "
                          "no occurrence"));
    return claimed;
}

bool goes_on_beyond(const meeting_document& document, const zone& floating, sys_seconds until) {
    const event& details = document.details;
    for (const recurrence_rule& rule : details.rules)
        if (!rule.count && !rule.until) return true;
    if (!details.is_recurring()) return false;
    const interval later(until, until + std::chrono::days(366 * 100));
    const auto found =
        expand(details, later, {.floating_zone = floating, .occurrences_max = 2});
    if (!found || found->truncated) return true;
    return std::any_of(found->occurrences.begin(), found->occurrences.end(),
                       [&](const occurrence& o) { return o.span.end() > until; });
}

meeting_buffer buffer_of(const meeting_document& document, calendar_user_id user) {
    const auto at = document.buffers.find(user);
    return at == document.buffers.end() ? meeting_buffer{} : at->second;
}

std::vector<quota_draw> compute_draws(const meeting_document& document, const interval& span) {
    std::vector<quota_draw> draws;
    draws.reserve(document.quotas.size());
    for (const meeting_quota& q : document.quotas)
        draws.push_back(compute_draw(q.rule, q.owner, q.person, span));
    return draws;
}

result<std::vector<user_edit>, error> find_new_quotas(store& claims, organization_id organization,
                                                      const booking_request& asked) {
    std::map<calendar_user_id, std::uint32_t> limits;
    std::optional<interval> window;
    for (const booking_part& when : asked.occurrences)
        for (const quota_draw& draw : when.draws) {
            limits.emplace(draw.quota, draw.limit);
            window = draw.period; // any will do: only the limits are read
        }
    std::vector<user_edit> made;
    if (limits.empty()) return made;
    std::vector<calendar_user_id> ids;
    for (const auto& [id, limit] : limits) ids.push_back(id);
    auto loaded = claims.load(organization, ids, *window);
    if (!loaded) return unexpected(std::move(loaded).error());
    for (const user_record& known : loaded->users)
        if (known.limits.capacity == limits[known.user]) limits.erase(known.user);
    for (const auto& [id, limit] : limits)
        made.push_back({id, {.capacity = limit}, frontier_rule::keep});
    return made;
}

booking_request compute_request(const meeting_document& document,
                                std::span<const meeting_occurrence> occurrences,
                                std::span<const calendar_user_id> held) {
    booking_request made{.document = to_text(document)};
    for (const meeting_occurrence& o : occurrences)
        made.occurrences.push_back({part_of(document.details, o.recurrence_id), o.span,
                                    compute_draws(document, o.span)});
    for (std::vector<calendar_user_id> group : document.rooms) {
        std::stable_partition(group.begin(), group.end(), [&](calendar_user_id id) {
            return std::find(held.begin(), held.end(), id) != held.end();
        });
        const meeting_buffer around = buffer_of(document, group.front());
        made.resources.push_back({.who = group.size() == 1
                                             ? candidates(group.front())
                                             : candidates::any_of(std::move(group)),
                                  .buffer_before = around.before,
                                  .buffer_after = around.after});
    }
    for (const resource_units& r : document.resources) {
        const meeting_buffer around = buffer_of(document, r.id);
        made.resources.push_back({.who = r.id,
                                  .units = r.units,
                                  .buffer_before = around.before,
                                  .buffer_after = around.after});
    }
    made.people = document.people;
    made.people_insisted = document.insisted;
    // Until it is approved it is not sure, and so it is told.
    if (!document.pending.empty()) made.type = busy_type::busy_tentative;
    made.mode = document.skip_occurrences ? change_mode::parts_that_fit : change_mode::every_part;
    return made;
}

} // namespace timewright::detail
