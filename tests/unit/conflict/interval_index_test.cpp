// Goal: the interval_index does what its header says, at the edges above all.
// Method: few intervals on whole seconds; larger worlds are in tests/property/conflict.
#include <timewright/conflict/interval_index.hpp>

#include <gtest/gtest.h>
#include <malloc.h>

#include <array>
#include <memory>
#include <vector>

namespace timewright {
namespace {

using std::chrono::seconds;

sys_seconds at(std::int64_t second) { return sys_seconds(seconds(second)); }
interval between(std::int64_t from, std::int64_t to) { return {at(from), at(to)}; }

std::vector<int> found_in(const interval_index<int>& index, interval window) {
    std::vector<int> found;
    index.visit_overlaps(window, [&](const auto& entry) { found.push_back(entry.payload); });
    return found;
}

TEST(IntervalIndex, IsEmptyAtFirst) {
    const interval_index<int> index;
    EXPECT_TRUE(index.empty());
    EXPECT_EQ(index.size(), 0U);
    EXPECT_TRUE(index.is_free(between(0, 10)));
    EXPECT_EQ(index.count_overlaps(between(0, 10)), 0U);
    EXPECT_EQ(index.find_gap(at(5), seconds(10)), at(5));
    EXPECT_FALSE(index.first_start());
    EXPECT_FALSE(index.last_end());
    EXPECT_FALSE(index.find(interval_handle()));
}

TEST(IntervalIndex, HoldsThatTouchingIsNotOverlapping) {
    interval_index<int> index;
    index.insert(between(10, 20), 1);
    EXPECT_TRUE(index.is_free(between(0, 10)));
    EXPECT_TRUE(index.is_free(between(20, 30)));
    EXPECT_FALSE(index.is_free(between(19, 30)));
    EXPECT_FALSE(index.is_free(between(0, 11)));
    EXPECT_EQ(found_in(index, between(0, 10)), std::vector<int>{});
    EXPECT_EQ(found_in(index, between(9, 11)), std::vector<int>{1});
}

TEST(IntervalIndex, FindsAllThatOverlapInOrderOfStart) {
    interval_index<int> index;
    index.insert(between(30, 40), 3);
    index.insert(between(0, 100), 1);
    index.insert(between(10, 20), 2);
    EXPECT_EQ(found_in(index, between(15, 35)), (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(found_in(index, between(25, 26)), (std::vector<int>{1}));
    EXPECT_EQ(index.count_overlaps(between(15, 35)), 3U);
    EXPECT_EQ(index.find_overlaps(between(15, 35), 2).size(), 2U);
    EXPECT_TRUE(index.find_overlaps(between(15, 35), 0).empty());
    EXPECT_EQ(index.first_start(), at(0));
    EXPECT_EQ(index.last_end(), at(100));
}

TEST(IntervalIndex, KeepsTwinsApart) {
    interval_index<int> index;
    const interval_handle one = index.insert(between(0, 10), 1);
    const interval_handle two = index.insert(between(0, 10), 2);
    EXPECT_TRUE(index.erase(one));
    EXPECT_EQ(found_in(index, between(0, 10)), std::vector<int>{2});
    EXPECT_EQ(index.find(two)->payload, 2);
}

TEST(IntervalIndex, HoldsHandlesThroughMoves) {
    interval_index<int> index;
    const interval_handle meeting = index.insert(between(0, 10), 7);
    EXPECT_TRUE(index.move(meeting, between(50, 55)));
    EXPECT_TRUE(index.is_free(between(0, 10)));
    EXPECT_EQ(index.find(meeting)->span, between(50, 55));
    EXPECT_EQ(index.find(meeting)->payload, 7);
    EXPECT_EQ(index.size(), 1U);
}

TEST(IntervalIndex, KnowsAHandleThatIsGone) {
    interval_index<int> index;
    const interval_handle first = index.insert(between(0, 10), 1);
    EXPECT_TRUE(index.erase(first));
    EXPECT_FALSE(index.erase(first));
    EXPECT_FALSE(index.move(first, between(0, 1)));
    const interval_handle second = index.insert(between(0, 10), 2);
    EXPECT_NE(first, second) << "the same place, another name";
    EXPECT_FALSE(index.find(first));
    EXPECT_FALSE(index.erase(first));
    EXPECT_EQ(index.size(), 1U);
}

TEST(IntervalIndex, FindsGaps) {
    interval_index<int> index;
    index.insert(between(10, 20), 1);
    index.insert(between(15, 30), 2);
    index.insert(between(35, 40), 3);
    EXPECT_EQ(index.find_gap(at(0), seconds(10)), at(0));
    EXPECT_EQ(index.find_gap(at(0), seconds(11)), at(40));
    EXPECT_EQ(index.find_gap(at(1), seconds(10)), at(40));
    EXPECT_EQ(index.find_gap(at(12), seconds(5)), at(30));
    EXPECT_EQ(index.find_gap(at(36), seconds(1)), at(40));
    EXPECT_EQ(index.find_gap(at(99), seconds(1)), at(99));
}

TEST(IntervalIndex, StopsWhenTheVisitorHasEnough) {
    interval_index<int> index;
    for (int i = 0; i < 1'000; ++i) index.insert(between(i, i + 2), i);
    int visited = 0;
    index.visit_overlaps(between(0, 2'000), [&](const auto&) { return ++visited < 5; });
    EXPECT_EQ(visited, 5);
}

TEST(IntervalIndex, HoldsTheWholeOfTime) {
    interval_index<int> index;
    index.insert({sys_seconds::min(), sys_seconds::max()}, 1);
    EXPECT_FALSE(index.is_free(between(0, 1)));
    EXPECT_EQ(index.count_overlaps(between(0, 1)), 1U);
}

TEST(IntervalIndex, AnswersManyQuestionsAsItAnswersOne) {
    interval_index<int> index;
    for (int i = 0; i < 5'000; ++i) index.insert(between(10 * i, 10 * i + 3 + i % 12), i);
    std::vector<interval> windows;
    for (int i = 0; i < 1'000; ++i) windows.push_back(between(i * 51, i * 51 + 1 + i % 7));
    const auto free = std::make_unique<bool[]>(windows.size());
    std::vector<std::size_t> counts(windows.size());
    index.is_free(windows, {free.get(), windows.size()});
    index.count_overlaps(windows, counts);
    for (std::size_t i = 0; i < windows.size(); ++i) {
        EXPECT_EQ(free[i], index.is_free(windows[i])) << i;
        EXPECT_EQ(counts[i], index.count_overlaps(windows[i])) << i;
    }
}

TEST(IntervalIndex, GrowsAlikeInWhateverOrderIntervalsArrive) {
    // What the heap holds; under a sanitizer it says nothing, and nothing is compared.
    const auto bytes_of = [](auto place) {
        const std::size_t before = mallinfo2().uordblks;
        interval_index<int> index;
        for (int i = 0; i < 64; ++i) index.insert(between(100'000 + i, 100'001 + i), i);
        for (int i = 0; i < 20'000; ++i) index.insert(between(place(i), place(i) + 1), i);
        return mallinfo2().uordblks - before;
    };
    const std::size_t ascending = bytes_of([](int i) { return 200'000 + i; });
    const std::size_t descending = bytes_of([](int i) { return 300'000 - i; });
    EXPECT_LE(descending, 4 * ascending) << "full leaves are halved anywhere but at the end";
}

TEST(IntervalIndex, IsCopiedAsASnapshot) {
    interval_index<int> index;
    std::vector<interval_handle> handles;
    for (int i = 0; i < 500; ++i) handles.push_back(index.insert(between(i, i + 1), i));
    const interval_index<int> snapshot = index;
    for (const interval_handle handle : handles) EXPECT_TRUE(index.erase(handle));
    EXPECT_TRUE(index.empty());
    EXPECT_EQ(snapshot.size(), 500U);
    EXPECT_EQ(snapshot.find(handles[250])->payload, 250);
    index = snapshot;
    EXPECT_EQ(index.count_overlaps(between(0, 500)), 500U);
    interval_index<int> moved = std::move(index);
    EXPECT_EQ(moved.size(), 500U);
}

} // namespace
} // namespace timewright
