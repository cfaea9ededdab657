/// @file
/// quota: how much one person may book in a day, a week or a month.
///
/// A quota is kept as what it is: units that can be taken at most. Each person and period has a
/// calendar user of its own, whose capacity is the limit, and every booking takes units of it over the
/// whole period. So the claim kernel enforces quotas as it enforces rooms, races included, and what is
/// cancelled or moved gives its units back without anybody counting.
///
///     const booking_quota weekly{.per = quota_period::week, .measure = quota_measure::time,
///                                .limit = 8 * 60, .in_zone = lisbon};
///     quota_draw taken = compute_draw(weekly, atlantic, ana, nine_to_ten);
///     // 60 of 480 units of quota_id(...) over Ana's week
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/fingerprint.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

namespace timewright {

enum class quota_period : std::uint8_t {
    day = 0,
    week = 1, ///< from Monday on (ISO 8601)
    month = 2,
};

enum class quota_measure : std::uint8_t {
    bookings = 0, ///< each occurrence is one
    time = 1,     ///< minutes, begun ones included; buffers are not counted
};

/// The most that a quota may allow.
inline constexpr std::uint32_t quota_limit_max = 1'000'000;

struct booking_quota {
    quota_period per = quota_period::week;
    quota_measure measure = quota_measure::time;
    std::uint32_t limit = 0; ///< bookings, or minutes; at least 1
    zone in_zone{};          ///< whose midnights begin the periods

    friend bool operator==(const booking_quota& a, const booking_quota& b) {
        return a.per == b.per && a.measure == b.measure && a.limit == b.limit &&
               a.in_zone.name() == b.in_zone.name();
    }
};

/// "day", "week", "month".
[[nodiscard]] constexpr const char* to_string(quota_period period) noexcept {
    switch (period) {
        case quota_period::day: return "day";
        case quota_period::week: return "week";
        case quota_period::month: return "month";
    }
    return "week";
}

/// Units that one occurrence takes of a quota.
struct quota_draw {
    calendar_user_id quota; ///< see quota_id
    interval period;
    std::uint32_t units = 1;
    std::uint32_t limit = 1; ///< the capacity of that calendar user

    friend bool operator==(const quota_draw&, const quota_draw&) = default;
};

/// Checks a quota that comes from outside. Errors: invalid_input unless 1 <= limit <= quota_limit_max.
[[nodiscard]] inline result<void, error> validate(const booking_quota& quota) {
    if (1 <= quota.limit && quota.limit <= quota_limit_max) return {};
    return unexpected(invalid_input("a quota allows from 1 to " + std::to_string(quota_limit_max) +
                                    " bookings or minutes, not " + std::to_string(quota.limit)));
}

/// The period in which an instant lies, from local midnight to local midnight: a day has 23 or 25
/// hours where the clocks change.
[[nodiscard]] inline interval compute_period(const booking_quota& quota, sys_seconds at) {
    using std::chrono::days;
    using std::chrono::months;
    const std::chrono::local_days today = std::chrono::floor<days>(quota.in_zone.to_local(at));
    std::chrono::local_days first = today;
    std::chrono::local_days next = today + days(1);
    if (quota.per == quota_period::week) {
        first = today - (std::chrono::weekday(today) - std::chrono::Monday);
        next = first + days(7);
    } else if (quota.per == quota_period::month) {
        const std::chrono::year_month_day date(today);
        const std::chrono::year_month month(date.year(), date.month());
        first = std::chrono::local_days(month / std::chrono::day(1));
        next = std::chrono::local_days((month + months(1)) / std::chrono::day(1));
    }
    return {quota.in_zone.to_instant(local_seconds(first)),
            quota.in_zone.to_instant(local_seconds(next))};
}

/// The calendar user that stands for a quota of `owner` (a room; nil: the organization) in one
/// period of one person. A UUID of version 8 (RFC 9562 section 5.8), so that no minted id is like it.
[[nodiscard]] inline calendar_user_id quota_id(const booking_quota& quota, calendar_user_id owner,
                                               calendar_user_id person, sys_seconds period_start) {
    const fingerprint named = compute_fingerprint(
        "quota/" + owner.to_string() + "/" + person.to_string() + "/" + to_string(quota.per) +
        (quota.measure == quota_measure::time ? "/time/" : "/bookings/") +
        std::to_string(period_start.time_since_epoch().count()));
    return {0x7471'0000'0000'8000ULL | (named.high & 0x0000'FFFF'FFFF'0FFFULL),
            0x8000'0000'0000'0000ULL | (named.low >> 2)};
}

/// True for what quota_id() makes: no person, room or equipment.
[[nodiscard]] constexpr bool is_quota(calendar_user_id id) noexcept {
    return id.high() >> 48 == 0x7471 && (id.high() >> 12 & 0xF) == 8 && id.low() >> 62 == 2;
}

/// What an occurrence takes of a quota: it counts whole for the period in which it starts.
/// Precondition: the quota is valid.
[[nodiscard]] inline quota_draw compute_draw(const booking_quota& quota, calendar_user_id owner,
                                             calendar_user_id person, const interval& occurrence) {
    const interval period = compute_period(quota, occurrence.start());
    std::uint32_t units = 1;
    if (quota.measure == quota_measure::time)
        units = static_cast<std::uint32_t>(
            std::min<std::int64_t>((occurrence.length().count() + 59) / 60,
                                   std::numeric_limits<std::uint32_t>::max()));
    return {quota_id(quota, owner, person, period.start()), period, units, quota.limit};
}

} // namespace timewright
