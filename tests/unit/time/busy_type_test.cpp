// Goal: the order of busy types is the precedence of RFC 5545's FBTYPE, their names are stable.
#include <timewright/time/busy_type.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace timewright {
namespace {

TEST(BusyType, StrongerIsGreater) {
    EXPECT_LT(busy_type::free, busy_type::busy_tentative);
    EXPECT_LT(busy_type::busy_tentative, busy_type::busy_unavailable);
    EXPECT_LT(busy_type::busy_unavailable, busy_type::busy);
    EXPECT_EQ(std::max(busy_type::busy_tentative, busy_type::busy), busy_type::busy);
}

TEST(BusyType, HasTheNamesOfTheContract) {
    EXPECT_STREQ(to_string(busy_type::free), "free");
    EXPECT_STREQ(to_string(busy_type::busy_tentative), "busy-tentative");
    EXPECT_STREQ(to_string(busy_type::busy_unavailable), "busy-unavailable");
    EXPECT_STREQ(to_string(busy_type::busy), "busy");
}

} // namespace
} // namespace timewright
