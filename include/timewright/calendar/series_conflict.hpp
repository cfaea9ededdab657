/// @file
/// series_conflict: do two events ever meet, be they without end?
///
///     auto answer = find_first_collision(standup, review);
///     if (answer->collides()) show(answer->first->at);          // the first time
///     else if (answer->is_never()) show("never");               // proven
///     else show("not before ", answer->clear_until);            // the budget ended
///
/// An event takes time where expand() says that it takes place and its effective_busy() is not
/// free: cancelled and transparent occurrences, and moments, meet nothing. Intervals are half-open,
/// so that to touch is not to meet.
///
/// **Why that can be decided.** The Gregorian calendar is the same again after 400 years, which are
/// 146,097 days or 20,871 weeks; so is what a zone's clocks do after its last change that is listed
/// one by one, and so is what a rule chooses, or after a multiple of it when INTERVAL does not
/// divide (every third year: 1,200 years). Once the exceptions, extra dates and changed occurrences
/// of both are over, two rules that did not meet for as long as they need to be in step again never
/// will.
///
/// **How.** While there are exceptions, both are expanded. After that nothing is expanded: each
/// looks for its next occurrence after the other's next start, over all that lies between. Between
/// two changes of the clocks the starts of a rule are points on a circle of some days; where the
/// circles of both do not overlap the whole stretch is passed over, and around the changes, which
/// come on the same weekday at the same hour, few differ.
///
/// docs/explanation/series_conflict.md tells the proof and its limits.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/calendar/occurrence.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace timewright {

struct collision {
    sys_seconds at{}; ///< where the overlap begins: the later of the two starts
    occurrence a;
    occurrence b;

    /// The time that both take.
    [[nodiscard]] interval overlap() const { return {at, std::min(a.span.end(), b.span.end())}; }
};

enum class collision_outcome : std::uint8_t {
    collides,       ///< `first` says when
    never,          ///< proven for all time: one of them ends, or both repeat without meeting
    never_in_years, ///< proven up to the end of the year 9999, the last that can be said
    undecided,      ///< the budget was used up: nothing is known from `clear_until` on
};

struct collision_answer {
    collision_outcome outcome = collision_outcome::undecided;
    std::optional<collision> first{};
    /// No collision begins before it (and not before collision_options::from). Where that is never,
    /// how far it was looked through to know that.
    sys_seconds clear_until{};
    std::size_t steps = 0; ///< the work it was

    [[nodiscard]] bool collides() const noexcept { return first.has_value(); }
    [[nodiscard]] bool is_never() const noexcept {
        return outcome == collision_outcome::never || outcome == collision_outcome::never_in_years;
    }
};

struct collision_options {
    std::optional<zone> floating_zone_a{}; ///< needed for floating and all-day events
    std::optional<zone> floating_zone_b{};
    std::optional<sys_seconds> from{}; ///< collisions that begin earlier do not count
    /// The budget: occurrences, masks and changes of clocks looked at. Some 20 ns each.
    std::size_t steps_max = 2'000'000;
};

/// The first time at which both take place, or the proof that there is none.
/// Errors: those of expand(), of whichever event is at fault.
/// Complexity: two rules that say nothing of months and years: linear in the changes of the clocks
/// until they are in step again, 1,600 for two weekly ones; else linear in the occurrences of the
/// rarer one.
[[nodiscard]] TIMEWRIGHT_EXPORT result<collision_answer, error> find_first_collision(
    const event& a, const event& b, const collision_options& options = {});

/// An occurrence that meets something that is taken already.
struct busy_collision {
    occurrence which;
    interval overlap; ///< the first time that both take

    friend bool operator==(const busy_collision&, const busy_collision&) = default;
};

struct busy_collisions {
    std::vector<busy_collision> found{}; ///< by start
    bool truncated = false;              ///< the budget was used up: these are the first ones
    sys_seconds complete_to{}; ///< no collision is missing whose occurrence starts earlier
};

struct busy_collision_options {
    std::optional<zone> floating_zone{};
    std::size_t collisions_max = 1'000;
    std::size_t steps_max = 1'000'000;
};

/// All occurrences of an event in the window that overlap what is taken: the busy time of a person,
/// the claims on a room.
/// Errors: those of expand().
/// Complexity: linear in the occurrences near busy time; stretches where nothing is busy are passed
/// over.
[[nodiscard]] TIMEWRIGHT_EXPORT result<busy_collisions, error> find_collisions(
    const event& series, const time_set& busy, interval window,
    const busy_collision_options& options = {});

} // namespace timewright
