/// @file
/// calendar_cache: the store of a database that servers share, with a cache before it.
#pragma once

#include "server/database.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/cache.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/storage/cached_store.hpp>

#include <memory>
#include <string>

namespace timewright::hosting {

class calendar_cache {
  public:
    /// Redis's address, or nothing: this process. The database must outlive it. Redis need not be
    /// there. Errors: those of the address; unsupported when this build knows no Redis; those of
    /// the directory.
    [[nodiscard]] static result<std::unique_ptr<calendar_cache>, error> open(
        database& over, const std::string& redis);

    [[nodiscard]] store& claims() { return claims_; }
    [[nodiscard]] const cache_tally& tally() const { return claims_.tally(); }

  private:
    calendar_cache(database& over, const std::string& name, std::unique_ptr<cache> kept);

    const system_clock present_{};
    const std::unique_ptr<cache> kept_;
    cached_store claims_;
};

} // namespace timewright::hosting
