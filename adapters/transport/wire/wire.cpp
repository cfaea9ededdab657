#include "transport/wire/wire.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace timewright::transport {
namespace {

namespace asio = boost::asio;

constexpr std::size_t record_bytes_max = std::size_t{16} * 1024; // of TLS
constexpr unsigned char handshake_record = 22;

error_code last_error() { return {errno, boost::system::system_category()}; }
bool would_block(int code) { return code == EAGAIN || code == EWOULDBLOCK; }

/// OpenSSL's own socket BIO writes with write(), and a peer that went away would raise SIGPIPE.
int bio_write(BIO* bio, const char* from, int length) {
    const ssize_t n = ::send(static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))),
                             from, static_cast<std::size_t>(length), MSG_NOSIGNAL);
    BIO_clear_retry_flags(bio);
    if (n < 0 && (would_block(errno) || errno == EINTR)) BIO_set_retry_write(bio);
    return static_cast<int>(n);
}

int bio_read(BIO* bio, char* into, int length) {
    const ssize_t n = ::recv(static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))),
                             into, static_cast<std::size_t>(length), 0);
    BIO_clear_retry_flags(bio);
    if (n < 0 && (would_block(errno) || errno == EINTR)) BIO_set_retry_read(bio);
    if (n == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(n);
}

long bio_ctrl(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    return 0;
}

BIO_METHOD* socket_method() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "wire");
        BIO_meth_set_write(made, bio_write);
        BIO_meth_set_read(made, bio_read);
        BIO_meth_set_ctrl(made, bio_ctrl);
        return made;
    }();
    return method;
}

void attach(ssl_st* tls, int descriptor) {
    BIO* bio = BIO_new(socket_method());
    // The BIO has room for a pointer; the descriptor fits and is all that it needs.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));
    BIO_set_init(bio, 1);
    SSL_set_bio(tls, bio, bio);
}

/// One record's worth in one piece; small pieces would each become a record of their own.
std::size_t gather(const wire::pieces& from, std::array<char, record_bytes_max>& into) {
    std::size_t length = 0;
    for (const asio::const_buffer& piece : from) {
        const std::size_t fits = std::min(piece.size(), into.size() - length);
        if (fits > 0) std::memcpy(into.data() + length, piece.data(), fits);
        length += fits;
    }
    return length;
}

bool is_empty(const wire::pieces& all) {
    return std::all_of(all.begin(), all.end(), [](const auto& one) { return one.size() == 0; });
}

void drop_front(wire::pieces& all, std::size_t bytes) {
    for (asio::const_buffer& piece : all) {
        const std::size_t gone = std::min(bytes, piece.size());
        piece += gone;
        bytes -= gone;
    }
}

} // namespace

wire::wire(tcp::socket socket, tls_state tls)
    : socket_(std::move(socket)), tls_(std::move(tls)), timer_(socket_.get_executor()) {
    error_code ignored;
    socket_.native_non_blocking(true, ignored);
}

wire::~wire() = default;

wire::attempt wire::attempt_of(int returned) {
    switch (SSL_get_error(tls_.get(), returned)) {
        case SSL_ERROR_WANT_READ:
            return {.waits_for = need::readable};
        case SSL_ERROR_WANT_WRITE:
            return {.waits_for = need::writable};
        case SSL_ERROR_ZERO_RETURN:
            return {.ec = asio::error::eof};
        default:
            ERR_clear_error();
            return {.ec = asio::error::connection_aborted};
    }
}

wire::attempt wire::try_read(asio::mutable_buffer into) {
    if (tls_) {
        ERR_clear_error();
        std::size_t bytes = 0;
        const int done = SSL_read_ex(tls_.get(), into.data(), into.size(), &bytes);
        return done == 1 ? attempt{.bytes = bytes} : attempt_of(done);
    }
    ssize_t n = -1;
    do n = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
    while (n < 0 && errno == EINTR);
    if (n > 0) return {.bytes = static_cast<std::size_t>(n)};
    if (n == 0) return {.ec = asio::error::eof};
    return would_block(errno) ? attempt{.waits_for = need::readable} : attempt{.ec = last_error()};
}

wire::attempt wire::try_plain_write(const pieces& from) {
    std::array<iovec, pieces_max> parts{};
    std::size_t used = 0;
    for (const asio::const_buffer& piece : from)
        if (piece.size() > 0) parts[used++] = {const_cast<void*>(piece.data()), piece.size()};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = used;
    ssize_t n = -1;
    do n = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    if (n >= 0) return {.bytes = static_cast<std::size_t>(n)};
    return would_block(errno) ? attempt{.waits_for = need::writable} : attempt{.ec = last_error()};
}

