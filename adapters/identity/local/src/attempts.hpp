// attempts: how often somebody failed lately, and how long they must wait. No I/O, no clock.
#pragma once

#include <timewright/adapters/identity/local_identity.hpp>
#include <timewright/time/interval.hpp>

#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace timewright::identity_local {

/// Safe to use from any thread.
class attempts {
  public:
    explicit attempts(const attempt_limits& limits) : limits_(limits) {}

    /// Counts one attempt, as failed until it is told otherwise. Returns how long to wait instead, if
    /// this one came too early; then it does not count.
    [[nodiscard]] std::optional<std::chrono::seconds> begin(const std::string& who, sys_seconds now);

    /// The attempt was right: all is forgotten.
    void clear(const std::string& who);
    /// The attempt was right, but says nothing of the earlier ones.
    void take_back(const std::string& who);

  private:
    struct entry {
        std::string who;
        std::uint32_t failures = 0;
        sys_seconds last{};
        sys_seconds blocked_until{};
    };
    using place = std::list<entry>::iterator;

    entry& touch(const std::string& who, sys_seconds now);

    const attempt_limits limits_;
    std::mutex mutex_;
    std::list<entry> entries_{}; // untouched longest first
    std::unordered_map<std::string, place> by_name_{};
};

} // namespace timewright::identity_local
