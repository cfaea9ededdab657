/// @file
/// timewright zone: what the clocks show somewhere, and which instants a local time can mean.
#pragma once

#include <ostream>
#include <string>

namespace timewright::command {

struct zone_options {
    std::string zone;
    std::string at;                          ///< an instant; this or `local`
    std::string local;                       ///< a local time
    std::string disambiguate = "compatible"; ///< compatible, earlier, later or reject
    std::string zoneinfo;
    bool json = false;
};

int run(const zone_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
