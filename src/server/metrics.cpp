#include "server/metrics.hpp"

#include <algorithm>
#include <chrono>
#include <span>

namespace timewright::hosting {
namespace {

/// Methods of requests that no route answered; the last stands for all others.
constexpr std::array<std::string_view, 8> known_methods{"GET",   "HEAD",   "POST",    "PUT",
                                                        "PATCH", "DELETE", "OPTIONS", "other"};

static_assert(static_cast<std::size_t>(errc::internal) + 1 == store_metrics::error_codes);

} // namespace

request_metrics::request_metrics()
    : size_(http::routes().size() + known_methods.size()),
      rows_(std::make_unique<tally[]>(size_)) {}

std::size_t request_metrics::row_of(const http::answered_request& what) const noexcept {
    const std::span<const http::route> routes = http::routes();
    if (what.response.matched != nullptr)
        return static_cast<std::size_t>(what.response.matched - routes.data());
    const auto* const at =
        std::find(known_methods.begin(), known_methods.end() - 1, what.request.method);
    return routes.size() + static_cast<std::size_t>(at - known_methods.begin());
}

void request_metrics::answered(const http::answered_request& what) noexcept {
    tally& row = rows_[row_of(what)];
    const auto status_class =
        static_cast<std::size_t>(std::clamp(what.response.status / 100, 1, 5));
    row.answered[status_class - 1].add();
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(what.took).count();
    row.took.record(static_cast<std::uint64_t>(std::max<std::int64_t>(took, 0)));
}

std::string_view request_metrics::method_of(std::size_t row) const noexcept {
    const std::span<const http::route> routes = http::routes();
    return row < routes.size() ? routes[row].method : known_methods[row - routes.size()];
}

std::string_view request_metrics::pattern_of(std::size_t row) const noexcept {
    const std::span<const http::route> routes = http::routes();
    return row < routes.size() ? routes[row].pattern : std::string_view{};
}

void store_metrics::tell_of(const error& failure) noexcept {
    switch (failure.code) {
        case errc::corrupt_data:
        case errc::limit_reached:
        case errc::unavailable:
        case errc::io:
        case errc::internal:
            errors[static_cast<std::size_t>(failure.code)].add();
            break;
        default:
            break; // an answer to a question
    }
}

} // namespace timewright::hosting
