/// @file
/// memory_directory: the reference answer to the directory port.
#pragma once

#include <timewright/ports/directory.hpp>

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace timewright {

class memory_directory final : public directory {
  public:
    result<directory_record, error> find(const directory_key& key) override {
        const std::lock_guard lock(mutex_);
        const auto at = records_.find(place_of(key));
        if (at == records_.end())
            return unexpected(error{.code = errc::not_found,
                                    .message = "there is no " + key.kind + " \"" + key.key + "\""});
        return directory_record{key, at->second.version, at->second.body};
    }

    result<std::uint64_t, error> put(const directory_key& key, std::uint64_t expected_version,
                                     std::optional<std::string> body) override {
        if (body && body->size() > body_bytes_max)
            return unexpected(error{.code = errc::limit_reached,
                                    .message = "a record is longer than 1 MiB"});
        const std::lock_guard lock(mutex_);
        const auto at = records_.find(place_of(key));
        const std::uint64_t version = at == records_.end() ? 0 : at->second.version;
        if (version != expected_version)
            return unexpected(error{.code = errc::version_mismatch,
                                    .message = "the " + key.kind + " \"" + key.key +
                                               "\" is at version " + std::to_string(version) +
                                               ", not " + std::to_string(expected_version)});
        if (body) {
            records_[place_of(key)] = {version + 1, std::move(*body)};
            return version + 1;
        }
        if (at != records_.end()) records_.erase(at);
        return std::uint64_t{0};
    }

    result<directory_page, error> list(organization_id organization, std::string_view kind,
                                       std::string_view after, std::size_t max) override {
        const std::lock_guard lock(mutex_);
        directory_page page;
        auto at = records_.upper_bound({organization, std::string(kind), std::string(after)});
        for (; at != records_.end(); ++at) {
            const auto& [at_organization, at_kind, at_key] = at->first;
            if (at_organization != organization || at_kind != kind) break;
            if (page.records.size() == max) {
                page.next = page.records.back().key.key;
                break;
            }
            page.records.push_back(
                {{at_organization, at_kind, at_key}, at->second.version, at->second.body});
        }
        return page;
    }

  private:
    using place = std::tuple<organization_id, std::string, std::string>;
    struct held {
        std::uint64_t version;
        std::string body;
    };
    static place place_of(const directory_key& key) { return {key.organization, key.kind, key.key}; }

    std::mutex mutex_;
    std::map<place, held> records_;
};

} // namespace timewright
