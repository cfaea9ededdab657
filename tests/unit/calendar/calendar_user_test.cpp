// Goal: the words for kinds of calendar users are those of RFC 5545, and defaults are harmless.
// Method: each value's word; a default-made user.

#include <timewright/calendar/calendar_user.hpp>

#include <gtest/gtest.h>

namespace timewright {
namespace {

TEST(CalendarUser, KindsAreNamedAsCutypeInLowerCase) {
    EXPECT_STREQ(to_string(calendar_user_kind::individual), "individual");
    EXPECT_STREQ(to_string(calendar_user_kind::group), "group");
    EXPECT_STREQ(to_string(calendar_user_kind::resource), "resource");
    EXPECT_STREQ(to_string(calendar_user_kind::room), "room");
}

TEST(CalendarUser, ByDefaultIsAPersonWhoCanBeTakenOnceAtATime) {
    const calendar_user user;
    EXPECT_EQ(user.kind, calendar_user_kind::individual);
    EXPECT_EQ(user.capacity, 1U);
    EXPECT_EQ(user.seats, 0U);
    EXPECT_FALSE(user.disabled);
}

TEST(CalendarUser, IsEqualOnlyWhenEverythingIs) {
    const calendar_user room{
        .id = calendar_user_id::from_number(1), .name = "Atlantic", .seats = 8};
    calendar_user other = room;
    EXPECT_EQ(room, other);
    other.features.push_back("screen");
    EXPECT_NE(room, other);
}

} // namespace
} // namespace timewright
