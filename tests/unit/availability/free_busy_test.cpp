// Goal: what events take of their owner's time, and how overlapping claims on it become one line.
// Method: calendars of one or two events, each showing one rule; days with a clock change by hand.
#include "unit/availability/times.hpp"

#include <timewright/availability/free_busy.hpp>
#include <timewright/calendar/calendar.hpp>
#include <timewright/calendar/event.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;
using std::chrono::year;

using runs = std::vector<busy_interval>;

event meeting(int from_hour, int to_hour) {
    event made;
    made.uid = "meeting@example.com";
    made.start = event_time::utc(at(from_hour));
    made.duration.time = std::chrono::hours(to_hour - from_hour);
    return made;
}

runs busy_on_monday(const calendar& source) {
    const auto blocks = busy_of(source, span(0, 24), {});
    EXPECT_TRUE(blocks);
    return blocks ? *blocks : runs{};
}

calendar calendar_of(event only) {
    calendar made;
    made.events.push_back(std::move(only));
    return made;
}

TEST(FreeBusy, LetsTheStrongestTypeWin) {
    const runs blocks{{span(9, 12), busy_type::busy_tentative},
                      {span(10, 11), busy_type::busy},
                      {span(11, 14), busy_type::busy_unavailable}};
    EXPECT_EQ(compute_free_busy(blocks, span(0, 24)),
              (runs{{span(9, 10), busy_type::busy_tentative},
                    {span(10, 11), busy_type::busy},
                    {span(11, 14), busy_type::busy_unavailable}}));
}

TEST(FreeBusy, GivesMaximalRunsOfEachType) {
    const runs blocks{{span(9, 10), busy_type::busy},
                      {span(10, 11), busy_type::busy},
                      {span(12, 13), busy_type::busy_tentative},
                      {span(11, 12), busy_type::busy_tentative},
                      {span(11, 12), busy_type::free}};
    EXPECT_EQ(compute_free_busy(blocks, span(0, 24)),
              (runs{{span(9, 11), busy_type::busy}, {span(11, 13), busy_type::busy_tentative}}));
}

TEST(FreeBusy, ShowsAWeakerTypeOnBothSidesOfAStrongerOne) {
    const runs blocks{{span(9, 17), busy_type::busy_tentative}, {span(12, 13), busy_type::busy}};
    EXPECT_EQ(compute_free_busy(blocks, span(0, 24)),
              (runs{{span(9, 12), busy_type::busy_tentative},
                    {span(12, 13), busy_type::busy},
                    {span(13, 17), busy_type::busy_tentative}}));
}

TEST(FreeBusy, IsClippedToTheWindow) {
    const runs blocks{{span(9, 12), busy_type::busy}, {span(14, 15), busy_type::busy}};
    EXPECT_EQ(compute_free_busy(blocks, span(10, 14)), (runs{{span(10, 12), busy_type::busy}}));
    EXPECT_EQ(compute_free_busy({}, span(10, 14)), runs{});
}

TEST(BusyOf, AnOpaqueConfirmedEventIsBusy) {
    EXPECT_EQ(busy_on_monday(calendar_of(meeting(9, 10))), (runs{{span(9, 10), busy_type::busy}}));
}

TEST(BusyOf, ATransparentOrCancelledEventIsNothing) {
    event transparent = meeting(9, 10);
    transparent.transp = transparency::transparent;
    EXPECT_EQ(busy_on_monday(calendar_of(transparent)), runs{});
    event cancelled = meeting(9, 10);
    cancelled.status = event_status::cancelled;
    cancelled.busy = busy_type::busy;
    EXPECT_EQ(busy_on_monday(calendar_of(cancelled)), runs{});
}

TEST(BusyOf, ATentativeEventIsTentativelyBusyUnlessItSaysOtherwise) {
    event tentative = meeting(9, 10);
    tentative.status = event_status::tentative;
    EXPECT_EQ(busy_on_monday(calendar_of(tentative)),
              (runs{{span(9, 10), busy_type::busy_tentative}}));
    tentative.busy = busy_type::busy_unavailable; // out of office, as Exchange writes it
    EXPECT_EQ(busy_on_monday(calendar_of(tentative)),
              (runs{{span(9, 10), busy_type::busy_unavailable}}));
}

