// Goal: what a new release of the zone database moves is told, all of it and nothing else, with the
// collisions that it makes, under each policy.
// Method: the real case, 2025b to 2026f, whose changes were looked up by hand (zdump of both);
// small calendars for each rule of the header.
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/retime.hpp>
#include <timewright/icalendar/parse.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace timewright {
namespace {

using namespace std::chrono_literals;
using testing::older_zones;
using testing::pinned_zones;

interval window(const char* from, const char* to) {
    return {*parse_rfc3339(from), *parse_rfc3339(to)};
}
const interval winter = window("2026-10-01T00:00:00Z", "2027-04-01T00:00:00Z");

event series(const char* uid, const char* zone_name, const char* start, const char* rule) {
    event made{.uid = uid,
               .start = event_time::zoned(*parse_local(start), *older_zones().find(zone_name)),
               .duration = {.time = 45min}};
    if (*rule != '\0') made.rules = {*parse_rule(rule)};
    return made;
}
event in_utc(const char* uid, const char* start, std::chrono::seconds length) {
    return {
        .uid = uid, .start = event_time::utc(*parse_rfc3339(start)), .duration = {.time = length}};
}

result<retime_report, error> retime(const std::vector<event>& events, const retime_options& options,
                                    const char* floating_zone = "UTC") {
    const retime_calendar only{.events = events,
                               .floating_zone = *older_zones().find(floating_zone)};
    return compute_retime({&only, 1}, older_zones(), pinned_zones(), options);
}

std::string short_text(const std::optional<interval>& span) {
    return span ? to_rfc3339(span->start()).substr(5, 11) : "none";
}
/// "outcome recurrence-id old>new" of each.
std::string shown(const result<retime_report, error>& report) {
    if (!report) return report.error().message;
    std::string text;
    for (const retimed& r : report->occurrences)
        text += (text.empty() ? "" : " | ") + std::string(to_string(r.outcome)) + " " +
                to_iso(r.recurrence_id).substr(5, 11) + " " + short_text(r.old_span) + ">" +
                short_text(r.new_span);
    return text;
}

struct real_case {
    const char* zone;
    const char* start; ///< of a weekly meeting
    std::size_t moved; ///< in the winter
    const char* first; ///< the first that moves
};

class RetimeFrom2025bTo2026f : public ::testing::TestWithParam<real_case> {};

INSTANTIATE_TEST_SUITE_P(
    Zones, RetimeFrom2025bTo2026f,
    ::testing::Values(
        // No more winter time from November 1, 2026: until March 14 an hour earlier; 19 Tuesdays.
        real_case{"America/Vancouver", "2026-09-01T09:00:00", 19,
                  "moved 11-03T09:00 11-03T17:00>11-03T16:00"},
        real_case{"America/Edmonton", "2026-09-01T09:00:00", 19,
                  "moved 11-03T09:00 11-03T16:00>11-03T15:00"},
        real_case{"America/Winnipeg", "2026-09-01T09:00:00", 19,
                  "moved 11-03T09:00 11-03T15:00>11-03T14:00"},
        // Summer time goes on for that one winter.
        real_case{"America/Havana", "2026-09-01T09:00:00", 19,
                  "moved 11-03T09:00 11-03T14:00>11-03T13:00"},
        // UTC+0 all year from September 20, 2026. In Ramadan (February 8 to March 14, 2027)
        // it was so before: 26 Tuesdays but the 5 within it.
        real_case{"Africa/Casablanca", "2026-09-01T09:00:00", 21,
                  "moved 10-06T09:00 10-06T08:00>10-06T09:00"},
        // The clocks change an hour later in the night: only the two nights move.
        real_case{"Europe/Chisinau", "2026-09-06T03:30:00", 2,
                  "moved 10-25T03:30 10-25T01:30>10-25T00:30"},
        real_case{"Europe/Lisbon", "2026-09-01T09:00:00", 0, ""},
        real_case{"America/New_York", "2026-09-01T09:00:00", 0, ""}),
    [](const auto& row) {
        const std::string name = row.param.zone;
        return name.substr(name.find('/') + 1) == "New_York" ? std::string("NewYork")
                                                             : name.substr(name.find('/') + 1);
    });

TEST_P(RetimeFrom2025bTo2026f, MovesWhatGovernmentsMoved) {
    const real_case& row = GetParam();
    const auto report =
        retime({series("weekly", row.zone, row.start, "FREQ=WEEKLY")}, {.window = winter});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->occurrences.size(), row.moved) << shown(report);
    const std::string all = shown(report);
    EXPECT_EQ(all.substr(0, all.find(" |")), row.first);
    EXPECT_TRUE(report->conflicts.empty());
}

