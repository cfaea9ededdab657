/// @file
/// user: the `timewright user` commands: who may sign in.
///
/// They open the database themselves, so no server may run on the same SQLite file at the time.
#pragma once

#include <istream>
#include <ostream>
#include <string>

namespace timewright::command {

struct user_options {
    std::string database{}; ///< empty: ~/.local/share/timewright/timewright.db
    std::string zoneinfo{};
    bool json = false;
    std::string email{};
};

struct user_add_options : user_options {
    std::string role = "member";
    std::string name{}; ///< empty: what is before the @
    std::string zone = "UTC";
    bool password_stdin = false;
};

struct user_role_options : user_options {
    std::string role{};
};

struct user_list_options : user_options {};
struct user_disable_options : user_options {};
struct user_enable_options : user_options {};

/// The password is the first line of `in`, or of standard input.
int run(const user_add_options& options, std::istream& in, std::ostream& out, std::ostream& err);
int run(const user_add_options& options, std::ostream& out, std::ostream& err);
int run(const user_list_options& options, std::ostream& out, std::ostream& err);
int run(const user_role_options& options, std::ostream& out, std::ostream& err);
int run(const user_disable_options& options, std::ostream& out, std::ostream& err);
int run(const user_enable_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
