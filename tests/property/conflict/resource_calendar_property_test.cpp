// Goal: a resource_calendar never exceeds its capacity and refuses nothing that fits, says exactly
// who is in the way, and finds the first and the last gap, also when it outgrows its block.
// Method: an array of the units taken at each second is the oracle; for one unit and many claims, also
// generations apart, an ordered map; and all triples of claims on six points of time.
#include <timewright/conflict/resource_calendar.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace timewright {
namespace {

using std::chrono::seconds;

constexpr std::int64_t time_max = 3'000;

sys_seconds at(std::int64_t second) { return sys_seconds(seconds(second)); }
interval between(std::int64_t from, std::int64_t to) { return {at(from), at(to)}; }
std::int64_t second_of(sys_seconds t) { return t.time_since_epoch().count(); }

/// A calendar and the array that says what it should do.
class twins {
  public:
    explicit twins(std::uint32_t capacity) : calendar_(capacity), capacity_(capacity) {}

    void insert(interval span, std::uint32_t units) {
        const int payload = ++last_;
        const bool fits = is_free(span, units);
        const auto put = calendar_.insert_if_free({span, payload, units});
        ASSERT_EQ(put.inserted, fits);
        if (fits) {
            claims_.push_back({span, payload, units});
            for (auto t = second_of(span.start()); t < second_of(span.end()); ++t)
                taken(t) += units;
        } else {
            compare_blockers(span, units, put.blockers);
        }
    }
    void erase(std::size_t i) {
        const auto one = claims_[i];
        ASSERT_TRUE(calendar_.erase(one.span, one.payload));
        ASSERT_FALSE(calendar_.erase(one.span, one.payload));
        for (auto t = second_of(one.span.start()); t < second_of(one.span.end()); ++t)
            taken(t) -= one.units;
        claims_[i] = claims_.back();
        claims_.pop_back();
    }
    [[nodiscard]] std::size_t size() const { return claims_.size(); }

    void compare(interval window, std::uint32_t units) const {
        ASSERT_EQ(calendar_.is_free(window, units), is_free(window, units));
        ASSERT_EQ(calendar_.size(), claims_.size());
        const std::int64_t from = second_of(window.start()), length = window.length().count();
        std::optional<sys_seconds> next;
        for (std::int64_t t = from; !next; ++t)
            if (is_free(between(t, t + length), units)) next = at(t);
        ASSERT_EQ(calendar_.find_gap(at(from), seconds(length), units), next);
        std::optional<sys_seconds> last;
        for (std::int64_t t = from; t >= 0 && !last; --t)
            if (is_free(between(t, t + length), units)) last = at(t);
        ASSERT_EQ(calendar_.find_gap_before(window.end(), seconds(length), at(0), units), last);
    }

  private:
    using calendar = resource_calendar<int>;

    std::uint64_t& taken(std::int64_t t) { return taken_[static_cast<std::size_t>(t)]; }
    [[nodiscard]] bool is_free(interval span, std::uint32_t units) const {
        for (auto t = second_of(span.start()); t < second_of(span.end()); ++t)
            if (t < time_max && taken_[static_cast<std::size_t>(t)] + units > capacity_)
                return false;
        return true;
    }
    /// Exactly those that hold units at a second that has too few.
    void compare_blockers(interval span, std::uint32_t units,
                          const std::vector<calendar::claim>& blockers) const {
        std::vector<int> expected, named;
        for (const auto& one : claims_)
            for (auto t = second_of(span.start()); t < second_of(span.end()); ++t)
                if (one.span.contains(at(t)) &&
                    taken_[static_cast<std::size_t>(t)] + units > capacity_) {
                    expected.push_back(one.payload);
                    break;
                }
        for (const auto& one : blockers) named.push_back(one.payload);
        std::sort(expected.begin(), expected.end());
        std::sort(named.begin(), named.end());
        if (expected.size() <= calendar::blockers_max) {
            ASSERT_EQ(named, expected);
        }
    }

