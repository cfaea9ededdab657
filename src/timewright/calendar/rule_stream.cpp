#include "timewright/calendar/rule_stream.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace timewright::detail {

namespace {

/// One more than the highest bit that is set.
std::int64_t width_of(std::uint64_t mask) { return 64 - std::countl_zero(mask); }

constexpr std::int64_t years_last = 9'999;
constexpr std::int64_t day_first = floor_div(first_second, seconds_per_day);
constexpr std::int64_t day_last = floor_div(last_second, seconds_per_day);

std::int64_t month_number(std::int64_t second) {
    const civil_day day = civil_of(floor_div(second, seconds_per_day));
    return day.year * 12 + day.month;
}

/// The first number of the series first, first + interval, ... that is >= at.
std::int64_t aligned_up(std::int64_t at, std::int64_t first, std::int64_t interval) {
    if (at <= first) return first;
    return first + (at - first + interval - 1) / interval * interval;
}

std::int64_t first_period(const compiled_rule& rule) {
    const std::int64_t day = floor_div(rule.start, seconds_per_day);
    switch (rule.shape) {
        case rule_shape::pattern:
            return rule.pattern_day;
        case rule_shape::weeks:
            return day - (weekday_of(day) + 7 - rule.week_start) % 7;
        case rule_shape::months:
            return rule.freq == frequency::daily ? day : month_number(rule.start);
        case rule_shape::years:
            return civil_of(day).year;
        case rule_shape::units:
            return floor_div(rule.start, rule.bit_seconds());
    }
    return 0;
}

} // namespace

rule_stream::rule_stream(const compiled_rule& rule)
    : rule_(&rule), bit_seconds_(rule.bit_seconds()), first_(first_period(rule)) {
    if (rule.shape == rule_shape::years) masks_ = std::make_unique<year_masks>(rule);
}

void rule_stream::seek(std::int64_t low, std::int64_t high, bool forward) {
    forward_ = forward;
    low_ = std::max(low, rule_->start);
    high_ = std::min(high, rule_->last);
    done_ = rule_->never || low_ > high_;
    stalled_ = false;
    // Beyond its last known start a rule that could not be counted is as unknown as one that ran
    // out of steps. Going backward that is where it would begin.
    unknown_ = rule_->end_unknown && high > rule_->last;
    if (unknown_ && !forward) done_ = true;
    stalled_at_ = forward ? std::max(low, rule_->last + 1) : -high;
    piece_ = {};
    members_.clear();
    member_ = 0;
    year_days_ = nullptr;
    last_day_ = std::numeric_limits<std::int64_t>::min();
    if (done_) return;
    found_at_ = forward ? low_ : high_;
    filled_to_ = (forward ? low_ : -high_) - 1;
    seek_piece();
}

void rule_stream::seek_piece() {
    const std::int64_t at = forward_ ? low_ : high_;
    const std::int64_t day = floor_div(at, seconds_per_day);
    const std::int64_t interval = rule_->interval;
    switch (rule_->shape) {
        case rule_shape::pattern:
            index_ = (day - first_) / rule_->pattern_step;
            return;
        case rule_shape::weeks:
            index_ = (day - first_) / 7 / interval;
            return;
        case rule_shape::months:
            index_ = rule_->freq == frequency::daily ? month_number(at)
                                                     : (month_number(at) - first_) / interval;
            break;
        case rule_shape::years:
            index_ = (civil_of(day).year - first_) / interval;
            month_ = forward_ ? 0 : 11;
            break;
        case rule_shape::units:
            index_ = floor_div(at, bit_seconds_ * (rule_->freq == frequency::hourly ? 24 : 60));
            return;
    }
    // The first day of a month may come from the month before.
    if (forward_ && rule_->repeats_days() && index_ > 0) --index_;
}

bool rule_stream::stall() {
    stalled_ = true;
    // Within a piece nothing is known beyond the last start; between two, nothing beyond the one
    // that was passed last.
    const bool within = piece_.mask != 0 || member_ < members_.size();
    stalled_at_ = filled_to_ + 1;
    if (!within)
        stalled_at_ = std::max(stalled_at_,
                               forward_ ? std::max(low_, found_at_) : -std::min(high_, found_at_));
    return false;
}

