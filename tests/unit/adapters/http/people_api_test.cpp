// Goal: people, rooms, hours, calendars and searches over HTTP do what the contract says.
// Method: requests as values over memory stores.
#include "api_world.hpp"

#include <gtest/gtest.h>

namespace {

using namespace timewright;
using namespace timewright::testing;
using http::header;

std::size_t items_in(const http::http_response& response) {
    return read(response).at("items").as_array().size();
}

std::string first_name(const http::http_response& response) {
    return std::string(read(response).at("items").at(0).at("name").as_string().c_str());
}

const char* new_person =
    R"({"email":"chloe@example.com","name":"Chloé","password":"12345678","role":"member","timeZone":"Europe/Paris"})";

TEST(People, AreFoundByNameOrAddress) {
    api_world world;
    EXPECT_EQ(first_name(world.ask(world.bens_token, "GET", "/users?q=AN")), "Ana");
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET", "/users?q=example.com")), 2U);
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET", "/users?q=eve")), 0U);
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET", "/users?q=%25")), 0U);
}

TEST(People, AreNotListedToMembersWhoTypeNothing) {
    api_world world;
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET", "/users")), 0U);
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET", "/users?q=e")), 0U);
    EXPECT_EQ(items_in(world.ask(world.anas_token, "GET", "/users")), 2U);
    for (int i = 0; i < 30; ++i)
        world.desk.put_user(world.ours, {.name = "Extra " + std::to_string(i), .zone_name = "UTC"}, 0)
            .value();
    const auto found = world.ask(world.bens_token, "GET", "/users?q=Extra");
    EXPECT_EQ(items_in(found), 20U);
    EXPECT_TRUE(read(found).at("next").is_null());
}

TEST(People, CanSignInOnceTheyAreAdded) {
    api_world world;
    const auto made = world.ask(world.anas_token, "POST", "/users", new_person);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(text_of(made, "timeZone"), "Europe/Paris");
    const auto session = world.ask("", "POST", "/session",
                                   R"({"email":"chloe@example.com","password":"12345678"})");
    EXPECT_EQ(session.status, 200);
    EXPECT_EQ(read(session).at("me").at("userId"), text_of(made, "id").c_str());
}

TEST(People, AreNotAddedOverAnExistingAccount) {
    api_world world;
    const auto again = world.ask(
        world.anas_token, "POST", "/users",
        R"({"email":"BEN@example.com","name":"x","password":"12345678","timeZone":"UTC"})");
    EXPECT_EQ(verdict(again), "409 exists");
    EXPECT_EQ(text_of(again, "pointer"), "/email");
    EXPECT_EQ(items_in(world.ask(world.anas_token, "GET", "/users")), 2U);
    EXPECT_NE(world.sign_in("ben@example.com"), "");
}

TEST(People, AreAddedOnceForOneKey) {
    api_world world;
    const std::vector<header> key{{"Idempotency-Key", "k"}};
    const auto first = world.ask(world.anas_token, "POST", "/users", new_person, key);
    const auto again = world.ask(world.anas_token, "POST", "/users", new_person, key);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(text_of(again, "id"), text_of(first, "id"));
    EXPECT_EQ(items_in(world.ask(world.anas_token, "GET", "/users")), 3U);
    const auto other = world.ask(
        world.anas_token, "POST", "/users",
        R"({"email":"d@example.com","name":"D","password":"12345678","timeZone":"UTC"})", key);
    EXPECT_EQ(verdict(other), "422 key-reused");
}

TEST(People, AreEditedWithTheirAccounts) {
    api_world world;
    const std::string path = "/users/" + world.ben.id.to_string();
    const auto edited =
        world.ask(world.anas_token, "PATCH", path,
                  R"({"name":"Benjamin","role":"admin","timeZone":"Asia/Tokyo"})",
                  {{"If-Match", "\"1\""}});
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(http::value_of(edited.headers, "etag"), "\"2\"");
    const auto me = world.ask(world.bens_token, "GET", "/me");
    EXPECT_EQ(text_of(me, "name"), "Benjamin");
    EXPECT_EQ(text_of(me, "role"), "admin");
    EXPECT_EQ(text_of(me, "timeZone"), "Asia/Tokyo");
    EXPECT_EQ(verdict(world.ask(world.anas_token, "PATCH", path, R"({"timeZone":"Mars/Olympus"})",
                                {{"If-Match", "\"2\""}})),
              "400 invalid-input");
}

TEST(People, LoseTheirSessionsWhenTheyAreDisabledOrRemoved) {
    api_world world;
    const std::string path = "/users/" + world.ben.id.to_string();
    EXPECT_EQ(world.ask(world.anas_token, "PATCH", path, R"({"disabled":true})",
                        {{"If-Match", "\"1\""}})
                  .status,
              200);
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", "/me")), "401 unauthorized");
    EXPECT_EQ(world.ask(world.anas_token, "DELETE", path, "", {{"If-Match", "\"2\""}}).status, 204);
    EXPECT_EQ(verdict(world.ask(world.anas_token, "GET", path)), "404 not-found");
    EXPECT_FALSE(world.who.find("ben@example.com"));
}

TEST(People, CannotLockThemselvesOut) {
    api_world world;
    const std::string path = "/users/" + world.ana.id.to_string();
    const std::vector<header> tag{{"If-Match", "\"1\""}};
    for (const char* body : {R"({"disabled":true})", R"({"role":"member"})"})
        EXPECT_EQ(verdict(world.ask(world.anas_token, "PATCH", path, body, tag)), "403 forbidden");
    EXPECT_EQ(verdict(world.ask(world.anas_token, "DELETE", path, "", tag)), "403 forbidden");
}

TEST(Rooms, AreFoundByWhatTheyHave) {
    api_world world;
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET", "/rooms")), 2U);
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET", "/rooms?capacity_min=9")), 0U);
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET", "/rooms?feature=screen")), 2U);
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET", "/rooms?feature=screen&feature=piano")),
              0U);
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET", "/resources")), 1U);
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", "/rooms?capacity_min=-1")),
              "400 invalid-input");
}

