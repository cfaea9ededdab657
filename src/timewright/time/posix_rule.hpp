/// @file
/// posix_rule: the rule without end in the footer of a TZif file, "EST5EDT,M3.2.0,M11.1.0".
///
/// It names standard time and, if the clocks change, daylight saving time with the days on which
/// it starts and ends each year. "Daylight" time may be behind standard time (Dublin), may start
/// late in the year and end early (the south), or may last all year. RFC 9636 section 3.3 has the
/// form: that of POSIX, with hours of change from -167 to 167.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/zone.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace timewright::detail {

/// A moment that comes once a year, in local time.
struct yearly_moment {
    enum class form : std::uint8_t {
        day_without_leap, ///< Jn: day 1 to 365; February 29 is not counted
        day_of_year,      ///< n: day 0 to 365; February 29 is counted
        weekday_of_month, ///< Mm.w.d: the w-th weekday d of month m, week 5 is the last
    };
    form by = form::day_without_leap;
    int day = 1; ///< by the form: the day of the year, or the weekday with 0 for Sunday
    int month = 0;
    int week = 0;
    std::int32_t seconds = 2 * 3600; ///< after midnight; may be negative or beyond the day

    /// Seconds since 1970-01-01T00:00:00 of that year's moment on the local clock.
    [[nodiscard]] std::int64_t in_year(int year) const;
};

struct posix_daylight {
    zone_kind kind;
    yearly_moment start; ///< on the clock of standard time
    yearly_moment end;   ///< on the clock of daylight time
};

struct posix_rule {
    zone_kind standard;
    std::optional<posix_daylight> daylight;
};

/// A stretch of daylight saving time.
struct daylight_stretch {
    std::int64_t begin;
    std::int64_t end;
};

/// Errors: corrupt_data for everything that is not of the form; the message is the part of a
/// sentence that follows "its footer ...".
[[nodiscard]] result<posix_rule, error> parse_posix_rule(std::string_view text);

/// When daylight time holds, sorted and disjoint, also where it lasts over the new year. Complete
/// from the second year to the end of the last. Precondition: the rule has daylight time.
[[nodiscard]] std::vector<daylight_stretch> daylight_stretches(const posix_rule& rule,
                                                               int first_year, int last_year);

} // namespace timewright::detail
