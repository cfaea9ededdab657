// Goal: an instant is open exactly when the clock on the wall shows an open time, for all hours,
// zones and windows.
// Method: RapidCheck draws hours on quarters, seasons, holidays, exceptions and a zone that changes
// by whatever it likes within the window; every quarter is looked up on the wall clock.
#include "naive_hours.hpp"

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
using std::chrono::seconds;

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