bool rule_stream::next_piece(std::size_t& steps_left) {
    std::int64_t matched_at = found_at_;
    while (!done_) {
        if (steps_left == 0) return stall();
        --steps_left;
        rule_piece piece;
        switch (rule_->shape) {
            case rule_shape::pattern:
                piece = next_pattern();
                break;
            case rule_shape::weeks:
                piece = next_week();
                break;
            case rule_shape::months:
                piece = next_month();
                break;
            case rule_shape::years:
                piece = next_of_year();
                break;
            case rule_shape::units:
                piece = next_units();
                break;
        }
        if (done_) return false;
        found_at_ = piece.base;
        if (piece.mask != 0) {
            matched_at = piece.base;
            if (enter(piece)) return true;
        }
        const std::int64_t apart = piece.base - matched_at;
        if (std::max(apart, -apart) > rule_->cycle_seconds + 400 * seconds_per_day) done_ = true;
        if (forward_ ? piece.base > high_ : piece.base < low_ - 400 * seconds_per_day) done_ = true;
    }
    return false;
}

/// False when it lies before low_ or after high_ altogether. Where each bit is one start, the bits
/// beyond them are cut off, so that no start needs to be looked at.
bool rule_stream::enter(const rule_piece& piece) {
    const std::int64_t end = piece.base + width_of(piece.mask) * bit_seconds_;
    if (piece.base > high_ || end <= low_) return false;
    piece_ = piece;
    const bool across = piece.base < low_ || end - 1 > high_;
    checked_ = rule_->times_count != 1 || rule_->repeats_days();
    time_ = forward_ ? 0 : rule_->times_count - 1;
    if (!across || checked_) return true;
    const std::int64_t first = piece.base + rule_->times[0];
    constexpr std::int64_t bits = 64;
    const std::int64_t from = first < low_ ? (low_ - first - 1) / bit_seconds_ + 1 : 0;
    const std::int64_t to = first > high_ ? -1 : std::min((high_ - first) / bit_seconds_, bits - 1);
    piece_.mask &= from > to ? 0 : (~0ULL >> (bits - 1 - to)) & (~0ULL << from);
    return piece_.mask != 0;
}

rule_piece rule_stream::next_pattern() {
    if (index_ < 0) {
        done_ = true;
        return {};
    }
    const std::int64_t day = first_ + index_ * rule_->pattern_step;
    index_ += forward_ ? 1 : -1;
    return {day * seconds_per_day, rule_->pattern_mask};
}

/// Seven bits from the first day of a week on.
std::uint64_t rule_stream::week_mask(std::int64_t first_day) const {
    const std::uint32_t twice = rule_->weekdays | rule_->weekdays << 7;
    std::uint32_t mask = twice >> weekday_of(first_day) & 0x7FU;
    const civil_day first = civil_of(first_day);
    const bool starts_in = (rule_->months >> (first.month + 1) & 1U) != 0;
    const bool ends_in = (rule_->months >> ((first.month + 1) % 12 + 1) & 1U) != 0;
    const std::uint32_t days_left = length_of_month(first.year, first.month) - first.day;
    if (days_left >= 7) {
        mask = starts_in ? mask : 0;
    } else {
        const std::uint32_t of_first = (1U << days_left) - 1;
        mask &= (starts_in ? of_first : 0U) | (ends_in ? ~of_first : 0U);
    }
    if (!rule_->set_pos.empty() && !rule_->chooses_times())
        mask = choose_days(rule_->set_pos, mask);
    return mask;
}

rule_piece rule_stream::next_week() {
    if (index_ < 0) {
        done_ = true;
        return {};
    }
    const std::int64_t day = first_ + index_ * rule_->interval * 7;
    index_ += forward_ ? 1 : -1;
    // A week may end after the last year; the days that do are cut off by high_.
    if (day > day_last || day < day_first - 7) {
        done_ = true;
        return {};
    }
    return {day * seconds_per_day, week_mask(day)};
}

/// Going on by one month is an addition; elsewhere it is found by the calendar.
void rule_stream::enter_month(std::int64_t number) {
    if (number == month_at_.number + 1) {
        month_at_.day += month_at_.length;
        month_at_.weekday = (month_at_.weekday + month_at_.length) % 7;
        month_at_.month = month_at_.month == 11 ? 0 : month_at_.month + 1;
    } else {
        month_at_.month = static_cast<std::uint32_t>(number % 12);
        month_at_.day = first_of_month(number / 12, month_at_.month);
        month_at_.weekday = weekday_of(month_at_.day);
    }
    month_at_.number = number;
    month_at_.length = length_of_month(number / 12, month_at_.month);
}

