// Goal: hours are open when the clock on the wall says so, in every zone and across DST; their
// text is read exactly, with a useful sentence for everything else.
// Method: days worked out by hand, above all the two days of 2026 on which New York's clocks
// change.
#include "unit/availability/times.hpp"

#include <timewright/availability/working_hours.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;
using std::chrono::year;

using pieces = std::vector<interval>;

pieces open_in(const working_hours& hours_of_work, interval window) {
    const time_set open = compute_open(hours_of_work, window);
    return {open.intervals().begin(), open.intervals().end()};
}

std::vector<weekly_span> weekly(std::string_view text) { return *parse_weekly_hours(text); }

/// All of that day and a little of its neighbours, in UTC.
interval around(std::chrono::sys_days day) { return {day - 6h, day + 36h}; }

TEST(WorkingHours, RepeatByWeekday) {
    const working_hours office{.weekly = weekly("mon-fri/09:00-17:00,sat/10:00-12:00")};
    const auto friday = monday + 4 * 24h;
    EXPECT_EQ(open_in(office, {friday, friday + 4 * 24h}),
              (pieces{{friday + 9h, friday + 17h},
                      {friday + 24h + 10h, friday + 24h + 12h},
                      {friday + 72h + 9h, friday + 72h + 17h}}));
}

TEST(WorkingHours, AreClippedToTheWindow) {
    const working_hours office{.weekly = weekly("mon-fri/09:00-17:00")};
    EXPECT_EQ(open_in(office, span(10, 11)), (pieces{span(10, 11)}));
    EXPECT_EQ(open_in(office, span(17, 24 + 9)), pieces{});
    EXPECT_EQ(open_in(office, span(16, 24 + 10)), (pieces{span(16, 17), span(24 + 9, 24 + 10)}));
}

TEST(WorkingHours, JoinSpansThatTouchAlsoAcrossMidnight) {
    const working_hours always{.weekly = weekly("mon-sun/00:00-24:00")};
    EXPECT_EQ(open_in(always, {monday, monday + 24h * 365}),
              (pieces{{monday, monday + 24h * 365}}));
    const working_hours night{.weekly = weekly("mon/22:00-24:00,tue/00:00-06:00")};
    EXPECT_EQ(open_in(night, {monday, monday + 72h}), (pieces{span(22, 30)}));
}

TEST(WorkingHours, AreReadOnTheClockOfTheirZone) {
    const working_hours kathmandu{.in_zone = zone::fixed("Asia/Kathmandu", 5h + 45min),
                                  .weekly = weekly("mon/09:00-17:00")};
    EXPECT_EQ(open_in(kathmandu, around(std::chrono::floor<std::chrono::days>(monday))),
              (pieces{{at(3, 15), at(11, 15)}}));
}

TEST(WorkingHours, FollowTheClockWhenItChanges) {
    const working_hours office{.in_zone = new_york_in_2026(),
                               .weekly = weekly("mon-fri/09:00-17:00")};
    const std::chrono::sys_days before = year(2026) / 3 / 6; // Friday, EST: 14:00Z to 22:00Z
    const std::chrono::sys_days after = year(2026) / 3 / 9;  // Monday, EDT: 13:00Z to 21:00Z
    EXPECT_EQ(open_in(office, {before, after + 24h}),
              (pieces{{before + 14h, before + 22h}, {after + 13h, after + 21h}}));
}

TEST(WorkingHours, OpenWhereTheClockLandsWhenItSkipsTheirBeginning) {
    const std::chrono::sys_days day = year(2026) / 3 / 8; // 02:00 EST is 03:00 EDT, 07:00Z
    const working_hours early{.in_zone = new_york_in_2026(), .weekly = weekly("sun/02:30-04:00")};
    EXPECT_EQ(open_in(early, around(day)), (pieces{{day + 7h, day + 8h}}));
    const working_hours gone{.in_zone = new_york_in_2026(), .weekly = weekly("sun/02:15-02:45")};
    EXPECT_EQ(open_in(gone, around(day)), pieces{});
    const working_hours around_it{.in_zone = new_york_in_2026(),
                                  .weekly = weekly("sun/01:00-04:00")};
    EXPECT_EQ(open_in(around_it, around(day)), (pieces{{day + 6h, day + 8h}})); // two hours, whole
}

