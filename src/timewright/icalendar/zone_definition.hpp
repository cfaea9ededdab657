/// @file
/// zone_definition: what a VTIMEZONE says (RFC 5545 section 3.6.5).
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/icalendar/content_lines.hpp>
#include <timewright/time/zone.hpp>

#include <string>

namespace timewright::detail {

/// Rules without end are followed up to this year; later the last offset stays.
inline constexpr int definition_years_end = 2200;

/// The zone that a VTIMEZONE defines. Errors: with line and column.
[[nodiscard]] result<zone, error> zone_of(component_view definition, const std::string& name);

/// Whether both show the same offsets during at least one whole year from 1990 to 2037. Programs
/// write today's rule as if it had always held; a definition that is right in no year contradicts.
[[nodiscard]] bool agree_in_some_year(const zone& a, const zone& b);

} // namespace timewright::detail
