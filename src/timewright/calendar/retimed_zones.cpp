#include "timewright/calendar/retimed_zones.hpp"

#include <timewright/base/contract.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace timewright::detail {

namespace {

/// The zone by that name, or nothing when the registry has none.
result<std::optional<zone>, error> look_up(const zone_registry& zones, const std::string& name) {
    auto found = zones.find(name);
    if (found) return std::optional<zone>(*found);
    if (found.error().code == errc::unknown_zone) return std::optional<zone>();
    return unexpected(std::move(found).error());
}

/// Calls visit(time) for every zoned time of the event and its overrides.
template <class Event, class Visit>
void each_zoned_time(Event& source, const Visit& visit) {
    const auto look = [&visit](auto& time) {
        if (time.kind == event_time_kind::zoned) visit(time);
    };
    look(source.start);
    if (source.recurrence_id) look(*source.recurrence_id);
    for (auto& extra : source.rdates) look(extra.start);
    for (auto& time : source.exdates) look(time);
    for (auto& changed : source.overrides) each_zoned_time(changed, visit);
}

} // namespace

bool same_offsets(const zone& a, const zone& b, interval window) {
    if (a == b) return true;
    for (sys_seconds t = window.start(); t < window.end();) {
        if (a.offset_at(t) != b.offset_at(t)) return false;
        const sys_seconds next = std::min(a.next_transition(t).value_or(window.end()),
                                          b.next_transition(t).value_or(window.end()));
        t = next;
    }
    return true;
}

result<retimed_zone, error> retimed_zones::of(const zone& said) {
    auto at = known_.find(said.name());
    if (at == known_.end()) {
        const auto older = look_up(older_, said.name());
        if (!older) return unexpected(older.error());
        const auto newer = look_up(newer_, said.name());
        if (!newer) return unexpected(newer.error());
        if (*older && !*newer)
            return unexpected(error{.code = errc::unknown_zone,
                                    .message = "the newer zone database has no " + said.name() +
                                               ", which the older one has; take a complete one"});
        at = known_.emplace(said.name(), found{*older, *newer}).first;
    }
    return retimed_zone{at->second.older.value_or(said), at->second.newer.value_or(said)};
}

result<bool, error> retimed_zones::differ(const event& source, interval window) {
    bool some = false;
    std::optional<error> why;
    std::string seen; // most events name one zone many times
    each_zoned_time(source, [&](const event_time& time) {
        if (some || why || time.in_zone.name() == seen) return;
        seen = time.in_zone.name();
        const auto change = of(time.in_zone);
        if (!change)
            why = change.error();
        else
            some = !same_offsets(change->older, change->newer, window);
    });
    if (why) return unexpected(*std::move(why));
    if (!some) return false;
    // All zones are needed from here on, also those behind the first that differs.
    each_zoned_time(source, [&](const event_time& time) {
        if (why) return;
        if (const auto change = of(time.in_zone); !change) why = change.error();
    });
    if (why) return unexpected(*std::move(why));
    return true;
}

event retimed_zones::by_older(const event& source) const { return bound(source, &found::older); }

event retimed_zones::by_newer(const event& source) const { return bound(source, &found::newer); }

event retimed_zones::bound(const event& source, std::optional<zone> found::* release) const {
    event made = source;
    each_zoned_time(made, [&](event_time& time) {
        const auto at = known_.find(time.in_zone.name());
        TIMEWRIGHT_EXPECTS(at != known_.end());
        if (const std::optional<zone>& known = at->second.*release) time.in_zone = *known;
    });
    return made;
}

} // namespace timewright::detail
