#include "differential/calendar/naive_rule.hpp"

#include <timewright/base/contract.hpp>

#include <algorithm>
#include <bit>
#include <numeric>

namespace timewright::naive {

namespace {

constexpr std::array<std::uint32_t, 12> month_lengths{31, 28, 31, 30, 31, 30,
                                                      31, 31, 30, 31, 30, 31};

std::vector<std::int32_t> ascending(std::vector<std::int32_t> values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

std::uint64_t bits_of(const std::vector<std::int32_t>& values) {
    std::uint64_t bits = 0;
    for (const std::int32_t value : values) bits |= 1ULL << value;
    return bits;
}

/// Zero-based days of a stretch of `length` days that begins on weekday `first` which an entry of
/// BYDAY names by its ordinal; -1 when there is none.
std::int32_t nth_weekday(const weekday_ordinal& entry, std::uint32_t first, std::uint32_t length) {
    const std::int32_t zero = static_cast<std::int32_t>((entry.day.c_encoding() + 7 - first) % 7);
    const std::int32_t last = zero + (static_cast<std::int32_t>(length) - 1 - zero) / 7 * 7;
    const std::int32_t day =
        entry.ordinal > 0 ? zero + (entry.ordinal - 1) * 7 : last + (entry.ordinal + 1) * 7;
    return day >= 0 && day < static_cast<std::int32_t>(length) ? day : -1;
}

/// What BYMONTH, BYMONTHDAY and BYDAY leave of one month.
std::uint32_t month_mask(const compiled_rule& c, std::uint32_t month, std::uint32_t length,
                         std::uint32_t first_weekday) {
    if ((c.months >> (month + 1) & 1U) == 0) return 0;
    const std::uint32_t full = length == 31 ? 0x7FFF'FFFFU : (1U << length) - 1;
    std::uint32_t mask = full;
    if (c.month_days != 0 || c.month_days_back != 0) {
        mask = c.month_days >> 1;
        for (std::uint32_t back = 1; back <= length; ++back)
            if ((c.month_days_back >> back & 1U) != 0) mask |= 1U << (length - back);
    }
    if (c.weekdays != 0 || !c.ordinals.empty()) {
        std::uint32_t days = 0;
        constexpr std::uint32_t every_week = 0x1020'4081U; // bits 0, 7, 14, 21, 28
        for (std::uint32_t weekday = 0; weekday < 7; ++weekday)
            if ((c.weekdays >> weekday & 1U) != 0)
                days |= every_week << ((weekday + 7 - first_weekday) % 7);
        if (c.ordinals_in_month)
            for (const weekday_ordinal& entry : c.ordinals)
                if (const std::int32_t day = nth_weekday(entry, first_weekday, length); day >= 0)
                    days |= 1U << day;
        if (c.ordinals_in_month || c.ordinals.empty()) mask &= days;
    }
    return mask & full;
}

using day_bits = std::array<std::uint32_t, 12>;

void set_year_day(day_bits& bits, std::uint32_t day, bool leap) {
    for (std::uint32_t month = 0; month < 12; ++month) {
        const std::uint32_t length = month_lengths[month] + (leap && month == 1 ? 1U : 0U);
        if (day < length) {
            bits[month] |= 1U << day;
            return;
        }
        day -= length;
    }
}

void intersect(day_bits& into, const day_bits& other) {
    for (std::size_t month = 0; month < 12; ++month) into[month] &= other[month];
}

/// BYDAY with ordinals that count in the year, joined with its plain weekdays.
day_bits year_weekdays(const compiled_rule& c, bool leap, std::uint32_t first_weekday) {
    const std::uint32_t length = leap ? 366 : 365;
    day_bits bits{};
    for (std::uint32_t day = 0; day < length; ++day)
        if ((c.weekdays >> (first_weekday + day) % 7 & 1U) != 0) set_year_day(bits, day, leap);
    for (const weekday_ordinal& entry : c.ordinals)
        if (const std::int32_t day = nth_weekday(entry, first_weekday, length); day >= 0)
            set_year_day(bits, static_cast<std::uint32_t>(day), leap);
    return bits;
}

day_bits by_year_day(const compiled_rule& c, bool leap) {
    const std::int32_t length = leap ? 366 : 365;
    day_bits bits{};
    for (const std::int32_t entry : c.year_days) {
        const std::int32_t day = entry > 0 ? entry - 1 : length + entry;
        if (day >= 0 && day < length) set_year_day(bits, static_cast<std::uint32_t>(day), leap);
    }
    return bits;
}

/// Week 1 is the first with at least four days in the year.
std::int64_t first_week(std::int64_t year, std::uint32_t week_start) {
    const std::int64_t january = first_of_month(year, 0);
    const std::int64_t into_week = (weekday_of(january) + 7 - week_start) % 7;
    return into_week <= 3 ? january - into_week : january + 7 - into_week;
}

day_bits by_week_no(const compiled_rule& c, std::int64_t year, bool leap) {
    const std::uint32_t week_start = c.rule.week_start.c_encoding();
    std::array<std::int64_t, 4> firsts{};
    for (std::size_t i = 0; i < firsts.size(); ++i)
        firsts[i] = first_week(year - 1 + static_cast<std::int64_t>(i), week_start);
    const std::int64_t january = first_of_month(year, 0);
    day_bits bits{};
    for (std::uint32_t day = 0; day < (leap ? 366U : 365U); ++day) {
        const std::int64_t at = january + day;
        const std::size_t which = at < firsts[1] ? 0 : at < firsts[2] ? 1 : 2;
        const std::int64_t week = (at - firsts[which]) / 7 + 1;
        const std::int64_t back = (firsts[which + 1] - firsts[which]) / 7 - week + 1;
        if (c.week_nos[static_cast<std::size_t>(week)] ||
            c.week_nos_back[static_cast<std::size_t>(back)])
            set_year_day(bits, day, leap);
    }
    return bits;
}

void compile_times(compiled_rule& c, std::int32_t second_of_day) {
    const recurrence_rule& rule = c.rule;
    std::vector<std::int32_t> seconds = rule.by_second;
    for (std::int32_t& second : seconds) second = std::min(second, 59);
    c.hours = rule.by_hour.empty() ? std::vector{second_of_day / 3600} : ascending(rule.by_hour);
    c.minutes =
        rule.by_minute.empty() ? std::vector{second_of_day / 60 % 60} : ascending(rule.by_minute);
    c.seconds = seconds.empty() ? std::vector{second_of_day % 60} : ascending(seconds);
    if (!rule.by_hour.empty()) c.hour_bits = static_cast<std::uint32_t>(bits_of(c.hours));
    if (!rule.by_minute.empty()) c.minute_bits = bits_of(c.minutes);
    if (!seconds.empty()) c.second_bits = bits_of(c.seconds);
}

/// What RFC 5545 takes from the start when no BY-part says it.
void compile_defaults(compiled_rule& c, const civil_day& start, std::uint32_t start_weekday) {
    const bool no_dates = c.weekdays == 0 && c.ordinals.empty() && c.month_days == 0 &&
                          c.month_days_back == 0 && c.year_days.empty();
    if (c.rule.freq == frequency::weekly && c.weekdays == 0) c.weekdays = 1U << start_weekday;
    if (!no_dates) return;
    if (c.rule.freq == frequency::yearly && c.by_week_no) {
        c.weekdays = 1U << start_weekday;
    } else if (c.rule.freq == frequency::yearly || c.rule.freq == frequency::monthly) {
        c.month_days = 1U << (start.day + 1);
        if (c.rule.freq == frequency::yearly && c.all_months) c.months = 1U << (start.month + 1);
    }
}

void compile_dates(compiled_rule& c) {
    const recurrence_rule& rule = c.rule;
    if (!rule.by_month.empty()) {
        c.months = static_cast<std::uint32_t>(bits_of(rule.by_month));
        c.all_months = false;
    }
    for (const weekday_ordinal& entry : rule.by_day) {
        if (entry.ordinal == 0)
            c.weekdays |= 1U << entry.day.c_encoding();
        else
            c.ordinals.push_back(entry);
    }
    for (const std::int32_t day : rule.by_month_day)
        (day > 0 ? c.month_days : c.month_days_back) |= 1U << (day > 0 ? day : -day);
    for (const std::int32_t week : rule.by_week_no)
        (week > 0 ? c.week_nos
                  : c.week_nos_back)[static_cast<std::size_t>(week > 0 ? week : -week)] = true;
    c.year_days = rule.by_year_day;
    c.by_week_no = !rule.by_week_no.empty();
    c.ordinals_in_month = rule.freq == frequency::monthly || !rule.by_month.empty();
    c.set_pos = ascending(rule.by_set_pos);
    const civil_day start = civil_of(floor_div(c.start, seconds_per_day));
    compile_defaults(c, start, weekday_of(floor_div(c.start, seconds_per_day)));
    c.day_limits = c.months != 0x1FFE || c.weekdays != 0 || !c.ordinals.empty() ||
                   c.month_days != 0 || c.month_days_back != 0 || !c.year_days.empty() ||
                   c.by_week_no;
}

std::int64_t unit_of(frequency freq) {
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

/// `steps` times `length` after the start, or the end of time.
std::int64_t saturating_after(std::int64_t start, std::int64_t steps, std::int64_t length) {
    if (steps > (last_second - start) / length) return last_second;
    return start + steps * length;
}

/// FREQ=WEEKLY with nothing but BYDAY: where the count runs out.
std::int64_t last_of_weeks(const compiled_rule& c) {
    const std::uint32_t week_start = c.rule.week_start.c_encoding();
    const std::int64_t day = floor_div(c.start, seconds_per_day);
    const std::uint32_t offset = (weekday_of(day) + 7 - week_start) % 7;
    std::array<std::uint32_t, 7> offsets{};
    std::int64_t per_week = 0;
    std::int64_t before_start = 0;
    bool start_matches = false;
    for (std::uint32_t i = 0; i < 7; ++i) {
        if ((c.weekdays >> (week_start + i) % 7 & 1U) == 0) continue;
        if (i < offset) ++before_start;
        start_matches = start_matches || i == offset;
        offsets[static_cast<std::size_t>(per_week++)] = i;
    }
    const std::int64_t left = *c.rule.count - (start_matches ? 0 : 1);
    if (left == 0) return c.start - 1; // the start alone, and that is not of the rule
    const std::int64_t index = before_start + left - 1;
    const std::int64_t week = saturating_after(c.start - offset * seconds_per_day, index / per_week,
                                               c.rule.interval * 7 * seconds_per_day);
    return std::min(last_second,
                    week + offsets[static_cast<std::size_t>(index % per_week)] * seconds_per_day);
}

void compile_end(compiled_rule& c) {
    const recurrence_rule& rule = c.rule;
    c.bounded = rule.count || rule.until;
    if (rule.until) {
        c.last = rule.until->at.time_since_epoch().count();
        if (rule.until->kind == until_kind::date)
            c.last = floor_div(c.last, seconds_per_day) * seconds_per_day + seconds_per_day - 1;
        c.last = std::min(c.last, last_second);
    }
    if (!rule.count) return;
    const bool times = !rule.by_hour.empty() || !rule.by_minute.empty() || !rule.by_second.empty();
    const bool plain = !times && rule.by_set_pos.empty();
    if (plain && rule.freq <= frequency::daily && !c.day_limits)
        c.last = saturating_after(c.start, *rule.count - 1, rule.interval * unit_of(rule.freq));
    else if (plain && rule.freq == frequency::weekly && c.months == 0x1FFE)
        c.last = last_of_weeks(c);
    else
        c.count = rule.count;
}

/// Whether a FREQ below DAILY ever meets a time of day that BYHOUR, BYMINUTE and BYSECOND allow.
/// Its steps meet exactly the residues of gcd(INTERVAL, steps of a day).
bool meets_a_time_of_day(const compiled_rule& c) {
    const std::int64_t unit = unit_of(c.rule.freq);
    const std::int64_t per_day = seconds_per_day / unit;
    const std::int64_t stride = std::gcd(c.rule.interval, per_day);
    const std::int64_t start = floor_div(c.start, unit);
    std::int64_t at = (start % stride + stride) % stride;
    for (; at < per_day; at += stride) {
        const std::int64_t second = at * unit;
        const bool hour = (c.hour_bits >> second / 3600 & 1U) != 0;
        const bool minute = unit > 60 || (c.minute_bits >> second / 60 % 60 & 1U) != 0;
        const bool in_minute = unit > 1 || (c.second_bits >> second % 60 & 1U) != 0;
        if (hour && minute && in_minute) return true;
    }
    return false;
}

} // namespace

year_days compiled_rule::days_of(std::int64_t year) const {
    const bool leap = is_leap(year);
    const std::uint32_t january = weekday_of(first_of_month(year, 0));
    naive::year_days days;
    std::uint32_t weekday = january;
    for (std::uint32_t month = 0; month < 12; ++month) {
        const std::uint32_t length = month_lengths[month] + (leap && month == 1 ? 1U : 0U);
        days.months[month] = month_mask(*this, month, length, weekday);
        weekday = (weekday + length) % 7;
    }
    if (!ordinals.empty() && !ordinals_in_month)
        intersect(days.months, year_weekdays(*this, leap, january));
    if (!year_days.empty()) intersect(days.months, by_year_day(*this, leap));
    if (by_week_no) intersect(days.months, naive::by_week_no(*this, year, leap));
    days.any = std::any_of(days.months.begin(), days.months.end(),
                           [](std::uint32_t mask) { return mask != 0; });
    return days;
}

compiled_rule compile(const recurrence_rule& rule, local_seconds start) {
    TIMEWRIGHT_EXPECTS(!rule.until || rule.until->kind != until_kind::utc);
    compiled_rule c;
    c.rule = rule;
    c.start = start.time_since_epoch().count();
    const std::int64_t day = floor_div(c.start, seconds_per_day);
    compile_times(c, static_cast<std::int32_t>(c.start - day * seconds_per_day));
    compile_dates(c);
    compile_end(c);
    if (rule.freq < frequency::daily) c.never = !meets_a_time_of_day(c);
    return c;
}

} // namespace timewright::naive
