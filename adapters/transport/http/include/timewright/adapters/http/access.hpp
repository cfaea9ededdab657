/// @file
/// access: the token that a request carries, and whether a page of another site sent it.
///
/// HTTP and the WebSocket ask the same two questions.
#pragma once

#include <timewright/adapters/http/message.hpp>
#include <timewright/base/export.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace timewright::http {

inline constexpr std::string_view session_cookie = "timewright";
/// Over TLS. Browsers take it from this host alone, for no other, and over TLS only.
inline constexpr std::string_view secure_session_cookie = "__Host-timewright";

struct presented_token {
    std::string token{}; ///< empty: none
    bool bearer = false; ///< sent on purpose (Authorization), not by a browser on its own (cookie)
};

/// The bearer token, else the cookie's. An Authorization header of another scheme hides the cookie:
/// whoever sends one does not mean the cookie.
[[nodiscard]] TIMEWRIGHT_EXPORT presented_token find_token(const http_request& request);

/// Whether a browser says that a page of another origin caused the request (Origin, Sec-Fetch-Site).
/// Requests that say nothing come from programs.
[[nodiscard]] TIMEWRIGHT_EXPORT bool is_foreign(const http_request& request);

/// Set-Cookie of a session, as the answer to that request. An empty token removes it.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_cookie(const http_request& request,
                                                         std::string_view token,
                                                         std::chrono::seconds lifetime);

} // namespace timewright::http
