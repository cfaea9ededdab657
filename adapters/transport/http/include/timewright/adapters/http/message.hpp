/// @file
/// http_request, http_response: HTTP messages as values, without sockets (RFC 9110).
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timewright::http {

struct header {
    std::string name; ///< compared without case
    std::string value;

    friend bool operator==(const header&, const header&) = default;
};

/// Whether two ASCII texts are equal but for case.
[[nodiscard]] constexpr bool equal_without_case(std::string_view a, std::string_view b) noexcept {
    const auto lower = [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

/// The values of all headers of that name, in order.
[[nodiscard]] inline std::vector<std::string_view> values_of(const std::vector<header>& headers,
                                                             std::string_view name) {
    std::vector<std::string_view> found;
    for (const header& h : headers)
        if (equal_without_case(h.name, name)) found.push_back(h.value);
    return found;
}

/// The value of the first header of that name, or empty.
[[nodiscard]] inline std::string_view value_of(const std::vector<header>& headers,
                                               std::string_view name) {
    const auto at = std::find_if(headers.begin(), headers.end(),
                                 [&](const header& h) { return equal_without_case(h.name, name); });
    return at == headers.end() ? std::string_view{} : std::string_view(at->value);
}

[[nodiscard]] inline bool has_header(const std::vector<header>& headers, std::string_view name) {
    return !values_of(headers, name).empty();
}

struct http_request {
    std::string method = "GET";
    std::string target = "/"; ///< as sent: path and query, still percent-encoded
    std::vector<header> headers{};
    std::string body{};
    std::string address{}; ///< of the other side, without the port
    bool secure = false;   ///< came over TLS
    std::string id{};      ///< by which the logs know it; the answer has it as X-Request-Id
};

struct route; // of the API's table; see api.hpp

struct http_response {
    int status = 200;
    std::vector<header> headers{};
    std::string body{};
    /// A body that outlives the response, instead of `body`: what is embedded in the program.
    std::string_view lasting_body{};
    /// What the server's log should say about a fault of ours. Never sent.
    std::string note{};
    /// The route that answered, which outlives the response. Never sent.
    const route* matched = nullptr;

    [[nodiscard]] std::string_view content() const noexcept {
        return lasting_body.empty() ? std::string_view(body) : lasting_body;
    }
    http_response& with(std::string name, std::string value) {
        headers.push_back({std::move(name), std::move(value)});
        return *this;
    }
};

} // namespace timewright::http
