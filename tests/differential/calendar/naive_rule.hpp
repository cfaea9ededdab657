/// @file
/// compiled_rule: one RRULE and its start, as bits and numbers, ready to be walked.
#pragma once

#include <timewright/calendar/recurrence.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace timewright::naive {

inline constexpr std::int64_t seconds_per_day = 86'400;
/// 0001-01-01T00:00:00 and 9999-12-31T23:59:59 as seconds since 1970-01-01T00:00:00.
inline constexpr std::int64_t first_second = -62'135'596'800;
inline constexpr std::int64_t last_second = 253'402'300'799;

[[nodiscard]] constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
    const std::int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

/// Days since 1970-01-01 to weekday, Sunday is 0.
[[nodiscard]] constexpr std::uint32_t weekday_of(std::int64_t day) noexcept {
    const std::int64_t w = (day + 4) % 7;
    return static_cast<std::uint32_t>(w < 0 ? w + 7 : w);
}

struct civil_day {
    std::int64_t year;
    std::uint32_t month; ///< 0..11
    std::uint32_t day;   ///< 0..30
};

[[nodiscard]] inline civil_day civil_of(std::int64_t day) {
    const std::chrono::year_month_day ymd{
        local_days(std::chrono::days(static_cast<std::chrono::days::rep>(day)))};
    return {.year = static_cast<int>(ymd.year()),
            .month = static_cast<unsigned>(ymd.month()) - 1,
            .day = static_cast<unsigned>(ymd.day()) - 1};
}

/// The day number of the first of a month, month 0..11.
[[nodiscard]] inline std::int64_t first_of_month(std::int64_t year, std::uint32_t month) {
    return local_days(std::chrono::year(static_cast<int>(year)) / (static_cast<int>(month) + 1) / 1)
        .time_since_epoch()
        .count();
}

[[nodiscard]] constexpr bool is_leap(std::int64_t year) noexcept {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/// The days of a year that match, a mask of 31 bits for each month, bit 0 is the first.
struct year_days {
    std::array<std::uint32_t, 12> months{};
    bool any = false;
};

struct compiled_rule {
    recurrence_rule rule{};
    std::int64_t start = 0; ///< seconds since 1970-01-01T00:00:00, as all times here
    std::int64_t last =
        last_second; ///< no start after it: UNTIL, or COUNT where that is arithmetic
    std::optional<std::int64_t> count{}; ///< where COUNT has to be counted
    bool bounded = false;                ///< has COUNT or UNTIL
    bool never = false;                  ///< proven: nothing matches

    std::uint32_t months = 0x1FFE; ///< bits 1..12
    bool all_months = true;
    bool day_limits = false;        ///< some part says which dates may match
    bool ordinals_in_month = false; ///< BYDAY ordinals count in the month, else in the year
    std::uint32_t weekdays = 0;     ///< BYDAY without ordinal, bit 0 is Sunday
    std::vector<weekday_ordinal> ordinals{};
    std::uint32_t month_days = 0;      ///< bit n is day n
    std::uint32_t month_days_back = 0; ///< bit n is day -n
    std::vector<std::int32_t> year_days{};
    std::array<bool, 54> week_nos{}, week_nos_back{};
    bool by_week_no = false;

    std::vector<std::int32_t> hours{}, minutes{}, seconds{}; ///< expanded, ascending, never empty
    std::uint32_t hour_bits = 0xFF'FFFF;                     ///< limits of FREQ below DAILY
    std::uint64_t minute_bits = (1ULL << 60) - 1, second_bits = (1ULL << 60) - 1;
    std::vector<std::int32_t> set_pos{}; ///< ascending, each once

    /// How many times of day each matching day has (FREQ=DAILY and longer).
    [[nodiscard]] std::int64_t times_per_day() const noexcept {
        return static_cast<std::int64_t>(hours.size() * minutes.size() * seconds.size());
    }
    /// The k-th of them, as second of the day.
    [[nodiscard]] std::int64_t time_at(std::int64_t k) const noexcept {
        const auto s = static_cast<std::int64_t>(seconds.size());
        const auto m = static_cast<std::int64_t>(minutes.size());
        return std::int64_t{hours[static_cast<std::size_t>(k / (m * s))]} * 3600 +
               std::int64_t{minutes[static_cast<std::size_t>(k / s % m)]} * 60 +
               seconds[static_cast<std::size_t>(k % s)];
    }
    /// The dates of that year which match every BY-part (BYSETPOS apart).
    [[nodiscard]] naive::year_days days_of(std::int64_t year) const;
};

/// Precondition: check(rule) holds, its UNTIL is not in UTC, the start is in the years 1 to 9999.
[[nodiscard]] compiled_rule compile(const recurrence_rule& rule, local_seconds start);

} // namespace timewright::naive
