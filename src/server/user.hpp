/// @file
/// user: the `timewright user` commands: who may sign in.
#pragma once

#include <istream>
#include <ostream>
#include <string>

namespace timewright::hosting {
class workplace;
} // namespace timewright::hosting

namespace timewright::command {

struct user_options {
    std::string database{}; ///< empty: ~/.local/share/timewright/timewright.db
    std::string zoneinfo{};
    bool json = false;
    std::string directory{}; ///< where relative paths begin; empty: here
    std::string email{};
    std::string organization{}; ///< name or id; empty: the founding one
};

struct user_add_options : user_options {
    std::string role = "member";
    std::string room{}; ///< of a device: the id or the name
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

/// The password is the first line of `in`.
int run(const user_add_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err);
int run(const user_list_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err);
int run(const user_role_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err);
int run(const user_disable_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err);
int run(const user_enable_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err);

} // namespace timewright::command
