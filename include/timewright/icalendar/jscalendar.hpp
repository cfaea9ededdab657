/// @file
/// jscalendar: events as JSCalendar (RFC 8984), out and in.
///
///     std::string group = print_jscalendar(calendar);        // {"@type":"Group","entries":[...
///     parsed_calendar again = parse_jscalendar(group, {.zones = &*zones});
///     again.value.events == calendar.events;
///
/// Only there in builds with the CMake option TIMEWRIGHT_JSCALENDAR, which needs Boost.JSON.
///
/// **What becomes what.** The summary is `title`, the location the one of `locations` without a
/// relation, DTSTAMP `updated`, CATEGORIES `keywords`, CLASS `privacy`; organizer and attendees are
/// `participants`, a display or e-mail VALARM is one of `alerts`; RDATE, EXDATE and changed
/// occurrences are `recurrenceOverrides` as patches. A UTC time has the timeZone "Etc/UTC", a
/// floating one null.
///
/// **What has no place in the other** travels along: content lines as the member
/// "timewright.dev:lines", members that we do not know as the line X-JSCALENDAR-MEMBERS. What an
/// event cannot say (several locations, more about a location than its name) is among those. A
/// change of one occurrence and all later ones is a patch with the member "timewright.dev:range";
/// who does not know it reads a change of one.
///
/// An all-day event lasts at least a day, as in iCalendar text: where its `duration` is missing or
/// PT0S one day is read, with a warning.
///
/// What we do not know within a Participant or an Alert (participationComment, acknowledged) has no
/// place: each such member is left out, with a warning.
///
/// Lines that come back are checked as those of an iCalendar text: what a member says, what names a
/// file, and BEGIN and END that do not match or may not stand there are left out, with a problem.
///
/// Not JSCalendar's: published busy time and availability, and other components of a calendar.
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/calendar/calendar.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/icalendar/parse.hpp>

#include <string>
#include <string_view>

namespace timewright {

/// A Group with an Event for each event, on one line.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string print_jscalendar(const calendar& value);
/// An Event.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string print_jscalendar(const event& value);

/// Reads a Group, an Event, or an array of Events. Reading never fails as a whole: what is wrong is
/// a problem that begins with the JSON pointer of the member. Line and column are those of the
/// first mistake in the JSON itself, else 1 and 1. Time zones are the registry's by their IANA
/// names, and UTC.
[[nodiscard]] TIMEWRIGHT_EXPORT parsed_calendar parse_jscalendar(std::string_view json,
                                                                 const parse_options& options = {});

} // namespace timewright
