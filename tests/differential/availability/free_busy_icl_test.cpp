// Goal: compute_free_busy finds the runs that Boost.ICL's interval_map finds.
// Method: seeded random blocks, dense and sparse, in and around a window; the map combines by
// maximum, which is the precedence of busy types.
#include <timewright/availability/free_busy.hpp>

#include <boost/icl/interval_map.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <random>
#include <vector>

namespace {

using namespace timewright;

using span_of_seconds = boost::icl::right_open_interval<std::int64_t>;
using strongest_map =
    boost::icl::interval_map<std::int64_t, int, boost::icl::partial_absorber, std::less,
                             boost::icl::inplace_max, boost::icl::inter_section, span_of_seconds>;

sys_seconds instant(std::int64_t second) { return sys_seconds(std::chrono::seconds(second)); }

std::vector<busy_interval> free_busy_by_icl(const std::vector<busy_interval>& blocks,
                                            interval window) {
    strongest_map strongest;
    for (const busy_interval& b : blocks)
        if (b.type != busy_type::free)
            strongest.add({span_of_seconds(b.span.start().time_since_epoch().count(),
                                           b.span.end().time_since_epoch().count()),
                           static_cast<int>(b.type)});
    strongest &= span_of_seconds(window.start().time_since_epoch().count(),
                                 window.end().time_since_epoch().count());
    std::vector<busy_interval> runs;
    for (const auto& [span, type] : strongest)
        runs.push_back(
            {{instant(span.lower()), instant(span.upper())}, static_cast<busy_type>(type)});
    return runs;
}

TEST(FreeBusyAgainstIcl, FindsTheSameRuns) {
    constexpr std::uint32_t rounds = 20'000;
    std::size_t runs = 0;
    for (std::uint32_t seed = 0; seed < rounds; ++seed) {
        std::mt19937 random(seed);
        const auto number = [&random](int least, int most) {
            return std::uniform_int_distribution<int>(least, most)(random);
        };
        std::vector<busy_interval> blocks;
        const int longest = number(1, 60);
        for (int n = number(0, 40); n > 0; --n) {
            const int start = number(-50, 150);
            blocks.push_back({{instant(start), instant(start + number(1, longest))},
                              static_cast<busy_type>(number(0, 3))});
        }
        const int from = number(-20, 90);
        const interval window(instant(from), instant(from + number(1, 100)));
        const auto ours = compute_free_busy(blocks, window);
        ASSERT_EQ(ours, free_busy_by_icl(blocks, window)) << "seed " << seed;
        runs += ours.size();
    }
    EXPECT_GT(runs, rounds); // not a comparison of nothing with nothing
}

} // namespace
