// Goal: the score is the formula of the header, exact at its ends.
// Method: the formula by hand.
#include <timewright/availability/rank.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace {

using namespace timewright;

TEST(Score, IsTheWeightThatComesOverTheWeightOfAll) {
    EXPECT_DOUBLE_EQ(compute_score({.present = 3, .all = 4}), 0.75);
    EXPECT_DOUBLE_EQ(compute_score({.present = 0, .all = 4}), 0.0);
    EXPECT_EQ(compute_score({.present = 4, .all = 4}), 1.0);
}

TEST(Score, IsPerfectWhenNobodyIsOptional) {
    EXPECT_EQ(compute_score({}), 1.0);
    EXPECT_TRUE(is_perfect({}));
}

TEST(Score, IsPerfectOnlyWhenEverybodyComesHoweverManyTheyAre) {
    constexpr std::uint64_t many = std::numeric_limits<std::uint64_t>::max();
    // As a double both round to 1; the whole numbers still tell them apart.
    EXPECT_FALSE(is_perfect({.present = many - 1, .all = many}));
    EXPECT_TRUE(is_perfect({.present = many, .all = many}));
}

} // namespace
