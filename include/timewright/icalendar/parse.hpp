/// @file
/// parse: iCalendar text (RFC 5545) to calendar values.
///
///     auto zones = zone_registry::system();
///     parsed_calendar ana = parse_calendar(text, {.file = "ana.ics", .zones = &*zones});
///     for (const problem& p : ana.problems) show(p); // line, column, what is wrong, how to mend it
///     use(ana.value.events);
///
/// The world's files are odd, so reading never fails as a whole: what is right becomes values, what
/// is not becomes problems. A problem of severity error means that something was left out. Tolerant
/// reading (the default) says nothing of what Google, Outlook and Apple write by habit; `strict`
/// reports that too, as warnings.
///
/// **Zones.** A TZID is resolved in this order: the IANA name, if the registry knows it; a Windows
/// name; an IANA name at the end of a longer one ("/vendor.example/20240101_1/Europe/Berlin"); the
/// VTIMEZONE of that name in the file; otherwise it is an error at its line and column, and the
/// event is left out: never UTC. A VTIMEZONE that agrees with the zone of its name in no year from
/// 1990 to 2037 is reported; the IANA zone is used, except for names without a place ("GMT", "EST")
/// where the file's definition is (some write TZID=GMT and define London's summer time).
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/calendar.hpp>
#include <timewright/calendar/recurrence.hpp>
#include <timewright/icalendar/component.hpp>
#include <timewright/time/zone_registry.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

struct parse_limits {
    component_limits text{};
    std::size_t events_max = 100'000;         ///< also of the AVAILABLE blocks of one VAVAILABILITY
    std::size_t dates_per_event_max = 20'000; ///< RDATE and EXDATE
    std::size_t participants_per_event_max = 5'000;
    std::size_t observances_max = 1'000; ///< STANDARD and DAYLIGHT of the zones used
    std::size_t busy_periods_max = 200'000;
};

struct parse_options {
    std::string file{}; ///< for messages
    bool strict = false;
    /// None: only UTC and the file's own VTIMEZONEs are known.
    const zone_registry* zones = nullptr;
    /// Read floating times and dates in this zone where the file has no X-WR-TIMEZONE. Only used to
    /// check; the values stay floating.
    zone floating_zone{};
    parse_limits limits{};
};

struct parsed_calendar {
    std::string file{};
    calendar value{};
    std::vector<problem> problems{}; ///< by line and column

    [[nodiscard]] bool has_errors() const noexcept {
        for (const problem& p : problems)
            if (p.severity == problem_severity::error) return true;
        return false;
    }
};

/// Every VEVENT, VFREEBUSY and VAVAILABILITY of every VCALENDAR in the text, as one calendar. Other
/// components and properties that are not interpreted are kept as lines.
[[nodiscard]] TIMEWRIGHT_EXPORT parsed_calendar parse_calendar(std::string_view text,
                                                               const parse_options& options = {});

/// An RRULE's value: "FREQ=WEEKLY;BYDAY=MO,WE". Lower case is read too.
/// Errors: invalid_input that names the part, its value and what it may be, with the column in
/// `where`.
[[nodiscard]] TIMEWRIGHT_EXPORT result<recurrence_rule, error> parse_rule(std::string_view text);

/// The same, and adds what is odd but clear (lower case, a doubled entry) to `notes`, as line 1.
[[nodiscard]] TIMEWRIGHT_EXPORT result<recurrence_rule, error> parse_rule(
    std::string_view text, std::vector<problem>& notes);

} // namespace timewright
