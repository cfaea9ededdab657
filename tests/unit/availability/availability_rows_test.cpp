// Goal: rows of bits answer who can meet when, and refuse what is no question.
// Method: a few people on one Monday by hand; runs that lie across words; a row that changes.
#include "unit/availability/times.hpp"

#include <timewright/availability/availability_rows.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

availability person(std::initializer_list<std::pair<int, int>> busy) {
    return {.busy = hours(busy)};
}

availability_rows monday_rows() { return *availability_rows::make(span(0, 24), 15min); }

TEST(AvailabilityRows, FindTheFirstStartThatAllCanTake) {
    availability_rows rows = monday_rows();
    EXPECT_EQ(rows.add(person({{0, 9}, {10, 12}})), 0U);
    EXPECT_EQ(rows.add(person({{0, 11}, {13, 14}})), 1U);
    EXPECT_EQ(rows.size(), 2U);
    EXPECT_EQ(*rows.first_common(1h), at(12));
    EXPECT_EQ(*rows.first_common(75min), at(14));
    EXPECT_EQ(*rows.first_common(1h, at(12, 1)), at(14));
    EXPECT_EQ(*rows.first_common(1h, at(25)), std::nullopt);
    EXPECT_EQ(*rows.first_common(11h), std::nullopt);
    const std::vector<std::size_t> first{0};
    EXPECT_EQ(*rows.first_common(1h, first), at(9));
}

TEST(AvailabilityRows, WithoutPeopleEveryStartIsFree) {
    const availability_rows rows = monday_rows();
    EXPECT_EQ(*rows.first_common(24h), at(0));
    EXPECT_EQ(rows.best_common(23h, {}, {}, 9)->size(), 5U);
}

TEST(AvailabilityRows, TakeNoStepThatIsPartlyBusyOrClosed) {
    availability_rows rows = monday_rows();
    rows.add({.busy = time_set(interval(at(9, 1), at(9, 2))),
              .open = time_set(interval(at(8, 50), at(10, 10)))});
    EXPECT_EQ(*rows.first_common(45min), at(9, 15));
    EXPECT_EQ(*rows.first_common(1h), std::nullopt);
}

TEST(AvailabilityRows, FindRunsAcrossWords) {
    // A word is 16 hours of quarters.
    availability_rows rows = *availability_rows::make(span(0, 96), 15min);
    rows.add(person({{0, 15}, {17, 30}, {71, 96}}));
    EXPECT_EQ(*rows.first_common(2h), at(15));
    EXPECT_EQ(*rows.first_common(3h), at(30));
    EXPECT_EQ(*rows.first_common(41h), at(30));
    EXPECT_EQ(*rows.first_common(41h + 15min), std::nullopt);
    const std::vector<std::size_t> all{0};
    EXPECT_EQ(rows.best_common(41h, all, {}, 9), (std::vector<ranked_start>{{at(30)}}));
}

TEST(AvailabilityRows, RankByWeightThenTime) {
    availability_rows rows = monday_rows();
    rows.add(person({{0, 9}, {12, 24}}));
    rows.add(person({{9, 10}}));
    rows.add(person({{10, 11}}));
    const std::vector<std::size_t> required{0};
    const std::vector<optional_calendar> optional{{1, 3}, {2, 2}};
    EXPECT_EQ(rows.best_common(1h, required, optional, 3),
              (std::vector<ranked_start>{{at(11), 5}, {at(10), 3}, {at(10, 15), 3}}));
    EXPECT_EQ(rows.best_common(1h, required, optional, 100)->back(), (ranked_start{at(9, 45), 0}));
}

TEST(AvailabilityRows, ForgetWhatARowSaidBefore) {
    availability_rows rows = monday_rows();
    for (int i = 0; i < 20; ++i) rows.add(person({}));
    rows.set(7, person({{0, 20}}));
    EXPECT_EQ(*rows.first_common(1h), at(20));
    rows.set(7, person({{0, 3}}));
    EXPECT_EQ(*rows.first_common(1h), at(3));
}

TEST(AvailabilityRows, LeaveOutWhatIsNoWholeStep) {
    availability_rows rows = *availability_rows::make(interval(at(9), at(10, 10)), 15min);
    rows.add({.busy = time_set(interval(at(9), at(9, 15)))});
    EXPECT_EQ(*rows.first_common(45min), at(9, 15));
    EXPECT_FALSE(rows.first_common(75min));
}

TEST(AvailabilityRows, SayWhatIsWrongWithAQuestion) {
    availability_rows rows = monday_rows();
    rows.add(person({}));
    EXPECT_EQ(rows.first_common(50min).error().message,
              "a duration in availability rows is a positive number of their steps of 900 seconds");
    EXPECT_EQ(rows.first_common(0min).error().code, errc::invalid_input);
    EXPECT_EQ(rows.first_common(25h).error().message,
              "the duration is longer than the window of the rows");
    const std::vector<std::size_t> unknown{1};
    EXPECT_EQ(rows.first_common(1h, unknown).error().message, "there is no row 1: there are 1");
    const std::vector<optional_calendar> weightless{{0, 0}};
    EXPECT_EQ(rows.best_common(1h, {}, weightless, 1).error().message,
              "the weight of an optional calendar is at least 1");
    EXPECT_EQ(rows.best_common(1h, {}, {}, 0).error().message, "a search gives 1 to 10000 starts");
}

TEST(AvailabilityRows, AreBounded) {
    EXPECT_EQ(availability_rows::make(span(0, 1), 2h).error().code, errc::invalid_input);
    EXPECT_EQ(availability_rows::make(span(0, 1), 0s).error().code, errc::invalid_input);
    EXPECT_EQ(
        availability_rows::make(span(0, 101), 1s).error().message,
        "availability rows have at most 360000 steps: take a longer step or a shorter window");
}

} // namespace
