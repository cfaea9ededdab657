// Goal: the feed over real sockets: who may listen, resuming, heartbeats, and the end of a connection
// when its session ends. Method: a server on a free port over the small world of the API tests.
#include "websocket_client.hpp"

#include "unit/adapters/http/api_world.hpp"

#include <timewright/adapters/http/server.hpp>
#include <timewright/adapters/json/cursor.hpp>
#include <timewright/adapters/websocket/feed_server.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace {

using namespace timewright;
using namespace timewright::testing;
using namespace std::chrono_literals;
using kind = ws_message::kind;

class api_only final : public http::request_handler {
  public:
    explicit api_only(const http::api& service) : service_(service) {}
    http::http_response handle(const http::http_request& request) override {
        return service_.handle(request);
    }
    std::size_t body_bytes_max(const http::http_request& head) override {
        return service_.body_bytes_max(head);
    }
    std::optional<http::http_response> admit(const http::http_request& head) override {
        return service_.admit(head);
    }

  private:
    const http::api& service_;
};

struct fed_world : api_world {
    api_only handler{service};
    websocket::feed_server feed;
    std::unique_ptr<http::server> server;
    int booked = 0;

    explicit fed_world(websocket::feed_options options = {})
        : feed({.claims = claims, .who = who}, options) {
        server = std::move(*http::server::start({.port = 0, .workers = 2}, handler, &feed));
    }
    ~fed_world() {
        server->stop();
        feed.stop();
    }

    /// Books the room at an hour nobody had; the id.
    std::string book_one(const std::string& token, const calendar_user& room) {
        const int hour = ++booked;
        return text_of(book(token, "key" + std::to_string(hour),
                            R"({"title":"x","start":"2026-12-)" +
                                std::string(hour < 10 ? "0" : "") + std::to_string(hour) +
                                R"(T09:00:00","timeZone":"UTC","duration":"PT1H","rooms":[")" +
                                room.id.to_string() + "\"]}"),
                       "id");
    }
    std::string cursor() { return text_of(ask(bens_token, "GET", "/changes"), "next"); }
    static std::string bearer(const std::string& token) {
        return "Authorization: Bearer " + token + "\r\n";
    }
};

std::string member_of(const ws_message& message, const char* name) {
    return text_of({.body = message.text}, name);
}

TEST(Feed, PushesWhatHappens) {
    fed_world world;
    websocket_client client(world.server->port());
    ASSERT_EQ(client.open("/api/v1/feed?since=" + world.cursor(), world.bearer(world.bens_token)), 101);
    const std::string id = world.book_one(world.anas_token, world.atlantic);
    const ws_message told = client.receive();
    EXPECT_EQ(member_of(told, "type"), "created");
    EXPECT_EQ(member_of(told, "bookingId"), id);
    EXPECT_EQ(member_of(told, "cursor"), world.cursor());
}

TEST(Feed, ResumesAfterADropWithoutSkipping) {
    fed_world world;
    std::string cursor = world.cursor();
    std::vector<std::string> made;
    std::vector<std::string> told;
    for (int round = 0; round < 5; ++round) {
        made.push_back(world.book_one(world.anas_token, world.atlantic)); // while nobody listens
        websocket_client client(world.server->port());
        ASSERT_EQ(client.open("/api/v1/feed?since=" + cursor, world.bearer(world.bens_token)), 101);
        made.push_back(world.book_one(world.anas_token, world.atlantic)); // while somebody does
        for (int i = 0; i < 2; ++i) {
            const ws_message message = client.receive();
            ASSERT_EQ(message.what, kind::text);
            told.push_back(member_of(message, "bookingId"));
            cursor = member_of(message, "cursor");
        }
    }
    EXPECT_EQ(told, made);
}

