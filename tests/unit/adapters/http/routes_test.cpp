// Goal: nobody gets in by a route that somebody forgot: every route of the table refuses who must not
// use it, and ids of another organization are as good as none. Method: the table itself, each route
// with a request that would be right, sent by nobody and by an administrator elsewhere. What each role
// may is roles_test.cpp's.
#include "api_world.hpp"
#include "right_requests.hpp"

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace timewright;
using namespace timewright::testing;

/// An id that exists in our organization and fits the route.
std::string our_id(api_world& world, const http::route& route) {
    if (route.pattern.starts_with("/users")) return world.ben.id.to_string();
    if (route.pattern.starts_with("/me/tokens"))
        return text_of(world.ask(world.anas_token, "POST", "/me/tokens",
                                 R"({"name":"Setup","scopes":["read"]})"),
                       "id");
    if (route.pattern.starts_with("/groups")) return world.team.id.to_string();
    if (route.pattern.starts_with("/resources")) return world.projector.id.to_string();
    if (route.pattern.starts_with("/bookings/") || route.pattern.starts_with("/holds/")) {
        const char* path = route.pattern.starts_with("/holds") ? "/holds" : "/bookings";
        return text_of(world.ask(world.bens_token, "POST", path, world.booking(),
                                 {{"Idempotency-Key", "setup"}}),
                       "id");
    }
    return world.atlantic.id.to_string();
}

TEST(Routes, AreEachThereOnce) {
    std::set<std::string> names;
    std::set<std::string_view> operations;
    for (const http::route& route : http::routes()) {
        EXPECT_TRUE(names.insert(name_of(route)).second) << name_of(route);
        EXPECT_TRUE(operations.insert(route.operation).second) << name_of(route);
        EXPECT_FALSE(route.operation.empty()) << name_of(route);
        EXPECT_NE(route.handle, nullptr) << name_of(route);
        EXPECT_FALSE(route.summary.empty()) << name_of(route);
    }
}

TEST(Routes, AreClosedToThoseWhoAreNotSignedIn) {
    api_world world;
    for (const http::route& route : http::routes()) {
        if (route.who.is_open()) continue;
        for (const char* token : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
            EXPECT_EQ(verdict(send(world, token, route, world.atlantic.id.to_string())),
                      "401 unauthorized")
                << name_of(route);
    }
}

TEST(Routes, ThatAnyoneMayUseAreTwo) {
    std::set<std::string> open;
    for (const http::route& route : http::routes())
        if (route.who.is_open()) open.insert(name_of(route));
    EXPECT_EQ(open, (std::set<std::string>{"POST /session", "GET /info"}));
}

TEST(Routes, WorkForTheAdministrator) {
    for (const http::route& route : http::routes()) {
        api_world world;
        const auto answer = send(world, world.anas_token, route, our_id(world, route));
        const std::set<std::string> others{"POST /session", "GET /feed", "GET /bookings",
                                           "GET /calendar-users/{id}/working-hours",
                                           "POST /bookings/{id}/approve",
                                           "POST /bookings/{id}/decline"};
        if (others.contains(name_of(route))) continue; // refused for what they say, below
        EXPECT_LT(answer.status, 300) << name_of(route) << " " << answer.body;
    }
}

TEST(Routes, KnowNoIdsOfAnotherOrganization) {
    api_world world;
    for (const http::route& route : http::routes()) {
        if (route.pattern.find("{id}") == std::string_view::npos) continue;
        const std::string id = our_id(world, route);
        EXPECT_EQ(verdict(send(world, world.eves_token, route, id)), "404 not-found")
            << name_of(route);
    }
    EXPECT_TRUE(world.desk.find_user(world.ours, world.ben.id));
}

TEST(Routes, KnowNoIdsThatAreNone) {
    api_world world;
    for (const http::route& route : http::routes()) {
        if (route.pattern.find("{id}") == std::string_view::npos) continue;
        for (const char* id : {"1", "x", "00000000-0000-0000-0000-00000000ffff", "' OR 1=1 --"})
            EXPECT_EQ(verdict(send(world, world.anas_token, route, id)), "404 not-found")
                << name_of(route) << " " << id;
    }
}

TEST(Routes, RefuseQueryParametersThatTheyDoNotKnow) {
    api_world world;
    for (const http::route& route : http::routes()) {
        if (route.who.is_open() || !route.query.empty()) continue;
        const auto answer = world.ask(world.anas_token, std::string(route.method),
                                      path_of(route, world.ben.id.to_string()) + "?sort=name",
                                      body_of(route, world));
        EXPECT_EQ(verdict(answer), "400 unknown-member") << name_of(route);
    }
}

TEST(Routes, RefuseBodiesThatTheyDoNotTake) {
    api_world world;
    for (const http::route& route : http::routes()) {
        if (route.who.is_open()) continue;
        std::vector<http::header> headers{{"Content-Type", "text/html"}, {"If-Match", "\"1\""}};
        if (route.key_needed) headers.push_back({"Idempotency-Key", "key"});
        const auto answer = world.ask(world.anas_token, std::string(route.method),
                                      path_of(route, world.ben.id.to_string()), "<p>", headers);
        EXPECT_EQ(answer.status, route.body == http::body_kind::none ? 400 : 415) << name_of(route);
    }
}

} // namespace