/// The days of the month that was entered. What the BY-parts say of a month depends on its length
/// and its first weekday only, which makes 28 kinds.
std::uint32_t rule_stream::month_mask() {
    if ((rule_->months >> (month_at_.month + 1) & 1U) == 0) return 0;
    const std::uint32_t kind = (month_at_.length - 28) * 7 + month_at_.weekday;
    std::uint32_t& mask = month_masks_[kind];
    if ((months_known_ >> kind & 1U) == 0) {
        mask = rule_->days_of_month(month_at_.month, month_at_.length, month_at_.weekday);
        if (mask != 0 && !rule_->set_pos.empty() && !rule_->chooses_times())
            mask = choose_days(rule_->set_pos, mask);
        months_known_ |= 1U << kind;
    }
    return mask;
}

rule_piece rule_stream::next_month() {
    const bool daily = rule_->freq == frequency::daily;
    const std::int64_t number = daily ? index_ : first_ + index_ * rule_->interval;
    if ((!daily && index_ < 0) || number >= (years_last + 1) * 12 || number < 12) {
        done_ = true;
        return {};
    }
    index_ += forward_ ? 1 : -1;
    enter_month(number);
    const std::int64_t day = month_at_.day;
    std::uint32_t mask = month_mask();
    if (daily && rule_->interval > 1) {
        const std::int64_t into = floor_mod(first_ - day, rule_->interval);
        mask = into < 31 ? static_cast<std::uint32_t>(mask & rule_->stride << into) : 0;
    }
    return {day * seconds_per_day, mask};
}

/// The next month of a year that has a match; an empty piece at the year's end.
rule_piece rule_stream::next_of_year() {
    if (year_days_ == nullptr) {
        year_ = first_ + index_ * rule_->interval;
        if (index_ < 0 || year_ > years_last) {
            done_ = true;
            return {};
        }
        year_days_ = &masks()(year_);
    }
    while (year_days_->any && month_ >= 0 && month_ < 12) {
        const auto month = static_cast<std::uint32_t>(month_);
        month_ += forward_ ? 1 : -1;
        if (const std::uint32_t mask = year_days_->months[month]; mask != 0)
            return {first_of_month(year_, month) * seconds_per_day, mask};
    }
    const std::int64_t turn = first_of_month(year_, forward_ ? 11 : 0) * seconds_per_day;
    index_ += forward_ ? 1 : -1;
    month_ = forward_ ? 0 : 11;
    year_days_ = nullptr;
    return {turn, 0};
}

/// The next set bit from `bit` on, in the direction; -1 when there is none among `size`.
std::int64_t rule_stream::next_bit(std::uint64_t bits, std::int64_t bit, std::int64_t size) const {
    if (bit < 0 || bit >= size) return -1;
    bits &= forward_ ? ~0ULL << bit : ~0ULL >> (63 - bit);
    if (bits == 0) return -1;
    return forward_ ? std::countr_zero(bits) : 63 - std::countl_zero(bits);
}

/// The first day from `day` on, in the direction, that the BY-parts allow; none: never again.
std::optional<std::int64_t> rule_stream::allowed_day(std::int64_t day) {
    if (day < day_first || day > day_last) return std::nullopt;
    if (!rule_->day_limits) return day;
    civil_day at = civil_of(day);
    auto month = static_cast<std::int64_t>(at.month);
    std::int64_t bit = at.day;
    for (std::int64_t years = 0; years <= 400 && at.year >= 1 && at.year <= years_last; ++years) {
        const year_days& days = masks()(at.year);
        for (; days.any && month >= 0 && month < 12; month += forward_ ? 1 : -1) {
            const auto index = static_cast<std::uint32_t>(month);
            if (const std::int64_t found = next_bit(days.months[index], bit, 32); found >= 0)
                return first_of_month(at.year, index) + found;
            bit = forward_ ? 0 : 31;
        }
        at.year += forward_ ? 1 : -1;
        month = forward_ ? 0 : 11;
        bit = forward_ ? 0 : 31;
    }
    return std::nullopt;
}

