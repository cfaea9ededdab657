/// @file
/// day_limit: "no more than four meetings a day", as busy time.
///
///     day_limit limit{.in_zone = lisbon, .meetings_max = 4, .time_max = 6h};
///     result<time_set, error> full = compute_full_days(meetings, limit, window, duration);
///     ana.busy = unite(ana.busy, *full);                    // the search needs to know no limits
///
/// A day is the local day of its owner: from midnight to midnight on the clocks of a zone, 23 or 25
/// hours long when they change; a date that the zone skipped is no day. A meeting counts on every
/// day that it touches. A day is full for one more meeting when it has meetings_max of them, or when
/// the time that meetings take of it, together with the whole of the new one, is more than time_max;
/// so a new meeting over midnight is held against both days with its whole length, which errs on the
/// side of its owner. Meetings at the same time take that time once, and count each.
///
/// Complexity: n log n for n meetings, and the days of the window.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace timewright {

struct day_limit {
    zone in_zone{};
    std::optional<std::size_t> meetings_max{};
    std::optional<std::chrono::seconds> time_max{};
};

/// The longest window that is cut into days: a hundred years.
inline constexpr std::chrono::days day_limit_window_max{36'525};

/// The days that touch the window and are full for one more meeting of this length, joined, whole.
/// Errors: invalid_input for a limit of time that is negative, a length that is not positive, and a
/// window longer than day_limit_window_max or outside of the years 1 to 9999.
[[nodiscard]] result<time_set, error> compute_full_days(std::span<const interval> meetings,
                                                        const day_limit& limit, interval window,
                                                        std::chrono::seconds duration);

// ---------------------------------------------------------------------------------------------

namespace detail {

/// The local days that touch a window, in order, and what meetings take of each.
class day_ledger {
  public:
    day_ledger(const zone& in_zone, interval window) {
        const auto date_of = [&in_zone](sys_seconds t) {
            return std::chrono::floor<std::chrono::days>(in_zone.to_local(t));
        };
        // A day more on both sides: where the clocks change at midnight, a date may be skipped.
        const std::chrono::days one(1);
        const std::chrono::local_days last = date_of(window.end() - std::chrono::seconds(1)) + one;
        for (std::chrono::local_days date = date_of(window.start()) - one; date <= last;
             date += one) {
            const sys_seconds start = in_zone.to_instant(date);
            const sys_seconds end = in_zone.to_instant(date + one);
            if (start < end && interval(start, end).overlaps(window)) days_.push_back({start, end});
        }
    }

    void count(std::span<const interval> meetings) {
        // Where days are touched by one more meeting, and by one less; then the sums.
        std::vector<std::int64_t> more(days_.size() + 1);
        for (const interval& meeting : meetings) {
            const auto [first, last] = touched_by(meeting);
            if (first == last) continue;
            ++more[first];
            --more[last];
        }
        std::int64_t now = 0;
        for (std::size_t i = 0; i < days_.size(); ++i) {
            now += more[i];
            days_[i].meetings = static_cast<std::size_t>(now);
        }
        const time_set taken = time_set::from_unsorted({meetings.begin(), meetings.end()});
        for (const interval& span : taken.intervals()) {
            const auto [first, last] = touched_by(span);
            for (std::size_t i = first; i < last; ++i)
                days_[i].taken +=
                    std::min(span.end(), days_[i].end) - std::max(span.start(), days_[i].start);
        }
    }

    [[nodiscard]] time_set full(const day_limit& limit, std::chrono::seconds duration) const {
        std::vector<interval> spans;
        for (const day& each : days_)
            if ((limit.meetings_max && each.meetings >= *limit.meetings_max) ||
                (limit.time_max && each.taken + duration > *limit.time_max))
                spans.emplace_back(each.start, each.end);
        return time_set::from_unsorted(std::move(spans));
    }

  private:
    struct day {
        sys_seconds start;
        sys_seconds end;
        std::size_t meetings = 0;
        std::chrono::seconds taken{0};
    };

    /// The indexes [first, last) of the days that the span touches.
    [[nodiscard]] std::pair<std::size_t, std::size_t> touched_by(const interval& span) const {
        const auto first = std::partition_point(
            days_.begin(), days_.end(), [&](const day& d) { return d.end <= span.start(); });
        const auto last = std::partition_point(first, days_.end(),
                                               [&](const day& d) { return d.start < span.end(); });
        return {static_cast<std::size_t>(first - days_.begin()),
                static_cast<std::size_t>(last - days_.begin())};
    }

    std::vector<day> days_;
};

} // namespace detail

inline result<time_set, error> compute_full_days(std::span<const interval> meetings,
                                                 const day_limit& limit, interval window,
                                                 std::chrono::seconds duration) {
    using namespace std::chrono;
    if (duration <= seconds(0))
        return unexpected(invalid_input("the duration must be longer than zero"));
    if (limit.time_max && *limit.time_max < seconds(0))
        return unexpected(invalid_input("a limit of time a day cannot be negative"));
    if (window.start() < sys_days(year(1) / 1 / 1) || window.end() > sys_days(year(10'000) / 1 / 1))
        return unexpected(invalid_input("the window lies outside the years 0001 to 9999"));
    if (window.length() > day_limit_window_max)
        return unexpected(invalid_input("limits a day are counted over at most " +
                                        std::to_string(day_limit_window_max.count()) + " days"));
    if (!limit.meetings_max && !limit.time_max) return time_set();
    detail::day_ledger days(limit.in_zone, window);
    days.count(meetings);
    // The longest length that there is would not add up.
    return days.full(limit, std::min(duration, seconds(day_limit_window_max)));
}

} // namespace timewright
