// Sockets. What a request means is decided elsewhere: framing.cpp, api.cpp, pages.cpp.
#include <timewright/adapters/http/server.hpp>

#include <timewright/adapters/http/api.hpp>

#include "framing.hpp"
#include "worker_pool.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <list>
#include <thread>
#include <unordered_set>
#include <utility>

namespace timewright::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using error_code = boost::system::error_code;

/// Read at a time, and kept beyond a request's end.
constexpr std::size_t buffer_bytes_max = 64 * 1024;
/// Even where no body is expected one is read up to here, so that the answer can say so.
constexpr std::size_t any_body_bytes = 64 * 1024;
/// What is still read from a client that was refused, so that it sees why.
constexpr std::size_t drained_bytes_max = std::size_t{16} << 20;
constexpr std::chrono::seconds drain_time{2};

http_response refuse(int status, const char* slug, std::string detail) {
    json::problem_document problem{.status = status, .slug = slug, .detail = std::move(detail)};
    if (status == 503) problem.retry_after = 1;
    return to_response(problem);
}

http_response too_large(std::size_t bytes_max) {
    return refuse(413, "too-large",
                  "the body may have at most " + std::to_string(bytes_max) + " bytes here");
}

http_response overloaded() {
    return refuse(503, "overloaded", "too much is asked at the moment; try again soon");
}

/// The answer to bytes that are no HTTP request, or one beyond its limits.
http_response malformed(const error_code& ec) {
    using code = beast::http::error;
    if (ec == code::header_limit || ec == code::buffer_overflow)
        return refuse(431, "too-large", "the header of a request may have at most 16 KiB");
    if (ec == code::bad_version) return refuse(505, "invalid-input", "HTTP/1.1 is spoken here");
    return refuse(400, "invalid-input", "this is no HTTP/1.1 request: " + ec.message());
}

bool is_protocol_error(const error_code& ec) {
    return ec.category() == make_error_code(beast::http::error::bad_method).category() &&
           ec != beast::http::error::end_of_stream && ec != beast::http::error::partial_message;
}

request_head to_head(const beast::http::request<beast::http::string_body>& from,
                     std::string address) {
    request_head made{.version = from.version()};
    made.request.method = std::string(from.method_string());
    made.request.target = std::string(from.target());
    made.request.address = std::move(address);
    for (const auto& field : from)
        made.request.headers.push_back(
            {std::string(field.name_string()), std::string(field.value())});
    return made;
}

class connection;

void count(std::atomic<std::size_t>& where, std::size_t now) {
    where.store(now, std::memory_order_relaxed);
}

/// What all connections share. Only used on the thread of the sockets, but for the pool.
struct shared_parts {
    const server_limits limits;
    request_handler& serves;
    upgrade_handler* upgrades;
    asio::io_context io{1};
    std::unordered_set<connection*> open{};
    std::list<connection*> idle{}; // who waits for a request, the longest waiting first
    std::atomic<std::size_t> open_count{0}; // for who counts on other threads
    std::atomic<std::size_t> idle_count{0};
    request_observer* const observer;
    bool stopping = false;
    worker_pool pool;

    shared_parts(const server_options& options, request_handler& handler, upgrade_handler* upgrader)
        : limits(options.limits),
          serves(handler),
          upgrades(upgrader),
          observer(options.observer),
          pool(options.workers, options.limits.waiting_requests) {}
};

