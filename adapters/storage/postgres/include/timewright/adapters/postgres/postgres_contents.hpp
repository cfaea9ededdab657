/// @file
/// postgres_contents: the contents port on a PostgreSQL database, beside whoever works on it.
#pragma once

#include <timewright/adapters/postgres/postgres_database.hpp>
#include <timewright/base/export.hpp>
#include <timewright/ports/contents.hpp>

#include <string>
#include <vector>

namespace timewright {

class TIMEWRIGHT_EXPORT postgres_contents final : public contents {
  public:
    /// Of the options connection, schema and present are looked at. Connects when it is asked.
    explicit postgres_contents(postgres_options options);

    /// Errors: as the port; not_found when there are no tables, unsupported when they are of another
    /// version.
    result<void, error> read(const visitor& visit) override;
    /// Servers on the database wait meanwhile, and are refused nothing.
    result<void, error> fill(
        const std::function<result<void, error>(const visitor&)>& source) override;
    /// Whether the second guard stands and watches all that it should, and which transactions hold
    /// up the feed. Complexity: reads all claims.
    result<std::vector<std::string>, error> find_faults() override;

  private:
    postgres_options options_;
};

} // namespace timewright