wire::attempt wire::try_write(const pieces& from) {
    if (is_empty(from)) return {};
    if (!tls_) return try_plain_write(from);
    std::array<char, record_bytes_max> record; // NOLINT: only what gather() fills is read
    const std::size_t length = gather(from, record);
    ERR_clear_error();
    std::size_t bytes = 0;
    const int done = SSL_write_ex(tls_.get(), record.data(), length, &bytes);
    return done == 1 ? attempt{.bytes = bytes} : attempt_of(done);
}

wire::attempt wire::try_handshake() {
    ERR_clear_error();
    const int done = SSL_accept(tls_.get());
    return done == 1 ? attempt{} : attempt_of(done);
}

/// Tries until it succeeds, fails, or the wire is closed.
template <class Try>
void wire::repeat(Try once, completion done, bool first) {
    const attempt made = socket_.is_open() ? once() : attempt{.ec = asio::error::operation_aborted};
    if (made.waits_for == need::nothing) {
        if (!first) return done(made.ec, made.bytes);
        asio::post(socket_.get_executor(),
                   [done = std::move(done), made]() mutable { done(made.ec, made.bytes); });
        return;
    }
    const auto direction =
        made.waits_for == need::readable ? tcp::socket::wait_read : tcp::socket::wait_write;
    socket_.async_wait(direction,
                       [this, once, done = std::move(done)](const error_code& ec) mutable {
                           if (ec) return done(ec, 0);
                           repeat(once, std::move(done), false);
                       });
}

void wire::await_greeting(completion done) {
    socket_.async_wait(tcp::socket::wait_read,
                       [done = std::move(done)](const error_code& ec) mutable { done(ec, 0); });
}

bool wire::greets_with_tls() {
    unsigned char first = handshake_record;
    const ssize_t n = ::recv(socket_.native_handle(), &first, 1, MSG_PEEK);
    return n <= 0 || first == handshake_record; // who has gone will be found out
}

void wire::shake_hands(tls_state tls, completion done) {
    tls_ = std::move(tls);
    attach(tls_.get(), socket_.native_handle());
    repeat([this] { return try_handshake(); }, std::move(done), true);
}

void wire::read_some(asio::mutable_buffer into, completion done) {
    repeat([this, into] { return try_read(into); }, std::move(done), true);
}

void wire::write_some(const pieces& from, completion done) {
    repeat([this, from] { return try_write(from); }, std::move(done), true);
}

void wire::write(const pieces& from, completion done) { write_rest(from, 0, std::move(done)); }

void wire::write_rest(pieces rest, std::size_t so_far, completion done) {
    write_some(rest, [this, rest, so_far, done = std::move(done)](const error_code& ec,
                                                                  std::size_t bytes) mutable {
        drop_front(rest, bytes);
        if (ec || is_empty(rest)) return done(ec, so_far + bytes);
        write_rest(rest, so_far + bytes, std::move(done));
    });
}

void wire::expires_after(std::chrono::milliseconds time) {
    deadline_ = std::chrono::steady_clock::now() + time;
    if (!armed_ || *deadline_ < timer_.expiry()) arm();
}

/// The timer is not set anew for each request: when it goes off too early it is set again.
void wire::arm() {
    armed_ = true;
    timer_.expires_at(*deadline_);
    timer_.async_wait([this, alive = std::weak_ptr<char>(alive_)](const error_code& ec) {
        if (ec || alive.expired()) return;
        armed_ = false;
        if (!deadline_) return;
        if (std::chrono::steady_clock::now() >= *deadline_) return close();
        arm();
    });
}

void wire::finish_writing() {
    if (tls_) {
        ERR_clear_error();
        SSL_shutdown(tls_.get()); // as far as it goes without waiting
        ERR_clear_error();
    }
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void wire::close() {
    deadline_.reset();
    timer_.cancel();
    armed_ = false;
    error_code ignored;
    socket_.close(ignored);
}

std::pair<int, tls_state> wire::release() {
    deadline_.reset();
    timer_.cancel();
    armed_ = false;
    error_code ec;
    const int descriptor = socket_.release(ec);
    if (ec) return {-1, {}};
    return {descriptor, std::exchange(tls_, {})};
}

} // namespace timewright::transport
