// connection: one client, from its first byte to its last; of server.cpp alone. Sockets are below, in
// transport/wire; what a request means is decided above, in framing.cpp, api.cpp and pages.cpp.
#pragma once

#include "forwarded.hpp"
#include "framing.hpp"
#include "rate_limiter.hpp"
#include "request_id.hpp"
#include "transport/wire/wire.hpp"
#include "worker_pool.hpp"

#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/http/server.hpp>
#include <timewright/adapters/http/tls_certificates.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <atomic>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace timewright::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using transport::error_code;
using transport::tcp;

/// Read at a time, and kept beyond a request's end.
inline constexpr std::size_t buffer_bytes_max = std::size_t{64} * 1024;
/// Read at a time while a header comes: most fit.
inline constexpr std::size_t header_read_bytes = std::size_t{4} * 1024;
/// Even where no body is expected one is read up to here, so that the answer can say so.
inline constexpr std::size_t any_body_bytes = std::size_t{64} * 1024;
/// What is still read from a client that was refused, so that it sees why.
inline constexpr std::size_t drained_bytes_max = std::size_t{16} << 20;
inline constexpr std::chrono::seconds drain_time{2};

inline http_response refuse(int status, const char* slug, std::string detail) {
    json::problem_document problem{.status = status, .slug = slug, .detail = std::move(detail)};
    if (status == 503) problem.retry_after = 1;
    return to_response(problem);
}

inline http_response too_large(std::size_t bytes_max) {
    return refuse(413, "too-large",
                  "the body may have at most " + std::to_string(bytes_max) + " bytes here");
}

inline http_response overloaded() {
    return refuse(503, "overloaded", "too much is asked at the moment; try again soon");
}

inline http_response too_often(std::chrono::milliseconds wait) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
    return to_response(json::problem_document{
        .status = 429,
        .slug = "too-many-requests",
        .detail = "you ask more often than one client may; try again when Retry-After is over",
        .retry_after = static_cast<int>(std::max<std::int64_t>(1, seconds.count()))});
}

inline http_response wants_tls() {
    return refuse(400, "invalid-input",
                  "this port speaks HTTPS: ask for https:// instead of http://");
}

/// The answer to bytes that are no HTTP request, or one beyond its limits.
inline http_response malformed(const error_code& ec) {
    using code = beast::http::error;
    if (ec == code::header_limit || ec == code::buffer_overflow)
        return refuse(431, "too-large", "the header of a request may have at most 16 KiB");
    if (ec == code::bad_version) return refuse(505, "invalid-input", "HTTP/1.1 is spoken here");
    return refuse(400, "invalid-input", "this is no HTTP/1.1 request: " + ec.message());
}

inline request_head to_head(const beast::http::request<beast::http::string_body>& from,
                            std::string address, bool secure) {
    request_head made{.version = from.version()};
    made.request.method = std::string(from.method_string());
    made.request.target = std::string(from.target());
    made.request.address = std::move(address);
    made.request.secure = secure;
    for (const auto& field : from)
        made.request.headers.push_back(
            {std::string(field.name_string()), std::string(field.value())});
    return made;
}

inline void count(std::atomic<std::size_t>& where, std::size_t now) {
    where.store(now, std::memory_order_relaxed);
}

class connection;

/// What all connections share. Only used on the thread of the sockets, but for the pool.
struct shared_parts {
    const server_limits limits;
    request_handler& serves;
    upgrade_handler* upgrades;
    const tls_certificates* const certificates;
    const std::vector<std::string> trusted_proxies;
    rate_limiter rates;
    request_id_mint ids{};
    std::unordered_map<std::string, std::size_t> by_client{}; // connections of each address
    asio::io_context io{1};
    std::unordered_set<connection*> open{};
    std::list<connection*> idle{};          // who waits for a request, the longest waiting first
    std::atomic<std::size_t> open_count{0}; // for who counts on other threads
    std::atomic<std::size_t> idle_count{0};
    request_observer* const observer;
    bool stopping = false;
    worker_pool pool;

