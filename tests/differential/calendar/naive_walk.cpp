#include "differential/calendar/naive_walk.hpp"

#include <timewright/base/contract.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <optional>
#include <span>

namespace timewright::naive {

namespace {

/// After so many empty periods on end nothing will ever match: that is one 400-year cycle.
constexpr std::int64_t years_in_cycle = 400;
constexpr std::int64_t months_in_cycle = 4'800;
constexpr std::int64_t weeks_in_cycle = 20'871;

/// Up to 31 days from `first_day` on, as bits.
struct day_chunk {
    std::int64_t first_day;
    std::uint32_t mask;
};

/// The masks of the kinds of year that were met. What the BY-parts say of a year depends on its
/// first weekday, on whether it is a leap year and, for BYWEEKNO, whether a neighbour is.
class year_masks {
  public:
    explicit year_masks(const compiled_rule& rule) : rule_(rule) {}

    const year_days& operator()(std::int64_t year) {
        const std::size_t leap = is_leap(year)       ? 1
                                 : is_leap(year - 1) ? 2
                                 : is_leap(year + 1) ? 3
                                                     : 0;
        const std::size_t kind = leap * 7 + weekday_of(first_of_month(year, 0));
        if (!known_[kind]) {
            days_[kind] = rule_.days_of(year);
            known_[kind] = true;
        }
        return days_[kind];
    }

  private:
    const compiled_rule& rule_;
    std::array<year_days, 28> days_{};
    std::bitset<28> known_{};
};

class walker {
  public:
    walker(const compiled_rule& rule, const walk_request& request)
        : c_(rule), request_(request), masks_(rule), lower_(std::max(request.from, rule.start)) {
        to_ = std::min(request.to, std::min(rule.last, last_second) + 1);
        if (rule.count) {
            left_ = *rule.count;
            lower_ = rule.start;
        }
        result_.reach = request.to;
    }

    walk_result run() && {
        if (!c_.never && lower_ < to_) {
            switch (c_.rule.freq) {
                case frequency::yearly:
                    years();
                    break;
                case frequency::monthly:
                    months();
                    break;
                case frequency::weekly:
                    weeks();
                    break;
                case frequency::daily:
                    days();
                    break;
                case frequency::hourly:
                    units(3600);
                    break;
                case frequency::minutely:
                    units(60);
                    break;
                case frequency::secondly:
                    units(1);
                    break;
            }
        }
        return std::move(result_);
    }

  private:
    /// Counts a piece of work that begins at `at`. False: the budget is used up.
    bool step(std::int64_t at) {
        if (result_.steps >= request_.steps_max) return truncate(at);
        ++result_.steps;
        return true;
    }
    bool truncate(std::int64_t at) {
        result_.truncated = true;
        result_.reach = std::min(std::max(at, request_.from), request_.to);
        return false;
    }

    /// A start of the rule, in ascending order. False: no later one is wanted.
    bool emit(std::int64_t at) {
        if (at < lower_) return true;
        if (at >= to_) return false;
        if (c_.count) {
            // The first occurrence is the start, whether or not the rule matches it.
            if (!counted_ && at != c_.start) --left_;
            counted_ = true;
            if (left_ <= 0) return false;
            --left_;
        }
        if (at < request_.from) return true;
        if (result_.starts.size() >= request_.starts_max) return truncate(at);
        result_.starts.push_back(at);
        return true;
    }

    bool emit_times(std::int64_t day) {
        const std::int64_t midnight = day * seconds_per_day;
        const std::int64_t times = c_.times_per_day();
        for (std::int64_t k = 0; k < times; ++k) {
            const std::int64_t at = midnight + c_.time_at(k);
            if (!step(at) || !emit(at)) return false;
        }
        return true;
    }

