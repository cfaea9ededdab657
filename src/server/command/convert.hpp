/// @file
/// convert: a calendar file in another form.
#pragma once

#include <ostream>
#include <string>

namespace timewright::command {

struct convert_options {
    std::string file{};
    std::string to{}; ///< "ics" or "jscalendar"
    std::string zoneinfo{};
    bool json = false; ///< changes nothing: what is printed is the calendar itself
};

/// The exit code.
int run(const convert_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
