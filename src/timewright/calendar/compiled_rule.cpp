#include "timewright/calendar/compiled_rule.hpp"

#include "timewright/calendar/rule_count.hpp"

#include <timewright/base/contract.hpp>

#include <algorithm>
#include <bit>
#include <numeric>

namespace timewright::detail {

namespace {

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

/// A mask of seven weekdays, turned so that bit 0 is `first`, repeated for five weeks.
std::uint64_t weekdays_from(std::uint32_t weekdays, std::uint32_t first) {
    const std::uint32_t turned = ((weekdays | weekdays << 7) >> first) & 0x7FU;
    return std::uint64_t{turned} * 0x1020'4081U; // bits 0, 7, 14, 21, 28
}

/// Zero-based days of a stretch of `length` days that begins on weekday `first` which an entry of
/// BYDAY names by its ordinal; -1 when there is none.
std::int32_t nth_weekday(const weekday_ordinal& entry, std::uint32_t first, std::uint32_t length) {
    const auto zero = static_cast<std::int32_t>((entry.day.c_encoding() + 7 - first) % 7);
    const std::int32_t last = zero + (static_cast<std::int32_t>(length) - 1 - zero) / 7 * 7;
    const std::int32_t day =
        entry.ordinal > 0 ? zero + (entry.ordinal - 1) * 7 : last + (entry.ordinal + 1) * 7;
    return day >= 0 && day < static_cast<std::int32_t>(length) ? day : -1;
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

/// A bit after a month's last day is kept when the next month's first day is.
void intersect(day_bits& into, const day_bits& other, bool leap) {
    for (std::size_t month = 0; month < 12; ++month) {
        const std::uint32_t length = month_lengths[month] + (leap && month == 1 ? 1U : 0U);
        const std::uint32_t next = month < 11 ? other[month + 1] & 1U : 0U;
        into[month] &= other[month] | next << length;
    }
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
        if (day == length && c.skip == invalid_day::backward) bits[11] |= 1U << 30;
        if (day == length && c.skip == invalid_day::forward) bits[11] |= 1U << 31;
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
    std::array<std::int64_t, 4> firsts{};
    for (std::size_t i = 0; i < firsts.size(); ++i)
        firsts[i] = first_week(year - 1 + static_cast<std::int64_t>(i), c.week_start);
    const std::int64_t january = first_of_month(year, 0);
    day_bits bits{};
    for (std::uint32_t day = 0; day < (leap ? 366U : 365U); ++day) {
        const std::int64_t at = january + day;
        const std::size_t which = at < firsts[1] ? 0 : at < firsts[2] ? 1 : 2;
        const std::int64_t week = (at - firsts[which]) / 7 + 1;
        const std::int64_t back = (firsts[which + 1] - firsts[which]) / 7 - week + 1;
        if ((c.week_nos >> week & 1U) != 0 || (c.week_nos_back >> back & 1U) != 0)
            set_year_day(bits, day, leap);
    }
    return bits;
}

/// The times of day, or the offsets in the unit of a FREQ below DAILY.
void compile_times(compiled_rule& c, const recurrence_rule& rule, std::int32_t second_of_day) {
    std::vector<std::int32_t> by_second = rule.by_second;
    // The library has no leap seconds.
    for (std::int32_t& second : by_second) second = std::min(second, 59);
    c.hours = rule.by_hour.empty() ? std::vector{second_of_day / 3600} : ascending(rule.by_hour);
    c.minutes =
        rule.by_minute.empty() ? std::vector{second_of_day / 60 % 60} : ascending(rule.by_minute);
    c.seconds = by_second.empty() ? std::vector{second_of_day % 60} : ascending(by_second);
    if (!rule.by_hour.empty()) c.hour_bits = static_cast<std::uint32_t>(bits_of(c.hours));
    if (!rule.by_minute.empty()) c.minute_bits = bits_of(c.minutes);
    if (!by_second.empty()) c.second_bits = bits_of(c.seconds);
    // What is a limit for a short FREQ does not make its units longer.
    if (c.freq < frequency::daily) c.hours = {0};
    if (c.freq < frequency::hourly) c.minutes = {0};
    if (c.freq < frequency::minutely) c.seconds = {0};
    c.times_count = static_cast<std::int64_t>(c.hours.size() * c.minutes.size() * c.seconds.size());
    if (c.times_count > static_cast<std::int64_t>(times_kept_max)) return;
    std::vector<std::int32_t> times;
    times.reserve(static_cast<std::size_t>(c.times_count));
    for (const std::int32_t hour : c.hours)
        for (const std::int32_t minute : c.minutes)
            for (const std::int32_t second : c.seconds)
                times.push_back(hour * 3600 + minute * 60 + second);
    c.times = std::move(times);
}

/// Where a period is one day or less, BYSETPOS takes the same times of every one.
void choose_times(compiled_rule& c) {
    if (c.set_pos.empty() || c.freq > frequency::daily) return;
    std::vector<std::int64_t> chosen;
    choose_positions(c.set_pos, c.times_count, chosen);
    std::vector<std::int32_t> times;
    times.reserve(chosen.size());
    for (const std::int64_t k : chosen) times.push_back(static_cast<std::int32_t>(c.time_at(k)));
    c.times = std::move(times);
    c.times_count = static_cast<std::int64_t>(chosen.size());
    c.never = c.never || chosen.empty();
    c.set_pos.clear();
}

/// What RFC 5545 takes from the start when no BY-part says it.
void compile_defaults(compiled_rule& c, const civil_day& start, std::uint32_t start_weekday) {
    const bool no_dates = c.weekdays == 0 && c.ordinals.empty() && c.month_days == 0 &&
                          c.month_days_back == 0 && c.year_days.empty();
    if (c.freq == frequency::weekly && c.weekdays == 0) c.weekdays = 1U << start_weekday;
    if (!no_dates) return;
    if (c.freq == frequency::yearly && c.week_nos + c.week_nos_back != 0) {
        c.weekdays = 1U << start_weekday;
    } else if (c.freq == frequency::yearly || c.freq == frequency::monthly) {
        c.month_days = 1U << (start.day + 1);
        if (c.freq == frequency::yearly && c.months == compiled_rule::all_months)
            c.months = 1U << (start.month + 1);
    }
}

void compile_dates(compiled_rule& c, const recurrence_rule& rule) {
    if (!rule.by_month.empty()) c.months = static_cast<std::uint32_t>(bits_of(rule.by_month));
    for (const weekday_ordinal& entry : rule.by_day) {
        if (entry.ordinal == 0)
            c.weekdays |= 1U << entry.day.c_encoding();
        else
            c.ordinals.push_back(entry);
    }
    for (const std::int32_t day : rule.by_month_day)
        (day > 0 ? c.month_days : c.month_days_back) |= 1U << (day > 0 ? day : 31 + day);
    for (const std::int32_t week : rule.by_week_no)
        (week > 0 ? c.week_nos : c.week_nos_back) |= 1ULL << (week > 0 ? week : -week);
    c.year_days = rule.by_year_day;
    c.ordinals_in_month = c.freq == frequency::monthly || !rule.by_month.empty();
    c.set_pos = ascending(rule.by_set_pos);
    const std::int64_t start_day = floor_div(c.start, seconds_per_day);
    const std::uint32_t months_said = c.months;
    compile_defaults(c, civil_of(start_day), weekday_of(start_day));
    // BYMONTH of a yearly rule may say all months and still be said.
    if (!rule.by_month.empty()) c.months = months_said;
    c.day_limits = c.months != compiled_rule::all_months || c.weekdays != 0 ||
                   !c.ordinals.empty() || c.month_days != 0 || c.month_days_back != 0 ||
                   !c.year_days.empty() || c.week_nos + c.week_nos_back != 0;
}

void compile_pattern(compiled_rule& c) {
    const std::int64_t start_day = floor_div(c.start, seconds_per_day);
    c.shape = rule_shape::pattern;
    if (c.freq == frequency::daily) {
        const std::int64_t in_a_piece = 63 / c.interval + 1;
        c.pattern_day = start_day;
        c.pattern_step = in_a_piece * c.interval;
        c.pattern_mask = c.stride;
        return;
    }
    c.pattern_day = start_day - (weekday_of(start_day) + 7 - c.week_start) % 7;
    auto week = static_cast<std::uint32_t>(weekdays_from(c.weekdays, c.week_start) & 0x7FU);
    if (!c.set_pos.empty()) week = choose_days(c.set_pos, week);
    c.never = c.never || week == 0;
    const std::int64_t apart = c.interval * 7;
    c.pattern_mask = 0;
    std::int64_t weeks = 0;
    for (; weeks * apart <= 57; ++weeks) c.pattern_mask |= std::uint64_t{week} << (weeks * apart);
    c.pattern_step = weeks * apart;
    c.set_pos.clear();
}

void compile_shape(compiled_rule& c) {
    c.stride = 0;
    for (std::int64_t bit = 0; bit < 64; bit += c.interval) c.stride |= 1ULL << bit;
    const bool all_months = c.months == compiled_rule::all_months;
    if (c.freq < frequency::daily)
        c.shape = rule_shape::units;
    else if (c.freq == frequency::yearly)
        c.shape = rule_shape::years;
    else if (c.freq == frequency::monthly || (c.freq == frequency::daily && c.day_limits))
        c.shape = rule_shape::months;
    else if (c.freq == frequency::weekly && (!all_months || c.chooses_times()))
        c.shape = rule_shape::weeks;
    else
        compile_pattern(c);
}

/// After how long rule and calendar are in step again.
std::int64_t cycle_of(const compiled_rule& c) {
    const auto repeats = [&](std::int64_t periods_in_cycle) {
        const std::int64_t cycles = c.interval / std::gcd(c.interval, periods_in_cycle);
        constexpr std::int64_t cycles_max = 30; // more than there are years
        return std::min(cycles, cycles_max) * days_in_cycle * seconds_per_day;
    };
    switch (c.freq) {
        case frequency::yearly:
            return repeats(400);
        case frequency::monthly:
            return repeats(4'800);
        case frequency::weekly:
            return repeats(days_in_cycle / 7);
        default:
            return repeats(days_in_cycle * (seconds_per_day / c.bit_seconds()));
    }
}

/// Whether a FREQ below DAILY ever meets a time of day that BYHOUR, BYMINUTE and BYSECOND allow.
/// Its steps meet exactly the residues of gcd(INTERVAL, steps of a day).
bool meets_a_time_of_day(const compiled_rule& c) {
    const std::int64_t unit = c.bit_seconds();
    const std::int64_t per_day = seconds_per_day / unit;
    const std::int64_t stride = std::gcd(c.interval, per_day);
    const std::int64_t start = floor_div(c.start, unit);
    for (std::int64_t at = floor_mod(start, stride); at < per_day; at += stride) {
        const std::int64_t second = at * unit;
        const bool hour = (c.hour_bits >> second / 3600 & 1U) != 0;
        const bool minute = unit > 60 || (c.minute_bits >> second / 60 % 60 & 1U) != 0;
        const bool in_minute = unit > 1 || (c.second_bits >> second % 60 & 1U) != 0;
        if (hour && minute && in_minute) return true;
    }
    return false;
}

void compile_until(compiled_rule& c, const recurrence_until& until) {
    c.last = until.at.time_since_epoch().count();
    if (until.kind == until_kind::date)
        c.last = floor_div(c.last, seconds_per_day) * seconds_per_day + seconds_per_day - 1;
    c.last = std::min(c.last, last_second);
}

} // namespace

void choose_positions(const std::vector<std::int32_t>& set_pos, std::int64_t size,
                      std::vector<std::int64_t>& chosen) {
    chosen.clear();
    for (const std::int32_t position : set_pos) {
        const std::int64_t index = position > 0 ? position - 1 : size + position;
        if (index >= 0 && index < size) chosen.push_back(index);
    }
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
}

namespace {

/// Bit number `index` of the `size` that are set, from the nearer end.
std::uint32_t nth_bit(std::uint32_t mask, std::int32_t index, std::int32_t size) {
    if (index < size - index) {
        for (; index > 0; --index) mask &= mask - 1;
        return mask & (~mask + 1);
    }
    for (std::int32_t above = size - 1 - index; above > 0; --above) mask &= ~std::bit_floor(mask);
    return std::bit_floor(mask);
}

} // namespace

std::uint32_t choose_days(const std::vector<std::int32_t>& set_pos, std::uint32_t mask) {
    const std::int32_t size = std::popcount(mask);
    std::uint32_t kept = 0;
    for (const std::int32_t position : set_pos) {
        const std::int32_t index = position > 0 ? position - 1 : size + position;
        if (index >= 0 && index < size) kept |= nth_bit(mask, index, size);
    }
    return kept;
}

void choose_days(const std::vector<std::int32_t>& set_pos, std::array<std::uint32_t, 12>& months) {
    std::array<std::uint32_t, 12> kept{};
    std::array<std::int32_t, 12> sizes{};
    std::int32_t size = 0;
    for (std::size_t i = 0; i < 12; ++i) size += sizes[i] = std::popcount(months[i]);
    for (const std::int32_t position : set_pos) {
        std::int32_t index = position > 0 ? position - 1 : size + position;
        if (index < 0 || index >= size) continue;
        std::size_t at = 0;
        for (; index >= sizes[at]; ++at) index -= sizes[at];
        kept[at] |= nth_bit(months[at], index, sizes[at]);
    }
    months = kept;
}

std::uint32_t compiled_rule::days_of_month(std::uint32_t month, std::uint32_t length,
                                           std::uint32_t first_weekday) const noexcept {
    if ((months >> (month + 1) & 1U) == 0) return 0;
    const std::uint32_t full = 0x7FFF'FFFFU >> (31 - length);
    std::uint32_t mask = full;
    if ((month_days | month_days_back) != 0) {
        mask = (month_days >> 1 | month_days_back >> (31 - length)) & full;
        if (skip != invalid_day::omit && (month_days >> length) > 1)
            mask |= 1U << (skip == invalid_day::backward ? length - 1 : length);
    }
    if (weekdays == 0 && ordinals.empty()) return mask;
    auto days = static_cast<std::uint32_t>(weekdays_from(weekdays, first_weekday));
    if (ordinals.empty()) return mask & days;
    if (!ordinals_in_month) return mask;
    for (const weekday_ordinal& entry : ordinals)
        if (const std::int32_t day = nth_weekday(entry, first_weekday, length); day >= 0)
            days |= 1U << day;
    return mask & days;
}

year_days compiled_rule::days_of(std::int64_t year) const {
    const bool leap = is_leap(year);
    const std::uint32_t january = weekday_of(first_of_month(year, 0));
    detail::year_days days;
    std::uint32_t weekday = january;
    for (std::uint32_t month = 0; month < 12; ++month) {
        const std::uint32_t length = length_of_month(year, month);
        days.months[month] = days_of_month(month, length, weekday);
        weekday = (weekday + length) % 7;
    }
    // BYYEARDAY=366 may stand for the day after, which no other part names.
    if (!year_days.empty()) {
        if (months == all_months && (month_days | month_days_back) == 0 &&
            skip == invalid_day::forward &&
            (weekdays == 0 || (weekdays >> (january + 365) % 7 & 1U)))
            days.months[11] |= 1U << 31;
        intersect(days.months, by_year_day(*this, leap), leap);
    }
    if (!ordinals.empty() && !ordinals_in_month)
        intersect(days.months, year_weekdays(*this, leap, january), leap);
    if (week_nos + week_nos_back != 0)
        intersect(days.months, detail::by_week_no(*this, year, leap), leap);
    if (!set_pos.empty() && !chooses_times()) choose_days(set_pos, days.months);
    days.any = std::any_of(days.months.begin(), days.months.end(),
                           [](std::uint32_t mask) { return mask != 0; });
    return days;
}

compiled_rule compile(const recurrence_rule& rule, local_seconds start, std::size_t& steps_left) {
    TIMEWRIGHT_EXPECTS(!rule.until || rule.until->kind != until_kind::utc);
    compiled_rule c;
    c.freq = rule.freq;
    c.interval = rule.interval;
    c.week_start = rule.week_start.c_encoding();
    c.start = start.time_since_epoch().count();
    c.bounded = rule.count || rule.until;
    // Only these make up dates that a month may not have; elsewhere BY-parts choose among days.
    if (rule.freq >= frequency::monthly) c.skip = rule.skip;
    const std::int64_t day = floor_div(c.start, seconds_per_day);
    compile_dates(c, rule);
    compile_times(c, rule, static_cast<std::int32_t>(c.start - day * seconds_per_day));
    choose_times(c);
    compile_shape(c);
    c.cycle_seconds = cycle_of(c);
    if (rule.until) compile_until(c, *rule.until);
    if (rule.freq < frequency::daily && !meets_a_time_of_day(c)) c.never = true;
    if (rule.count) find_end(c, *rule.count, steps_left);
    return c;
}

} // namespace timewright::detail
