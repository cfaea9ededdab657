/// @file
/// zone_printer: a VTIMEZONE from zone data (RFC 5545 section 3.6.5).
#pragma once

#include <timewright/time/zone.hpp>

#include <string>

namespace timewright::detail {

/// Appends the VTIMEZONE that holds from `from` to `to`: each kind of change is one block whose
/// onsets are listed, so that it is right whatever the rules were. Precondition: from < to.
void print_zone(std::string& into, const zone& printed, sys_seconds from, sys_seconds to);

} // namespace timewright::detail
