// Goal: a calendar is a value: equal when what it holds is equal.
// Method: change one member after the other.

#include <timewright/calendar/calendar.hpp>

#include <gtest/gtest.h>

namespace timewright {
namespace {

using namespace std::chrono;

TEST(Calendar, IsEqualOnlyWhenEverythingInItIs) {
    const calendar empty;
    calendar other;
    EXPECT_EQ(empty, other);
    other.events.push_back({.uid = "a"});
    EXPECT_NE(empty, other);
    other.events.clear();
    other.busy.push_back({interval(sys_seconds(0s), 1h), busy_type::busy_tentative});
    EXPECT_NE(empty, other);
    other = empty;
    other.zone_name = "Europe/Lisbon";
    EXPECT_NE(empty, other);
}

TEST(BusyPeriod, IsBusyUnlessItSaysOtherwise) {
    EXPECT_EQ((busy_period{.span = interval(sys_seconds(0s), 1h)}).type, busy_type::busy);
}

} // namespace
} // namespace timewright
