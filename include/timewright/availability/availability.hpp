/// @file
/// availability: what a search knows of one person, room or piece of equipment.
///
/// Two sets of instants: when it is busy, and when it is open (at work, unlocked) if that is
/// limited. It can be taken where it is open and not busy. How a calendar becomes busy time is
/// free_busy.hpp's business; which of it counts is decided here, by the caller, once:
///
///     std::vector<busy_interval> blocks = ...;                       // from busy_of()
///     availability alice{.busy = compute_busy(blocks, tentative_as::busy),
///                        .open = compute_open(hours, window)};
///     alice.can_take(slot);
#pragma once

#include <timewright/availability/free_busy.hpp>
#include <timewright/time/busy_type.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

/// Whether a tentative meeting keeps others away.
enum class tentative_as : std::uint8_t { busy, free };

struct availability {
    time_set busy{};
    std::optional<time_set> open{}; ///< nothing: open at all times; an empty set: never

    /// True when the whole interval lies within one open stretch and touches nothing busy.
    /// Complexity: logarithmic.
    [[nodiscard]] bool can_take(interval span) const {
        return (!open || open->contains(span)) && !busy.overlaps(span);
    }

    /// The instants of the window that can be taken. Complexity: linear.
    [[nodiscard]] time_set free_in(interval window) const {
        const time_set at_hand = open ? open->clipped_to(window) : time_set(window);
        return subtract(at_hand, busy);
    }
};

/// The instants that are taken, by the caller's reading of tentative meetings.
/// Complexity: n log n.
[[nodiscard]] inline time_set compute_busy(std::span<const busy_interval> blocks,
                                           tentative_as tentative) {
    std::vector<interval> taken;
    taken.reserve(blocks.size());
    for (const busy_interval& block : blocks) {
        if (block.type == busy_type::free) continue;
        if (block.type == busy_type::busy_tentative && tentative == tentative_as::free) continue;
        taken.push_back(block.span);
    }
    return time_set::from_unsorted(std::move(taken));
}

} // namespace timewright
