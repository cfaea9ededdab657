/// @file
/// server: HTTP/1.1 on a TCP port around a function from requests to responses (RFC 9112), plain or
/// over TLS.
///
/// One thread does all reading and writing; handlers run on a pool of worker threads, so that a slow
/// one never keeps others waiting. A connection carries one request at a time, pipelined ones follow
/// in order. Everything a stranger can use up is limited: header and body bytes, the time for a
/// header, a body, an idle connection, connections, and requests that wait for a worker. When all
/// connections are in use the one that has been idle longest is closed for the next.
///
///     auto listening = http::server::start({.port = 8080}, site);
///     if (!listening) return report(listening.error());
///     wait_for_a_signal();
///     (*listening)->stop();      // finishes what is under way, then closes
#pragma once

#include <timewright/adapters/http/message.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct ssl_st;

namespace timewright::http {

class tls_certificates;

/// What the server serves. Called from many threads.
class request_handler {
  public:
    virtual ~request_handler() = default;

    /// On a worker thread; may block.
    virtual http_response handle(const http_request& request) = 0;

    /// How large a body this request may have. Asked before the body is read, on the thread of the
    /// sockets: must not block.
    virtual std::size_t body_bytes_max(const http_request& head) = 0;

    /// On a worker thread, before a body larger than server_limits::small_body_bytes is read: the
    /// refusal if the head alone deserves one.
    virtual std::optional<http_response> admit(const http_request& head) = 0;
};

/// A connection that is no HTTP any more. Whoever takes it owns the socket.
struct upgraded_connection {
    int socket = -1;               ///< non-blocking
    std::shared_ptr<ssl_st> tls{}; ///< OpenSSL's state of it, which goes with it; none: plain
    http_request request{};
    std::string read_ahead{}; ///< bytes that came after the request
};

/// Takes over connections that ask to become something else (RFC 9110 section 7.8).
class upgrade_handler {
  public:
    virtual ~upgrade_handler() = default;

    /// Whether this request is about it; must not block.
    virtual bool wants(const http_request& head) = 0;
    /// On a worker thread: the refusal, if it deserves one.
    virtual std::optional<http_response> decide(const http_request& head) = 0;
    virtual void take(upgraded_connection connection) = 0;
};

/// An answer that is about to be sent.
struct answered_request {
    const http_request& request; ///< nothing is known of one that was no HTTP request
    const http_response& response;
    std::string_view trace{};        ///< of W3C Trace Context, if it is part of one
    std::chrono::nanoseconds took{}; ///< since its header had come
};

/// Is told of every answer, on the thread of the sockets: must be quick, and must not throw.
class request_observer {
  public:
    virtual ~request_observer() = default;
    virtual void answered(const answered_request& what) noexcept = 0;
};

/// How busy a server is at the moment.
struct server_load {
    std::size_t connections = 0;
    std::size_t idle_connections = 0; ///< of these, between requests
    std::size_t waiting_requests = 0; ///< for a worker
};

struct server_limits {
    std::uint32_t header_bytes = 16 * 1024;
    std::size_t small_body_bytes = std::size_t{1} << 20; ///< larger ones ask admit() first
    std::size_t connections = 1024;
    std::size_t waiting_requests = 1024;    ///< for a worker; more are answered 503
    std::size_t connections_per_client = 0; ///< 0: as many as all; more are answered 429
    double requests_per_second = 0;         ///< of one client; 0: as many as come; more: 429
    double requests_burst = 1;              ///< at once, after a pause
    std::chrono::milliseconds header_time{std::chrono::seconds(10)};
    std::chrono::milliseconds idle_time{std::chrono::seconds(60)}; ///< between requests
    std::chrono::milliseconds body_time{std::chrono::seconds(60)};
    std::chrono::milliseconds write_time{std::chrono::seconds(60)};
    std::chrono::milliseconds stop_time{std::chrono::seconds(10)}; ///< for requests under way
};

struct server_options {
    std::string host = "127.0.0.1"; ///< an IP address
    std::uint16_t port = 8080;      ///< 0: any that is free
    std::size_t workers = 32;
    server_limits limits{};
    /// None: plain HTTP. Otherwise TLS alone, shown what stands there at the time. Must outlive the
    /// server, as the observer.
    const tls_certificates* certificates = nullptr;
    /// Addresses of proxies that are believed whom they ask for (X-Forwarded-For and -Proto). A client
    /// is who asks, not its proxy.
    std::vector<std::string> trusted_proxies{};
    /// A socket that listens already, instead of host and port; taken over. -1: none.
    int listening_socket = -1;
    request_observer* observer = nullptr;
};

class TIMEWRIGHT_EXPORT server {
  public:
    /// Listens and serves from now on. Both handlers must outlive the server.
    /// Errors: invalid_input (no IP address), unavailable (the port is in use; the message names it),
    /// io.
    [[nodiscard]] static result<std::unique_ptr<server>, error> start(
        const server_options& options, request_handler& serves,
        upgrade_handler* upgrades = nullptr);

    ~server(); ///< stops
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Where it listens.
    [[nodiscard]] std::uint16_t port() const noexcept;

    /// From any thread.
    [[nodiscard]] server_load load() const;

    /// Accepts nothing more, lets requests under way be answered, closes. Returns when it is done,
    /// at the latest after server_limits::stop_time and the handlers' return.
    void stop();

  private:
    class core;
    explicit server(std::unique_ptr<core> running);
    std::unique_ptr<core> core_;
};

} // namespace timewright::http
