/// @file
/// interval: a stretch of absolute time, half-open [start, end), never empty.
///
/// Two meetings that touch (one ends at 10:00, the other starts at 10:00) are adjacent and do not
/// overlap. Instants are whole seconds since 1970-01-01T00:00:00Z without leap seconds
/// (std::chrono::sys_seconds).
///
///     auto meeting = interval::make({.start = nine, .end = ten});   // at a trust boundary
///     interval lunch{noon, one};                                     // where start < end is known
///     meeting->overlaps(lunch);                                      // false
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <algorithm>
#include <chrono>
#include <compare>
#include <optional>

namespace timewright {

using std::chrono::sys_seconds;

class interval {
  public:
    struct bounds {
        sys_seconds start;
        sys_seconds end;
    };

    /// Checked: for what comes from outside. Errors: invalid_input unless start < end.
    [[nodiscard]] static result<interval, error> make(bounds b) {
        if (b.start < b.end) return interval(b.start, b.end);
        return unexpected(invalid_input(b.start == b.end
                                            ? "the interval is empty: its end equals its start"
                                            : "the interval ends before it starts"));
    }

    /// Precondition: start < end.
    constexpr interval(sys_seconds start, sys_seconds end) : start_(start), end_(end) {
        TIMEWRIGHT_EXPECTS(start < end);
    }
    /// Precondition: length > 0.
    constexpr interval(sys_seconds start, std::chrono::seconds length)
        : interval(start, start + length) {}

    [[nodiscard]] constexpr sys_seconds start() const noexcept { return start_; }
    [[nodiscard]] constexpr sys_seconds end() const noexcept { return end_; }
    [[nodiscard]] constexpr std::chrono::seconds length() const noexcept { return end_ - start_; }

    [[nodiscard]] constexpr bool contains(sys_seconds t) const noexcept {
        return start_ <= t && t < end_;
    }
    [[nodiscard]] constexpr bool contains(const interval& other) const noexcept {
        return start_ <= other.start_ && other.end_ <= end_;
    }
    /// True when some instant lies in both. Touching is not overlapping.
    [[nodiscard]] constexpr bool overlaps(const interval& other) const noexcept {
        return start_ < other.end_ && other.start_ < end_;
    }
    /// True when one ends exactly where the other starts.
    [[nodiscard]] constexpr bool adjacent_to(const interval& other) const noexcept {
        return end_ == other.start_ || other.end_ == start_;
    }
    /// What both share, if anything.
    [[nodiscard]] constexpr std::optional<interval> intersection(const interval& other) const {
        const sys_seconds from = std::max(start_, other.start_);
        const sys_seconds to = std::min(end_, other.end_);
        if (from < to) return interval(from, to);
        return std::nullopt;
    }

    /// By start, then by end.
    friend constexpr auto operator<=>(const interval&, const interval&) = default;

  private:
    sys_seconds start_;
    sys_seconds end_;
};

} // namespace timewright