TEST(BusyOf, AnEventWithoutLengthTakesNothing) {
    EXPECT_EQ(busy_on_monday(calendar_of(meeting(9, 9))), runs{});
}

TEST(BusyOf, AnAllDayEventTakesTheDayOfItsOwnersZone) {
    event holiday;
    holiday.uid = "holiday@example.com";
    holiday.start = event_time::date(std::chrono::local_days(year(2026) / 11 / 1));
    holiday.duration.days = 1;
    const auto november = std::chrono::sys_days(year(2026) / 11 / 1);
    const auto blocks = busy_of(calendar_of(holiday), {november - 24h, november + 48h},
                                {.floating_zone = new_york_in_2026()});
    ASSERT_TRUE(blocks);
    // Midnight EDT to midnight EST: the day on which the clocks go back has 25 hours.
    EXPECT_EQ(*blocks, (runs{{{november + 4h, november + 29h}, busy_type::busy}}));
}

TEST(BusyOf, AFloatingEventIsOnTheClockOfItsOwner) {
    event lunch = meeting(12, 13);
    lunch.start = event_time::floating(std::chrono::local_seconds(at(12).time_since_epoch()));
    const auto blocks =
        busy_of(calendar_of(lunch), span(0, 48), {.floating_zone = zone::fixed("Test/West", -5h)});
    ASSERT_TRUE(blocks);
    EXPECT_EQ(*blocks, (runs{{span(17, 18), busy_type::busy}}));
}

TEST(BusyOf, ASeriesTakesTimeAtEachOccurrenceAndACancelledOneDoesNot) {
    event series = meeting(9, 10);
    series.rules = {{.freq = frequency::daily, .count = 4}};
    event cancelled = meeting(24 + 9, 24 + 10);
    cancelled.recurrence_id = event_time::utc(at(24 + 9));
    cancelled.status = event_status::cancelled;
    event moved = meeting(48 + 15, 48 + 16);
    moved.recurrence_id = event_time::utc(at(48 + 9));
    moved.status = event_status::tentative;
    series.overrides = {cancelled, moved};
    const auto blocks = busy_of(calendar_of(series), span(0, 100), {});
    ASSERT_TRUE(blocks);
    EXPECT_EQ(*blocks, (runs{{span(9, 10), busy_type::busy},
                             {span(48 + 15, 48 + 16), busy_type::busy_tentative},
                             {span(72 + 9, 72 + 10), busy_type::busy}}));
}

TEST(BusyOf, ATransparentSeriesMayHaveAnOpaqueOccurrence) {
    event series = meeting(9, 10);
    series.transp = transparency::transparent;
    series.rules = {{.freq = frequency::daily, .count = 2}};
    event counted = meeting(24 + 9, 24 + 10);
    counted.recurrence_id = event_time::utc(at(24 + 9));
    series.overrides = {counted};
    const auto blocks = busy_of(calendar_of(series), span(0, 100), {});
    ASSERT_TRUE(blocks);
    EXPECT_EQ(*blocks, (runs{{span(24 + 9, 24 + 10), busy_type::busy}}));
}

TEST(BusyOf, PublishedBusyTimeIsTakenAsItIs) {
    calendar published;
    published.busy = {{span(9, 10), busy_type::busy_tentative},
                      {span(11, 12), busy_type::free},
                      {span(50, 51), busy_type::busy}};
    EXPECT_EQ(busy_on_monday(published), (runs{{span(9, 10), busy_type::busy_tentative}}));
}

TEST(BusyOf, NeverPassesAPartForAllOfIt) {
    event series = meeting(9, 10);
    series.rules = {{.freq = frequency::daily}};
    const calendar source = calendar_of(series);
    const interval year_from_monday(monday, monday + 24h * 365);
    ASSERT_TRUE(busy_of(source, year_from_monday, {}));
    const auto blocks = busy_of(source, year_from_monday, {.blocks_max = 100});
    ASSERT_FALSE(blocks);
    EXPECT_EQ(blocks.error().code, errc::limit_reached);
    EXPECT_EQ(blocks.error().message,
              "the busy time of the event with UID meeting@example.com was not worked out to its "
              "end: it takes more than the 100 stretches of time that are left of 100 for the "
              "calendar; ask for a shorter window, or correct its rule");
    EXPECT_FALSE(busy_of(source, year_from_monday, {.steps_max = 10}));
}

} // namespace
