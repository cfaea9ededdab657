// Goal: sets of time go to Boost.ICL and come back as the same instants, and a capacity profile says
// at each second how many units are taken.
// Method: small sets by hand, random ones against their own round trip, and a count at each second.
#include <timewright/interop/icl.hpp>

#include <gtest/gtest.h>

#include <random>
#include <utility>
#include <vector>

namespace timewright {
namespace {

using std::chrono::seconds;

sys_seconds at(std::int64_t second) { return sys_seconds(seconds(second)); }
interval between(std::int64_t from, std::int64_t to) { return {at(from), at(to)}; }

TEST(Icl, CarriesIntervalsToAndFro) {
    const icl_interval there = to_icl_interval(between(10, 20));
    EXPECT_TRUE(boost::icl::contains(there, at(10)));
    EXPECT_FALSE(boost::icl::contains(there, at(20)));
    EXPECT_EQ(from_icl_interval(there), between(10, 20));
    EXPECT_EQ(from_icl_interval(icl_interval()), std::nullopt);
    EXPECT_EQ(from_icl_interval(icl_interval(at(5), at(5))), std::nullopt);
    const interval all(sys_seconds::min(), sys_seconds::max());
    EXPECT_EQ(from_icl_interval(to_icl_interval(all)), all);
}

TEST(Icl, CarriesSetsToAndFro) {
    std::mt19937 random(7);
    for (int world = 0; world < 200; ++world) {
        std::vector<interval> spans;
        for (unsigned i = 0; i < random() % 20; ++i) {
            const auto from = static_cast<std::int64_t>(random() % 100);
            spans.push_back(between(from, from + 1 + static_cast<std::int64_t>(random() % 10)));
        }
        const time_set set = time_set::from_unsorted(spans);
        EXPECT_EQ(to_time_set(to_icl(set)), set);
        EXPECT_EQ(to_time_set(to_icl_separate(set)), set);
        icl_time_set by_icl;
        icl_separate_time_set apart_by_icl;
        for (const interval& span : spans) {
            by_icl += to_icl_interval(span);
            apart_by_icl += to_icl_interval(span);
        }
        EXPECT_EQ(to_time_set(by_icl), set);
        EXPECT_EQ(to_time_set(apart_by_icl), set);
        EXPECT_TRUE(by_icl == to_icl(set)); // ICL cannot print time points
    }
}

TEST(Icl, JoinsWhatTouches) {
    icl_time_set joined;
    icl_separate_time_set apart;
    for (const interval& span : {between(9, 10), between(10, 11)}) {
        joined += to_icl_interval(span);
        apart += to_icl_interval(span);
    }
    EXPECT_EQ(boost::icl::interval_count(joined), 1U) << "who they were is forgotten";
    EXPECT_EQ(boost::icl::interval_count(apart), 2U);
    EXPECT_EQ(to_time_set(joined), time_set(between(9, 11)));
    EXPECT_EQ(to_time_set(apart), time_set(between(9, 11)));
}

TEST(Icl, AddsUnitsUp) {
    const std::vector<load> loads{
        {between(0, 10), 2}, {between(5, 15), 1}, {between(5, 10), 0}, {between(15, 20), 1}};
    const icl_capacity_profile taken = to_icl_capacity_profile(loads);
    std::vector<std::pair<interval, std::uint64_t>> segments;
    for (const auto& [span, units] : taken)
        segments.emplace_back(from_icl_interval(span).value(), units);
    EXPECT_EQ(segments, (std::vector<std::pair<interval, std::uint64_t>>{
                            {between(0, 5), 2}, {between(5, 10), 3}, {between(10, 20), 1}}))
        << "neighbours with the same number are one segment";
}

TEST(Icl, AddsUnitsUpAtEverySecond) {
    std::mt19937 random(8);
    std::vector<load> loads;
    for (int i = 0; i < 100; ++i) {
        const auto from = static_cast<std::int64_t>(random() % 200);
        loads.push_back({between(from, from + 1 + static_cast<std::int64_t>(random() % 30)),
                         static_cast<std::uint32_t>(random() % 4)});
    }
    const icl_capacity_profile taken = to_icl_capacity_profile(loads);
    for (std::int64_t second = 0; second < 240; ++second) {
        std::uint64_t units = 0;
        for (const load& one : loads) units += one.span.contains(at(second)) ? one.units : 0;
        const auto segment = taken.find(at(second));
        EXPECT_EQ(segment == taken.end() ? 0 : segment->second, units) << second;
    }
}

} // namespace
} // namespace timewright
