/// @file
/// availability: what a search knows of one person, room or piece of equipment.
///
/// Two sets of instants: when it is busy, and when it is open (at work, unlocked) if that is
/// limited. It can be taken where it is open and not busy. How a calendar becomes busy time is
/// free_busy.hpp's business, and hours are working_hours.hpp's; here the two meet, with the rules of
/// whoever is booked:
///
///     auto alice = availability_of(calendar, window,
///                                  {.hours = hours,
///                                   .blocks = {.floating_zone = lisbon},
///                                   .buffer_before = 10min,             // to get there
///                                   .not_before = now + 24h,            // minimum notice
///                                   .not_after = now + days(60)});      // bookable horizon
///     alice->can_take(slot);
///
/// **Buffers** belong to what is to be placed: a meeting [a, b) is only taken where nothing is busy
/// in [a - before, b + after). What is busy is taken as it stands: claims bring their own buffers.
/// So busy time is seen as that much longer, on its other sides, and every search that knows
/// nothing of buffers keeps them. Hours are not asked: a buffer may lie outside of them.
///
/// **Tentative** time is told apart from busy time where somebody may want to override it
/// (compute_availability(), or availability_options::tentative_apart); whoever does not ask keeps
/// off it as off busy time. A calendar that could not be read is **unknown**: it is not free, and
/// not known to be busy.
#pragma once

#include <timewright/availability/free_busy.hpp>
#include <timewright/availability/working_hours.hpp>
#include <timewright/base/contract.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/busy_type.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>

#include <algorithm>
#include <chrono>
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
    time_set tentative{};           ///< taken, but not firmly; apart from `busy`
    bool unknown = false;           ///< when it is busy is not known

    /// True when it is known, and the whole interval lies within one open stretch and touches
    /// nothing busy or tentative. Complexity: logarithmic.
    [[nodiscard]] bool can_take(interval span) const {
        return !unknown && is_open(span) && !busy.overlaps(span) && !tentative.overlaps(span);
    }

    /// At work throughout, busy or not. Complexity: logarithmic.
    [[nodiscard]] bool is_open(interval span) const { return !open || open->contains(span); }

    /// The instants of the window that can be taken. Complexity: linear.
    [[nodiscard]] time_set free_in(interval window) const {
        if (unknown) return {};
        const time_set at_hand = open ? open->clipped_to(window) : time_set(window);
        return subtract(subtract(at_hand, busy), tentative);
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

/// Firm and tentative time apart, for searches that may override what is tentative. Where both
/// overlap, the time is firmly taken. Complexity: n log n.
[[nodiscard]] inline availability compute_availability(std::span<const busy_interval> blocks) {
    std::vector<interval> tentative;
    for (const busy_interval& block : blocks)
        if (block.type == busy_type::busy_tentative) tentative.push_back(block.span);
    time_set busy = compute_busy(blocks, tentative_as::free);
    time_set apart = subtract(time_set::from_unsorted(std::move(tentative)), busy);
    return {.busy = std::move(busy), .tentative = std::move(apart)};
}

/// Busy time as something sees it that needs `before` ahead of it and `after` behind it.
/// Preconditions: neither is negative. Complexity: linear.
[[nodiscard]] inline time_set compute_buffered(const time_set& busy, std::chrono::seconds before,
                                               std::chrono::seconds after) {
    TIMEWRIGHT_EXPECTS(before >= std::chrono::seconds(0) && after >= std::chrono::seconds(0));
    if (before == after && after == std::chrono::seconds(0)) return busy;
    std::vector<interval> longer;
    longer.reserve(busy.size());
    for (const interval& piece : busy.intervals())
        longer.emplace_back(piece.start() - after, piece.end() + before);
    return time_set::from_unsorted(std::move(longer));
}

/// The longest buffer that is taken for one.
inline constexpr std::chrono::seconds buffer_max = std::chrono::hours(24) * 366;

struct availability_options {
    std::optional<working_hours> hours{}; ///< nothing: open at all times
    busy_options blocks{};                ///< the owner's zone, and budgets
    tentative_as tentative = tentative_as::busy;
    bool tentative_apart = false; ///< into availability::tentative; `tentative` is not asked then
    std::chrono::seconds buffer_before{0};   ///< free time needed ahead of what is placed
    std::chrono::seconds buffer_after{0};    ///< and behind it
    std::optional<sys_seconds> not_before{}; ///< now and the minimum notice: nothing starts earlier
    std::optional<sys_seconds> not_after{};  ///< the bookable horizon: nothing ends later
};

/// What can be taken of a calendar's owner within the window. Busy time is clipped to the window.
/// Errors: those of validate(hours) and busy_of(); invalid_input for a buffer that is negative or
/// beyond buffer_max, and for a window that leaves the years 1 to 9999.
/// Complexity: that of busy_of() and compute_open(), and n log n for n blocks.
[[nodiscard]] TIMEWRIGHT_EXPORT result<availability, error> availability_of(
    const calendar& source, interval window, const availability_options& options);

} // namespace timewright
