// Goal: compute_overload finds exactly the instants at which too much comes together.
// Method: small cases by hand, then random loads against a sum at every second.
#include <timewright/conflict/overload.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace {

using namespace timewright;

sys_seconds at(int second) { return sys_seconds(std::chrono::seconds(second)); }
interval span(int from, int to) { return {at(from), at(to)}; }

TEST(Overload, OfNothingIsNothing) { EXPECT_TRUE(compute_overload({}, 0).empty()); }

TEST(Overload, IsWhereTheSumExceedsTheLimitAndNotWhereItEqualsIt) {
    const std::vector<load> loads{{span(0, 10), 2}, {span(5, 15), 1}};
    EXPECT_TRUE(compute_overload(loads, 3).empty());
    EXPECT_EQ(compute_overload(loads, 2), std::vector<interval>{span(5, 10)});
    EXPECT_EQ(compute_overload(loads, 1), std::vector<interval>{span(0, 10)});
    EXPECT_EQ(compute_overload(loads, 0), std::vector<interval>{span(0, 15)});
}

TEST(Overload, LetsLoadsTouch) {
    const std::vector<load> loads{{span(0, 5), 1}, {span(5, 10), 1}, {span(10, 15), 1}};
    EXPECT_TRUE(compute_overload(loads, 1).empty());
}

TEST(Overload, IsOneIntervalWhereOneLoadTakesOverFromAnother) {
    const std::vector<load> loads{{span(0, 5), 2}, {span(5, 10), 2}};
    EXPECT_EQ(compute_overload(loads, 1), std::vector<interval>{span(0, 10)});
}

TEST(Overload, TellsSeparateStretchesApart) {
    const std::vector<load> loads{{span(0, 2), 2}, {span(3, 4), 2}};
    EXPECT_EQ(compute_overload(loads, 1), (std::vector<interval>{span(0, 2), span(3, 4)}));
}

TEST(Overload, CountsMoreUnitsThanAWordOfTheirsHolds) {
    constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
    const std::vector<load> loads{{span(0, 10), most}, {span(5, 10), most}};
    EXPECT_EQ(compute_overload(loads, most), std::vector<interval>{span(5, 10)});
    EXPECT_TRUE(compute_overload(loads, std::uint64_t{most} * 2).empty());
}

TEST(Overload, AgreesWithASumAtEverySecond) {
    std::mt19937 random(2026);
    const auto below = [&](unsigned end) { return static_cast<int>(random() % end); };
    for (int round = 0; round < 2'000; ++round) {
        std::vector<load> loads;
        for (int n = below(9); n > 0; --n) {
            const int start = below(20);
            loads.push_back(
                {span(start, start + 1 + below(6)), static_cast<std::uint32_t>(below(4))});
        }
        const auto limit = static_cast<std::uint64_t>(below(6));
        std::vector<interval> expected;
        for (int second = 0; second < 30; ++second) {
            std::uint64_t sum = 0;
            for (const load& l : loads)
                if (l.span.contains(at(second))) sum += l.units;
            if (sum <= limit) continue;
            if (!expected.empty() && expected.back().end() == at(second))
                expected.back() = interval(expected.back().start(), at(second + 1));
            else
                expected.push_back(span(second, second + 1));
        }
        ASSERT_EQ(compute_overload(loads, limit), expected) << "round " << round;
    }
}

} // namespace
