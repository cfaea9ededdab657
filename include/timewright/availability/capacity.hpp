/// @file
/// capacity: something there are several of (desks, projectors, seats on a bus), as busy time.
///
///     capacity_profile projectors(3, {{.span = nine_to_eleven, .units = 2},
///                                     {.span = ten_to_noon, .units = 1}});
///     projectors.busy_for(1);       // ten to eleven: all three are out
///     projectors.busy_for(2);       // nine to eleven: from nine one is left, from ten none
///
/// A calendar of capacity 1 is busy or not. With more, whether it is busy depends on how many units
/// are wanted; so the profile is turned into busy time for a question, and the search goes on as if
/// it were a calendar like any other.
///
/// Structure: a sweep over the sorted beginnings and ends into steps, each with the units in use from
/// there on. Uses that touch do not overlap: what ends at ten is free at ten. Complexity: n log n for
/// n uses; then 2 n + 1 steps at the most. Boost.ICL's interval_map says the same and is the oracle
/// in the tests.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

/// Units that are taken for a while.
struct capacity_use {
    interval span;
    std::uint32_t units = 1;

    friend bool operator==(const capacity_use&, const capacity_use&) = default;
};

/// From `at` on, up to the next step, so many units are in use.
struct capacity_step {
    sys_seconds at;
    std::uint64_t used = 0;

    friend bool operator==(const capacity_step&, const capacity_step&) = default;
};

class capacity_profile {
  public:
    /// How many there are, and who uses them when. More may be in use than there are: then the world
    /// has overbooked, and nothing is left.
    capacity_profile(std::uint32_t capacity, const std::vector<capacity_use>& uses);

    [[nodiscard]] std::uint32_t capacity() const noexcept { return capacity_; }

    /// By time, each with another number than the one before. Before the first and from the last on
    /// nothing is in use.
    [[nodiscard]] std::span<const capacity_step> steps() const noexcept { return steps_; }

    /// Complexity: logarithmic.
    [[nodiscard]] std::uint64_t used_at(sys_seconds t) const;

    /// The most that is in use at once within the span. Complexity: logarithmic, plus the steps
    /// within it.
    [[nodiscard]] std::uint64_t most_used_in(interval span) const;

    /// When fewer than so many units are left: the busy time of a question that needs them. More
    /// units than there are are never left: that is the years 1 to 9999. Precondition: units > 0.
    /// Complexity: linear.
    [[nodiscard]] time_set busy_for(std::uint32_t units) const;

  private:
    using position = std::vector<capacity_step>::const_iterator;

    /// The first step after t.
    [[nodiscard]] position first_after(sys_seconds t) const {
        return std::upper_bound(steps_.begin(), steps_.end(), t,
                                [](sys_seconds at, const capacity_step& s) { return at < s.at; });
    }

    std::uint32_t capacity_;
    std::vector<capacity_step> steps_;
};

inline capacity_profile::capacity_profile(std::uint32_t capacity,
                                          const std::vector<capacity_use>& uses)
    : capacity_(capacity) {
    struct change {
        sys_seconds at;
        std::int64_t units;
    };
    std::vector<change> changes;
    changes.reserve(2 * uses.size());
    for (const capacity_use& use : uses) {
        if (use.units == 0) continue;
        changes.push_back({use.span.start(), std::int64_t{use.units}});
        changes.push_back({use.span.end(), -std::int64_t{use.units}});
    }
    std::sort(changes.begin(), changes.end(),
              [](const change& a, const change& b) { return a.at < b.at; });
    std::int64_t used = 0;
    for (std::size_t i = 0; i < changes.size();) {
        const sys_seconds at = changes[i].at;
        const std::int64_t before = used;
        for (; i < changes.size() && changes[i].at == at; ++i) used += changes[i].units;
        if (used != before) steps_.push_back({at, static_cast<std::uint64_t>(used)});
    }
    TIMEWRIGHT_ENSURES(used == 0);
}

inline std::uint64_t capacity_profile::used_at(sys_seconds t) const {
    const position next = first_after(t);
    return next == steps_.begin() ? 0 : std::prev(next)->used;
}

inline std::uint64_t capacity_profile::most_used_in(interval span) const {
    std::uint64_t most = used_at(span.start());
    for (position step = first_after(span.start()); step != steps_.end() && step->at < span.end();
         ++step)
        most = std::max(most, step->used);
    return most;
}

inline time_set capacity_profile::busy_for(std::uint32_t units) const {
    TIMEWRIGHT_EXPECTS(units > 0);
    using namespace std::chrono;
    if (units > capacity_)
        return time_set(
            interval(sys_days(year(1) / January / 1), sys_days(year(10'000) / January / 1)));
    const std::uint64_t used_max = capacity_ - units;
    std::vector<interval> busy;
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) // the last step is that nothing is in use
        if (steps_[i].used > used_max) busy.emplace_back(steps_[i].at, steps_[i + 1].at);
    return time_set::from_unsorted(std::move(busy));
}

} // namespace timewright
