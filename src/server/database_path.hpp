/// @file
/// database_path: where the database is when nobody says.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace timewright::hosting {

/// What was given, or ~/.local/share/timewright/timewright.db. Errors: invalid_input when there is no
/// home directory.
[[nodiscard]] inline result<std::filesystem::path, error> database_path(const std::string& given) {
    if (!given.empty()) return std::filesystem::path(given);
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0')
        return unexpected(invalid_input("--database: there is no home directory (HOME is not set); "
                                        "say which file to use"));
    return std::filesystem::path(home) / ".local/share/timewright/timewright.db";
}

} // namespace timewright::hosting
