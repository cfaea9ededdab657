// The sockets of the feed. What is sent is decided in feed_session.cpp, found in feed_reader.cpp.
#include "feed_reader.hpp"
#include "feed_request.hpp"
#include "wire_stream.hpp"

#include <timewright/adapters/http/access.hpp>
#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/websocket/feed_server.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <unordered_map>
#include <utility>

namespace timewright::websocket {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ws = boost::beast::websocket;
using tcp = asio::ip::tcp;
using error_code = boost::system::error_code;

/// Readers have nothing to say; what they send nevertheless is read and dropped, up to this size.
constexpr std::size_t message_bytes_max = 4096;

beast::http::request<beast::http::empty_body> to_beast(const http::http_request& from) {
    beast::http::request<beast::http::empty_body> made{beast::http::verb::get, from.target, 11};
    for (const http::header& h : from.headers) made.insert(h.name, h.value);
    return made;
}

/// An unowned descriptor becomes a socket of this context. None when it is no socket any more.
std::optional<tcp::socket> adopt(asio::io_context& io, int descriptor) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    const bool known =
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    tcp::socket socket(io);
    error_code ec;
    if (known) socket.assign(address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), descriptor, ec);
    if (known && !ec) return socket;
    ::close(descriptor);
    return std::nullopt;
}

class line;

/// All lines that are open, by reader. Only used on the thread of the sockets, but for the count.
struct shared_lines {
    asio::io_context io{1};
    feed_options options{};
    std::unordered_map<reader_id, std::shared_ptr<line>> open{};
    std::atomic<std::size_t> count{0};
    std::function<void(reader_id)> closed{}; // tells the reading thread
};

/// One WebSocket.
class line : public std::enable_shared_from_this<line> {
  public:
    line(tcp::socket socket, transport::tls_state tls, reader_id who, feed_request asked,
         shared_lines& shared)
        : stream_(std::move(socket), std::move(tls)),
          beat_(shared.io),
          who_(who),
          asked_(std::move(asked)),
          shared_(shared) {}

    /// Shakes hands, then calls opened().
    template <class F>
    void start(const http::http_request& request, const F& opened) {
        ws::stream_base::timeout limits{};
        limits.handshake_timeout = std::chrono::seconds(10);
        limits.idle_timeout = 2 * shared_.options.heartbeat;
        limits.keep_alive_pings = true;
        stream_.set_option(limits);
        stream_.read_message_max(message_bytes_max);
        stream_.async_accept(to_beast(request), [self = shared_from_this(), opened](error_code ec) {
            if (ec) return self->end();
            self->accepted_ = true;
            if (self->closing_) return self->say_goodbye();
            opened();
            self->read();
        });
    }

    void begin(organization_id organization, feed_cursor start) {
        organization_ = organization;
        session_.emplace(
            feed_session_options{.since = start,
                                 .topics = std::move(asked_.topics),
                                 .queued_frames_max = shared_.options.queued_frames_max});
        schedule_beat();
    }
    [[nodiscard]] bool belongs_to(organization_id organization) const {
        return session_.has_value() && organization_ == organization;
    }

    void offer(const told_entries& entries, feed_cursor next) {
        if (!session_) return;
        for (const auto& entry : entries) session_->offer(entry);
        session_->advance(next);
        pump();
    }

    void lose_place(feed_cursor newest) {
        if (!session_) return;
        session_->lose_place(newest);
        pump();
    }

    /// Sends what is next, unless something is on its way already.
    void pump() {
        if (writing_ || !session_ || closing_) return;
        auto frame = session_->next();
        if (!frame) return;
        writing_ = true;
        const asio::const_buffer bytes(frame->get()->data(), frame->get()->size());
        stream_.text(true);
        stream_.async_write(bytes, [self = shared_from_this(), kept = std::move(*frame)](
                                       error_code ec, std::size_t) {
            self->writing_ = false;
            if (ec) return self->end();
            if (self->closing_) return self->say_goodbye();
            self->pump();
        });
    }

    void close(ws::close_code why) {
        if (std::exchange(closing_, true)) return;
        why_ = why;
        if (accepted_ && !writing_) say_goodbye();
    }

    /// Without a goodbye.
    void cut() { stream_.next_layer().close(); }

  private:
    void say_goodbye() {
        // A reader that does not answer is not waited for.
        ws::stream_base::timeout limits{};
        limits.handshake_timeout = shared_.options.stop_time;
        limits.idle_timeout = ws::stream_base::none();
        limits.keep_alive_pings = false;
        stream_.set_option(limits);
        stream_.async_close(why_, [self = shared_from_this()](error_code) { self->end(); });
    }

    void read() {
        stream_.async_read(buffer_, [self = shared_from_this()](error_code ec, std::size_t) {
            if (ec) return self->end();
            self->buffer_.clear();
            self->read();
        });
    }

    void schedule_beat() {
        beat_.expires_after(shared_.options.heartbeat);
        beat_.async_wait([self = shared_from_this()](error_code ec) {
            if (ec || self->ended_) return;
            self->session_->beat();
            self->pump();
            self->schedule_beat();
        });
    }

    void end() {
        if (std::exchange(ended_, true)) return;
        beat_.cancel();
        cut();
        if (shared_.open.erase(who_) > 0) --shared_.count;
        shared_.closed(who_);
    }

