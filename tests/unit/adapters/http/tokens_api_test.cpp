// Goal: a personal token may on every route what its scope is for and nothing else, is told once, and
// is its owner's alone. Method: every route with a token of each scope; which scope a route needs is
// written here a second time, by a rule of its own.
#include "right_requests.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::testing;

http::http_response issue(api_world& world, const std::string& session, const std::string& scopes,
                          const std::string& more = "") {
    return world.ask(session, "POST", "/me/tokens",
                     R"({"name":"Report","scopes":[)" + scopes + "]" + more + "}");
}

std::string secret_of(api_world& world, const std::string& session, const std::string& scopes) {
    return text_of(issue(world, session, scopes), "token");
}

std::string scope_needed(const std::string& name) {
    static const std::set<std::string> booking{"PUT /calendar-users/{id}/working-hours",
                                               "PUT /calendar-users/{id}/calendar",
                                               "POST /bookings",
                                               "PATCH /bookings/{id}",
                                               "DELETE /bookings/{id}",
                                               "POST /bookings/{id}/approve",
                                               "POST /bookings/{id}/decline",
                                               "POST /holds",
                                               "POST /holds/{id}/confirm",
                                               "DELETE /holds/{id}"};
    if (name.find("/me/tokens") != std::string::npos || name == "DELETE /session") return "none";
    if (booking.contains(name)) return "book";
    if (name.starts_with("GET ") || name == "POST /free-busy" || name == "POST /slots")
        return "read";
    return "admin";
}

/// The part at random, in which underscores may be too.
std::string random_part(const std::string& secret) {
    return secret.substr(secret.find('_', secret.find('_') + 1) + 1);
}

bool lacks_scope(const http::http_response& answer) {
    return verdict(answer) == "403 forbidden" &&
           (text_of(answer, "detail").starts_with("this token is not for that") ||
            text_of(answer, "detail").starts_with("a personal token may not do this"));
}

TEST(TokensApi, LetsAScopeDoWhatItIsForOnEveryRoute) {
    for (const http::route& route : http::routes()) {
        if (route.who.is_open()) continue;
        for (const std::string scope : {"read", "book", "admin"}) {
            api_world world;
            const std::string token = secret_of(world, world.anas_token, "\"" + scope + "\"");
            ASSERT_FALSE(token.empty());
            const auto answer = send(world, token, route, world.atlantic.id.to_string());
            EXPECT_EQ(!lacks_scope(answer), scope == scope_needed(name_of(route)))
                << scope << " " << name_of(route) << " " << answer.body;
        }
    }
}

TEST(TokensApi, LeavesAnAdministratorsPowersToTheScopeAdmin) {
    api_world world;
    const auto bens = world.book(world.bens_token, "one", world.booking());
    ASSERT_EQ(bens.status, 201) << bens.body;
    const std::string path = "/bookings/" + text_of(bens, "id");
    const auto cancel = [&](const std::string& scopes) {
        return world.ask(secret_of(world, world.anas_token, scopes), "DELETE", path, "",
                         {{"If-Match", "\"1\""}});
    };
    EXPECT_EQ(verdict(cancel(R"("read","book")")), "403 forbidden");
    EXPECT_EQ(cancel(R"("book","admin")").status, 204);
    const auto me = world.ask(secret_of(world, world.anas_token, R"("read")"), "GET", "/me");
    EXPECT_EQ(text_of(me, "role"), "member");
    EXPECT_EQ(text_of(me, "email"), "ana@example.com");
}

TEST(TokensApi, GivesTheScopeAdminOnlyWhereTheRoleHasSomethingOfIt) {
    api_world world;
    EXPECT_EQ(verdict(issue(world, world.bens_token, R"("read","admin")")), "403 forbidden");
    EXPECT_EQ(issue(world, world.bens_token, R"("read","book")").status, 201);
    const std::string bens = secret_of(world, world.bens_token, R"("read")");
    EXPECT_EQ(world.ask(bens, "GET", "/rooms").status, 200);
}

