/// @file
/// management: what whoever looks after the server asks it, on a port of its own without sign-in.
///
///     GET /health/live     200 as long as the process answers
///     GET /health/ready    200, or 503 with the reasons: the database is away, it stands by
///                          other zone data, or the server is about to end
///     GET /metrics         for Prometheus, see exposition.hpp
///     GET /info            versions, the zone database, the adapters
#pragma once

#include <timewright/adapters/http/message.hpp>
#include <timewright/adapters/http/server.hpp>

#include <functional>
#include <string>
#include <vector>

namespace timewright::hosting {

class management final : public http::request_handler {
  public:
    struct answers {
        /// Why it is not ready, a slug each: "database-away", "other-tzdata",
        /// "draining". None: it is.
        std::function<std::vector<std::string>()> why_not_ready;
        std::function<std::string()> metrics;
        std::function<std::string()> info; ///< JSON
    };

    explicit management(answers all) : answers_(std::move(all)) {}

    http::http_response handle(const http::http_request& request) override;
    std::size_t body_bytes_max(const http::http_request& head) override;
    std::optional<http::http_response> admit(const http::http_request& head) override;

  private:
    const answers answers_;
};

} // namespace timewright::hosting