TEST(Rooms, AreAvailableWhenAUnitIsFreeThroughout) {
    api_world world;
    ASSERT_EQ(world.book(world.bens_token, "k", world.booking("09")).status, 201);
    const std::string window = "available_from=2026-11-23T09:30:00Z&available_to=";
    const auto during = world.ask(world.bens_token, "GET", "/rooms?" + window + "2026-11-23T11:00:00Z");
    EXPECT_EQ(items_in(during), 1U);
    EXPECT_EQ(first_name(during), "Pacific");
    EXPECT_EQ(items_in(world.ask(world.bens_token, "GET",
                                 "/rooms?available_from=2026-11-23T09:45:00Z&available_to="
                                 "2026-11-23T11:00:00Z")),
              2U);
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET",
                                "/rooms?available_from=2026-11-23T09:45:00Z")),
              "400 invalid-input");
}

TEST(Rooms, ComeInPages) {
    api_world world;
    const auto first = world.ask(world.bens_token, "GET", "/rooms?limit=1");
    EXPECT_EQ(first_name(first), "Atlantic");
    const auto second =
        world.ask(world.bens_token, "GET", "/rooms?limit=1&cursor=" + text_of(first, "next"));
    EXPECT_EQ(first_name(second), "Pacific");
    EXPECT_TRUE(read(second).at("next").is_null());
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", "/rooms?cursor=zz")), "400 invalid-input");
}

TEST(Rooms, AreMadeEditedAndRemoved) {
    api_world world;
    const auto made = world.ask(world.anas_token, "POST", "/rooms",
                                R"({"name":"<b>Arctic</b>","seats":4,"timeZone":"UTC"})");
    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(http::value_of(made.headers, "etag"), "\"1\"");
    const std::string path = "/rooms/" + text_of(made, "id");
    EXPECT_EQ(http::value_of(made.headers, "location"), "/api/v1" + path);
    EXPECT_EQ(text_of(world.ask(world.bens_token, "GET", path), "name"), "<b>Arctic</b>");
    const auto edited = world.ask(world.anas_token, "PATCH", path, R"({"seats":6,"capacity":2})",
                                  {{"If-Match", "\"1\""}});
    EXPECT_EQ(read(edited).at("seats"), 6);
    EXPECT_EQ(verdict(world.ask(world.anas_token, "DELETE", path, "", {{"If-Match", "\"1\""}})),
              "412 stale");
    EXPECT_EQ(world.ask(world.anas_token, "DELETE", path, "", {{"If-Match", "\"2\""}}).status, 204);
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", path)), "404 not-found");
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", "/rooms/" + world.ben.id.to_string())),
              "404 not-found")
        << "a person is no room";
}

TEST(Hours, AreEverybodysOwn) {
    api_world world;
    const std::string path = "/calendar-users/" + world.ben.id.to_string() + "/working-hours";
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", path)), "404 not-found");
    const char* hours =
        R"({"timeZone":"Europe/Lisbon","hours":[{"days":["mo"],"start":"09:00","end":"17:00"}]})";
    EXPECT_EQ(world.ask(world.bens_token, "PUT", path, hours).body, hours);
    EXPECT_EQ(world.ask(world.anas_token, "GET", path).body, hours);
    EXPECT_EQ(verdict(world.ask(world.bens_token, "PUT",
                                "/calendar-users/" + world.ana.id.to_string() + "/working-hours",
                                hours)),
              "403 forbidden");
    const auto unknown =
        world.ask(world.bens_token, "PUT", path, R"({"timeZone":"Mars/Olympus","hours":[]})");
    EXPECT_EQ(text_of(unknown, "pointer"), "/timeZone");
}

const char* calendar_file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\n"
                            "BEGIN:VEVENT\r\nUID:1@example.com\r\nDTSTAMP:20261101T000000Z\r\n"
                            "DTSTART:20261123T100000Z\r\nDTEND:20261123T110000Z\r\n"
                            "SUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