TEST(TokensApi, TellsTheSecretOnce) {
    api_world world;
    const auto made = issue(world, world.anas_token, R"("read","book")", R"(,"expiresInDays":30)");
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string secret = text_of(made, "token");
    EXPECT_EQ(text_of(made, "createdAt"), "2026-11-22T12:00:00Z");
    EXPECT_EQ(text_of(made, "expiresAt"), "2026-12-22T12:00:00Z");
    EXPECT_EQ(world.ask(secret, "GET", "/rooms").status, 200);
    const auto listed = world.ask(world.anas_token, "GET", "/me/tokens");
    EXPECT_EQ(listed.body.find(random_part(secret)), std::string::npos);
    const auto items = read(listed).at("items").as_array();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(boost::json::serialize(items[0].at("scopes")), R"(["read","book"])");
    EXPECT_EQ(items[0].at("lastUsedOn").as_string(), "2026-11-22");
    EXPECT_EQ(text_of(issue(world, world.anas_token, R"("read")"), "expiresAt"),
              "2027-02-20T12:00:00Z")
        << "90 days unless it is said";
}

TEST(TokensApi, KnowsATokenOfItsOwnerAlone) {
    api_world world;
    const auto made = issue(world, world.anas_token, R"("read")");
    const std::string path = "/me/tokens/" + text_of(made, "id");
    EXPECT_EQ(verdict(world.ask(world.bens_token, "DELETE", path)), "404 not-found");
    const auto bens = world.ask(world.bens_token, "GET", "/me/tokens");
    EXPECT_TRUE(read(bens).at("items").as_array().empty());
    EXPECT_EQ(world.ask(text_of(made, "token"), "GET", "/me").status, 200);
    EXPECT_EQ(world.ask(world.anas_token, "DELETE", path).status, 204);
    EXPECT_EQ(verdict(world.ask(text_of(made, "token"), "GET", "/me")), "401 unauthorized");
    EXPECT_EQ(verdict(world.ask(world.anas_token, "DELETE", path)), "404 not-found");
}

TEST(TokensApi, IsPaged) {
    api_world world;
    std::set<std::string> made;
    for (int i = 0; i < 5; ++i)
        made.insert(text_of(issue(world, world.anas_token, R"("read")"), "id"));
    std::set<std::string> listed;
    std::string cursor;
    for (int page = 0; page < 3; ++page) {
        const auto answer = world.ask(world.anas_token, "GET", "/me/tokens?limit=2" + cursor);
        ASSERT_EQ(answer.status, 200) << answer.body;
        const auto told = read(answer);
        for (const auto& item : told.at("items").as_array())
            listed.insert(std::string(item.at("id").as_string().c_str()));
        cursor = "&cursor=" + text_of(answer, "next");
    }
    EXPECT_EQ(listed, made);
}

TEST(TokensApi, MakesOneTokenForOneKey) {
    api_world world;
    const auto with_key = [&](const std::string& name) {
        return world.ask(world.anas_token, "POST", "/me/tokens",
                         R"({"name":")" + name + R"(","scopes":["read"]})",
                         {{"Idempotency-Key", "one"}});
    };
    const auto made = with_key("Report");
    ASSERT_EQ(made.status, 201);
    const auto again = with_key("Report");
    EXPECT_EQ(verdict(again), "409 exists");
    EXPECT_NE(text_of(again, "detail").find(text_of(made, "id")), std::string::npos)
        << "which one to revoke";
    EXPECT_EQ(verdict(with_key("Other")), "422 key-reused");
    EXPECT_EQ(read(world.ask(world.anas_token, "GET", "/me/tokens")).at("items").as_array().size(),
              1U);
    EXPECT_EQ(world.ask(text_of(made, "token"), "GET", "/me").status, 200);
}

TEST(TokensApi, RefusesWhatNoTokenCanBe) {
    api_world world;
    EXPECT_EQ(verdict(issue(world, world.anas_token, "")), "400 invalid-input");
    EXPECT_EQ(verdict(issue(world, world.anas_token, R"("account")")), "400 invalid-input");
    EXPECT_EQ(verdict(issue(world, world.anas_token, R"("read","read")")), "400 invalid-input");
    for (const char* days : {"0", "367", "-1", "1.5", "\"90\""})
        EXPECT_EQ(verdict(issue(world, world.anas_token, R"("read")",
                                std::string(R"(,"expiresInDays":)") + days)),
                  "400 invalid-input")
            << days;
    for (std::size_t i = 0; i < personal_tokens::tokens_max; ++i)
        ASSERT_EQ(issue(world, world.bens_token, R"("read")").status, 201);
    EXPECT_EQ(verdict(issue(world, world.bens_token, R"("read")")), "422 impossible");
}

} // namespace