TEST(Retime, FindsTheCollisionsThatAMoveMakesAndNoOthers) {
    const std::vector<event> events{
        series("class", "America/Vancouver", "2026-11-10T09:00:00", "FREQ=WEEKLY;COUNT=2"),
        in_utc("tokyo", "2026-11-10T16:30:00Z", 30min),  // free before, now within the class
        in_utc("moscow", "2026-11-17T17:00:00Z", 10min), // collided before, now no longer
        in_utc("delhi", "2026-11-17T16:45:00Z", 15min),  // touches
    };
    const auto report = retime(events, {.window = winter});
    ASSERT_TRUE(report);
    EXPECT_EQ(
        shown(report),
        "moved 11-10T09:00 11-10T17:00>11-10T16:00 | moved 11-17T09:00 11-17T17:00>11-17T16:00");
    EXPECT_EQ(report->conflicts,
              (std::vector<retime_conflict>{
                  {.first = 0,
                   .second = 1,
                   .overlap = window("2026-11-10T16:30:00Z", "2026-11-10T16:45:00Z")}}));
}

TEST(Retime, WhatCollidedBeforeIsNoNews) {
    const auto report = retime({series("one", "America/Vancouver", "2026-11-10T09:00:00", ""),
                                series("two", "America/Vancouver", "2026-11-10T09:15:00", "")},
                               {.window = winter});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->occurrences.size(), 2U);
    EXPECT_TRUE(report->conflicts.empty());
}

TEST(Retime, WhatTakesNoTimeDoesNotCollide) {
    event transparent = in_utc("reminder", "2026-11-10T16:00:00Z", 1h);
    transparent.transp = transparency::transparent;
    event cancelled = in_utc("cancelled", "2026-11-10T16:00:00Z", 1h);
    cancelled.status = event_status::cancelled;
    const event moment = in_utc("moment", "2026-11-10T16:10:00Z", 0s);
    const event same = in_utc("class", "2026-11-10T16:10:00Z", 1h); // by its UID the same meeting
    const auto report = retime({series("class", "America/Vancouver", "2026-11-10T09:00:00", ""),
                                transparent, cancelled, moment, same},
                               {.window = winter});
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->conflicts.empty());
    event tentative = in_utc("maybe", "2026-11-10T16:00:00Z", 1h);
    tentative.status = event_status::tentative;
    EXPECT_EQ(retime({series("class", "America/Vancouver", "2026-11-10T09:00:00", ""), tentative},
                     {.window = winter})
                  ->conflicts.size(),
              1U);
}

TEST(Retime, CalendarsCollideWithinThemselvesOnly) {
    const std::vector<event> ana{series("a", "America/Vancouver", "2026-11-10T09:00:00", "")};
    const std::vector<event> ben{in_utc("b", "2026-11-10T16:00:00Z", 1h),
                                 series("c", "America/Havana", "2026-11-10T09:00:00", "")};
    const std::vector<retime_calendar> both{{.events = ana}, {.events = ben}};
    const auto report = compute_retime(both, older_zones(), pinned_zones(), {.window = winter});
    ASSERT_TRUE(report);
    ASSERT_EQ(report->occurrences.size(), 2U);
    EXPECT_EQ(report->occurrences[1].calendar, 1U);
    EXPECT_EQ(report->occurrences[1].event, 1U);
    EXPECT_TRUE(report->conflicts.empty());
}

