/// @file
/// timewright check: what is wrong in calendar files, where, and how to mend it.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace timewright::command {

struct check_options {
    std::vector<std::string> files;
    bool strict = false; ///< report, too, what everybody accepts
    std::string zoneinfo;
    bool json = false;
};

/// exit_nothing when problems were found, exit_bad_input when a file cannot be read.
int run(const check_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
