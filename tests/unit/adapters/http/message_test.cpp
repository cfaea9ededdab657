// Goal: headers are found whatever their case, all of them. Method: examples.
#include <timewright/adapters/http/message.hpp>

#include <gtest/gtest.h>

namespace {

using namespace timewright::http;

TEST(Headers, AreFoundWithoutCase) {
    const std::vector<header> headers{{"Content-Type", "a"}, {"COOKIE", "b"}, {"cookie", "c"}};
    EXPECT_EQ(value_of(headers, "content-type"), "a");
    EXPECT_EQ(value_of(headers, "Cookie"), "b");
    EXPECT_EQ(values_of(headers, "cookie").size(), 2U);
    EXPECT_FALSE(has_header(headers, "cooki"));
}

TEST(Response, HasALastingBodyOrItsOwn) {
    http_response response{.body = "own"};
    EXPECT_EQ(response.content(), "own");
    response.lasting_body = "lasting";
    EXPECT_EQ(response.content(), "lasting");
}

} // namespace
