/// @file
/// timewright import and export: meetings from calendar files into a database, and out of it.
#pragma once

#include "server/user.hpp"

#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace timewright::command {

struct import_options : user_options {
    std::vector<std::string> files{};
    std::vector<std::string> rooms{};  ///< id or name; each meeting takes all of them
    std::vector<std::string> people{}; ///< id, e-mail address or name
    std::string zone{};                ///< of all-day and floating times, where a file does not say
    bool dry_run = false;
};

struct export_options : user_options {
    std::string user{}; ///< id, e-mail address or name; empty: everybody
    std::string from{};
    std::string to{};
};

/// A line for each meeting that is booked, changed or refused. Exit: nothing when one is refused.
int run(const import_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err);
/// One iCalendar text. Exit: nothing when there is no meeting.
int run(const export_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err);

} // namespace timewright::command
