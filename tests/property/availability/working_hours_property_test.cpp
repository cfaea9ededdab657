// Goal: an instant is open exactly when the clock on the wall shows an open time, for all hours,
// zones and windows.
// Method: RapidCheck draws hours on quarters, exceptions and a zone that changes by whatever it
// likes within the window; every quarter is looked up on the wall clock.
#include "unit/availability/times.hpp"

#include <timewright/availability/working_hours.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes quarter{15};

day_span draw_span() {
    const int start = *rc::gen::inRange(0, 96);
    const int end = *rc::gen::inRange(start + 1, 97);
    return {start * quarter, end * quarter};
}

working_hours draw_hours(sys_seconds around) {
    const seconds before = *rc::gen::inRange(-48, 57) * quarter;
    const seconds after = *rc::gen::inRange(-48, 57) * quarter;
    working_hours hours_of_work{.in_zone = zone_with_change(before, after, around)};
    for (int n = *rc::gen::inRange(0, 5); n > 0; --n) {
        weekday_set days;
        for (const unsigned day :
             *rc::gen::container<std::vector<unsigned>>(2, rc::gen::inRange<unsigned>(0, 7)))
            days.insert(std::chrono::weekday(day));
        const day_span times = draw_span();
        hours_of_work.weekly.push_back({days, times.start, times.end});
    }
    const auto today =
        std::chrono::local_days(std::chrono::floor<std::chrono::days>(around).time_since_epoch());
    if (*rc::gen::arbitrary<bool>())
        hours_of_work.exceptions.push_back(
            {.date = today + std::chrono::days(*rc::gen::inRange(-2, 3)),
             .spans = *rc::gen::arbitrary<bool>() ? std::vector<day_span>{draw_span()}
                                                  : std::vector<day_span>{}});
    return hours_of_work;
}

/// The naive answer, from the words in the header.
bool clock_shows_open(const working_hours& hours_of_work, sys_seconds t) {
    const auto local = hours_of_work.in_zone.to_local(t);
    const auto date = std::chrono::floor<std::chrono::days>(local);
    const seconds time = local - date;
    for (const hours_exception& e : hours_of_work.exceptions)
        if (e.date == date)
            return std::any_of(e.spans.begin(), e.spans.end(),
                               [&](const day_span& s) { return s.start <= time && time < s.end; });
    return std::any_of(
        hours_of_work.weekly.begin(), hours_of_work.weekly.end(), [&](const weekly_span& s) {
            return s.days.contains(std::chrono::weekday(date)) && s.start <= time && time < s.end;
        });
}

RC_GTEST_PROP(WorkingHoursProperty, AreOpenExactlyWhenTheWallClockSaysSo, ()) {
    const sys_seconds around = monday + *rc::gen::inRange(0, 96) * quarter;
    const working_hours hours_of_work = draw_hours(around);
    RC_ASSERT(validate(hours_of_work));
    const sys_seconds from = around - *rc::gen::inRange(0, 400) * quarter;
    const interval window(from, seconds(*rc::gen::inRange(1, 800) * quarter));
    const time_set open = compute_open(hours_of_work, window);
    // A day more on both sides: nothing may reach out of the window.
    for (sys_seconds t = window.start() - std::chrono::days(1);
         t < window.end() + std::chrono::days(1); t += quarter)
        RC_ASSERT(open.contains(t) == (window.contains(t) && clock_shows_open(hours_of_work, t)));
}

} // namespace
