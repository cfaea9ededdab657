// Goal: each point at which two series could wrongly be told to meet or not to: touching, clock
// changes, the end of a series, what moves or removes the only collision, the proof's own limits.
// Method: small events whose meetings are worked out by hand; random ones are in tests/property.

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/series_conflict.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <string>

namespace timewright {
namespace {

using namespace std::chrono;

zone in(const char* name) { return testing::pinned_zone(name); }

event series(const char* zone_name, const char* start, const char* rule, civil_duration lasts) {
    event made{.uid = start,
               .start = event_time::zoned(*parse_local(start), in(zone_name)),
               .duration = lasts};
    if (*rule != '\0') made.rules = {*parse_rule(rule)};
    return made;
}
constexpr civil_duration hour{.time = 1h};

// "never", "never in years", "undecided from T", or where the first overlap begins.
std::string shown(const event& a, const event& b, const collision_options& options = {}) {
    const auto answer = find_first_collision(a, b, options);
    if (!answer) return answer.error().message;
    const auto back = find_first_collision(b, a,
                                           {.floating_zone_a = options.floating_zone_b,
                                            .floating_zone_b = options.floating_zone_a,
                                            .from = options.from,
                                            .steps_max = options.steps_max});
    EXPECT_EQ(answer->outcome, back->outcome);
    if (answer->first && back->first) {
        EXPECT_EQ(answer->first->at, back->first->at);
    }
    switch (answer->outcome) {
        case collision_outcome::collides:
            return to_rfc3339(answer->first->at);
        case collision_outcome::never:
            return "never";
        case collision_outcome::never_in_years:
            return "never in years";
        case collision_outcome::undecided:
            return "undecided from " + to_rfc3339(answer->clear_until);
    }
    return "";
}

event weekly_at(const char* time, const char* zone_name = "America/New_York") {
    return series(zone_name, (std::string("2026-01-05T") + time).c_str(), "FREQ=WEEKLY", hour);
}

TEST(FirstCollision, TouchingIsNotMeeting) {
    EXPECT_EQ(shown(weekly_at("09:00:00"), weekly_at("10:00:00")), "never");
    EXPECT_EQ(shown(weekly_at("09:00:00"), weekly_at("09:59:59")), "2026-01-05T14:59:59Z");
}

TEST(FirstCollision, TellsBothOccurrencesAndTheTimeThatTheyShare) {
    const event a = weekly_at("09:00:00");
    const event b = series("America/New_York", "2026-02-02T09:30:00", "FREQ=MONTHLY", hour);
    const auto answer = find_first_collision(a, b);
    ASSERT_TRUE(answer && answer->collides());
    EXPECT_EQ(to_iso(answer->first->a.recurrence_id), "2026-02-02T09:00:00");
    EXPECT_EQ(to_iso(answer->first->b.recurrence_id), "2026-02-02T09:30:00");
    EXPECT_EQ(to_rfc3339(answer->first->overlap().start()), "2026-02-02T14:30:00Z");
    EXPECT_EQ(to_rfc3339(answer->first->overlap().end()), "2026-02-02T15:00:00Z");
    EXPECT_FALSE(answer->is_never());
}

TEST(FirstCollision, WeeksThatAlternateNeverMeet) {
    const event even =
        series("Europe/Lisbon", "2026-01-05T09:00:00", "FREQ=WEEKLY;INTERVAL=2", hour);
    const event odd =
        series("Europe/Lisbon", "2026-01-12T09:00:00", "FREQ=WEEKLY;INTERVAL=2", hour);
    const event third =
        series("Europe/Lisbon", "2026-01-12T09:00:00", "FREQ=WEEKLY;INTERVAL=3", hour);
    EXPECT_EQ(shown(even, odd), "never");
    EXPECT_EQ(shown(even, third), "2026-02-02T09:00:00Z");
}

// 14:00 in London is 09:00 in New York but for the weeks in which only one clock has changed.
TEST(FirstCollision, AClockThatChangesEarlierBringsTwoTogether) {
    EXPECT_EQ(shown(weekly_at("09:00:00"), weekly_at("13:00:00", "Europe/London")),
              "2026-03-09T13:00:00Z");
    EXPECT_EQ(shown(weekly_at("09:00:00"), weekly_at("15:00:00", "Europe/London")), "never");
    EXPECT_EQ(shown(weekly_at("09:00:00"), weekly_at("12:00:00", "Europe/London")), "never");
}

// A meeting in a zone without summer time meets in summer what it does not meet in winter.
TEST(FirstCollision, MeetsInSummerOnly) {
    EXPECT_EQ(shown(weekly_at("09:00:00"), weekly_at("13:00:00", "UTC")), "2026-03-09T13:00:00Z");
}

TEST(FirstCollision, AMeetingInTheHourThatIsSkippedMeetsTheNextOne) {
    const event night =
        series("America/New_York", "2026-03-01T02:30:00", "FREQ=WEEKLY", {.time = 30min});
    const event later = series("America/New_York", "2026-03-01T03:00:00", "FREQ=WEEKLY", hour);
    EXPECT_EQ(shown(night, later), "2026-03-08T07:30:00Z");
}

TEST(FirstCollision, TheRepeatedHourIsTheFirstOne) {
    const event night =
        series("America/New_York", "2026-10-25T01:30:00", "FREQ=WEEKLY;COUNT=3", {.time = 30min});
    event instant{.uid = "i",
                  .start = event_time::utc(*parse_rfc3339("2026-11-01T06:30:00Z")),
                  .duration = {.time = 30min}};
    EXPECT_EQ(shown(night, instant), "never");
    instant.start = event_time::utc(*parse_rfc3339("2026-11-01T05:45:00Z"));
    EXPECT_EQ(shown(night, instant), "2026-11-01T05:45:00Z");
}

// A nominal day that begins before the clock goes back lasts 25 hours.
TEST(FirstCollision, ANominalDayIsLongerWhenTheClockGoesBack) {
    const event day = series("America/New_York", "2026-01-03T12:00:00",
                             "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SA", {.days = 1});
    const event exact = series("America/New_York", "2026-01-03T12:00:00",
                               "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SA", {.time = 24h});
    const event noon = series("UTC", "2026-01-04T16:00:00", "FREQ=WEEKLY;BYDAY=SU", {.time = 1h});
    const collision_options from{.from = *parse_rfc3339("2026-10-25T00:00:00Z")};
    EXPECT_EQ(shown(day, noon, from), "2026-11-01T16:00:00Z");
    EXPECT_EQ(shown(exact, noon, from), "never");
}

TEST(FirstCollision, ASeriesThatEndsMeetsNothingAfterwards) {
    const event lasting = weekly_at("09:00:00");
    EXPECT_EQ(shown(lasting,
                    series("America/New_York", "2026-01-06T09:00:00", "FREQ=DAILY;COUNT=6", hour)),
              "never");
    EXPECT_EQ(shown(lasting,
                    series("America/New_York", "2026-01-06T09:00:00", "FREQ=DAILY;COUNT=7", hour)),
              "2026-01-12T14:00:00Z");
    EXPECT_EQ(shown(lasting, series("America/New_York", "2020-01-06T09:00:00",
                                    "FREQ=DAILY;UNTIL=20251231T000000Z", hour)),
              "never");
}

TEST(FirstCollision, OnlyAnExtraDateMeets) {
    event once = series("America/New_York", "2026-01-06T09:00:00", "", hour);
    EXPECT_EQ(shown(weekly_at("09:00:00"), once), "never");
    once.rdates = {{.start = event_time::utc(*parse_rfc3339("2031-06-02T13:30:00Z"))}};
    EXPECT_EQ(shown(weekly_at("09:00:00"), once), "2031-06-02T13:30:00Z");
}

event moved(const event& from, const char* id, const char* to) {
    return {.uid = from.uid,
            .start = event_time::zoned(*parse_local(to), from.start.in_zone),
            .duration = from.duration,
            .recurrence_id = event_time::zoned(*parse_local(id), from.start.in_zone)};
}

TEST(FirstCollision, AMovedOccurrenceMakesTheOnlyCollision) {
    event a = weekly_at("09:00:00");
    const event b = weekly_at("11:00:00");
    a.overrides = {moved(a, "2026-05-04T09:00:00", "2026-05-04T10:30:00")};
    EXPECT_EQ(shown(a, b), "2026-05-04T15:00:00Z");
}

TEST(FirstCollision, AMovedOrExcludedOccurrenceRemovesTheOnlyCollision) {
    event a = weekly_at("09:00:00");
    const event b = series("America/New_York", "2026-05-04T09:00:00", "", hour);
    EXPECT_EQ(shown(a, b), "2026-05-04T13:00:00Z");
    a.overrides = {moved(a, "2026-05-04T09:00:00", "2026-05-04T10:30:00")};
    EXPECT_EQ(shown(a, b), "never");
    a.overrides.clear();
    a.exdates = {event_time::date(floor<days>(*parse_local("2026-05-04T00:00:00")))};
    EXPECT_EQ(shown(a, b), "never");
    a.exdates = {event_time::utc(*parse_rfc3339("2026-05-04T13:00:00Z"))};
    EXPECT_EQ(shown(a, b), "never");
}

TEST(FirstCollision, AChangeOfAllLaterOnesIsFollowedForEver) {
    event a = weekly_at("09:00:00");
    const event b = series("America/New_York", "2040-01-02T10:30:00", "FREQ=WEEKLY", hour);
    EXPECT_EQ(shown(a, b), "never");
    a.overrides = {moved(a, "2026-05-04T09:00:00", "2026-05-04T10:00:00")};
    a.overrides[0].this_and_future = true;
    EXPECT_EQ(shown(a, b), "2040-01-02T15:30:00Z");
    const auto answer = find_first_collision(a, b);
    EXPECT_EQ(answer->first->a.override_index, 0U);
    EXPECT_EQ(to_iso(answer->first->a.recurrence_id), "2040-01-02T09:00:00");
    a.overrides[0].status = event_status::cancelled;
    EXPECT_EQ(shown(a, b), "never");
}

TEST(FirstCollision, WhatTakesNoTimeMeetsNothing) {
    event a = weekly_at("09:00:00");
    const event b = weekly_at("09:00:00");
    a.transp = transparency::transparent;
    EXPECT_EQ(shown(a, b), "never");
    a = weekly_at("09:00:00");
    a.status = event_status::cancelled;
    EXPECT_EQ(shown(a, b), "never");
    a.status = event_status::tentative;
    EXPECT_EQ(shown(a, b), "2026-01-05T14:00:00Z");
    a = weekly_at("09:30:00");
    a.duration = {};
    EXPECT_EQ(shown(a, b), "never");
}

// The 29th of February is a Monday in 2044 for the first time from 2026 on.
TEST(FirstCollision, FindsWhatIsRare) {
    EXPECT_EQ(
        shown(series("UTC", "2026-01-05T09:00:00", "FREQ=WEEKLY", hour),
              series("UTC", "2028-02-29T09:00:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", hour)),
        "2044-02-29T09:00:00Z");
}

TEST(FirstCollision, DatesThatNeverFallTogetherAreProvenSo) {
    EXPECT_EQ(
        shown(
            series("Europe/Lisbon", "2026-01-01T09:00:00", "FREQ=MONTHLY;BYMONTHDAY=13", hour),
            series("Europe/Lisbon", "2026-01-01T09:00:00", "FREQ=MONTHLY;BYMONTHDAY=14,30", hour)),
        "2026-01-01T09:00:00Z"); // their starts, which no rule matches
    EXPECT_EQ(
        shown(
            series("Europe/Lisbon", "2026-01-13T09:00:00", "FREQ=MONTHLY;BYMONTHDAY=13", hour),
            series("Europe/Lisbon", "2026-01-14T09:00:00", "FREQ=MONTHLY;BYMONTHDAY=14,30", hour)),
        "never");
}

// Every 23rd against every 17th year: in step again after 156,400 years.
TEST(FirstCollision, LongerThanThereAreYearsIsSaidSo) {
    EXPECT_EQ(shown(series("UTC", "2026-01-01T09:00:00", "FREQ=YEARLY;INTERVAL=23", hour),
                    series("UTC", "2026-01-02T09:00:00", "FREQ=YEARLY;INTERVAL=17", hour)),
              "never in years");
}

TEST(FirstCollision, AUsedUpBudgetIsNeverANever) {
    const event a = series("UTC", "2026-01-05T09:00:00", "FREQ=DAILY;BYMONTH=1,3", hour);
    const event b = series("UTC", "2026-02-02T09:30:00", "FREQ=DAILY;BYMONTH=2,4", hour);
    EXPECT_EQ(shown(a, b, {.steps_max = 500}).substr(0, 16), "undecided from 2");
    EXPECT_EQ(shown(a, b), "never");
}

TEST(FirstCollision, CountsFromAnInstantOn) {
    EXPECT_EQ(shown(weekly_at("09:00:00"), weekly_at("09:30:00"),
                    {.from = *parse_rfc3339("2026-01-05T14:30:01Z")}),
              "2026-01-12T14:30:00Z");
}

TEST(FirstCollision, AnAllDayEventNeedsAZone) {
    const event day{.uid = "d",
                    .start = event_time::date(floor<days>(*parse_local("2026-01-05T00:00:00"))),
                    .duration = {.days = 1},
                    .rules = {*parse_rule("FREQ=WEEKLY")}};
    EXPECT_EQ(
        shown(day, weekly_at("09:00:00"),
              {.floating_zone_a = in("Europe/Lisbon"), .floating_zone_b = in("Europe/Lisbon")}),
        "2026-01-05T14:00:00Z");
    const auto refused = find_first_collision(day, weekly_at("09:00:00"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "a floating or all-day event has no instants of its own: name a zone to read it in");
}

std::string shown(const busy_collisions& found) {
    std::string text;
    for (const busy_collision& one : found.found)
        text += (text.empty() ? "" : " ") + to_iso(one.which.recurrence_id).substr(5, 5) + "@" +
                to_rfc3339(one.overlap.start()).substr(11, 5) + "-" +
                to_rfc3339(one.overlap.end()).substr(11, 5);
    return text + (found.truncated ? " truncated" : "");
}
interval utc_span(const char* from, const char* to) {
    return {*parse_rfc3339(from), *parse_rfc3339(to)};
}

TEST(BusyCollisions, ListsEveryOccurrenceThatMeetsWhatIsTakenOnce) {
    const event a = series("UTC", "2026-01-05T09:00:00", "FREQ=DAILY", hour);
    const time_set busy = time_set::from_unsorted(
        {utc_span("2026-01-06T09:15:00Z", "2026-01-06T09:30:00Z"),
         utc_span("2026-01-06T09:45:00Z", "2026-01-06T11:00:00Z"),
         utc_span("2026-01-07T10:00:00Z", "2026-01-08T09:00:00Z"), // touches both
         utc_span("2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z")});
    const interval window = utc_span("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
    EXPECT_EQ(shown(*find_collisions(a, busy, window)),
              "01-06@09:15-09:30 03-01@09:00-10:00 03-02@09:00-10:00");
    const auto two = find_collisions(a, busy, window, {.collisions_max = 2});
    EXPECT_EQ(shown(*two), "01-06@09:15-09:30 03-01@09:00-10:00 truncated");
    EXPECT_EQ(to_rfc3339(two->complete_to), "2026-03-02T09:00:00Z");
}

TEST(BusyCollisions, TheWindowCutsWhatIsTaken) {
    const event a = series("UTC", "2026-01-05T09:00:00", "FREQ=DAILY", hour);
    const time_set busy = time_set(utc_span("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"));
    EXPECT_EQ(
        shown(*find_collisions(a, busy, utc_span("2026-02-01T09:30:00Z", "2026-02-02T09:10:00Z"))),
        "02-01@09:30-10:00 02-02@09:00-09:10");
    EXPECT_EQ(
        shown(*find_collisions(a, {}, utc_span("2026-02-01T09:30:00Z", "2026-02-02T09:10:00Z"))),
        "");
}

} // namespace
} // namespace timewright
