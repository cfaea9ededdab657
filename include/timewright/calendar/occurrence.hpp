/// @file
/// occurrence: one taking place of an event, as instants; and expand(), which finds them.
///
///     auto found = expand(standup, window, {.floating_zone = lisbon});
///     for (const occurrence& o : found->occurrences)
///         show(o.span, o.described_by(standup).summary);
///
/// **What counts.** Listed are the occurrences that overlap the window [from, to), ordered by
/// start: one that began before and still runs is in, one that ends exactly at `from` is not. Moved
/// occurrences are found where they take place, not where they were. What is cancelled (STATUS, of
/// the event or of one occurrence) does not take place. Transparent events do: whether they take
/// time is event::effective_busy().
///
/// **Clock changes.** 02:30 every day in New York on the day that has no 02:30 is read with the
/// offset before the gap (03:30 EDT), as RFC 5545 section 3.3.5 says; `skipped_time::omit` leaves
/// it out as some calendars do. Where the series has an occurrence at the time it is shifted to as
/// well (every hour, 01:00 that does not exist and 02:00), the two are one: listed is the one whose
/// time exists. An override of either is listed beside the other. A repeated time is its first reading. Durations: PT24H is 24 hours,
/// P1D is until the same clock reading (section 3.3.6).
///
/// **Exceptions and overrides** name an occurrence by its nominal local start, in the series' zone
/// or any other: they match when the local times or the instants are equal. A date matches the
/// occurrences of that day. An override that matches nothing takes place nevertheless, because
/// somebody said that it does (programs write them after a series was split). An override for this
/// and the future moves each later occurrence by the same difference of clock readings, on the clock
/// of the override's zone, and gives it the override's duration; a later override of one occurrence
/// wins for that one.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/calendar/recurrence.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace timewright {

struct occurrence {
    static constexpr std::uint32_t no_override = 0xFFFF'FFFF;

    /// Which one: the nominal local start in the zone of the series, whatever override there is.
    local_seconds recurrence_id{};
    interval span;        ///< half-open; of a moment one second, to have a place
    bool all_day = false; ///< start and end are midnights of the owner's zone
    bool moment = false;  ///< the event has no length: it takes no time
    bool shifted = false; ///< the nominal local time was skipped by the clock
    std::uint32_t override_index = no_override; ///< into event::overrides

    [[nodiscard]] bool is_overridden() const noexcept { return override_index != no_override; }
    /// The event or override that says summary, place and status of this occurrence.
    [[nodiscard]] const event& described_by(const event& series) const {
        return is_overridden() ? series.overrides[override_index] : series;
    }

    friend bool operator==(const occurrence&, const occurrence&) = default;
};

struct expansion_options {
    std::optional<zone> floating_zone{};   ///< needed for floating and all-day events
    std::size_t steps_max = 1'000'000;     ///< see recurrence_budget
    std::size_t occurrences_max = 100'000; ///< listed at most
    skipped_time skipped = skipped_time::shift;
    bool moments = false;      ///< list occurrences without length too
    bool newest_first = false; ///< from the window's end back; a budget then ends at the last ones
};

struct expansion {
    std::vector<occurrence> occurrences{}; ///< by start, descending if newest_first
    bool truncated = false;                ///< a budget was used up: listed are the first ones
};

/// The occurrences of the event that overlap the window.
/// Errors: those of recurrence::make(); invalid_input for a negative duration or when a floating or
/// all-day event comes without a zone.
[[nodiscard]] TIMEWRIGHT_EXPORT result<expansion, error> expand(
    const event& series, interval window, const expansion_options& options = {});

} // namespace timewright
