#include "timewright/icalendar/calendar_reader.hpp"

#include <timewright/icalendar/content_lines.hpp>
#include <timewright/icalendar/parse.hpp>

#include <utility>

namespace timewright {

parsed_calendar parse_calendar(std::string_view text, const parse_options& options) {
    const content_lines lines(text, {.limits = options.limits.text, .strict = options.strict});
    detail::read_result read = detail::read_calendar(lines, options);
    return std::move(read.calendar);
}

} // namespace timewright
