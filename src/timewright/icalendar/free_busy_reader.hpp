/// @file
/// free_busy_reader: the periods of a VFREEBUSY (RFC 5545 section 3.6.4).
#pragma once

#include "timewright/icalendar/problem_list.hpp"

#include <timewright/calendar/calendar.hpp>
#include <timewright/icalendar/content_lines.hpp>
#include <timewright/time/busy_type.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace timewright::detail {

void read_free_busy(component_view vfreebusy, std::size_t periods_max, problem_list& problems,
                    std::vector<busy_period>& into);

/// FBTYPE and BUSYTYPE; an unknown word means `otherwise`.
[[nodiscard]] busy_type busy_type_of(std::string_view word, busy_type otherwise);

} // namespace timewright::detail
