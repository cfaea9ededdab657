// Goal: a target means one thing only, whatever its spelling. Method: paths and queries that are right;
// every way to name a parent, a slash or nothing that broke others.
#include <timewright/adapters/http/target.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace timewright;

TEST(Target, IsSegmentsAndAQuery) {
    const auto read = http::parse_target("/rooms/a%20b/?from=2026-11-23T09%3A00%3A00Z&q=a+b&x&q=c");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->segments, (std::vector<std::string>{"rooms", "a b", ""}));
    EXPECT_EQ(read->find("from"), "2026-11-23T09:00:00Z");
    EXPECT_EQ(read->find_all("q"), (std::vector<std::string>{"a b", "c"}));
    EXPECT_EQ(read->find("x"), "");
    EXPECT_FALSE(read->find("y"));
    EXPECT_EQ(read->path(), "/rooms/a b/");
    EXPECT_EQ(http::parse_target("/")->path(), "/");
}

TEST(Target, NeverNamesAParentNorHidesASlash) {
    for (const char* target :
         {"/..", "/a/../b", "/%2e%2e/b", "/.%2E/b", "/a/%2e", "/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b",
          "/%00", "/a%", "/a%2", "/a%zz", "a/b", "", "http://example.com/", "*"})
        EXPECT_FALSE(http::parse_target(target)) << target;
}

TEST(Target, IsRefusedWithAQueryThatCannotBeRead) {
    EXPECT_FALSE(http::parse_target("/a?b=%g1"));
    EXPECT_FALSE(http::parse_target("/a?%="));
    std::string many = "/a?";
    for (int i = 0; i < 501; ++i) many += "x=1&";
    EXPECT_FALSE(http::parse_target(many));
    EXPECT_TRUE(http::parse_target("/a?&&b=1&"));
}

TEST(Target, HasAtMost8KiB) {
    EXPECT_TRUE(http::parse_target("/" + std::string(8191, 'a')));
    EXPECT_FALSE(http::parse_target("/" + std::string(8192, 'a')));
}

} // namespace
