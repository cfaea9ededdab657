/// @file
/// availability_reader: one VAVAILABILITY (RFC 7953) to a published_availability.
#pragma once

#include "timewright/icalendar/event_reader.hpp"
#include "timewright/icalendar/problem_list.hpp"

#include <timewright/calendar/published_availability.hpp>
#include <timewright/icalendar/content_lines.hpp>
#include <timewright/icalendar/parse.hpp>

#include <vector>

namespace timewright::detail {

/// Adds it, but for what had to be left out: the reason is among the problems.
void read_availability(component_view vavailability, const parse_options& options,
                       event_reader& reader, problem_list& problems,
                       std::vector<published_availability>& into);

} // namespace timewright::detail
