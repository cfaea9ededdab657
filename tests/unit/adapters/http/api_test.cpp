// Goal: what the API checks for every request alike: origins, keys, If-Match, media types, methods;
// and sessions. Method: requests as values, one thing wrong at a time.
#include "api_world.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace {

using namespace timewright;
using namespace timewright::testing;
using http::header;

TEST(Api, SaysWhatItIs) {
    api_world world;
    const auto answer = world.ask("", "GET", "/info");
    EXPECT_EQ(answer.body, R"({"version":"1.2.3","tzdata":"2026f"})");
    EXPECT_EQ(http::value_of(answer.headers, "cache-control"), "no-store");
}

TEST(Session, BeginsWithATokenAndACookie) {
    api_world world;
    const auto answer = world.ask(
        "", "POST", "/session", R"({"email":"ANA@example.com","password":"a long password"})");
    ASSERT_EQ(answer.status, 200);
    const std::string token = text_of(answer, "token");
    EXPECT_EQ(text_of(answer, "expiresAt"), "2026-11-23T00:00:00Z");
    EXPECT_EQ(http::value_of(answer.headers, "set-cookie"),
              "timewright=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200");
    EXPECT_EQ(read(answer).at("me").at("role"), "admin");
    const auto me = world.ask(token, "GET", "/me");
    EXPECT_EQ(text_of(me, "email"), "ana@example.com");
    EXPECT_EQ(text_of(me, "timeZone"), "Europe/Lisbon");
}

TEST(Session, IsRefusedAlikeWhateverIsWrong) {
    api_world world;
    const auto wrong = world.ask("", "POST", "/session",
                                 R"({"email":"ana@example.com","password":"another"})");
    const auto nobody = world.ask("", "POST", "/session",
                                  R"({"email":"nobody@example.com","password":"another"})");
    EXPECT_EQ(verdict(wrong), "401 unauthorized");
    EXPECT_EQ(wrong.body, nobody.body);
}

TEST(Session, MakesGuessersWait) {
    api_world world;
    std::string last;
    for (int i = 0; i < 6; ++i)
        last = verdict(world.ask("", "POST", "/session",
                                 R"({"email":"ana@example.com","password":"guess"})"));
    EXPECT_EQ(last, "429 too-many-attempts");
}

TEST(Session, EndsAtOnce) {
    api_world world;
    const auto ended = world.ask(world.bens_token, "DELETE", "/session");
    EXPECT_EQ(ended.status, 204);
    EXPECT_NE(http::value_of(ended.headers, "set-cookie").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", "/me")), "401 unauthorized");
}

TEST(Session, ExpiresAndDiesWithTheAccount) {
    api_world world;
    world.who.edit("ben@example.com", {.disabled = true}).value();
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", "/me")), "401 unauthorized");
    world.present.advance(std::chrono::hours(12));
    EXPECT_EQ(verdict(world.ask(world.anas_token, "GET", "/me")), "401 unauthorized");
}

TEST(Origin, OfAnotherSiteMayNotChangeAnythingWithACookie) {
    api_world world;
    const header cookie{"Cookie", "timewright=" + world.bens_token};
    const header key{"Idempotency-Key", "key"};
    for (const header& sign :
         {header{"Origin", "http://evil.example"}, header{"Sec-Fetch-Site", "cross-site"}})
        EXPECT_EQ(verdict(world.ask("", "POST", "/bookings", world.booking(), {cookie, key, sign})),
                  "403 forbidden");
    EXPECT_EQ(world.ask("", "GET", "/me", "", {cookie, {"Origin", "http://evil.example"}}).status,
              200)
        << "reading is guarded by the browser, which finds no CORS header";
    EXPECT_EQ(world
                  .ask("", "POST", "/bookings", world.booking(),
                       {cookie, key, {"Origin", "http://127.0.0.1:8080"}})
                  .status,
              201);
}

TEST(Origin, MayNotSignAnybodyIn) {
    api_world world;
    EXPECT_EQ(verdict(world.ask("", "POST", "/session",
                                R"({"email":"ana@example.com","password":"a long password"})",
                                {{"Origin", "http://evil.example"}})),
              "403 forbidden");
}

TEST(Origin, DoesNotMatterWithABearerToken) {
    api_world world;
    EXPECT_EQ(world
                  .ask(world.bens_token, "POST", "/bookings", world.booking(),
                       {{"Idempotency-Key", "key"}, {"Origin", "http://elsewhere.example"}})
                  .status,
              201);
}

TEST(Method, OverridesAreIgnored) {
    api_world world;
    const auto made = world.book(world.bens_token, "key", world.booking());
    const std::string path = "/bookings/" + text_of(made, "id");
    for (const char* name : {"X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"})
        EXPECT_EQ(world.ask(world.bens_token, "GET", path, "", {{name, "DELETE"}}).status, 200);
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", path + "?_method=DELETE")),
              "400 unknown-member");
    EXPECT_EQ(world.ask(world.bens_token, "GET", path).status, 200) << "it is still there";
}