TEST(Feed, TellsEachOrganizationItsOwn) {
    fed_world world;
    websocket_client ours(world.server->port());
    websocket_client theirs(world.server->port());
    ASSERT_EQ(ours.open("/api/v1/feed", world.bearer(world.bens_token)), 101);
    const std::string start = world.cursor();
    ASSERT_EQ(theirs.open("/api/v1/feed?since=" + start, world.bearer(world.eves_token)), 101);
    world.book_one(world.anas_token, world.atlantic);
    const std::string id = world.book_one(world.eves_token, world.their_room);
    EXPECT_EQ(member_of(theirs.receive(), "bookingId"), id) << "and nothing of ours before it";
}

TEST(Feed, TellsOnlyOfTheTopicsAskedFor) {
    fed_world world;
    websocket_client client(world.server->port());
    ASSERT_EQ(client.open("/api/v1/feed?since=" + world.cursor() +
                              "&topics=room:" + world.pacific.id.to_string(),
                          world.bearer(world.bens_token)),
              101);
    world.book_one(world.anas_token, world.atlantic);
    const std::string id = world.book_one(world.anas_token, world.pacific);
    EXPECT_EQ(member_of(client.receive(), "bookingId"), id);
}

TEST(Feed, IsClosedToStrangers) {
    fed_world world;
    const auto open = [&](const std::string& headers) {
        return websocket_client(world.server->port()).open("/api/v1/feed", headers);
    };
    EXPECT_EQ(open(""), 401);
    EXPECT_EQ(open(world.bearer("nonsense")), 401);
    EXPECT_EQ(open("Cookie: timewright=" + world.bens_token + "\r\nOrigin: http://evil.example\r\n"),
              403);
    EXPECT_EQ(open("Cookie: timewright=" + world.bens_token + "\r\nOrigin: http://127.0.0.1\r\n"), 101);
}

TEST(Feed, IsForTokensThatReadUntilTheyAreRevoked) {
    fed_world world({.check = 50ms});
    const principal ben = *world.who.authenticate(world.bens_token);
    const auto issue = [&](token_scope scope) {
        return *world.who.issue_token(ben, {.name = "display",
                                            .scopes = {scope},
                                            .expires_at = world.present.now() + 1h});
    };
    const std::string path = "/api/v1/feed?since=" + world.cursor();
    websocket_client deaf(world.server->port());
    EXPECT_EQ(deaf.open(path, world.bearer(issue(token_scope::book).secret)), 403);
    const issued_token reads = issue(token_scope::read);
    websocket_client client(world.server->port());
    ASSERT_EQ(client.open(path, world.bearer(reads.secret)), 101);
    const std::string id = world.book_one(world.bens_token, world.atlantic);
    EXPECT_EQ(member_of(client.receive(), "bookingId"), id);
    ASSERT_TRUE(world.who.revoke_token(ben, reads.what.id));
    EXPECT_EQ(client.receive().close_code, 1008);
}

TEST(Feed, TellsADisplayOfItsOwnRoomAlone) {
    fed_world world;
    const std::string display = world.bearer(world.add_display(world.atlantic));
    const std::string own = "room:" + world.atlantic.id.to_string();
    for (const std::string& topics :
         {std::string(), "&topics=room:" + world.pacific.id.to_string(),
          "&topics=" + own + ",room:" + world.pacific.id.to_string()}) {
        websocket_client curious(world.server->port());
        ASSERT_EQ(curious.open("/api/v1/feed?since=" + world.cursor() + topics, display), 101);
        EXPECT_EQ(curious.receive().close_code, 1008) << topics;
    }
    websocket_client client(world.server->port());
    ASSERT_EQ(client.open("/api/v1/feed?since=" + world.cursor() + "&topics=" + own, display), 101);
    const std::string id = world.book_one(world.bens_token, world.atlantic);
    EXPECT_EQ(member_of(client.receive(), "bookingId"), id);
}