    calendar calendar_;
    std::uint32_t capacity_;
    std::vector<calendar::claim> claims_;
    std::array<std::uint64_t, time_max> taken_{};
    int last_ = 0;
};

RC_GTEST_PROP(ResourceCalendar, HoldsExactlyWhatFits, ()) {
    const auto capacity = *rc::gen::element<std::uint32_t>(1, 1, 2, 5);
    const std::int64_t length_max = *rc::gen::element<std::int64_t>(3, 20, 200);
    const std::int64_t reach = *rc::gen::element<std::int64_t>(30, 300);
    const auto draw = [&] {
        const auto from = *rc::gen::inRange<std::int64_t>(0, reach);
        return between(from, from + *rc::gen::inRange<std::int64_t>(1, length_max + 1));
    };
    const auto some_units = [&] { return *rc::gen::inRange<std::uint32_t>(1, capacity + 1); };
    twins both(capacity);
    const int steps = *rc::gen::inRange(0, 80);
    for (int i = 0; i < steps; ++i) {
        if (both.size() > 0 && *rc::gen::inRange(0, 4) == 0)
            both.erase(*rc::gen::inRange<std::size_t>(0, both.size()));
        else
            both.insert(draw(), some_units());
    }
    for (int i = 0; i < 10; ++i) both.compare(draw(), some_units());
    RC_ASSERT(!::testing::Test::HasFatalFailure());
}

class FullCalendar : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(FullCalendar, OutgrowsItsBlockAndComesBack) {
    const std::uint32_t capacity = GetParam();
    std::mt19937 random(capacity);
    const auto draw = [&] {
        const auto from = static_cast<std::int64_t>(random()) % (time_max - 10);
        return between(from, from + 1 + static_cast<std::int64_t>(random()) % 6);
    };
    const auto some_units = [&] { return static_cast<std::uint32_t>(1 + random() % capacity); };
    twins both(capacity);
    std::size_t most = 0;
    for (int step = 0; step < 12'000; ++step) {
        const bool up = step % 6'000 < 3'000;
        if (both.size() == 0 || random() % 10 < (up ? 9U : 1U))
            both.insert(draw(), some_units());
        else
            both.erase(random() % both.size());
        most = std::max(most, both.size());
        if (step % 100 == 0) both.compare(draw(), some_units());
        if (HasFatalFailure()) return;
    }
    EXPECT_GT(most, 300U) << "more than a block holds";
}

INSTANTIATE_TEST_SUITE_P(Capacities, FullCalendar, ::testing::Values(1U, 2U, 7U));

// ---- one unit, many claims -----------------------------------------------------------------------

/// A calendar for one at a time, and an ordered map that says what it should answer.
class sparse_twins {
  public:
    using calendar = resource_calendar<std::int64_t>;

    void insert(interval span) {
        const auto from = second_of(span.start());
        std::vector<std::int64_t> blockers;
        for (const auto& [start, end] : in_the_way(span)) blockers.push_back(start);
        const auto put = calendar_.insert_if_free({span, from});
        ASSERT_EQ(put.inserted, blockers.empty());
        ASSERT_EQ(put.blockers.size(), std::min(blockers.size(), calendar::blockers_max));
        for (std::size_t i = 0; i < put.blockers.size(); ++i)
            ASSERT_EQ(put.blockers[i].payload, blockers[i]);
        if (put.inserted) {
            map_.emplace(from, second_of(span.end()));
            starts_.push_back(from);
        }
    }
    void erase(std::size_t which) {
        const std::int64_t start = starts_[which];
        const interval span = between(start, map_.at(start));
        ASSERT_FALSE(calendar_.erase(span, start + 1));
        ASSERT_TRUE(calendar_.erase(span, start));
        ASSERT_FALSE(calendar_.erase(span, start));
        map_.erase(start);
        starts_[which] = starts_.back();
        starts_.pop_back();
    }
    [[nodiscard]] std::size_t size() const { return starts_.size(); }

    void compare(const std::vector<interval>& windows) const {
        ASSERT_EQ(calendar_.size(), map_.size());
        std::vector<calendar::question> asked;
        std::vector<calendar::gap_question> gaps_asked;
        for (const interval& window : windows) {
            asked.push_back({&calendar_, window});
            gaps_asked.push_back({&calendar_, window, window.length() / 3 + seconds(1)});
        }
        const auto free = std::make_unique<bool[]>(windows.size());
        std::vector<std::optional<sys_seconds>> gaps(windows.size()), gaps_before(windows.size());
        calendar::is_free(asked, {free.get(), asked.size()});
        calendar::find_gap(gaps_asked, gaps);
        calendar::find_gap_before(gaps_asked, gaps_before);
        for (std::size_t i = 0; i < windows.size(); ++i) {
            const seconds length = gaps_asked[i].length;
            compare(windows[i], length);
            ASSERT_EQ(free[i], calendar_.is_free(windows[i]));
            ASSERT_EQ(gaps[i], calendar_.find_gap(windows[i].start(), length));
            ASSERT_EQ(gaps_before[i],
                      calendar_.find_gap_before(windows[i].end(), length, windows[i].start()));
        }
    }

