// Goal: bookings and holds over HTTP: made, refused with what is in the way, repeated, moved, cancelled,
// by those who may. Method: requests as values over memory stores.
#include "api_world.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace {

using namespace timewright;
using namespace timewright::testing;
using http::header;

std::string path_to(const http::http_response& made) { return "/bookings/" + text_of(made, "id"); }

TEST(Booking, IsMadeWithATagAndAPlace) {
    api_world world;
    const auto made = world.book(world.bens_token, "k", world.booking());
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(http::value_of(made.headers, "etag"), "\"1\"");
    EXPECT_EQ(http::value_of(made.headers, "location"), "/api/v1" + path_to(made));
    EXPECT_EQ(read(made).at("occurrences").at(0).at("start"), "2026-11-23T09:00:00Z");
    EXPECT_EQ(read(made).at("rooms").at(0), world.atlantic.id.to_string().c_str());
    const auto seen = read(world.ask(world.bens_token, "GET", path_to(made)));
    EXPECT_EQ(seen.at("title"), "Planning");
    EXPECT_EQ(seen.at("organizer"), world.ben.id.to_string().c_str());
    EXPECT_EQ(seen.at("canEdit"), true);
}

TEST(Booking, IsRefusedWithWhatIsInTheWayAndWhatWouldDo) {
    api_world world;
    const auto first = world.book(world.bens_token, "k1", world.booking());
    const auto second = world.book(world.anas_token, "k2", world.booking());
    EXPECT_EQ(verdict(second), "409 conflict");
    const auto body = read(second);
    EXPECT_EQ(body.at("conflicts").at(0).at("with"), text_of(first, "id").c_str());
    EXPECT_EQ(body.at("conflicts").at(0).at("user"), world.atlantic.id.to_string().c_str());
    EXPECT_FALSE(body.at("alternatives").as_array().empty());
}

TEST(Booking, IsMadeOnceForOneKey) {
    api_world world;
    const auto first = world.book(world.bens_token, "k", world.booking());
    const auto again = world.book(world.bens_token, "k", world.booking());
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(verdict(world.book(world.bens_token, "k", world.booking("10"))), "422 key-reused");
    EXPECT_EQ(verdict(world.book(world.anas_token, "k", world.booking())), "409 conflict")
        << "another account's key is another key";
}

TEST(Booking, StaysRefusedForOneKey) {
    api_world world;
    const auto first = world.book(world.bens_token, "k1", world.booking());
    EXPECT_EQ(world.book(world.anas_token, "k2", world.booking()).status, 409);
    EXPECT_EQ(world.ask(world.bens_token, "DELETE", path_to(first), "", {{"If-Match", "\"1\""}}).status,
              204);
    EXPECT_EQ(world.book(world.anas_token, "k2", world.booking()).status, 409)
        << "a late duplicate must not book";
}

