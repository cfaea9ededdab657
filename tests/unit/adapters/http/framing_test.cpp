// Goal: a request that two servers could cut in two ways is refused, and no header of a response can
// start a line of its own. Method: the classic smuggling requests, as heads; responses as text.
#include "framing.hpp"

#include <gtest/gtest.h>

namespace {

using namespace timewright::http;

int status_of(std::vector<header> headers, unsigned version = 11) {
    const auto refused = check_framing({.request = {.headers = std::move(headers)}, .version = version});
    return refused ? refused->status : 200;
}

TEST(Framing, IsFineWithOneLengthOrChunks) {
    EXPECT_EQ(status_of({{"Host", "a"}, {"Content-Length", "1"}}), 200);
    EXPECT_EQ(status_of({{"Host", "a"}, {"Transfer-Encoding", "Chunked"}}), 200);
    EXPECT_EQ(status_of({}, 10), 200);
}

TEST(Framing, IsRefusedWhenItCanBeReadInTwoWays) {
    EXPECT_EQ(status_of({{"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}}),
              400);
    EXPECT_EQ(status_of({{"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "2"}}), 400);
    EXPECT_EQ(status_of({{"Host", "a"}, {"Content-Length", "4, 4"}}), 400);
    EXPECT_EQ(status_of({{"Host", "a"},
                         {"Transfer-Encoding", "chunked"},
                         {"Transfer-Encoding", "identity"}}),
              400);
    EXPECT_EQ(status_of({{"Transfer-Encoding", "chunked"}}, 10), 400);
    EXPECT_EQ(status_of({{"Host", "a"}, {"Transfer-Encoding", "xchunked"}}), 501);
    EXPECT_EQ(status_of({{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}}), 501);
}

TEST(Framing, WantsOneHost) {
    EXPECT_EQ(status_of({}), 400);
    EXPECT_EQ(status_of({{"Host", "a"}, {"Host", "b"}}), 400);
}

TEST(Framing, KnowsOneExpectation) {
    EXPECT_EQ(status_of({{"Host", "a"}, {"Expect", "100-continue"}}), 200);
    EXPECT_EQ(status_of({{"Host", "a"}, {"Expect", "more"}}), 417);
    EXPECT_TRUE(expects_continue({.request = {.headers = {{"expect", "100-Continue"}}}}));
    EXPECT_FALSE(expects_continue({.request = {.headers = {{"expect", "100-continue"}}},
                                   .version = 10}));
}

TEST(ResponseHead, IsWrittenWithLengthAndDate) {
    http_response response{.status = 201, .body = "abc"};
    response.with("ETag", "\"1\"");
    const std::chrono::system_clock::time_point at{std::chrono::seconds(1'795'338'000)};
    EXPECT_EQ(write_head(response, {.keep_alive = false}, at),
              "HTTP/1.1 201 Created\r\nDate: Sun, 22 Nov 2026 09:00:00 GMT\r\nETag: \"1\"\r\n"
              "Content-Length: 3\r\nConnection: close\r\n\r\n");
    response.status = 204;
    EXPECT_EQ(write_head(response, {}, at).find("Content-Length"), std::string::npos);
}

TEST(ResponseHead, LetsNoValueStartALineOfItsOwn) {
    http_response response;
    response.with("Location", "/a\r\nSet-Cookie: timewright=x");
    EXPECT_NE(write_head(response, {}, {}).find("Location: /aSet-Cookie: timewright=x\r\n"),
              std::string::npos);
}

TEST(WriteHead, AsksForTlsNextTimeOverTlsAlone) {
    const std::string name = "\r\nStrict-Transport-Security: max-age=";
    EXPECT_NE(write_head({}, {.secure = true}, {}).find(name), std::string::npos);
    EXPECT_EQ(write_head({}, {.secure = false}, {}).find(name), std::string::npos);
}

} // namespace
