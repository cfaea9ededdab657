/// @file
/// jscalendar_lines: content lines that travel within JSCalendar, checked when they come back.
#pragma once

#include <timewright/icalendar/content_lines.hpp>

#include <boost/json.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace timewright::detail {

enum class lines_place { event, alarm };

/// Told of each line that is left out: its index, what is wrong, what would be right.
using refuse_line = std::function<void(std::size_t, const std::string&, std::string)>;

/// The lines that may stand there as they are: those that an iCalendar text may bring along, and
/// none that says what a member says.
[[nodiscard]] std::vector<std::string> checked_lines(const boost::json::array& from,
                                                     lines_place place,
                                                     const component_limits& limits,
                                                     const refuse_line& refuse);

} // namespace timewright::detail
