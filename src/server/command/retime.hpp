/// @file
/// timewright retime: what a new release of the zone database moves in calendars.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace timewright::command {

struct retime_command_options {
    std::vector<std::string> files;
    std::string older;                ///< --old: the zoneinfo directory so far
    std::string newer;                ///< --new
    std::string policy = "keep-wall"; ///< keep-wall, keep-instant or ask
    std::string from;                 ///< default: now
    std::string to;                   ///< default: ten years after `from`
    std::string zone;                 ///< of all-day and floating times, where a file does not say
    std::string zoneinfo;             ///< not used: --old and --new say both databases
    bool json = false;
};

/// A line for each occurrence that is not where it was, each collision that this makes, and each
/// series that may go on moving after the window.
int run(const retime_command_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
