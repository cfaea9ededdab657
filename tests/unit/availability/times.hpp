/// @file
/// Short ways to say times and zones, for the tests of this room. Mostly one day, 2026-11-23, a
/// Monday.
#pragma once

#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>
#include <timewright/time/zone.hpp>

#include <chrono>
#include <initializer_list>
#include <utility>
#include <vector>

namespace timewright::test {

inline constexpr sys_seconds monday = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);

/// at(9, 30): that Monday at 09:30Z. at(24 + 9): Tuesday at nine.
constexpr sys_seconds at(int hour, int minute = 0) {
    return monday + std::chrono::hours(hour) + std::chrono::minutes(minute);
}

constexpr interval span(int from_hour, int to_hour) { return {at(from_hour), at(to_hour)}; }

/// hours({{9, 12}, {13, 17}}): whole hours of that Monday.
inline time_set hours(std::initializer_list<std::pair<int, int>> spans) {
    std::vector<interval> all;
    for (const auto& [from, to] : spans) all.push_back(span(from, to));
    return time_set::from_unsorted(std::move(all));
}

/// A zone that changes its offset once.
inline zone zone_with_change(std::chrono::seconds before, std::chrono::seconds after,
                             sys_seconds when) {
    return *zone::from_observances("Test/Once", before, {{when, after, "X", false}});
}

/// New York in 2026: an hour ahead on March 8 at 02:00, an hour back on November 1 at 02:00.
inline zone new_york_in_2026() {
    using namespace std::chrono_literals;
    constexpr auto march = std::chrono::sys_days(std::chrono::year(2026) / 3 / 8) + 7h;
    constexpr auto november = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1) + 6h;
    return *zone::from_observances("America/New_York", -5h,
                                   {{march, -4h, "EDT", true}, {november, -5h, "EST", false}});
}

} // namespace timewright::test
