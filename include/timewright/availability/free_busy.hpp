/// @file
/// free_busy: which stretches of a window are taken, and how firmly (RFC 5545 section 3.6.4).
///
///     result<std::vector<busy_interval>, error> blocks = busy_of(calendar, window, options);
///     std::vector<busy_interval> runs = compute_free_busy(*blocks, window);
///
/// busy_of() says what each occurrence takes: it may overlap itself. compute_free_busy() makes of
/// that, or of any other blocks, one line of time: maximal runs, each of the strongest type there
/// (busy over busy-unavailable over busy-tentative), clipped to the window.
///
/// Structure: the sets of the three types, each less the stronger ones, laid side by side. A map
/// from intervals to types (Boost.ICL) says the same and is the oracle in the tests; a hostile
/// calendar of n long over n short blocks makes it take n * n steps, and this n log n.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/busy_type.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

struct calendar;

/// A stretch of time that is taken.
struct busy_interval {
    interval span;
    busy_type type = busy_type::busy;

    friend bool operator==(const busy_interval&, const busy_interval&) = default;
};

/// The maximal runs of one type within the window, by time; what is free is left out. Touching
/// runs of different types stay apart. Complexity: n log n for n blocks.
[[nodiscard]] inline std::vector<busy_interval> compute_free_busy(
    std::span<const busy_interval> blocks, interval window) {
    std::vector<busy_interval> runs;
    time_set stronger;
    for (const busy_type type :
         {busy_type::busy, busy_type::busy_unavailable, busy_type::busy_tentative}) {
        std::vector<interval> spans;
        for (const busy_interval& block : blocks)
            if (block.type == type)
                if (const auto inside = block.span.intersection(window)) spans.push_back(*inside);
        const time_set all = time_set::from_unsorted(std::move(spans));
        const time_set visible = subtract(all, stronger);
        for (const interval& span : visible.intervals()) runs.push_back({span, type});
        stronger = unite(stronger, all);
    }
    std::sort(runs.begin(), runs.end(),
              [](const busy_interval& a, const busy_interval& b) { return a.span < b.span; });
    return runs;
}

struct busy_options {
    /// Where all-day and floating times belong: the owner's zone.
    zone floating_zone{};
    std::size_t steps_max = 1'000'000; ///< budget of each event: see recurrence_budget
    std::size_t blocks_max = 200'000;  ///< budget of the whole calendar: stretches of time
};

/// What the calendar's events take of the window, unmerged, by event and then by time.
///
/// An occurrence takes its time unless its event is transparent (TRANSP) or cancelled; a tentative
/// event takes it as busy_tentative, and an event that names its busy type takes that. An event
/// without length takes nothing. All-day events take whole days of options.floating_zone. Blocks
/// of VFREEBUSY components are taken as they are. Spans may reach out of the window.
///
/// Errors: those of expand(); limit_reached, naming the event, when the budget is used up: a part
/// of the busy time must never pass for all of it. Complexity: linear in the occurrences within the
/// window, plus what their rules step over.
[[nodiscard]] TIMEWRIGHT_EXPORT result<std::vector<busy_interval>, error> busy_of(
    const calendar& source, interval window, const busy_options& options);

} // namespace timewright
