/// @file
/// serve: the `timewright serve` command.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace timewright::hosting {
class workplace;
} // namespace timewright::hosting

namespace timewright::command {

struct serve_options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080; ///< 0: any that is free
    /// A number (0: any that is free) or "off"; empty: 9090, or none if that is taken.
    std::string management_port{};
    std::string database{}; ///< empty: ~/.local/share/timewright/timewright.db
    std::string demo{};     ///< a directory of calendars; empty: none
    std::string zoneinfo{};
    bool json = false; ///< say that it is ready as JSON
    /// Does what commands ask of the owner of a SQLite file; see command_door.hpp.
    std::function<int(hosting::workplace&, const std::vector<std::string>& arguments, std::istream&,
                      std::ostream&, std::ostream&)>
        run_command{};
};

/// Serves until SIGINT or SIGTERM, then finishes what is under way. A second signal ends it at once.
int run(const serve_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
