#include "engine.hpp"

#include <timewright/adapters/postgres/postgres_directory.hpp>

#include <limits>
#include <utility>

namespace timewright {

result<directory_record, error> postgres_directory::find(const directory_key& key) {
    auto found = engine_.record(key);
    if (!found) return unexpected(std::move(found).error());
    if (!*found)
        return unexpected(error{.code = errc::not_found,
                                .message = "there is no " + key.kind + " \"" + key.key + "\""});
    return std::move(**found);
}

result<std::uint64_t, error> postgres_directory::put(const directory_key& key,
                                                     std::uint64_t expected_version,
                                                     std::optional<std::string> body) {
    if (body && body->size() > body_bytes_max)
        return unexpected(
            error{.code = errc::limit_reached, .message = "a record is longer than 1 MiB"});
    return engine_.put(key, expected_version, body);
}

result<directory_page, error> postgres_directory::list(organization_id organization,
                                                       std::string_view kind,
                                                       std::string_view after, std::size_t max) {
    // One more than was asked for, to know whether there is a next page.
    const std::size_t limit = max == std::numeric_limits<std::size_t>::max() ? max : max + 1;
    auto found = engine_.records_after(organization, kind, after, limit);
    if (!found) return unexpected(std::move(found).error());
    directory_page page{.records = std::move(*found), .next = std::nullopt};
    if (page.records.size() > max) {
        page.records.pop_back();
        if (!page.records.empty()) page.next = page.records.back().key.key;
    }
    return page;
}

} // namespace timewright
