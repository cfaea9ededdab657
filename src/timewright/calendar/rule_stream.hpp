/// @file
/// rule_stream: the starts of one compiled rule, one after another, forward or backward.
#pragma once

#include "timewright/calendar/compiled_rule.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace timewright::detail {

/// The masks of the kinds of year that were met. What the BY-parts say of a year depends on its
/// first weekday, on whether it is a leap year and, for BYWEEKNO, whether a neighbour is.
class year_masks {
  public:
    explicit year_masks(const compiled_rule& rule) : rule_(&rule) {}

    [[nodiscard]] static std::size_t kind_of(std::int64_t year) {
        const std::size_t leap = is_leap(year)       ? 1
                                 : is_leap(year - 1) ? 2
                                 : is_leap(year + 1) ? 3
                                                     : 0;
        return leap * 7 + weekday_of(first_of_month(year, 0));
    }
    const year_days& operator()(std::int64_t year) {
        const std::size_t kind = kind_of(year);
        if (!known_[kind]) {
            days_[kind] = rule_->days_of(year);
            known_[kind] = true;
        }
        return days_[kind];
    }

  private:
    const compiled_rule* rule_;
    std::array<year_days, 28> days_{};
    std::bitset<28> known_{};
};

/// Days or units that match: bit n of the mask is n of them after `base` (seconds).
struct rule_piece {
    std::int64_t base = 0;
    std::uint64_t mask = 0;
};

/// After seek() the starts come out as keys that always ascend: a start going forward, the negative
/// of it going backward.
class rule_stream {
  public:
    explicit rule_stream(const compiled_rule& rule);

    /// From then on: the rule's starts in [low, high].
    void seek(std::int64_t low, std::int64_t high, bool forward);
    /// Writes the next keys; fewer than `room` only at the end or when no steps are left.
    std::size_t fill(std::int64_t* keys, std::size_t room, std::size_t& steps_left);
    /// Forward: passes over starts by whole pieces and returns the n-th, n > 0, from here. None:
    /// they end before, or no steps are left.
    std::optional<std::int64_t> skip_to(std::int64_t n, std::size_t& steps_left);
    /// After skip_to() without result: how many of the n were not passed.
    [[nodiscard]] std::int64_t left() const noexcept { return left_; }

    /// No steps are left: what lies before stalled_at() is complete.
    [[nodiscard]] bool is_stalled() const noexcept { return stalled_; }
    [[nodiscard]] std::int64_t stalled_at() const noexcept { return stalled_at_; }

    /// Of a whole year: what the masks say, BYSETPOS among times apart.
    [[nodiscard]] const year_days& days_of(std::int64_t year) { return masks()(year); }

  private:
    [[nodiscard]] year_masks& masks() {
        if (!masks_) masks_ = std::make_unique<year_masks>(*rule_);
        return *masks_;
    }
    void seek_piece();
    bool next_piece(std::size_t& steps_left);
    bool enter(const rule_piece& piece);
    bool stall();
    rule_piece next_pattern();
    rule_piece next_week();
    rule_piece next_month();
    void enter_month(std::int64_t number);
    [[nodiscard]] std::uint32_t month_mask();
    rule_piece next_of_year();
    rule_piece next_units();
    [[nodiscard]] std::uint64_t week_mask(std::int64_t first_day) const;
    [[nodiscard]] std::int64_t next_bit(std::uint64_t bits, std::int64_t bit,
                                        std::int64_t size) const;
    [[nodiscard]] std::optional<std::int64_t> allowed_day(std::int64_t day);
    template <class Parent>
    std::optional<std::int64_t> allowed_part(std::int64_t at, std::int64_t size, std::uint64_t bits,
                                             Parent&& allowed_parent);
    [[nodiscard]] std::optional<std::int64_t> allowed_hour(std::int64_t hour);
    [[nodiscard]] std::optional<std::int64_t> allowed_minute(std::int64_t minute);

    bool next_members(std::size_t& steps_left);
    void list_members();
    std::size_t fill_bits(std::int64_t* keys, std::size_t room);
    std::size_t fill_checked(std::int64_t* keys, std::size_t room);
    std::size_t fill_members(std::int64_t* keys, std::size_t room);

    const compiled_rule* rule_;
    std::int64_t bit_seconds_;
    std::int64_t low_ = 0, high_ = -1;
    bool forward_ = true, done_ = true, stalled_ = false, unknown_ = false;
    std::int64_t stalled_at_ = 0;

    std::int64_t index_ = 0; ///< of the next piece, in the rule's own count
    std::int64_t first_ = 0; ///< the period, day or unit of the start
    std::int64_t month_ = 0; ///< the next of the year, where the shape is years
    struct month_place {
        std::int64_t number = -1; ///< year * 12 + month
        std::int64_t day = 0;     ///< its first, since 1970-01-01
        std::uint32_t month = 0, length = 0, weekday = 0;
    } month_at_{};
    std::array<std::uint32_t, 28> month_masks_{}; ///< by kind of month, where months_known_ says so
    std::uint32_t months_known_ = 0;
    std::int64_t year_ = 0;
    const year_days* year_days_ = nullptr;
    std::int64_t found_at_ = 0;  ///< the piece that was passed last
    std::int64_t filled_to_ = 0; ///< the last key written

    rule_piece piece_{};
    bool checked_ = false; ///< the piece lies across low_ or high_, or has several times
    std::int64_t time_ = 0;
    std::int64_t last_day_ = 0; ///< the base of the last bit that was begun
    std::int64_t left_ = 0;
    std::vector<std::int64_t> members_{}, chosen_{};
    std::vector<rule_piece> period_{};
    std::size_t member_ = 0;
    std::unique_ptr<year_masks> masks_{};
};

} // namespace timewright::detail
