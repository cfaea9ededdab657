/// @file
/// timewright info: which versions are at work here.
#pragma once

#include <ostream>
#include <string>

namespace timewright::command {

struct info_options {
    std::string zoneinfo;
    bool json = false;
};

int run(const info_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
