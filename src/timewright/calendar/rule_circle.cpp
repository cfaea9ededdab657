#include "timewright/calendar/rule_circle.hpp"

#include <algorithm>
#include <numeric>

namespace timewright::detail {

namespace {

constexpr std::int64_t week_seconds = 7 * seconds_per_day;
/// More than there are seconds in all the years, and far from the end of the numbers.
constexpr std::int64_t period_max = std::int64_t{1} << 40;
constexpr std::size_t rests_max = 10'000; ///< of all rules of a series
constexpr std::size_t circles_max = 16;   ///< each is held against each

/// The weekdays that BYDAY leaves, bit 0 is Sunday; 0: all.
std::uint32_t weekdays_of(const compiled_rule& rule) {
    std::uint32_t bits = rule.weekdays;
    for (const weekday_ordinal& entry : rule.ordinals) bits |= 1U << entry.day.c_encoding();
    return bits;
}

/// The times of day of matching days that begin `every` days apart from day `first` on, of the
/// weekdays `bits` alone if there are any.
rule_circle circle_of_days(const compiled_rule& rule, std::int64_t first, std::int64_t every,
                           std::uint32_t bits) {
    const bool by_week = bits != 0;
    rule_circle circle{.length = (by_week ? 7 * every : every) * seconds_per_day};
    for (std::int64_t day = first; day < first + (by_week ? 7 : 1); ++day) {
        if (by_week && (bits >> weekday_of(day) & 1U) == 0) continue;
        for (std::int64_t k = 0; k < rule.times_count; ++k)
            circle.rests.push_back(
                floor_mod(day * seconds_per_day + rule.time_at(k), circle.length));
    }
    return circle;
}

bool is_met(const compiled_rule& rule, std::int64_t second) {
    const std::int64_t unit = rule.bit_seconds();
    return (rule.hour_bits >> second / 3600 & 1U) != 0 &&
           (unit > 60 || (rule.minute_bits >> second / 60 % 60 & 1U) != 0) &&
           (unit > 1 || (rule.second_bits >> second % 60 & 1U) != 0);
}

/// FREQ below DAILY: by the day or week where INTERVAL divides the day and BYHOUR, BYDAY and the
/// like leave few times, else by the step.
std::optional<rule_circle> circle_of_units(const compiled_rule& rule) {
    const std::int64_t unit = rule.bit_seconds();
    if (rule.interval > period_max / unit) return std::nullopt;
    const std::int64_t step = rule.interval * unit;
    const std::int64_t first = floor_div(rule.start, unit) * unit;
    rule_circle by_step{.length = step};
    for (std::int64_t k = 0; k < rule.times_count; ++k)
        by_step.rests.push_back(floor_mod(first + rule.time_at(k), step));
    const std::uint32_t weekdays = weekdays_of(rule);
    const bool limited = weekdays != 0 || rule.hour_bits != 0xFF'FFFF ||
                         rule.minute_bits != (1ULL << 60) - 1 ||
                         rule.second_bits != (1ULL << 60) - 1;
    if (!limited || seconds_per_day % step != 0) return by_step;
    rule_circle by_day{.length = weekdays != 0 ? week_seconds : seconds_per_day};
    for (std::int64_t day = 0; day < by_day.length / seconds_per_day; ++day) {
        if (weekdays != 0 && (weekdays >> weekday_of(day) & 1U) == 0) continue;
        for (std::int64_t at = floor_mod(first, step); at < seconds_per_day; at += step) {
            if (!is_met(rule, at)) continue;
            for (std::int64_t k = 0; k < rule.times_count; ++k)
                by_day.rests.push_back(
                    floor_mod(day * seconds_per_day + at + rule.time_at(k), by_day.length));
            if (by_day.rests.size() > rests_max) return by_step;
        }
    }
    return by_day;
}

std::optional<rule_circle> circle_of(const compiled_rule& rule) {
    if (rule.never) return rule_circle{};
    if (7 * rule.times_count > static_cast<std::int64_t>(rests_max)) return std::nullopt;
    const std::int64_t day = floor_div(rule.start, seconds_per_day);
    switch (rule.freq) {
        case frequency::secondly:
        case frequency::minutely:
        case frequency::hourly:
            return circle_of_units(rule);
        case frequency::daily:
            if (rule.interval == 1) break;
            return circle_of_days(rule, day, rule.interval, 0);
        case frequency::weekly:
            return circle_of_days(rule, day - (weekday_of(day) + 7 - rule.week_start) % 7,
                                  rule.interval, rule.weekdays);
        case frequency::monthly:
        case frequency::yearly:
            break;
    }
    return circle_of_days(rule, day, 1, weekdays_of(rule));
}

/// Both on a circle of length `around`, the rests of `a` ascending.
bool any_overlap(const std::vector<std::int64_t>& a, std::int64_t length_a,
                 const std::vector<std::int64_t>& b, std::int64_t length_b, std::int64_t around) {
    if (a.empty() || b.empty()) return false;
    if (length_a + length_b > around) return true;
    for (const std::int64_t point : b) {
        const auto next = std::lower_bound(a.begin(), a.end(), point);
        const std::int64_t after = next == a.end() ? a.front() + around : *next;
        const std::int64_t before = next == a.begin() ? a.back() - around : *std::prev(next);
        if (after - point < length_b || point - before < length_a) return true;
    }
    return false;
}

std::vector<std::int64_t> moved_rests(const rule_circle& circle, std::int64_t shift,
                                      std::int64_t around) {
    std::vector<std::int64_t> rests;
    rests.reserve(circle.rests.size());
    for (const std::int64_t rest : circle.rests) rests.push_back(floor_mod(rest + shift, around));
    std::sort(rests.begin(), rests.end());
    return rests;
}

std::optional<std::int64_t> short_period_of(const compiled_rule& rule) {
    if (rule.never) return 1;
    const bool weekdays_alone = rule.months == compiled_rule::all_months && rule.month_days == 0 &&
                                rule.month_days_back == 0 && rule.year_days.empty() &&
                                rule.week_nos + rule.week_nos_back == 0 && rule.ordinals.empty();
    if (!weekdays_alone || rule.freq >= frequency::monthly) return std::nullopt;
    if (rule.freq == frequency::weekly)
        return common_multiple(rule.interval, 1).value_or(period_max) > period_max / week_seconds
                   ? std::nullopt
                   : std::optional(rule.interval * week_seconds);
    const std::int64_t unit = rule.bit_seconds();
    if (rule.interval > period_max / unit) return std::nullopt;
    const bool free_of_days = rule.freq < frequency::daily && rule.weekdays == 0 &&
                              rule.hour_bits == 0xFF'FFFF && rule.minute_bits == (1ULL << 60) - 1 &&
                              rule.second_bits == (1ULL << 60) - 1;
    return common_multiple(rule.interval * unit, rule.weekdays != 0 ? week_seconds
                                                 : free_of_days     ? 1
                                                                    : seconds_per_day);
}

} // namespace

std::optional<std::int64_t> common_multiple(std::int64_t a, std::int64_t b) {
    const std::int64_t part = a / std::gcd(a, b);
    if (part > period_max / b) return std::nullopt;
    return part * b;
}

std::optional<std::vector<rule_circle>> circles_of(const compiled_recurrence& series) {
    std::vector<rule_circle> circles;
    if (series.rules.size() > circles_max) return std::nullopt;
    std::size_t rests = 0;
    for (const compiled_rule& rule : series.rules) {
        std::optional<rule_circle> circle = circle_of(rule);
        if (!circle) return std::nullopt;
        rests += circle->rests.size();
        if (rests > rests_max) return std::nullopt;
        circles.push_back(std::move(*circle));
    }
    return circles;
}

bool overlap(const circle_spans& a, const circle_spans& b) {
    for (const rule_circle& one : *a.circles)
        for (const rule_circle& other : *b.circles) {
            const std::int64_t around = std::gcd(one.length, other.length);
            if (any_overlap(moved_rests(one, a.shift, around), a.length,
                            moved_rests(other, b.shift, around), b.length, around))
                return true;
        }
    return false;
}

std::optional<std::int64_t> short_period_of(const compiled_recurrence& series) {
    std::optional<std::int64_t> period = 1;
    for (const std::vector<compiled_rule>* rules : {&series.rules, &series.exclusion_rules})
        for (const compiled_rule& rule : *rules) {
            const std::optional<std::int64_t> one = short_period_of(rule);
            if (!one) return std::nullopt;
            period = common_multiple(*period, *one);
            if (!period) return std::nullopt;
        }
    return period;
}

std::int64_t calendar_cycles_of(const compiled_recurrence& series) {
    std::int64_t cycles = 1;
    for (const std::vector<compiled_rule>* rules : {&series.rules, &series.exclusion_rules})
        for (const compiled_rule& rule : *rules)
            cycles = std::min(
                cycles_max,
                std::lcm(cycles, std::min(cycles_max,
                                          rule.cycle_seconds / (days_in_cycle * seconds_per_day))));
    return cycles;
}

} // namespace timewright::detail
