// Goal: a block counts as a sorted list does, through every insertion, erasure and split.
// Method: each size from empty to full, each place; expected values by counting one by one.
#include <timewright/conflict/key_block.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace timewright {
namespace {

TEST(CountBelowInLine, CountsWhateverIsInIt) {
    std::mt19937 random(2);
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    for (int world = 0; world < 1'000; ++world) {
        std::array<std::int32_t, 16> numbers{};
        std::array<tick, 8> ticks{};
        for (std::int32_t& one : numbers)
            one = random() % 8 == 0 ? most : static_cast<std::int32_t>(random() % 9) - 4;
        for (tick& one : ticks)
            one = random() % 8 == 0 ? tick_max : static_cast<tick>(random() % 9) - 4;
        for (const std::int32_t x : {-most - 1, -4, 0, 3, 5, most}) {
            std::uint32_t expected = 0, expected_ticks = 0;
            for (const std::int32_t one : numbers) expected += one < x ? 1U : 0U;
            for (const tick one : ticks) expected_ticks += one < x ? 1U : 0U;
            ASSERT_EQ(count_below_in_line(numbers.data(), x), expected);
            ASSERT_EQ(count_below_in_line(ticks.data(), tick{x}), expected_ticks);
        }
    }
}

std::uint32_t counted_below(const std::vector<tick>& keys, tick x) {
    std::uint32_t below = 0;
    for (const tick key : keys) below += key < x ? 1U : 0U;
    return below;
}

void expect_same(const key_block& block, const std::vector<tick>& keys) {
    for (std::uint32_t i = 0; i < key_block::capacity; ++i)
        ASSERT_EQ(block[i], i < keys.size() ? keys[i] : tick_max);
    for (tick x = -1; x <= 2 * std::int64_t{key_block::capacity} + 1; ++x)
        ASSERT_EQ(block.count_below(x), counted_below(keys, x)) << x << " of " << keys.size();
}

TEST(KeyBlock, CountsAtEverySize) {
    key_block block;
    std::vector<tick> keys;
    expect_same(block, keys);
    for (std::uint32_t n = 0; n < key_block::capacity; ++n) {
        block.insert(n, n, 2 * n);
        keys.push_back(2 * n);
        expect_same(block, keys);
    }
    EXPECT_EQ(block.count_below(tick_max), key_block::capacity);
}

TEST(KeyBlock, TakesAKeyAtEveryPlaceAndGivesItBack) {
    for (std::uint32_t place = 0; place < key_block::capacity; ++place) {
        key_block block;
        std::vector<tick> keys;
        for (std::uint32_t n = 0; n + 1 < key_block::capacity; ++n) {
            block.insert(n, n, 2 * n);
            keys.push_back(2 * n);
        }
        const tick key = 2 * tick{place} - 1;
        block.insert(place, key_block::capacity - 1, key);
        keys.insert(keys.begin() + place, key);
        expect_same(block, keys);
        block.erase(place, key_block::capacity);
        keys.erase(keys.begin() + place);
        expect_same(block, keys);
    }
}

TEST(KeyBlock, CountsEqualKeysNotAtAll) {
    key_block block;
    for (std::uint32_t n = 0; n < 10; ++n) block.insert(n, n, 7);
    EXPECT_EQ(block.count_below(7), 0U);
    EXPECT_EQ(block.count_below(8), 10U);
}

TEST(KeyBlock, MovesItsTail) {
    key_block block, behind;
    for (std::uint32_t n = 0; n < key_block::capacity; ++n) block.insert(n, n, n);
    block.move_tail(32, key_block::capacity, behind, 0);
    EXPECT_EQ(block.count_below(tick_max), 32U);
    EXPECT_EQ(behind.count_below(40), 8U);
    EXPECT_EQ(behind.count_below(tick_max), 32U);
}

} // namespace
} // namespace timewright
