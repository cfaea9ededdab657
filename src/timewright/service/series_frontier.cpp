#include "timewright/service/series_frontier.hpp"

#include "timewright/service/meeting_occurrences.hpp"

#include <timewright/calendar/series_conflict.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace timewright::detail {

namespace {

std::vector<calendar_user_id> candidates_of(const meeting_document& document) {
    std::vector<calendar_user_id> users;
    for (const auto& group : document.rooms) users.insert(users.end(), group.begin(), group.end());
    for (const resource_units& r : document.resources) users.push_back(r.id);
    std::sort(users.begin(), users.end());
    users.erase(std::unique(users.begin(), users.end()), users.end());
    return users;
}

} // namespace

result<std::vector<user_edit>, error> settle_frontier(store& claims, organization_id organization,
                                                      meeting_document& document, sys_seconds now) {
    document.claimed_until.reset();
    document.conflicted.clear();
    std::vector<user_edit> frontiers;
    if (!document.details.is_recurring()) return frontiers;
    auto loaded = claims.load(organization, candidates_of(document), end_of_time);
    if (!loaded) return unexpected(std::move(loaded).error());
    for (const user_record& user : loaded->users) {
        const sys_seconds until = user.limits.bookable_until;
        if (until == sys_seconds::max()) continue;
        frontiers.push_back({user.user, {.bookable_until = until}, frontier_rule::expect});
        document.claimed_until = std::min(document.claimed_until.value_or(until), until);
    }
    if (document.claimed_until && !document.since) document.since = now;
    return frontiers;
}

void let_go_on(booking_request& request, const meeting_document& document,
               std::vector<user_edit> frontiers, const zone_registry& zones) {
    if (!document.claimed_until) return;
    request.users.insert(request.users.end(), frontiers.begin(), frontiers.end());
    request.goes_on =
        goes_on_beyond(document, floating_zone_of(document, zones), *document.claimed_until);
}

result<std::vector<conflict>, error> find_later_conflicts(
    store& claims, organization_id organization, const meeting_document& document, booking_id id,
    std::span<const calendar_user_id> rooms, const zone_registry& zones) {
    std::vector<conflict> found;
    if (!document.claimed_until) return found;
    auto loaded = claims.load(organization, rooms, end_of_time);
    if (!loaded) return unexpected(std::move(loaded).error());
    std::vector<booking_id> others;
    for (const live_claim& c : loaded->claims)
        if (c.id.booking != id &&
            std::find(others.begin(), others.end(), c.id.booking) == others.end() &&
            others.size() < outcome::conflicts_max)
            others.push_back(c.id.booking);
    auto records = claims.find(organization, others);
    if (!records) return unexpected(std::move(records).error());
    std::unordered_map<booking_id, interval> meets;
    for (const booking_record& record : *records) {
        const auto other = to_document(record.document, zones);
        if (!other) continue; // what cannot be read cannot be compared
        const auto first =
            find_first_collision(document.details, other->details,
                                 {.floating_zone_a = floating_zone_of(document, zones),
                                  .floating_zone_b = floating_zone_of(*other, zones),
                                  .from = document.claimed_until});
        if (first && first->collides()) meets.emplace(record.booking, first->first->overlap());
    }
    for (const live_claim& c : loaded->claims)
        if (const auto at = meets.find(c.id.booking); at != meets.end())
            found.push_back({c.user, at->second, at->first, conflict_reason::overlap});
    return found;
}

} // namespace timewright::detail
