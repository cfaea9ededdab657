// Goal: expand() finds the occurrences that overlap a window, at the right instants across changes
// of the clock, with exceptions, overrides and extra dates of every form. Method: small events in
// zones with known changes; instants worked out by hand.

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <string>

namespace timewright {
namespace {

using namespace std::chrono;

const zone& new_york() {
    static const zone shared = testing::pinned_zone("America/New_York");
    return shared;
}
event weekly_in(const zone& in, const std::string& start, const std::string& rule,
                civil_duration duration = {.time = 1h}) {
    return {.uid = "series",
            .start = event_time::zoned(*parse_local(start), in),
            .duration = duration,
            .rules = {*parse_rule(rule)}};
}
interval window(const std::string& from, const std::string& to) {
    return {*parse_rfc3339(from), *parse_rfc3339(to)};
}
// "start/end" of each, moments and shifted ones marked.
std::string shown(const event& e, const interval& in, const expansion_options& options = {}) {
    const auto found = expand(e, in, options);
    if (!found) return found.error().message;
    std::string text;
    for (const occurrence& o : found->occurrences) {
        text += (text.empty() ? "" : " ") + to_rfc3339(o.span.start()).substr(5, 11) + "/" +
                to_rfc3339(o.span.end()).substr(5, 11);
        if (o.moment) text += "(moment)";
        if (o.shifted) text += "(shifted)";
        if (o.is_overridden()) text += "(" + o.described_by(e).summary + ")";
    }
    return text + (found->truncated ? " truncated" : "");
}

TEST(Expand, ListsWhatOverlapsTheWindowAndNothingThatOnlyTouchesIt) {
    const event e = weekly_in(zone::utc(), "2026-01-01T09:00:00", "FREQ=DAILY");
    EXPECT_EQ(shown(e, window("2026-01-02T09:30:00Z", "2026-01-03T09:00:01Z")),
              "01-02T09:00/01-02T10:00 01-03T09:00/01-03T10:00");
    EXPECT_EQ(shown(e, window("2026-01-02T10:00:00Z", "2026-01-03T09:00:00Z")), "");
}

// From the second Monday on an hour later and half as long; the fourth is cancelled.
event moved_later(const std::string& from, const std::string& to, const zone& in) {
    event e = weekly_in(new_york(), "2026-03-02T09:00:00", "FREQ=WEEKLY;COUNT=5");
    e.overrides.push_back({.uid = "series",
                           .start = event_time::zoned(*parse_local(to), in),
                           .duration = {.time = 30min},
                           .recurrence_id = event_time::zoned(*parse_local(from), new_york()),
                           .this_and_future = true,
                           .summary = "later"});
    e.overrides.push_back(
        {.uid = "series",
         .start = event_time::zoned(*parse_local("2026-03-23T09:00:00"), new_york()),
         .duration = {.time = 1h},
         .recurrence_id = event_time::zoned(*parse_local("2026-03-23T09:00:00"), new_york()),
         .status = event_status::cancelled});
    return e;
}

TEST(Expand, AChangeOfThisAndTheFutureMovesAllLaterOnes) {
    EXPECT_EQ(shown(moved_later("2026-03-09T09:00:00", "2026-03-09T10:00:00", new_york()),
                    window("2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z")),
              "03-02T14:00/03-02T15:00 03-09T14:00/03-09T14:30(later) "
              "03-16T14:00/03-16T14:30(later) 03-30T14:00/03-30T14:30(later)");
    // Two days later, found where they take place; and on another clock, which changes its offset
    // on another day.
    EXPECT_EQ(shown(moved_later("2026-03-09T09:00:00", "2026-03-11T09:00:00", new_york()),
                    window("2026-03-18T00:00:00Z", "2026-03-19T00:00:00Z")),
              "03-18T13:00/03-18T13:30(later)");
    EXPECT_EQ(shown(moved_later("2026-03-09T09:00:00", "2026-03-09T14:00:00",
                                testing::pinned_zone("Europe/London")),
                    window("2026-03-10T00:00:00Z", "2026-05-01T00:00:00Z")),
              "03-16T14:00/03-16T14:30(later) 03-30T13:00/03-30T13:30(later)");
}

TEST(Expand, AChangeOfThisAndTheFutureMayCancelAllLaterOnes) {
    event e = moved_later("2026-03-09T09:00:00", "2026-03-09T10:00:00", new_york());
    e.overrides[0].status = event_status::cancelled;
    EXPECT_EQ(shown(e, window("2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z")),
              "03-02T14:00/03-02T15:00");
}

TEST(Expand, ListsFromTheEndWhenTheNewestAreAskedForFirst) {
    const event e = weekly_in(new_york(), "1970-01-01T09:00:00", "FREQ=DAILY");
    EXPECT_EQ(shown(e, window("1970-01-01T00:00:00Z", "2090-01-01T00:00:00Z"),
                    {.steps_max = 500, .occurrences_max = 2, .newest_first = true}),
              "12-31T14:00/12-31T15:00 12-30T14:00/12-30T15:00 truncated");
    EXPECT_EQ(shown(weekly_in(zone::utc(), "2026-01-01T09:00:00", "FREQ=DAILY;COUNT=2"),
                    window("2026-01-01T00:00:00Z", "2090-01-01T00:00:00Z"), {.newest_first = true}),
              "01-02T09:00/01-02T10:00 01-01T09:00/01-01T10:00");
}

TEST(Expand, KeepsTheLocalTimeAcrossClockChanges) {
    const event e = weekly_in(new_york(), "2026-03-01T09:00:00", "FREQ=WEEKLY");
    EXPECT_EQ(shown(e, window("2026-03-01T00:00:00Z", "2026-03-10T00:00:00Z")),
              "03-01T14:00/03-01T15:00 03-08T13:00/03-08T14:00");
}

TEST(Expand, ShiftsOrOmitsASkippedTimeByPolicy) {
    const event e = weekly_in(new_york(), "2026-03-07T02:30:00", "FREQ=DAILY;COUNT=3");
    const interval march = window("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
    EXPECT_EQ(shown(e, march),
              "03-07T07:30/03-07T08:30 03-08T07:30/03-08T08:30(shifted) 03-09T06:30/03-09T07:30");
    EXPECT_EQ(shown(e, march, {.skipped = skipped_time::omit}),
              "03-07T07:30/03-07T08:30 03-09T06:30/03-09T07:30");
}

event hourly_in_lisbon(const std::string& rule) {
    return weekly_in(testing::pinned_zone("Europe/Lisbon"), "2027-03-27T23:00:00", rule,
                     {.time = 10min});
}

TEST(Expand, ASkippedTimeAndTheOneItIsShiftedToAreOne) {
    const interval spring = window("2027-03-01T00:00:00Z", "2027-04-01T00:00:00Z");
    const event e = hourly_in_lisbon("FREQ=HOURLY;COUNT=6");
    EXPECT_EQ(shown(e, spring),
              "03-27T23:00/03-27T23:10 03-28T00:00/03-28T00:10 03-28T01:00/03-28T01:10 "
              "03-28T02:00/03-28T02:10 03-28T03:00/03-28T03:10");
    EXPECT_EQ(shown(e, spring, {.newest_first = true}),
              "03-28T03:00/03-28T03:10 03-28T02:00/03-28T02:10 03-28T01:00/03-28T01:10 "
              "03-28T00:00/03-28T00:10 03-27T23:00/03-27T23:10");
    // Whatever the budget is: the skipped one neither comes instead of the other nor before it.
    const auto first = expand(e, spring, {.occurrences_max = 3});
    ASSERT_TRUE(first.has_value());
    ASSERT_EQ(first->occurrences.size(), 3U);
    EXPECT_EQ(first->occurrences[2].recurrence_id, *parse_local("2027-03-28T02:00:00"));
    EXPECT_FALSE(first->occurrences[2].shifted);
    // The series ends with the skipped one: nothing else says it.
    EXPECT_EQ(shown(hourly_in_lisbon("FREQ=HOURLY;COUNT=3"), spring),
              "03-27T23:00/03-27T23:10 03-28T00:00/03-28T00:10 03-28T01:00/03-28T01:10(shifted)");
    event without = e;
    without.exdates.push_back(
        event_time::zoned(*parse_local("2027-03-28T02:00:00"), e.start.in_zone));
    EXPECT_EQ(shown(without, window("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z")),
              "03-28T01:00/03-28T01:10(shifted)");
    // An instant that is written as such says it too, also when only the shifted one would reach
    // into the window.
    event daily = hourly_in_lisbon("FREQ=DAILY;COUNT=3");
    daily.start.local = *parse_local("2027-03-27T01:00:00");
    daily.rdates.push_back({.start = event_time::utc(*parse_rfc3339("2027-03-28T01:00:00Z")),
                            .duration = civil_duration{.time = 5min}});
    EXPECT_EQ(shown(daily, window("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z")),
              "03-28T01:00/03-28T01:05");
    EXPECT_EQ(shown(daily, window("2027-03-28T01:06:00Z", "2027-03-28T01:30:00Z")), "");
}

TEST(Expand, AnOverrideOfOneOfTwoAtOneInstantIsListedBesideTheOther) {
    const interval gap = window("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z");
    for (const auto& [id, shifted] :
         {std::pair("2027-03-28T01:00:00", false), std::pair("2027-03-28T02:00:00", true)}) {
        event e = hourly_in_lisbon("FREQ=HOURLY;COUNT=6");
        e.overrides.push_back(
            {.uid = "series",
             .start = event_time::zoned(*parse_local("2027-03-28T02:20:00"), e.start.in_zone),
             .duration = {.time = 5min},
             .recurrence_id = event_time::zoned(*parse_local(id), e.start.in_zone),
             .summary = "moved"});
        EXPECT_EQ(shown(e, gap), std::string("03-28T01:00/03-28T01:10") +
                                     (shifted ? "(shifted)" : "") +
                                     " 03-28T01:20/03-28T01:25(moved)");
    }
    // What holds for all later ones holds for both: they are one again.
    event later = hourly_in_lisbon("FREQ=HOURLY;COUNT=6");
    later.overrides.push_back(
        {.uid = "series",
         .start = event_time::zoned(*parse_local("2027-03-28T00:05:00"), later.start.in_zone),
         .duration = {.time = 5min},
         .recurrence_id =
             event_time::zoned(*parse_local("2027-03-28T00:00:00"), later.start.in_zone),
         .this_and_future = true,
         .summary = "later"});
    EXPECT_EQ(shown(later, gap), "03-28T01:05/03-28T01:10(later)");
}

TEST(Expand, ReadsARepeatedTimeAsItsFirst) {
    const event e = weekly_in(new_york(), "2026-10-31T01:30:00", "FREQ=DAILY;COUNT=2");
    EXPECT_EQ(shown(e, window("2026-10-01T00:00:00Z", "2026-12-01T00:00:00Z")),
              "10-31T05:30/10-31T06:30 11-01T05:30/11-01T06:30");
}

TEST(Expand, DaysAreNominalAndTimeIsExact) {
    // From Saturday 12:00 over the change: the same clock reading is 23 hours later, PT24H is
    // 13:00.
    const interval march = window("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
    EXPECT_EQ(shown(weekly_in(new_york(), "2026-03-07T12:00:00", "FREQ=DAILY;COUNT=1", {.days = 1}),
                    march),
              "03-07T17:00/03-08T16:00");
    EXPECT_EQ(
        shown(weekly_in(new_york(), "2026-03-07T12:00:00", "FREQ=DAILY;COUNT=1", {.time = 24h}),
              march),
        "03-07T17:00/03-08T17:00");
}

TEST(Expand, ADayThatDoesNotExistTakesNoTime) {
    // Samoa skipped 30 December 2011.
    const zone apia = testing::pinned_zone("Pacific/Apia");
    event e{.start = event_time::date(local_days(2011y / December / 29)),
            .duration = {.days = 1},
            .rules = {*parse_rule("FREQ=DAILY;COUNT=3")}};
    EXPECT_EQ(
        shown(e, window("2011-12-01T00:00:00Z", "2012-01-10T00:00:00Z"), {.floating_zone = apia}),
        "12-29T10:00/12-30T10:00 12-30T10:00/12-31T10:00");
}

TEST(Expand, HalfHourShiftsAndYearsBeyondTheTablesAreRight) {
    const zone lord_howe = testing::pinned_zone("Australia/Lord_Howe");
    EXPECT_EQ(shown(weekly_in(lord_howe, "2026-10-03T09:00:00", "FREQ=DAILY;COUNT=2"),
                    window("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")),
              "10-02T22:30/10-02T23:30 10-03T22:00/10-03T23:00");
    EXPECT_EQ(shown(weekly_in(new_york(), "2026-07-01T09:00:00", "FREQ=YEARLY"),
                    window("2090-01-01T00:00:00Z", "2091-01-01T00:00:00Z")),
              "07-01T13:00/07-01T14:00");
}

TEST(Expand, UntilInUtcIsAnInstant) {
    const interval march = window("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
    // The skipped 02:30 of 8 March is 07:30 UTC: after 07:15, though 02:30 is before 03:15.
    EXPECT_EQ(
        shown(weekly_in(new_york(), "2026-03-07T02:30:00", "FREQ=DAILY;UNTIL=20260308T071500Z"),
              march),
        "03-07T07:30/03-07T08:30");
    EXPECT_EQ(
        shown(weekly_in(new_york(), "2026-03-07T02:30:00", "FREQ=DAILY;UNTIL=20260308T073000Z"),
              march),
        "03-07T07:30/03-07T08:30 03-08T07:30/03-08T08:30(shifted)");
    // 06:15 UTC on 1 November is 01:15 for the second time: the first 01:30 has been.
    EXPECT_EQ(
        shown(weekly_in(new_york(), "2026-10-31T01:30:00", "FREQ=DAILY;UNTIL=20261101T061500Z"),
              window("2026-10-01T00:00:00Z", "2026-12-01T00:00:00Z")),
        "10-31T05:30/10-31T06:30 11-01T05:30/11-01T06:30");
}

TEST(Expand, AllDayAndFloatingEventsNeedAZone) {
    const event e{.start = event_time::date(local_days(2026y / July / 1)), .duration = {.days = 1}};
    const interval july = window("2026-07-01T00:00:00Z", "2026-08-01T00:00:00Z");
    EXPECT_EQ(shown(e, july),
              "a floating or all-day event has no instants of its own: name a zone to read it in");
    EXPECT_EQ(shown(e, july, {.floating_zone = new_york()}), "07-01T04:00/07-02T04:00");
    EXPECT_TRUE(expand(e, july, {.floating_zone = new_york()})->occurrences[0].all_day);
}

TEST(Expand, AnAllDaySeriesIgnoresHoursAndTakesUntilAsADate) {
    event e{.start = event_time::date(local_days(2026y / July / 1)),
            .duration = {.days = 1},
            .rules = {*parse_rule("FREQ=DAILY;BYHOUR=9;UNTIL=20260702T000000Z")}};
    EXPECT_EQ(shown(e, window("2026-07-01T00:00:00Z", "2026-08-01T00:00:00Z"),
                    {.floating_zone = new_york()}),
              "07-01T04:00/07-02T04:00 07-02T04:00/07-03T04:00");
}

TEST(Expand, ExceptionsMatchByLocalTimeInstantOrDay) {
    event e = weekly_in(new_york(), "2026-01-05T09:00:00", "FREQ=DAILY;COUNT=5");
    e.exdates = {event_time::zoned(*parse_local("2026-01-05T09:00:00"), new_york()),
                 event_time::utc(*parse_rfc3339("2026-01-06T14:00:00Z")),
                 event_time::date(local_days(2026y / January / 7)),
                 event_time::floating(*parse_local("2026-01-08T09:00:00")),
                 event_time::zoned(*parse_local("2026-01-09T14:00:00"),
                                   testing::pinned_zone("Europe/London")),
                 event_time::utc(*parse_rfc3339("2026-01-09T14:00:01Z"))};
    EXPECT_EQ(shown(e, window("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")), "");
    e.exdates.erase(e.exdates.begin() + 4);
    EXPECT_EQ(shown(e, window("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")),
              "01-09T14:00/01-09T15:00");
}

TEST(Expand, ExtraDatesMayBeInstantsDatesAndPeriods) {
    event e = weekly_in(new_york(), "2026-01-05T09:00:00", "FREQ=DAILY;COUNT=1");
    e.rdates = {
        {.start = event_time::zoned(*parse_local("2026-01-06T10:00:00"), new_york())},
        {.start = event_time::utc(*parse_rfc3339("2026-01-07T16:00:00Z"))},
        {.start = event_time::date(local_days(2026y / January / 8))},
        {.start = event_time::utc(*parse_rfc3339("2026-01-09T16:00:00Z")),
         .duration = civil_duration{.time = 30min}},
        {.start = event_time::utc(*parse_rfc3339("2026-01-05T14:00:00Z"))}}; // the start again
    EXPECT_EQ(shown(e, window("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")),
              "01-05T14:00/01-05T15:00 01-06T15:00/01-06T16:00 01-07T16:00/01-07T17:00 "
              "01-08T14:00/01-08T15:00 01-09T16:00/01-09T16:30");
}

event changed(const event& of, const event_time& id, const std::string& start,
              const std::string& summary) {
    event made = of;
    made.rules.clear();
    made.recurrence_id = id;
    made.start.local = *parse_local(start);
    made.summary = summary;
    return made;
}

TEST(Expand, OverridesTakePlaceWhereTheySayAndCancelledOnesDoNot) {
    event e = weekly_in(new_york(), "2026-01-05T09:00:00", "FREQ=DAILY;COUNT=4");
    const event plain = e;
    const auto at = [](const char* local) {
        return event_time::zoned(*parse_local(local), new_york());
    };
    e.overrides.push_back(
        changed(plain, at("2026-01-06T09:00:00"), "2026-02-20T09:00:00", "moved far"));
    e.overrides.push_back(changed(plain, event_time::utc(*parse_rfc3339("2026-01-07T14:00:00Z")),
                                  "2026-01-07T11:00:00", "later"));
    e.overrides.push_back(changed(plain, at("2026-01-08T09:00:00"), "2026-01-08T09:00:00", "gone"));
    e.overrides.back().status = event_status::cancelled;
    EXPECT_EQ(shown(e, window("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")),
              "01-05T14:00/01-05T15:00 01-07T16:00/01-07T17:00(later)");
    EXPECT_EQ(shown(e, window("2026-02-20T00:00:00Z", "2026-02-21T00:00:00Z")),
              "02-20T14:00/02-20T15:00(moved far)");
    const auto found = expand(e, window("2026-02-20T00:00:00Z", "2026-02-21T00:00:00Z"));
    EXPECT_EQ(to_iso(found->occurrences[0].recurrence_id), "2026-01-06T09:00:00");
}

TEST(Expand, AnOverrideThatMatchesNothingTakesPlaceNevertheless) {
    event e = weekly_in(new_york(), "2026-01-05T09:00:00", "FREQ=DAILY;COUNT=1");
    e.overrides.push_back(
        changed(e, event_time::zoned(*parse_local("2026-01-20T09:00:00"), new_york()),
                "2026-01-20T10:00:00", "orphan"));
    EXPECT_EQ(shown(e, window("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")),
              "01-05T14:00/01-05T15:00 01-20T15:00/01-20T16:00(orphan)");
}

TEST(Expand, WhatIsCancelledDoesNotTakePlace) {
    event e = weekly_in(new_york(), "2026-01-05T09:00:00", "FREQ=DAILY");
    e.status = event_status::cancelled;
    EXPECT_EQ(shown(e, window("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")), "");
}

TEST(Expand, MomentsAreListedOnlyWhenAskedFor) {
    const event e = weekly_in(zone::utc(), "2026-01-05T09:00:00", "FREQ=DAILY;COUNT=1", {});
    const interval exactly = window("2026-01-05T09:00:00Z", "2026-01-05T09:00:01Z");
    EXPECT_EQ(shown(e, exactly), "");
    EXPECT_EQ(shown(e, exactly, {.moments = true}), "01-05T09:00/01-05T09:00(moment)");
}

TEST(Expand, TellsWhenABudgetIsUsedUpAndListsTheFirst) {
    const event e = weekly_in(zone::utc(), "2026-01-05T09:00:00", "FREQ=DAILY");
    EXPECT_EQ(
        shown(e, window("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), {.occurrences_max = 2}),
        "01-05T09:00/01-05T10:00 01-06T09:00/01-06T10:00 truncated");
    EXPECT_TRUE(expand(e, window("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), {.steps_max = 3})
                    ->truncated);
}

TEST(Expand, RefusesANegativeDuration) {
    event e = weekly_in(zone::utc(), "2026-01-05T09:00:00", "FREQ=DAILY");
    e.duration.time = -1h;
    EXPECT_EQ(shown(e, window("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")),
              "the duration of an event is not negative and at most 10,000 years");
}

} // namespace
} // namespace timewright