TEST(Retime, KeepingTheInstantChangesTheReading) {
    const std::vector<event> events{
        series("call", "America/Vancouver", "2026-11-10T09:00:00", "FREQ=WEEKLY;COUNT=1"),
        in_utc("tokyo", "2026-11-10T16:30:00Z", 30min)};
    const auto report = retime(events, {.window = winter, .policy = retime_policy::keep_instant});
    EXPECT_EQ(shown(report), "kept 11-10T09:00 11-10T17:00>11-10T17:00");
    EXPECT_EQ(report->occurrences[0].reading, *parse_local("2026-11-10T10:00:00"));
    EXPECT_TRUE(report->conflicts.empty());
}

TEST(Retime, AskingDecidesNothingAndTellsBoth) {
    const std::vector<event> events{series("call", "America/Vancouver", "2026-11-10T09:00:00", ""),
                                    in_utc("tokyo", "2026-11-10T16:30:00Z", 30min)};
    const auto report = retime(events, {.window = winter, .policy = retime_policy::ask});
    EXPECT_EQ(shown(report), "asked 11-10T09:00 11-10T17:00>11-10T16:00");
    ASSERT_EQ(report->conflicts.size(), 1U);
    EXPECT_TRUE(report->conflicts[0].if_wall_is_kept);
}

TEST(Retime, EachEventMayHaveItsOwnPolicy) {
    const std::vector<event> events{series("class", "America/Vancouver", "2026-11-10T10:00:00", ""),
                                    series("call", "America/Vancouver", "2026-11-10T09:00:00", "")};
    // The class moves from 18:00Z to 17:00Z, where the call stays.
    const auto report = retime(events, {.window = winter, .policy_of = [](const event& e) {
                                            return e.uid == "call" ? retime_policy::keep_instant
                                                                   : retime_policy::keep_wall;
                                        }});
    EXPECT_EQ(
        shown(report),
        "moved 11-10T10:00 11-10T18:00>11-10T17:00 | kept 11-10T09:00 11-10T17:00>11-10T17:00");
    ASSERT_EQ(report->conflicts.size(), 1U);
    EXPECT_EQ(report->conflicts[0].overlap, window("2026-11-10T17:00:00Z", "2026-11-10T17:45:00Z"));
}

TEST(Retime, AllDayAndFloatingEventsKeepTheWallOfTheirOwner) {
    const event day{.uid = "day",
                    .start = event_time::date(*parse_date("2026-11-10")),
                    .duration = {.days = 1}};
    const event lunch{.uid = "lunch",
                      .start = event_time::floating(*parse_local("2026-11-10T12:00:00")),
                      .duration = {.time = 1h}};
    const auto report =
        retime({day, lunch}, {.window = winter, .policy = retime_policy::keep_instant},
               "America/Vancouver");
    EXPECT_EQ(
        shown(report),
        "moved 11-10T00:00 11-10T08:00>11-10T07:00 | moved 11-10T12:00 11-10T20:00>11-10T19:00");
    EXPECT_EQ(shown(retime({day, lunch}, {.window = winter}, "Europe/Lisbon")), "");
}

TEST(Retime, AnEndInUtcMayCutOffOrReachTheLastOne) {
    // Casablanca's 09:00 moves from 08:00Z to 09:00Z, behind the UNTIL.
    EXPECT_EQ(shown(retime({series("cut", "Africa/Casablanca", "2026-10-05T09:00:00",
                                   "FREQ=WEEKLY;UNTIL=20261012T083000Z")},
                           {.window = winter})),
              "moved 10-05T09:00 10-05T08:00>10-05T09:00 | removed 10-12T09:00 10-12T08:00>none");
    // Vancouver's 09:00 moves from 17:00Z to 16:00Z, before the UNTIL.
    EXPECT_EQ(shown(retime({series("longer", "America/Vancouver", "2026-11-03T09:00:00",
                                   "FREQ=WEEKLY;UNTIL=20261110T163000Z")},
                           {.window = winter})),
              "moved 11-03T09:00 11-03T17:00>11-03T16:00 | added 11-10T09:00 none>11-10T16:00");
}

