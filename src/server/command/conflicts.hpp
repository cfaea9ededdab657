/// @file
/// timewright conflicts: which events of calendar files take the same time, series included.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace timewright::command {

struct conflicts_command_options {
    std::vector<std::string> files;
    bool across = false; ///< between files too
    std::string zone;    ///< of all-day and floating times, where a file does not say
    std::string zoneinfo;
    bool json = false;
};

/// A line for each pair of events that meet, and for each of which the budget did not tell.
int run(const conflicts_command_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