TEST(Calendar, IsImportedReplacedAndExported) {
    api_world world;
    const std::string path = "/calendar-users/" + world.ben.id.to_string() + "/calendar";
    const std::vector<header> type{{"Content-Type", "text/calendar; charset=utf-8"}};
    const auto put = [&](const std::string& query) {
        return world.ask(world.bens_token, "PUT", path + query, calendar_file, type);
    };
    EXPECT_EQ(verdict(put("")), "400 invalid-input");
    EXPECT_EQ(verdict(put("?source=a%0Ab")), "400 invalid-input");
    const auto report = put("?source=phone");
    EXPECT_EQ(report.body, R"({"source":"phone","events":1,"occurrences":1,"problems":[]})");
    EXPECT_EQ(put("?source=phone").status, 200);

    const auto listed = world.ask(world.bens_token, "GET",
                                  "/bookings?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z&user=" +
                                      world.ben.id.to_string());
    ASSERT_EQ(items_in(listed), 1U) << "importing again replaces";
    EXPECT_EQ(read(listed).at("items").at(0).at("imported"), true);
    EXPECT_EQ(read(listed).at("items").at(0).at("canEdit"), false);

    const auto text = world.ask(world.anas_token, "GET",
                                path + ".ics?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z");
    EXPECT_EQ(http::value_of(text.headers, "content-type"), "text/calendar; charset=utf-8");
    EXPECT_NE(text.body.find("SUMMARY:Dentist"), std::string::npos);
}

TEST(FreeBusy, IsToldForEachWhoWasAskedFor) {
    api_world world;
    ASSERT_EQ(world.book(world.bens_token, "k", world.booking("09")).status, 201);
    const auto ask = [&](const std::string& token, calendar_user_id user) {
        return world.ask(token, "POST", "/free-busy",
                         R"({"from":"2026-11-23T00:00:00Z","to":"2026-11-24T00:00:00Z","users":[")" +
                             user.to_string() + "\"]}");
    };
    EXPECT_EQ(ask(world.bens_token, world.atlantic.id).body,
              R"({"items":[{"user":")" + world.atlantic.id.to_string() +
                  R"(","busy":[{"start":"2026-11-23T09:00:00Z","end":"2026-11-23T09:45:00Z",)"
                  R"("type":"busy"}]}]})");
    EXPECT_EQ(verdict(ask(world.eves_token, world.atlantic.id)), "404 not-found");
}

TEST(Slots, StartOnTheGridOfAZoneAndAreRelaxed) {
    api_world world;
    world.book(world.bens_token, "k", world.booking());
    const std::string room = "\"" + world.atlantic.id.to_string() + "\"";
    const auto ask = [&](const std::string& more) {
        return world.ask(world.bens_token, "POST", "/slots",
                         R"({"from":"2026-11-23T09:00:00Z","to":"2026-11-23T11:00:00Z",)"
                         R"("anyOf":[{"members":[)" +
                             room + R"(],"seats":8}],"explain":true,)" + more + "}");
    };
    // Kathmandu is 5:45 ahead: its full hours are at a quarter past here.
    const auto found = read(ask(R"("duration":"PT30M","align":"PT1H","timeZone":"Asia/Kathmandu")"));
    EXPECT_EQ(found.at("slots").at(0).at("start"), "2026-11-23T10:15:00Z");
    EXPECT_EQ(verdict(ask(R"("duration":"PT30M","align":"PT1H","timeZone":"Mars/Phobos")")),
              "400 invalid-input");
    const auto none = read(ask(R"("duration":"PT2H")"));
    EXPECT_TRUE(none.at("slots").as_array().empty());
    EXPECT_EQ(none.at("explanations").at(0).at("blocking").at(0),
              world.atlantic.id.to_string().c_str());
    bool other_room = false;
    for (const auto& one : none.at("relaxations").as_array())
        other_room = other_room || (one.at("relaxation") == "another-room" &&
                                    one.at("users").at(0) == world.pacific.id.to_string().c_str());
    EXPECT_TRUE(other_room);
}

TEST(Slots, AreFoundAndExplained) {
    api_world world;
    ASSERT_EQ(world.book(world.bens_token, "k", world.booking("09")).status, 201);
    const auto ask = [&](const char* duration) {
        return read(world.ask(world.bens_token, "POST", "/slots",
                              R"({"from":"2026-11-23T09:00:00Z","to":"2026-11-23T10:30:00Z",
                              "explain":true,"required":[")" +
                                  world.atlantic.id.to_string() + R"("],"duration":")" + duration +
                                  "\"}"));
    };
    EXPECT_EQ(ask("PT45M").at("slots").at(0).at("start"), "2026-11-23T09:45:00Z");
    const auto none = ask("PT1H30M");
    EXPECT_TRUE(none.at("slots").as_array().empty());
    EXPECT_EQ(none.at("explanations").at(0).at("blocking").at(0),
              world.atlantic.id.to_string().c_str());
}

} // namespace