TEST(Retime, AnExceptionInUtcNoLongerMeansWhatItMeant) {
    event weekly =
        series("weekly", "America/Vancouver", "2026-11-03T09:00:00", "FREQ=WEEKLY;COUNT=2");
    weekly.exdates = {event_time::utc(*parse_rfc3339("2026-11-10T17:00:00Z"))};
    EXPECT_EQ(shown(retime({weekly}, {.window = winter})),
              "moved 11-03T09:00 11-03T17:00>11-03T16:00 | added 11-10T09:00 none>11-10T16:00");
}

TEST(Retime, ExtraDatesInUtcStayWhereTheyAre) {
    event once = series("extra", "America/Vancouver", "2026-10-06T09:00:00", "");
    once.rdates = {{.start = event_time::utc(*parse_rfc3339("2026-11-10T17:00:00Z"))}};
    EXPECT_EQ(shown(retime({once}, {.window = winter})), "");
}

TEST(Retime, OverridesMoveByTheirOwnClock) {
    event weekly =
        series("weekly", "America/Vancouver", "2026-11-03T09:00:00", "FREQ=WEEKLY;COUNT=3");
    event elsewhere = series("weekly", "Europe/Lisbon", "2026-11-10T09:00:00", "");
    elsewhere.recurrence_id = event_time::zoned(*parse_local("2026-11-10T09:00:00"),
                                                *older_zones().find("America/Vancouver"));
    event later = series("weekly", "America/Vancouver", "2026-11-17T15:00:00", "");
    later.recurrence_id = event_time::zoned(*parse_local("2026-11-17T09:00:00"),
                                            *older_zones().find("America/Vancouver"));
    weekly.overrides = {elsewhere, later};
    EXPECT_EQ(
        shown(retime({weekly}, {.window = winter})),
        "moved 11-03T09:00 11-03T17:00>11-03T16:00 | moved 11-17T09:00 11-17T23:00>11-17T22:00");
}

TEST(Retime, OnlyTheWindowCounts) {
    const std::vector<event> events{
        series("weekly", "America/Vancouver", "2020-01-07T09:00:00", "FREQ=WEEKLY")};
    EXPECT_EQ(
        shown(retime(events, {.window = window("2026-11-10T00:00:00Z", "2026-11-11T00:00:00Z")})),
        "moved 11-10T09:00 11-10T17:00>11-10T16:00");
    // In by the old release alone, and by the new one alone.
    EXPECT_EQ(
        shown(retime(events, {.window = window("2026-11-10T17:00:00Z", "2026-11-10T18:00:00Z")})),
        "moved 11-10T09:00 11-10T17:00>11-10T16:00");
    EXPECT_EQ(
        shown(retime(events, {.window = window("2026-11-10T16:00:00Z", "2026-11-10T16:30:00Z")})),
        "moved 11-10T09:00 11-10T17:00>11-10T16:00");
    EXPECT_EQ(
        shown(retime(events, {.window = window("2026-06-01T00:00:00Z", "2026-09-01T00:00:00Z")})),
        "");
}

TEST(Retime, SeriesThatGoOnMovingAreNamed) {
    const interval summer = window("2026-06-01T00:00:00Z", "2026-09-01T00:00:00Z");
    const std::vector<event> events{
        series("endless", "America/Vancouver", "2026-01-06T09:00:00", "FREQ=WEEKLY"),
        series("ended", "America/Vancouver", "2026-01-06T09:00:00",
               "FREQ=WEEKLY;UNTIL=20260801T000000Z"),
        series("elsewhere", "Europe/Lisbon", "2026-01-06T09:00:00", "FREQ=WEEKLY")};
    const auto report = retime(events, {.window = summer});
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->occurrences.empty());
    EXPECT_EQ(report->beyond, (std::vector<retime_rest>{{.calendar = 0, .event = 0}}));
    EXPECT_FALSE(report->nothing_changes());
}

