#include "timewright/calendar/rule_count.hpp"

#include "timewright/calendar/rule_stream.hpp"

#include <algorithm>
#include <bit>
#include <optional>

namespace timewright::detail {

namespace {

/// `first` plus `steps` times `length`, or the end of time.
std::int64_t saturating_after(std::int64_t first, std::int64_t steps, std::int64_t length) {
    if (steps > (last_second - first) / length) return last_second;
    return first + steps * length;
}

/// Where every piece is like the first: the n-th start, n > 0, without a step.
std::int64_t nth_of_pattern(const compiled_rule& c, std::int64_t n) {
    const std::int64_t first = c.pattern_day * seconds_per_day;
    const std::int64_t times = c.times_count;
    const std::int64_t in_a_piece = std::popcount(c.pattern_mask) * times;
    const std::int64_t start_bit = floor_div(c.start, seconds_per_day) - c.pattern_day;
    std::int64_t before = std::popcount(c.pattern_mask & ((1ULL << start_bit) - 1)) * times;
    if ((c.pattern_mask >> start_bit & 1U) != 0)
        for (std::int64_t k = 0; k < times; ++k)
            before += first + start_bit * seconds_per_day + c.time_at(k) < c.start ? 1 : 0;
    const std::int64_t index = before + n - 1;
    const std::int64_t base =
        saturating_after(first, index / in_a_piece, c.pattern_step * seconds_per_day);
    std::int64_t bits = index % in_a_piece / times;
    std::uint64_t mask = c.pattern_mask;
    for (; bits > 0; --bits) mask &= mask - 1;
    return std::min(last_second,
                    base + std::countr_zero(mask) * seconds_per_day + c.time_at(index % times));
}

/// HOURLY, MINUTELY, SECONDLY without limits: every unit is like the first.
std::int64_t nth_of_units(const compiled_rule& c, std::int64_t n) {
    const std::int64_t unit = c.bit_seconds();
    const std::int64_t first = floor_div(c.start, unit) * unit;
    std::int64_t before = 0;
    while (before < c.times_count && first + c.time_at(before) < c.start) ++before;
    const std::int64_t index = before + n - 1;
    return std::min(last_second, saturating_after(first, index / c.times_count, c.interval * unit) +
                                     c.time_at(index % c.times_count));
}

bool is_unlimited(const compiled_rule& c) {
    return c.shape == rule_shape::units && !c.day_limits && c.hour_bits == 0xFF'FFFF &&
           c.minute_bits == (1ULL << 60) - 1 && c.second_bits == (1ULL << 60) - 1;
}

/// How many starts each matching day has, where that is the same for every one; else 0.
std::int64_t starts_a_day(const compiled_rule& c) {
    if (c.freq >= frequency::daily) return c.times_count;
    const std::int64_t unit = c.bit_seconds();
    const std::int64_t units = seconds_per_day / unit;
    if (units % c.interval != 0) return 0;
    std::int64_t met = 0;
    for (std::int64_t at = floor_mod(floor_div(c.start, unit), c.interval); at < units;
         at += c.interval) {
        const std::int64_t second = at * unit;
        const bool hour = (c.hour_bits >> second / 3600 & 1U) != 0;
        const bool minute = unit > 60 || (c.minute_bits >> second / 60 % 60 & 1U) != 0;
        const bool in_minute = unit > 1 || (c.second_bits >> second % 60 & 1U) != 0;
        met += hour && minute && in_minute ? 1 : 0;
    }
    return met * c.times_count;
}

/// How many starts a year of each kind has, where the kind alone says it.
class year_totals {
  public:
    explicit year_totals(const compiled_rule& c) : c_(c) {
        const bool every_year =
            c.freq == frequency::yearly || (c.freq == frequency::monthly && 12 % c.interval == 0) ||
            (c.freq == frequency::daily && c.interval == 1) ||
            (c.freq == frequency::weekly && c.interval == 1 && c.set_pos.empty()) ||
            c.shape == rule_shape::units;
        if (every_year && !c.chooses_times() && !c.repeats_days()) in_a_day_ = starts_a_day(c);
    }

