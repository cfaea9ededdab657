/// @file
/// schema: the tables, and how a file of an older version becomes one of this.
///
/// PRAGMA application_id says that the file is ours, PRAGMA user_version how many steps it has
/// taken. Steps are only ever appended; each is one transaction, so that a crash in between leaves
/// a file of some version, never half of one.
#pragma once

#include "connection.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace timewright::sqlite {

/// "TWrt"
inline constexpr std::int64_t application_id = 0x54577274;

struct migration {
    const char* purpose;
    const char* sql;
};

/// All steps, oldest first. A file that has taken all of them is of version size().
[[nodiscard]] std::span<const migration> migrations() noexcept;

/// Takes the steps that the file has not taken yet; to an empty file, all.
/// Errors: invalid_input when it is another application's, unsupported when it has taken more steps
/// than this version knows.
[[nodiscard]] result<void, error> migrate(connection& owner, std::span<const migration> steps);

/// The same checks, without changing anything: for readers.
/// Errors: those, and unsupported when the owner has yet to migrate the file.
[[nodiscard]] result<void, error> check_version(connection& reader, std::size_t version);

} // namespace timewright::sqlite
