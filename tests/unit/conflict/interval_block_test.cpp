// Goal: a block answers as a sorted list does, through every insertion, erasure and split.
// Method: each size from empty to full, each place; expected values by counting one by one.
#include <timewright/conflict/interval_block.hpp>

#include <gtest/gtest.h>

#include <random>

namespace timewright {
namespace {

TEST(GapBetween, IsNothingWhereIntervalsTouchOrOverlap) {
    EXPECT_EQ(gap_between(5, 5), 0);
    EXPECT_EQ(gap_between(6, 5), 0);
    EXPECT_EQ(gap_between(5, 8), 3);
    EXPECT_EQ(gap_between(tick_min, tick_max), tick_max) << "more than fits is as much as fits";
}

TEST(IntervalLeaf, SumsItselfUp) {
    interval_leaf<int> leaf;
    block_summary own;
    EXPECT_EQ(leaf.summary(), own);
    leaf.insert(0, 10, 20, 1, 0, &own); // [10, 20)
    leaf.insert(1, 12, 40, 2, 0, &own); // [12, 40)
    leaf.insert(2, 15, 18, 3, 0, &own); // [15, 18): within the one before
    leaf.insert(3, 45, 50, 4, 0, &own); // five after 40
    EXPECT_EQ(leaf.summary(), own) << "what was kept is what is counted anew";
    EXPECT_EQ(
        leaf.summary(),
        (block_summary{.first = 10, .first_name = 1, .end_max = 50, .gap_max = 5, .count = 4}));
    leaf.erase(1, &own);
    EXPECT_EQ(own.gap_max, 25) << "from 20 to 45";
    EXPECT_EQ(leaf.summary(), own);
    EXPECT_EQ(leaf.place_of(15, 3), 1U);
    EXPECT_EQ(leaf.place_of(15, 4), 2U) << "equal starts go by their names";
}

TEST(IntervalLeaf, KeepsTheSummaryThatCountingAnewGives) {
    std::mt19937 random(11);
    for (const int longest : {1, 10, 300}) {
        interval_leaf<int> leaf;
        block_summary own;
        for (std::uint64_t step = 1; step < 5'000; ++step) {
            if (leaf.size() > 0 && (leaf.size() == key_block::capacity || random() % 2 == 0)) {
                leaf.erase(static_cast<std::uint32_t>(random() % leaf.size()), &own);
            } else {
                const auto start = static_cast<tick>(random() % 500);
                const tick end = start + 1 + static_cast<tick>(random()) % longest;
                leaf.insert(leaf.place_of(start, step), start, end, step, 0, &own);
            }
            ASSERT_EQ(own, leaf.summary()) << "after step " << step << ", up to " << longest;
        }
    }
}

TEST(IntervalLeaf, SplitsInTwo) {
    interval_leaf<int> leaf, behind;
    block_summary own;
    for (std::uint32_t i = 0; i < key_block::capacity; ++i) leaf.insert(i, i, 100 - i, i, 0, &own);
    leaf.move_tail(40, behind);
    EXPECT_EQ(leaf.size(), 40U);
    EXPECT_EQ(behind.size(), 24U);
    EXPECT_EQ(leaf.summary().end_max, 100);
    EXPECT_EQ(behind.summary().end_max, 60);
    EXPECT_EQ(behind.summary().first, 40);
}

TEST(IntervalBranch, SumsItsChildrenUp) {
    interval_branch branch;
    branch.insert(0, nullptr,
                  {.first = 0, .first_name = 1, .end_max = 10, .gap_max = 2, .count = 3});
    branch.insert(1, nullptr,
                  {.first = 30, .first_name = 4, .end_max = 60, .gap_max = 7, .count = 5});
    branch.insert(1, nullptr,
                  {.first = 5, .first_name = 9, .end_max = 22, .gap_max = 1, .count = 2});
    EXPECT_EQ(
        branch.summary(),
        (block_summary{.first = 0, .first_name = 1, .end_max = 60, .gap_max = 8, .count = 10}))
        << "from 22 to 30";
    EXPECT_EQ(branch.child_for(4, 0), 0U);
    EXPECT_EQ(branch.child_for(5, 8), 0U);
    EXPECT_EQ(branch.child_for(5, 9), 1U);
    EXPECT_EQ(branch.child_for(-5, 0), 0U) << "what comes before all belongs to the first";
    branch.erase(1);
    EXPECT_EQ(branch.summary().gap_max, 20);
}

} // namespace
} // namespace timewright
