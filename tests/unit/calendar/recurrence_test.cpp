// Goal: a recurrence answers with the starts that RFC 5545 and our stated choices give, reaches any
// window without walking there, and ends where nothing can match. Method: small rules with answers
// worked out by hand; the number of steps as the measure of work.

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/recurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace timewright {
namespace {

using namespace std::chrono;

recurrence series(const std::string& start, const std::string& rule) {
    return *recurrence::make({.start = *parse_local(start), .rules = {*parse_rule(rule)}});
}

std::string starts(const recurrence& of, const std::string& from, const std::string& to,
                   recurrence_budget budget = {}) {
    std::string text;
    const recurrence_starts found =
        of.starts_in({.from = *parse_local(from), .to = *parse_local(to)}, budget);
    for (const local_seconds& one : found.starts)
        text += (text.empty() ? "" : " ") + to_iso(one).substr(0, 16);
    return text + (found.truncated ? " truncated" : "");
}
// Of a series at midnight, the days alone.
std::string days_of(const std::string& start, const std::string& rule, const std::string& from,
                    const std::string& to) {
    std::string text;
    const recurrence_starts found = series(start + "T00:00:00", rule)
                                        .starts_in({.from = *parse_local(from + "T00:00:00"),
                                                    .to = *parse_local(to + "T00:00:00")});
    for (const local_seconds& one : found.starts)
        text += (text.empty() ? "" : " ") + to_iso(one).substr(5, 5);
    return text;
}

TEST(Recurrence, WindowIsHalfOpen) {
    const recurrence daily = series("2026-01-01T09:00:00", "FREQ=DAILY");
    EXPECT_EQ(starts(daily, "2026-01-02T09:00:00", "2026-01-04T09:00:00"),
              "2026-01-02T09:00 2026-01-03T09:00");
    EXPECT_EQ(starts(daily, "2026-01-02T09:00:00", "2026-01-02T09:00:00"), "");
    EXPECT_EQ(starts(daily, "2025-01-01T00:00:00", "2026-01-01T09:00:00"), "");
}

TEST(Recurrence, StartIsTheFirstOccurrenceAndCountedEvenIfTheRuleDoesNotMatchIt) {
    // 2026-01-01 is a Thursday.
    EXPECT_EQ(days_of("2026-01-01", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "2026-01-01", "2027-01-01"),
              "01-01 01-05 01-12");
    EXPECT_EQ(
        days_of("2026-01-01", "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=2", "2026-01-01", "2027-01-01"),
        "01-01 01-15");
    EXPECT_EQ(days_of("2026-01-01", "FREQ=WEEKLY;BYDAY=MO;COUNT=1", "2026-01-01", "2027-01-01"),
              "01-01");
    EXPECT_EQ(
        days_of("2026-01-01", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20251201", "2026-01-01", "2027-01-01"),
        "01-01");
}

TEST(Recurrence, UntilIsInclusiveAndADateMeansTheWholeDay) {
    const std::string from = "2026-01-01T00:00:00";
    const std::string to = "2026-02-01T00:00:00";
    EXPECT_EQ(starts(series("2026-01-01T09:00:00", "FREQ=DAILY;UNTIL=20260102T090000"), from, to),
              "2026-01-01T09:00 2026-01-02T09:00");
    EXPECT_EQ(starts(series("2026-01-01T09:00:00", "FREQ=DAILY;UNTIL=20260102T085959"), from, to),
              "2026-01-01T09:00");
    EXPECT_EQ(starts(series("2026-01-01T23:59:59", "FREQ=DAILY;UNTIL=20260102"), from, to),
              "2026-01-01T23:59 2026-01-02T23:59");
}

TEST(Recurrence, AMonthWithoutTheDayHasNoOccurrence) {
    EXPECT_EQ(days_of("2026-01-31", "FREQ=MONTHLY", "2026-01-01", "2026-09-01"),
              "01-31 03-31 05-31 07-31 08-31");
    EXPECT_EQ(days_of("2024-02-29", "FREQ=YEARLY", "2024-01-01", "2033-01-01"),
              "02-29 02-29 02-29");
}

TEST(Recurrence, WeekStartDecidesWhichWeeksASecondWeekMeans) {
    // 2026-11-24 is a Tuesday; the Sunday after lies in the same week only if weeks begin on
    // Monday.
    EXPECT_EQ(days_of("2026-11-24", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4;WKST=MO",
                      "2026-11-01", "2027-01-01"),
              "11-24 11-29 12-08 12-13");
    EXPECT_EQ(days_of("2026-11-24", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4;WKST=SU",
                      "2026-11-01", "2027-01-01"),
              "11-24 12-06 12-08 12-20");
}

TEST(Recurrence, WeekNumbersAreThoseOfIso8601) {
    // 2020 and 2026 have a week 53, 2021 and 2022 have not: 2022-01-01 is in week 52.
    EXPECT_EQ(
        days_of("2019-12-30", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR,SA", "2020-01-01", "2027-12-31"),
        "01-01 01-02 01-01 01-02");
    // The first days of week 1 lie in December of the year before.
    EXPECT_EQ(days_of("2019-12-30", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "2019-12-01", "2022-12-31"),
              "12-30 01-04 01-03");
    EXPECT_EQ(days_of("2020-12-28", "FREQ=YEARLY;BYWEEKNO=-1", "2020-12-01", "2024-01-01"),
              "12-28 12-27 12-26 12-25");
}

TEST(Recurrence, PositionsCountWithinTheWholePeriodAndMayBeBeyondTheSet) {
    EXPECT_EQ(days_of("2026-01-20", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1", "2026-01-01",
                      "2026-03-15"),
              "01-20 01-30 02-02 02-27 03-02");
    EXPECT_EQ(days_of("2026-01-20", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "2026-01-01", "2030-01-01"),
              "01-20");
    EXPECT_EQ(
        starts(series("2026-01-01T00:00:00", "FREQ=DAILY;BYHOUR=9,12;BYMINUTE=0,30;BYSETPOS=2,-1"),
               "2026-01-01T00:00:01", "2026-01-02T23:00:00"),
        "2026-01-01T09:30 2026-01-01T12:30 2026-01-02T09:30 2026-01-02T12:30");
}

TEST(Recurrence, OrdinalsCountInTheMonthOrInTheYear) {
    EXPECT_EQ(days_of("2026-01-01", "FREQ=YEARLY;BYDAY=1MO,-1FR", "2026-01-02", "2027-01-01"),
              "01-05 12-25");
    EXPECT_EQ(days_of("2026-01-01", "FREQ=YEARLY;BYMONTH=3,11;BYDAY=1MO,-1FR", "2026-01-02",
                      "2027-01-01"),
              "03-02 03-27 11-02 11-27");
    EXPECT_EQ(days_of("2026-01-01", "FREQ=MONTHLY;BYDAY=5TH", "2026-01-02", "2027-01-01"),
              "01-29 04-30 07-30 10-29 12-31");
    EXPECT_EQ(
        days_of("2026-01-01", "FREQ=YEARLY;BYDAY=4TH;BYMONTHDAY=22", "2026-01-02", "2027-01-01"),
        "01-22");
}

TEST(Recurrence, AYearlyDayOfMonthWithoutAMonthIsInEveryMonth) {
    EXPECT_EQ(days_of("2026-01-15", "FREQ=YEARLY;BYMONTHDAY=15", "2026-01-01", "2026-04-01"),
              "01-15 02-15 03-15");
}

TEST(Recurrence, ShorterThanADayGoesOnAcrossTheLimitsOfTheDay) {
    EXPECT_EQ(starts(series("2026-01-01T20:30:00", "FREQ=HOURLY;INTERVAL=5;COUNT=3"),
                     "2026-01-01T00:00:00", "2027-01-01T00:00:00"),
              "2026-01-01T20:30 2026-01-02T01:30 2026-01-02T06:30");
    EXPECT_EQ(starts(series("2024-02-28T03:00:00",
                            "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;BYHOUR=3;COUNT=3"),
                     "2024-01-01T00:00:00", "2200-01-01T00:00:00"),
              "2024-02-28T03:00 2044-02-29T03:00 2044-02-29T03:01");
}

TEST(Recurrence, ExtraDatesJoinAndExceptionsTakeAway) {
    const auto made = recurrence::make(
        {.start = *parse_local("2026-01-01T09:00:00"),
         .rules = {*parse_rule("FREQ=DAILY")},
         .extra = {*parse_local("2026-01-03T08:00:00"), *parse_local("2026-01-03T09:00:00")},
         .exclusion_rules = {*parse_rule("FREQ=WEEKLY;BYDAY=SU")},
         .excluded = {*parse_local("2026-01-01T09:00:00")},
         .excluded_days = {local_days(2026y / January / 5)}});
    EXPECT_EQ(starts(*made, "2026-01-01T00:00:00", "2026-01-07T00:00:00"),
              "2026-01-02T09:00 2026-01-03T08:00 2026-01-03T09:00 2026-01-06T09:00");
}

TEST(Recurrence, ReachesAWindowByArithmetic) {
    for (const std::string rule :
         {"FREQ=DAILY", "FREQ=DAILY;COUNT=60000", "FREQ=WEEKLY;BYDAY=MO,WE,FR",
          "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=30000", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY",
          "FREQ=HOURLY", "FREQ=SECONDLY;INTERVAL=7", "FREQ=DAILY;BYMONTH=1,2;BYDAY=MO"}) {
        const recurrence s = series("1970-01-01T09:00:00", rule);
        const auto near = s.starts_in({.from = *parse_local("1970-01-10T00:00:00"),
                                       .to = *parse_local("1970-01-11T12:00:00")});
        const auto far = s.starts_in({.from = *parse_local("2090-01-10T00:00:00"),
                                      .to = *parse_local("2090-01-11T12:00:00")});
        EXPECT_LE(far.steps, near.steps + 5) << rule;
        EXPECT_FALSE(far.truncated);
    }
}

TEST(Recurrence, CountReachesItsEndWhereItIsArithmeticAndWhereItIsCounted) {
    // 20 Mondays, Wednesdays and Fridays from Friday 2026-01-02 on.
    const std::string plain = "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=20";
    const std::string counted = "FREQ=WEEKLY;BYMONTH=1,2,3;BYDAY=MO,WE,FR;COUNT=20";
    EXPECT_EQ(days_of("2026-01-02", plain, "2026-02-11", "2027-12-31"), "02-11 02-13 02-16");
    EXPECT_EQ(days_of("2026-01-02", counted, "2026-02-11", "2027-12-31"), "02-11 02-13 02-16");
    // Days after the 28th and after the 365th belong to a period that is counted past as a whole.
    const recurrence monthly = series("1999-05-29T00:00:00", "FREQ=MONTHLY;COUNT=3;BYMONTH=1");
    EXPECT_TRUE(monthly.contains(*parse_local("2001-01-29T00:00:00")));
    EXPECT_FALSE(monthly.contains(*parse_local("2002-01-29T00:00:00")));
    const recurrence yearly = series("2003-12-31T00:00:00", "FREQ=YEARLY;COUNT=2;BYYEARDAY=-1");
    EXPECT_TRUE(yearly.contains(*parse_local("2004-12-31T00:00:00")));
}

TEST(Recurrence, ProvesThatNothingMatches) {
    for (const std::string rule :
         {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
          "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;BYMONTH=6", "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31",
          "FREQ=MINUTELY;INTERVAL=60;BYMINUTE=30", "FREQ=HOURLY;INTERVAL=24;BYHOUR=5",
          "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1", "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1"}) {
        const recurrence_starts found = series("2026-01-01T00:00:00", rule)
                                            .starts_in({.from = *parse_local("2026-01-01T00:00:01"),
                                                        .to = *parse_local("9999-12-31T00:00:00")});
        EXPECT_TRUE(found.starts.empty()) << rule;
        EXPECT_FALSE(found.truncated) << rule;
        EXPECT_LE(found.steps, 5'000U) << rule;
    }
}

TEST(Recurrence, TellsWhenItsBudgetIsUsedUpAndThenListsTheFirst) {
    const recurrence daily = series("2026-01-01T09:00:00", "FREQ=DAILY");
    EXPECT_EQ(starts(daily, "2026-01-01T00:00:00", "2027-01-01T00:00:00", {.starts_max = 2}),
              "2026-01-01T09:00 2026-01-02T09:00 truncated");
    const recurrence_starts some = daily.starts_in(
        {.from = *parse_local("2026-01-01T00:00:00"), .to = *parse_local("2027-01-01T00:00:00")},
        {.steps_max = 20});
    EXPECT_TRUE(some.truncated);
    ASSERT_FALSE(some.starts.empty());
    EXPECT_EQ(some.starts.size(), 19U); // a step for the mask and one for each start
    EXPECT_GT(some.complete_to, some.starts.back());
}

TEST(Recurrence, ASkippedDayIsWhatSkipSays) {
    const std::string monthly = ";FREQ=MONTHLY;COUNT=5;SKIP=";
    EXPECT_EQ(
        days_of("2027-01-31", "RSCALE=GREGORIAN" + monthly + "OMIT", "2027-01-01", "2028-01-01"),
        "01-31 03-31 05-31 07-31 08-31");
    EXPECT_EQ(days_of("2027-01-31", "RSCALE=GREGORIAN" + monthly + "BACKWARD", "2027-01-01",
                      "2028-01-01"),
              "01-31 02-28 03-31 04-30 05-31");
    EXPECT_EQ(
        days_of("2027-01-31", "RSCALE=GREGORIAN" + monthly + "FORWARD", "2027-01-01", "2028-01-01"),
        "01-31 03-01 03-31 05-01 05-31");
    const std::string leap_day = "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=";
    EXPECT_EQ(days_of("2024-02-29", leap_day + "BACKWARD", "2024-01-01", "2029-01-01"),
              "02-29 02-28 02-28 02-28 02-29");
    EXPECT_EQ(days_of("2024-02-29", leap_day + "FORWARD", "2024-01-01", "2029-01-01"),
              "02-29 03-01 03-01 03-01 02-29");
    EXPECT_EQ(days_of("2024-12-31", leap_day + "FORWARD;BYYEARDAY=366", "2024-01-01", "2028-12-31"),
              "12-31 01-01 01-01 01-01");
    EXPECT_EQ(days_of("2027-01-01", leap_day + "FORWARD;BYMONTHDAY=1,31;COUNT=6", "2027-01-01",
                      "2029-01-01"),
              "01-01 01-31 02-01 03-01 03-31 04-01"); // 1 March once, though February gives it too
}

TEST(Recurrence, ACursorStepsBothWaysAndSeeks) {
    recurrence weekly = series("2026-01-05T09:00:00", "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=4");
    recurrence_cursor at = weekly.cursor();
    EXPECT_EQ(to_iso(*at.next()), "2026-01-05T09:00:00");
    EXPECT_EQ(to_iso(*at.next()), "2026-01-09T09:00:00");
    EXPECT_EQ(to_iso(*at.previous()), "2026-01-09T09:00:00");
    EXPECT_EQ(to_iso(*at.previous()), "2026-01-05T09:00:00");
    EXPECT_EQ(at.previous(), std::nullopt);
    at.seek(*parse_local("2026-01-12T09:00:00"));
    EXPECT_EQ(to_iso(*at.next()), "2026-01-12T09:00:00");
    at.seek(*parse_local("9999-01-01T00:00:00"));
    EXPECT_EQ(at.next(), std::nullopt);
    EXPECT_EQ(to_iso(*at.previous()), "2026-01-16T09:00:00");
    EXPECT_FALSE(at.truncated());
}

TEST(Recurrence, ACursorSaysThatItsBudgetIsUsedUp) {
    recurrence_cursor at =
        series("2026-01-05T09:00:00", "FREQ=MINUTELY;BYHOUR=3").cursor({.steps_max = 5});
    std::size_t found = 0;
    while (at.next()) ++found;
    EXPECT_TRUE(at.truncated());
    EXPECT_LE(found, 5U);
    EXPECT_EQ(at.steps(), 5U);
}

TEST(Recurrence, ListsInstantsInOrderAcrossAGap) {
    const zone new_york = timewright::testing::pinned_zone("America/New_York");
    const recurrence hourly = series("2026-03-08T00:30:00", "FREQ=MINUTELY;INTERVAL=30;COUNT=8");
    const interval day(*parse_rfc3339("2026-03-08T00:00:00Z"),
                       *parse_rfc3339("2026-03-09T00:00:00Z"));
    const auto text = [&](skipped_time skipped) {
        std::string listed;
        for (const sys_seconds t : hourly.instants_in(day, new_york, skipped).instants)
            listed += to_rfc3339(t).substr(11, 5) + " ";
        return listed;
    };
    // 02:00 and 02:30 do not exist; read as 03:00 and 03:30, which come anyway.
    EXPECT_EQ(text(skipped_time::shift), "05:30 06:00 06:30 07:00 07:30 08:00 ");
    EXPECT_EQ(text(skipped_time::omit), "05:30 06:00 06:30 07:00 07:30 08:00 ");
    const recurrence_instants some =
        hourly.instants_in(day, new_york, skipped_time::shift, {.starts_max = 2});
    EXPECT_TRUE(some.truncated);
    EXPECT_EQ(some.instants.size(), 2U);
    EXPECT_EQ(to_rfc3339(some.complete_to), "2026-03-08T06:30:00Z");
}

TEST(Recurrence, ACountWithByPartsIsReachedWithoutWalking) {
    const recurrence daily =
        series("1970-01-01T09:00:00", "FREQ=DAILY;BYMONTH=3,4;BYDAY=MO,TU;COUNT=2000");
    const recurrence_starts late = daily.starts_in(
        {.from = *parse_local("2084-04-01T00:00:00"), .to = *parse_local("2099-01-01T00:00:00")});
    EXPECT_FALSE(late.truncated);
    EXPECT_LT(late.steps, 300U);
    // 2,000 in all, the first of them the start, which the rule does not match.
    EXPECT_EQ(daily.starts_in({.from = daily.start(), .to = *parse_local("2199-01-01T00:00:00")})
                  .starts.size(),
              2000U);
}

TEST(Recurrence, KnowsWhetherItContainsAStartAndWhetherItEnds) {
    const recurrence weekly = series("2026-01-01T09:00:00", "FREQ=WEEKLY;COUNT=2");
    EXPECT_TRUE(weekly.contains(*parse_local("2026-01-08T09:00:00")));
    EXPECT_FALSE(weekly.contains(*parse_local("2026-01-15T09:00:00")));
    EXPECT_TRUE(weekly.is_bounded());
    EXPECT_FALSE(series("2026-01-01T09:00:00", "FREQ=WEEKLY").is_bounded());
    EXPECT_TRUE(recurrence::make({.start = *parse_local("2026-01-01T09:00:00")})->is_bounded());
}

TEST(Recurrence, EndsWithTheYear9999) {
    EXPECT_EQ(starts(series("9999-12-30T09:00:00", "FREQ=DAILY"), "9999-01-01T00:00:00",
                     "9999-12-31T23:59:59"),
              "9999-12-30T09:00 9999-12-31T09:00");
    EXPECT_EQ(starts(series("9998-12-30T09:00:00", "FREQ=YEARLY;INTERVAL=2147483647"),
                     "9998-01-01T00:00:00", "9999-12-31T23:59:59"),
              "9998-12-30T09:00");
}

TEST(Recurrence, RefusesWhatItCannotMean) {
    const auto message = [](recurrence_rule rule) { return check(rule).error().message; };
    EXPECT_EQ(message({.interval = 0}), "INTERVAL=0 is out of range: it is 1 to 2147483647");
    EXPECT_EQ(message({.count = 0}),
              "COUNT=0 is out of range: it is 1 to 10000000; for a series without an end leave "
              "COUNT out");
    EXPECT_EQ(message({.by_hour = {24}}), "BYHOUR=24 is out of range: it is 0 to 23");
    EXPECT_EQ(message({.by_month_day = {0}}),
              "BYMONTHDAY=0 is out of range: it is 1 to 31 or -31 to -1");
    EXPECT_EQ(message({.freq = frequency::weekly, .by_day = {{Monday, 2}}}),
              "BYDAY with an ordinal (2MO, -1FR) goes with FREQ=MONTHLY or FREQ=YEARLY only");
    EXPECT_EQ(check({.by_hour = std::vector<std::int32_t>(2'000, 1)}).error().code,
              errc::limit_reached);
    const auto utc = recurrence::make(
        {.rules = {{.until = recurrence_until{.at = {}, .kind = until_kind::utc}}}});
    EXPECT_EQ(utc.error().code, errc::invalid_input);
    EXPECT_EQ(recurrence::make({.start = local_days(10'000y / January / 1)}).error().code,
              errc::invalid_input);
}

} // namespace
} // namespace timewright
