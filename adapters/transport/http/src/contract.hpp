// contract: what describes the API to programs and people, made from the table of routes, the schemas
// of the JSON adapter and openapi/operations.json. Nothing is said twice: who may call what, with which
// body, headers and query parameters, comes from the table.
#pragma once

#include <timewright/adapters/http/message.hpp>
#include <timewright/adapters/http/target.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace timewright::http {

/// The OpenAPI 3.1 document.
[[nodiscard]] std::string write_openapi(std::string_view version);
/// The AsyncAPI 3.0 document of the WebSocket feed.
[[nodiscard]] std::string write_asyncapi(std::string_view version);
/// A page for people, made of the OpenAPI document alone. It has no scripts.
[[nodiscard]] std::string write_contract_page(std::string_view openapi);

/// The three, as they are served at /api/openapi.json, /api/asyncapi.json and /api/docs.
class contract {
  public:
    explicit contract(std::string_view version);

    /// The answer, if the target names one of the documents.
    [[nodiscard]] std::optional<http_response> find(const http_request& request,
                                                    const request_target& target) const;

  private:
    std::string openapi_;
    std::string asyncapi_;
    std::string page_;
};

} // namespace timewright::http
