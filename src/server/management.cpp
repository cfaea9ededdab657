#include "server/management.hpp"

#include "server/command/json_line.hpp"

#include <timewright/adapters/http/api.hpp>

#include <string_view>
#include <utility>

namespace timewright::hosting {
namespace {

using http::http_response;

http_response refuse(int status, const char* slug, const char* detail) {
    return http::to_response(
        json::problem_document{.status = status, .slug = slug, .detail = detail});
}

http_response answer(int status, const char* type, std::string body) {
    http_response made{.status = status, .body = std::move(body)};
    made.with("Content-Type", type);
    return made;
}

http_response tell_readiness(const std::vector<std::string>& why_not) {
    command::json_line said;
    said.add_text("status", why_not.empty() ? "ready" : "not-ready");
    if (!why_not.empty()) said.add_list("reasons", why_not);
    http_response made = answer(why_not.empty() ? 200 : 503, "application/json", said.to_string());
    if (!why_not.empty()) made.with("Retry-After", "1");
    return made;
}

} // namespace

http_response management::handle(const http::http_request& request) {
    const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
    const bool known =
        path == "/health/live" || path == "/health/ready" || path == "/metrics" || path == "/info";
    http_response made;
    if (!known)
        made = refuse(404, "not-found",
                      "there are /health/live, /health/ready, /metrics and /info here");
    else if (request.method != "GET" && request.method != "HEAD")
        made = refuse(405, "method-not-allowed", "this can only be read: use GET or HEAD")
                   .with("Allow", "GET, HEAD");
    else if (path == "/health/live")
        made = answer(200, "application/json",
                      command::json_line().add_text("status", "live").to_string());
    else if (path == "/health/ready")
        made = tell_readiness(answers_.why_not_ready());
    else if (path == "/metrics")
        made = answer(200, "text/plain; version=0.0.4; charset=utf-8", answers_.metrics());
    else
        made = answer(200, "application/json", answers_.info());
    made.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff");
    return made;
}

std::size_t management::body_bytes_max(const http::http_request&) { return 0; }

std::optional<http_response> management::admit(const http::http_request&) { return std::nullopt; }

} // namespace timewright::hosting
