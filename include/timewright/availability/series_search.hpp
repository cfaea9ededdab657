/// @file
/// series_search: when can these people meet every week, and in which rooms?
///
/// One slot is slot_search.hpp's; a meeting that repeats rarely finds an hour that is free every
/// time. So the search says how often it would collide and whom that concerns, and it keeps the
/// room where it can: one room for all occurrences if there is one, else the room that serves most,
/// with a substitute named for each of the others.
///
///     series_query query{.first = next_week, .in_zone = new_york, .duration = 45min,
///                        .rule = {.freq = frequency::weekly}, .occurrences = 12};
///     query.calendars = {alice, bob, room_1, room_2};               // availability values
///     query.required = {0, 1};
///     query.any_of = {{2, 3}};
///     query.collisions_max = 2;
///     auto answer = find_series_slots(query);
///     answer->slots[0].start                                        // 2026-01-05T09:00, a Monday
///     answer->slots[0].rooms                                        // {2}
///     answer->slots[0].occurrences[4].rooms                         // {3}: a substitute
///
/// **Candidates** are the first starts on the wall clock of a zone, on multiples of `step` since
/// midnight, of which the first occurrence lies in `first` and which the rule itself matches. The
/// clock reading is kept: nine o'clock stays nine o'clock when the clocks change. A candidate whose
/// first reading is skipped is none; a later occurrence that falls into a gap is read by RFC 5545,
/// and of a repeated reading the first counts.
///
/// **An occurrence collides** when somebody required cannot take it or some group has no member
/// that can. Optional calendars never make it collide; where they cannot come is told. Calendars
/// must cover all occurrences: beyond what they say, everybody is free.
///
/// **Order**: fewest collisions, then fewest substitutes, then earliest.
///
/// Complexity: O(candidates x occurrences x calendars) looks, each logarithmic; a candidate ends
/// with the first collision too many.
#pragma once

#include <timewright/availability/availability.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/recurrence.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace timewright {

inline constexpr std::size_t series_occurrences_max = 1'000;
inline constexpr std::size_t series_slots_max = 100;

struct series_query {
    interval first;                                       ///< the first occurrence lies within
    zone in_zone{};                                       ///< whose clock reading is kept
    std::chrono::seconds duration;                        ///< of each occurrence, exact; > 0
    std::chrono::seconds step = std::chrono::minutes(15); ///< divides 24 hours
    recurrence_rule rule{};                               ///< without COUNT and UNTIL
    std::size_t occurrences = 1;                          ///< 1..series_occurrences_max

    /// Everybody who is known; the lists below name them by index. Nobody is named twice.
    std::vector<availability> calendars{};
    std::vector<std::size_t> required{};
    std::vector<std::size_t> optional{};
    /// Of each group one member is needed for each occurrence, the same one where possible.
    std::vector<std::vector<std::size_t>> any_of{};

    std::size_t collisions_max = 0; ///< occurrences that may collide
    std::size_t slots_max = 10;     ///< 1..series_slots_max
    /// The budget: looks at one calendar for one occurrence, and steps from candidate to candidate
    /// and from occurrence to occurrence. About 20 ns each.
    std::uint64_t looks_max = 5'000'000;
};

struct series_occurrence {
    interval span;
    /// Who cannot take it: required calendars, and all members of groups of which nobody can. Empty
    /// unless it collides.
    std::vector<std::size_t> blocking{};
    std::vector<std::size_t> rooms{};   ///< of each group who serves; none when it collides
    std::vector<std::size_t> missing{}; ///< the optional calendars that cannot take it

    [[nodiscard]] bool collides() const noexcept { return !blocking.empty(); }

    friend bool operator==(const series_occurrence&, const series_occurrence&) = default;
};

struct series_slot {
    local_seconds start{};       ///< what the clock shows at the first occurrence
    std::size_t collisions = 0;  ///< occurrences that collide
    std::size_t substitutes = 0; ///< rooms other than the series' own, over all occurrences
    /// Of each group the member that serves all occurrences that do not collide, or most of them;
    /// of equal ones the first in the group's order.
    std::vector<std::size_t> rooms{};
    std::vector<series_occurrence> occurrences{};

    friend bool operator==(const series_slot&, const series_slot&) = default;
};

struct series_answer {
    std::vector<series_slot> slots{}; ///< collisions up, then substitutes, then time
    /// The budget ended before all candidates were looked at. The slots that are there are right,
    /// better ones may exist.
    bool truncated = false;
    std::uint64_t looks = 0;
};

/// Is this a question at all? Errors: invalid_input, with what would be right, for a duration that
/// is not positive or longer than `first`; a step that does not divide the day; a rule with COUNT
/// or UNTIL, and those of check(rule); occurrences, slots or collisions out of bounds; nobody
/// required and no group; an empty group; an index beyond `calendars`; a calendar named twice; a
/// window outside the years 1 to 9999.
[[nodiscard]] TIMEWRIGHT_EXPORT result<void, error> validate(const series_query& query);

/// The best starts for a series. Errors: validate's.
[[nodiscard]] TIMEWRIGHT_EXPORT result<series_answer, error> find_series_slots(
    const series_query& query);

} // namespace timewright