    [[nodiscard]] bool known() const noexcept { return in_a_day_ > 0; }
    [[nodiscard]] std::int64_t of(std::int64_t year) {
        std::int64_t& total = totals_[year_masks::kind_of(year)];
        if (total >= 0) return total;
        const bool monthly = c_.freq == frequency::monthly;
        const std::uint32_t step = monthly ? static_cast<std::uint32_t>(c_.interval) : 1U;
        const std::uint32_t phase = civil_of(floor_div(c_.start, seconds_per_day)).month % step;
        // BYSETPOS of a monthly rule is of each month.
        compiled_rule plain = c_;
        if (monthly) plain.set_pos.clear();
        year_days days = plain.days_of(year);
        std::int64_t matching = 0;
        for (std::uint32_t month = phase; month < 12; month += step) {
            std::uint32_t mask = days.months[month];
            if (monthly && !c_.set_pos.empty()) mask = choose_days(c_.set_pos, mask);
            matching += std::popcount(mask);
        }
        return total = matching * in_a_day_;
    }

  private:
    static std::array<std::int64_t, 28> unknown() {
        std::array<std::int64_t, 28> totals{};
        totals.fill(-1);
        return totals;
    }

    const compiled_rule& c_;
    std::int64_t in_a_day_ = 0;
    std::array<std::int64_t, 28> totals_ = unknown();
};

/// Passes over the rest of the start's year, then whole years, then the last one.
std::optional<std::int64_t> nth_by_years(const compiled_rule& c, rule_stream& stream,
                                         std::int64_t n, std::size_t& steps_left) {
    year_totals totals(c);
    if (!totals.known()) return stream.skip_to(n, steps_left);
    std::int64_t year = civil_of(floor_div(c.start, seconds_per_day)).year;
    const auto begin_of = [](std::int64_t of) { return first_of_month(of, 0) * seconds_per_day; };
    stream.seek(c.start, begin_of(year + 1) - 1, true);
    if (auto found = stream.skip_to(n, steps_left); found || stream.is_stalled()) return found;
    n = stream.left();
    const std::int64_t step = c.freq == frequency::yearly ? c.interval : 1;
    for (year += step; year <= 9'999; year += step) {
        if (steps_left == 0) {
            // Nothing is known from this year on.
            stream.seek(begin_of(year), last_second, true);
            return stream.skip_to(n, steps_left);
        }
        --steps_left;
        const std::int64_t total = totals.of(year);
        if (total >= n) break;
        n -= total;
    }
    if (year > 9'999) return std::nullopt;
    stream.seek(begin_of(year), last_second, true);
    return stream.skip_to(n, steps_left);
}

} // namespace

void find_end(compiled_rule& rule, std::int64_t count, std::size_t& steps_left) {
    rule_stream stream(rule);
    std::int64_t first = 0;
    stream.seek(rule.start, rule.start, true);
    std::size_t one_look = 64;
    const bool start_matches = stream.fill(&first, 1, one_look) == 1;
    const std::int64_t n = count - (start_matches ? 0 : 1);
    if (n == 0) {
        rule.last = rule.start - 1; // the start alone, and that is not of the rule
        return;
    }
    if (rule.never) return;
    if (rule.shape == rule_shape::pattern) {
        rule.last = nth_of_pattern(rule, n);
        return;
    }
    if (is_unlimited(rule)) {
        rule.last = nth_of_units(rule, n);
        return;
    }
    stream.seek(rule.start, last_second, true);
    const std::optional<std::int64_t> last = nth_by_years(rule, stream, n, steps_left);
    if (last) {
        rule.last = *last;
    } else if (stream.is_stalled()) {
        rule.end_unknown = true;
        rule.last = stream.stalled_at() - 1;
    }
}

} // namespace timewright::detail
