/// @file
/// site: which part of the server answers a request: the API below /api, the pages for the rest.
#pragma once

#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/http/pages.hpp>
#include <timewright/adapters/http/server.hpp>

#include <string_view>

namespace timewright::hosting {

class site final : public http::request_handler {
  public:
    /// Both must outlive it.
    site(const http::api& service, const http::pages& client) : service_(service), client_(client) {}

    http::http_response handle(const http::http_request& request) override {
        return is_of_api(request.target) ? service_.handle(request) : client_.handle(request);
    }
    std::size_t body_bytes_max(const http::http_request& head) override {
        return is_of_api(head.target) ? service_.body_bytes_max(head) : 0;
    }
    std::optional<http::http_response> admit(const http::http_request& head) override {
        if (is_of_api(head.target)) return service_.admit(head);
        return std::nullopt;
    }

  private:
    /// Only a choice of who refuses what is odd: both decode the target themselves.
    static bool is_of_api(std::string_view target) { return target.substr(0, 5) == "/api/"; }

    const http::api& service_;
    const http::pages& client_;
};

} // namespace timewright::hosting
