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

/// What built this: "GCC 12.2.0".
[[nodiscard]] const char* compiler() noexcept;

int run(const info_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
