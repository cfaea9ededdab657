// Goal: a resource_calendar never exceeds its capacity and refuses nothing that fits, says exactly
// who is in the way, and finds the first and the last gap, also when it outgrows its block.
// Method: an array of the units taken at each second is the oracle.
#include <timewright/conflict/resource_calendar.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
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

} // namespace
} // namespace timewright
