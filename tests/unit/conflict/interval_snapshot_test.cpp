// Goal: a snapshot counts what overlaps a window as reading all intervals does, at every size of its
// trees, also where intervals lie centuries apart and at the ends of time.
// Method: random worlds of every shape against counting one by one, single and in batches.
#include <timewright/conflict/interval_index.hpp>
#include <timewright/conflict/interval_snapshot.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace timewright {
namespace {

using std::chrono::seconds;

sys_seconds at(std::int64_t second) { return sys_seconds(seconds(second)); }
interval between(std::int64_t from, std::int64_t to) { return {at(from), at(to)}; }

std::size_t counted(const std::vector<interval>& all, interval window) {
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const interval& one) { return one.overlaps(window); }));
}

TEST(RankTree, CountsAtEverySize) {
    for (std::size_t size = 0; size < 700; ++size) {
        std::vector<std::int32_t> keys(size);
        std::vector<tick> ticks(size);
        for (std::size_t i = 0; i < size; ++i) // pairs of equal keys
            ticks[i] = keys[i] = static_cast<std::int32_t>(i / 2 * 10);
        const rank_tree<std::int32_t> tree(keys);
        const rank_tree<tick> tick_tree(ticks);
        for (std::size_t i = 0; i <= size + 2; ++i) {
            const auto x = static_cast<std::int32_t>(i / 2 * 10 + i % 2);
            const auto rank = static_cast<std::size_t>(
                std::lower_bound(keys.begin(), keys.end(), x) - keys.begin());
            ASSERT_EQ(tree.rank(x), rank) << x << " of " << size;
            ASSERT_EQ(tick_tree.rank(x), rank) << x << " of " << size;
        }
    }
}

TEST(RankTree, CountsThroughManyLevels) {
    std::vector<std::int32_t> keys(100'000);
    std::iota(keys.begin(), keys.end(), 0);
    const rank_tree<std::int32_t> tree(keys);
    for (std::int32_t x = 0; x <= 100'000; ++x)
        ASSERT_EQ(tree.rank(x), static_cast<std::size_t>(x));
    EXPECT_EQ(tree.rank(rank_tree<std::int32_t>::key_max), 100'000U);
    EXPECT_EQ(tree.rank(-1), 0U);
}

TEST(IntervalSnapshot, IsEmptyAtFirst) {
    const interval_snapshot none;
    EXPECT_EQ(none.size(), 0U);
    EXPECT_TRUE(none.is_free({sys_seconds::min(), sys_seconds::max()}));
}

TEST(IntervalSnapshot, HoldsThatTouchingIsNotOverlapping) {
    const std::vector<interval> one{between(10, 20)};
    const interval_snapshot snapshot(one);
    EXPECT_TRUE(snapshot.is_free(between(0, 10)));
    EXPECT_TRUE(snapshot.is_free(between(20, 30)));
    EXPECT_EQ(snapshot.count_overlaps(between(19, 21)), 1U);
    EXPECT_EQ(snapshot.count_overlaps(between(9, 11)), 1U);
}

TEST(IntervalSnapshot, CountsAsReadingAllDoes) {
    struct world {
        std::int64_t reach, longest;
        std::size_t count;
    };
    std::mt19937_64 random(5);
    const auto below = [&](std::int64_t limit) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
    };
    for (const world& w : {world{100, 10, 50}, world{100'000, 5'000, 3'000},
                           world{1'000'000'000'000, 100'000'000'000, 2'000}}) {
        const auto draw = [&] {
            const std::int64_t from = below(w.reach) - w.reach / 2;
            return between(from, from + 1 + below(w.longest));
        };
        std::vector<interval> all, windows;
        interval_index<int> index;
        for (std::size_t i = 0; i < w.count; ++i) {
            all.push_back(draw());
            index.insert(all.back(), 0);
        }
        for (int i = 0; i < 203; ++i) windows.push_back(draw());
        windows.emplace_back(sys_seconds::min(), sys_seconds::max());
        windows.emplace_back(sys_seconds::max() - seconds(1), sys_seconds::max());
        const interval_snapshot snapshot(all), of_index = index.to_snapshot();
        std::vector<std::size_t> counts(windows.size());
        snapshot.count_overlaps(windows, counts);
        for (std::size_t i = 0; i < windows.size(); ++i) {
            const std::size_t expected = counted(all, windows[i]);
            ASSERT_EQ(snapshot.count_overlaps(windows[i]), expected);
            ASSERT_EQ(of_index.count_overlaps(windows[i]), expected);
            ASSERT_EQ(counts[i], expected);
        }
    }
}

TEST(IntervalSnapshot, HoldsTheEndsOfTime) {
    const std::vector<interval> all{{sys_seconds::min(), sys_seconds::max()},
                                    {at(0), sys_seconds::max()},
                                    {sys_seconds::min(), at(5)}};
    const interval_snapshot snapshot(all);
    for (const interval& window : {between(0, 1), between(5, 6), between(-2, -1),
                                   interval(sys_seconds::max() - seconds(1), sys_seconds::max()),
                                   interval(sys_seconds::min(), seconds(1))})
        EXPECT_EQ(snapshot.count_overlaps(window), counted(all, window));
}

TEST(IntervalSnapshot, StaysAsItWas) {
    interval_index<int> index;
    const interval_handle one = index.insert(between(0, 10), 1);
    const interval_snapshot snapshot = index.to_snapshot();
    index.erase(one);
    EXPECT_EQ(snapshot.count_overlaps(between(0, 10)), 1U);
    EXPECT_EQ(index.to_snapshot().size(), 0U);
}

} // namespace
} // namespace timewright
