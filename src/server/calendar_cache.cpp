#include "server/calendar_cache.hpp"

#include <timewright/ports/ids.hpp>
#include <timewright/storage/memory_cache.hpp>

#if defined(TIMEWRIGHT_HAS_REDIS)
#include <timewright/adapters/redis/redis_cache.hpp>
#endif

#include <cstddef>
#include <utility>

namespace timewright::hosting {
namespace {

constexpr std::size_t own_bytes_max = std::size_t{16} * 1024 * 1024;

result<std::unique_ptr<cache>, error> open_cache(const std::string& redis, const clock& present) {
    if (redis.empty()) return std::make_unique<memory_cache>(own_bytes_max, present);
#if defined(TIMEWRIGHT_HAS_REDIS)
    auto opened = redis_cache::open({.address = redis});
    if (!opened) return unexpected(std::move(opened).error());
    return std::unique_ptr<cache>(std::move(*opened));
#else
    return unexpected(error{.code = errc::unsupported,
                            .message = "this build knows no Redis; it was made without "
                                       "TIMEWRIGHT_REDIS=ON"});
#endif
}

/// What tells this database from others that use the same Redis, made up by whoever comes first.
result<std::string, error> name_of(directory& records) {
    const directory_key key{organization_id{}, "database", "name"};
    for (;;) {
        auto found = records.find(key);
        if (found) return std::move(found->body);
        if (found.error().code != errc::not_found) return unexpected(std::move(found).error());
        random_ids mint;
        const auto put = records.put(key, 0, mint.make<booking_id>().to_string());
        if (!put && put.error().code != errc::version_mismatch) return unexpected(put.error());
    }
}

} // namespace

result<std::unique_ptr<calendar_cache>, error> calendar_cache::open(database& over,
                                                                    const std::string& redis) {
    static const system_clock present;
    auto kept = open_cache(redis, present);
    if (!kept) return unexpected(std::move(kept).error());
    const auto name = name_of(over.records());
    if (!name) return unexpected(name.error());
    return std::unique_ptr<calendar_cache>(new calendar_cache(over, *name, std::move(*kept)));
}

calendar_cache::calendar_cache(database& over, const std::string& name, std::unique_ptr<cache> kept)
    : kept_(std::move(kept)),
      claims_(over.claims(), *kept_, present_,
              {.prefix = "timewright:" + name,
               .newest_committed = [&over] { return over.newest_committed(); }}) {}

} // namespace timewright::hosting
