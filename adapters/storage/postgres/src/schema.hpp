/// @file
/// schema: the tables and functions, and how a database of an older version becomes one of this.
///
/// The table `versions` says which steps a schema has taken. Steps are only ever appended; each is
/// one transaction under a lock of its own, so that processes which start together wait for each
/// other, and a crash in between leaves a schema of some version, never half of one.
#pragma once

#include "session.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace timewright::postgres {

struct migration {
    const char* purpose;
    std::span<const char* const> sql; ///< run in order
};

/// All steps, oldest first. A schema that has taken all of them is of version size().
[[nodiscard]] std::span<const migration> migrations() noexcept;

/// Takes the steps that the schema has not taken yet; in a database without it, all.
/// Errors: invalid_input when the schema holds another application's tables, unsupported when it has
/// taken more steps than this version knows.
[[nodiscard]] result<void, error> migrate(session& on, std::string_view schema,
                                          std::span<const migration> steps);

/// Without changing anything: for readers.
/// Errors: not_found when there are no tables, unsupported when they are of another version.
[[nodiscard]] result<void, error> check_version(session& on, std::string_view schema,
                                                std::size_t version);

/// It stands in SQL as it is. Errors: invalid_input.
[[nodiscard]] result<void, error> check_schema_name(std::string_view schema);

} // namespace timewright::postgres
