// Goal: a capacity_profile says of every instant what a Boost.ICL interval_map that adds up says.
// Method: seeded random uses that overlap, touch and repeat; all steps compared, and busy_for() with
// the segments that leave too few units.
#include <timewright/availability/capacity.hpp>

#include <boost/icl/interval_map.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace {

using namespace timewright;

using span_of_seconds = boost::icl::right_open_interval<std::int64_t>;
using units_by_time =
    boost::icl::interval_map<std::int64_t, std::uint64_t, boost::icl::partial_absorber, std::less,
                             boost::icl::inplace_plus, boost::icl::inter_section, span_of_seconds>;

sys_seconds instant(std::int64_t second) { return sys_seconds(std::chrono::seconds(second)); }

TEST(CapacityAgainstIcl, AddsUpTheSameUnits) {
    for (std::uint32_t seed = 0; seed < 3'000; ++seed) {
        std::mt19937 random(seed);
        const auto number = [&random](std::uint32_t least, std::uint32_t most) {
            return std::uniform_int_distribution<std::uint32_t>(least, most)(random);
        };
        std::vector<capacity_use> uses;
        units_by_time rival;
        for (std::uint32_t n = number(0, 40); n > 0; --n) {
            const std::int64_t from = number(0, 100);
            const std::int64_t to = from + number(1, 30);
            const std::uint32_t units = number(0, 3);
            uses.push_back({.span = {instant(from), instant(to)}, .units = units});
            if (units != 0) rival.add({span_of_seconds(from, to), std::uint64_t{units}});
        }
        const std::uint32_t capacity = number(0, 12);
        const capacity_profile profile(capacity, uses);
        for (std::int64_t t = -1; t < 140; ++t) {
            const auto found = rival.find(t);
            ASSERT_EQ(profile.used_at(instant(t)), found == rival.end() ? 0 : found->second)
                << "seed " << seed << ", second " << t;
        }
        for (std::uint32_t units = 1; units <= capacity; ++units) {
            std::vector<interval> busy;
            for (const auto& [span, used] : rival)
                if (used + units > capacity)
                    busy.emplace_back(instant(span.lower()), instant(span.upper()));
            ASSERT_EQ(profile.busy_for(units), time_set::from_unsorted(std::move(busy)))
                << "seed " << seed << ", units " << units;
        }
        // As few steps as there can be.
        for (std::size_t i = 1; i < profile.steps().size(); ++i)
            ASSERT_NE(profile.steps()[i].used, profile.steps()[i - 1].used) << "seed " << seed;
    }
}

} // namespace
