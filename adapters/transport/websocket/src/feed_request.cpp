#include "feed_request.hpp"

#include <timewright/adapters/http/access.hpp>
#include <timewright/adapters/http/target.hpp>
#include <timewright/adapters/json/cursor.hpp>

#include <string_view>
#include <utility>

namespace timewright::websocket {
namespace {

using json::problem_document;

unexpected<problem_document> refuse(std::string detail) {
    return unexpected(problem_document{.detail = std::move(detail)});
}

/// "room:ID,user:ID"
std::optional<std::vector<calendar_user_id>> topics_in(std::string_view text) {
    std::vector<calendar_user_id> topics;
    while (!text.empty()) {
        const std::string_view topic = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), topic.size() + 1));
        const std::size_t colon = topic.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        const std::string_view kind = topic.substr(0, colon);
        if (kind != "room" && kind != "user" && kind != "resource") return std::nullopt;
        const auto id = calendar_user_id::from_string(topic.substr(colon + 1));
        if (!id || topics.size() == topics_max) return std::nullopt;
        topics.push_back(*id);
    }
    return topics;
}

} // namespace

bool is_feed_request(const http::http_request& head) {
    if (head.method != "GET" ||
        !http::equal_without_case(http::value_of(head.headers, "upgrade"), "websocket"))
        return false;
    const auto target = http::parse_target(head.target);
    return target && target->path() == "/api/v1/feed";
}

result<feed_request, problem_document> parse_feed_request(const http::http_request& head) {
    if (http::is_foreign(head))
        return unexpected(
            problem_document{.status = 403,
                             .slug = "forbidden",
                             .detail = "a page of another site may not listen in your name"});
    const auto target = http::parse_target(head.target);
    if (!target) return unexpected(json::to_problem(target.error()));
    for (const auto& [name, value] : target->query) {
        if (name != "since" && name != "topics")
            return unexpected(problem_document{
                .slug = "unknown-member",
                .detail = "there is no query parameter of that name; known are: since, topics"});
        if (target->find_all(name).size() > 1)
            return refuse("the query parameter \"" + name + "\" is there twice; send it once");
    }
    feed_request made;
    if (const auto since = target->find("since")) {
        const auto cursor = json::feed_cursor_from(*since);
        if (!cursor)
            return unexpected(problem_document{
                .status = 410,
                .slug = "resync",
                .detail = "the feed does not know this cursor: load everything anew"});
        made.since = *cursor;
    }
    if (const auto topics = target->find("topics")) {
        auto read = topics_in(*topics);
        if (!read)
            return refuse("\"topics\" is to be at most 200 of room:ID, user:ID and resource:ID, "
                          "with commas between");
        made.topics = std::move(*read);
    }
    return made;
}

} // namespace timewright::websocket
