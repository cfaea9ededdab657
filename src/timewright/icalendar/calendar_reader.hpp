/// @file
/// calendar_reader: the VCALENDARs of a text to one calendar.
#pragma once

#include <timewright/icalendar/content_lines.hpp>
#include <timewright/icalendar/parse.hpp>

#include <cstddef>
#include <vector>

namespace timewright::detail {

/// Which value a VEVENT became.
struct event_place {
    component_view from;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::size_t event = none;    ///< into calendar::events
    std::size_t override = none; ///< into its overrides; none: the event itself
};

struct read_result {
    parsed_calendar calendar{};
    std::vector<event_place> places{}; ///< in the order of the text; without those left out
};

/// With the problems of the lines.
[[nodiscard]] read_result read_calendar(const content_lines& lines, const parse_options& options);

} // namespace timewright::detail
