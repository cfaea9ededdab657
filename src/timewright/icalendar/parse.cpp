#include "timewright/icalendar/calendar_reader.hpp"
#include "timewright/icalendar/problem_list.hpp"

#include <timewright/icalendar/content_lines.hpp>
#include <timewright/icalendar/parse.hpp>

#include <algorithm>
#include <utility>

namespace timewright {

parsed_calendar parse_calendar(std::string_view text, const parse_options& options) {
    content_lines lines(text, {.limits = options.limits.text, .strict = options.strict});
    parsed_calendar made = detail::read_calendar(lines, options).calendar;
    return made;
}

} // namespace timewright
