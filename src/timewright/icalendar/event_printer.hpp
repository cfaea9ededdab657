/// @file
/// event_printer: an event as the lines of a VEVENT, by groups that say one thing each.
///
/// A group is named by its property: dtend stands for DTEND and DURATION, `other` for what is kept
/// as lines. Two events say the same in a group if it is printed the same.
#pragma once

#include "timewright/icalendar/known_names.hpp"

#include <timewright/calendar/event.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::detail {

/// In the order in which they are printed.
inline constexpr std::array<known_name, 19> event_groups{
    known_name::uid,      known_name::dtstamp,   known_name::dtstart,
    known_name::dtend,    known_name::rrule,     known_name::exrule,
    known_name::rdate,    known_name::exdate,    known_name::recurrence_id,
    known_name::summary,  known_name::location,  known_name::description,
    known_name::status,   known_name::transp,    known_name::busy_status,
    known_name::sequence, known_name::organizer, known_name::attendee,
    known_name::other};

/// Appends the lines of one group; none when the event says nothing of it.
void print_group(std::string& into, const event& value, known_name group);
/// Appends a component of that name: the event without its overrides.
void print_one(std::string& into, const event& value, std::string_view name = "VEVENT");
/// The event and after it its overrides.
void print_with_overrides(std::string& into, const event& value, std::string_view name = "VEVENT");

void print_text(std::string& into, std::string_view name, std::string_view text);
void print_time(std::string& into, std::string_view name, const event_time& time);
void print_participant(std::string& into, std::string_view property_name, const participant& who,
                       bool organizer);
/// Kept lines are written only if their BEGINs and ENDs match: they must not open or close anything
/// around them.
[[nodiscard]] bool is_balanced(const std::vector<std::string>& lines);
void print_others(std::string& into, const std::vector<std::string>& lines);

} // namespace timewright::detail
