/// @file
/// postgres_directory: the directory port on a PostgreSQL database.
#pragma once

#include <timewright/adapters/postgres/postgres_database.hpp>
#include <timewright/base/export.hpp>
#include <timewright/ports/directory.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timewright {

class TIMEWRIGHT_EXPORT postgres_directory final : public directory {
  public:
    explicit postgres_directory(postgres_database& database) : engine_(*database.engine_) {}

    result<directory_record, error> find(const directory_key& key) override;
    /// Errors: as the port; in_doubt when the connection was lost before the answer came. Then
    /// find() tells by the version whether it took effect.
    result<std::uint64_t, error> put(const directory_key& key, std::uint64_t expected_version,
                                     std::optional<std::string> body) override;
    result<directory_page, error> list(organization_id organization, std::string_view kind,
                                       std::string_view after, std::size_t max) override;

  private:
    postgres::engine& engine_;
};

} // namespace timewright
