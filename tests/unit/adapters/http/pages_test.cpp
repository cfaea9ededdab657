// Goal: pages are served by exact path with headers that guard them, and nothing else is there.
// Method: three assets; requests that are right, wrong and cunning.
#include <timewright/adapters/http/pages.hpp>

#include <gtest/gtest.h>

namespace {

using namespace timewright::http;

const pages site({{"/index.html", "text/html", "<p>", "", "\"i\""},
                  {"/assets/a.js", "text/javascript", "let a", "gz", "\"a\""},
                  {"/favicon.svg", "image/svg+xml", "<svg>", "", "\"f\""}});

http_response ask(const std::string& target, std::vector<header> headers = {},
                  const std::string& method = "GET") {
    return site.handle({.method = method, .target = target, .headers = std::move(headers)});
}

TEST(Pages, ServeTheIndexAtTheRoot) {
    const auto answer = ask("/");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content(), "<p>");
    EXPECT_EQ(value_of(answer.headers, "cache-control"), "no-cache");
    EXPECT_EQ(ask("/index.html?x=1").content(), "<p>");
}

TEST(Pages, GuardEveryAnswer) {
    for (const char* target : {"/", "/assets/a.js", "/nothing", "/%2e%2e/x"}) {
        const auto answer = ask(target);
        EXPECT_NE(value_of(answer.headers, "content-security-policy").find("default-src 'self'"),
                  std::string::npos);
        EXPECT_NE(value_of(answer.headers, "content-security-policy").find("frame-ancestors 'none'"),
                  std::string::npos);
        EXPECT_EQ(value_of(answer.headers, "x-content-type-options"), "nosniff");
        EXPECT_EQ(value_of(answer.headers, "referrer-policy"), "no-referrer");
    }
}

TEST(Pages, KeepBuiltAssetsForever) {
    EXPECT_NE(value_of(ask("/assets/a.js").headers, "cache-control").find("immutable"),
              std::string::npos);
}

TEST(Pages, SendCompressedBytesToThoseWhoTakeThem) {
    const auto plain = ask("/assets/a.js");
    EXPECT_EQ(plain.content(), "let a");
    EXPECT_EQ(value_of(plain.headers, "etag"), "\"a\"");
    const auto packed = ask("/assets/a.js", {{"Accept-Encoding", "br, gzip;q=0.8"}});
    EXPECT_EQ(packed.content(), "gz");
    EXPECT_EQ(value_of(packed.headers, "content-encoding"), "gzip");
    EXPECT_EQ(value_of(packed.headers, "etag"), "\"a-gzip\"");
    EXPECT_EQ(ask("/assets/a.js", {{"Accept-Encoding", "gzip;q=0"}}).content(), "let a");
    EXPECT_EQ(ask("/", {{"Accept-Encoding", "gzip"}}).content(), "<p>");
}

TEST(Pages, AreNotSentAgainToThoseWhoHaveThem) {
    const auto answer = ask("/", {{"If-None-Match", "\"x\", \"i\""}});
    EXPECT_EQ(answer.status, 304);
    EXPECT_EQ(answer.content(), "");
}

TEST(Pages, AreNothingElse) {
    for (const char* target : {"/assets", "/assets/", "/assets/a.js/", "//index.html", "/INDEX.HTML",
                               "/index.html%20", "/etc/passwd", "/index"})
        EXPECT_EQ(ask(target).status, 404) << target;
    for (const char* target : {"/../index.html", "/%2e%2e/index.html", "/assets/..%2findex.html",
                               "/assets%5ca.js", "/assets/%00a.js"})
        EXPECT_EQ(ask(target).status, 400) << target;
}

TEST(Pages, CanOnlyBeRead) {
    const auto answer = ask("/", {}, "POST");
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(value_of(answer.headers, "allow"), "GET, HEAD");
    EXPECT_EQ(ask("/", {}, "HEAD").status, 200);
}

} // namespace
