// Goal: a day is full when one more meeting would be too many, or too long; and a day is what the
// owner's clocks call one.
// Method: a few meetings around that Monday; days of 23 and 25 hours, and one that never was.
#include "unit/availability/times.hpp"

#include <timewright/availability/day_limit.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

constexpr interval week = span(-24, 6 * 24);

TEST(DayLimit, ClosesDaysThatHaveAsManyMeetingsAsTheyMay) {
    const std::vector<interval> meetings{span(9, 10), span(9, 10), span(24 + 9, 24 + 10)};
    EXPECT_EQ(*compute_full_days(meetings, {.meetings_max = 2}, week, 1h), time_set(span(0, 24)));
    EXPECT_EQ(*compute_full_days(meetings, {.meetings_max = 1}, week, 1h), time_set(span(0, 48)));
    EXPECT_EQ(*compute_full_days(meetings, {.meetings_max = 3}, week, 1h), time_set());
    EXPECT_EQ(*compute_full_days(meetings, {.meetings_max = 0}, span(9, 10), 1h),
              time_set(span(0, 24))); // the whole day, though the window is an hour
    EXPECT_EQ(*compute_full_days(meetings, {}, week, 1h), time_set());
}

TEST(DayLimit, ClosesDaysThatAnotherMeetingWouldMakeTooLong) {
    const std::vector<interval> meetings{span(9, 12), span(11, 13), span(24 + 9, 24 + 10)};
    const day_limit limit{.time_max = 5h}; // Monday has four hours: twelve to thirteen once
    EXPECT_EQ(*compute_full_days(meetings, limit, week, 1h), time_set());
    EXPECT_EQ(*compute_full_days(meetings, limit, week, 1h + 1s), time_set(span(0, 24)));
    EXPECT_EQ(*compute_full_days(meetings, limit, week, 4h), time_set(span(0, 24)));
    EXPECT_EQ(compute_full_days(meetings, limit, week, 4h + 1s)->total_length(), 2 * 24h);
    EXPECT_EQ(compute_full_days(meetings, limit, week, 6h)->total_length(), 7 * 24h);
}

TEST(DayLimit, CountsAMeetingOverMidnightOnBothDays) {
    const std::vector<interval> night{span(22, 26)};
    EXPECT_EQ(*compute_full_days(night, {.meetings_max = 1}, week, 1h), time_set(span(0, 48)));
    EXPECT_EQ(*compute_full_days(night, {.time_max = 2h}, week, 1s), time_set(span(0, 48)));
    EXPECT_EQ(*compute_full_days(night, {.time_max = 2h + 1s}, week, 1s), time_set());
}

TEST(DayLimit, EndsADayAtTheOwnersMidnight) {
    const std::vector<interval> meetings{span(20, 21)}; // Tuesday 01:45 in Kathmandu
    const day_limit limit{.in_zone = zone::fixed("Asia/Kathmandu", 5h + 45min), .meetings_max = 1};
    EXPECT_EQ(*compute_full_days(meetings, limit, week, 1h),
              time_set(interval(at(18, 15), at(42, 15))));
}

TEST(DayLimit, KnowsDaysOf23And25Hours) {
    const zone new_york = new_york_in_2026();
    const auto noon = [](unsigned month, unsigned day) {
        return std::chrono::sys_days(std::chrono::year(2026) / static_cast<int>(month) /
                                     static_cast<int>(day)) +
               17h;
    };
    const std::vector<interval> meetings{interval(noon(3, 8), 1h), interval(noon(11, 1), 1h)};
    const auto full = compute_full_days(meetings, {.in_zone = new_york, .meetings_max = 1},
                                        interval(noon(1, 1), noon(12, 1)), 1h);
    ASSERT_EQ(full->size(), 2U);
    EXPECT_EQ(full->intervals()[0].length(), 23h);
    EXPECT_EQ(full->intervals()[1].length(), 25h);
}

TEST(DayLimit, HasNoPlaceForADayThatNeverWas) {
    // As in Apia: at Tuesday's midnight the clocks go a day ahead, so Tuesday is left out.
    const day_limit limit{.in_zone = zone_with_change(0h, 24h, at(24)), .meetings_max = 1};
    const std::vector<interval> meetings{span(23, 25)};
    EXPECT_EQ(*compute_full_days(meetings, limit, week, 1h), time_set(span(0, 48)));
    const std::vector<interval> monday_alone{span(22, 24)};
    EXPECT_EQ(*compute_full_days(monday_alone, limit, week, 1h), time_set(span(0, 24)));
}

TEST(DayLimit, RefusesWhatIsNoLimit) {
    const auto why = [](const day_limit& limit, interval window, std::chrono::seconds duration) {
        const auto full = compute_full_days({}, limit, window, duration);
        return full ? std::string() : full.error().message;
    };
    EXPECT_EQ(why({}, week, 0s), "the duration must be longer than zero");
    EXPECT_EQ(why({.time_max = -1s}, week, 1h), "a limit of time a day cannot be negative");
    EXPECT_EQ(why({}, {sys_seconds::min(), sys_seconds::max()}, 1h),
              "the window lies outside the years 0001 to 9999");
    EXPECT_EQ(why({}, {at(0), std::chrono::hours(24) * 36'526}, 1h),
              "limits a day are counted over at most 36525 days");
    EXPECT_EQ(why({.time_max = 1h}, week, std::chrono::seconds::max()), "");
}

} // namespace
