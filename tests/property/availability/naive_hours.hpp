/// @file
/// Random working hours, and the naive answer to whether they are open.
#pragma once

#include "unit/availability/times.hpp"

#include <timewright/availability/working_hours.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace timewright::test {

inline constexpr std::chrono::minutes quarter{15};

inline day_span draw_span() {
    const int start = *rc::gen::inRange(0, 96);
    const int end = *rc::gen::inRange(start + 1, 97);
    return {start * quarter, end * quarter};
}

inline std::vector<weekly_span> draw_week() {
    std::vector<weekly_span> week;
    for (int n = *rc::gen::inRange(0, 5); n > 0; --n) {
        weekday_set days;
        for (const unsigned day :
             *rc::gen::container<std::vector<unsigned>>(2, rc::gen::inRange<unsigned>(0, 7)))
            days.insert(std::chrono::weekday(day));
        const day_span times = draw_span();
        week.push_back({days, times.start, times.end});
    }
    return week;
}

/// Quarters all: the offsets from UTC too.
inline working_hours draw_hours(sys_seconds around) {
    using std::chrono::days;
    const std::chrono::seconds before = *rc::gen::inRange(-48, 57) * quarter;
    const std::chrono::seconds after = *rc::gen::inRange(-48, 57) * quarter;
    working_hours drawn{.in_zone = zone_with_change(before, after, around), .weekly = draw_week()};
    const auto today = std::chrono::local_days(std::chrono::floor<days>(around).time_since_epoch());
    if (*rc::gen::arbitrary<bool>())
        drawn.exceptions.push_back({.date = today + days(*rc::gen::inRange(-2, 3)),
                                    .spans = *rc::gen::arbitrary<bool>()
                                                 ? std::vector<day_span>{draw_span()}
                                                 : std::vector<day_span>{}});
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n)
        drawn.holidays.push_back(today + days(*rc::gen::inRange(-3, 4)));
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
        const auto from = today + days(*rc::gen::inRange(-5, 5));
        drawn.seasons.push_back({.from = from,
                                 .until = from + days(*rc::gen::inRange(1, 5)),
                                 .priority = *rc::gen::inRange<std::uint8_t>(0, 4),
                                 .weekly = draw_week()});
    }
    return drawn;
}

/// The naive answer, from the words in the header.
inline bool clock_shows_open(const working_hours& asked, sys_seconds t) {
    const auto local = asked.in_zone.to_local(t);
    const auto date = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::seconds time = local - date;
    for (const hours_exception& e : asked.exceptions)
        if (e.date == date)
            return std::any_of(e.spans.begin(), e.spans.end(),
                               [&](const day_span& s) { return s.start <= time && time < s.end; });
    if (std::count(asked.holidays.begin(), asked.holidays.end(), date) > 0) return false;
    const auto week_is_open = [&](const std::vector<weekly_span>& week) {
        return std::any_of(week.begin(), week.end(), [&](const weekly_span& s) {
            return s.days.contains(std::chrono::weekday(date)) && s.start <= time && time < s.end;
        });
    };
    // From the strongest to the weakest.
    for (const int priority : {1, 2, 3, 4, 5, 6, 7, 8, 9, 0}) {
        bool holds = false;
        bool open = false;
        for (const hours_season& season : asked.seasons) {
            if (season.priority != priority || date < season.from || date >= season.until) continue;
            holds = true;
            open = open || week_is_open(season.weekly);
        }
        if (holds) return open;
    }
    return week_is_open(asked.weekly);
}

} // namespace timewright::test
