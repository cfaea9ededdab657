#include "contract.hpp"

#include <timewright/adapters/http/api.hpp>

namespace timewright::http {
namespace {

http_response document(const char* content_type, std::string_view text) {
    http_response made{.status = 200};
    made.with("Content-Type", content_type);
    made.lasting_body = text;
    return made;
}

} // namespace

contract::contract(std::string_view version)
    : openapi_(write_openapi(version)),
      asyncapi_(write_asyncapi(version)),
      page_(write_contract_page(openapi_)) {}

std::optional<http_response> contract::find(const http_request& request,
                                            const request_target& target) const {
    const std::string path = target.path();
    const bool openapi = path == "/api/openapi.json";
    const bool asyncapi = path == "/api/asyncapi.json";
    if (!openapi && !asyncapi && path != "/api/docs") return std::nullopt;
    if (request.method != "GET" && request.method != "HEAD")
        return to_response(json::problem_document{.status = 405,
                                                  .slug = "method-not-allowed",
                                                  .detail = "this can only be read: use GET or "
                                                            "HEAD"})
            .with("Allow", "GET, HEAD");
    if (openapi) return document("application/json", openapi_);
    if (asyncapi) return document("application/json", asyncapi_);
    return document("text/html; charset=utf-8", page_)
        .with("Content-Security-Policy",
              "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
              "form-action 'none'; frame-ancestors 'none'")
        .with("Referrer-Policy", "no-referrer");
}

} // namespace timewright::http
