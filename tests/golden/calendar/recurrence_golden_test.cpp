// Goal: the examples of RFC 5545 and the points that it leaves open give exactly the dates written
// down for them. Method: text cases; each is expanded in New York and shown in the form of the case.
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace timewright {

namespace {

struct golden_case {
    std::string told; ///< the rule, for messages
    event series{};
    skipped_time skipped = skipped_time::shift;
    std::vector<std::string> days{}; ///< "1997-09-02T09:00", in order
    bool goes_on = false;
};

std::string dashed(const std::string& date) {
    return date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2);
}

event_time read_time(const std::string& text) {
    if (text.size() == 8) return event_time::date(*parse_date(dashed(text)));
    const std::string clock =
        text.substr(9, 2) + ":" + text.substr(11, 2) + ":" + text.substr(13, 2);
    return event_time::zoned(*parse_local(dashed(text) + "T" + clock),
                             timewright::testing::pinned_zone("America/New_York"));
}

std::string two_digits(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

/// "= 1997-09 2 4-6 7T10:20"
void read_days(std::istringstream& line, golden_case& into) {
    const std::string clock = to_iso(into.series.start.local).substr(10, 6);
    std::string month;
    line >> month;
    for (std::string day; line >> day;) {
        std::size_t used = 0;
        const int first = std::stoi(day, &used);
        const bool range = used < day.size() && day[used] == '-';
        const int last = range ? std::stoi(day.substr(used + 1)) : first;
        const std::string time = used < day.size() && day[used] == 'T' ? day.substr(used) : clock;
        for (int n = first; n <= last; ++n) into.days.push_back(month + "-" + two_digits(n) + time);
    }
}

std::vector<golden_case> read_cases(const std::string& name) {
    std::ifstream file(std::string(TIMEWRIGHT_TESTS_DIR) + "/golden/calendar/cases/" + name);
    std::vector<golden_case> cases;
    for (std::string text; std::getline(file, text);) {
        std::istringstream line(text);
        std::string word;
        line >> word;
        std::string value = text.size() > word.size() ? text.substr(word.size() + 1) : "";
        if (word == "DTSTART") {
            cases.emplace_back();
            cases.back().series.start = read_time(value);
            const bool all_day = cases.back().series.is_all_day();
            cases.back().series.duration =
                all_day ? civil_duration{.days = 1} : civil_duration{.time = std::chrono::hours(1)};
        } else if (word == "RRULE") {
            cases.back().told = value;
            cases.back().series.rules.push_back(*parse_rule(value));
        } else if (word == "EXDATE") {
            cases.back().series.exdates.push_back(read_time(value));
        } else if (word == "SKIPPED") {
            cases.back().skipped = value == "omit" ? skipped_time::omit : skipped_time::shift;
        } else if (word == "=") {
            read_days(line, cases.back());
        } else if (word == "...") {
            cases.back().goes_on = true;
        } else if (!word.empty() && word != "#") {
            ADD_FAILURE() << name << ": " << text << " is not a line of a case";
        }
    }
    return cases;
}

void expect_as_written(const std::string& name, std::size_t cases_least) {
    const std::vector<golden_case> cases = read_cases(name);
    EXPECT_GE(cases.size(), cases_least);
    const interval all(*parse_rfc3339("1990-01-01T00:00:00Z"),
                       *parse_rfc3339("2040-01-01T00:00:00Z"));
    for (const golden_case& one : cases) {
        const auto found =
            expand(one.series, all,
                   {.floating_zone = timewright::testing::pinned_zone("America/New_York"),
                    .occurrences_max = one.days.size() + (one.goes_on ? 0 : 1),
                    .skipped = one.skipped});
        ASSERT_TRUE(found.has_value()) << one.told;
        EXPECT_EQ(found->truncated, one.goes_on) << one.told;
        std::vector<std::string> days;
        for (const occurrence& o : found->occurrences)
            days.push_back(to_iso(o.recurrence_id).substr(0, 16));
        EXPECT_EQ(days, one.days) << one.told;
    }
}

TEST(RecurrenceGolden, TheExamplesOfRfc5545GiveTheDatesThatItLists) {
    expect_as_written("rfc5545_examples.txt", 41);
}

TEST(RecurrenceGolden, WhatRfc5545LeavesOpenIsReadAsWeSay) {
    expect_as_written("contested.txt", 14);
}

} // namespace

} // namespace timewright
