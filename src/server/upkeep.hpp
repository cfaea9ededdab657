/// @file
/// upkeep: the commands that look after a database: doctor, migrate, backup, restore.
#pragma once

#include <ostream>
#include <string>

namespace timewright::command {

struct upkeep_options {
    std::string database{}; ///< empty: ~/.local/share/timewright/timewright.db
    std::string zoneinfo{};
    bool json = false;
};

struct doctor_options : upkeep_options {};
struct migrate_options : upkeep_options {};
struct backup_options : upkeep_options {
    std::string to{}; ///< a file that does not exist
};
struct restore_options : upkeep_options {
    std::string from{}; ///< a backup, or any SQLite database of ours
    bool despite_faults = false;
};

/// Tells what is wrong, beside a running server. Exit: nothing when something is.
int run(const doctor_options& options, std::ostream& out, std::ostream& err);
/// Brings the tables up to date, as serve does when it starts.
int run(const migrate_options& options, std::ostream& out, std::ostream& err);
/// Writes all of one moment to a new SQLite file, beside a running server, and reads it back.
/// Exit: nothing when it holds what doctor finds wrong.
int run(const backup_options& options, std::ostream& out, std::ostream& err);
/// Fills a new or empty database of either kind. Exit: nothing, and nothing is changed, when the
/// backup holds what doctor finds wrong.
int run(const restore_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