    shared_parts(const server_options& options, request_handler& handler, upgrade_handler* upgrader)
        : limits(options.limits),
          serves(handler),
          upgrades(upgrader),
          certificates(options.certificates),
          trusted_proxies(options.trusted_proxies),
          rates({.per_second = options.limits.requests_per_second,
                 .burst = options.limits.requests_burst}),
          observer(options.observer),
          pool(options.workers, options.limits.waiting_requests) {}
};

class connection : public std::enable_shared_from_this<connection> {
  public:
    /// `address` is the other side's.
    connection(tcp::socket socket, std::string address, shared_parts& shared)
        : wire_(std::move(socket)),
          buffer_(buffer_bytes_max),
          shared_(shared),
          address_(std::move(address)) {
        error_code ignored;
        wire_.socket().set_option(tcp::no_delay(true), ignored);
        shared_.open.insert(this);
        ++shared_.by_client[address_];
        count(shared_.open_count, shared_.open.size());
    }
    ~connection() {
        shared_.open.erase(this);
        if (const auto mine = shared_.by_client.find(address_); --mine->second == 0)
            shared_.by_client.erase(mine);
        count(shared_.open_count, shared_.open.size());
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void start() {
        if (shared_.certificates == nullptr) return wait_for_request(shared_.limits.header_time);
        enter_idle();
        wire_.expires_after(shared_.limits.header_time);
        wire_.await_greeting([self = shared_from_this()](const error_code& ec, std::size_t) {
            self->leave_idle();
            if (ec) return self->close();
            self->on_greeting();
        });
    }

    /// Ends it now, whatever it does.
    void close() {
        leave_idle();
        wire_.close();
    }

  private:
    using parser = beast::http::request_parser<beast::http::string_body>;
    using owner = std::shared_ptr<connection>;

    void enter_idle() {
        idle_at_ = shared_.idle.insert(shared_.idle.end(), this);
        count(shared_.idle_count, shared_.idle.size());
    }
    void leave_idle() {
        if (!idle_at_) return;
        shared_.idle.erase(*std::exchange(idle_at_, std::nullopt));
        count(shared_.idle_count, shared_.idle.size());
    }

    /// Told of before it is sent, so that who has an answer finds it counted.
    void tell_observer(const http_response& response) {
        if (shared_.observer != nullptr)
            shared_.observer->answered(
                {.request = head_.request,
                 .response = response,
                 .trace = trace_id_of(value_of(head_.request.headers, "traceparent")),
                 .took = std::chrono::steady_clock::now() - began_});
    }

    void on_greeting() {
        if (!wire_.greets_with_tls()) return refuse_and_close(wants_tls());
        auto state = shared_.certificates->make_state();
        if (!state) return close();
        wire_.shake_hands(std::move(state),
                          [self = shared_from_this()](const error_code& ec, std::size_t) {
                              if (ec) return self->close();
                              self->wait_for_request(self->shared_.limits.header_time);
                          });
    }

    void wait_for_request(std::chrono::milliseconds at_most) {
        if (shared_.stopping) return close();
        if (buffer_.size() > 0) return read_header();
        enter_idle();
        wire_.expires_after(at_most);
        wire_.read_some(buffer_.prepare(header_read_bytes),
                        [self = shared_from_this()](const error_code& ec, std::size_t n) {
                            self->leave_idle();
                            if (ec) return self->close();
                            self->buffer_.commit(n);
                            self->read_header();
                        });
    }

    void read_header() {
        parser_.emplace();
        parser_->header_limit(shared_.limits.header_bytes);
        parser_->body_limit(boost::none); // decided when the header is known
        wire_.expires_after(shared_.limits.header_time);
        continue_header();
    }

    void continue_header() {
        const error_code ec = parse([this] { return parser_->is_header_done(); });
        if (ec || parser_->is_header_done()) return on_header(ec);
        read_more(header_read_bytes, &connection::continue_header, &connection::on_header);
    }

    /// What has been read goes to the parser until it has what is wanted, or wants more.
    template <class Done>
    error_code parse(Done is_enough) {
        error_code ec;
        while (!is_enough() && buffer_.size() > 0) {
            buffer_.consume(parser_->put(buffer_.data(), ec));
            if (ec == beast::http::error::need_more) return {};
            if (ec) return ec;
        }
        return ec;
    }

    void read_more(std::size_t bytes, void (connection::*then)(),
                   void (connection::*fail)(const error_code&)) {
        if (buffer_.size() >= buffer_bytes_max)
            return (this->*fail)(make_error_code(beast::http::error::buffer_overflow));
        wire_.read_some(buffer_.prepare(std::min(bytes, buffer_bytes_max - buffer_.size())),
                        [self = shared_from_this(), then](const error_code& ec, std::size_t n) {
                            if (ec) return self->close();
                            self->buffer_.commit(n);
                            ((*self).*then)();
                        });
    }

    void on_header(const error_code& ec) {
        began_ = std::chrono::steady_clock::now();
        head_ = {};
        if (ec) head_.request.method.clear(); // nobody knows what it was to be
        if (ec) return refuse_and_close(malformed(ec));
        head_ = to_head(parser_->get(), address_, wire_.is_secure());
        look_through_proxies(head_.request, shared_.trusted_proxies);
        if (const auto own = value_of(head_.request.headers, "x-request-id"); is_request_id(own))
            head_.request.id = std::string(own);
        else
            head_.request.id = shared_.ids.next();
        if (auto refused = check_framing(head_)) return refuse_and_close(std::move(*refused));
        if (const auto wait = shared_.rates.ask(head_.request.address, began_); wait.count() > 0)
            return respond(too_often(wait), parser_->is_done() && parser_->keep_alive());
        if (shared_.upgrades != nullptr && shared_.upgrades->wants(head_.request))
            return decide_upgrade();
        const std::size_t bytes_max =
            std::max(any_body_bytes, shared_.serves.body_bytes_max(head_.request));
        const auto length = parser_->content_length();
        if (length && *length > bytes_max) return refuse_and_close(too_large(bytes_max));
        body_bytes_max_ = bytes_max;
        parser_->body_limit(bytes_max);
        if (parser_->is_done()) return run_handler();
        if (bytes_max > shared_.limits.small_body_bytes) return ask_admission();
        prepare_body();
    }

    /// A large body is only read from those who may send it.
    void ask_admission() {
        wire_.expires_never();
        const bool taken = on_worker([](connection& me, owner self) {
            auto refused = me.shared_.serves.admit(me.head_.request);
            me.on_sockets_thread([self = std::move(self), refused = std::move(refused)]() mutable {
                if (refused) return self->refuse_and_close(std::move(*refused));
                self->prepare_body();
            });
        });
        if (!taken) refuse_and_close(overloaded());
    }

    void prepare_body() {
        if (!expects_continue(head_)) return read_body();
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        wire_.expires_after(shared_.limits.write_time);
        wire_.write({asio::buffer(go_on.data(), go_on.size())},
                    [self = shared_from_this()](const error_code& ec, std::size_t) {
                        if (ec) return self->close();
                        self->read_body();
                    });
    }

    void read_body() {
        parser_->eager(true);
        wire_.expires_after(shared_.limits.body_time);
        continue_body();
    }

    void continue_body() {
        const error_code ec = parse([this] { return parser_->is_done(); });
        if (ec || parser_->is_done()) return on_body(ec);
        read_more(buffer_bytes_max, &connection::continue_body, &connection::on_body);
    }

    void on_body(const error_code& ec) {
        if (ec == beast::http::error::body_limit)
            return refuse_and_close(too_large(body_bytes_max_));
        if (ec) return refuse_and_close(malformed(ec));
        run_handler();
    }

    void run_handler() {
        head_.request.body = std::move(parser_->get().body());
        const bool keep_alive = parser_->keep_alive() && head_.version >= 11;
        wire_.expires_never();
        const bool taken = on_worker([keep_alive](connection& me, owner self) {
            http_response made = me.shared_.serves.handle(me.head_.request);
            me.on_sockets_thread(
                [self = std::move(self), keep_alive, made = std::move(made)]() mutable {
                    self->respond(std::move(made), keep_alive);
                });
        });
        if (!taken) respond(overloaded(), keep_alive);
    }

    void respond(http_response response, bool keep_alive) {
        keep_alive = keep_alive && !shared_.stopping;
        response_ = std::move(response);
        if (head_.request.id.empty()) head_.request.id = shared_.ids.next();
        response_.with("X-Request-Id", head_.request.id);
        if (const auto trace = value_of(head_.request.headers, "traceparent");
            !trace_id_of(trace).empty())
            response_.with("traceparent", std::string(trace));
        tell_observer(response_);
        const bool without_body = head_.request.method == "HEAD";
        response_head_ =
            write_head(response_, {.keep_alive = keep_alive, .secure = wire_.is_secure()},
                       std::chrono::system_clock::now());
        const std::string_view content = without_body ? std::string_view() : response_.content();
        wire_.expires_after(shared_.limits.write_time);
        wire_.write(
            {asio::buffer(response_head_), asio::const_buffer(content.data(), content.size())},
            [self = shared_from_this(), keep_alive](const error_code& ec, std::size_t) {
                if (ec) return self->close();
                if (!keep_alive) return self->drain();
                self->parser_.reset();
                self->response_ = {};
                self->wait_for_request(self->shared_.limits.idle_time);
            });
    }

    void refuse_and_close(http_response response) { respond(std::move(response), false); }

    /// Closing at once with bytes unread would make the kernel drop the answer on its way.
    void drain() {
        wire_.finish_writing();
        wire_.expires_after(drain_time);
        drain_some(drained_bytes_max);
    }
    void drain_some(std::size_t left) {
        buffer_.clear();
        wire_.read_some(buffer_.prepare(buffer_bytes_max),
                        [self = shared_from_this(), left](const error_code& ec, std::size_t n) {
                            if (ec || n >= left) return self->close();
                            self->drain_some(left - n);
                        });
    }

    void decide_upgrade() {
        wire_.expires_never();
        const bool taken = on_worker([](connection& me, owner self) {
            auto refused = me.shared_.upgrades->decide(me.head_.request);
            me.on_sockets_thread([self = std::move(self), refused = std::move(refused)]() mutable {
                if (refused) return self->respond(std::move(*refused), false);
                self->hand_over();
            });
        });
        if (!taken) refuse_and_close(overloaded());
    }

    void hand_over() {
        if (shared_.stopping) return refuse_and_close(overloaded());
        tell_observer({.status = 101});
        const std::string_view rest(static_cast<const char*>(buffer_.data().data()),
                                    buffer_.size());
        upgraded_connection made{.request = std::move(head_.request),
                                 .read_ahead = std::string(rest)};
        std::tie(made.socket, made.tls) = wire_.release();
        if (made.socket >= 0) shared_.upgrades->take(std::move(made));
    }

    /// task(connection, owner): it passes the owner back to the thread of the sockets, so that the
    /// connection never ends on a worker. False when too much is waiting already.
    template <class Task>
    [[nodiscard]] bool on_worker(Task task) {
        return shared_.pool.submit([self = shared_from_this(), task]() mutable {
            connection& me = *self;
            task(me, std::move(self));
        });
    }
    template <class F>
    void on_sockets_thread(F&& f) {
        asio::post(shared_.io, std::forward<F>(f));
    }

    transport::wire wire_;
    beast::flat_buffer buffer_;
    shared_parts& shared_;
    const std::string address_;
    std::optional<std::list<connection*>::iterator> idle_at_{};
    std::optional<parser> parser_{};
    request_head head_{};
    std::chrono::steady_clock::time_point began_{};
    std::size_t body_bytes_max_ = 0;
    http_response response_{};
    std::string response_head_{};
};

} // namespace timewright::http
