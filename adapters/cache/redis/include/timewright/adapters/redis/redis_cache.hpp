/// @file
/// redis_cache: a cache in Redis, which processes share.
///
///     auto kept = redis_cache::open({.address = "redis://127.0.0.1:6379"});
///
/// It never keeps anybody waiting: an answer that does not come in `patience` is an error, and for a
/// `pause` after an error nobody is asked at all. Then one caller tries, and when that goes well all
/// do. So a Redis that is gone, or hangs, costs one short wait for each pause.
///
/// The process ignores SIGPIPE: a connection that was lost is found out by writing to it.
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/ports/cache.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace timewright {

struct redis_options {
    /// redis://[[user]:password@]host[:port][/database]
    std::string address{};
    std::chrono::milliseconds patience{50}; ///< with connecting, and with each answer
    std::chrono::milliseconds pause{1'000};
};

class TIMEWRIGHT_EXPORT redis_cache final : public cache {
  public:
    /// Does not connect: Redis may come later. Errors: invalid_input, of the address.
    [[nodiscard]] static result<std::unique_ptr<redis_cache>, error> open(
        const redis_options& options);
    ~redis_cache() override;

    result<std::vector<std::optional<std::string>>, error> find(
        std::span<const std::string> keys) override;
    result<void, error> keep(std::span<const entry> entries, std::chrono::seconds lasts) override;

  private:
    class connections;
    explicit redis_cache(std::unique_ptr<connections> all);

    std::unique_ptr<connections> all_;
};

} // namespace timewright
