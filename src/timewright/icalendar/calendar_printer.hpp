/// @file
/// calendar_printer: what a calendar holds beside events, as components.
#pragma once

#include <timewright/calendar/calendar.hpp>

#include <string>
#include <vector>

namespace timewright::detail {

/// A VFREEBUSY; nothing when there are no periods.
void print_free_busy(std::string& into, const std::vector<busy_period>& periods);
void print_availability(std::string& into, const published_availability& value);

/// Kept lines: properties stand before all components.
struct kept_lines {
    std::vector<std::string> properties{};
    std::vector<std::string> components{};
};
/// Empty when their BEGINs and ENDs do not match.
[[nodiscard]] kept_lines sorted(const std::vector<std::string>& lines);

} // namespace timewright::detail
