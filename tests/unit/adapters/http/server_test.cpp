// Goal: the server keeps connections, bounds everything that a stranger could use up, answers what is
// no request, and ends well. Method: a real server on a free port with a handler of its own, and a
// client that sends bytes. Time limits are short ones; nothing is asserted about how long it takes.
#include "blocking_client.hpp"

#include <timewright/adapters/http/server.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace {

using namespace timewright;
using namespace std::chrono_literals;
using timewright::testing::blocking_client;
using timewright::testing::client_answer;

/// Answers with what it was asked; waits at /gate until the test opens it.
class echo final : public http::request_handler {
  public:
    http::http_response handle(const http::http_request& request) override {
        ++handled;
        if (request.target == "/gate") {
            std::unique_lock lock(mutex);
            ++waiting;
            changed.notify_all();
            changed.wait(lock, [this] { return open; });
        }
        if (request.target == "/empty") return {.status = 204};
        http::http_response made{
            .body = request.method + " " + request.target + " " + std::to_string(request.body.size())};
        made.with("Content-Type", "text/plain");
        return made;
    }
    std::size_t body_bytes_max(const http::http_request& head) override {
        return head.target == "/large" ? std::size_t{10} << 20 : std::size_t{1} << 20;
    }
    std::optional<http::http_response> admit(const http::http_request& head) override {
        if (!http::has_header(head.headers, "x-refuse")) return std::nullopt;
        return http::http_response{.status = 401, .body = "who are you"};
    }

    void wait_for_waiting(int count) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return waiting >= count; });
    }
    void open_gate() {
        const std::lock_guard lock(mutex);
        open = true;
        changed.notify_all();
    }

    std::atomic<int> handled{0};

  private:
    std::mutex mutex;
    std::condition_variable changed;
    int waiting = 0;
    bool open = false;
};

struct running {
    echo handler;
    std::unique_ptr<http::server> server;

    explicit running(http::server_limits limits = {}, std::size_t workers = 4) {
        server = std::move(*http::server::start({.port = 0, .workers = workers, .limits = limits},
                                                handler));
    }
    [[nodiscard]] std::uint16_t port() const { return server->port(); }
};

TEST(Server, KeepsAConnectionForManyRequests) {
    running world;
    blocking_client client(world.port());
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(client.ask("POST", "/a", "", std::string(static_cast<std::size_t>(i), 'x')).body,
                  "POST /a " + std::to_string(i));
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    running world;
    blocking_client client(world.port());
    std::string all;
    for (int i = 0; i < 20; ++i)
        all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    ASSERT_TRUE(client.send(all));
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(client.receive().body, "POST /" + std::to_string(i) + " 3");
}

TEST(Server, TakesARequestInPieces) {
    running world;
    blocking_client client(world.port());
    for (const char c : std::string_view("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy"))
        ASSERT_TRUE(client.send({&c, 1}));
    EXPECT_EQ(client.receive().body, "POST /a 2");
}

TEST(Server, TakesChunks) {
    running world;
    blocking_client client(world.port());
    ASSERT_TRUE(client.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: z\r\n\r\n"));
    EXPECT_EQ(client.receive().body, "POST /a 5");
    EXPECT_EQ(client.ask("GET", "/b").body, "GET /b 0");
}

TEST(Server, AnswersHeadWithoutABody) {
    running world;
    blocking_client client(world.port());
    const client_answer head = client.ask("HEAD", "/a");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), "9");
    EXPECT_EQ(client.ask("GET", "/b").body, "GET /b 0") << "nothing was left in between";
    EXPECT_EQ(client.ask("GET", "/empty").header("Content-Length"), "");
}

