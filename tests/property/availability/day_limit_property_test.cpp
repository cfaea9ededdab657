// Goal: compute_full_days() closes exactly the days on which one more meeting would be too many or
// too long, whatever the clocks do.
// Method: seeded random fortnights in zones that change their offset, at midnight too; the naive
// answer walks every ten minutes and files each under the date that the clock shows.
#include "unit/availability/times.hpp"

#include <timewright/availability/day_limit.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

constexpr int days_around = 3; // beyond the window, so that its days are known whole

struct naive_day {
    std::set<std::size_t> meetings{};
    std::chrono::seconds taken{0};
};

std::chrono::local_days date_at(const zone& where, sys_seconds t) {
    return std::chrono::floor<std::chrono::days>(where.to_local(t));
}

time_set naive_full_days(const std::vector<interval>& meetings, const day_limit& limit,
                         interval window, std::chrono::seconds duration) {
    std::map<std::chrono::local_days, naive_day> days;
    const sys_seconds from = window.start() - std::chrono::days(days_around);
    const sys_seconds until = window.end() + std::chrono::days(days_around);
    for (sys_seconds t = from; t < until; t += 10min) {
        naive_day& day = days[date_at(limit.in_zone, t)];
        bool taken = false;
        for (std::size_t i = 0; i < meetings.size(); ++i) {
            if (!meetings[i].contains(t)) continue;
            day.meetings.insert(i);
            taken = true;
        }
        if (taken) day.taken += 10min;
    }
    std::set<std::chrono::local_days> touched;
    for (sys_seconds t = window.start(); t < window.end(); t += 10min)
        touched.insert(date_at(limit.in_zone, t));
    std::vector<interval> full;
    for (sys_seconds t = from; t < until; t += 10min) {
        const auto date = date_at(limit.in_zone, t);
        const naive_day& day = days[date];
        const bool closed = (limit.meetings_max && day.meetings.size() >= *limit.meetings_max) ||
                            (limit.time_max && day.taken + duration > *limit.time_max);
        if (touched.contains(date) && closed) full.emplace_back(t, 10min);
    }
    return time_set::from_unsorted(std::move(full));
}

TEST(DayLimitProperty, ClosesTheDaysThatAWalkOverTheClockCloses) {
    // The last two: at midnight a day ahead, as in Apia, and half an hour ahead.
    const std::vector<zone> zones{
        zone(), zone::fixed("Test/Fixed", 5h + 40min), zone_with_change(-4h, -5h, at(6)),
        zone_with_change(0h, 24h, at(24)), zone_with_change(1h, 1h + 30min, at(23))};
    std::size_t closed = 0;
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        std::mt19937_64 random(seed);
        const auto number = [&random](int least, int most) {
            return std::uniform_int_distribution<int>(least, most)(random);
        };
        const auto ten_minutes = [](int count) { return std::chrono::minutes(10 * count); };
        const interval window(at(0) + ten_minutes(number(-300, 300)), ten_minutes(number(1, 900)));
        std::vector<interval> meetings;
        for (int n = number(0, 12); n > 0; --n)
            meetings.emplace_back(at(0) + ten_minutes(number(-300, 900)),
                                  ten_minutes(number(1, 120)));
        day_limit limit{.in_zone = zones[static_cast<std::size_t>(number(0, 4))]};
        if (number(0, 1) == 0) limit.meetings_max = static_cast<std::size_t>(number(0, 4));
        if (number(0, 1) == 0) limit.time_max = ten_minutes(number(0, 60));
        const auto duration = ten_minutes(number(1, 20));
        const auto full = compute_full_days(meetings, limit, window, duration);
        ASSERT_TRUE(full) << "seed " << seed;
        ASSERT_EQ(*full, naive_full_days(meetings, limit, window, duration)) << "seed " << seed;
        closed += full->empty() ? 0 : 1;
    }
    EXPECT_GT(closed, 100U);
    EXPECT_LT(closed, 500U);
}

} // namespace