TEST(Feed, AsksToLoadAnewWhenThePlaceIsLost) {
    fed_world world;
    websocket_client client(world.server->port());
    ASSERT_EQ(client.open("/api/v1/feed?since=ffff.1", world.bearer(world.bens_token)), 101);
    const ws_message told = client.receive();
    EXPECT_EQ(member_of(told, "type"), "resync");
    EXPECT_EQ(member_of(told, "cursor"), world.cursor());
}

TEST(Feed, AsksToLoadAnewWhenTooMuchWasMissed) {
    fed_world world({.queued_frames_max = 3});
    const std::string start = world.cursor();
    for (int i = 0; i < 4; ++i) world.book_one(world.anas_token, world.atlantic);
    websocket_client client(world.server->port());
    ASSERT_EQ(client.open("/api/v1/feed?since=" + start, world.bearer(world.bens_token)), 101);
    EXPECT_EQ(member_of(client.receive(), "type"), "resync");
}

TEST(Feed, BeatsWithTheCursor) {
    fed_world world({.heartbeat = 50ms});
    websocket_client client(world.server->port());
    ASSERT_EQ(client.open("/api/v1/feed", world.bearer(world.bens_token)), 101);
    for (int i = 0; i < 3; ++i) {
        const ws_message beat = client.receive();
        EXPECT_EQ(member_of(beat, "type"), "heartbeat");
        EXPECT_EQ(member_of(beat, "cursor"), world.cursor());
    }
}

TEST(Feed, EndsWithTheSession) {
    fed_world world({.check = 20ms});
    websocket_client signed_out(world.server->port());
    websocket_client disabled(world.server->port());
    const std::string other = world.sign_in("ben@example.com");
    ASSERT_EQ(signed_out.open("/api/v1/feed", world.bearer(other)), 101);
    ASSERT_EQ(disabled.open("/api/v1/feed", world.bearer(world.bens_token)), 101);
    EXPECT_EQ(world.ask(other, "DELETE", "/session").status, 204);
    EXPECT_EQ(signed_out.receive().close_code, 1008);
    world.who.edit("ben@example.com", {.disabled = true}).value();
    EXPECT_EQ(disabled.receive().close_code, 1008);
}

TEST(Feed, ListensToNothing) {
    fed_world world;
    websocket_client client(world.server->port());
    ASSERT_EQ(client.open("/api/v1/feed?since=" + world.cursor(), world.bearer(world.bens_token)), 101);
    ASSERT_TRUE(client.send(1, "{\"type\":\"delete everything\"}"));
    ASSERT_TRUE(client.send(9, "ping"));
    const std::string id = world.book_one(world.anas_token, world.atlantic);
    EXPECT_EQ(member_of(client.receive(), "bookingId"), id);
    ASSERT_TRUE(client.send(1, std::string(5000, 'x')));
    EXPECT_EQ(client.receive().close_code, 1009) << "a message beyond the limit ends it";
}

TEST(Feed, SaysGoodbyeWhenTheServerStops) {
    fed_world world({.stop_time = 500ms});
    websocket_client client(world.server->port());
    ASSERT_EQ(client.open("/api/v1/feed?since=" + world.cursor(), world.bearer(world.bens_token)), 101);
    world.book_one(world.anas_token, world.atlantic);
    ASSERT_EQ(client.receive().what, kind::text);
    EXPECT_EQ(world.feed.connections(), 1U);
    std::thread stopping([&] { world.feed.stop(); });
    EXPECT_EQ(client.receive().close_code, 1001);
    stopping.join();
    EXPECT_EQ(world.feed.connections(), 0U);
}

TEST(Feed, HoldsAsManyAsItIsTold) {
    fed_world world({.connections_max = 1});
    websocket_client first(world.server->port());
    ASSERT_EQ(first.open("/api/v1/feed?since=" + world.cursor(), world.bearer(world.bens_token)), 101);
    EXPECT_EQ(websocket_client(world.server->port())
                  .open("/api/v1/feed", world.bearer(world.bens_token)),
              503);
}

} // namespace
