// Goal: a tree finds, counts and gives back whatever its leaves are, through splits, merges and
// claims that lie centuries apart, and batches answer as single questions do.
// Method: claims in regular places, so that every answer is known without a second structure; random
// worlds against a list are in tests/property/conflict.
#include <timewright/conflict/claim_block.hpp>
#include <timewright/conflict/interval_tree.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <vector>

namespace timewright {
namespace {

using claims = interval_tree<claim_block<int>>;
using intervals = interval_tree<interval_leaf<int>>;

constexpr tick year = 31'556'952;

/// [10 n, 10 n + 5) for each n, in the order given.
claims claims_at(const std::vector<int>& places) {
    claims made;
    for (const int n : places) made.insert({tick{n} * 10, tick{n} * 10 + 5, 0, n});
    return made;
}

std::vector<int> order_of(int count, int which) {
    std::vector<int> places(static_cast<std::size_t>(count));
    std::iota(places.begin(), places.end(), 0);
    if (which == 1) std::reverse(places.begin(), places.end());
    if (which == 2) std::shuffle(places.begin(), places.end(), std::mt19937(3));
    return places;
}

TEST(IntervalTree, AnswersNothingWhenEmpty) {
    const claims none;
    EXPECT_EQ(none.size(), 0U);
    EXPECT_TRUE(none.is_free(tick_min, tick_max));
    EXPECT_EQ(none.starts_below(0), 0U);
    EXPECT_EQ(none.find_gap(7, 1), 7);
    EXPECT_EQ(none.find_gap_before(7, 1), 7);
    EXPECT_FALSE(none.first_start());
    EXPECT_FALSE(none.last_end());
    EXPECT_EQ(none.find(0, 0).leaf, nullptr);
}

TEST(IntervalTree, AnswersAlikeInWhateverOrderClaimsArrive) {
    constexpr int count = 40'000; // three levels of nodes
    for (const int which : {0, 1, 2}) {
        claims made = claims_at(order_of(count, which));
        ASSERT_EQ(made.size(), static_cast<std::size_t>(count));
        EXPECT_EQ(made.first_start(), 0);
        EXPECT_EQ(made.last_end(), 10 * tick{count} - 5);
        for (int n = 0; n < count; n += 7) {
            const tick start = 10 * tick{n};
            ASSERT_TRUE(made.is_free(start - 5, start)) << n;
            ASSERT_FALSE(made.is_free(start - 5, start + 1)) << n;
            ASSERT_EQ(made.starts_below(start), static_cast<std::uint64_t>(n));
            ASSERT_EQ(made.count_reaching(start + 1), 1U);
            ASSERT_EQ(made.find(start, 0).leaf->payload(made.find(start, 0).place), n);
            ASSERT_EQ(made.find(start + 1, 0).leaf, nullptr);
        }
        EXPECT_EQ(made.find_gap(1, 5), 5);
        EXPECT_EQ(made.find_gap(1, 6), 10 * tick{count} - 5);
        EXPECT_EQ(made.find_gap_before(10 * tick{count}, 6), 0);
    }
}

TEST(IntervalTree, GivesBackWhatIsErasedUntilNothingIsLeft) {
    constexpr int count = 20'000;
    for (const int which : {0, 1, 2}) {
        claims made = claims_at(order_of(count, 0));
        int left = count;
        for (const int n : order_of(count, which)) {
            ASSERT_TRUE(made.erase(10 * tick{n}, 0));
            ASSERT_FALSE(made.erase(10 * tick{n}, 0));
            ASSERT_EQ(made.size(), static_cast<std::size_t>(--left));
            ASSERT_TRUE(made.is_free(10 * tick{n} - 5, 10 * tick{n} + 10));
        }
        EXPECT_TRUE(made.is_free(tick_min, tick_max));
    }
}

TEST(IntervalTree, ErasesOnlyWhatIsAccepted) {
    claims made = claims_at(order_of(5, 0));
    EXPECT_FALSE(made.erase(20, 0, [](const auto& leaf, auto i) { return leaf.payload(i) == 3; }));
    EXPECT_EQ(made.size(), 5U);
    EXPECT_TRUE(made.erase(20, 0, [](const auto& leaf, auto i) { return leaf.payload(i) == 2; }));
    EXPECT_EQ(made.size(), 4U);
}

TEST(IntervalTree, FindsTheLongGapFromEitherSide) {
    std::vector<int> places = order_of(30'000, 2);
    std::erase_if(places, [](int n) { return 20'000 <= n && n < 20'100; });
    const claims made = claims_at(places);
    EXPECT_EQ(made.find_gap(0, 1'000), 199'995);
    EXPECT_EQ(made.find_gap(200'500, 100), 200'500);
    EXPECT_EQ(made.find_gap(200'500, 600), 299'995);
    EXPECT_EQ(made.find_gap_before(290'000, 1'000), 201'000);
    EXPECT_EQ(made.find_gap_before(200'500, 505), 200'500);
    EXPECT_EQ(made.find_gap_before(200'500, 506), 0);
}

TEST(IntervalTree, HoldsClaimsCenturiesApart) {
    for (const int which : {0, 1, 2}) {
        claims made;
        for (const int n : order_of(2'000, which)) {
            const tick start = (n % 2 == 0 ? n : n - 1) * 100 * year + n % 2;
            made.insert({start, start + 1, 0, n});
        }
        EXPECT_EQ(made.size(), 2'000U);
        EXPECT_FALSE(made.is_free(200 * year, 200 * year + 1));
        EXPECT_TRUE(made.is_free(200 * year + 2, 400 * year));
        EXPECT_EQ(made.find_gap(0, 100 * year), 2);
        EXPECT_EQ(made.find_gap_before(400 * year, 100 * year), 400 * year);
        for (const int n : order_of(2'000, 2))
            ASSERT_TRUE(made.erase((n % 2 == 0 ? n : n - 1) * 100 * year + n % 2, 0));
        EXPECT_EQ(made.size(), 0U);
    }
}

TEST(IntervalTree, HoldsTheEndsOfTime) {
    claims made;
    made.insert({tick_max - 1, tick_max, 0, 3});
    made.insert({tick_min, tick_min + 1, 0, 1});
    made.insert({0, tick_max - 10, 0, 2});
    EXPECT_FALSE(made.is_free(tick_max - 11, tick_max - 10));
    EXPECT_TRUE(made.is_free(tick_max - 10, tick_max - 1));
    EXPECT_TRUE(made.is_free(tick_min + 1, 0));
    EXPECT_EQ(made.find_gap(0, 9), tick_max - 10);
    EXPECT_EQ(made.find_gap_before(tick_max, 10), 0);
    EXPECT_TRUE(made.erase(0, 0));
    EXPECT_TRUE(made.is_free(tick_min + 1, tick_max - 1));
}

TEST(IntervalTree, CopiesDeeply) {
    const claims made = claims_at(order_of(3'000, 2));
    claims copy = made;
    for (int n = 0; n < 3'000; ++n) ASSERT_TRUE(copy.erase(10 * tick{n}, 0));
    EXPECT_EQ(made.size(), 3'000U);
    EXPECT_FALSE(made.is_free(10, 11));
    copy = made;
    EXPECT_EQ(copy.size(), 3'000U);
}

TEST(IntervalTree, VisitsForwardsAndBackwards) {
    intervals made;
    for (int n = 0; n < 5'000; ++n) // each hundredth lasts over the next hundred
        made.insert({n, n % 100 == 0 ? n + 100 : n + 2, static_cast<std::uint64_t>(n), n});
    std::vector<int> forwards, backwards;
    const auto into = [](std::vector<int>& found) {
        return [&found](const auto& leaf, std::uint32_t i) {
            found.push_back(leaf.payload(i));
            return true;
        };
    };
    made.visit(4'250, 4'253, into(forwards));
    made.visit_backwards(4'250, 4'253, into(backwards));
    EXPECT_EQ(forwards, (std::vector<int>{4'200, 4'249, 4'250, 4'251, 4'252}));
    std::reverse(backwards.begin(), backwards.end());
    EXPECT_EQ(backwards, forwards);
}

TEST(IntervalTree, AnswersManyTreesAtOnce) {
    std::array<claims, batch_width> trees;
    for (std::size_t t = 1; t < trees.size(); ++t)
        trees[t] = claims_at(order_of(t < 8 ? static_cast<int>(40 * t) : 4'000, 2));
    for (tick from = -20; from < 3'000; from += 3) {
        std::array<claims::question, batch_width> asked{};
        std::array<bool, batch_width> answers{};
        for (std::size_t t = 0; t < trees.size(); ++t) asked[t] = {&trees[t], from, from + 4};
        claims::warm(asked);
        claims::is_free(asked, answers);
        for (std::size_t t = 0; t < trees.size(); ++t)
            ASSERT_EQ(answers[t], trees[t].is_free(from, from + 4)) << t << " from " << from;
    }
}

} // namespace
} // namespace timewright
