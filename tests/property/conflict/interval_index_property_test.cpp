// Goal: whatever is inserted, erased and moved, an interval_index answers as a list does that is read
// from one end to the other.
// Method: the list is the oracle. Random sequences of changes that shrink; long seeded ones that make
// the tree several levels deep and take it down again; and all sets of up to three intervals on six
// points of time with every window between them.
#include <timewright/conflict/interval_index.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <vector>

namespace timewright {
namespace {

using std::chrono::seconds;

sys_seconds at(std::int64_t second) { return sys_seconds(seconds(second)); }
interval between(std::int64_t from, std::int64_t to) { return {at(from), at(to)}; }

/// An index and the list that says what it should answer.
class twins {
  public:
    void insert(interval span) {
        const int payload = ++last_;
        list_.push_back({span, index_.insert(span, payload), payload});
    }
    void erase(std::size_t i) {
        ASSERT_TRUE(index_.erase(list_[i].handle));
        ASSERT_FALSE(index_.find(list_[i].handle));
        list_[i] = list_.back();
        list_.pop_back();
    }
    void move(std::size_t i, interval to) {
        ASSERT_TRUE(index_.move(list_[i].handle, to));
        list_[i].span = to;
    }
    [[nodiscard]] std::size_t size() const { return list_.size(); }

    void compare(interval window) const {
        std::multiset<std::pair<interval, int>> expected;
        for (const auto& one : list_)
            if (one.span.overlaps(window)) expected.emplace(one.span, one.payload);
        std::multiset<std::pair<interval, int>> found;
        sys_seconds last = sys_seconds::min();
        index_.visit_overlaps(window, [&](const auto& one) {
            EXPECT_LE(last, one.span.start());
            last = one.span.start();
            found.emplace(one.span, one.payload);
        });
        ASSERT_EQ(found, expected);
        ASSERT_EQ(index_.count_overlaps(window), expected.size());
        ASSERT_EQ(index_.is_free(window), expected.empty());
        ASSERT_EQ(index_.find_gap(window.start(), window.length()), gap(window));
        const auto front = index_.find_first(window), back = index_.find_last(window);
        ASSERT_EQ(front.has_value(), !expected.empty());
        ASSERT_EQ(back.has_value(), !expected.empty());
        if (front && back) {
            ASSERT_EQ(front->span.start(), expected.begin()->first.start());
            ASSERT_EQ(back->span.start(), expected.rbegin()->first.start());
        }
        ASSERT_EQ(index_.size(), list_.size());
    }
    void compare_batches(const std::vector<interval>& windows) const {
        using entry_of_index = interval_index<int>::entry;
        const std::size_t count = windows.size();
        const auto free = std::make_unique<bool[]>(count);
        std::vector<std::size_t> counts(count);
        std::vector<std::optional<entry_of_index>> first(count), last(count);
        std::vector<std::vector<entry_of_index>> found(count), visited(count);
        std::vector<sys_seconds> gaps(count);
        index_.is_free(windows, {free.get(), count});
        index_.count_overlaps(windows, counts);
        index_.find_first(windows, first);
        index_.find_last(windows, last);
        index_.find_overlaps(windows, 3, found);
        index_.find_gap(windows, gaps);
        index_.visit_overlaps(windows, [&](std::size_t i, const entry_of_index& one) {
            visited[i].push_back(one);
            return visited[i].size() < 5;
        });
        for (std::size_t i = 0; i < count; ++i) {
            ASSERT_EQ(free[i], index_.is_free(windows[i]));
            ASSERT_EQ(counts[i], index_.count_overlaps(windows[i]));
            ASSERT_EQ(first[i], index_.find_first(windows[i]));
            ASSERT_EQ(last[i], index_.find_last(windows[i]));
            ASSERT_EQ(found[i], index_.find_overlaps(windows[i], 3));
            ASSERT_EQ(visited[i], index_.find_overlaps(windows[i], 5));
            ASSERT_EQ(gaps[i], index_.find_gap(windows[i].start(), windows[i].length()));
        }
    }
    void compare_handles() const {
        for (const auto& one : list_) {
            const auto found = index_.find(one.handle);
            ASSERT_TRUE(found);
            ASSERT_EQ(found->span, one.span);
            ASSERT_EQ(found->payload, one.payload);
        }
    }

  private:
    struct entry {
        interval span;
        interval_handle handle;
        int payload;
    };

