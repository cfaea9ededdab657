// Goal: each pair of events that meet is told once, with the first time and whether there is more,
// within calendars and across them. Method: small calendars that take every path: the sweep of what
// ends, unending series against what ends, and unending series against each other.

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/calendar_conflicts.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace timewright {
namespace {

using namespace std::chrono;

event meeting(const char* uid, const char* start, const char* rule = "", seconds lasts = 1h) {
    event made{
        .uid = uid, .start = event_time::utc(*parse_rfc3339(start)), .duration = {.time = lasts}};
    if (*rule != '\0') made.rules = {*parse_rule(rule)};
    return made;
}

// "a+b@first..." for each pair, with + when there is more.
std::string shown(const std::vector<std::vector<event>>& files,
                  const conflict_scan_options& options = {}) {
    std::vector<conflict_calendar> calendars;
    calendars.reserve(files.size());
    for (const std::vector<event>& file : files) calendars.push_back({.events = file});
    const auto found = find_conflicts(calendars, options);
    if (!found) return found.error().message;
    const auto name = [&files](const event_place& at) { return files[at.calendar][at.event].uid; };
    std::string text;
    for (const event_conflict& one : found->pairs)
        text += (text.empty() ? "" : " ") + name(one.a) + "&" + name(one.b) + "@" +
                to_rfc3339(one.first.start()).substr(0, 16) + "-" +
                to_rfc3339(one.first.end()).substr(11, 5) + (one.more ? "+" : "");
    for (const undecided_conflict& one : found->undecided)
        text += " " + name(one.a) + "?" + name(one.b);
    return text;
}

TEST(CalendarConflicts, TellsPairsOfWhatEndsInTheOrderOfTime) {
    EXPECT_EQ(
        shown({{meeting("late", "2026-01-05T10:30:00Z"), meeting("early", "2026-01-05T09:00:00Z"),
                meeting("middle", "2026-01-05T09:30:00Z"),
                meeting("apart", "2026-01-05T11:30:00Z")}}),
        "early&middle@2026-01-05T09:30-10:00");
}

TEST(CalendarConflicts, TellsHowFarItIsOnlyOfPairsThatAreDecidedOneByOne) {
    std::vector<std::pair<std::size_t, std::size_t>> told;
    const conflict_scan_options options{
        .on_progress = [&told](std::size_t done, std::size_t all) { told.emplace_back(done, all); }};
    // The sweep decides the pairs of the one that ends; three pairs of series without end are left.
    EXPECT_EQ(shown({{meeting("a", "2026-01-05T09:00:00Z", "FREQ=DAILY"),
                      meeting("b", "2026-01-05T10:00:00Z", "FREQ=DAILY"),
                      meeting("ends", "2026-01-05T13:00:00Z"),
                      meeting("c", "2026-01-05T11:00:00Z", "FREQ=DAILY")}},
                    options),
              "");
    const std::vector<std::pair<std::size_t, std::size_t>> expected{{0, 3}, {1, 3}, {2, 3}};
    EXPECT_EQ(told, expected);
}

TEST(CalendarConflicts, SaysWhetherTheyMeetAgain) {
    const event daily = meeting("daily", "2026-01-05T09:00:00Z", "FREQ=DAILY;COUNT=10");
    EXPECT_EQ(shown({{daily, meeting("twice", "2026-01-06T09:30:00Z", "FREQ=DAILY;COUNT=2")}}),
              "daily&twice@2026-01-06T09:30-10:00+");
    EXPECT_EQ(shown({{daily, meeting("once", "2026-01-06T09:30:00Z")}}),
              "daily&once@2026-01-06T09:30-10:00");
}

TEST(CalendarConflicts, UnendingSeriesMeetWhatEndsAndEachOther) {
    const event even = meeting("even", "2026-01-05T09:00:00Z", "FREQ=WEEKLY;INTERVAL=2");
    const event odd = meeting("odd", "2026-01-12T09:00:00Z", "FREQ=WEEKLY;INTERVAL=2");
    const event leap = meeting("leap", "2028-02-29T09:15:00Z", "FREQ=YEARLY");
    EXPECT_EQ(shown({{even, odd, meeting("once", "2030-05-27T08:30:00Z"), leap}}),
              "odd&once@2030-05-27T09:00-09:30 odd&leap@2044-02-29T09:15-10:00+ "
              "even&leap@2072-02-29T09:15-10:00+");
}

TEST(CalendarConflicts, SeriesWithMoreOccurrencesThanTheSweepTakesAreFollowedInstead) {
    EXPECT_EQ(shown({{meeting("often", "2026-01-05T09:00:00Z", "FREQ=HOURLY;COUNT=1000", 20min),
                      meeting("far", "2026-02-05T09:10:00Z"),
                      meeting("never", "2026-02-05T08:20:00Z", "", 40min)}},
                    {.occurrences_max = 100}),
              "often&far@2026-02-05T09:10-09:20+");
}

TEST(CalendarConflicts, AcrossCalendarsOnlyWhenAskedAndNotAMeetingWithItself) {
    const std::vector<std::vector<event>> files{
        {meeting("a", "2026-01-05T09:00:00Z", "FREQ=WEEKLY"), meeting("b", "2026-01-05T12:00:00Z")},
        {meeting("a", "2026-01-05T09:00:00Z", "FREQ=WEEKLY"), meeting("c", "2026-01-05T12:30:00Z"),
         meeting("d", "2026-01-12T09:30:00Z", "FREQ=WEEKLY")}};
    EXPECT_EQ(shown(files), "a&d@2026-01-12T09:30-10:00+");
    EXPECT_EQ(shown(files, {.across = true}),
              "b&c@2026-01-05T12:30-13:00 a&d@2026-01-12T09:30-10:00+ "
              "a&d@2026-01-12T09:30-10:00+");
}

TEST(CalendarConflicts, SaysWhatTheBudgetDidNotDecide) {
    EXPECT_EQ(shown({{meeting("x", "2026-01-01T09:00:00Z", "FREQ=DAILY;BYMONTH=1,3"),
                      meeting("y", "2026-02-01T09:00:00Z", "FREQ=DAILY;BYMONTH=2,4")}},
                    {.pair_steps_max = 100}),
              " x?y");
    EXPECT_EQ(shown({{meeting("x", "2026-01-01T09:00:00Z", "FREQ=WEEKLY"),
                      meeting("y", "2026-02-01T10:00:00Z", "FREQ=DAILY")}},
                    {.steps_max = 0}),
              " x?y");
    EXPECT_EQ(shown({{meeting("x", "2026-01-01T09:00:00Z"), meeting("y", "2026-01-01T09:00:00Z"),
                      meeting("z", "2026-01-01T09:00:00Z")}},
                    {.overlaps_max = 2}),
              "more meetings overlap than the budget of 2 overlaps allows; look at fewer "
              "calendars");
}

TEST(CalendarConflicts, AnErrorNamesTheEvent) {
    event wrong = meeting("wrong@example.com", "2026-01-01T09:00:00Z");
    wrong.duration.days = -1;
    EXPECT_EQ(shown({{wrong}}),
              "the event with UID wrong@example.com: the duration of an event is not negative and "
              "at most 10,000 years");
}

} // namespace
} // namespace timewright
