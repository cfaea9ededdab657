/// @file
/// day_numbers: the Gregorian calendar as numbers: days since 1970-01-01, months from 0 to 11.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace timewright::detail {

inline constexpr std::int64_t seconds_per_day = 86'400;
/// 0001-01-01T00:00:00 and 9999-12-31T23:59:59 as seconds since 1970-01-01T00:00:00.
inline constexpr std::int64_t first_second = -62'135'596'800;
inline constexpr std::int64_t last_second = 253'402'300'799;
/// The calendar repeats after 400 years, weekdays included.
inline constexpr std::int64_t days_in_cycle = 146'097;

[[nodiscard]] constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
    const std::int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}
[[nodiscard]] constexpr std::int64_t floor_mod(std::int64_t a, std::int64_t b) noexcept {
    const std::int64_t rest = a % b;
    return rest < 0 ? rest + b : rest;
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
        std::chrono::local_days(std::chrono::days(static_cast<std::chrono::days::rep>(day)))};
    return {.year = static_cast<int>(ymd.year()),
            .month = static_cast<unsigned>(ymd.month()) - 1,
            .day = static_cast<unsigned>(ymd.day()) - 1};
}

/// The day number of the first of a month, month 0..11.
[[nodiscard]] inline std::int64_t first_of_month(std::int64_t year, std::uint32_t month) {
    return std::chrono::local_days(std::chrono::year(static_cast<int>(year)) /
                                   (static_cast<int>(month) + 1) / 1)
        .time_since_epoch()
        .count();
}

[[nodiscard]] constexpr bool is_leap(std::int64_t year) noexcept {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

inline constexpr std::array<std::uint32_t, 12> month_lengths{31, 28, 31, 30, 31, 30,
                                                             31, 31, 30, 31, 30, 31};

[[nodiscard]] constexpr std::uint32_t length_of_month(std::int64_t year,
                                                      std::uint32_t month) noexcept {
    return month_lengths[month] + (month == 1 && is_leap(year) ? 1U : 0U);
}

} // namespace timewright::detail