    ws::stream<wire_stream> stream_;
    beast::flat_buffer buffer_{message_bytes_max + 1024};
    asio::steady_timer beat_;
    const reader_id who_;
    feed_request asked_;
    shared_lines& shared_;
    organization_id organization_{};
    std::optional<feed_session> session_{}; // once it was admitted
    ws::close_code why_ = ws::close_code::normal;
    bool accepted_ = false;
    bool writing_ = false;
    bool closing_ = false;
    bool ended_ = false;
};

} // namespace

/// Passes what the reading thread finds to the lines, on the thread of the sockets.
class feed_server::core final : public feed_listener {
  public:
    core(parts_needed parts, const feed_options& options)
        : parts_(std::move(parts)),
          deadline_(shared_.io),
          work_(asio::make_work_guard(shared_.io)) {
        shared_.options = options;
        shared_.closed = [this](reader_id who) { reader_->leave(who); };
        reader_ = std::make_unique<feed_reader>(parts_, options, *this);
        thread_ = std::thread([this] { shared_.io.run(); });
    }
    ~core() override { stop(); }
    core(const core&) = delete;
    core& operator=(const core&) = delete;

    std::optional<http::http_response> decide(const http::http_request& head) {
        const auto asked = parse_feed_request(head);
        if (!asked) return http::to_response(asked.error());
        const auto me = parts_.who.authenticate(http::find_token(head).token);
        if (!me) return http::to_response(json::to_problem(me.error()));
        if (!me->scopes.contains(token_scope::read))
            return http::to_response(
                json::problem_document{.status = 403,
                                       .slug = "forbidden",
                                       .detail = "this token is not for that: it lacks the scope "
                                                 "read"});
        if (shared_.count >= shared_.options.connections_max)
            return http::to_response(
                json::problem_document{.status = 503,
                                       .slug = "overloaded",
                                       .detail = "too many listen at the moment; try again soon",
                                       .retry_after = 5});
        return std::nullopt;
    }

    void take(http::upgraded_connection connection) {
        asio::post(shared_.io, [this, connection = std::move(connection)] { open(connection); });
    }

    void stop() {
        if (!thread_.joinable()) return;
        reader_->stop();
        asio::post(shared_.io, [this] {
            stopping_ = true;
            const auto open = shared_.open; // closing changes the map
            for (const auto& [who, one] : open) one->close(ws::close_code::going_away);
            wait_for_the_last();
            work_.reset();
        });
        thread_.join();
    }

    [[nodiscard]] std::size_t connections() const { return shared_.count; }

    void admitted(reader_id who, organization_id organization, feed_cursor start) override {
        on_line(who, [=](line& one) { one.begin(organization, start); });
    }
    void found_for(reader_id who, told_entries entries, feed_cursor next) override {
        on_line(who, [entries = std::move(entries), next](line& one) { one.offer(entries, next); });
    }
    void found(organization_id organization, told_entries entries, feed_cursor next) override {
        asio::post(shared_.io, [this, organization, entries = std::move(entries), next] {
            const auto open = shared_.open; // a line that fails leaves the map
            for (const auto& [who, one] : open)
                if (one->belongs_to(organization)) one->offer(entries, next);
        });
    }
    void lost_place(reader_id who, feed_cursor newest) override {
        on_line(who, [newest](line& one) { one.lose_place(newest); });
    }
    void dismissed(reader_id who) override {
        on_line(who, [](line& one) { one.close(ws::close_code::policy_error); });
    }

  private:
    template <class F>
    void on_line(reader_id who, F use) {
        asio::post(shared_.io, [this, who, use = std::move(use)] {
            const auto at = shared_.open.find(who);
            if (at == shared_.open.end()) return;
            const std::shared_ptr<line> kept = at->second;
            use(*kept);
        });
    }

    void open(const http::upgraded_connection& connection) {
        auto socket = adopt(shared_.io, connection.socket);
        auto asked = parse_feed_request(connection.request);
        // A client that talks before the handshake is done is no WebSocket client.
        if (!socket || !asked || stopping_ || !connection.read_ahead.empty()) return;
        const reader_id who = ++last_;
        const feed_reader::joining joining{
            .who = who,
            .token = http::find_token(connection.request).token,
            .since = asked->since,
            .topics = asked->topics};
        auto made = std::make_shared<line>(std::move(*socket), connection.tls, who,
                                           std::move(*asked), shared_);
        shared_.open.emplace(who, made);
        ++shared_.count;
        made->start(connection.request, [this, joining] { reader_->join(joining); });
    }

    void wait_for_the_last() {
        if (shared_.open.empty()) return;
        deadline_.expires_after(std::chrono::milliseconds(10));
        waited_ += std::chrono::milliseconds(10);
        deadline_.async_wait([this](error_code) {
            const auto open = shared_.open;
            if (waited_ >= shared_.options.stop_time)
                for (const auto& [who, one] : open) one->cut();
            wait_for_the_last();
        });
    }

    parts_needed parts_;
    shared_lines shared_;
    asio::steady_timer deadline_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    std::unique_ptr<feed_reader> reader_;
    reader_id last_ = 0;
    bool stopping_ = false;
    std::chrono::milliseconds waited_{0};
    std::thread thread_;
};

feed_server::feed_server(parts_needed parts, feed_options options)
    : core_(std::make_unique<core>(std::move(parts), options)) {}
feed_server::~feed_server() = default;

bool feed_server::wants(const http::http_request& head) { return is_feed_request(head); }

std::optional<http::http_response> feed_server::decide(const http::http_request& head) {
    return core_->decide(head);
}

void feed_server::take(http::upgraded_connection connection) { core_->take(std::move(connection)); }

void feed_server::stop() { core_->stop(); }
std::size_t feed_server::connections() const { return core_->connections(); }

} // namespace timewright::websocket
