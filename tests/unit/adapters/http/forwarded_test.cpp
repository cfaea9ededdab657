// Goal: behind a proxy that is trusted the client counts, and nobody can pass for another by a header.
// Method: chains of proxies, and headers as liars write them.
#include "forwarded.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace timewright::http;

const std::vector<std::string> trusted{"10.0.0.1", "10.0.0.2", "::1"};

http_request seen(std::string from, std::vector<header> headers,
                  const std::vector<std::string>& who = trusted) {
    http_request request{.headers = std::move(headers), .address = std::move(from)};
    look_through_proxies(request, who);
    return request;
}

TEST(Forwarded, IsTheClientOfATrustedProxy) {
    EXPECT_EQ(seen("10.0.0.1", {{"X-Forwarded-For", "192.0.2.7"}}).address, "192.0.2.7");
    EXPECT_EQ(seen("::1", {{"X-Forwarded-For", "2001:db8::7"}}).address, "2001:db8::7");
}

TEST(Forwarded, IsTheLastThatNoTrustedProxyIs) {
    EXPECT_EQ(seen("10.0.0.1", {{"X-Forwarded-For", "6.6.6.6, 192.0.2.7 ,10.0.0.2"}}).address,
              "192.0.2.7");
    EXPECT_EQ(seen("10.0.0.1", {{"X-Forwarded-For", "6.6.6.6"}, {"X-Forwarded-For", "192.0.2.7"}})
                  .address,
              "192.0.2.7");
}

TEST(Forwarded, IsNotBelievedOfAnybodyElse) {
    const http_request request =
        seen("192.0.2.7", {{"X-Forwarded-For", "10.0.0.1"}, {"X-Forwarded-Proto", "https"}});
    EXPECT_EQ(request.address, "192.0.2.7");
    EXPECT_FALSE(request.secure);
    EXPECT_EQ(seen("10.0.0.1", {{"X-Forwarded-For", "6.6.6.6"}}, {}).address, "10.0.0.1");
}

TEST(Forwarded, IsAnAddressOrNothing) {
    for (const char* text : {"", "unknown", "<script>", "1.2.3.4, ", "_hidden", ","})
        EXPECT_EQ(seen("10.0.0.1", {{"X-Forwarded-For", text}}).address, "10.0.0.1") << text;
    EXPECT_EQ(seen("10.0.0.1", {{"X-Forwarded-For", std::string(46, '1')}}).address, "10.0.0.1");
    EXPECT_EQ(seen("10.0.0.1", {}).address, "10.0.0.1");
}

TEST(Forwarded, OverTlsIsAsTheLastProxySays) {
    EXPECT_TRUE(seen("10.0.0.1", {{"X-Forwarded-Proto", "HTTPS"}}).secure);
    EXPECT_FALSE(seen("10.0.0.1", {{"X-Forwarded-Proto", "http"}}).secure);
    EXPECT_FALSE(
        seen("10.0.0.1", {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Proto", "http"}}).secure);
}

} // namespace
