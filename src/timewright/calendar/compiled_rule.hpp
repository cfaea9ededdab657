/// @file
/// compiled_rule: one RRULE and its start, as bits and numbers, ready to be stepped through.
#pragma once

#include "timewright/calendar/day_numbers.hpp"

#include <timewright/calendar/recurrence.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace timewright::detail {

/// The days of a year that match, a mask for each month, bit 0 is the first. With SKIP=FORWARD the
/// bit after a month's last day stands for the first day of the next month.
struct year_days {
    std::array<std::uint32_t, 12> months{};
    bool any = false;
};

/// In which pieces a rule is stepped through. Each piece is a base and a mask of days or units.
enum class rule_shape : std::uint8_t {
    pattern, ///< the same mask again and again: DAILY, WEEKLY with nothing that asks for the month
    weeks,   ///< WEEKLY with BYMONTH, or with BYSETPOS among several times of day
    months,  ///< MONTHLY; DAILY where a BY-part says which dates may match
    years,   ///< YEARLY
    units,   ///< HOURLY in days, MINUTELY in hours, SECONDLY in minutes
};

/// A dense list of times of day is computed instead of kept.
inline constexpr std::size_t times_kept_max = 4'096;

struct compiled_rule {
    frequency freq = frequency::daily;
    rule_shape shape = rule_shape::pattern;
    invalid_day skip = invalid_day::omit;
    bool bounded = false;     ///< has COUNT or UNTIL
    bool end_unknown = false; ///< COUNT could not be counted to its end: known up to `last` only
    bool never = false;       ///< proven: nothing matches
    std::int64_t interval = 1;
    std::int64_t start = 0;          ///< seconds since 1970-01-01T00:00:00, as all times here
    std::int64_t last = last_second; ///< no start after it: UNTIL, or where COUNT runs out
    /// When nothing matched for so long, nothing ever will.
    std::int64_t cycle_seconds = 0;

    std::uint32_t week_start = 1;
    std::uint32_t months = all_months; ///< bits 1..12
    bool day_limits = false;           ///< some part says which dates may match
    bool ordinals_in_month = false;    ///< BYDAY ordinals count in the month, else in the year
    std::uint32_t weekdays = 0;        ///< BYDAY without ordinal, bit 0 is Sunday
    std::vector<weekday_ordinal> ordinals{};
    std::uint32_t month_days = 0;      ///< bit n is day n
    std::uint32_t month_days_back = 0; ///< bit 31 - n is day -n
    std::vector<std::int32_t> year_days{};
    std::uint64_t week_nos = 0, week_nos_back = 0; ///< bits 1..53

    /// pattern: the first day of the first piece, days from piece to piece, and the mask.
    std::int64_t pattern_day = 0, pattern_step = 1;
    std::uint64_t pattern_mask = 1;
    std::uint64_t stride = 1; ///< bits 0, interval, 2 * interval and so on, of days or units

    /// Seconds from the midnight of a matching day, or from the begin of a matching unit.
    std::vector<std::int32_t> times{};
    std::int64_t times_count = 1;
    std::vector<std::int32_t> hours{}, minutes{}, seconds{}; ///< where there are too many to keep
    std::uint32_t hour_bits = 0xFF'FFFF;                     ///< limits of FREQ below DAILY
    std::uint64_t minute_bits = (1ULL << 60) - 1, second_bits = (1ULL << 60) - 1;
    std::vector<std::int32_t> set_pos{}; ///< ascending, each once; only where it is still to apply

    static constexpr std::uint32_t all_months = 0x1FFE;

    /// BYSETPOS among several times of day: a period's members are listed one by one.
    [[nodiscard]] bool chooses_times() const noexcept {
        return !set_pos.empty() && times_count > 1;
    }
    /// A day may come twice, from its own month and as the day that another month has not.
    [[nodiscard]] bool repeats_days() const noexcept { return skip == invalid_day::forward; }
    [[nodiscard]] std::int64_t time_at(std::int64_t k) const noexcept {
        if (!times.empty()) return times[static_cast<std::size_t>(k)];
        const auto s = static_cast<std::int64_t>(seconds.size());
        const auto m = static_cast<std::int64_t>(minutes.size());
        return std::int64_t{hours[static_cast<std::size_t>(k / (m * s))]} * 3600 +
               std::int64_t{minutes[static_cast<std::size_t>(k / s % m)]} * 60 +
               seconds[static_cast<std::size_t>(k % s)];
    }
    /// Seconds of what a bit of a mask stands for.
    [[nodiscard]] std::int64_t bit_seconds() const noexcept {
        switch (freq) {
            case frequency::secondly:
                return 1;
            case frequency::minutely:
                return 60;
            case frequency::hourly:
                return 3600;
            default:
                return seconds_per_day;
        }
    }
    /// Of the dates that BYMONTH, BYMONTHDAY and BYDAY say: those of one month.
    [[nodiscard]] std::uint32_t days_of_month(std::uint32_t month, std::uint32_t length,
                                              std::uint32_t first_weekday) const noexcept;
    /// The dates of that year which match every BY-part; BYSETPOS too, unless chooses_times().
    [[nodiscard]] detail::year_days days_of(std::int64_t year) const;
};

/// Which of `size` members BYSETPOS takes, ascending, each once.
void choose_positions(const std::vector<std::int32_t>& set_pos, std::int64_t size,
                      std::vector<std::int64_t>& chosen);
/// What BYSETPOS leaves of the days of a period: of one mask, or of a year's months.
[[nodiscard]] std::uint32_t choose_days(const std::vector<std::int32_t>& set_pos,
                                        std::uint32_t mask);
void choose_days(const std::vector<std::int32_t>& set_pos, std::array<std::uint32_t, 12>& months);

/// Precondition: check(rule) holds, its UNTIL is not in UTC, the start is in the years 1 to 9999.
/// `steps_left` bounds the counting of COUNT and is lowered by it.
[[nodiscard]] compiled_rule compile(const recurrence_rule& rule, local_seconds start,
                                    std::size_t& steps_left);

} // namespace timewright::detail
