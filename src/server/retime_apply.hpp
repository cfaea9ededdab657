/// @file
/// timewright retime --apply: moves the meetings of a database to a new release of the zone database.
#pragma once

#include "server/user.hpp"

#include <istream>
#include <ostream>
#include <string>

namespace timewright::command {

struct retime_apply_options : user_options {
    std::string older{}; ///< empty, or a zoneinfo directory of the release that must be in force
    std::string newer{};
    std::string policy = "keep-wall"; ///< or keep-instant
};

/// A line for each occurrence that was moved, as soon as it is, and then each collision that stands.
int run(const retime_apply_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err);

} // namespace timewright::command
