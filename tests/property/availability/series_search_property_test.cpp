// Goal: the search for a series gives what brute force gives. Method: every world of one person and
// two rooms on two hours of three days (2^18 of them), each answer held against all candidates
// worked out by counting cells; no randomness.

#include <timewright/availability/series_search.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <tuple>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using std::chrono::days;
using std::chrono::hours;

constexpr int days_count = 3;
constexpr int hours_count = 2;
constexpr sys_seconds monday = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);

/// Bit day * 2 + hour: taken from 9 + hour on that day.
availability busy_by(unsigned mask) {
    std::vector<interval> taken;
    for (int day = 0; day < days_count; ++day)
        for (int hour = 0; hour < hours_count; ++hour)
            if ((mask >> (day * hours_count + hour) & 1U) != 0)
                taken.emplace_back(monday + days(day) + hours(9 + hour), 1h);
    return {.busy = time_set::from_unsorted(std::move(taken))};
}
bool is_free(unsigned mask, int day, int hour) {
    return (mask >> (day * hours_count + hour) & 1U) == 0;
}

struct expected_slot {
    std::size_t collisions = 0, substitutes = 0;
    int hour = 0;
    std::size_t own = 0;
    std::array<int, days_count> rooms{}; ///< -1: collides

    friend auto operator<=>(const expected_slot& a, const expected_slot& b) {
        return std::tuple(a.collisions, a.substitutes, a.hour) <=>
               std::tuple(b.collisions, b.substitutes, b.hour);
    }
    friend bool operator==(const expected_slot& a, const expected_slot& b) = default;
};

expected_slot brute(const std::array<unsigned, 3>& world, int hour) {
    expected_slot best{.collisions = days_count + 1};
    // Each room in turn as the series' own: the one that serves most, the first of equal ones.
    std::size_t served_best = 0;
    for (std::size_t own = 1; own <= 2; ++own) {
        expected_slot slot{.hour = hour, .own = own};
        std::size_t served = 0;
        for (int day = 0; day < days_count; ++day) {
            const bool person = is_free(world[0], day, hour);
            const bool mine = is_free(world[own], day, hour);
            const bool other = is_free(world[3 - own], day, hour);
            int& room = slot.rooms[static_cast<std::size_t>(day)];
            room = !person || (!mine && !other) ? -1 : static_cast<int>(mine ? own : 3 - own);
            slot.collisions += room < 0 ? 1U : 0U;
            slot.substitutes += room == static_cast<int>(3 - own) ? 1U : 0U;
            served += room == static_cast<int>(own) ? 1U : 0U;
        }
        if (own == 1 || served > served_best) {
            best = slot;
            served_best = served;
        }
    }
    return best;
}

TEST(SeriesSearchWorlds, EverySmallWorldIsAnsweredAsByBruteForce) {
    series_query query{.first = {monday + 9h, monday + 11h},
                       .duration = 1h,
                       .step = 1h,
                       .rule = {.freq = frequency::daily},
                       .occurrences = days_count};
    query.required = {0};
    query.any_of = {{1, 2}};
    std::vector<availability> by_mask;
    for (unsigned mask = 0; mask < 64; ++mask) by_mask.push_back(busy_by(mask));
    for (unsigned number = 0; number < 64U * 64 * 64; ++number) {
        const std::array<unsigned, 3> world{number & 63U, number >> 6 & 63U, number >> 12};
        query.calendars = {by_mask[world[0]], by_mask[world[1]], by_mask[world[2]]};
        query.collisions_max = number % 3;
        std::vector<expected_slot> expected{brute(world, 0), brute(world, 1)};
        std::erase_if(expected, [&](const expected_slot& slot) {
            return slot.collisions > query.collisions_max;
        });
        std::sort(expected.begin(), expected.end());
        const auto answer = find_series_slots(query);
        ASSERT_TRUE(answer);
        ASSERT_EQ(answer->slots.size(), expected.size()) << number;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const series_slot& slot = answer->slots[i];
            expected_slot found{
                .collisions = slot.collisions,
                .substitutes = slot.substitutes,
                .hour = static_cast<int>((slot.occurrences[0].span.start() - monday - 9h) / 1h),
                .own = slot.rooms.at(0)};
            for (std::size_t day = 0; day < days_count; ++day)
                found.rooms[day] = slot.occurrences[day].collides()
                                       ? -1
                                       : static_cast<int>(slot.occurrences[day].rooms.at(0));
            ASSERT_TRUE(found == expected[i]) << number;
        }
    }
}

} // namespace
