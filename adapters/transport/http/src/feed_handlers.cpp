// The feed by plain requests; adapters/transport/websocket pushes the same entries.
#include <timewright/adapters/json/cursor.hpp>

#include "handlers.hpp"

#include <algorithm>

namespace timewright::http {
namespace {

constexpr std::size_t page_size = 500;
constexpr std::size_t page_size_max = 1000;

http_response load_anew() {
    return to_response(json::problem_document{
        .status = 410,
        .slug = "resync",
        .detail = "the feed does not reach back to this cursor: load everything anew, and "
                  "continue from the cursor of GET /api/v1/changes"});
}

http_response changes_response(const std::vector<feed_entry>& entries, const feed_cursor& next) {
    std::vector<std::string> items;
    items.reserve(entries.size());
    for (const feed_entry& entry : entries) items.push_back(json::write_entry(entry));
    return to_response(200, json::write_page(items, json::to_text(next)));
}

} // namespace

http_response read_changes(call& c) {
    const auto max = number_of(c, "max", page_size, page_size_max);
    if (!max) return max.error();
    const auto since = c.target.find("since");
    if (!since) {
        const auto newest = c.parts.claims.newest_change();
        if (!newest) return to_response(newest.error());
        return changes_response({}, *newest);
    }
    const auto cursor = json::feed_cursor_from(*since);
    if (!cursor) return load_anew();
    const auto page = c.parts.claims.changes_since(c.organization(), *cursor,
                                                   std::max<std::size_t>(*max, 1));
    if (!page && page.error().code == errc::not_found) return load_anew();
    if (!page) return to_response(page.error());
    return changes_response(page->entries, page->next);
}

http_response explain_feed(call&) {
    return to_response(json::problem_document{
                           .status = 426,
                           .slug = "invalid-input",
                           .detail = "this address is a WebSocket: connect with one, or read GET "
                                     "/api/v1/changes"})
        .with("Upgrade", "websocket")
        .with("Connection", "Upgrade");
}

} // namespace timewright::http