TEST(WorkingHours, OpenInBothPassesOfARepeatedTime) {
    const std::chrono::sys_days day = year(2026) / 11 / 1; // 02:00 EDT is 01:00 EST, 06:00Z
    const working_hours half{.in_zone = new_york_in_2026(), .weekly = weekly("sun/01:00-01:30")};
    EXPECT_EQ(open_in(half, around(day)),
              (pieces{{day + 5h, day + 5h + 30min}, {day + 6h, day + 6h + 30min}}));
    const working_hours night{.in_zone = new_york_in_2026(), .weekly = weekly("sun/00:00-03:00")};
    EXPECT_EQ(open_in(night, around(day)), (pieces{{day + 4h, day + 8h}})); // four hours
}

TEST(WorkingHours, SkipADayThatTheZoneDoesNotHave) {
    // Apia went from the end of 2011-12-29 (UTC-10) straight to 2011-12-31 (UTC+14).
    const std::chrono::sys_days change_day = year(2011) / 12 / 30;
    const zone apia = zone_with_change(-10h, 14h, change_day + 10h);
    const working_hours office{.in_zone = apia, .weekly = weekly("thu-sat/09:00-17:00")};
    EXPECT_EQ(open_in(office, {change_day - 24h, change_day + 48h}),
              (pieces{{change_day - 5h, change_day + 3h},      // Thursday the 29th
                      {change_day + 19h, change_day + 27h}})); // Saturday the 31st
}

TEST(WorkingHours, HaveExceptionsByDate) {
    working_hours office{.weekly = weekly("mon-fri/09:00-17:00")};
    const std::chrono::local_days closed{year(2026) / 11 / 24};
    const std::chrono::local_days saturday{year(2026) / 11 / 28};
    office.exceptions = {{.date = saturday, .spans = {{10h, 12h}, {14h, 15h}}}, {.date = closed}};
    EXPECT_EQ(open_in(office, {monday, monday + 72h}),
              (pieces{span(9, 17), span(48 + 9, 48 + 17)}));
    EXPECT_EQ(open_in(office, {monday + 120h, monday + 144h}),
              (pieces{{monday + 130h, monday + 132h}, {monday + 134h, monday + 135h}}));
}

TEST(WorkingHours, AreClosedOnHolidaysButForAnException) {
    const std::chrono::local_days tuesday(year(2026) / 11 / 24);
    working_hours office{.weekly = weekly("mon-fri/09:00-17:00"),
                         .holidays = {tuesday + std::chrono::days(1), tuesday}};
    EXPECT_EQ(open_in(office, span(0, 96)), (pieces{span(9, 17), span(72 + 9, 72 + 17)}));
    office.exceptions = {{.date = tuesday, .spans = {{10h, 12h}}}}; // the one who stays
    EXPECT_EQ(open_in(office, span(0, 72)), (pieces{span(9, 17), span(24 + 10, 24 + 12)}));
}

TEST(WorkingHours, HaveSeasonsInPlaceOfTheWeek) {
    const std::chrono::local_days tuesday(year(2026) / 11 / 24);
    const working_hours office{.weekly = weekly("mon-fri/09:00-17:00"),
                               .holidays = {tuesday + std::chrono::days(1)},
                               .seasons = {{.from = tuesday,
                                            .until = tuesday + std::chrono::days(3),
                                            .weekly = weekly("tue-wed/08:00-13:00")}}};
    // Monday as ever; Tuesday short; Wednesday a holiday; Thursday without hours; Friday as ever.
    EXPECT_EQ(open_in(office, span(0, 120)),
              (pieces{span(9, 17), span(24 + 8, 24 + 13), span(96 + 9, 96 + 17)}));
}

