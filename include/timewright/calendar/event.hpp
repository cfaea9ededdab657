/// @file
/// event: what is meant to take place, as people said it (RFC 5545 section 3.6.1, VEVENT).
///
/// An event keeps intent: a local time with its zone, a duration, rules. Instants are derived from
/// it (calendar/occurrence.hpp) and change when zone data does; the event does not.
///
///     event standup{.uid = "standup@example.com",
///                   .start = event_time::zoned(nine, lisbon),
///                   .duration = {.time = 15min},
///                   .rules = {{.freq = frequency::weekly, .by_day = {{std::chrono::Monday}}}},
///                   .summary = "Stand-up"};
#pragma once

#include <timewright/calendar/participant.hpp>
#include <timewright/calendar/recurrence.hpp>
#include <timewright/time/busy_type.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/zone.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace timewright {

enum class event_time_kind : std::uint8_t {
    zoned = 0,    ///< a local time and its zone
    utc = 1,      ///< an instant, written with Z
    floating = 2, ///< a local time wherever one is; needs a zone from outside to be an instant
    date = 3,     ///< a day, "all-day"; the same
};

/// A moment as it was said. `local` is always what the clock shows: of the zone, of UTC, of whoever
/// looks (floating); for a date it is midnight.
struct event_time {
    local_seconds local{};
    event_time_kind kind = event_time_kind::utc;
    zone in_zone{}; ///< of a zoned time; otherwise UTC and without meaning

    [[nodiscard]] static event_time zoned(local_seconds local, zone in_zone) {
        return {.local = local, .kind = event_time_kind::zoned, .in_zone = std::move(in_zone)};
    }
    [[nodiscard]] static event_time utc(sys_seconds instant) {
        return {.local = local_seconds(instant.time_since_epoch()), .kind = event_time_kind::utc};
    }
    [[nodiscard]] static event_time floating(local_seconds local) {
        return {.local = local, .kind = event_time_kind::floating};
    }
    [[nodiscard]] static event_time date(local_days day) {
        return {.local = local_seconds(day), .kind = event_time_kind::date};
    }

    /// True when the time alone does not say an instant.
    [[nodiscard]] bool needs_zone() const noexcept {
        return kind == event_time_kind::floating || kind == event_time_kind::date;
    }
    /// The zone whose clock `local` is read on; `floating_zone` for floating times and dates.
    [[nodiscard]] const zone& zone_or(const zone& floating_zone) const noexcept {
        return needs_zone() ? floating_zone : in_zone;
    }
    /// The instant, a skipped or repeated local time by RFC 5545.
    [[nodiscard]] sys_seconds to_instant(const zone& floating_zone) const {
        if (kind == event_time_kind::utc) return sys_seconds(local.time_since_epoch());
        return zone_or(floating_zone).to_instant(local);
    }

    /// Zones compare by name: the same words mean the same.
    friend bool operator==(const event_time& a, const event_time& b) {
        return a.local == b.local && a.kind == b.kind &&
               (a.kind != event_time_kind::zoned || a.in_zone.name() == b.in_zone.name());
    }
};

/// An extra occurrence. RDATE;VALUE=PERIOD brings a duration of its own.
struct event_date {
    event_time start{};
    std::optional<civil_duration> duration{};

    friend bool operator==(const event_date&, const event_date&) = default;
};

enum class event_status : std::uint8_t { confirmed = 0, tentative = 1, cancelled = 2 };

/// TRANSP: whether the event takes its owner's time.
enum class transparency : std::uint8_t { opaque = 0, transparent = 1 };

/// "confirmed", "tentative", "cancelled".
[[nodiscard]] constexpr const char* to_string(event_status status) noexcept {
    switch (status) {
        case event_status::confirmed:
            return "confirmed";
        case event_status::tentative:
            return "tentative";
        case event_status::cancelled:
            return "cancelled";
    }
    return "confirmed";
}

struct event {
    std::string uid{};
    event_time start{};
    /// Days are nominal (the same clock reading n days later), time is exact: RFC 5545
    /// section 3.3.6. Never negative; zero is a moment, which takes no time.
    civil_duration duration{};
    std::vector<recurrence_rule> rules{};           ///< RRULE
    std::vector<recurrence_rule> exclusion_rules{}; ///< EXRULE
    std::vector<event_date> rdates{};
    /// A date here removes every occurrence of that day, as Exchange means it.
    std::vector<event_time> exdates{};
    /// Set in an override, and in an occurrence that came without its series.
    std::optional<event_time> recurrence_id{};
    /// Of an override, RANGE=THISANDFUTURE: what it changes holds for all later occurrences too, up
    /// to the next such override: they are moved by as much and last as long.
    bool this_and_future = false;
    /// Occurrences that differ from the series: moved, changed or cancelled. Each has a
    /// recurrence_id and no rules, dates or overrides of its own.
    std::vector<event> overrides{};

    std::string summary{};
    std::string location{};
    std::string description{};
    event_status status = event_status::confirmed;
    transparency transp = transparency::opaque;
    /// What the file says beyond STATUS and TRANSP (X-MICROSOFT-CDO-BUSYSTATUS); it wins.
    std::optional<busy_type> busy{};
    std::int32_t sequence = 0; ///< SEQUENCE: raised by each change that matters to participants
    sys_seconds stamp{};       ///< DTSTAMP: when this version was made
    std::optional<participant> organizer{};
    std::vector<participant> participants{};
    /// Content lines that the library does not interpret, unfolded; then the components within
    /// (VALARM), each from its BEGIN to its END. Kept so that they are there when the event is
    /// printed.
    std::vector<std::string> other_lines{};

    [[nodiscard]] bool is_all_day() const noexcept { return start.kind == event_time_kind::date; }
    [[nodiscard]] bool is_recurring() const noexcept { return !rules.empty() || !rdates.empty(); }
    /// How firmly the event takes its owner's time: `busy` if said, else free when transparent or
    /// cancelled, busy_tentative when tentative, and busy.
    [[nodiscard]] busy_type effective_busy() const noexcept {
        if (status == event_status::cancelled) return busy_type::free;
        if (busy) return *busy;
        if (transp == transparency::transparent) return busy_type::free;
        return status == event_status::tentative ? busy_type::busy_tentative : busy_type::busy;
    }

    friend bool operator==(const event&, const event&) = default;
};

} // namespace timewright
