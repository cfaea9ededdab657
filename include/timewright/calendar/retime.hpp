/// @file
/// retime: what a new release of the zone database does to events that are already planned.
///
/// An event keeps what people said, a local time in a zone; its instants follow from the zone data.
/// When a government changes its clocks, a new release moves those instants, and a meeting at 09:00
/// in Vancouver that was agreed with Tokyo is suddenly an hour earlier for Tokyo. Nothing here moves
/// silently: compute_retime() says what moves, what then collides that did not before, and what the
/// chosen policy makes of it. It decides nothing and writes nothing.
///
///     const retime_calendar ana{.events = events, .floating_zone = vancouver};
///     auto report = compute_retime({&ana, 1}, *old_zones, *new_zones, {.window = next_year});
///     for (const retimed& r : report->occurrences)
///         tell(r.old_span, r.new_span, to_iso(r.recurrence_id));
///     for (const retime_conflict& c : report->conflicts) tell(c.overlap);
///
/// **Whose policy.** `keep_wall`: the clock reading that was said stays, the instant moves (a class
/// at 09:00). `keep_instant`: the instant stays, the reading changes (a call that others in other
/// zones follow). `ask`: both are told and nobody decides; conflicts that keep_wall would make are
/// marked. All-day and floating events always keep the wall: a day is a day of its owner's clock.
///
/// **How.** Most releases change few zones, and those for a few years. Zones are compared first, and
/// only events whose zones differ within the window are expanded, once with each release; what the
/// two have by the same recurrence id is one occurrence. Collisions are looked for only where
/// something moved, by a sweep over the calendar's time: n log n, and the pairs that are found.
///
/// It stands in calendar/ because events, their expansion and zones are all that it knows: a server
/// that retimes bookings, and the command that retimes files, are both above.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone_registry.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace timewright {

enum class retime_policy : std::uint8_t { keep_wall, keep_instant, ask };

/// The events of one person or room. Those that overlap in it collide.
struct retime_calendar {
    std::span<const event> events{};
    /// Where all-day and floating times belong: the owner's zone.
    zone floating_zone{};
};

struct retime_options {
    /// What counts as the future: occurrences that overlap it, by either release.
    interval window;
    retime_policy policy = retime_policy::keep_wall;
    /// The policy of single events, where it is not the same for all.
    std::function<retime_policy(const event&)> policy_of{};
    std::size_t steps_max = 1'000'000;       ///< of each event's rules: see recurrence_budget
    std::size_t occurrences_max = 1'000'000; ///< listed, of all events together
    std::size_t pairs_max = 1'000'000;       ///< overlaps looked at, of all calendars together
};

enum class retime_outcome : std::uint8_t {
    moved,   ///< by keep_wall: at another instant from now on
    kept,    ///< by keep_instant: at the old instant, the clock shows another time
    asked,   ///< by ask: at the old instant until somebody says that it moves
    added,   ///< takes place only by the new release: UNTIL or EXDATE in UTC no longer covers it
    removed, ///< takes place only by the old release: it falls behind an UNTIL in UTC
};

/// "moved", "kept", "asked", "added", "removed".
[[nodiscard]] constexpr const char* to_string(retime_outcome outcome) noexcept {
    switch (outcome) {
        case retime_outcome::moved:
            return "moved";
        case retime_outcome::kept:
            return "kept";
        case retime_outcome::asked:
            return "asked";
        case retime_outcome::added:
            return "added";
        case retime_outcome::removed:
            return "removed";
    }
    return "moved";
}

/// An occurrence that is not where it was.
struct retimed {
    retime_outcome outcome = retime_outcome::moved;
    std::size_t calendar = 0;               ///< which of the calendars
    std::size_t event = 0;                  ///< which of its events
    local_seconds recurrence_id{};          ///< see occurrence::recurrence_id
    std::optional<interval> old_span{};     ///< nothing when added
    std::optional<interval> new_span{};     ///< nothing when removed; when kept the old one; when
                                            ///< asked, where keep_wall would have it
    std::optional<local_seconds> reading{}; ///< when kept: what the clock will show at its start

    friend bool operator==(const retimed&, const retimed&) = default;
};

/// Two occurrences of one calendar that take time and overlap, and did not before.
struct retime_conflict {
    std::size_t calendar = 0;
    std::size_t first = 0;  ///< which of its events; the one that starts earlier
    std::size_t second = 0; ///< the other
    interval overlap;
    bool if_wall_is_kept = false; ///< one of them is `asked`: it comes true if the wall is kept

    friend bool operator==(const retime_conflict&, const retime_conflict&) = default;
};

/// An event that takes place after the window too, within ten years, while its zones differ then.
struct retime_rest {
    std::size_t calendar = 0;
    std::size_t event = 0;

    friend bool operator==(const retime_rest&, const retime_rest&) = default;
};

struct retime_report {
    std::vector<retimed> occurrences{};       ///< by calendar, event, and then time
    std::vector<retime_conflict> conflicts{}; ///< by calendar, and then time
    std::vector<retime_rest> beyond{};        ///< by calendar and event

    [[nodiscard]] bool nothing_changes() const noexcept {
        return occurrences.empty() && conflicts.empty() && beyond.empty();
    }
};

/// Zones are taken by name from both registries, whatever the events were read with. A zone that
/// neither knows (a VTIMEZONE of its own) is what the event says and does not move; one that only
/// the newer knows is compared with what the event says.
/// Errors: unknown_zone, when the newer registry has lost a zone; those of expand() and of
/// zone_registry::find(); limit_reached, when a budget is used up: a part must never pass for all.
[[nodiscard]] TIMEWRIGHT_EXPORT result<retime_report, error> compute_retime(
    std::span<const retime_calendar> calendars, const zone_registry& older,
    const zone_registry& newer, const retime_options& options);

} // namespace timewright
