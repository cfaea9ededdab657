// Goal: a team's turns are the rule's, ties go by the listed order, and a search takes the first who
// is free.
// Method: small teams by hand; fractions that a double cannot tell apart.
#include "unit/availability/times.hpp"

#include <timewright/availability/slot_search.hpp>
#include <timewright/availability/team.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

using indexes = std::vector<std::size_t>;

TEST(Team, StandsAsListedUnlessThereIsARule) {
    EXPECT_EQ(make_team({{.calendar = 2, .load = 9}, {.calendar = 1}}, turn_rule::listed)->members,
              (indexes{2, 1}));
}

TEST(Team, LetsWhoeverWaitsLongestGoFirstAndNewcomersBeforeAll) {
    const auto team = make_team({{.calendar = 0, .last_assigned = at(9)},
                                 {.calendar = 1, .last_assigned = at(8)},
                                 {.calendar = 2},
                                 {.calendar = 3, .last_assigned = at(8)},
                                 {.calendar = 4}},
                                turn_rule::least_recent);
    EXPECT_EQ(team->members, (indexes{2, 4, 1, 3, 0}));
    EXPECT_EQ(team->needed, 1U);
}

TEST(Team, LetsTheLeastLoadedGoFirst) {
    const auto team = make_team(
        {{.calendar = 0, .load = 3}, {.calendar = 1, .load = 1}, {.calendar = 2, .load = 1}},
        turn_rule::least_load, 2);
    EXPECT_EQ(team->members, (indexes{1, 2, 0}));
    EXPECT_EQ(team->needed, 2U);
}

TEST(Team, WeighsLoadsByFairShares) {
    const auto team = make_team({{.calendar = 0, .load = 3, .weight = 1},
                                 {.calendar = 1, .load = 5, .weight = 2},
                                 {.calendar = 2, .load = 10, .weight = 4}},
                                turn_rule::by_weight);
    EXPECT_EQ(team->members, (indexes{1, 2, 0})); // 5/2 = 10/4 < 3/1
}

TEST(Team, ComparesSharesWithoutRounding) {
    constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
    const team_member less{.load = most - 2, .weight = most - 1};
    const team_member more{.load = most - 1, .weight = most};
    EXPECT_TRUE(comes_before(less, more, turn_rule::by_weight));
    EXPECT_FALSE(comes_before(more, less, turn_rule::by_weight));
    EXPECT_FALSE(comes_before(more, more, turn_rule::by_weight));
}

TEST(Team, RefusesAMemberWithoutWeight) {
    const auto team = make_team({{.calendar = 0, .weight = 0}}, turn_rule::by_weight);
    ASSERT_FALSE(team);
    EXPECT_EQ(team.error().message,
              "a member of the team has weight 0: weights start at 1; leave "
              "out whoever is not to be chosen");
}

TEST(Team, GivesEachSlotToTheFirstInTurnWhoIsFree) {
    slot_query query{.window = span(9, 12), .duration = 1h, .step = 1h};
    query.calendars = {availability{.busy = hours({{9, 10}})},
                       availability{.busy = hours({{9, 11}})}, availability{}};
    query.any_of = {
        *make_team({{.calendar = 2, .load = 2}, {.calendar = 1}, {.calendar = 0, .load = 1}},
                   turn_rule::least_load)};
    const auto answer = find_slots(query);
    ASSERT_EQ(answer->slots.size(), 3U);
    EXPECT_EQ(answer->slots[0].rooms, (indexes{2})); // the two before are busy
    EXPECT_EQ(answer->slots[1].rooms, (indexes{0}));
    EXPECT_EQ(answer->slots[2].rooms, (indexes{1}));
}

} // namespace
