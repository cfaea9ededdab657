// Goal: text that would be code elsewhere (HTML, SQL, iCalendar, header lines) goes through the API as
// text, or is refused; it never ends the string that it is in. Stored scripts in titles, CRLF in
// addresses and quotes in filters broke many calendars. Method: book with it, read it back everywhere.
#include "unit/adapters/http/api_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace timewright;
using namespace timewright::testing;

const char* titles[] = {
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE bookings; --",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "{{7*7}}${7*7}",
    "a;b,c\\nBEGIN:VALARM",
    "\xE2\x80\xAEtxt.exe",
    "caf\xC3\xA9 \xF0\x9F\x93\x85",
};

std::string quoted(const std::string& text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made + "\"";
}

TEST(TextThatIsCode, StaysATitle) {
    api_world world;
    int hour = 10;
    for (const std::string title : titles) {
        const std::string at = std::to_string(hour++);
        std::string body = world.booking(at);
        body.replace(body.find("\"Planning\""), 10, quoted(title));
        const auto made = world.book(world.bens_token, "key" + at, body);
        ASSERT_EQ(made.status, 201) << made.body;
        const auto seen = world.ask(world.bens_token, "GET", "/bookings/" + text_of(made, "id"));
        EXPECT_EQ(text_of(seen, "title"), title);
        EXPECT_EQ(http::value_of(seen.headers, "content-type"), "application/json");
        EXPECT_EQ(http::value_of(seen.headers, "x-content-type-options"), "nosniff");
    }
    const auto file =
        world.ask(world.bens_token, "GET",
                  "/calendar-users/" + world.atlantic.id.to_string() +
                      "/calendar.ics?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z");
    EXPECT_EQ(file.body.find("\nBEGIN:VALARM"), std::string::npos);
    EXPECT_NE(file.body.find("SUMMARY:a\\;b\\,c\\\\nBEGIN:VALARM\r\n"), std::string::npos)
        << file.body;
}

TEST(TextThatIsCode, IsRefusedWithLineBreaks) {
    api_world world;
    for (const char* title : {"a\\r\\nBEGIN:VALARM", "a\\u0000b", "a\\u0007", "a\\u007f"}) {
        std::string body = world.booking();
        body.replace(body.find("Planning"), 8, title);
        const auto answer = world.book(world.bens_token, "key", body);
        EXPECT_EQ(verdict(answer), "400 invalid-input") << title;
        EXPECT_EQ(text_of(answer, "pointer"), "/title");
    }
    EXPECT_EQ(verdict(world.book(world.bens_token, "key",
                                 world.booking("09", R"("participants":["a@b.c\r\nBcc: x@y.z"])"))),
              "400 invalid-input");
}

TEST(TextThatIsCode, IsOnlyTextInAFilter) {
    api_world world;
    for (const char* query : {"/users?q=%27%20OR%201%3D1--", "/users?q=%25%25", "/users?q=.*",
                              "/users?q=%00%00", "/rooms?feature=%27%20OR%20%27%27%3D%27"}) {
        const auto answer = world.ask(world.anas_token, "GET", query);
        EXPECT_EQ(answer.body, R"({"items":[],"next":null})") << query;
    }
}

TEST(TextThatIsCode, IsNotRepeatedByRefusals) {
    api_world world;
    const auto answer = world.ask(world.anas_token, "GET", "/rooms?<script>=1");
    EXPECT_EQ(verdict(answer), "400 unknown-member");
    EXPECT_EQ(answer.body.find("script"), std::string::npos);
    const auto path = world.ask(world.anas_token, "GET", "/<script>alert(1)</script>");
    EXPECT_EQ(path.body.find("script"), std::string::npos);
}

} // namespace
