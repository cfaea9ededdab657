// rate_limiter: how often each client may ask; a bucket of tokens for each, filled at a steady rate.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace timewright::http {

/// Not for several threads. Knows a bounded number of clients: the one that was silent longest is
/// forgotten for a new one. Whoever makes others be forgotten gains what a full bucket holds for each
/// address that it can send from.
class rate_limiter {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    struct limits {
        double per_second = 0; ///< 0: no limit
        double burst = 1;      ///< at once, after a pause; 1 or more
        std::size_t clients_max = 65'536;
    };

    explicit rate_limiter(limits chosen) : limits_(chosen) {}

    /// Zero: it may. Otherwise how long it must wait; the time does not become longer by asking.
    [[nodiscard]] std::chrono::milliseconds ask(std::string_view client, time_point now);

    [[nodiscard]] std::size_t clients() const noexcept { return buckets_.size(); }

  private:
    struct bucket {
        std::string client;
        double tokens = 0;
        time_point as_of{};
    };

    bucket& bucket_of(std::string_view client, time_point now);

    const limits limits_;
    std::list<bucket> buckets_{}; // who was silent longest first
    std::unordered_map<std::string_view, std::list<bucket>::iterator> by_client_{};
};

} // namespace timewright::http