TEST(WorkingHours, TakeTheStrongestSeasonAndJoinEqualOnes) {
    const std::chrono::local_days today(year(2026) / 11 / 23);
    const auto season = [&](std::uint8_t priority, const char* text) {
        return hours_season{.from = today,
                            .until = today + std::chrono::days(1),
                            .priority = priority,
                            .weekly = weekly(text)};
    };
    working_hours office{.weekly = weekly("mon-fri/09:00-17:00"),
                         .seasons = {season(0, "mon/01:00-02:00"), season(9, "mon/03:00-04:00")}};
    EXPECT_EQ(open_in(office, span(0, 24)), (pieces{span(3, 4)})); // 9 is stronger than none
    office.seasons.push_back(season(1, "mon/05:00-06:00"));
    office.seasons.push_back(season(2, "mon/07:00-08:00"));
    EXPECT_EQ(open_in(office, span(0, 24)), (pieces{span(5, 6)})); // 1 is the strongest
    office.seasons.push_back(season(1, "mon/05:30-07:00"));
    EXPECT_EQ(open_in(office, span(0, 24)), (pieces{span(5, 7)}));
}

TEST(WorkingHours, WithSeasonsThatMakeNoSenseAreRefused) {
    const std::chrono::local_days today(year(2026) / 11 / 23);
    const hours_season good{.from = today, .until = today + std::chrono::days(1), .priority = 9};
    EXPECT_TRUE(validate({.seasons = {good}}));
    hours_season bad = good;
    bad.until = bad.from;
    EXPECT_EQ(validate({.seasons = {bad}}).error().message,
              "a season of hours ends after it begins");
    bad = good;
    bad.priority = 10;
    EXPECT_FALSE(validate({.seasons = {bad}}));
    bad = good;
    bad.weekly = {{weekday_set::every_day(), 9h, 9h}};
    EXPECT_FALSE(validate({.seasons = {bad}}));
}

TEST(WorkingHours, WithoutSpansAreNeverOpen) {
    EXPECT_EQ(open_in(working_hours{}, {monday, monday + 24h * 30}), pieces{});
}

TEST(WorkingHours, AreRefusedWhenTheyMakeNoSense) {
    const auto message = [](const working_hours& bad) {
        const auto checked = validate(bad);
        return checked ? std::string("accepted") : checked.error().message;
    };
    const std::string outside = "hours start before they end, within 00:00 and 24:00 of one day";
    const weekday_set days{std::chrono::Monday};
    EXPECT_EQ(message({.weekly = {{days, 9h, 24h}}}), "accepted");
    EXPECT_EQ(message({.weekly = {{days, 9h, 9h}}}), outside);
    EXPECT_EQ(message({.weekly = {{days, -1h, 9h}}}), outside);
    EXPECT_EQ(message({.weekly = {{days, 9h, 25h}}}), outside);
    EXPECT_EQ(message({.weekly = {{{}, 9h, 17h}}}), "hours name at least one weekday");
    const std::chrono::local_days date{year(2026) / 12 / 24};
    EXPECT_EQ(message({.exceptions = {{date, {{12h, 9h}}}}}), outside);
    EXPECT_EQ(message({.exceptions = {{date, {}}, {date, {}}}}),
              "a date has two exceptions; write all its spans in one");
}

TEST(WeeklyHoursText, NamesDaysInRangesAlsoOverTheWeekend) {
    using namespace std::chrono;
    EXPECT_EQ(weekly("wed/08:30-12:00"),
              (std::vector<weekly_span>{{{Wednesday}, 8h + 30min, 12h}}));
    EXPECT_EQ(weekly("Fri-MON/00:00-24:00"),
              (std::vector<weekly_span>{{{Friday, Saturday, Sunday, Monday}, 0h, 24h}}));
    EXPECT_EQ(weekly("mon-sun/09:00-10:00")[0].days, weekday_set::every_day());
    EXPECT_EQ(weekly("mon/09:00-12:00,mon/13:00-17:00").size(), 2U);
}

