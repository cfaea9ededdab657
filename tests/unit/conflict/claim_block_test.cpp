// Goal: a block keeps its claims in order and finds places among them, at every size and at the
// edges of its 32-bit offsets, and keeps the summary that counting anew gives.
// Method: blocks from empty to full, compared with counting one by one.
#include <timewright/conflict/claim_block.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

namespace timewright {
namespace {

using block = claim_block<int>;

constexpr tick base = 1'800'000'000;
constexpr tick years_34 = tick{block::offset_max};

void insert(block& into, tick start, tick end, int payload) {
    into.insert(into.place_of(start, 0), start, end, 0, payload, nullptr);
}

/// The place of the claim before which there are so many others.
std::uint32_t nth(const block& in, std::uint32_t rank) {
    std::uint32_t i = in.first_place();
    while (rank-- > 0) i = in.next(i);
    return i;
}

/// Claims of five seconds, one each ten.
std::unique_ptr<block> block_of(std::uint32_t count) {
    auto made = block::make();
    for (std::uint32_t n = 0; n < count; ++n)
        insert(*made, base + 10 * tick{n}, base + 10 * tick{n} + 5, static_cast<int>(n));
    return made;
}

block_summary counted_anew(const block& of) {
    block_summary made;
    for (std::uint32_t i = of.first_place(); i < of.end_place(); i = of.next(i)) {
        if (made.count++ == 0)
            made.first = of.start(i);
        else
            made.gap_max = std::max(made.gap_max, gap_between(made.end_max, of.start(i)));
        made.end_max = of.end(i);
    }
    return made;
}

TEST(ClaimBlock, CountsAtEverySize) {
    const auto made = block::make();
    EXPECT_EQ(made->count_below(base), 0U);
    for (std::uint32_t n = 0; n < block::capacity; ++n) {
        insert(*made, base + 10 * n, base + 10 * n + 5, static_cast<int>(n));
        for (std::uint32_t i = 0; i <= n; ++i) {
            ASSERT_EQ(made->count_below(base + 10 * i), i);
            ASSERT_EQ(made->count_below(base + 10 * i + 1), i + 1);
            ASSERT_EQ(made->rank_of(made->first_reaching(base + 10 * i + 4)), i);
            ASSERT_EQ(made->rank_of(made->first_reaching(base + 10 * i + 5)), i + 1);
        }
    }
    EXPECT_EQ(made->size(), made->room());
    EXPECT_EQ(made->count_below(tick_max), 240U);
    EXPECT_EQ(made->count_below(tick_min), 0U);
}

TEST(ClaimBlock, IsFreeBetweenItsClaims) {
    for (const std::uint32_t count : {0U, 1U, 15U, 16U, 17U, 239U, 240U}) {
        const auto made = block_of(count);
        for (tick from = base - 7; from < base + 10 * tick{count} + 7; ++from)
            for (const tick length : {1, 5, 6, 11}) {
                bool free = true;
                for (std::uint32_t n = 0; n < count; ++n)
                    free = free && (base + 10 * tick{n} + 5 <= from ||
                                    base + 10 * tick{n} >= from + length);
                ASSERT_EQ(made->is_free(from, from + length), free) << from << " of " << count;
            }
    }
}

TEST(ClaimBlock, TakesAndGivesBackAtEveryPlace) {
    for (std::uint32_t rank = 0; rank < 40; ++rank) {
        const auto made = block_of(40);
        const tick start = base + 10 * tick{rank} - 5;
        insert(*made, start, start + 5, -1);
        const std::uint32_t place = made->place_of(start, 0);
        ASSERT_TRUE(made->is_at(place, start, 0));
        ASSERT_EQ(made->rank_of(place), rank);
        ASSERT_EQ(made->payload(place), -1);
        made->erase(place, nullptr);
        ASSERT_EQ(made->size(), 40U);
        std::uint32_t i = made->first_place();
        for (std::uint32_t n = 0; n < 40; ++n, i = made->next(i)) {
            ASSERT_EQ(made->payload(i), static_cast<int>(n));
            ASSERT_EQ(made->end(i), base + 10 * n + 5);
        }
        ASSERT_EQ(i, made->end_place());
    }
}

TEST(ClaimBlock, TakesTwoHundredAndFortyInWhateverOrder) {
    std::mt19937 random(4);
    for (int world = 0; world < 30; ++world) {
        std::vector<tick> order(block::capacity);
        std::iota(order.begin(), order.end(), tick{0});
        if (world > 0) std::reverse(order.begin(), order.end());
        if (world > 1) std::shuffle(order.begin(), order.end(), random);
        const auto made = block::make();
        for (const tick n : order) insert(*made, base + 10 * n, base + 10 * n + 5, 0);
        ASSERT_EQ(made->size(), made->room());
        std::uint32_t i = made->prev(made->end_place());
        for (tick n = block::capacity - 1; n >= 0; --n, i = made->prev(i))
            ASSERT_EQ(made->start(i), base + 10 * n);
        ASSERT_EQ(i, block::nowhere);
    }
}

TEST(ClaimBlock, ReachesThirtyFourYears) {
    const auto made = block::make();
    EXPECT_TRUE(made->reaches_to(tick_min)) << "the first may be anywhere";
    insert(*made, base, base + 1, 0);
    EXPECT_TRUE(made->reaches_to(base - years_34 + 1));
    EXPECT_FALSE(made->reaches_to(base - years_34));
    EXPECT_TRUE(made->reaches_to(base + years_34 - 1));
    EXPECT_FALSE(made->reaches_to(base + years_34));
    EXPECT_FALSE(made->reaches_to(tick_max));
    EXPECT_FALSE(made->reaches_to(tick_min));
    EXPECT_EQ(made->count_below(base + 2 * years_34), 1U);
    EXPECT_EQ(made->count_below(base - 2 * years_34), 0U);
}

TEST(ClaimBlock, KeepsALateEndWhole) {
    for (const tick end : {base + years_34 - 1, base + years_34, base + 5 * years_34, tick_max}) {
        const auto made = block::make();
        insert(*made, base, base + 1, 0);
        insert(*made, base + 10, end, 1);
        EXPECT_EQ(made->end(nth(*made, 1)), end);
        EXPECT_EQ(made->summary().end_max, end);
        EXPECT_FALSE(made->is_free(end - 1, tick_max));
        if (end < tick_max) {
            EXPECT_TRUE(made->is_free(end, tick_max));
        }
        made->erase(nth(*made, 1), nullptr);
        EXPECT_EQ(made->summary().end_max, base + 1);
        EXPECT_TRUE(made->is_free(base + 1, tick_max));
    }
}

TEST(ClaimBlock, BeginsAtEitherEndOfTime) {
    const auto early = block::make();
    insert(*early, tick_min, tick_min + 10, 1);
    EXPECT_FALSE(early->is_free(tick_min, tick_min + 1));
    EXPECT_TRUE(early->is_free(tick_min + 10, tick_max));
    EXPECT_EQ(early->count_below(tick_max), 1U);
    const auto late = block::make();
    insert(*late, tick_max - 10, tick_max, 1);
    EXPECT_TRUE(late->is_free(tick_min, tick_max - 10));
    EXPECT_FALSE(late->is_free(tick_min, tick_max - 9));
    EXPECT_FALSE(late->is_free(tick_max - 1, tick_max));
}

TEST(ClaimBlock, IsCopiedWholeAndGrows) {
    auto made = block::make(1);
    insert(*made, base, base + 1, 1); // one long before, one long after: far from each other
    insert(*made, base - years_34 + 9, base - years_34 + 10, 0);
    insert(*made, base + years_34 - 9, base + 3 * years_34, 2);
    const std::uint32_t before = made->room();
    EXPECT_LT(before, block::capacity);
    for (int copies = 0; copies < 20; ++copies) {
        const auto copy = made->grown();
        ASSERT_EQ(copy->size(), 3U);
        for (std::uint32_t i = 0; i < 3; ++i) {
            ASSERT_EQ(copy->start(nth(*copy, i)), made->start(nth(*made, i)));
            ASSERT_EQ(copy->end(nth(*copy, i)), made->end(nth(*made, i)));
            ASSERT_EQ(copy->payload(nth(*copy, i)), static_cast<int>(i));
        }
        ASSERT_EQ(copy->count_below(base + 1), 2U);
        made = copy->copy();
    }
    EXPECT_EQ(made->room(), block::capacity);
}

TEST(ClaimBlock, MovesItsTailToAnotherWithAnotherBase) {
    const auto made = block_of(100);
    insert(*made, base + 5'000, base + 2 * years_34, 100);
    const auto behind = block::make();
    made->move_tail(60, *behind);
    EXPECT_EQ(made->size(), 60U);
    EXPECT_EQ(made->summary().end_max, base + 595);
    EXPECT_EQ(behind->size(), 41U);
    EXPECT_EQ(behind->start(nth(*behind, 0)), base + 600);
    EXPECT_EQ(behind->end(nth(*behind, 40)), base + 2 * years_34);
    const auto early = block::make();
    insert(*early, base - years_34 / 2, base - years_34 / 2 + 1, -1);
    ASSERT_TRUE(early->reaches_over(*behind));
    behind->move_tail(0, *early);
    EXPECT_EQ(behind->size(), 0U);
    EXPECT_EQ(early->size(), 42U);
    EXPECT_EQ(early->start(nth(*early, 1)), base + 600);
    EXPECT_EQ(early->end(nth(*early, 40)), base + 995);
    EXPECT_EQ(early->end(nth(*early, 41)), base + 2 * years_34);
    EXPECT_EQ(early->payload(nth(*early, 41)), 100);
    EXPECT_EQ(early->count_below(base + 611), 3U);
}

TEST(ClaimBlock, KeepsTheSummaryThatCountingAnewGives) {
    std::mt19937 random(11);
    for (const int longest : {1, 10, 60}) {
        const auto made = block::make();
        block_summary own;
        for (int step = 0; step < 10'000; ++step) {
            if (made->size() > 0 && random() % 3 == 0) {
                made->erase(nth(*made, static_cast<std::uint32_t>(random() % made->size())), &own);
            } else {
                const auto start = base + static_cast<tick>(random() % 3'000);
                const tick end = start + 1 + static_cast<tick>(random()) % longest;
                if (!made->is_free(start, end) || made->size() == made->room()) continue;
                made->insert(made->place_of(start, 0), start, end, 0, step, &own);
            }
            ASSERT_EQ(own, counted_anew(*made)) << "after step " << step << ", up to " << longest;
        }
    }
}

} // namespace
} // namespace timewright
