// Goal: two series that could keep a naive search busy for ever are decided, or said to be undecided,
// for little. Method: each known pair, held to 100 ms of processor time and 16 MiB.

#include "bugs/work_meter.hpp"
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/series_conflict.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <string>

namespace timewright {
namespace {

using namespace std::chrono;
using test::expect_within_budget;

event series(const char* zone_name, const char* start, const std::string& rule,
             civil_duration lasts = {.time = 1s}) {
    return {.uid = rule,
            .start = event_time::zoned(*parse_local(start), testing::pinned_zone(zone_name)),
            .duration = lasts,
            .rules = {*parse_rule(rule)}};
}

std::string decided(const event& a, const event& b) {
    std::string shown;
    expect_within_budget(
        [&] {
            const auto answer = find_first_collision(a, b);
            if (!answer) {
                shown = answer.error().message;
                return;
            }
            shown = answer->outcome == collision_outcome::never            ? "never"
                    : answer->outcome == collision_outcome::never_in_years ? "never in years"
                    : answer->outcome == collision_outcome::undecided      ? "undecided"
                                                                           : "collides";
            if (!answer->is_never()) shown += " " + to_rfc3339(answer->clear_until);
        },
        (a.uid + " and " + b.uid).c_str());
    return shown;
}

TEST(CollisionInputs, StepsOfSecondsWithoutACommonDivisor) {
    EXPECT_EQ(
        decided(
            series("America/New_York", "2026-01-05T09:00:00", "FREQ=SECONDLY;INTERVAL=999983"),
            series("America/New_York", "2026-01-05T09:00:01", "FREQ=SECONDLY;INTERVAL=1000003")),
        "never in years");
    EXPECT_EQ(
        decided(
            series("America/New_York", "2026-01-05T09:00:00", "FREQ=SECONDLY;INTERVAL=2147483647"),
            series("Europe/London", "2026-01-05T09:00:01", "FREQ=SECONDLY;INTERVAL=2147483629")),
        "never in years");
    EXPECT_EQ(decided(series("UTC", "2026-01-05T09:00:00", "FREQ=SECONDLY;INTERVAL=86399"),
                      series("UTC", "2026-01-05T08:00:00", "FREQ=SECONDLY;INTERVAL=86400")),
              "collides 2035-11-14T08:00:00Z");
}

TEST(CollisionInputs, EverySecondSecondAndTheOnesBetween) {
    EXPECT_EQ(decided(series("America/New_York", "2026-01-05T09:00:00", "FREQ=SECONDLY;INTERVAL=2"),
                      series("Europe/London", "2026-01-05T09:00:01", "FREQ=SECONDLY;INTERVAL=2")),
              "never");
}

// Too many times of day to be laid on a circle: followed second by second, as far as it goes.
TEST(CollisionInputs, DenseTimesOfDayThatNeverMeetAreUndecidedAndSaidSo) {
    std::string times = "FREQ=DAILY;BYHOUR=0";
    for (int hour = 1; hour < 24; ++hour) times += "," + std::to_string(hour);
    times += ";BYMINUTE=0";
    for (int minute = 1; minute < 60; ++minute) times += "," + std::to_string(minute);
    std::string even = times + ";BYSECOND=0";
    std::string odd = times + ";BYSECOND=1";
    for (int second = 2; second < 60; ++second)
        (second % 2 == 0 ? even : odd) += "," + std::to_string(second);
    // Where the clocks stand still a day is all that there is to see.
    EXPECT_EQ(decided(series("UTC", "2026-01-05T00:00:00", even),
                      series("UTC", "2026-01-05T00:00:01", odd)),
              "never");
    const std::string shown = decided(series("America/New_York", "2026-01-05T00:00:00", even),
                                      series("Europe/London", "2026-01-05T00:00:01", odd));
    EXPECT_EQ(shown.substr(0, 14), "undecided 2026") << shown;
}

TEST(CollisionInputs, RulesThatNeverMatchMeetNothing) {
    EXPECT_EQ(decided(series("UTC", "2026-01-05T09:00:00", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
                      series("UTC", "2026-01-05T09:00:01", "FREQ=SECONDLY;BYMONTH=3")),
              "never");
}

TEST(CollisionInputs, ManyExceptionsAndAnUnendingOneAgainstThem) {
    event excluded = series("UTC", "2026-01-01T09:00:00", "FREQ=DAILY;COUNT=10000", {.time = 1h});
    for (int day = 0; day < 10'000; ++day)
        excluded.exdates.push_back(
            event_time::utc(*parse_rfc3339("2026-01-01T09:00:00Z") + days(day)));
    EXPECT_EQ(decided(excluded, series("UTC", "2026-01-01T09:30:00", "FREQ=DAILY", {.time = 1h})),
              "never");
}

// All that run at once would have to be looked at.
TEST(CollisionInputs, OccurrencesThatLastForYearsAndBeginEverySecond) {
    EXPECT_EQ(decided(series("UTC", "2026-01-05T09:00:00", "FREQ=SECONDLY", {.days = 100'000}),
                      series("UTC", "9000-01-05T09:00:00", "FREQ=YEARLY"))
                  .substr(0, 14),
              "undecided 9000");
    EXPECT_EQ(decided(series("UTC", "9999-12-31T23:59:59", "FREQ=SECONDLY", {.days = 3'000'000}),
                      series("UTC", "0001-01-01T00:00:00", "FREQ=SECONDLY", {.days = 3'000'000}))
                  .substr(0, 14),
              "undecided 9999");
}

// A changed occurrence thousands of years away: expanded up to there, or said how far.
TEST(CollisionInputs, AnExceptionInTheFarFuture) {
    event daily = series("UTC", "2026-01-05T09:00:00", "FREQ=DAILY", {.time = 1h});
    daily.exdates = {event_time::utc(*parse_rfc3339("9998-01-01T09:00:00Z"))};
    const std::string shown =
        decided(daily, series("UTC", "2026-01-05T11:00:00", "FREQ=DAILY", {.time = 1h}));
    EXPECT_EQ(shown.substr(0, 9), "undecided") << shown;
}

} // namespace
} // namespace timewright