    /// The gap by asking each candidate: the window's start and every end.
    [[nodiscard]] sys_seconds gap(interval window) const {
        std::set<sys_seconds> candidates{window.start()};
        for (const auto& one : list_)
            if (one.span.end() > window.start()) candidates.insert(one.span.end());
        for (const sys_seconds from : candidates) {
            const interval wanted(from, window.length());
            if (std::none_of(list_.begin(), list_.end(),
                             [&](const auto& one) { return one.span.overlaps(wanted); }))
                return from;
        }
        return *candidates.rbegin();
    }

    interval_index<int> index_;
    std::vector<entry> list_;
    int last_ = 0;
};

interval any_interval(int time_max, int length_max) {
    const int start = *rc::gen::inRange(0, time_max);
    return between(start, start + *rc::gen::inRange(1, length_max + 1));
}

RC_GTEST_PROP(IntervalIndex, AnswersAsAListDoes, ()) {
    twins both;
    const int steps = *rc::gen::inRange(0, 300);
    const int time_max = *rc::gen::inRange(5, 400);
    const int length_max = *rc::gen::element(1, 5, 50, 400);
    for (int i = 0; i < steps; ++i) {
        const int what = *rc::gen::inRange(0, 10);
        if (what < 6 || both.size() == 0)
            both.insert(any_interval(time_max, length_max));
        else if (what < 8)
            both.erase(*rc::gen::inRange<std::size_t>(0, both.size()));
        else
            both.move(*rc::gen::inRange<std::size_t>(0, both.size()),
                      any_interval(time_max, length_max));
    }
    std::vector<interval> windows;
    for (int i = 0; i < 20; ++i) windows.push_back(any_interval(time_max, length_max));
    for (const interval& window : windows) both.compare(window);
    both.compare_batches(windows);
    both.compare_handles();
    RC_ASSERT(!::testing::Test::HasFatalFailure());
}

struct growth {
    std::int64_t time_max;
    std::int64_t length_max;
    std::uint32_t seed;
};

class GrowingIndex : public ::testing::TestWithParam<growth> {};

TEST_P(GrowingIndex, AnswersAsAListDoesAtEverySize) {
    const growth world = GetParam();
    std::mt19937 random(world.seed);
    const auto draw = [&] {
        const std::int64_t from = static_cast<std::int64_t>(random()) % world.time_max;
        return between(from, from + 1 + static_cast<std::int64_t>(random()) % world.length_max);
    };
    twins both;
    // Up to twelve thousand, which makes three levels; then down to nothing.
    for (int step = 0; step < 40'000 && (step < 20'000 || both.size() > 0); ++step) {
        const bool up = step < 20'000;
        const auto what = random() % 10;
        if (what < (up ? 8U : 1U) || both.size() == 0)
            both.insert(draw());
        else if (what == 9)
            both.move(random() % both.size(), draw());
        else
            both.erase(random() % both.size());
        if (step % 400 == 0) both.compare(draw());
        if (step % 2'000 == 0) {
            std::vector<interval> windows;
            windows.reserve(37);
            for (int i = 0; i < 37; ++i) windows.push_back(draw());
            both.compare_batches(windows);
        }
        if (HasFatalFailure()) return;
    }
    both.compare_handles();
}

INSTANTIATE_TEST_SUITE_P(Worlds, GrowingIndex,
                         ::testing::Values(growth{1'000'000, 100, 1}, growth{1'000'000, 500'000, 2},
                                           growth{50, 10, 3}, growth{20'000, 1, 4}),
                         [](const auto& world) {
                             return "Seed" + std::to_string(world.param.seed);
                         });

TEST(IntervalIndex, IsRightInEverySmallWorld) {
    constexpr int points = 6;
    std::vector<interval> all;
    for (int from = 0; from < points; ++from)
        for (int to = from + 1; to < points; ++to) all.push_back(between(from, to));
    for (std::size_t a = 0; a < all.size(); ++a)
        for (std::size_t b = a; b < all.size(); ++b)
            for (std::size_t c = b; c < all.size(); ++c) {
                twins both;
                both.insert(all[c]);
                both.insert(all[a]);
                both.insert(all[b]);
                for (const interval& window : all) both.compare(window);
                both.erase(0);
                for (const interval& window : all) both.compare(window);
                if (HasFatalFailure()) return;
            }
}

} // namespace
} // namespace timewright