  private:
    [[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> in_the_way(
        interval span) const {
        auto at = map_.lower_bound(second_of(span.start()));
        if (at != map_.begin() && std::prev(at)->second > second_of(span.start())) --at;
        std::vector<std::pair<std::int64_t, std::int64_t>> found;
        for (; at != map_.end() && at->first < second_of(span.end()); ++at) found.push_back(*at);
        return found;
    }
    void compare(interval window, seconds length) const {
        const auto overlapping = in_the_way(window);
        ASSERT_EQ(calendar_.is_free(window), overlapping.empty());
        std::vector<std::pair<std::int64_t, std::int64_t>> visited;
        calendar_.visit_overlaps(window, [&](const calendar::claim& one) {
            visited.emplace_back(second_of(one.span.start()), second_of(one.span.end()));
        });
        ASSERT_EQ(visited, overlapping);

        std::int64_t next = second_of(window.start());
        for (const auto& [start, end] : in_the_way({window.start(), sys_seconds::max()})) {
            if (start - next >= length.count()) break;
            next = std::max(next, end);
        }
        ASSERT_EQ(calendar_.find_gap(window.start(), length), at(next));
        std::int64_t last = second_of(window.end());
        for (auto one = overlapping.rbegin(); one != overlapping.rend(); ++one) {
            if (last - one->second >= length.count()) break;
            last = std::min(last, one->first);
        }
        const bool fits = last - length.count() >= second_of(window.start());
        ASSERT_EQ(calendar_.find_gap_before(window.end(), length, window.start()),
                  fits ? std::optional(at(last) - length) : std::nullopt);
    }

    calendar calendar_{};
    std::map<std::int64_t, std::int64_t> map_{};
    std::vector<std::int64_t> starts_{};
};

struct claims_world {
    const char* name;
    std::int64_t apart;  ///< between places where claims can be
    std::int64_t length; ///< longest
    std::uint32_t places;
    std::uint32_t steps;
};

class GrowingCalendar : public ::testing::TestWithParam<claims_world> {};

TEST_P(GrowingCalendar, AnswersAsAMapDoesAtEverySize) {
    const claims_world world = GetParam();
    std::mt19937_64 random(world.places);
    const auto draw = [&](std::int64_t length_max) {
        const auto from = static_cast<std::int64_t>(random() % world.places) * world.apart;
        const auto length = static_cast<std::uint64_t>(length_max);
        return between(from, from + 1 + static_cast<std::int64_t>(random() % length));
    };
    sparse_twins both;
    // Up, then down to nothing, where merges are.
    for (std::uint32_t step = 0; step < 4 * world.steps && (step < world.steps || both.size() > 0);
         ++step) {
        const bool up = step < world.steps;
        if (both.size() == 0 || random() % 10 < (up ? 9U : 1U))
            both.insert(draw(world.length));
        else
            both.erase(random() % both.size());
        if (step % (world.steps / 40) == 0) {
            std::vector<interval> windows;
            windows.reserve(20);
            for (int i = 0; i < 20; ++i) windows.push_back(draw(world.apart * (1 << (i % 12))));
            both.compare(windows);
        }
        if (HasFatalFailure()) return;
    }
    EXPECT_EQ(both.size(), 0U);
}

// The last two lie further apart than the 32-bit offsets of a block reach.
INSTANTIATE_TEST_SUITE_P(
    Worlds, GrowingCalendar,
    ::testing::Values(claims_world{"AroundTheFirstSplit", 100, 100, 400, 8'000},
                      claims_world{"Dense", 10, 12, 60'000, 60'000},
                      claims_world{"YearsApart", 31'556'952, 31'556'952, 5'000, 12'000},
                      claims_world{"GenerationsApart", 700'000'000, 2'000'000'000, 3'000, 12'000}),
    [](const auto& world) { return world.param.name; });

TEST(ResourceCalendar, IsRightInEverySmallWorld) {
    constexpr int points = 6;
    std::vector<interval> all;
    for (int from = 0; from < points; ++from)
        for (int to = from + 1; to < points; ++to) all.push_back(between(from, to));
    for (const interval& a : all)
        for (const interval& b : all)
            for (const interval& c : all) {
                sparse_twins both;
                for (const interval& span : {a, b, c}) both.insert(span);
                both.compare(all);
                both.erase(0);
                both.compare(all);
                if (HasFatalFailure()) return;
            }
}

} // namespace
} // namespace timewright
