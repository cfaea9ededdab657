/// @file
/// calendar_cursor: one calendar, asked for ever later starts. A part of slot_search.
///
/// It walks along two sorted lists, what is busy and what is open, and remembers the run of starts
/// that it found last: most questions are answered by one comparison. Galloping makes a move cost
/// the logarithm of its length, so that whole months are skipped when another calendar is in the
/// way.
#pragma once

#include <timewright/availability/slot_query.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <span>
#include <vector>

namespace timewright::detail {

/// The first of the intervals, from index `from`, that ends after t. Gallops: the cost is the
/// logarithm of the distance, so that short moves are cheap and long ones are too.
[[nodiscard]] inline std::size_t first_ending_after(std::span<const interval> intervals,
                                                    std::size_t from, sys_seconds t) {
    std::size_t low = from; // everything before it ends at or before t
    std::size_t reach = 1;
    while (low < intervals.size() && intervals[low].end() <= t) {
        const std::size_t high = std::min(low + reach, intervals.size());
        if (high == intervals.size() || intervals[high].end() > t) {
            const auto found =
                std::partition_point(intervals.begin() + static_cast<std::ptrdiff_t>(low + 1),
                                     intervals.begin() + static_cast<std::ptrdiff_t>(high),
                                     [t](const interval& i) { return i.end() <= t; });
            return static_cast<std::size_t>(found - intervals.begin());
        }
        low = high;
        reach *= 2;
    }
    return low;
}

/// One calendar, asked for ever later starts.
class calendar_cursor {
  public:
    /// Both sets must outlive the cursor. No open set: open at all times.
    calendar_cursor(const time_set& busy, const time_set* open, std::chrono::seconds duration)
        : busy_(busy.intervals()), duration_(duration), limited_(open != nullptr) {
        if (open != nullptr) open_ = open->intervals();
    }

    /// The first start from t on at which the slot fits, if that is not after `last`.
    /// Precondition: t never decreases from call to call, and `last` is always the same.
    [[nodiscard]] std::optional<sys_seconds> next_fit(sys_seconds t, sys_seconds last) {
        if (t > fits_to_) search(t, last);
        t = std::max(t, fits_from_);
        if (t > last) return std::nullopt;
        return t;
    }

  private:
    /// Finds the next run of starts that fit. When there is none, the run lies beyond all time.
    void search(sys_seconds t, sys_seconds last) {
        fits_from_ = fits_to_ = sys_seconds::max();
        while (t <= last) {
            sys_seconds latest = last;
            if (limited_) {
                open_ = open_.subspan(first_ending_after(open_, 0, t));
                if (open_.empty()) return;
                const interval& open = open_.front();
                latest = std::min(latest, open.end() - duration_);
                t = std::max(t, open.start());
                if (t > latest) { // this stretch is too short for the slot, or nearly over
                    t = open.end();
                    continue;
                }
            }
            busy_ = busy_.subspan(first_ending_after(busy_, 0, t));
            if (!busy_.empty()) {
                const interval& busy = busy_.front();
                if (busy.start() < t + duration_) {
                    t = busy.end();
                    continue;
                }
                latest = std::min(latest, busy.start() - duration_);
            }
            fits_from_ = t;
            fits_to_ = latest;
            return;
        }
    }

    // There may be a cursor for each of 100,000 people, so it is 64 bytes: what lies behind it is cut
    // off the lists, instead of being counted.
    std::span<const interval> busy_;
    std::span<const interval> open_{};
    std::chrono::seconds duration_;
    bool limited_;
    // The run of starts last known to fit; none fits between the last question and its beginning.
    sys_seconds fits_from_ = sys_seconds::min();
    sys_seconds fits_to_ = sys_seconds::min();
};

/// The cursors of a query: they see tentative and unknown time as the query reads it.
class cursor_maker {
  public:
    /// The query must outlive the maker, and the maker its cursors.
    explicit cursor_maker(const slot_query& query) : query_(query) {}
    cursor_maker(const cursor_maker&) = delete;
    cursor_maker& operator=(const cursor_maker&) = delete;
    ~cursor_maker() = default;

    [[nodiscard]] calendar_cursor of(std::size_t calendar) {
        return {taken(query_.calendars[calendar]), open_of(calendar), query_.duration};
    }
    /// Sees hours alone: at work throughout, busy or not.
    [[nodiscard]] calendar_cursor of_hours(std::size_t calendar) const {
        return {never_, open_of(calendar), query_.duration};
    }

  private:
    [[nodiscard]] const time_set* open_of(std::size_t calendar) const {
        const availability& known = query_.calendars[calendar];
        if (known.unknown && query_.unknown == unknown_as::busy) return &never_;
        return known.open ? &*known.open : nullptr;
    }

    [[nodiscard]] const time_set& taken(const availability& known) {
        if (known.tentative.empty() || query_.tentative == tentative_as::free) return known.busy;
        return united_.emplace_back(unite(known.busy, known.tentative));
    }

    const slot_query& query_;
    const time_set never_{};
    std::list<time_set> united_{}; // cursors refer to them: they must not move
};

} // namespace timewright::detail
