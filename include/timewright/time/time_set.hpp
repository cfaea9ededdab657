/// @file
/// time_set: a set of instants, kept as sorted intervals that neither overlap nor touch.
///
/// It answers "when": when somebody is busy, when a room is open, when all are free. Touching
/// pieces join, because as sets of instants [9, 10) and [10, 11) are [9, 11); so a time_set never
/// remembers which meeting a stretch came from. Two sets that hold the same instants are equal.
///
///     time_set busy = time_set::from_unsorted({{ten, eleven}, {nine, ten}});  // [9, 11)
///     time_set free = busy.complement_in({eight, noon});                     // [8, 9) [11, 12)
///     free.contains(interval{eight, eight + 45min});                         // true
#pragma once

#include <timewright/time/interval.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

class time_set {
  public:
    /// The empty set.
    time_set() = default;
    /// The instants of one interval.
    explicit time_set(interval only) : intervals_{only} {}

    /// The union of intervals in whatever order, overlapping or not. O(n log n); O(n) when they
    /// come sorted by start.
    [[nodiscard]] static time_set from_unsorted(std::vector<interval> pieces);

    /// Sorted by start; each ends before the next starts. Valid while the set lives unchanged.
    [[nodiscard]] std::span<const interval> intervals() const noexcept { return intervals_; }
    [[nodiscard]] bool empty() const noexcept { return intervals_.empty(); }
    /// The number of intervals.
    [[nodiscard]] std::size_t size() const noexcept { return intervals_.size(); }
    /// The sum of the lengths. O(n).
    [[nodiscard]] std::chrono::seconds total_length() const noexcept;

    /// O(log n), like the two below.
    [[nodiscard]] bool contains(sys_seconds t) const noexcept;
    /// True when every instant of the span is in the set.
    [[nodiscard]] bool contains(const interval& span) const noexcept;
    /// True when some instant of the span is in the set. Touching is not overlapping.
    [[nodiscard]] bool overlaps(const interval& span) const noexcept;

    /// The instants of the window that are not in the set. O(log n + pieces in the window).
    [[nodiscard]] time_set complement_in(const interval& window) const;
    /// The instants of the set that are in the window. O(log n + pieces in the window).
    [[nodiscard]] time_set clipped_to(const interval& window) const;

    /// In a or in b. O(a.size() + b.size()), like the two below.
    friend time_set unite(const time_set& a, const time_set& b);
    /// In both.
    friend time_set intersect(const time_set& a, const time_set& b);
    /// In a and not in b.
    friend time_set subtract(const time_set& a, const time_set& b);

    /// The same instants.
    friend bool operator==(const time_set&, const time_set&) = default;

  private:
    using position = std::vector<interval>::const_iterator;

    /// The first piece that ends after t, that is: the one that holds t, else the next one.
    [[nodiscard]] position first_ending_after(sys_seconds t) const noexcept {
        return std::upper_bound(
            intervals_.begin(), intervals_.end(), t,
            [](sys_seconds at, const interval& piece) { return at < piece.end(); });
    }

    /// Adds a piece that starts no earlier than every piece so far, joining what touches.
    void append(const interval& piece) {
        if (intervals_.empty() || intervals_.back().end() < piece.start()) {
            intervals_.push_back(piece);
        } else if (intervals_.back().end() < piece.end()) {
            intervals_.back() = interval(intervals_.back().start(), piece.end());
        }
    }

    std::vector<interval> intervals_;
};

[[nodiscard]] time_set unite(const time_set& a, const time_set& b);
[[nodiscard]] time_set intersect(const time_set& a, const time_set& b);
[[nodiscard]] time_set subtract(const time_set& a, const time_set& b);

inline time_set time_set::from_unsorted(std::vector<interval> pieces) {
    if (!std::is_sorted(pieces.begin(), pieces.end())) std::sort(pieces.begin(), pieces.end());
    time_set joined;
    joined.intervals_.reserve(pieces.size());
    for (const interval& piece : pieces) joined.append(piece);
    return joined;
}

inline std::chrono::seconds time_set::total_length() const noexcept {
    std::chrono::seconds sum{0};
    for (const interval& piece : intervals_) sum += piece.length();
    return sum;
}

inline bool time_set::contains(sys_seconds t) const noexcept {
    const position at = first_ending_after(t);
    return at != intervals_.end() && at->contains(t);
}

inline bool time_set::contains(const interval& span) const noexcept {
    const position at = first_ending_after(span.start());
    return at != intervals_.end() && at->contains(span);
}

inline bool time_set::overlaps(const interval& span) const noexcept {
    const position at = first_ending_after(span.start());
    return at != intervals_.end() && at->overlaps(span);
}

inline time_set time_set::complement_in(const interval& window) const {
    time_set gaps;
    sys_seconds from = window.start();
    for (position at = first_ending_after(from);
         at != intervals_.end() && at->start() < window.end(); ++at) {
        if (from < at->start()) gaps.intervals_.emplace_back(from, at->start());
        from = at->end();
    }
    if (from < window.end()) gaps.intervals_.emplace_back(from, window.end());
    return gaps;
}

inline time_set time_set::clipped_to(const interval& window) const {
    time_set kept;
    for (position at = first_ending_after(window.start());
         at != intervals_.end() && at->start() < window.end(); ++at) {
        kept.intervals_.emplace_back(std::max(at->start(), window.start()),
                                     std::min(at->end(), window.end()));
    }
    return kept;
}

inline time_set unite(const time_set& a, const time_set& b) {
    time_set either;
    either.intervals_.reserve(a.size() + b.size());
    auto in_a = a.intervals_.begin();
    auto in_b = b.intervals_.begin();
    while (in_a != a.intervals_.end() || in_b != b.intervals_.end()) {
        const bool take_a =
            in_b == b.intervals_.end() || (in_a != a.intervals_.end() && *in_a < *in_b);
        either.append(take_a ? *in_a++ : *in_b++);
    }
    return either;
}

inline time_set intersect(const time_set& a, const time_set& b) {
    time_set both;
    auto in_a = a.intervals_.begin();
    auto in_b = b.intervals_.begin();
    while (in_a != a.intervals_.end() && in_b != b.intervals_.end()) {
        if (const auto shared = in_a->intersection(*in_b)) both.intervals_.push_back(*shared);
        // The one that ends first can share nothing with what follows in the other.
        if (in_a->end() < in_b->end()) {
            ++in_a;
        } else {
            ++in_b;
        }
    }
    return both;
}

inline time_set subtract(const time_set& a, const time_set& b) {
    time_set left;
    auto in_b = b.intervals_.begin();
    for (const interval& piece : a.intervals_) {
        sys_seconds from = piece.start();
        while (in_b != b.intervals_.end() && in_b->end() <= from) ++in_b;
        // The last hole may reach into the next piece of a, so it is looked at, not passed.
        for (auto hole = in_b; hole != b.intervals_.end() && hole->start() < piece.end(); ++hole) {
            if (from < hole->start()) left.intervals_.emplace_back(from, hole->start());
            from = hole->end();
            in_b = hole;
        }
        if (from < piece.end()) left.intervals_.emplace_back(from, piece.end());
    }
    return left;
}

} // namespace timewright
