// What a request to open the feed asks for; apart from sockets.
#pragma once

#include <timewright/adapters/http/message.hpp>
#include <timewright/adapters/json/problem_document.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/ledger.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace timewright::websocket {

inline constexpr std::size_t topics_max = 200;

struct feed_request {
    std::optional<feed_cursor> since{}; ///< none: from now on
    std::vector<calendar_user_id> topics{};
};

/// Whether it is a WebSocket to the feed.
[[nodiscard]] bool is_feed_request(const http::http_request& head);

/// Errors: a problem with the status to answer: 400, 403 from a page of another origin, 410 for what
/// is no cursor.
[[nodiscard]] result<feed_request, json::problem_document> parse_feed_request(
    const http::http_request& head);

} // namespace timewright::websocket