    /// One period's days, chunks ascending. False: stop.
    bool emit_period(std::span<const day_chunk> chunks) {
        if (!c_.set_pos.empty()) return emit_chosen_days(chunks);
        for (const day_chunk& chunk : chunks) {
            if ((chunk.first_day + 31) * seconds_per_day < lower_) continue;
            for (std::uint32_t mask = chunk.mask; mask != 0; mask &= mask - 1)
                if (!emit_times(chunk.first_day + std::countr_zero(mask))) return false;
        }
        return true;
    }

    /// Which of `size` members BYSETPOS takes, ascending.
    void choose(std::int64_t size) {
        chosen_.clear();
        for (const std::int32_t position : c_.set_pos) {
            const std::int64_t index = position > 0 ? position - 1 : size + position;
            if (index >= 0 && index < size) chosen_.push_back(index);
        }
        std::sort(chosen_.begin(), chosen_.end());
        chosen_.erase(std::unique(chosen_.begin(), chosen_.end()), chosen_.end());
    }

    bool emit_chosen_days(std::span<const day_chunk> chunks) {
        std::int64_t days = 0;
        for (const day_chunk& chunk : chunks) days += std::popcount(chunk.mask);
        const std::int64_t times = c_.times_per_day();
        choose(days * times);
        auto next = chosen_.begin();
        std::int64_t index = 0; // of the day in the period
        for (const day_chunk& chunk : chunks)
            for (std::uint32_t mask = chunk.mask; mask != 0; mask &= mask - 1, ++index)
                for (; next != chosen_.end() && *next < (index + 1) * times; ++next) {
                    const std::int64_t day = chunk.first_day + std::countr_zero(mask);
                    const std::int64_t at = day * seconds_per_day + c_.time_at(*next % times);
                    if (!step(at) || !emit(at)) return false;
                }
        return true;
    }

    /// While counting: passes a period that ends before the window without listing it. True:
    /// passed. `period_end` may be later than the end, never earlier.
    bool count_past(std::int64_t days, std::int64_t period_end) {
        if (!c_.count || !counted_ || period_end > request_.from) return false;
        std::int64_t members = days * c_.times_per_day();
        if (!c_.set_pos.empty()) {
            choose(members);
            members = static_cast<std::int64_t>(chosen_.size());
        }
        left_ -= members;
        return true;
    }
    [[nodiscard]] bool counted_out() const noexcept { return c_.count && left_ <= 0; }

    /// The index of the first period to look at: the start's is 0.
    [[nodiscard]] std::int64_t periods_to(std::int64_t units_since_start) const noexcept {
        return std::max<std::int64_t>(0, units_since_start / c_.rule.interval);
    }

    void years() {
        const std::int64_t first = civil_of(floor_div(c_.start, seconds_per_day)).year;
        const std::int64_t seek = civil_of(floor_div(lower_, seconds_per_day)).year;
        std::int64_t empty = 0;
        for (std::int64_t k = periods_to(seek - first);; ++k) {
            const std::int64_t year = first + k * c_.rule.interval;
            if (year > 9999 || counted_out()) return;
            const std::int64_t january = first_of_month(year, 0);
            if (january * seconds_per_day >= to_ || !step(january * seconds_per_day)) return;
            const year_days& days = masks_(year);
            empty = days.any ? 0 : empty + 1;
            if (empty > years_in_cycle) return;
            if (days.any && !emit_year(year, january, days)) return;
        }
    }

    bool emit_year(std::int64_t year, std::int64_t january, const year_days& days) {
        std::int64_t members = 0;
        for (const std::uint32_t mask : days.months) members += std::popcount(mask);
        if (count_past(members, (january + 366) * seconds_per_day)) return true;
        std::array<day_chunk, 12> chunks{};
        std::size_t used = 0;
        for (std::uint32_t month = 0; month < 12; ++month)
            if (days.months[month] != 0)
                chunks[used++] = {first_of_month(year, month), days.months[month]};
        return emit_period({chunks.data(), used});
    }

