// Goal: the token that was meant is found, and requests that a page of another origin caused are
// known. Method: headers as browsers and programs send them.
#include <timewright/adapters/http/access.hpp>

#include <gtest/gtest.h>

namespace {

using namespace timewright::http;

presented_token token_in(std::vector<header> headers) {
    return find_token({.headers = std::move(headers)});
}

bool foreign(std::vector<header> headers) {
    headers.push_back({"Host", "127.0.0.1:8080"});
    return is_foreign({.method = "POST", .headers = std::move(headers)});
}

TEST(Token, ComesFromTheCookie) {
    EXPECT_EQ(token_in({{"Cookie", "a=1; timewright=TOKEN; b=2"}}).token, "TOKEN");
    EXPECT_FALSE(token_in({{"Cookie", "timewright=TOKEN"}}).bearer);
    EXPECT_EQ(token_in({{"Cookie", "a=1"}, {"Cookie", "timewright=TOKEN"}}).token, "TOKEN");
}

TEST(Token, IsNotThatOfACookieWithALongerName) {
    EXPECT_EQ(token_in({{"Cookie", "xtimewright=TOKEN"}}).token, "");
    EXPECT_EQ(token_in({{"Cookie", "timewrightx=TOKEN"}}).token, "");
    EXPECT_EQ(token_in({{"Cookie", "a=\"; timewright\""}}).token, "");
}

TEST(Token, OfABearerHidesTheCookie) {
    const auto found = token_in({{"Cookie", "timewright=A"}, {"Authorization", "bearer  B "}});
    EXPECT_EQ(found.token, "B");
    EXPECT_TRUE(found.bearer);
    EXPECT_EQ(token_in({{"Cookie", "timewright=A"}, {"Authorization", "Basic QQ=="}}).token, "");
    EXPECT_EQ(token_in({{"Authorization", "Bearer"}}).token, "");
}

TEST(Origin, OfTheServerItselfIsFine) {
    EXPECT_FALSE(foreign({}));
    EXPECT_FALSE(foreign({{"Origin", "http://127.0.0.1:8080"}}));
    EXPECT_FALSE(foreign({{"Origin", "https://127.0.0.1:8080"}}));
    EXPECT_FALSE(foreign({{"Sec-Fetch-Site", "same-origin"}}));
    EXPECT_FALSE(foreign({{"Sec-Fetch-Site", "none"}}));
}

TEST(Origin, OfAnybodyElseIsForeign) {
    EXPECT_TRUE(foreign({{"Origin", "http://evil.example"}}));
    EXPECT_TRUE(foreign({{"Origin", "http://127.0.0.1:8081"}}));
    EXPECT_TRUE(foreign({{"Origin", "http://127.0.0.1:8080.evil.example"}}));
    EXPECT_TRUE(foreign({{"Origin", "null"}}));
    EXPECT_TRUE(foreign({{"Origin", ""}}));
    EXPECT_TRUE(foreign({{"Sec-Fetch-Site", "cross-site"}}));
    EXPECT_TRUE(foreign({{"Sec-Fetch-Site", "same-site"}}));
}

TEST(Cookie, IsForTheServerAlone) {
    EXPECT_EQ(write_cookie({}, "T", std::chrono::seconds(60)),
              "timewright=T; Path=/; HttpOnly; SameSite=Strict; Max-Age=60");
    EXPECT_EQ(write_cookie({}, "", std::chrono::seconds(60)),
              "timewright=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
}

TEST(Cookie, OverTlsIsNeverSentWithout) {
    EXPECT_EQ(write_cookie({.secure = true}, "T", std::chrono::seconds(60)),
              "__Host-timewright=T; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=60");
}

TEST(Token, OverTlsComesFromTheCookieOfTls) {
    const std::vector<header> both{{"Cookie", "timewright=A; __Host-timewright=B"}};
    EXPECT_EQ(find_token({.headers = both, .secure = true}).token, "B");
    EXPECT_EQ(find_token({.headers = both, .secure = false}).token, "A");
    EXPECT_EQ(find_token({.headers = {{"Cookie", "timewright=A"}}, .secure = true}).token, "");
}

} // namespace
