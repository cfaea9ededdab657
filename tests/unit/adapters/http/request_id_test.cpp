// Goal: a client's id is taken when a log can show it, and nothing else is; traces are known by their
// form. Method: texts as clients send them, and as those would who want to write into a log.
#include "request_id.hpp"

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace timewright::http;

TEST(RequestId, IsWhatALogCanShow) {
    EXPECT_TRUE(is_request_id("f3c1-9_A.b~c+/=:"));
    EXPECT_TRUE(is_request_id(std::string(64, 'a')));
    for (const std::string& text :
         {std::string(), std::string(65, 'a'), std::string("a b"), std::string("a\nb"),
          std::string("a\"b"), std::string("a\0b", 3), std::string("\xc3\xa4"), std::string("<a>")})
        EXPECT_FALSE(is_request_id(text)) << text;
}

TEST(RequestId, OfOursIsEachTimeAnother) {
    request_id_mint one;
    request_id_mint other;
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(seen.insert(one.next()).second);
        EXPECT_TRUE(seen.insert(other.next()).second);
    }
    for (const std::string& id : seen) EXPECT_TRUE(is_request_id(id)) << id;
}

TEST(Trace, IsKnownByItsForm) {
    const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    EXPECT_EQ(trace_id_of("00-" + trace + "-00f067aa0ba902b7-01"), trace);
    EXPECT_EQ(trace_id_of("01-" + trace + "-00f067aa0ba902b7-01-more"), trace);
    for (const std::string& text :
         {std::string(), "00-" + trace + "-00f067aa0ba902b7-01-more",
          "ff-" + trace + "-00f067aa0ba902b7-01", "00-" + trace + "-00f067aa0ba902b7-0",
          "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01",
          "00-" + trace + "-0000000000000000-01", "00-" + trace + "-00F067AA0BA902B7-01",
          "00_" + trace + "-00f067aa0ba902b7-01"})
        EXPECT_EQ(trace_id_of(text), "") << text;
}

} // namespace