TEST(Method, ThatAPathDoesNotKnowIsAnsweredWithThoseItKnows) {
    api_world world;
    const auto answer = world.ask(world.anas_token, "DELETE", "/rooms");
    EXPECT_EQ(verdict(answer), "405 method-not-allowed");
    EXPECT_EQ(http::value_of(answer.headers, "allow"), "GET, HEAD, POST");
    for (const char* method : {"TRACE", "OPTIONS", "CONNECT", "get", "PROPFIND"})
        EXPECT_EQ(world.ask(world.anas_token, method, "/me").status, 405) << method;
    EXPECT_EQ(world.ask(world.anas_token, "HEAD", "/me").status, 200);
}

TEST(Path, ThatIsNoneIsNotFound) {
    api_world world;
    for (const char* path : {"", "/", "/me/", "//me", "/ME", "/rooms/x/y", "/bookings/x/confirm"})
        EXPECT_EQ(verdict(world.ask(world.anas_token, "GET", path)), "404 not-found") << path;
    for (const char* path : {"/../v1/me", "/%2e%2e/v1/me", "/rooms%2fx", "/rooms/..%5c"})
        EXPECT_EQ(verdict(world.ask(world.anas_token, "GET", path)), "400 invalid-input") << path;
}

TEST(Key, IsNeededToBookAndMustBeOne) {
    api_world world;
    EXPECT_EQ(verdict(world.ask(world.bens_token, "POST", "/bookings", world.booking())),
              "400 invalid-input");
    for (const std::string& key : {std::string(), std::string("a b"), std::string(256, 'k'),
                                   std::string("k\xC3\xA9")})
        EXPECT_EQ(verdict(world.book(world.bens_token, key, world.booking())), "400 invalid-input");
    EXPECT_EQ(verdict(world.ask(world.bens_token, "POST", "/bookings", world.booking(),
                                {{"Idempotency-Key", "a"}, {"Idempotency-Key", "b"}})),
              "400 invalid-input");
    EXPECT_EQ(world.book(world.bens_token, std::string(255, 'k'), world.booking()).status, 201);
}

TEST(IfMatch, IsNeededToChangeAndMustBeATag) {
    api_world world;
    const std::string path = "/rooms/" + world.atlantic.id.to_string();
    const auto patch = [&](std::vector<header> headers) {
        return verdict(world.ask(world.anas_token, "PATCH", path, R"({"seats":9})", std::move(headers)));
    };
    EXPECT_EQ(patch({}), "428 precondition-required");
    for (const char* tag : {"1", "\"\"", "\"x\"", "*", "W/\"1\"", "\"0\"", "\"1\", \"2\"",
                            "\"99999999999999999999\""})
        EXPECT_EQ(patch({{"If-Match", tag}}), "400 invalid-input") << tag;
    EXPECT_EQ(patch({{"If-Match", "\"7\""}}), "412 stale");
    EXPECT_EQ(patch({{"If-Match", "\"1\""}}), "200 ");
    EXPECT_EQ(patch({{"If-Match", "\"1\""}}), "412 stale");
}

