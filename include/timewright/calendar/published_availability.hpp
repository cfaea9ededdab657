/// @file
/// published_availability: when somebody says to be available, as a calendar holds it (RFC 7953,
/// VAVAILABILITY).
///
/// Between its start and its end the owner is busy, of type `busy`, but for the times that
/// `available` names. Where two of them overlap, the one with the higher priority is right.
///
///     published_availability office{.uid = "office@example.com",
///                                   .start = event_time::zoned(monday, lisbon),
///                                   .priority = 2,
///                                   .available = {nine_to_five}};   // an event that repeats
///
/// Availability from it: availability/working_hours.hpp.
#pragma once

#include <timewright/calendar/event.hpp>
#include <timewright/calendar/participant.hpp>
#include <timewright/time/busy_type.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace timewright {

struct published_availability {
    std::string uid{};
    sys_seconds stamp{};                          ///< DTSTAMP
    std::optional<event_time> start{};            ///< none: from the beginning of time
    std::optional<event_time> end{};              ///< exclusive; none: without end
    busy_type busy = busy_type::busy_unavailable; ///< BUSYTYPE: what the owner is otherwise
    /// PRIORITY: 1 is the highest, 9 the lowest, 0 (not said) lower still.
    std::int32_t priority = 0;
    std::string summary{};
    std::string location{};
    std::string description{};
    std::int32_t sequence = 0;
    std::optional<participant> organizer{};
    /// AVAILABLE: each with its rules; changed occurrences are within their series.
    std::vector<event> available{};
    std::vector<std::string> other_lines{}; ///< as event::other_lines

    friend bool operator==(const published_availability&, const published_availability&) = default;
};

/// Whether `a` decides where both say something about an instant: priority 1 before 9 before 0.
[[nodiscard]] constexpr bool has_higher_priority(const published_availability& a,
                                                 const published_availability& b) noexcept {
    const auto rank = [](std::int32_t priority) { return priority == 0 ? 10 : priority; };
    return rank(a.priority) < rank(b.priority);
}

} // namespace timewright
