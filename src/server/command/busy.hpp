/// @file
/// timewright busy: when calendars are taken, and how firmly.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace timewright::command {

struct busy_command_options {
    std::vector<std::string> files;
    std::string from;
    std::string to;
    std::string zone; ///< of all-day and floating times, where a file does not say
    std::string zoneinfo;
    bool json = false;
};

/// The runs of each file, and of all together as "all" when there are several.
int run(const busy_command_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
