/// @file
/// timewright slots: when these calendars have time together.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace timewright::command {

struct slots_options {
    std::vector<std::string> files;          ///< everybody in it is needed
    std::vector<std::string> any_of;         ///< "[GROUP:]FILE": one of each group is needed
    std::vector<std::string> optional_files; ///< welcome
    std::string from;
    std::string to;
    std::string duration;
    std::string zone; ///< of hours and grid; and of all-day times where a file does not say
    std::vector<std::string> hours;
    std::string step = "PT15M";
    std::string align;
    std::int64_t limit = 10;
    std::string tentative = "busy"; ///< busy or free
    bool explain = false;
    std::string zoneinfo;
    bool json = false;
};

int run(const slots_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