TEST(Retime, AZoneOfTheFilesOwnDoesNotMove) {
    event own = series("own", "UTC", "2026-11-10T09:00:00", "FREQ=WEEKLY;COUNT=3");
    own.start.in_zone = zone::fixed("Our/Own", 5h);
    event other = own;
    other.start.in_zone = zone::fixed("Our/Own", 6h); // of another file
    EXPECT_EQ(shown(retime({own, other}, {.window = winter})), "");
}

TEST(Retime, AZoneThatTheNewReleaseHasLostIsAnError) {
    const auto lost = compute_retime({}, older_zones(), pinned_zones(), {.window = winter});
    EXPECT_TRUE(lost && lost->nothing_changes());
    const std::vector<event> events{series("a", "Europe/Lisbon", "2026-11-10T09:00:00", "")};
    const retime_calendar only{.events = events};
    const std::filesystem::path poor = testing::pinned_zoneinfo() / "Etc"; // holds UTC, no Lisbon
    const auto few = zone_registry::open(poor);
    ASSERT_TRUE(few);
    const auto report = compute_retime({&only, 1}, older_zones(), *few, {.window = winter});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, errc::unknown_zone);
    EXPECT_NE(report.error().message.find("the newer zone database has no Europe/Lisbon"),
              std::string::npos)
        << report.error().message;
}

TEST(Retime, BudgetsAreReported) {
    const std::vector<event> events{
        series("daily", "America/Vancouver", "2026-01-06T09:00:00", "FREQ=DAILY"),
        in_utc("long", "2026-11-01T00:00:00Z", 24h * 100)};
    const auto few = retime(events, {.window = winter, .occurrences_max = 100});
    ASSERT_FALSE(few);
    EXPECT_EQ(few.error().code, errc::limit_reached);
    EXPECT_NE(few.error().message.find("the event with UID daily"), std::string::npos);
    const auto pairs = retime(events, {.window = winter, .pairs_max = 10});
    ASSERT_FALSE(pairs);
    EXPECT_EQ(pairs.error().code, errc::limit_reached);
    EXPECT_NE(pairs.error().message.find("more meetings overlap"), std::string::npos);
    EXPECT_TRUE(retime(events, {.window = winter}));
}

TEST(Retime, PairsEachDayOfAChangeOfAllLaterOnes) {
    event nightly = series("1", "America/Vancouver", "2026-09-01T23:30:00", "FREQ=DAILY;COUNT=200");
    event later = nightly;
    later.rules.clear();
    later.recurrence_id = nightly.start;
    later.recurrence_id->local = *parse_local("2026-10-05T23:30:00");
    later.start.local = *parse_local("2026-10-05T23:45:00");
    later.this_and_future = true;
    nightly.overrides = {later};
    const auto report =
        retime({nightly}, {.window = window("2026-11-10T12:00:00Z", "2027-02-10T03:00:00Z")});
    ASSERT_TRUE(report);
    EXPECT_GE(report->occurrences.size(), 90U);
    for (const retimed& r : report->occurrences)
        EXPECT_EQ(r.new_span->start() - r.old_span->start(), -1h) << to_iso(r.recurrence_id);
}

TEST(Retime, KnowsEventsWithoutAUidApart) {
    const event class_ = series("", "America/Vancouver", "2026-11-03T09:00:00", "");
    const event call = in_utc("", "2026-11-03T16:30:00Z", 15min);
    const auto report = retime({class_, call}, {.window = winter});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->conflicts.size(), 1U);
}

TEST(Retime, SaysNothingOfSeriesThatAreOver) {
    const auto report =
        retime({series("1", "America/Vancouver", "2020-01-01T09:00:00", "FREQ=DAILY;COUNT=3")},
               {.window = winter});
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->nothing_changes());
}

TEST(Retime, RefusesLengthsWithoutEnd) {
    event endless = series("1", "America/Vancouver", "2026-11-03T09:00:00", "");
    endless.duration = {.days = std::numeric_limits<std::int32_t>::max(),
                        .time = std::chrono::seconds::max()};
    EXPECT_FALSE(retime({endless}, {.window = winter}));
    const interval always(sys_seconds::min(), sys_seconds::max());
    EXPECT_FALSE(retime({endless}, {.window = always}));
}

} // namespace
} // namespace timewright