    void months() {
        const civil_day start = civil_of(floor_div(c_.start, seconds_per_day));
        const civil_day seek = civil_of(floor_div(lower_, seconds_per_day));
        const std::int64_t first = start.year * 12 + start.month;
        std::int64_t empty = 0;
        for (std::int64_t k = periods_to(seek.year * 12 + seek.month - first);; ++k) {
            const std::int64_t index = first + k * c_.rule.interval;
            const std::int64_t year = index / 12;
            if (year > 9999 || counted_out()) return;
            const auto month = static_cast<std::uint32_t>(index % 12);
            const std::int64_t day = first_of_month(year, month);
            if (day * seconds_per_day >= to_ || !step(day * seconds_per_day)) return;
            const day_chunk chunk{day, masks_(year).months[month]};
            empty = chunk.mask != 0 ? 0 : empty + 1;
            if (empty > months_in_cycle) return;
            if (chunk.mask == 0) continue;
            if (count_past(std::popcount(chunk.mask), (day + 31) * seconds_per_day)) continue;
            if (!emit_period({&chunk, 1})) return;
        }
    }

    /// Seven bits from the first day of a week on, BYMONTH applied.
    [[nodiscard]] std::uint32_t week_mask(std::int64_t first_day) const {
        const std::uint32_t first = weekday_of(first_day);
        const std::uint32_t twice = c_.weekdays | c_.weekdays << 7;
        std::uint32_t mask = twice >> first & 0x7F;
        if (c_.months == 0x1FFE) return mask;
        for (std::uint32_t i = 0; i < 7; ++i)
            if ((c_.months >> (civil_of(first_day + i).month + 1) & 1U) == 0) mask &= ~(1U << i);
        return mask;
    }

    void weeks() {
        const std::int64_t day = floor_div(c_.start, seconds_per_day);
        const std::int64_t first =
            day - (weekday_of(day) + 7 - c_.rule.week_start.c_encoding()) % 7;
        const std::int64_t seek = floor_div(lower_, seconds_per_day);
        std::int64_t empty = 0;
        for (std::int64_t k = periods_to((seek - first) / 7);; ++k) {
            const std::int64_t at = first + k * c_.rule.interval * 7;
            if (at * seconds_per_day >= to_ || counted_out() || !step(at * seconds_per_day)) return;
            const day_chunk chunk{at, week_mask(at)};
            empty = chunk.mask != 0 ? 0 : empty + 1;
            if (empty > weeks_in_cycle) return;
            if (chunk.mask == 0) continue;
            if (count_past(std::popcount(chunk.mask), (at + 7) * seconds_per_day)) continue;
            if (!emit_period({&chunk, 1})) return;
        }
    }

    /// The first day >= `day` that the BY-parts allow; none: proven or beyond year 9999.
    std::optional<std::int64_t> next_allowed_day(std::int64_t day) {
        if (!c_.day_limits) return day;
        civil_day at = civil_of(day);
        for (std::int64_t years = 0; years <= years_in_cycle && at.year <= 9999; ++years) {
            const year_days& days = masks_(at.year);
            for (; days.any && at.month < 12; ++at.month, at.day = 0)
                if (const std::uint32_t mask = days.months[at.month] >> at.day; mask != 0)
                    return first_of_month(at.year, at.month) + at.day + std::countr_zero(mask);
            at = {.year = at.year + 1, .month = 0, .day = 0};
        }
        return std::nullopt;
    }

    void days() {
        const std::int64_t interval = c_.rule.interval;
        const std::int64_t first = floor_div(c_.start, seconds_per_day);
        // The first day of the series at or after another.
        const auto aligned = [&](std::int64_t day) {
            return first +
                   (std::max<std::int64_t>(0, day - first) + interval - 1) / interval * interval;
        };
        std::int64_t day = aligned(floor_div(lower_, seconds_per_day));
        while (day * seconds_per_day < to_ && !counted_out()) {
            if (!step(day * seconds_per_day)) return;
            const std::optional<std::int64_t> allowed = next_allowed_day(day);
            if (!allowed) return;
            if (*allowed == day) {
                const day_chunk chunk{day, 1};
                if (!count_past(1, (day + 1) * seconds_per_day) && !emit_period({&chunk, 1}))
                    return;
                day += interval;
            } else {
                day = aligned(*allowed);
            }
        }
    }

