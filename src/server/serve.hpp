/// @file
/// serve: the `timewright serve` command.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

namespace timewright::command {

struct serve_options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080; ///< 0: any that is free
    std::string database{};    ///< empty: ~/.local/share/timewright/timewright.db
    std::string demo{};        ///< a directory of calendars; empty: none
    std::string zoneinfo{};
    bool json = false; ///< say that it is ready as JSON
};

/// Serves until SIGINT or SIGTERM, then finishes what is under way. A second signal ends it at once.
int run(const serve_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
