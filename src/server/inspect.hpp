/// @file
/// inspect: what is wrong with a database, said to people or programs.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/contents.hpp>
#include <timewright/service/inspection.hpp>

#include <ostream>

namespace timewright::command {

/// What the database finds by itself, and what its rows contradict.
struct database_report {
    std::vector<std::string> own{};
    inspection_report rows{};

    [[nodiscard]] bool is_sound() const noexcept { return own.empty() && rows.faults.empty(); }
};

[[nodiscard]] result<database_report, error> inspect(contents& of, const zone_registry& zones);

/// A line for each fault.
void print_faults(const database_report& report, bool as_json, std::ostream& to);

/// "3 calendar users, 120 bookings, ..."
[[nodiscard]] std::string counts_of(const inspection_report& report);

} // namespace timewright::command