TEST(Server, ClosesWhenItIsAskedTo) {
    running world;
    blocking_client client(world.port());
    const client_answer answer = client.ask("GET", "/a", "Connection: close\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_TRUE(client.is_closed());
    blocking_client old(world.port());
    ASSERT_TRUE(old.send("GET /a HTTP/1.0\r\n\r\n"));
    EXPECT_EQ(old.receive().status, 200);
    EXPECT_TRUE(old.is_closed());
}

TEST(Server, SaysContinueToThoseWhoWait) {
    running world;
    blocking_client client(world.port());
    ASSERT_TRUE(client.send(
        "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
    EXPECT_EQ(client.take(25), "HTTP/1.1 100 Continue\r\n\r\n");
    ASSERT_TRUE(client.send("abc"));
    EXPECT_EQ(client.receive().body, "POST /a 3");
}

TEST(Server, ReadsTenMegabytesWhereTheyAreAllowed) {
    running world;
    blocking_client client(world.port());
    EXPECT_EQ(client.ask("PUT", "/large", "", std::string(std::size_t{10} << 20, 'x')).body,
              "PUT /large 10485760");
}

TEST(Server, RefusesALargeBodyBeforeItIsSent) {
    running world;
    blocking_client client(world.port());
    ASSERT_TRUE(client.send("PUT /large HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n"));
    EXPECT_EQ(client.receive().status, 413);
    EXPECT_TRUE(client.is_closed());
    blocking_client stranger(world.port());
    ASSERT_TRUE(stranger.send(
        "PUT /large HTTP/1.1\r\nHost: a\r\nX-Refuse: 1\r\nContent-Length: 9000000\r\n\r\n"));
    EXPECT_EQ(stranger.receive().status, 401);
    EXPECT_EQ(world.handler.handled, 0);
}

TEST(Server, RefusesChunksBeyondTheLimit) {
    running world;
    blocking_client client(world.port());
    ASSERT_TRUE(client.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));
    const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    for (int i = 0; i < 20 && client.send(chunk); ++i) continue;
    EXPECT_EQ(client.receive().status, 413);
    EXPECT_EQ(world.handler.handled, 0);
}

TEST(Server, RefusesAHeaderBeyondTheLimit) {
    running world;
    blocking_client client(world.port());
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"));
    EXPECT_EQ(client.receive().status, 431);
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, RefusesWhatCanBeReadInTwoWays) {
    running world;
    for (const char* request :
         {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nabcd",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4, 4\r\n\r\nabcd",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02", "hello\r\n\r\n"}) {
        blocking_client client(world.port());
        ASSERT_TRUE(client.send(request));
        const client_answer answer = client.receive();
        EXPECT_GE(answer.status, 400) << request;
        EXPECT_LT(answer.status, 600) << request;
        EXPECT_TRUE(client.is_closed()) << request;
    }
    EXPECT_EQ(world.handler.handled, 0);
}

TEST(Server, ClosesThoseWhoSendTooSlowly) {
    running world({.header_time = 200ms, .idle_time = 200ms, .body_time = 200ms});
    blocking_client silent(world.port());
    EXPECT_TRUE(silent.is_closed());
    blocking_client in_header(world.port());
    ASSERT_TRUE(in_header.send("GET / HTTP/1.1\r\nHo"));
    EXPECT_TRUE(in_header.is_closed());
    blocking_client in_body(world.port());
    ASSERT_TRUE(in_body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"));
    EXPECT_TRUE(in_body.is_closed());
    blocking_client idle(world.port());
    EXPECT_EQ(idle.ask("GET", "/a").status, 200);
    EXPECT_TRUE(idle.is_closed());
    EXPECT_EQ(world.handler.handled, 1);
}

TEST(Server, IsNotHeldUpByASlowHandler) {
    running world;
    blocking_client slow(world.port());
    std::thread waiting([&] { EXPECT_EQ(slow.ask("GET", "/gate").status, 200); });
    world.handler.wait_for_waiting(1);
    blocking_client quick(world.port());
    EXPECT_EQ(quick.ask("GET", "/a").status, 200);
    world.handler.open_gate();
    waiting.join();
}

TEST(Server, ShedsLoadWhenTooMuchWaits) {
    running world({.waiting_requests = 1}, 1);
    blocking_client first(world.port());
    ASSERT_TRUE(first.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n"));
    world.handler.wait_for_waiting(1); // the only worker is busy, and nobody waits
    std::promise<void> shed;
    const auto ask = [&] {
        blocking_client client(world.port());
        const client_answer answer = client.ask("GET", "/a");
        if (answer.status == 503) {
            EXPECT_EQ(answer.header("Retry-After"), "1");
            shed.set_value(); // a second time would throw: only one may be shed
        }
        return answer.status;
    };
    auto one = std::async(std::launch::async, ask);
    auto other = std::async(std::launch::async, ask);
    shed.get_future().wait();
    world.handler.open_gate();
    EXPECT_EQ(first.receive().status, 200);
    EXPECT_EQ(one.get() + other.get(), 200 + 503);
}

TEST(Server, ClosesTheLongestIdleWhenAllConnectionsAreUsed) {
    running world({.connections = 8});
    std::vector<std::unique_ptr<blocking_client>> idle;
    for (int i = 0; i < 8; ++i) {
        idle.push_back(std::make_unique<blocking_client>(world.port()));
        EXPECT_EQ(idle.back()->ask("GET", "/a").status, 200);
    }
    for (int i = 0; i < 4; ++i) {
        blocking_client next(world.port());
        EXPECT_EQ(next.ask("GET", "/a", "Connection: close\r\n").status, 200) << i;
    }
    EXPECT_TRUE(idle.front()->is_closed());
    EXPECT_EQ(idle.back()->ask("GET", "/a").status, 200) << "the youngest is kept";
}

TEST(Server, SaysThatAPortIsInUse) {
    running world;
    echo other;
    const auto second = http::server::start({.port = world.port()}, other);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, errc::unavailable);
    EXPECT_NE(second.error().message.find("port " + std::to_string(world.port()) +
                                          " on 127.0.0.1 is in use"),
              std::string::npos)
        << second.error().message;
    EXPECT_EQ(http::server::start({.host = "localhost", .port = 0}, other).error().code,
              errc::invalid_input);
}

TEST(Server, FinishesWhatIsUnderWayWhenItStops) {
    running world;
    blocking_client idle(world.port());
    EXPECT_EQ(idle.ask("GET", "/a").status, 200);
    blocking_client busy(world.port());
    ASSERT_TRUE(busy.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n"));
    world.handler.wait_for_waiting(1);
    std::thread stopping([&] { world.server->stop(); });
    EXPECT_TRUE(idle.is_closed());
    world.handler.open_gate();
    const client_answer answer = busy.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Connection"), "close");
    stopping.join();
    EXPECT_FALSE(blocking_client(world.port()).connected());
}

TEST(Server, StopsAlthoughAClientNeverFinishes) {
    running world({.stop_time = 200ms});
    blocking_client half(world.port());
    ASSERT_TRUE(half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"));
    world.server->stop();
    EXPECT_TRUE(half.is_closed());
}

/// Keeps what it was told of; is asked when the server has ended.
class listener final : public http::request_observer {
  public:
    void answered(const http::answered_request& what) noexcept override {
        told.push_back(what.request.method + " " + std::to_string(what.response.status));
        ids.push_back(what.request.id);
    }
    std::vector<std::string> told;
    std::vector<std::string> ids;
};

TEST(Server, TellsItsObserverOfEveryAnswer) {
    echo handler;
    listener told;
    std::string id;
    {
        const auto server =
            std::move(*http::server::start({.port = 0, .workers = 1, .observer = &told}, handler));
        blocking_client client(server->port());
        client.ask("GET", "/a", "X-Request-Id: mine\r\n");
        id = client.ask("DELETE", "/empty").header("X-Request-Id");
        client.ask("POST", "/a", "Host: another\r\n");
        blocking_client nonsense(server->port());
        ASSERT_TRUE(nonsense.send("\x01\x02\x03\r\n\r\n"));
        EXPECT_EQ(nonsense.receive().status, 400);
    }
    EXPECT_EQ(told.told, (std::vector<std::string>{"GET 200", "DELETE 204", "POST 400", " 400"}));
    ASSERT_EQ(told.ids.size(), 4U);
    EXPECT_EQ(told.ids[0], "mine");
    EXPECT_EQ(told.ids[1], id);
    EXPECT_NE(told.ids[2], id);
    EXPECT_FALSE(told.ids[3].empty());
}

TEST(Server, KnowsHowBusyItIs) {
    running world({}, 1);
    blocking_client idle(world.port());
    EXPECT_EQ(idle.ask("GET", "/a").status, 200);
    blocking_client first(world.port());
    blocking_client second(world.port());
    ASSERT_TRUE(first.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n"));
    world.handler.wait_for_waiting(1);
    ASSERT_TRUE(second.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n"));
    while (world.server->load().waiting_requests != 1) std::this_thread::yield();
    EXPECT_EQ(world.server->load().connections, 3U);
    EXPECT_EQ(world.server->load().idle_connections, 1U);
    world.handler.open_gate();
    EXPECT_EQ(first.receive().status, 200);
    EXPECT_EQ(second.receive().status, 200);
    EXPECT_EQ(world.server->load().waiting_requests, 0U);
}

TEST(Server, RefusesWhoAsksTooOftenAndKeepsTheConnection) {
    running world({.requests_per_second = 0.001, .requests_burst = 2});
    blocking_client client(world.port());
    EXPECT_EQ(client.ask("GET", "/a").status, 200);
    EXPECT_EQ(client.ask("GET", "/a").status, 200);
    const client_answer refused = client.ask("GET", "/a");
    EXPECT_EQ(refused.status, 429);
    EXPECT_GE(std::stoi(refused.header("Retry-After")), 1);
    EXPECT_NE(refused.body.find("too-many-requests"), std::string::npos);
    EXPECT_EQ(client.ask("GET", "/a").status, 429);
    EXPECT_EQ(client.ask("POST", "/a", "", "body").status, 429);
    EXPECT_TRUE(client.is_closed()); // nobody reads the body
    EXPECT_EQ(world.handler.handled, 2);
}

TEST(Server, GivesOneClientNoMoreThanItsConnections) {
    running world({.connections_per_client = 2});
    blocking_client first(world.port());
    EXPECT_EQ(first.ask("GET", "/a").status, 200);
    {
        blocking_client second(world.port());
        EXPECT_EQ(second.ask("GET", "/a").status, 200);
        blocking_client third(world.port());
        EXPECT_EQ(third.receive().status, 429);
    }
    while (world.server->load().connections != 1) std::this_thread::yield();
    blocking_client fourth(world.port());
    EXPECT_EQ(fourth.ask("GET", "/a").status, 200);
}

TEST(Server, RefusesASocketThatDoesNotListen) {
    echo handler;
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    const auto made = http::server::start({.listening_socket = pair[0]}, handler);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("is no TCP socket that listens"), std::string::npos);
    ::close(pair[0]);
    ::close(pair[1]);
}

} // namespace
