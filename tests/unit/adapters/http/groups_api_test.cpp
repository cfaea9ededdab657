// Goal: groups of people over HTTP: made and changed by administrators, seen by everybody, and what a
// policy says of a group holds for its members.
// Method: requests as values over memory stores.
#include "api_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace timewright;
using namespace timewright::testing;

std::string quoted(calendar_user_id id) { return "\"" + id.to_string() + "\""; }

std::string group_of(const std::string& members, const std::string& name = "Sales") {
    return R"({"name":")" + name + R"(","members":[)" + members + "]}";
}

std::string path_of(const http::http_response& made) { return "/groups/" + text_of(made, "id"); }

TEST(Groups, AreMadeReadListedAndRemovedByAdministrators) {
    api_world world;
    EXPECT_EQ(verdict(world.ask(world.bens_token, "POST", "/groups", group_of(""))),
              "403 forbidden");
    const auto made =
        world.ask(world.anas_token, "POST", "/groups", group_of(quoted(world.ben.id)));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(http::value_of(made.headers, "location"), "/api/v1" + path_of(made));
    const auto seen = world.ask(world.bens_token, "GET", path_of(made));
    EXPECT_EQ(seen.status, 200);
    EXPECT_EQ(seen.body, made.body);
    EXPECT_EQ(read(seen).at("kind"), "group");
    EXPECT_EQ(read(seen).at("members").as_array().size(), 1U);
    EXPECT_EQ(
        read(world.ask(world.bens_token, "GET", "/groups?q=SAL")).at("items").as_array().size(),
        1U);
    EXPECT_TRUE(
        read(world.ask(world.bens_token, "GET", "/groups?q=x")).at("items").as_array().empty());
    EXPECT_TRUE(read(world.ask(world.eves_token, "GET", "/groups")).at("items").as_array().empty());
    EXPECT_EQ(verdict(world.ask(world.eves_token, "GET", path_of(made))), "404 not-found");
    EXPECT_EQ(
        verdict(world.ask(world.anas_token, "DELETE", path_of(made), "", {{"If-Match", "\"7\""}})),
        "412 stale");
    EXPECT_EQ(
        world.ask(world.anas_token, "DELETE", path_of(made), "", {{"If-Match", "\"1\""}}).status,
        204);
    EXPECT_EQ(verdict(world.ask(world.anas_token, "GET", path_of(made))), "404 not-found");
}

TEST(Groups, AreNoPeopleAndPeopleAreNoGroups) {
    api_world world;
    const auto made = world.ask(world.anas_token, "POST", "/groups", group_of(""));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(verdict(world.ask(world.anas_token, "GET", "/users/" + text_of(made, "id"))),
              "404 not-found");
    EXPECT_EQ(verdict(world.ask(world.anas_token, "GET", "/groups/" + world.ben.id.to_string())),
              "404 not-found");
    EXPECT_TRUE(
        read(world.ask(world.anas_token, "GET", "/users?q=sales")).at("items").as_array().empty());
}

TEST(Groups, TakeAllTheirMembersAnewOrNone) {
    api_world world;
    const auto made =
        world.ask(world.anas_token, "POST", "/groups", group_of(quoted(world.ben.id)));
    ASSERT_EQ(made.status, 201);
    const auto change = [&](const std::string& body) {
        return world.ask(world.anas_token, "PATCH", path_of(made), body, {{"If-Match", "\"1\""}});
    };
    const auto stranger =
        change(R"({"members":[)" + quoted(world.ana.id) + "," + quoted(world.eve.id) + "]}");
    EXPECT_EQ(verdict(stranger), "422 impossible");
    EXPECT_EQ(text_of(stranger, "pointer"), "/members/1");
    EXPECT_EQ(verdict(change(R"({"members":[)" + quoted(world.atlantic.id) + "]}")),
              "422 impossible");
    EXPECT_EQ(verdict(change(R"({"members":[")" + text_of(made, "id") + "\"]}")), "422 impossible");
    EXPECT_EQ(verdict(change(R"({"members":[)" + quoted(world.ben.id) + "," + quoted(world.ben.id) +
                             "]}")),
              "400 invalid-input");
    const auto done = change(R"({"name":"Field sales","members":[)" + quoted(world.ana.id) + "]}");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(read(done).at("name"), "Field sales");
    EXPECT_EQ(read(done).at("members").at(0).as_string(), world.ana.id.to_string());
}

TEST(Groups, GiveTheirMembersWhatAPolicyGivesThem) {
    api_world world;
    const auto made =
        world.ask(world.anas_token, "POST", "/groups", group_of(quoted(world.ana.id)));
    ASSERT_EQ(made.status, 201);
    const std::string policy = "/calendar-users/" + world.atlantic.id.to_string() + "/policy";
    ASSERT_EQ(world
                  .ask(world.anas_token, "PUT", policy,
                       R"({"bookers":[")" + text_of(made, "id") + "\"]}", {{"If-Match", "\"0\""}})
                  .status,
              200);
    EXPECT_EQ(verdict(world.book(world.bens_token, "one", world.booking())), "422 policy");
    const auto joined =
        world.ask(world.anas_token, "PATCH", path_of(made),
                  R"({"members":[)" + quoted(world.ben.id) + "]}", {{"If-Match", "\"1\""}});
    ASSERT_EQ(joined.status, 200) << joined.body;
    EXPECT_EQ(world.book(world.bens_token, "two", world.booking()).status, 201);
}

} // namespace
