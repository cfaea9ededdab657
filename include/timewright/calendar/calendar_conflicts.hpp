/// @file
/// calendar_conflicts: which events of calendars take the same time, series without end included.
///
///     auto found = find_conflicts(std::array{conflict_calendar{.events = mine.events}});
///     for (const event_conflict& one : found->pairs)
///         show(mine.events[one.a.event], mine.events[one.b.event], one.first);
///
/// Told is each pair of events once, with the first time that both take. What takes time, and what
/// "never" means, is series_conflict.hpp's. Events that end are swept together by start; each
/// unending series joins the sweep for as long as the others last, and two of those are decided
/// without a horizon.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace timewright {

struct conflict_calendar {
    std::span<const event> events{};
    zone floating_zone{}; ///< of all-day and floating times
};

/// Which event of which calendar.
struct event_place {
    std::size_t calendar = 0;
    std::size_t event = 0;

    friend auto operator<=>(const event_place&, const event_place&) = default;
};

/// Two events that take the same time at least once. `a` comes before `b` in the calendars.
struct event_conflict {
    event_place a;
    event_place b;
    interval first;    ///< the first time that both take
    bool more = false; ///< they meet again later (or the budget ended before that was ruled out)

    friend bool operator==(const event_conflict&, const event_conflict&) = default;
};

/// Two series of which the budget did not suffice to say whether they meet.
struct undecided_conflict {
    event_place a;
    event_place b;
    sys_seconds from{}; ///< they do not meet before

    friend bool operator==(const undecided_conflict&, const undecided_conflict&) = default;
};

struct calendar_conflicts {
    std::vector<event_conflict> pairs{};         ///< by `first`, then by place
    std::vector<undecided_conflict> undecided{}; ///< by place

    [[nodiscard]] bool empty() const noexcept { return pairs.empty() && undecided.empty(); }
};

struct conflict_scan_options {
    /// Also between calendars. Two events with the same UID there are one meeting of two people.
    bool across = false;
    std::size_t pair_steps_max = 2'000'000; ///< for two unending series: collision_options
    std::size_t steps_max = 200'000'000;    ///< for all of those together
    std::size_t overlaps_max = 10'000'000;  ///< overlapping occurrences looked at
    std::size_t occurrences_max = 20'000;   ///< of an event that ends; longer ones are followed
                                            ///< like unending ones
    /// Told, when it is set, before each pair of series that are decided one by one: how many pairs
    /// of them all are behind it. It must not throw.
    std::function<void(std::size_t done, std::size_t all)> on_progress{};
};

/// All pairs of events that meet. Errors: those of expand(), naming the event; limit_reached for
/// more overlaps than the budget.
/// Complexity: n log n in the occurrences of what ends, and quadratic in the unending series.
[[nodiscard]] TIMEWRIGHT_EXPORT result<calendar_conflicts, error> find_conflicts(
    std::span<const conflict_calendar> calendars, const conflict_scan_options& options = {});

} // namespace timewright
