// Goal: rules and times that made other calendars hang, crash or be wrong cost little and get a
// right answer or an exact error. Method: each known input, held to 100 ms of processor time and 16
// MiB.

#include "bugs/work_meter.hpp"
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace timewright {
namespace {

using namespace std::chrono;
using test::expect_within_budget;

// Expands a rule from 2026-01-01T09:00 in UTC; the answer is shown as "N", "N truncated" or the
// error.
std::string expanded(const std::string& rule, const std::string& until = "9999-12-31T00:00:00Z") {
    std::string shown;
    expect_within_budget(
        [&] {
            const auto parsed = parse_rule(rule);
            if (!parsed) {
                shown = parsed.error().message;
                return;
            }
            const event e{.start = event_time::utc(*parse_rfc3339("2026-01-01T09:00:00Z")),
                          .duration = {.time = 1h},
                          .rules = {*parsed}};
            const auto found =
                expand(e, {*parse_rfc3339("2026-01-01T00:00:00Z"), *parse_rfc3339(until)});
            shown = found ? std::to_string(found->occurrences.size()) +
                                (found->truncated ? " truncated" : "")
                          : found.error().message;
        },
        rule.substr(0, 80).c_str());
    return shown;
}

TEST(RecurrenceInputs, RulesThatNeverMatchEnd) {
    for (const char* rule :
         {"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MINUTELY;BYMONTH=4;BYMONTHDAY=31",
          "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;BYHOUR=5", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
          "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "FREQ=DAILY;BYDAY=FR;INTERVAL=7",
          "FREQ=WEEKLY;BYMONTH=3;INTERVAL=2147483647", "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1,3,5",
          "FREQ=MINUTELY;INTERVAL=10080;BYDAY=MO", "FREQ=YEARLY;BYYEARDAY=60;BYMONTH=1",
          "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6;BYDAY=MO"})
        EXPECT_EQ(expanded(rule), "1") << rule; // the start
}

TEST(RecurrenceInputs, AHundredCountsThatCanOnlyBeCountedAreCountedWithinTheBudget) {
    for (const char* rule : {"FREQ=MINUTELY;INTERVAL=7;BYMONTH=2;COUNT=10000000",
                             "FREQ=SECONDLY;INTERVAL=86399;BYMONTHDAY=31;COUNT=10000000",
                             "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=1,31;SKIP=FORWARD;"
                             "COUNT=10000000"}) {
        const recurrence_source source{.start = *parse_local("2026-01-01T09:00:00"),
                                       .rules = std::vector(100, *parse_rule(rule))};
        recurrence_starts found;
        expect_within_budget(
            [&] {
                found = recurrence::make(source)->starts_in(
                    {.from = *parse_local("2090-01-01T00:00:00"),
                     .to = *parse_local("2090-06-01T00:00:00")});
            },
            rule);
        EXPECT_TRUE(found.truncated) << rule; // where the COUNTs end is not known, and it says so
    }
}

TEST(RecurrenceInputs, RareMatchesAreFound) {
    EXPECT_EQ(expanded("FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;BYHOUR=3;COUNT=5"), "5");
    // 24 January is the fourth Thursday of the years that begin on a Tuesday: eleven, and the
    // start.
    EXPECT_EQ(expanded("FREQ=YEARLY;BYDAY=4TH;BYMONTHDAY=24", "2100-01-01T00:00:00Z"), "12");
    EXPECT_EQ(expanded("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "2200-01-01T00:00:00Z"),
              "7");
}

TEST(RecurrenceInputs, CountsAndIntervalsOutOfRangeAreRefusedNotCut) {
    EXPECT_EQ(expanded("FREQ=DAILY;COUNT=1000000000").substr(0, 33),
              "COUNT=1000000000 is out of range:");
    EXPECT_EQ(expanded("FREQ=DAILY;COUNT=99999999999").substr(0, 34),
              "COUNT=99999999999 is out of range:");
    EXPECT_EQ(expanded("FREQ=DAILY;COUNT=0").substr(0, 24), "COUNT=0 is out of range:");
    for (const char* interval : {"0", "-1", "2147483648"})
        EXPECT_EQ(expanded(std::string("FREQ=DAILY;INTERVAL=") + interval),
                  std::string("INTERVAL=") + interval + " is out of range: it is 1 to 2147483647");
    EXPECT_EQ(expanded("FREQ=YEARLY;INTERVAL=2147483647"), "1");
    EXPECT_EQ(expanded("FREQ=SECONDLY;INTERVAL=2147483647", "2100-01-01T00:00:00Z"), "2");
}

TEST(RecurrenceInputs, EndlessAndDenseRulesStopAtTheBudgetAndSaySo) {
    EXPECT_EQ(expanded("FREQ=MINUTELY;UNTIL=99991231T235959Z"), "100000 truncated");
    EXPECT_EQ(expanded("FREQ=SECONDLY;COUNT=10000000"), "100000 truncated");
    std::string dense = "FREQ=DAILY;COUNT=1;BYHOUR=0";
    for (int hour = 1; hour < 24; ++hour) dense += "," + std::to_string(hour);
    for (const char* part : {";BYMINUTE=0", ";BYSECOND=0"}) {
        dense += part;
        for (int n = 1; n < 60; ++n) dense += "," + std::to_string(n);
    }
    EXPECT_EQ(expanded(dense), "1");
    EXPECT_EQ(expanded(dense + ";BYSETPOS=366"), "1");
}

TEST(RecurrenceInputs, VeryLongListsAreRefused) {
    std::string rule = "FREQ=DAILY;BYMONTH=1";
    for (int i = 0; i < 100'000; ++i) rule += ",1";
    EXPECT_EQ(expanded(rule), "the rule is longer than 65536 bytes");
    EXPECT_EQ(expanded(rule.substr(0, 20 + 2 * 5'000)), "BYMONTH has more than 1000 entries");
}

TEST(RecurrenceInputs, ASeriesWhollyExcludedIsEmpty) {
    expect_within_budget(
        [] {
            event e{.start = event_time::utc(*parse_rfc3339("2026-01-01T09:00:00Z")),
                    .duration = {.time = 1h},
                    .rules = {*parse_rule("FREQ=DAILY;COUNT=10000")}};
            for (int day = 0; day < 10'000; ++day)
                e.exdates.push_back(
                    event_time::utc(*parse_rfc3339("2026-01-01T09:00:00Z") + days(day)));
            const auto found = expand(e, {*parse_rfc3339("2026-01-01T00:00:00Z"),
                                          *parse_rfc3339("2099-01-01T00:00:00Z")});
            EXPECT_TRUE(found->occurrences.empty());
            EXPECT_FALSE(found->truncated);
        },
        "exceptions");
}

TEST(RecurrenceInputs, ZonesWithUnusualClocksAreRight) {
    const auto instant = [](const char* zone_name, const char* local) {
        return to_rfc3339(event_time::zoned(*parse_local(local), testing::pinned_zone(zone_name))
                              .to_instant(zone::utc()));
    };
    EXPECT_EQ(instant("Europe/Dublin", "2026-01-15T12:00:00"),
              "2026-01-15T12:00:00Z"); // negative DST
    EXPECT_EQ(instant("Europe/Dublin", "2026-07-15T12:00:00"), "2026-07-15T11:00:00Z");
    EXPECT_EQ(instant("Australia/Lord_Howe", "2026-07-15T12:00:00"), "2026-07-15T01:30:00Z");
    EXPECT_EQ(instant("America/New_York", "2076-07-15T12:00:00"),
              "2076-07-15T16:00:00Z"); // past 2037
}

TEST(RecurrenceInputs, LongDurationsDoNotOverflow) {
    for (const char* text : {"P3652059D", "PT315537897599S"}) {
        const auto duration = parse_duration(text);
        ASSERT_TRUE(duration) << text;
        expect_within_budget(
            [&] {
                event e{.start = event_time::utc(*parse_rfc3339("9999-12-31T09:00:00Z")),
                        .duration = *duration,
                        .rules = {*parse_rule("FREQ=DAILY")}};
                const auto found = expand(e, {sys_seconds::min(), sys_seconds::max()});
                ASSERT_TRUE(found);
                EXPECT_EQ(found->occurrences.size(), 1U);
            },
            text);
    }
}

} // namespace
} // namespace timewright