    /// The next set bit above `bit`, or `none`.
    static std::int64_t next_bit(std::uint64_t bits, std::int64_t bit, std::int64_t none) {
        const std::uint64_t above = bit >= 63 ? 0 : bits >> (bit + 1) << (bit + 1);
        return above == 0 ? none : std::countr_zero(above);
    }

    /// The first second >= `second` of a day at which a period of `unit` seconds may begin by
    /// BYHOUR, BYMINUTE and BYSECOND; a day's length or more when there is none left.
    [[nodiscard]] std::int64_t next_allowed_time(std::int64_t second, std::int64_t unit) const {
        const std::int64_t hour = second / 3600;
        if ((c_.hour_bits >> hour & 1U) == 0) return next_bit(c_.hour_bits, hour, 24) * 3600;
        if (unit > 60) return second;
        const std::int64_t minute = second / 60 % 60;
        if ((c_.minute_bits >> minute & 1U) == 0)
            return hour * 3600 + next_bit(c_.minute_bits, minute, 60) * 60;
        if (unit > 1) return second;
        const std::int64_t in_minute = second % 60;
        if ((c_.second_bits >> in_minute & 1U) == 0)
            return second - in_minute + next_bit(c_.second_bits, in_minute, 60);
        return second;
    }

    /// FREQ=HOURLY, MINUTELY, SECONDLY: periods of `unit` seconds.
    void units(std::int64_t unit) {
        const std::int64_t interval = c_.rule.interval;
        const std::int64_t first = floor_div(c_.start, unit);
        const auto aligned = [&](std::int64_t second) {
            const std::int64_t since = std::max<std::int64_t>(0, floor_div(second, unit) - first);
            return (first + (since + interval - 1) / interval * interval) * unit;
        };
        std::int64_t at = aligned(lower_);
        while (at < to_ && !counted_out()) {
            if (!step(at)) return;
            const std::int64_t day = floor_div(at, seconds_per_day);
            const std::optional<std::int64_t> allowed = next_allowed_day(day);
            if (!allowed) return;
            const std::int64_t midnight = *allowed * seconds_per_day;
            const std::int64_t second = *allowed == day ? at - midnight : 0;
            const std::int64_t wanted = midnight + next_allowed_time(second, unit);
            if (wanted == at) {
                if (!emit_unit(at, unit)) return;
                at += interval * unit;
            } else {
                at = aligned(wanted);
            }
        }
    }

    /// What one hour, minute or second holds.
    bool emit_unit(std::int64_t at, std::int64_t unit) {
        const std::size_t minutes = unit == 3600 ? c_.minutes.size() : 1;
        const std::size_t seconds = unit >= 60 ? c_.seconds.size() : 1;
        const auto member = [&](std::size_t k) {
            const std::int64_t minute = unit == 3600 ? c_.minutes[k / seconds] : 0;
            return at + minute * 60 + (unit >= 60 ? c_.seconds[k % seconds] : 0);
        };
        if (!c_.set_pos.empty()) {
            choose(static_cast<std::int64_t>(minutes * seconds));
            for (const std::int64_t k : chosen_)
                if (!step(at) || !emit(member(static_cast<std::size_t>(k)))) return false;
            return true;
        }
        for (std::size_t k = 0; k < minutes * seconds; ++k)
            if (!step(at) || !emit(member(k))) return false;
        return true;
    }

    const compiled_rule& c_;
    walk_request request_;
    year_masks masks_;
    std::int64_t lower_; ///< starts before are not of the series, or not asked for
    std::int64_t to_ = 0;
    std::int64_t left_ = 0; ///< of the count
    bool counted_ = false;  ///< the first start was met
    std::vector<std::int64_t> chosen_{};
    walk_result result_{};
};

} // namespace

walk_result walk(const compiled_rule& rule, const walk_request& request) {
    return walker(rule, request).run();
}

} // namespace timewright::naive
