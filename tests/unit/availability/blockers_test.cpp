// Goal: those who are said to block do, a group by as many as it lacks, and the fewest come first.
// Method: a Monday by hand; all small worlds by brute force are in tests/property.
#include "unit/availability/times.hpp"

#include <timewright/availability/blockers.hpp>
#include <timewright/availability/explain.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

using indexes = std::vector<std::size_t>;

/// Ana (0) is free; of three engineers (1, 2, 3) two are needed: 1 is free until ten, 2 never, 3 in
/// the afternoon.
slot_query two_engineers() {
    slot_query query{.window = span(9, 12), .duration = 1h, .step = 1h};
    query.calendars = {availability{}, availability{.busy = hours({{10, 17}})},
                       availability{.busy = hours({{0, 24}})},
                       availability{.busy = hours({{9, 13}})}};
    query.required = {0};
    query.any_of = {{1, 2, 3}};
    query.any_of[0].needed = 2;
    return query;
}

TEST(Blockers, OfAGroupAreTheMembersThatCannotAndSoManyAsItLacks) {
    const auto why = explain(two_engineers());
    ASSERT_EQ(why->nearest.size(), 1U); // one set of blockers: the group
    const blocked_slot& nearest = why->nearest[0];
    EXPECT_EQ(nearest.span, span(9, 10));
    EXPECT_TRUE(nearest.calendars.empty());
    EXPECT_EQ(nearest.groups, indexes{0});
    EXPECT_EQ(nearest.shortages[0], (group_shortage{.lacking = 1, .members = {2, 3}}));
    EXPECT_EQ(nearest.size(), 1U);
}

TEST(Blockers, AreFewerWhereFewerPeopleWouldHaveToBeFreed) {
    slot_query query = two_engineers();
    query.calendars[0].busy = hours({{9, 10}});
    query.calendars.push_back({.busy = hours({{10, 11}})});
    query.required = {0, 4};
    const auto why = explain(query);
    ASSERT_EQ(why->nearest.size(), 3U);
    EXPECT_EQ(why->nearest[0].span, span(9, 10)); // Ana and one engineer
    EXPECT_EQ(why->nearest[0].size(), 2U);
    EXPECT_EQ(why->nearest[1].span, span(11, 12)); // two engineers: as many, but later
    EXPECT_EQ(why->nearest[1].size(), 2U);
    EXPECT_EQ(why->nearest[2].span, span(10, 11)); // the fourth person and two engineers
    EXPECT_EQ(why->nearest[2].size(), 3U);
}

TEST(Blockers, SayThatAGroupCannotBeHadAtAll) {
    slot_query query = two_engineers();
    query.any_of[0].least.features = {"c++"};
    query.traits = {{}, {.features = {"c++"}}};
    const auto why = explain(query);
    EXPECT_EQ(why->hopeless_groups, indexes{0});
    ASSERT_FALSE(why->nearest.empty());
    EXPECT_EQ(why->nearest[0].shortages[0], (group_shortage{.lacking = 1, .members = {}}));
    query.traits.clear(); // nobody suits: there is no calendar of the group to look at
    EXPECT_EQ(explain(query)->nearest[0].shortages[0].lacking, 2U);
}

TEST(Blockers, AreNobodyWhereAllCan) {
    const slot_query query = two_engineers();
    // On Tuesday all are free; on Monday evening two of three engineers are.
    for (const interval slot : {span(24, 25), span(18, 19)}) {
        const blocked_slot blocked =
            detail::find_blockers(query, detail::settle_groups(query), slot.start());
        EXPECT_EQ(blocked, (blocked_slot{.span = slot}));
        EXPECT_EQ(blocked.size(), 0U);
    }
}

} // namespace