TEST(WeeklyHoursText, IsRefusedWithTheColumnAndTheRemedy) {
    struct bad {
        std::string text;
        std::uint32_t column;
        std::string message;
    };
    const std::vector<bad> cases{
        {"", 1, "a weekday is one of mon, tue, wed, thu, fri, sat, sun, not the end of the text"},
        {"moo/09:00-17:00", 1,
         "a weekday is one of mon, tue, wed, thu, fri, sat, sun, not \"moo/09:00-17...\""},
        {"mon-xyz/09:00-17:00", 5,
         "a weekday is one of mon, tue, wed, thu, fri, sat, sun, not \"xyz/09:00-17...\""},
        {"mon-fri", 8,
         "after the days comes '/' and the hours, as in 'mon-fri/09:00-17:00', not the end of "
         "the text"},
        {"mon-fri 09:00-17:00", 8,
         "after the days comes '/' and the hours, as in 'mon-fri/09:00-17:00', not \" "
         "09:00-17:00\""},
        {"mon/9:00-17:00", 5, "a time is hh:mm from 00:00 to 24:00, not \"9:00-17:00\""},
        {"mon/09:60-17:00", 5, "a time is hh:mm from 00:00 to 24:00, not \"09:60-17:00\""},
        {"mon/09:00-24:01", 11, "a time is hh:mm from 00:00 to 24:00, not \"24:01\""},
        {"mon/09:00", 10,
         "after the opening time comes '-' and the closing time, as in '09:00-17:00', not the "
         "end of the text"},
        {"mon/09:00-17:00;", 16,
         "after a part of hours comes ',' and the next part, as in "
         "'mon-fri/09:00-17:00,sat/10:00-12:00', not \";\""},
        {"mon/09:00-17:00,", 17,
         "a weekday is one of mon, tue, wed, thu, fri, sat, sun, not the end of the text"},
        {"mon/09:00-17:00,mon-fri/22:00-06:00", 25,
         "the hours 22:00-06:00 end before they start; hours over midnight are written as two "
         "parts: mon-fri/22:00-24:00,tue-sat/00:00-06:00"},
        {"sat/22:00-00:00", 5,
         "the hours 22:00-00:00 end before they start; midnight at the end of a day is 24:00: "
         "sat/22:00-24:00"},
        {"sat/09:00-09:00", 5,
         "the hours 09:00-09:00 are empty; a whole day is written sat/00:00-24:00"},
        {"mon/\x1b[31m\xff", 5, "a time is hh:mm from 00:00 to 24:00, not \"?[31m?\""},
    };
    for (const bad& one : cases) {
        const auto spans = parse_weekly_hours(one.text);
        ASSERT_FALSE(spans) << one.text;
        EXPECT_EQ(spans.error().message, one.message) << one.text;
        EXPECT_EQ(spans.error().where.column, one.column) << one.text;
        EXPECT_EQ(spans.error().code, errc::invalid_input);
    }
}

TEST(WeeklyHoursText, MayHaveALimitedNumberOfParts) {
    std::string text = "mon/09:00-10:00";
    for (std::size_t n = 1; n < weekly_hours_parts_max; ++n) text += ",tue/09:00-10:00";
    EXPECT_EQ(weekly(text).size(), weekly_hours_parts_max);
    text += ",wed/09:00-10:00";
    const auto spans = parse_weekly_hours(text);
    ASSERT_FALSE(spans);
    EXPECT_EQ(spans.error().code, errc::limit_reached);
    EXPECT_EQ(spans.error().message, "hours may have 64 parts at most");
}

TEST(WeeklyHoursText, OffersAMendThatIsItselfAccepted) {
    for (const std::string text :
         {"mon-fri/22:00-06:00", "sun/23:59-00:01", "fri-mon/12:00-00:00"}) {
        const auto refused = parse_weekly_hours(text);
        ASSERT_FALSE(refused);
        const std::string& message = refused.error().message;
        EXPECT_TRUE(parse_weekly_hours(message.substr(message.rfind(": ") + 2))) << message;
    }
}

TEST(WorkingHours, HasSoManySeasonsAndNoMore) {
    working_hours hours;
    const std::chrono::local_days day = std::chrono::local_days(std::chrono::year(2026) / 1 / 1);
    hours.seasons.assign(seasons_max, {.from = day, .until = day + std::chrono::days(1)});
    EXPECT_TRUE(validate(hours));
    hours.seasons.push_back(hours.seasons.front());
    ASSERT_FALSE(validate(hours));
    EXPECT_EQ(validate(hours).error().code, errc::limit_reached);
}

} // namespace
