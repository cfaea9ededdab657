// Goal: policies over HTTP: set by administrators, seen by everybody, asked of whoever books, and the
// approvals that they ask for. Method: requests as values over memory stores.
#include "api_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace timewright;
using namespace timewright::testing;

std::string policy_of(const calendar_user& user) {
    return "/calendar-users/" + user.id.to_string() + "/policy";
}

http::http_response put(api_world& world, const std::string& path, const std::string& body,
                        const std::string& tag = "\"0\"") {
    return world.ask(world.anas_token, "PUT", path, body, {{"If-Match", tag}});
}

TEST(Policy, IsSetByAdministratorsWithItsTag) {
    api_world world;
    const std::string path = policy_of(world.atlantic);
    const auto none = world.ask(world.bens_token, "GET", path);
    EXPECT_EQ(none.body, "{}");
    EXPECT_EQ(http::value_of(none.headers, "etag"), "\"0\"");
    const auto made = put(world, path, R"({"longest":"PT30M"})");
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(http::value_of(made.headers, "etag"), "\"1\"");
    EXPECT_EQ(world.ask(world.bens_token, "GET", path).body, R"({"longest":"PT30M"})");
    EXPECT_EQ(verdict(put(world, path, "{}")), "412 stale");
    EXPECT_EQ(verdict(world.ask(world.bens_token, "PUT", path, "{}", {{"If-Match", "\"1\""}})),
              "403 forbidden");
    EXPECT_EQ(verdict(world.ask(world.anas_token, "PUT", path, "{}")), "428 precondition-required");
    EXPECT_EQ(verdict(world.ask(world.eves_token, "GET", path)), "404 not-found");
    EXPECT_EQ(put(world, path, "{}", "\"1\"").status, 200);
    EXPECT_EQ(verdict(put(world, "/policy", R"({"hours":{"timeZone":"Mars","hours":[]}})")),
              "400 invalid-input");
    EXPECT_EQ(text_of(put(world, "/policy", R"({"bookers":[")" + world.atlantic.id.to_string() +
                                                R"("]})"),
                      "pointer"),
              "/bookers/0");
}

TEST(Policy, RefusesABookingWithEveryRuleThatItBreaks) {
    api_world world;
    ASSERT_EQ(put(world, "/policy", R"({"longest":"PT30M","notice":"P2D"})").status, 200);
    const auto refused = world.book(world.bens_token, "k", world.booking());
    EXPECT_EQ(verdict(refused), "422 policy");
    const auto body = read(refused);
    ASSERT_EQ(body.at("violations").as_array().size(), 2U);
    EXPECT_EQ(body.at("violations").at(0).at("rule"), "notice");
    EXPECT_EQ(body.at("violations").at(0).at("startInstead"), "2026-11-24T12:00:00Z");
    EXPECT_EQ(body.at("violations").at(1).at("limit"), 1800);
    EXPECT_EQ(body.at("violations").at(1).at("asked"), 2700);
    EXPECT_NE(text_of(refused, "detail").find("Atlantic is booked for at most 30 minutes"),
              std::string::npos);
    EXPECT_EQ(verdict(world.book(world.bens_token, "k", world.booking())), "422 policy");
}

TEST(Policy, LeavesRoomsOutOfAListOfThoseThatAreAvailable) {
    api_world world;
    ASSERT_EQ(put(world, policy_of(world.atlantic),
                  R"({"bookers":[")" + world.ana.id.to_string() + R"("]})").status,
              200);
    const std::string path =
        "/rooms?available_from=2026-11-23T09:00:00Z&available_to=2026-11-23T10:00:00Z";
    EXPECT_EQ(read(world.ask(world.bens_token, "GET", path)).at("items").as_array().size(), 1U);
    EXPECT_EQ(read(world.ask(world.anas_token, "GET", path)).at("items").as_array().size(), 2U);
    EXPECT_EQ(read(world.ask(world.bens_token, "GET", "/rooms")).at("items").as_array().size(), 2U);
}

TEST(Approval, IsGivenByWhomTheRoomNames) {
    api_world world;
    ASSERT_EQ(put(world, policy_of(world.atlantic),
                  R"({"approvers":[")" + world.ana.id.to_string() + R"("]})").status,
              200);
    const auto asked = world.book(world.bens_token, "k", world.booking());
    ASSERT_EQ(asked.status, 202) << asked.body;
    EXPECT_EQ(text_of(asked, "status"), "pending");
    const std::string path = "/bookings/" + text_of(asked, "id");
    EXPECT_EQ(text_of(world.ask(world.bens_token, "GET", path), "status"), "pending");
    EXPECT_EQ(world.book(world.bens_token, "k", world.booking()).body, asked.body);

    EXPECT_TRUE(read(world.ask(world.bens_token, "GET", "/approvals")).at("items").as_array().empty());
    const auto waiting = read(world.ask(world.anas_token, "GET", "/approvals"));
    ASSERT_EQ(waiting.at("items").as_array().size(), 1U);
    EXPECT_EQ(waiting.at("items").at(0).at("pending").at(0), world.atlantic.id.to_string().c_str());

    const auto approve = [&](const std::string& token, const std::string& verb) {
        return world.ask(token, "POST", path + verb, "", {{"If-Match", "\"1\""}});
    };
    EXPECT_EQ(verdict(approve(world.bens_token, "/approve")), "422 policy");
    EXPECT_EQ(verdict(approve(world.eves_token, "/approve")), "404 not-found");
    const auto approved = approve(world.anas_token, "/approve");
    EXPECT_EQ(approved.status, 200) << approved.body;
    EXPECT_EQ(http::value_of(approved.headers, "etag"), "\"2\"");
    EXPECT_EQ(text_of(world.ask(world.bens_token, "GET", path), "status"), "confirmed");
    EXPECT_EQ(approve(world.anas_token, "/decline").status, 422);
}

TEST(Approval, IsDeclinedByWhomTheRoomNames) {
    api_world world;
    ASSERT_EQ(put(world, policy_of(world.atlantic),
                  R"({"approvers":[")" + world.ana.id.to_string() + R"("]})").status,
              200);
    const auto asked = world.book(world.bens_token, "k", world.booking());
    const std::string path = "/bookings/" + text_of(asked, "id");
    EXPECT_EQ(world.ask(world.anas_token, "POST", path + "/decline", "", {{"If-Match", "\"1\""}}).status,
              204);
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", path)), "404 not-found");
}

} // namespace
