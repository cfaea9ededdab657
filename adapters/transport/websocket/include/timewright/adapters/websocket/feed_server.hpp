/// @file
/// feed_server: the feed of changes as WebSockets at /api/v1/feed (RFC 6455).
///
///     websocket::feed_server feed({.claims = store, .who = identity});
///     auto listening = http::server::start(options, site, &feed);
///
/// A commit of the store wakes it; it then reads the new entries once for each organization that
/// somebody listens to, and gives them to all of its readers. Who asks is checked when a connection
/// opens and twice a second from then on, so that it ends within a second of the account being
/// disabled or the session being signed out.
#pragma once

#include <timewright/adapters/http/server.hpp>
#include <timewright/base/export.hpp>
#include <timewright/ports/identity.hpp>
#include <timewright/ports/store.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace timewright::websocket {

struct feed_options {
    std::chrono::milliseconds heartbeat{std::chrono::seconds(15)};
    std::chrono::milliseconds check{500}; ///< how often sessions are asked for
    std::chrono::milliseconds stop_time{std::chrono::seconds(2)};
    std::size_t connections_max = 2'000;
    std::size_t queued_frames_max = 256; ///< of one reader; beyond, it is told to load anew
};

class TIMEWRIGHT_EXPORT feed_server final : public http::upgrade_handler {
  public:
    struct parts_needed {
        store& claims;
        identity& who;
        std::function<void(const std::string&)> log{};
    };

    /// Becomes the store's listener. All parts must outlive it.
    explicit feed_server(parts_needed parts, feed_options options = {});
    ~feed_server() override; ///< stops

    bool wants(const http::http_request& head) override;
    std::optional<http::http_response> decide(const http::http_request& head) override;
    void take(http::upgraded_connection connection) override;

    /// Says goodbye to all readers and closes.
    void stop();

    /// Connections that are open.
    [[nodiscard]] std::size_t connections() const;

  private:
    class core;
    std::unique_ptr<core> core_;
};

} // namespace timewright::websocket
