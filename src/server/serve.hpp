/// @file
/// serve: the `timewright serve` command.
#pragma once

#include "server/settings.hpp"

#include <functional>
#include <istream>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace timewright::hosting {
class workplace;
} // namespace timewright::hosting

namespace timewright::command {

struct serve_options {
    std::map<std::string, std::string> given{}; ///< as options, by key; empty: not given
    std::string config{};      ///< a TOML file; empty: none, unless TIMEWRIGHT_CONFIG names one
    bool print_config = false; ///< show what would hold, serve nothing
    bool json = false;         ///< say that it is ready as JSON
    /// Does what commands ask of the owner of a SQLite file; see command_door.hpp.
    std::function<int(hosting::workplace&, const std::vector<std::string>& arguments, std::istream&,
                      std::ostream&, std::ostream&)>
        run_command{};
};

/// Serves until SIGINT or SIGTERM, then finishes what is under way. A second signal ends it at once.
int run(const serve_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
