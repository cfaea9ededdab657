/// @file
/// memory_cache: a cache in this process, of a bounded size: what was not used for longest goes first.
///
///     system_clock present;
///     memory_cache kept(16 * 1024 * 1024, present);
#pragma once

#include <timewright/ports/cache.hpp>
#include <timewright/ports/clock.hpp>

#include <cstddef>
#include <iterator>
#include <list>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace timewright {

class memory_cache final : public cache {
  public:
    /// The bytes are those of keys and values, and some for each entry. The clock must outlive it.
    memory_cache(std::size_t bytes_max, const clock& present)
        : bytes_max_(bytes_max), present_(present) {}

    result<std::vector<std::optional<std::string>>, error> find(
        std::span<const std::string> keys) override {
        const sys_seconds now = present_.now();
        const std::lock_guard lock(mutex_);
        std::vector<std::optional<std::string>> found(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const auto at = by_key_.find(keys[i]);
            if (at == by_key_.end()) continue;
            if (now >= at->second->until) {
                drop(at->second);
                continue;
            }
            used_.splice(used_.begin(), used_, at->second);
            found[i] = at->second->value;
        }
        return found;
    }

    result<void, error> keep(std::span<const entry> entries, std::chrono::seconds lasts) override {
        const sys_seconds until = present_.now() + lasts;
        const std::lock_guard lock(mutex_);
        for (const entry& one : entries) {
            if (const auto at = by_key_.find(one.key); at != by_key_.end()) drop(at->second);
            if (bytes_of(one.key, one.value) > bytes_max_) continue;
            used_.push_front({.key = one.key, .value = one.value, .until = until});
            by_key_.emplace(used_.front().key, used_.begin());
            bytes_ += bytes_of(one.key, one.value);
            while (bytes_ > bytes_max_) drop(std::prev(used_.end()));
        }
        return {};
    }

    /// What is held at the moment.
    [[nodiscard]] std::size_t bytes() const {
        const std::lock_guard lock(mutex_);
        return bytes_;
    }

  private:
    struct kept {
        std::string key{};
        std::string value{};
        sys_seconds until{};
    };
    using place = std::list<kept>::iterator;

    static constexpr std::size_t entry_bytes = 160; // of the list's and the table's nodes

    static std::size_t bytes_of(std::string_view key, std::string_view value) {
        return key.size() + value.size() + entry_bytes;
    }
    void drop(place at) {
        bytes_ -= bytes_of(at->key, at->value);
        by_key_.erase(at->key);
        used_.erase(at);
    }

    const std::size_t bytes_max_;
    const clock& present_;
    mutable std::mutex mutex_;
    std::list<kept> used_{}; // the last used first
    std::unordered_map<std::string_view, place> by_key_{};
    std::size_t bytes_ = 0;
};

} // namespace timewright