/// The first part (an hour of a day, a minute of an hour) from `at` on that its bits and its parent
/// allow.
template <class Parent>
std::optional<std::int64_t> rule_stream::allowed_part(std::int64_t at, std::int64_t size,
                                                      std::uint64_t bits, Parent&& allowed_parent) {
    std::int64_t parent = floor_div(at, size);
    std::int64_t bit = at - parent * size;
    const std::int64_t edge = forward_ ? 0 : size - 1;
    for (;;) {
        const std::optional<std::int64_t> allowed = allowed_parent(parent);
        if (!allowed) return std::nullopt;
        if (*allowed != parent) bit = edge;
        if (const std::int64_t found = next_bit(bits, bit, size); found >= 0)
            return *allowed * size + found;
        parent = *allowed + (forward_ ? 1 : -1);
        bit = edge;
    }
}

std::optional<std::int64_t> rule_stream::allowed_hour(std::int64_t hour) {
    return allowed_part(hour, 24, rule_->hour_bits,
                        [this](std::int64_t day) { return allowed_day(day); });
}

std::optional<std::int64_t> rule_stream::allowed_minute(std::int64_t minute) {
    return allowed_part(minute, 60, rule_->minute_bits,
                        [this](std::int64_t hour) { return allowed_hour(hour); });
}

/// Hours come by the day, minutes by the hour, seconds by the minute. A piece that is not allowed,
/// or that INTERVAL passes over, is jumped to the end of.
rule_piece rule_stream::next_units() {
    const bool hourly = rule_->freq == frequency::hourly;
    const bool minutely = rule_->freq == frequency::minutely;
    const std::int64_t size = hourly ? 24 : 60;
    std::int64_t unit = 0;
    if (forward_) {
        unit = aligned_up(index_ * size, first_, rule_->interval);
    } else {
        const std::int64_t last = index_ * size + size - 1;
        if (last < first_) {
            done_ = true;
            return {};
        }
        unit = first_ + (last - first_) / rule_->interval * rule_->interval;
    }
    const std::int64_t parent = floor_div(unit, size);
    const std::optional<std::int64_t> allowed = hourly     ? allowed_day(parent)
                                                : minutely ? allowed_hour(parent)
                                                           : allowed_minute(parent);
    if (!allowed) {
        done_ = true;
        return {};
    }
    index_ = *allowed;
    const std::int64_t base = *allowed * size * bit_seconds_;
    // Everything up to the allowed one was passed, itself not.
    if (*allowed != parent) return {forward_ ? base : base + size * bit_seconds_, 0};
    index_ += forward_ ? 1 : -1;
    const std::uint64_t bits = hourly     ? rule_->hour_bits
                               : minutely ? rule_->minute_bits
                                          : rule_->second_bits;
    const std::int64_t into = floor_mod(first_ - parent * size, rule_->interval);
    return {base, into < size ? bits & rule_->stride << into : 0};
}

std::size_t rule_stream::fill(std::int64_t* keys, std::size_t room, std::size_t& steps_left) {
    const bool members = rule_->chooses_times();
    std::size_t filled = 0;
    while (filled < room) {
        if (members ? member_ == members_.size() && !next_members(steps_left)
                    : piece_.mask == 0 && !next_piece(steps_left))
            break;
        const std::size_t most = std::min(room - filled, steps_left);
        if (most == 0) {
            stall();
            break;
        }
        std::int64_t* to = keys + filled;
        const std::size_t more = members    ? fill_members(to, most)
                                 : checked_ ? fill_checked(to, most)
                                            : fill_bits(to, most);
        steps_left -= more;
        filled += more;
        if (more != 0) filled_to_ = keys[filled - 1];
    }
    if (filled < room && done_ && unknown_) stalled_ = true;
    return filled;
}

std::size_t rule_stream::fill_bits(std::int64_t* keys, std::size_t room) {
    std::size_t filled = 0;
    std::uint64_t mask = piece_.mask;
    const std::int64_t base = piece_.base + rule_->times[0];
    const std::int64_t unit = bit_seconds_;
    if (forward_) {
        for (; mask != 0 && filled < room; mask &= mask - 1)
            keys[filled++] = base + std::countr_zero(mask) * unit;
    } else {
        for (; mask != 0 && filled < room; mask &= ~std::bit_floor(mask))
            keys[filled++] = -(base + (width_of(mask) - 1) * unit);
    }
    piece_.mask = mask;
    return filled;
}

