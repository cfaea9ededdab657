/// @file
/// sqlite_directory: the directory port on a SQLite file. Its puts share the store's commits.
#pragma once

#include <timewright/adapters/sqlite/sqlite_database.hpp>
#include <timewright/base/export.hpp>
#include <timewright/ports/directory.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timewright {

class TIMEWRIGHT_EXPORT sqlite_directory final : public directory {
  public:
    explicit sqlite_directory(sqlite_database& database) : engine_(*database.engine_) {}

    result<directory_record, error> find(const directory_key& key) override;
    /// Waits for the writing thread: never call it from a completion or from the listener.
    result<std::uint64_t, error> put(const directory_key& key, std::uint64_t expected_version,
                                     std::optional<std::string> body) override;
    result<directory_page, error> list(organization_id organization, std::string_view kind,
                                       std::string_view after, std::size_t max) override;

  private:
    sqlite::engine& engine_;
};

} // namespace timewright
