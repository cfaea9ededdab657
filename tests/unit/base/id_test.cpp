// Goal: ids are typed, ordered, and survive the way through text; nothing but a UUID is read.
// Method: known texts, and near misses that must be refused.
#include <timewright/base/id.hpp>

#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <unordered_set>

namespace timewright {
namespace {

static_assert(!std::is_convertible_v<calendar_user_id, booking_id>);
static_assert(!std::is_constructible_v<booking_id, calendar_user_id>);

constexpr const char* some_uuid = "123e4567-e89b-42d3-a456-426614174000";

TEST(Id, TextComesBackInLowerCase) {
    const auto id = booking_id::from_string("123E4567-E89B-42D3-A456-426614174000");
    ASSERT_TRUE(id);
    EXPECT_EQ(id->to_string(), some_uuid);
    EXPECT_EQ(id->high(), 0x123e4567e89b42d3U);
    EXPECT_EQ(id->low(), 0xa456426614174000U);
    EXPECT_EQ(*booking_id::from_string(id->to_string()), *id);
}

TEST(Id, NumberedIdsHaveTheNumberAtTheEnd) {
    EXPECT_EQ(booking_id::from_number(255).to_string(), "00000000-0000-0000-0000-0000000000ff");
    EXPECT_EQ(default_organization, organization_id::from_number(1));
}

TEST(Id, DefaultIsNilAndNamesNothing) {
    EXPECT_TRUE(booking_id{}.is_nil());
    EXPECT_FALSE(booking_id::from_number(1).is_nil());
    EXPECT_FALSE(booking_id(1, 0).is_nil());
}

TEST(Id, RefusesWhatIsNoUuid) {
    for (const std::string text :
         {"", "123e4567", "123e4567-e89b-42d3-a456-42661417400", // a digit short
          "123e4567-e89b-42d3-a456-4266141740000",               // a digit long
          "123e4567e89b42d3a456426614174000",                    // no dashes
          "123e4567-e89b-42d3-a456-42661417400g",                // g
          "123e4567-e89b-42d3a-456-426614174000",                // a dash in the wrong place
          "{123e4567-e89b-42d3-a456-426614174000}", " 23e4567-e89b-42d3-a456-426614174000"}) {
        const auto id = booking_id::from_string(text);
        ASSERT_FALSE(id) << text;
        EXPECT_EQ(id.error().code, errc::invalid_input);
        EXPECT_NE(id.error().message.find("UUID"), std::string::npos);
    }
}

TEST(Id, OrderIsByHighThenLow) {
    EXPECT_LT(booking_id(1, 9), booking_id(2, 0));
    EXPECT_LT(booking_id(1, 1), booking_id(1, 2));
}

TEST(Id, HashTellsNumberedIdsApart) {
    std::unordered_set<std::size_t> hashes;
    for (std::uint64_t n = 0; n < 1000; ++n)
        hashes.insert(std::hash<booking_id>{}(booking_id::from_number(n)));
    EXPECT_EQ(hashes.size(), 1000U);
}

} // namespace
} // namespace timewright