TEST(Booking, TakesAnyRoomOfSeveral) {
    api_world world;
    ASSERT_EQ(world.book(world.bens_token, "k1", world.booking()).status, 201);
    const auto made = world.book(
        world.bens_token, "k2",
        R"({"title":"x","start":"2026-11-23T09:00:00","timeZone":"Europe/Lisbon","duration":"PT1H",
            "anyRoomOf":[")" +
            world.atlantic.id.to_string() + "\",\"" + world.pacific.id.to_string() + "\"]}");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(read(made).at("rooms").at(0), world.pacific.id.to_string().c_str());
}

TEST(Booking, TellsPeopleAndOnlyInsistsWhenItIsSaid) {
    api_world world;
    const std::string ana = world.ana.id.to_string();
    const auto with = [&](const std::string& more, const std::string& room) {
        return R"({"title":"x","start":"2026-11-23T09:00:00","timeZone":"UTC","duration":"PT1H",
               "rooms":[")" +
               room + "\"]," + more + "}";
    };
    ASSERT_EQ(world
                  .book(world.anas_token, "k1",
                        with(R"("participants":["ANA@example.com","guest@elsewhere.example"])",
                             world.atlantic.id.to_string()))
                  .status,
              201);
    const auto told = world.book(world.bens_token, "k2",
                                 with("\"participants\":[\"" + ana + "\"]",
                                      world.pacific.id.to_string()));
    ASSERT_EQ(told.status, 201) << told.body;
    EXPECT_EQ(read(told).at("conflicts").at(0).at("user"), ana.c_str());
    const auto insisted = world.book(
        world.bens_token, "k3",
        R"({"title":"x","start":"2026-11-23T09:00:00","timeZone":"UTC","duration":"PT1H",
            "participants":[")" +
            ana + R"("],"insist":[")" + ana + "\"]}");
    EXPECT_EQ(verdict(insisted), "409 conflict");
}

TEST(Booking, IsWhatItSaysAboutGuests) {
    api_world world;
    const auto made = world.book(
        world.bens_token, "k",
        world.booking("09", R"("participants":["ana@example.com","guest@elsewhere.example"])"));
    const auto seen = read(world.ask(world.bens_token, "GET", path_to(made)));
    std::map<std::string, bool> known; // by address: whether it is one of us
    for (const auto& one : seen.at("participants").as_array())
        known[one.at("email").as_string().c_str()] = !one.at("user").is_null();
    EXPECT_EQ(known, (std::map<std::string, bool>{{"ana@example.com", true},
                                                  {"ben@example.com", true},
                                                  {"guest@elsewhere.example", false}}))
        << "the organizer comes too";
}

TEST(Booking, RepeatsByItsRule) {
    api_world world;
    const auto made = world.book(
        world.bens_token, "k",
        world.booking("09", R"("recurrenceRule":{"frequency":"weekly","count":3})"));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(read(made).at("occurrences").as_array().size(), 3U);
    const auto seen = read(world.ask(world.bens_token, "GET", path_to(made)));
    EXPECT_EQ(seen.at("recurrenceRule").at("count"), 3);
    const auto cancelled =
        world.ask(world.bens_token, "DELETE",
                  path_to(made) + "?recurrenceId=2026-11-30T09:00:00&range=this", "",
                  {{"If-Match", "\"1\""}});
    EXPECT_EQ(cancelled.status, 204) << cancelled.body;
    EXPECT_EQ(read(world.ask(world.bens_token, "GET", path_to(made))).at("occurrences").as_array().size(),
              2U);
}

TEST(Booking, MovesOneOccurrenceAndAllLaterOnes) {
    api_world world;
    const auto made = world.book(
        world.bens_token, "k",
        world.booking("09", R"("recurrenceRule":{"frequency":"weekly","count":3})"));
    ASSERT_EQ(made.status, 201) << made.body;
    const auto moved = world.ask(world.bens_token, "PATCH", path_to(made),
                                 R"({"start":"2026-11-30T15:00:00","recurrenceId":"2026-11-30T09:00:00",
                                     "range":"this-and-future"})",
                                 {{"If-Match", "\"1\""}});
    ASSERT_EQ(moved.status, 200) << moved.body;
    EXPECT_NE(text_of(moved, "id"), text_of(made, "id"));
    EXPECT_EQ(http::value_of(moved.headers, "etag"), "\"1\"") << "of the booking that it names";
    EXPECT_EQ(read(moved).at("occurrences").as_array().size(), 2U);
    EXPECT_EQ(read(world.ask(world.bens_token, "GET", path_to(made))).at("occurrences").as_array().size(),
              1U);
    EXPECT_EQ(text_of(world.ask(world.bens_token, "GET", path_to(moved)), "start"), "2026-11-30T15:00:00");
}

TEST(Booking, SkipsOccurrencesWhenAsked) {
    api_world world;
    ASSERT_EQ(world.book(world.anas_token, "k1", world.booking()).status, 201);
    const auto made = world.book(
        world.bens_token, "k2",
        world.booking("09", R"("recurrenceRule":{"frequency":"weekly","count":2},
                               "onConflict":"skip-occurrences")"));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(read(made).at("occurrences").at(0).at("outcome"), "refused");
    EXPECT_EQ(read(made).at("occurrences").at(1).at("outcome"), "applied");
}

TEST(Booking, OfWhatDoesNotExistIsNotFound) {
    api_world world;
    const auto foreign = world.book(
        world.bens_token, "k",
        R"({"title":"x","start":"2026-11-23T09:00:00","timeZone":"UTC","duration":"PT1H","rooms":[")" +
            world.their_room.id.to_string() + "\"]}");
    EXPECT_EQ(verdict(foreign), "404 not-found") << foreign.body;
    const auto zone = world.book(
        world.bens_token, "k2",
        R"({"title":"x","start":"2026-11-23T09:00:00","timeZone":"Mars/Olympus","duration":"PT1H"})");
    EXPECT_EQ(verdict(zone), "400 invalid-input");
    EXPECT_EQ(text_of(zone, "pointer"), "/timeZone");
}

TEST(Booking, OnBehalfOfOthersIsForAdministrators) {
    api_world world;
    const std::string behalf = "\"onBehalfOf\":\"" + world.ben.id.to_string() + "\"";
    const auto made = world.book(world.anas_token, "k", world.booking("09", behalf));
    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(text_of(world.ask(world.bens_token, "GET", path_to(made)), "organizer"),
              world.ben.id.to_string());
    const std::string others = "\"onBehalfOf\":\"" + world.ana.id.to_string() + "\"";
    EXPECT_EQ(verdict(world.book(world.bens_token, "k", world.booking("11", others))),
              "403 forbidden");
}

TEST(Booking, IsListedToEverybodyOfTheOrganization) {
    api_world world;
    ASSERT_EQ(world.book(world.anas_token, "k1", world.booking("09")).status, 201);
    ASSERT_EQ(world.book(world.bens_token, "k2", world.booking("11")).status, 201);
    const std::string window = "/bookings?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z";
    const auto all = read(world.ask(world.bens_token, "GET", window));
    ASSERT_EQ(all.at("items").as_array().size(), 2U);
    EXPECT_EQ(all.at("items").at(0).at("canEdit"), false);
    EXPECT_EQ(all.at("items").at(1).at("canEdit"), true);
    const auto first = world.ask(world.bens_token, "GET", window + "&limit=1");
    const auto rest = read(
        world.ask(world.bens_token, "GET", window + "&limit=1&cursor=" + text_of(first, "next")));
    EXPECT_EQ(rest.at("items").at(0).at("start"), "2026-11-23T11:00:00");
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET",
                                window + "&user=" + world.their_room.id.to_string())),
              "404 not-found");
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET", "/bookings?from=2026-11-23T00:00:00Z")),
              "400 invalid-input");
    EXPECT_EQ(verdict(world.ask(world.bens_token, "GET",
                                "/bookings?from=0001-01-01T00:00:00Z&to=9999-01-01T00:00:00Z")),
              "400 invalid-input");
}

