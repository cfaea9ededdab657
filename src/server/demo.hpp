/// @file
/// demo: three people and two rooms with their calendars, for a first look.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/accounts.hpp>
#include <timewright/service/scheduler.hpp>

#include <filesystem>
#include <span>
#include <string_view>

namespace timewright::hosting {

struct demo_login {
    std::string_view email;
    std::string_view password; ///< published: for a server that only this machine can reach
    role granted;
};

[[nodiscard]] std::span<const demo_login> demo_logins();

/// Fills a database without accounts from the calendars in the directory; does nothing to another.
/// An interrupted run is completed by the next. Returns whether the demo's people are there.
/// Errors: not_found for a missing file, which is named; those of the services.
[[nodiscard]] result<bool, error> fill_with_demo(scheduler& desk, accounts& people,
                                                 const std::filesystem::path& directory);

} // namespace timewright::hosting
