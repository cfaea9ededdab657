// Goal: a question that makes no sense is refused with an exact sentence, and one that would take for
// ever ends at its budget and says so, both for little. Method: each known question, held to 100 ms of
// processor time and 16 MiB beyond what the question itself holds.

#include "bugs/work_meter.hpp"
#include "unit/availability/times.hpp"

#include <timewright/availability/day_limit.hpp>
#include <timewright/availability/explain.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/availability/team.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace timewright::test {
namespace {

using namespace std::chrono_literals;

slot_query question(interval window = span(9, 17), std::chrono::seconds duration = 1h) {
    slot_query query{.window = window, .duration = duration};
    query.calendars = {availability{}, availability{}};
    query.required = {0};
    return query;
}

/// What find_slots says, and explain with the same words.
std::string refusal(const slot_query& query) {
    std::string said = "found";
    expect_within_budget(
        [&] {
            const auto answer = find_slots(query);
            if (!answer) said = answer.error().message;
        },
        "find_slots");
    expect_within_budget(
        [&] {
            const auto why = explain(query);
            EXPECT_EQ(why ? "found" : why.error().message, said);
        },
        "explain");
    return said;
}

TEST(SearchInputs, AWindowIsNeverEmptyOrReversed) {
    for (const sys_seconds end : {at(9), at(8)})
        EXPECT_FALSE(interval::make({.start = at(9), .end = end}).has_value());
}

TEST(SearchInputs, ADurationThatIsNone) {
    EXPECT_EQ(refusal(question(span(9, 17), 9h)), "the duration is longer than the window");
    EXPECT_EQ(refusal(question(span(9, 17), 0s)), "the duration must be longer than zero");
    EXPECT_EQ(refusal(question(span(9, 17), -1h)), "the duration must be longer than zero");
    EXPECT_EQ(refusal(question(span(9, 17), std::chrono::seconds::max())),
              "the duration is longer than the window");
}

TEST(SearchInputs, StepsAndGridsThatAreNone) {
    slot_query query = question();
    query.step = 0s;
    EXPECT_EQ(refusal(query), "the step must be longer than zero");
    query.step = 15min;
    query.align = {.every = 7min};
    EXPECT_EQ(refusal(query), "the alignment must divide a day, as 15 minutes or 2 hours do");
}

TEST(SearchInputs, NobodyIsAskedFor) {
    slot_query query = question();
    query.required.clear();
    EXPECT_EQ(refusal(query), "nobody is asked for: name a required calendar or a group");
    query.any_of.emplace_back();
    EXPECT_EQ(refusal(query), "a group is empty: one of nobody cannot be found");
}

TEST(SearchInputs, GroupsThatOverlapOrContradictThemselves) {
    slot_query query = question();
    query.any_of = {{0}};
    EXPECT_EQ(refusal(query),
              "calendar 0 is named twice; each may be required, optional or in one group, once");
    query.required.clear();
    query.any_of = {{0, 1}, {1}};
    EXPECT_EQ(refusal(query),
              "calendar 1 is named twice; each may be required, optional or in one group, once");
    query.any_of = {{0, 1}};
    query.any_of[0].needed = 3;
    EXPECT_EQ(refusal(query), "a group needs 3 members but names only 2");
    query.any_of[0].needed = 0;
    EXPECT_EQ(refusal(query),
              "a group needs none of its members: it needs 1 at the least; leave out a group that "
              "does not matter");
    query.any_of = {{0, 7}};
    EXPECT_EQ(refusal(query), "the search names calendar 7 but knows only 2");
}

TEST(SearchInputs, LimitsThatLeaveNothing) {
    // A day of no meetings, and of less time than the meeting takes: both are fair, nothing fits.
    for (const day_limit& limit : {day_limit{.meetings_max = 0}, day_limit{.time_max = 30min}}) {
        slot_query query = question();
        query.calendars[0].busy = *compute_full_days({}, limit, query.window, query.duration);
        EXPECT_EQ(refusal(query), "found");
        EXPECT_TRUE(find_slots(query)->slots.empty());
    }
    EXPECT_EQ(compute_full_days({}, {.time_max = -1s}, span(9, 17), 1h).error().message,
              "a limit of time a day cannot be negative");
    slot_query query = question();
    query.not_before = at(18); // after the window
    EXPECT_EQ(refusal(query), "found");
    EXPECT_TRUE(find_slots(query)->slots.empty());
    query.slots_max = 0;
    EXPECT_EQ(refusal(query), "the limit of slots must be from 1 to 10000");
}

/// `count` people who are free at no time, each because of another stretch.
slot_query crowd(std::size_t count, interval window) {
    slot_query query{.window = window, .duration = 1h};
    for (std::size_t i = 0; i < count; ++i) {
        query.calendars.push_back(
            {.busy = time_set(interval(window.start() + 30min * (i % 16), 30min))});
        query.required.push_back(i);
    }
    return query;
}

TEST(SearchInputs, AHundredThousandPeople) {
    const slot_query query = crowd(100'000, span(9, 17));
    const work_meter meter;
    const auto answer = find_slots(query);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->slots.empty());
    EXPECT_FALSE(answer->truncated);
    EXPECT_LE(meter.milliseconds(), milliseconds_max);
    // A cursor for each of them, and each person is named once.
    EXPECT_LE(meter.peak_bytes(), bytes_max);
}

TEST(SearchInputs, AHundredThousandPeopleOfWhomOneIsNamedTwice) {
    slot_query query = crowd(100'000, span(9, 17));
    query.required.push_back(99'999);
    EXPECT_EQ(
        refusal(query),
        "calendar 99999 is named twice; each may be required, optional or in one group, once");
}

/// Eleven years of candidates, one a second, of which none fits: two people who are free for an hour
/// in turn.
slot_query endless() {
    slot_query query = question({at(0), at(100'000)}, 1h);
    query.step = 1s;
    query.required = {0, 1};
    for (const std::size_t who : {0U, 1U}) {
        std::vector<interval> busy;
        for (int hour = 0; hour < 100'000; ++hour)
            if (hour % 2 == static_cast<int>(who)) busy.emplace_back(at(hour), 1h);
        query.calendars[who].busy = time_set::from_unsorted(std::move(busy));
    }
    return query;
}

TEST(SearchInputs, ASearchThatWouldTakeForEverEndsAtItsBudgetAndSaysSo) {
    slot_query query = endless();
    query.looks_max = 50'000;
    expect_within_budget(
        [&] {
            const auto answer = find_slots(query);
            ASSERT_TRUE(answer);
            EXPECT_TRUE(answer->truncated);
            EXPECT_TRUE(answer->slots.empty());
            EXPECT_LE(answer->looks, query.looks_max);
        },
        "find_slots");
    expect_within_budget(
        [&] {
            const auto why = explain(query);
            ASSERT_TRUE(why);
            EXPECT_TRUE(why->truncated);
        },
        "explain");
}

TEST(SearchInputs, AnAnswerThatWouldNameEverybodyForEverySlotEndsAndSaysSo) {
    slot_query query = question({at(0), at(0) + std::chrono::years(10)}, 1h);
    query.order = slot_order::all;
    query.slots_max = slots_limit_max;
    query.required.clear();
    query.calendars.resize(1'000);
    query.any_of.emplace_back(std::vector<std::size_t>(1'000));
    std::iota(query.any_of[0].members.begin(), query.any_of[0].members.end(), std::size_t{0});
    query.any_of[0].needed = 1'000;
    const work_meter meter;
    const auto answer = find_slots(query);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->truncated);
    EXPECT_LE(answer->slots.size() * 1'000, slot_details_max);
    EXPECT_LE(meter.peak_bytes(), bytes_max);
}

TEST(SearchInputs, WeightsAtTheirLargestAddUpAndCompare) {
    slot_query query = question();
    query.optional = {{.calendar = 1, .weight = std::numeric_limits<std::uint32_t>::max()}};
    EXPECT_EQ(refusal(query), "found");
    query.optional[0].weight = 0;
    EXPECT_EQ(refusal(query),
              "an optional calendar has weight 0: weights start at 1; leave out whoever does not "
              "matter");
    EXPECT_EQ(
        make_team({{.calendar = 0, .weight = 0}}, turn_rule::by_weight).error().message,
        "a member of the team has weight 0: weights start at 1; leave out whoever is not to be "
        "chosen");
}

} // namespace
} // namespace timewright::test