TEST(Booking, IsMovedByItsOrganizerOrAnAdministrator) {
    api_world world;
    const auto made = world.book(world.anas_token, "k", world.booking());
    const char* later = R"({"start":"2026-11-23T15:00:00"})";
    EXPECT_EQ(verdict(world.ask(world.bens_token, "PATCH", path_to(made), later,
                                {{"If-Match", "\"1\""}})),
              "403 forbidden");
    const auto moved =
        world.ask(world.anas_token, "PATCH", path_to(made), later, {{"If-Match", "\"1\""}});
    ASSERT_EQ(moved.status, 200) << moved.body;
    EXPECT_EQ(http::value_of(moved.headers, "etag"), "\"2\"");
    EXPECT_EQ(read(moved).at("occurrences").at(0).at("start"), "2026-11-23T15:00:00Z");
    const auto stale =
        world.ask(world.anas_token, "PATCH", path_to(made), later, {{"If-Match", "\"1\""}});
    EXPECT_EQ(verdict(stale), "412 stale");
    EXPECT_EQ(http::value_of(stale.headers, "etag"), "\"2\"");
}

TEST(Booking, KeepsItsPlaceWhenTheNewOneIsTaken) {
    api_world world;
    ASSERT_EQ(world.book(world.anas_token, "k1", world.booking("11")).status, 201);
    const auto made = world.book(world.bens_token, "k2", world.booking("09"));
    EXPECT_EQ(verdict(world.ask(world.bens_token, "PATCH", path_to(made),
                                R"({"start":"2026-11-23T11:00:00"})", {{"If-Match", "\"1\""}})),
              "409 conflict");
    EXPECT_EQ(text_of(world.ask(world.bens_token, "GET", path_to(made)), "start"),
              "2026-11-23T09:00:00");
}

