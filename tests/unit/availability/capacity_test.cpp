// Goal: a profile says how many units are in use, and is busy for a question when too few are left.
// Method: three projectors on a Monday; random profiles against Boost.ICL are in tests/differential.
#include "unit/availability/times.hpp"

#include <timewright/availability/capacity.hpp>
#include <timewright/availability/slot_search.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

std::vector<capacity_step> steps(const capacity_profile& profile) {
    return {profile.steps().begin(), profile.steps().end()};
}

const capacity_profile projectors(3, {{.span = span(10, 12), .units = 1},
                                      {.span = span(9, 11), .units = 2}});

TEST(CapacityProfile, StepsWhereTheNumberOfUnitsInUseChanges) {
    EXPECT_EQ(steps(projectors),
              (std::vector<capacity_step>{{at(9), 2}, {at(10), 3}, {at(11), 1}, {at(12), 0}}));
    EXPECT_EQ(projectors.used_at(at(8, 59)), 0U);
    EXPECT_EQ(projectors.used_at(at(9)), 2U);
    EXPECT_EQ(projectors.used_at(at(11, 30)), 1U);
    EXPECT_EQ(projectors.used_at(at(12)), 0U);
    EXPECT_EQ(projectors.most_used_in(span(8, 10)), 2U);
    EXPECT_EQ(projectors.most_used_in(span(8, 24)), 3U);
    EXPECT_EQ(projectors.most_used_in(span(12, 13)), 0U);
}

TEST(CapacityProfile, IsBusyWhereTooFewUnitsAreLeft) {
    EXPECT_EQ(projectors.busy_for(1), hours({{10, 11}}));
    EXPECT_EQ(projectors.busy_for(2), hours({{9, 11}}));
    EXPECT_EQ(projectors.busy_for(3), hours({{9, 12}}));
}

TEST(CapacityProfile, NeverHasMoreUnitsThanThereAre) {
    const time_set busy = projectors.busy_for(4);
    EXPECT_TRUE(busy.contains(span(0, 24)));
    EXPECT_EQ(busy.size(), 1U);
    EXPECT_FALSE(capacity_profile(0, {}).busy_for(1).empty());
}

TEST(CapacityProfile, FreesWhatEndsBeforeItTakesWhatStarts) {
    const capacity_profile one(1, {{.span = span(9, 10)}, {.span = span(10, 11)}});
    EXPECT_EQ(steps(one), (std::vector<capacity_step>{{at(9), 1}, {at(11), 0}}));
}

TEST(CapacityProfile, TakesUsesOfNothingAndMoreThanThereAre) {
    constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
    const capacity_profile full(2, {{.span = span(9, 10), .units = 0},
                                    {.span = span(10, 11), .units = most},
                                    {.span = span(10, 11), .units = most}});
    EXPECT_EQ(full.used_at(at(10)), 2 * std::uint64_t{most});
    EXPECT_EQ(full.used_at(at(9)), 0U);
    EXPECT_EQ(full.busy_for(2), hours({{10, 11}}));
    EXPECT_TRUE(capacity_profile(2, {}).steps().empty());
    EXPECT_EQ(capacity_profile(2, {}).busy_for(2), time_set());
}

TEST(CapacityProfile, DiesOfAQuestionForNothing) {
    EXPECT_DEATH(static_cast<void>(projectors.busy_for(0)), "precondition");
}

TEST(CapacityProfile, IsSearchedAsACalendar) {
    slot_query query{.window = span(9, 13), .duration = 1h, .step = 1h};
    query.calendars = {availability{.busy = projectors.busy_for(2)}};
    query.required = {0};
    EXPECT_EQ(find_slots(query)->slots.front().span, span(11, 12));
}

} // namespace
