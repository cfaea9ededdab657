// Goal: a block keeps its claims in order and finds places among them, at every size and at the
// edges of its 32-bit offsets.
// Method: blocks from empty to full, compared with counting one by one.
#include <timewright/conflict/claim_block.hpp>

#include <gtest/gtest.h>

namespace timewright {
namespace {

constexpr tick base = 1'800'000'000;

TEST(ClaimBlock, CountsAtEverySize) {
    claim_block<int> block;
    EXPECT_EQ(block.count_below(base), 0U);
    for (std::uint32_t n = 0; n < claim_block<int>::size_max; ++n) {
        ASSERT_TRUE(block.takes(base + 10 * n, base + 10 * n + 5));
        block.insert(n, base + 10 * n, base + 10 * n + 5, 1, static_cast<int>(n));
        for (std::uint32_t i = 0; i <= n; ++i) {
            ASSERT_EQ(block.count_below(base + 10 * i), i);
            ASSERT_EQ(block.count_below(base + 10 * i + 1), i + 1);
        }
    }
    EXPECT_FALSE(block.takes(base, base + 1)) << "it is full";
    EXPECT_EQ(block.count_below(tick_max), 256U);
    EXPECT_EQ(block.count_below(tick_min), 0U);
}

TEST(ClaimBlock, TakesAndGivesBackAtEveryPlace) {
    for (std::uint32_t place = 0; place < 40; ++place) {
        claim_block<int> block;
        for (std::uint32_t n = 0; n < 40; ++n)
            block.insert(n, base + 10 * n, base + 10 * n + 5, n + 1, static_cast<int>(n));
        block.insert(place, base + 10 * tick{place} - 5, base + 10 * tick{place}, 99, -1);
        ASSERT_EQ(block.payload(place), -1);
        ASSERT_EQ(block.units(place), 99U);
        ASSERT_EQ(block.start(place), base + 10 * tick{place} - 5);
        block.erase(place);
        ASSERT_EQ(block.size(), 40U);
        for (std::uint32_t n = 0; n < 40; ++n) {
            ASSERT_EQ(block.payload(n), static_cast<int>(n));
            ASSERT_EQ(block.units(n), n + 1);
            ASSERT_EQ(block.end(n), base + 10 * n + 5);
        }
    }
}

TEST(ClaimBlock, TakesWhatIsWithinSixtyEightYears) {
    constexpr tick years_68 = tick{claim_block<int>::offset_max};
    claim_block<int> block;
    EXPECT_TRUE(block.takes(tick_min, tick_min + 1)) << "the first may be anywhere";
    EXPECT_FALSE(block.takes(tick_min, tick_max)) << "but not everywhere";
    block.insert(0, base, base + 1, 1, 0);
    EXPECT_TRUE(block.takes(base - years_68 + 1, base - 5));
    EXPECT_FALSE(block.takes(base - years_68, base - 5));
    EXPECT_TRUE(block.takes(base + 5, base + years_68 - 1));
    EXPECT_FALSE(block.takes(base + 5, base + years_68));
    EXPECT_EQ(block.count_below(base + 2 * years_68), 1U);
    EXPECT_EQ(block.count_below(base - 2 * years_68), 0U);
}

TEST(ClaimBlock, IsCopiedAroundTheClaimThatItBeganWith) {
    constexpr tick years_60 = tick{60} * 365 * 86'400;
    claim_block<int> block; // the first, one long before, one long after: too far for each other
    block.insert(0, base, base + 1, 1, 1);
    block.insert(0, base - years_60, base - years_60 + 1, 1, 0);
    block.insert(2, base + years_60, base + years_60 + 1, 1, 2);
    const claim_block<int> copy = block;
    for (std::uint32_t i = 0; i < 3; ++i) {
        EXPECT_EQ(copy.start(i), block.start(i));
        EXPECT_EQ(copy.end(i), block.end(i));
        EXPECT_EQ(copy.payload(i), static_cast<int>(i));
    }
    EXPECT_EQ(copy.count_below(base + years_60), 2U);
}

TEST(ClaimBlock, IsCopiedWhole) {
    claim_block<int> block;
    for (std::uint32_t n = 0; n < 20; ++n)
        block.insert(n, base + n, base + n + 1, 1, static_cast<int>(n));
    const claim_block<int> copy = block;
    block.erase(0);
    EXPECT_EQ(copy.size(), 20U);
    EXPECT_EQ(copy.payload(0), 0);
    EXPECT_EQ(copy.start(19), base + 19);
}

} // namespace
} // namespace timewright
