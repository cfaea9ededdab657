/// @file
/// local_rule: the rules and durations of an event, on the clock of its series.
#pragma once

#include "timewright/calendar/local_reader.hpp"

#include <timewright/calendar/recurrence.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace timewright::detail {

/// The most that an occurrence of that duration lasts.
[[nodiscard]] inline std::chrono::seconds longest(const civil_duration& duration) {
    // Nominal days are longer than 24 hours when the clock goes back within them.
    const std::chrono::seconds slack = duration.days > 0 ? shift_max : std::chrono::seconds(0);
    return std::chrono::days(duration.days) + duration.time + slack;
}

/// The last local time whose instant is not after `until`.
[[nodiscard]] inline local_seconds last_local(const zone& home, sys_seconds until) {
    const local_seconds reading = home.to_local(until);
    const zone_period period = home.period_at(until);
    if (period.begin == sys_seconds::min()) return reading;
    // After the clock went back, the first reading of the whole repeated hour has passed already.
    return std::max(reading, home.to_local(period.begin - std::chrono::seconds(1)));
}

struct local_rule {
    recurrence_rule rule;
    std::optional<sys_seconds> until{}; ///< an UNTIL in UTC: no occurrence starts after it
    bool open_end = false;              ///< ends otherwise or not at all
};

/// RFC 5545 section 3.3.10: by hours, minutes and seconds nothing is said of dates.
[[nodiscard]] inline local_rule read_locally(recurrence_rule rule, bool all_day, const zone& home) {
    if (all_day) {
        rule.by_hour.clear();
        rule.by_minute.clear();
        rule.by_second.clear();
        if (rule.until) rule.until->kind = until_kind::date;
        return {.rule = std::move(rule)};
    }
    if (!rule.until || rule.until->kind != until_kind::utc)
        return {.rule = std::move(rule), .open_end = true};
    const sys_seconds until(rule.until->at.time_since_epoch());
    rule.until = {.at = last_local(home, until), .kind = until_kind::local};
    return {.rule = std::move(rule), .until = until};
}

} // namespace timewright::detail
