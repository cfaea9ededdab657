// Goal: the first slot that find_slots gives is the first gap in Boost.ICL's union of all busy
// time. Method: seeded months of random people at a size that the brute force of tests/property
// cannot reach: up to sixty people, thirty days, and one planted gap so that most months have an
// answer.
#include <timewright/availability/slot_search.hpp>

#include <boost/icl/interval_set.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace {

using namespace timewright;

constexpr std::int64_t minute = 60;
constexpr std::int64_t day = 24 * 60 * minute;
constexpr std::int64_t days = 30;
constexpr std::int64_t grid = 15 * minute;

using span_of_seconds = boost::icl::right_open_interval<std::int64_t>;
using set_of_seconds = boost::icl::interval_set<std::int64_t, std::less, span_of_seconds>;

struct month {
    std::vector<std::vector<interval>> people{};
    std::int64_t duration = 60 * minute;
};

interval between(std::int64_t from, std::int64_t to) {
    return {sys_seconds(std::chrono::seconds(from)), sys_seconds(std::chrono::seconds(to))};
}

month draw(std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto number = [&random](int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(random);
    };
    month m{.duration = number(1, 8) * grid};
    const std::int64_t planted = number(1, days - 2) * day + 9 * 60 * minute + number(0, 20) * grid;
    for (int n = number(1, 60); n > 0; --n) {
        std::vector<interval> busy;
        const auto put = [&](std::int64_t from, std::int64_t to) {
            if (to > planted && from < planted + m.duration) return;
            if (from < to) busy.push_back(between(from, to));
        };
        for (std::int64_t d = 0; d < days; ++d) {
            put(d * day, d * day + 9 * 60 * minute);
            for (int meetings = number(0, 6); meetings > 0; --meetings) {
                const std::int64_t from = d * day + number(9 * 60, 17 * 60) * minute;
                put(from, from + number(5, 120) * minute);
            }
            put(d * day + 17 * 60 * minute, (d + 1) * day);
        }
        m.people.push_back(std::move(busy));
    }
    return m;
}

std::optional<std::int64_t> first_by_icl(const month& m) {
    set_of_seconds taken;
    for (const std::vector<interval>& person : m.people)
        for (const interval& busy : person)
            taken.add(span_of_seconds(busy.start().time_since_epoch().count(),
                                      busy.end().time_since_epoch().count()));
    std::int64_t free_from = 0;
    const auto fits_before = [&](std::int64_t end) -> std::optional<std::int64_t> {
        const std::int64_t start = (free_from + grid - 1) / grid * grid;
        if (start + m.duration <= end) return start;
        return std::nullopt;
    };
    for (const auto& busy : taken) {
        if (const auto start = fits_before(busy.lower())) return start;
        free_from = busy.upper();
    }
    return fits_before(days * day);
}

TEST(SlotSearchAgainstIcl, FindsTheSameFirstSlot) {
    constexpr std::uint32_t months = 400;
    std::size_t found = 0;
    for (std::uint32_t seed = 0; seed < months; ++seed) {
        const month m = draw(seed);
        slot_query query{.window = between(0, days * day),
                         .duration = std::chrono::seconds(m.duration)};
        for (const std::vector<interval>& person : m.people) {
            query.required.push_back(query.calendars.size());
            query.calendars.push_back({.busy = time_set::from_unsorted(person)});
        }
        query.slots_max = 1;
        const auto answer = find_slots(query);
        ASSERT_TRUE(answer) << "seed " << seed;
        const auto expected = first_by_icl(m);
        ASSERT_EQ(!answer->slots.empty(), expected.has_value()) << "seed " << seed;
        if (!expected) continue;
        ++found;
        ASSERT_EQ(answer->slots[0].span, between(*expected, *expected + m.duration))
            << "seed " << seed;
    }
    EXPECT_GT(found, months / 2);
}

} // namespace