TEST(Booking, IsEditedOnceForOneKey) {
    api_world world;
    const auto made = world.book(world.bens_token, "k", world.booking());
    const std::vector<header> headers{{"If-Match", "\"1\""}, {"Idempotency-Key", "move"}};
    const char* later = R"({"start":"2026-11-23T15:00:00"})";
    const auto first = world.ask(world.bens_token, "PATCH", path_to(made), later, headers);
    const auto again = world.ask(world.bens_token, "PATCH", path_to(made), later, headers);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(http::value_of(again.headers, "etag"), "\"2\"");
}

TEST(Booking, TakesAnEditOfItsPeople) {
    api_world world;
    const auto made = world.book(
        world.bens_token, "k",
        world.booking("09", "\"participants\":[\"" + world.ana.id.to_string() + "\"]"));
    const auto edited = world.ask(world.bens_token, "PATCH", path_to(made),
                                  "{\"insist\":[\"" + world.ana.id.to_string() + "\"]}",
                                  {{"If-Match", "\"1\""}});
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(verdict(world.book(
                  world.anas_token, "k",
                  R"({"title":"x","start":"2026-11-23T09:00:00","timeZone":"UTC","duration":"PT1H",
                      "insist":[")" +
                      world.ana.id.to_string() + "\"]}")),
              "409 conflict");
    const std::string named_again =
        "{\"participants\":[\"" + world.ana.id.to_string() + "\",\"guest@elsewhere.example\"]}";
    ASSERT_EQ(world.ask(world.bens_token, "PATCH", path_to(made), named_again,
                        {{"If-Match", "\"2\""}})
                  .status,
              200);
    const auto seen = world.ask(world.bens_token, "GET", path_to(made));
    EXPECT_NE(seen.body.find("\"insist\":[\"" + world.ana.id.to_string() + "\"]"), std::string::npos)
        << "named again, she is still insisted on";
    EXPECT_EQ(verdict(world.ask(world.bens_token, "PATCH", path_to(made), "{}",
                                {{"If-Match", "\"3\""}})),
              "400 invalid-input");
}

TEST(Booking, IsCancelledOnceForOneKey) {
    api_world world;
    const auto made = world.book(world.bens_token, "k", world.booking());
    const std::vector<header> headers{{"If-Match", "\"1\""}, {"Idempotency-Key", "gone"}};
    EXPECT_EQ(verdict(world.ask(world.anas_token, "DELETE", path_to(made), "", {{"If-Match", "\"2\""}})),
              "412 stale");
    EXPECT_EQ(world.ask(world.bens_token, "DELETE", path_to(made), "", headers).status, 204);
    EXPECT_EQ(world.ask(world.bens_token, "DELETE", path_to(made), "", headers).status, 204);
    EXPECT_EQ(verdict(world.ask(world.bens_token, "DELETE", path_to(made), "", {{"If-Match", "\"1\""}})),
              "404 not-found");
    EXPECT_EQ(world.book(world.anas_token, "k", world.booking()).status, 201) << "the room is free";
}

TEST(Hold, IsConfirmedBeforeItEnds) {
    api_world world;
    const auto held = world.ask(world.bens_token, "POST", "/holds",
                                world.booking("09", R"("expiresIn":"PT5M")"),
                                {{"Idempotency-Key", "k"}});
    ASSERT_EQ(held.status, 201) << held.body;
    EXPECT_EQ(text_of(held, "expiresAt"), "2026-11-22T12:05:00Z");
    const std::string path = "/holds/" + text_of(held, "id");
    EXPECT_EQ(text_of(world.ask(world.bens_token, "GET", path_to(held)), "status"), "held");
    EXPECT_EQ(verdict(world.book(world.anas_token, "k", world.booking())), "409 conflict");
    const auto confirmed = world.ask(world.bens_token, "POST", path + "/confirm");
    ASSERT_EQ(confirmed.status, 200) << confirmed.body;
    EXPECT_EQ(verdict(world.ask(world.bens_token, "POST", path + "/confirm")),
              "409 already-confirmed");
    EXPECT_EQ(verdict(world.ask(world.bens_token, "DELETE", path)), "409 already-confirmed");
    EXPECT_EQ(text_of(world.ask(world.bens_token, "GET", path_to(held)), "status"), "confirmed");
}

TEST(Hold, IsDeadAtItsDeadline) {
    api_world world;
    const auto held = world.ask(world.bens_token, "POST", "/holds", world.booking(),
                                {{"Idempotency-Key", "k"}});
    world.present.advance(std::chrono::minutes(10));
    EXPECT_EQ(verdict(world.ask(world.bens_token, "POST",
                                "/holds/" + text_of(held, "id") + "/confirm")),
              "409 expired");
    EXPECT_EQ(world.book(world.anas_token, "k", world.booking()).status, 201);
}

TEST(Hold, IsReleasedByItsHolder) {
    api_world world;
    const auto held = world.ask(world.anas_token, "POST", "/holds", world.booking(),
                                {{"Idempotency-Key", "k"}});
    const std::string path = "/holds/" + text_of(held, "id");
    EXPECT_EQ(verdict(world.ask(world.bens_token, "DELETE", path)), "403 forbidden");
    EXPECT_EQ(verdict(world.ask(world.bens_token, "POST", path + "/confirm")), "403 forbidden");
    const std::vector<header> key{{"Idempotency-Key", "release"}};
    EXPECT_EQ(world.ask(world.anas_token, "DELETE", path, "", key).status, 204);
    EXPECT_EQ(world.ask(world.anas_token, "DELETE", path, "", key).status, 204);
    EXPECT_EQ(world.book(world.bens_token, "k", world.booking()).status, 201);
}

TEST(Waitlist, IsJoinedSeenLeftAndServedOverHttp) {
    api_world world;
    const auto first = world.book(world.bens_token, "k1", world.booking());
    const std::string patient = world.booking("09", R"("waitlist":true)");
    const auto waiting = world.book(world.anas_token, "k2", patient);
    ASSERT_EQ(waiting.status, 202) << waiting.body;
    EXPECT_EQ(text_of(waiting, "status"), "waiting");
    EXPECT_EQ(read(waiting).at("occurrences").at(0).at("outcome"), "waiting");
    EXPECT_EQ(world.book(world.anas_token, "k2", patient).body, waiting.body);
    const auto next = world.book(world.anas_token, "k3", patient);
    EXPECT_EQ(next.status, 202);
    EXPECT_EQ(text_of(world.ask(world.anas_token, "GET", path_to(waiting)), "status"), "waiting");
    const auto listed = read(world.ask(
        world.anas_token, "GET", "/bookings?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z"));
    EXPECT_EQ(listed.at("items").as_array().size(), 3U);

    const auto leave = [&](const http::http_response& made) {
        return world
            .ask(made.body == first.body ? world.bens_token : world.anas_token, "DELETE",
                 path_to(made), "", {{"If-Match", "\"1\""}})
            .status;
    };
    EXPECT_EQ(leave(waiting), 204);
    EXPECT_EQ(leave(first), 204);
    const auto offered = world.ask(world.anas_token, "GET", path_to(next));
    EXPECT_EQ(text_of(offered, "status"), "held");
    EXPECT_FALSE(text_of(offered, "expiresAt").empty());
    EXPECT_EQ(world.ask(world.anas_token, "POST", "/holds/" + text_of(next, "id") + "/confirm").status,
              200);
    EXPECT_EQ(text_of(world.ask(world.anas_token, "GET", path_to(next)), "status"), "confirmed");
}

TEST(Waitlist, IsNotForHolds) {
    api_world world;
    const auto asked = world.ask(world.bens_token, "POST", "/holds",
                                 world.booking("09", R"("waitlist":true)"),
                                 {{"Idempotency-Key", "k"}});
    EXPECT_EQ(asked.status, 400) << asked.body;
}

} // namespace
