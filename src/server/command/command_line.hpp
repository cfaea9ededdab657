/// @file
/// command_line: the `timewright` command: every subcommand in one table, from arguments to exit
/// code.
///
/// A command is a struct of options and a function run(options, out, err) that returns the exit
/// code; it knows nothing of argument parsing, so tests call it as it is. The table in
/// command_line.cpp binds options to names, and is the only unit that includes CLI11.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace timewright::hosting {
class workplace;
} // namespace timewright::hosting

namespace timewright::command {

/// Runs what the arguments ask for. Argument 0 is the program's name. Writes help to `out` and
/// mistakes to `err`; the exit code is one of exit_code.hpp. What writes to a SQLite file that a
/// server owns is done by that server.
int run_command_line(int argument_count, const char* const* arguments, std::istream& in,
                     std::ostream& out, std::ostream& err);

/// The same on the owner's side, for the commands that work on its database and no others: the
/// arguments (without the program's name) say what, not where.
int run_on(hosting::workplace& over, const std::vector<std::string>& arguments, std::istream& in,
           std::ostream& out, std::ostream& err);

} // namespace timewright::command
