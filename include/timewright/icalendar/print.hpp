/// @file
/// print: calendar values to iCalendar text (RFC 5545).
///
/// What is printed reads back as the same values: parse(print(x)) == x. Text is escaped and names
/// are RFC 6868 encoded, so that a title with a line break and BEGIN:VALARM in it stays a title.
/// Not printed is participant::user, which means something only within one database.
///
/// Zones are written by their IANA name, each with a VTIMEZONE made from our zone data: exact from
/// a year before the first event that uses the zone until 2037 or two years after the last fixed
/// event, whichever is later. Readers that know IANA names (all the common ones) do not depend on
/// it.
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/calendar/calendar.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/calendar/recurrence.hpp>

#include <string>

namespace timewright {

struct print_options {
    bool time_zones = true; ///< write a VTIMEZONE for each zone used
};

/// A VCALENDAR.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string print_calendar(const calendar& value,
                                                           const print_options& options = {});

/// VEVENTs alone: the event and after it its overrides.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string print_event(const event& value,
                                                        const print_options& options = {});

/// "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE"; parts in the order of RFC 5545, defaults left out.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string to_string(const recurrence_rule& rule);

} // namespace timewright
