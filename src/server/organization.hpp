/// @file
/// organization: the `timewright org` commands: the tenants of a database.
#pragma once

#include "server/user.hpp"

#include <istream>
#include <ostream>
#include <string>

namespace timewright::command {

struct org_add_options : user_options {
    std::string name{};
};
struct org_list_options : user_options {};

/// Exit: nothing when there is one of that name.
int run(const org_add_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err);
int run(const org_list_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err);

} // namespace timewright::command
