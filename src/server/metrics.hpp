/// @file
/// metrics: what the server counts while it works.
///
/// Counting is one relaxed addition to an atomic; nothing is allocated, locked or formatted before
/// somebody asks. What there is to count is known when the server starts (the table of routes, the
/// kinds of outcome and error), so that no stranger can make more of it. exposition.hpp writes it
/// down for Prometheus.
#pragma once

#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/http/server.hpp>
#include <timewright/base/error.hpp>
#include <timewright/booking/outcome.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace timewright::hosting {

class counter {
  public:
    void add(std::uint64_t n = 1) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

  private:
    std::atomic<std::uint64_t> value_{0};
};

/// How many values were at most each of the bounds, which ascend, and their sum.
template <auto Bounds>
class distribution {
  public:
    static constexpr auto bounds = Bounds;

    void record(std::uint64_t value) noexcept {
        std::size_t at = 0;
        while (at < bounds.size() && value > bounds[at]) ++at;
        counts_[at].add();
        sum_.add(value);
    }
    /// Of values above bounds[at - 1] and at most bounds[at]; the last one has no upper bound.
    [[nodiscard]] std::uint64_t count(std::size_t at) const noexcept { return counts_[at].value(); }
    [[nodiscard]] std::uint64_t sum() const noexcept { return sum_.value(); }

  private:
    std::array<counter, Bounds.size() + 1> counts_{};
    counter sum_{};
};

inline constexpr std::array<std::uint64_t, 12> microseconds_bounds{
    1'000,   2'500,   5'000,   10'000,    25'000,    50'000,
    100'000, 250'000, 500'000, 1'000'000, 2'500'000, 10'000'000};
inline constexpr std::array<std::uint64_t, 10> batch_bounds{1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

/// Requests by method, route and class of status, and how long they took. The route is the table's
/// template ("/api/v1/bookings/{id}"), never what was sent; what no route answered is "other".
class request_metrics final : public http::request_observer {
  public:
    /// "1xx" to "5xx".
    static constexpr std::size_t status_classes = 5;
    struct tally {
        std::array<counter, status_classes> answered{};
        distribution<microseconds_bounds> took{};
    };

    request_metrics();

    void answered(const http::answered_request& what) noexcept override;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] const tally& at(std::size_t row) const noexcept { return rows_[row]; }
    [[nodiscard]] std::string_view method_of(std::size_t row) const noexcept;
    /// Below the root of the API; empty: "other".
    [[nodiscard]] std::string_view pattern_of(std::size_t row) const noexcept;

  private:
    [[nodiscard]] std::size_t row_of(const http::answered_request& what) const noexcept;

    const std::size_t size_;
    const std::unique_ptr<tally[]> rows_; // the routes in their order, then the other methods
};

/// What became of changes, how many were written together, and how often the database failed.
struct store_metrics {
    /// One more than the last of them.
    static constexpr std::size_t outcome_codes =
        static_cast<std::size_t>(outcome_code::vetoed) + 1;
    static constexpr std::size_t error_codes = 13;

    std::array<counter, outcome_codes> outcomes{};
    std::array<counter, error_codes> errors{}; ///< by errc; what callers got wrong is not there
    distribution<batch_bounds> batches{};

    void tell_of(const outcome& made) noexcept {
        // An outcome that is newer than this list is not counted, and nothing else goes wrong.
        const auto code = static_cast<std::size_t>(made.code);
        if (code < outcomes.size()) outcomes[code].add();
    }
    void tell_of(const error& failure) noexcept;
};

} // namespace timewright::hosting
