// Goal: what a calendar lets be taken: open, not busy, and tentative as the caller reads it.
// Method: one Monday with hours and meetings, looked at from the edges.
#include "unit/availability/times.hpp"

#include <timewright/availability/availability.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

TEST(Availability, CanTakeWhatTouchesAMeetingAndNotWhatOverlapsOne) {
    const availability alice{.busy = hours({{10, 11}})};
    EXPECT_TRUE(alice.can_take(span(9, 10)));
    EXPECT_TRUE(alice.can_take(span(11, 12)));
    EXPECT_FALSE(alice.can_take({at(10, 59), at(12)}));
    EXPECT_FALSE(alice.can_take(span(9, 12)));
}

TEST(Availability, WithoutHoursIsOpenAtAllTimesAndWithEmptyHoursNever) {
    EXPECT_TRUE(availability{}.can_take(span(0, 24)));
    EXPECT_FALSE((availability{.open = time_set()}.can_take(span(9, 10))));
}

TEST(Availability, HoldsASlotOnlyWithinOneOpenStretch) {
    const availability alice{.open = hours({{9, 12}, {13, 17}})};
    EXPECT_TRUE(alice.can_take(span(9, 12)));
    EXPECT_FALSE(alice.can_take(span(11, 14)));
    EXPECT_FALSE(alice.can_take(span(8, 10)));
}

TEST(Availability, IsFreeWhereItIsOpenAndNotBusy) {
    const availability alice{.busy = hours({{8, 10}, {14, 15}}), .open = hours({{9, 17}})};
    EXPECT_EQ(alice.free_in(span(0, 24)), hours({{10, 14}, {15, 17}}));
    EXPECT_EQ(alice.free_in(span(11, 16)), hours({{11, 14}, {15, 16}}));
    EXPECT_EQ(availability{.busy = hours({{8, 10}})}.free_in(span(9, 12)), hours({{10, 12}}));
}

TEST(BusyTime, CountsTentativeMeetingsAsTheCallerAsks) {
    const std::vector<busy_interval> blocks{{span(9, 10), busy_type::busy},
                                            {span(10, 11), busy_type::busy_tentative},
                                            {span(13, 14), busy_type::busy_unavailable},
                                            {span(15, 16), busy_type::free}};
    EXPECT_EQ(compute_busy(blocks, tentative_as::busy), hours({{9, 11}, {13, 14}}));
    EXPECT_EQ(compute_busy(blocks, tentative_as::free), hours({{9, 10}, {13, 14}}));
}

} // namespace
