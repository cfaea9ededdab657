/// @file
/// slot_query: the question of a slot search, as a value, and whether it is one at all.
///
///     slot_query query{.window = week, .duration = 45min};
///     query.calendars = {alice, bob, room_1, room_2, carol};        // availability values
///     query.required = {0, 1};
///     query.any_of = {{2, 3}};                                      // the first that is free
///     query.optional = {{.calendar = 4}};
///     result<void, error> ok = validate(query);
///
/// Everybody who is known stands in `calendars`; all other lists name them by index, and nobody is
/// named twice: groups do not overlap. Rooms, teams that take turns (team.hpp) and "three of these
/// five" are all groups (resource_group.hpp).
#pragma once

#include <timewright/availability/availability.hpp>
#include <timewright/availability/resource_group.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace timewright {

/// Somebody whose coming is welcome, not needed.
struct optional_calendar {
    std::size_t calendar = 0; ///< index into slot_query::calendars
    std::uint32_t weight = 1; ///< from 1; relative to the other optional calendars
};

/// Starts only at wall-clock multiples of `every` since midnight in a zone: 15 min gives :00, :15,
/// :30, :45. Skipped local times have no candidate, repeated ones have one in each pass.
struct slot_alignment {
    std::chrono::seconds every; ///< divides 24 hours
    zone in_zone{};
};

/// Which of all slots are wanted, and in what order.
enum class slot_order : std::uint8_t {
    best,  ///< the `slots_max` with the highest scores (rank.hpp): score down, then time
    all,   ///< every one by time, up to `slots_max`; the next page starts behind the last
    first, ///< the earliest alone, whoever of the optional calendars can come
};

/// Whether a calendar that could not be read keeps others away.
enum class unknown_as : std::uint8_t {
    busy, ///< it cannot take anything
    free, ///< it can take what its hours and its busy time, as far as it has some, allow
};

/// Slots that one search gives back at most.
inline constexpr std::size_t slots_limit_max = 10'000;

struct slot_query {
    interval window;               ///< every slot lies within
    std::chrono::seconds duration; ///< of the slot; > 0
    /// Candidates are window.start + k * step; with `align`, each moved up to the grid.
    std::chrono::seconds step = std::chrono::minutes(15);
    std::optional<slot_alignment> align{};
    /// Notice: no slot starts earlier (the clock's now plus the notice that people want).
    std::optional<sys_seconds> not_before{};

    /// Everybody who is known; the lists below name them by index. Nobody is named twice.
    std::vector<availability> calendars{};
    std::vector<std::size_t> required{};
    std::vector<optional_calendar> optional{};
    /// Of each group as many members as it needs: the first in its order that are free.
    std::vector<resource_group> any_of{};

    std::size_t slots_max = 10; ///< 1..slots_limit_max
    /// The budget: looks at one calendar for one candidate. About 10 ns each.
    std::uint64_t looks_max = 5'000'000;

    slot_order order = slot_order::best;
    tentative_as tentative = tentative_as::busy; ///< how availability::tentative is read
    unknown_as unknown = unknown_as::busy;       ///< how availability::unknown is read
    std::vector<resource_traits> traits{}; ///< of calendars, by the same index; may be shorter
    /// Asks the search to end early. It is looked at every few microseconds.
    std::stop_token stop{};
};

/// Is this a question at all? Errors: invalid_input, with what would be right, for a duration that
/// is not positive or longer than the window; a step or a grid that is not positive; a grid that
/// does not divide the day; nobody required and no group; an empty group, one that needs nobody, and
/// one that needs more members than it names; an index beyond `calendars`; a calendar that is named
/// twice (groups that overlap included); a weight of 0; more traits than calendars; slots_max
/// outside 1..slots_limit_max; a window outside the years 1 to 9999.
[[nodiscard]] result<void, error> validate(const slot_query& query);

/// Whether the calendar can take it, as the query reads tentative and unknown time. Precondition:
/// the calendar is one of the query's. Complexity: logarithmic.
[[nodiscard]] inline bool can_take(const slot_query& query, std::size_t calendar, interval span) {
    const availability& known = query.calendars[calendar];
    if (known.unknown && query.unknown == unknown_as::busy) return false;
    if (!known.is_open(span) || known.busy.overlaps(span)) return false;
    return query.tentative == tentative_as::free || !known.tentative.overlaps(span);
}

