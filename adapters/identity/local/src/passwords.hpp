// passwords: argon2id, a few at a time.
#pragma once

#include <timewright/adapters/identity/local_identity.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace timewright::identity_local {

/// Safe to use from any thread. Errors of both: unavailable (retry::safe) when too many wait.
class passwords {
  public:
    passwords(const password_cost& cost, std::size_t at_once, std::size_t waiting_max);

    /// A PHC string. Errors: also internal, when argon2 fails.
    [[nodiscard]] result<std::string, error> hash(std::string_view password);

    /// Whether the password made that hash. An empty hash is nobody's: answered false, in the time
    /// that any other takes.
    [[nodiscard]] result<bool, error> verify(std::string_view phc, std::string_view password);

  private:
    class turn;

    const password_cost cost_;
    const std::size_t at_once_;
    const std::size_t waiting_max_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t running_ = 0;
    std::size_t waiting_ = 0;
    std::string nobodys_;
};

} // namespace timewright::identity_local
