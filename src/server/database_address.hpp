/// @file
/// database_address: which database is meant, as people write it.
///
/// "postgresql://host/name?sslmode=verify-full", or libpq's other form "host=db dbname=timewright",
/// is a PostgreSQL database; anything else is the name of a SQLite file. A file whose name looks like
/// either is written with a directory: "./dbname=odd".
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace timewright::hosting {

/// What was given, or ~/.local/share/timewright/timewright.db. Errors: invalid_input when there is no
/// home directory.
[[nodiscard]] inline result<std::string, error> database_address(const std::string& given) {
    if (!given.empty()) return given;
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0')
        return unexpected(
            invalid_input("--database: there is no home directory (HOME is not set); "
                          "say which file to use"));
    return (std::filesystem::path(home) / ".local/share/timewright/timewright.db").string();
}

[[nodiscard]] inline bool is_postgres(std::string_view address) noexcept {
    if (address.starts_with("postgresql://") || address.starts_with("postgres://")) return true;
    // A keyword and "=" first, before any "/" that would make it the name of a file.
    const std::size_t equals = address.find('=');
    return equals != std::string_view::npos && equals > 0 &&
           address.substr(0, equals).find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
               std::string_view::npos;
}

} // namespace timewright::hosting