/// The members of a group that suit it and can take it, in its order: the first `needed` of them
/// are whom a search chooses. Precondition: the group is one of the query's.
[[nodiscard]] inline std::vector<std::size_t> free_members(const slot_query& query,
                                                           std::size_t group, interval span) {
    std::vector<std::size_t> free = suitable_members(query.any_of[group], query.traits);
    std::erase_if(free, [&](std::size_t member) { return !can_take(query, member, span); });
    return free;
}

// ---------------------------------------------------------------------------------------------

namespace detail {

inline constexpr sys_seconds first_instant =
    std::chrono::sys_days(std::chrono::year(1) / std::chrono::January / 1);
inline constexpr sys_seconds last_instant =
    std::chrono::sys_days(std::chrono::year(10000) / std::chrono::January / 1);

/// Everybody named once, and known. `named` remembers by calendar.
[[nodiscard]] inline result<void, error> check_named(std::size_t calendar,
                                                     std::vector<bool>& named) {
    if (calendar >= named.size())
        return unexpected(invalid_input("the search names calendar " + std::to_string(calendar) +
                                        " but knows only " + std::to_string(named.size())));
    if (named[calendar])
        return unexpected(
            invalid_input("calendar " + std::to_string(calendar) +
                          " is named twice; each may be required, optional or in one group, once"));
    named[calendar] = true;
    return {};
}

[[nodiscard]] inline result<void, error> check_group(const resource_group& group,
                                                     std::vector<bool>& named) {
    if (group.members.empty())
        return unexpected(invalid_input("a group is empty: one of nobody cannot be found"));
    if (group.needed == 0)
        return unexpected(
            invalid_input("a group needs none of its members: it needs 1 at the least; leave out "
                          "a group that does not matter"));
    if (group.needed > group.members.size())
        return unexpected(invalid_input("a group needs " + std::to_string(group.needed) +
                                        " members but names only " +
                                        std::to_string(group.members.size())));
    for (const std::size_t calendar : group.members)
        if (auto ok = check_named(calendar, named); !ok) return ok;
    return {};
}

[[nodiscard]] inline result<void, error> check_calendars(const slot_query& query) {
    if (query.required.empty() && query.any_of.empty())
        return unexpected(
            invalid_input("nobody is asked for: name a required calendar or a group"));
    if (query.traits.size() > query.calendars.size())
        return unexpected(
            invalid_input("the search has traits of " + std::to_string(query.traits.size()) +
                          " calendars but knows only " + std::to_string(query.calendars.size())));
    std::vector<bool> named(query.calendars.size());
    for (const std::size_t calendar : query.required)
        if (auto ok = check_named(calendar, named); !ok) return ok;
    for (const resource_group& group : query.any_of)
        if (auto ok = check_group(group, named); !ok) return ok;
    for (const optional_calendar& wanted : query.optional) {
        if (auto ok = check_named(wanted.calendar, named); !ok) return ok;
        if (wanted.weight == 0)
            return unexpected(
                invalid_input("an optional calendar has weight 0: weights start "
                              "at 1; leave out whoever does not matter"));
    }
    return {};
}

} // namespace detail

inline result<void, error> validate(const slot_query& query) {
    using std::chrono::seconds;
    if (query.window.start() < detail::first_instant || detail::last_instant < query.window.end())
        return unexpected(invalid_input("the window lies outside the years 0001 to 9999"));
    if (query.duration <= seconds(0))
        return unexpected(invalid_input("the duration must be longer than zero"));
    if (query.duration > query.window.length())
        return unexpected(invalid_input("the duration is longer than the window"));
    if (query.step <= seconds(0))
        return unexpected(invalid_input("the step must be longer than zero"));
    if (query.align && query.align->every <= seconds(0))
        return unexpected(invalid_input("the alignment must be longer than zero"));
    if (query.align && std::chrono::hours(24) % query.align->every != seconds(0))
        return unexpected(
            invalid_input("the alignment must divide a day, as 15 minutes or 2 hours do"));
    if (query.slots_max == 0 || query.slots_max > slots_limit_max)
        return unexpected(invalid_input("the limit of slots must be from 1 to " +
                                        std::to_string(slots_limit_max)));
    return detail::check_calendars(query);
}

} // namespace timewright
