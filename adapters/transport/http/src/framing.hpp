// What the server decides about a request's framing, and how a response looks on the wire; apart from
// sockets.
#pragma once

#include <timewright/adapters/http/message.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace timewright::http {

struct request_head {
    http_request request{};
    unsigned version = 11; ///< 10 or 11
};

/// The refusal of a head that could be read in two ways, or asks for what HTTP/1.1 servers need not do:
/// two lengths, a length and a transfer coding, another coding than chunked, no or two hosts.
[[nodiscard]] std::optional<http_response> check_framing(const request_head& head);

/// Whether the client waits for "100 Continue" before it sends the body.
[[nodiscard]] bool expects_continue(const request_head& head);

struct wire_options {
    bool keep_alive = true;
    bool secure = false; ///< goes over TLS: ask for it next time, too (RFC 6797)
};

/// Status line and header fields, up to and with the empty line. Line breaks in values are left out.
[[nodiscard]] std::string write_head(const http_response& response, const wire_options& options,
                                     std::chrono::system_clock::time_point now);

} // namespace timewright::http