TEST(MediaType, IsJsonInUtf8) {
    api_world world;
    const auto send = [&](const char* type) {
        return world
            .ask(world.anas_token, "POST", "/rooms", R"({"name":"New","timeZone":"UTC"})",
                 {{"Content-Type", type}})
            .status;
    };
    EXPECT_EQ(send("application/json"), 201);
    EXPECT_EQ(send("Application/JSON ; charset=\"UTF-8\""), 201);
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "", "json",
                             "application/json; charset=utf-16", "application/jsonx"})
        EXPECT_EQ(send(type), 415) << type;
}

TEST(ContentEncoding, IsNotUnpacked) {
    api_world world;
    EXPECT_EQ(verdict(world.ask(world.anas_token, "POST", "/rooms", "\x1f\x8b",
                                {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}})),
              "415 unsupported-media-type");
}

TEST(Body, BeyondItsSizeIsTooLarge) {
    api_world world;
    EXPECT_EQ(verdict(world.ask(world.anas_token, "POST", "/rooms", std::string(1 << 20, ' ') + "{}")),
              "413 too-large");
    EXPECT_EQ(world.service.body_bytes_max({.method = "POST", .target = "/api/v1/rooms"}),
              http::json_bytes_max);
    EXPECT_EQ(world.service.body_bytes_max(
                  {.method = "PUT", .target = "/api/v1/calendar-users/x/calendar?source=a"}),
              http::calendar_bytes_max);
    EXPECT_EQ(world.service.body_bytes_max({.method = "GET", .target = "/api/v1/rooms"}), 0U);
    EXPECT_EQ(world.service.body_bytes_max({.method = "POST", .target = "/../x"}), 0U);
}

TEST(Body, OfACalendarIsOnlyAdmittedFromWhoMaySendIt) {
    api_world world;
    http::http_request head{
        .method = "PUT",
        .target = "/api/v1/calendar-users/" + world.ben.id.to_string() + "/calendar?source=a",
        .headers = {{"Content-Type", "text/calendar"}}};
    EXPECT_EQ(world.service.admit(head)->status, 401);
    head.headers.push_back({"Authorization", "Bearer " + world.bens_token});
    EXPECT_FALSE(world.service.admit(head));
}

TEST(Fault, OfOursIsLoggedAndNotTold) {
    api_world world;
    world.records
        .put({.organization = world.ours, .kind = "calendar-user",
              .key = calendar_user_id::from_number(77).to_string()},
             0, "no record at all")
        .value();
    const auto answer = world.ask(world.anas_token, "GET", "/rooms");
    EXPECT_EQ(verdict(answer), "500 internal");
    ASSERT_EQ(world.log.size(), 1U);
    EXPECT_NE(world.log[0].find("GET /rooms"), std::string::npos) << world.log[0];
}

TEST(Feed, TellsWhatHappenedSinceACursor) {
    api_world world;
    const std::string start = text_of(world.ask(world.bens_token, "GET", "/changes"), "next");
    const auto made = world.book(world.bens_token, "key", world.booking());
    const auto page = read(world.ask(world.bens_token, "GET", "/changes?since=" + start));
    ASSERT_EQ(page.at("items").as_array().size(), 1U);
    const auto& entry = page.at("items").at(0).as_object();
    EXPECT_EQ(entry.at("type"), "created");
    EXPECT_EQ(entry.at("bookingId"), text_of(made, "id").c_str());
    EXPECT_NE(boost::json::serialize(entry.at("users")).find(world.atlantic.id.to_string()),
              std::string::npos);
    const std::string next(page.at("next").as_string().c_str());
    const auto after = read(world.ask(world.bens_token, "GET", "/changes?since=" + next));
    EXPECT_TRUE(after.at("items").as_array().empty());
    EXPECT_TRUE(read(world.ask(world.eves_token, "GET", "/changes?since=" + start))
                    .at("items")
                    .as_array()
                    .empty())
        << "another organization hears nothing";
}

TEST(Feed, AsksToLoadAnewWhenTheCursorIsNotKnown) {
    api_world world;
    for (const char* cursor : {"x", "", "ffff.1"})
        EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", std::string("/changes?since=") + cursor)),
                  "410 resync")
            << cursor;
    EXPECT_EQ(world.ask(world.bens_token, "GET", "/feed").status, 426);
}

} // namespace
