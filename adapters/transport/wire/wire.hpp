/// @file
/// wire: the bytes of one connection, with or without TLS.
///
/// What http and websocket share below their protocols. A wire reads, writes and shakes hands on a
/// non-blocking socket; OpenSSL, if there is TLS, works on the same socket, so that a connection can
/// be handed from one io_context to another as a descriptor and its TLS state. Asio is only asked
/// when the socket is ready, which keeps its templates, and Beast's, out of every operation.
///
/// One read and one write may be under way at the same time. All calls are made on the one thread of
/// the io_context; completions come there, never from within the call. Whoever completes keeps the
/// wire alive.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

struct ssl_st;

namespace timewright::transport {

using tcp = boost::asio::ip::tcp;
using error_code = boost::system::error_code;

/// The TLS state of one connection.
using tls_state = std::shared_ptr<ssl_st>;

/// Called once, with what went wrong and how many bytes came or went. Unlike std::function it takes
/// what can only be moved, as Beast's operations are.
class completion {
  public:
    completion() = default;
    template <class F>
        requires(!std::is_same_v<std::decay_t<F>, completion>)
    completion(F&& f) // NOLINT(bugprone-forwarding-reference-overload): constrained above
        : held_(std::make_unique<holder<std::decay_t<F>>>(std::forward<F>(f))) {}

    void operator()(const error_code& ec, std::size_t bytes) {
        const auto once = std::move(held_);
        once->call(ec, bytes);
    }

  private:
    struct anything {
        virtual ~anything() = default;
        virtual void call(const error_code& ec, std::size_t bytes) = 0;
    };
    template <class F>
    struct holder final : anything {
        explicit holder(F&& f) : called(std::move(f)) {}
        explicit holder(const F& f) : called(f) {}
        void call(const error_code& ec, std::size_t bytes) override {
            std::move(called)(ec, bytes);
        }
        F called;
    };
    std::unique_ptr<anything> held_{};
};

class wire {
  public:
    /// Written at once at most.
    static constexpr std::size_t pieces_max = 8;
    using pieces = std::array<boost::asio::const_buffer, pieces_max>;

    /// With TLS that has shaken hands already, or none.
    explicit wire(tcp::socket socket, tls_state tls = {});
    ~wire();
    wire(const wire&) = delete;
    wire& operator=(const wire&) = delete;

    [[nodiscard]] tcp::socket::executor_type executor() { return socket_.get_executor(); }
    [[nodiscard]] tcp::socket& socket() noexcept { return socket_; }
    [[nodiscard]] bool is_secure() const noexcept { return tls_ != nullptr; }

    /// Until a byte can be read, or the other side has gone. Tells whether a TLS handshake begins.
    void await_greeting(completion done);
    [[nodiscard]] bool greets_with_tls();
    /// As the server. From now on everything goes through it.
    void shake_hands(tls_state tls, completion done);

    /// At least one byte. asio::error::eof when the other side has ended.
    void read_some(boost::asio::mutable_buffer into, completion done);
    /// All of it. The bytes must live until then.
    void write(const pieces& from, completion done);
    /// At least one byte of it.
    void write_some(const pieces& from, completion done);

    /// From now on; when it is over the wire is closed.
    void expires_after(std::chrono::milliseconds time);
    void expires_never() { deadline_.reset(); }

    /// Tells the other side that nothing more comes.
    void finish_writing();
    /// Ends it now; what is under way completes with operation_aborted.
    void close();

    /// The descriptor, or -1, and its TLS: it is no wire any more. Nothing may be under way.
    [[nodiscard]] std::pair<int, tls_state> release();

  private:
    enum class need : std::uint8_t { nothing, readable, writable };
    struct attempt {
        error_code ec{};
        std::size_t bytes = 0;
        need waits_for = need::nothing;
    };

    [[nodiscard]] attempt try_read(boost::asio::mutable_buffer into);
    [[nodiscard]] attempt try_write(const pieces& from);
    [[nodiscard]] attempt try_plain_write(const pieces& from);
    [[nodiscard]] attempt try_handshake();
    [[nodiscard]] attempt attempt_of(int returned);

    template <class Try>
    void repeat(Try once, completion done, bool first);
    void write_rest(pieces rest, std::size_t so_far, completion done);
    void arm();

    tcp::socket socket_;
    tls_state tls_{};
    boost::asio::steady_timer timer_;
    std::optional<std::chrono::steady_clock::time_point> deadline_{};
    bool armed_ = false;
    std::shared_ptr<char> alive_{std::make_shared<char>()}; // for a timer that goes off too late
};

} // namespace timewright::transport