/// Each start is looked at: whether it is within the bounds, and its day came already.
std::size_t rule_stream::fill_checked(std::int64_t* keys, std::size_t room) {
    std::size_t filled = 0;
    const std::int64_t times = rule_->times_count;
    while (piece_.mask != 0 && filled < room) {
        const auto bit = static_cast<std::int64_t>(forward_ ? std::countr_zero(piece_.mask)
                                                            : width_of(piece_.mask) - 1);
        const std::int64_t day = piece_.base + bit * bit_seconds_;
        const bool first = time_ == (forward_ ? 0 : times - 1);
        const bool before = forward_ ? day + bit_seconds_ <= low_ : day > high_;
        if (before || (first && day == last_day_)) time_ = forward_ ? times : -1;
        if (!before) last_day_ = day;
        for (; time_ >= 0 && time_ < times && filled < room; time_ += forward_ ? 1 : -1) {
            const std::int64_t at = day + rule_->time_at(time_);
            if (forward_ ? at < low_ : at > high_) continue;
            if (forward_ ? at > high_ : at < low_) {
                done_ = true;
                piece_.mask = 0;
                return filled;
            }
            keys[filled++] = forward_ ? at : -at;
        }
        if (time_ >= 0 && time_ < times) return filled;
        piece_.mask &= ~(1ULL << bit);
        time_ = forward_ ? 0 : times - 1;
    }
    return filled;
}

/// Lists what BYSETPOS takes of the next period that has something.
bool rule_stream::next_members(std::size_t& steps_left) {
    while (!done_) {
        if (steps_left == 0) return stall();
        --steps_left;
        period_.clear();
        const std::int64_t index = index_;
        rule_piece piece;
        do {
            piece = rule_->shape == rule_shape::years    ? next_of_year()
                    : rule_->shape == rule_shape::months ? next_month()
                                                         : next_week();
            if (done_) return false;
            if (piece.mask != 0) period_.push_back(piece);
        } while (index_ == index);
        if (!forward_) std::reverse(period_.begin(), period_.end());
        const std::int64_t apart = piece.base - found_at_;
        if (!period_.empty()) found_at_ = piece.base;
        if (std::max(apart, -apart) > rule_->cycle_seconds + 400 * seconds_per_day) done_ = true;
        if (forward_ ? piece.base > high_ : piece.base < low_ - 400 * seconds_per_day) done_ = true;
        list_members();
        if (!members_.empty()) return true;
    }
    return false;
}

void rule_stream::list_members() {
    members_.clear();
    member_ = 0;
    const std::int64_t times = rule_->times_count;
    std::int64_t days = 0;
    for (const rule_piece& piece : period_) days += std::popcount(piece.mask);
    choose_positions(rule_->set_pos, days * times, chosen_);
    std::int64_t index = 0; // of the day in the period
    auto next = chosen_.begin();
    for (const rule_piece& piece : period_)
        for (std::uint64_t mask = piece.mask; mask != 0; mask &= mask - 1, ++index)
            for (; next != chosen_.end() && *next < (index + 1) * times; ++next)
                members_.push_back(piece.base + std::countr_zero(mask) * bit_seconds_ +
                                   rule_->time_at(*next % times));
    if (!forward_) std::reverse(members_.begin(), members_.end());
}

std::size_t rule_stream::fill_members(std::int64_t* keys, std::size_t room) {
    std::size_t filled = 0;
    for (; member_ < members_.size() && filled < room; ++member_) {
        const std::int64_t at = members_[member_];
        if (at >= low_ && at <= high_) keys[filled++] = forward_ ? at : -at;
    }
    return filled;
}

std::optional<std::int64_t> rule_stream::skip_to(std::int64_t n, std::size_t& steps_left) {
    left_ = n;
    std::array<std::int64_t, 64> keys{};
    while (left_ > 0) {
        if (!rule_->chooses_times() && !rule_->repeats_days()) {
            if (piece_.mask == 0 && !next_piece(steps_left)) return std::nullopt;
            const std::int64_t all = std::popcount(piece_.mask) * rule_->times_count;
            const std::int64_t end = piece_.base + width_of(piece_.mask) * bit_seconds_;
            const bool whole = piece_.base >= low_ && end - 1 <= high_ && time_ == 0;
            if (whole && all < left_) {
                left_ -= all;
                piece_.mask = 0;
                continue;
            }
        }
        const auto room = std::min<std::int64_t>(left_, static_cast<std::int64_t>(keys.size()));
        const std::size_t filled = fill(keys.data(), static_cast<std::size_t>(room), steps_left);
        if (filled == 0) return std::nullopt;
        left_ -= static_cast<std::int64_t>(filled);
        if (left_ == 0) return keys[filled - 1];
    }
    return std::nullopt;
}

} // namespace timewright::detail
