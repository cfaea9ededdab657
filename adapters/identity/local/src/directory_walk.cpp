#include "directory_walk.hpp"

#include <optional>
#include <utility>

namespace timewright::identity_local {

result<void, error> remove_record(directory& records, const directory_key& key) {
    for (int tries = 1;; ++tries) {
        const auto found = records.find(key);
        if (!found && found.error().code == errc::not_found) return {};
        if (!found) return unexpected(found.error());
        auto put = records.put(key, found->version, std::nullopt);
        if (put) return {};
        if (put.error().code != errc::version_mismatch || tries == edit_tries_max)
            return unexpected(std::move(put).error());
    }
}

} // namespace timewright::identity_local
