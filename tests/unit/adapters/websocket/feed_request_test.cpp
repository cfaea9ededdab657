// Goal: a request to open the feed says from where and about whom, or is refused with the status that
// the contract names. Method: heads as values.
#include "feed_request.hpp"

#include <timewright/adapters/json/cursor.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace timewright;
using http::header;
using http::http_request;

const std::string id = calendar_user_id::from_number(7).to_string();

http_request head(const std::string& query, std::vector<header> headers = {}) {
    headers.push_back({"Host", "127.0.0.1:8080"});
    headers.push_back({"Upgrade", "WebSocket"});
    return {.target = "/api/v1/feed" + query, .headers = std::move(headers)};
}

int status_of(const http_request& request) {
    const auto read = websocket::parse_feed_request(request);
    return read ? 101 : read.error().status;
}

TEST(FeedRequest, IsKnownByItsPathAndUpgrade) {
    EXPECT_TRUE(websocket::is_feed_request(head("?since=1.1")));
    http_request other = head("");
    other.target = "/api/v1/me";
    EXPECT_FALSE(websocket::is_feed_request(other));
    EXPECT_FALSE(websocket::is_feed_request({.target = "/api/v1/feed"}));
    http_request post = head("");
    post.method = "POST";
    EXPECT_FALSE(websocket::is_feed_request(post));
}

TEST(FeedRequest, SaysFromWhereAndAboutWhom) {
    const auto read = websocket::parse_feed_request(
        head("?since=" + json::to_text({.transaction = 9, .ordinal = 2}) + "&topics=room:" + id +
             ",user:" + id));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->since, (feed_cursor{.transaction = 9, .ordinal = 2}));
    EXPECT_EQ(read->topics.size(), 2U);
    EXPECT_FALSE(websocket::parse_feed_request(head(""))->since);
}

TEST(FeedRequest, IsRefused) {
    EXPECT_EQ(status_of(head("", {{"Origin", "http://evil.example"}})), 403);
    EXPECT_EQ(status_of(head("", {{"Origin", "http://127.0.0.1:8080"}})), 101);
    EXPECT_EQ(status_of(head("?since=nonsense")), 410);
    EXPECT_EQ(status_of(head("?since=1.1&since=1.2")), 400);
    EXPECT_EQ(status_of(head("?token=secret")), 400);
    for (const std::string& topics :
         {std::string("room"), "house:" + id, std::string("room:*"), "room:" + id + ",",
          std::string("room:+/#")})
        EXPECT_EQ(status_of(head("?topics=" + topics)), topics.back() == ',' ? 101 : 400) << topics;
}


} // namespace