class connection : public std::enable_shared_from_this<connection> {
  public:
    connection(tcp::socket socket, shared_parts& shared)
        : stream_(std::move(socket)), buffer_(buffer_bytes_max), shared_(shared) {
        error_code ec;
        const tcp::endpoint other = stream_.socket().remote_endpoint(ec);
        if (!ec) address_ = other.address().to_string();
        stream_.socket().set_option(tcp::no_delay(true), ec);
        shared_.open.insert(this);
        count(shared_.open_count, shared_.open.size());
    }
    ~connection() {
        shared_.open.erase(this);
        count(shared_.open_count, shared_.open.size());
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void start() { wait_for_request(shared_.limits.header_time); }

    /// Ends it now, whatever it does.
    void close() {
        leave_idle();
        stream_.close();
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
            shared_.observer->answered({.request = head_.request,
                                        .response = response,
                                        .took = std::chrono::steady_clock::now() - began_});
    }

    void wait_for_request(std::chrono::milliseconds at_most) {
        if (shared_.stopping) return close();
        if (buffer_.size() > 0) return read_header();
        enter_idle();
        stream_.expires_after(at_most);
        stream_.async_read_some(buffer_.prepare(4096),
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
        stream_.expires_after(shared_.limits.header_time);
        beast::http::async_read_header(
            stream_, buffer_, *parser_,
            [self = shared_from_this()](const error_code& ec, std::size_t) { self->on_header(ec); });
    }

    void on_header(const error_code& ec) {
        began_ = std::chrono::steady_clock::now();
        head_ = {};
        if (ec) head_.request.method.clear(); // nobody knows what it was to be
        if (ec) return is_protocol_error(ec) ? refuse_and_close(malformed(ec)) : close();
        head_ = to_head(parser_->get(), address_);
        if (auto refused = check_framing(head_)) return refuse_and_close(std::move(*refused));
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
        stream_.expires_never();
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
        stream_.expires_after(shared_.limits.write_time);
        asio::async_write(stream_, asio::buffer(go_on.data(), go_on.size()),
                          [self = shared_from_this()](const error_code& ec, std::size_t) {
                              if (ec) return self->close();
                              self->read_body();
                          });
    }

    void read_body() {
        stream_.expires_after(shared_.limits.body_time);
        beast::http::async_read(
            stream_, buffer_, *parser_,
            [self = shared_from_this()](const error_code& ec, std::size_t) { self->on_body(ec); });
    }

    void on_body(const error_code& ec) {
        if (ec == beast::http::error::body_limit)
            return refuse_and_close(too_large(body_bytes_max_));
        if (ec) return is_protocol_error(ec) ? refuse_and_close(malformed(ec)) : close();
        run_handler();
    }

    void run_handler() {
        head_.request.body = std::move(parser_->get().body());
        const bool keep_alive = parser_->keep_alive() && head_.version >= 11;
        stream_.expires_never();
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
        tell_observer(response_);
        const bool without_body = head_.request.method == "HEAD";
        response_head_ = write_head(response_, {.keep_alive = keep_alive},
                                    std::chrono::system_clock::now());
        const std::string_view content = without_body ? std::string_view() : response_.content();
        const std::array<asio::const_buffer, 2> pieces{
            asio::buffer(response_head_), asio::const_buffer(content.data(), content.size())};
        stream_.expires_after(shared_.limits.write_time);
        asio::async_write(
            stream_, pieces,
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
        error_code ec;
        stream_.socket().shutdown(tcp::socket::shutdown_send, ec);
        stream_.expires_after(drain_time);
        drain_some(drained_bytes_max);
    }
    void drain_some(std::size_t left) {
        buffer_.clear();
        stream_.async_read_some(
            buffer_.prepare(buffer_bytes_max),
            [self = shared_from_this(), left](const error_code& ec, std::size_t n) {
                if (ec || n >= left) return self->close();
                self->drain_some(left - n);
            });
    }

    void decide_upgrade() {
        stream_.expires_never();
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
        error_code ec;
        const std::string_view rest(static_cast<const char*>(buffer_.data().data()),
                                    buffer_.size());
        upgraded_connection made{.request = std::move(head_.request),
                                 .read_ahead = std::string(rest)};
        made.socket = stream_.release_socket().release(ec);
        if (!ec) shared_.upgrades->take(std::move(made));
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

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    shared_parts& shared_;
    std::string address_{};
    std::optional<std::list<connection*>::iterator> idle_at_{};
    std::optional<parser> parser_{};
    request_head head_{};
    std::chrono::steady_clock::time_point began_{};
    std::size_t body_bytes_max_ = 0;
    http_response response_{};
    std::string response_head_{};
};

error listen_error(const server_options& options, const error_code& ec) {
    const std::string where = options.host + ":" + std::to_string(options.port);
    if (ec == asio::error::address_in_use)
        return {.code = errc::unavailable,
                .message = "port " + std::to_string(options.port) + " on " + options.host +
                           " is in use; stop the program that listens there, or choose another "
                           "port"};
    return {.code = errc::io, .message = "cannot listen on " + where + ": " + ec.message()};
}

} // namespace

class server::core {
  public:
    core(const server_options& options, request_handler& serves, upgrade_handler* upgrades)
        : shared_(options, serves, upgrades),
          acceptor_(shared_.io),
          pause_(shared_.io),
          deadline_(shared_.io) {}
    ~core() { stop(); }
    core(const core&) = delete;
    core& operator=(const core&) = delete;

    result<void, error> listen(const server_options& options) {
        error_code ec;
        const auto address = asio::ip::make_address(options.host, ec);
        if (ec)
            return unexpected(invalid_input("\"" + options.host +
                                            "\" is no IP address to listen on, such as 127.0.0.1"));
        const tcp::endpoint where(address, options.port);
        acceptor_.open(where.protocol(), ec);
        if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
        if (!ec) acceptor_.bind(where, ec);
        if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
        if (!ec) port_ = acceptor_.local_endpoint(ec).port();
        if (ec) return unexpected(listen_error(options, ec));
        accept();
        thread_ = std::thread([this] { shared_.io.run(); });
        return {};
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    [[nodiscard]] server_load load() const {
        return {.connections = shared_.open_count.load(std::memory_order_relaxed),
                .idle_connections = shared_.idle_count.load(std::memory_order_relaxed),
                .waiting_requests = shared_.pool.waiting()};
    }

    void stop() {
        if (!thread_.joinable()) return;
        asio::post(shared_.io, [this] {
            shared_.stopping = true;
            error_code ignored;
            acceptor_.close(ignored);
            pause_.cancel();
            close_idle();
            wait_for_the_last();
        });
        thread_.join();
    }

  private:
    void accept() {
        acceptor_.async_accept([this](const error_code& ec, tcp::socket socket) {
            if (shared_.stopping) return;
            if (ec) return accept_later(); // out of descriptors, most likely
            admit(std::move(socket));
            accept();
        });
    }

    void accept_later() {
        pause_.expires_after(std::chrono::milliseconds(50));
        pause_.async_wait([this](const error_code& ec) {
            if (!ec && !shared_.stopping) accept();
        });
    }

    void admit(tcp::socket socket) {
        if (shared_.open.size() >= shared_.limits.connections) {
            if (shared_.idle.empty()) return turn_away(std::move(socket));
            shared_.idle.front()->close();
        }
        std::make_shared<connection>(std::move(socket), shared_)->start();
    }

    /// Says why without waiting; a client that does not read it sees a closed connection.
    static void turn_away(tcp::socket socket) {
        const http_response response = overloaded();
        const std::string text = write_head(response, {.keep_alive = false},
                                            std::chrono::system_clock::now()) +
                                 response.body;
        error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(text), ignored);
    }

    void close_idle() {
        while (!shared_.idle.empty()) shared_.idle.front()->close();
    }

    /// Nothing is left to do when no connection is open; the deadline sees to it that none stays.
    void wait_for_the_last() {
        if (shared_.open.empty()) return;
        deadline_.expires_after(std::chrono::milliseconds(10));
        waited_ += std::chrono::milliseconds(10);
        deadline_.async_wait([this](const error_code&) {
            close_idle();
            if (waited_ >= shared_.limits.stop_time) {
                const auto open = shared_.open; // closing changes the set
                for (connection* one : open) one->close();
            }
            wait_for_the_last();
        });
    }

    shared_parts shared_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    asio::steady_timer deadline_;
    std::chrono::milliseconds waited_{0};
    std::uint16_t port_ = 0;
    std::thread thread_;
};

server::server(std::unique_ptr<core> running) : core_(std::move(running)) {}
server::~server() = default;

result<std::unique_ptr<server>, error> server::start(const server_options& options,
                                                     request_handler& serves,
                                                     upgrade_handler* upgrades) {
    auto running = std::make_unique<core>(options, serves, upgrades);
    if (auto listening = running->listen(options); !listening)
        return unexpected(std::move(listening).error());
    return std::unique_ptr<server>(new server(std::move(running)));
}

std::uint16_t server::port() const noexcept { return core_->port(); }
server_load server::load() const { return core_->load(); }
void server::stop() { core_->stop(); }

} // namespace timewright::http
