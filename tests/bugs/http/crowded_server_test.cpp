// Goal: thousands of connections that say nothing, or never finish what they say, keep nobody else from
// being served (slowloris; idle connections exhausted many servers). Method: a real server whose
// limits are its own defaults; far more silent clients than it has room for; requests between them.
#include "unit/adapters/http/blocking_client.hpp"

#include <timewright/adapters/http/server.hpp>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace {

using namespace timewright;
using timewright::testing::blocking_client;

class hello final : public http::request_handler {
  public:
    http::http_response handle(const http::http_request&) override { return {.body = "hello"}; }
    std::size_t body_bytes_max(const http::http_request&) override { return 0; }
    std::optional<http::http_response> admit(const http::http_request&) override { return {}; }
};

/// How many clients this process can have beside a full server.
std::size_t silent_clients() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    const std::size_t spare = static_cast<std::size_t>(limit.rlim_cur) - 1'500;
    return std::min<std::size_t>(10'000, spare);
}

TEST(CrowdedServer, ServesAlthoughThousandsAreSilent) {
    hello handler;
    const auto server = std::move(*http::server::start({.port = 0}, handler));
    std::vector<std::unique_ptr<blocking_client>> silent;
    const std::size_t count = silent_clients();
    for (std::size_t i = 0; i < count; ++i) {
        silent.push_back(std::make_unique<blocking_client>(server->port()));
        if (i % 1'000 != 999) continue;
        blocking_client client(server->port());
        EXPECT_EQ(client.ask("GET", "/", "Connection: close\r\n").body, "hello") << i;
    }
    EXPECT_TRUE(silent.front()->is_closed()) << "the one silent longest made room";
}

} // namespace
