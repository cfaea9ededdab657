/// @file
/// The version of the library, by semantic versioning.
#pragma once

#include <string_view>

namespace timewright {

struct version_number {
    int major;
    int minor;
    int patch;
    std::string_view text;
};

inline constexpr version_number current_version{.major = 0, .minor = 1, .patch = 0, .text = "0.1.0"};

} // namespace timewright
