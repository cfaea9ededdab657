// The port: who is let in, and how all come to an end. One connection is in connection.hpp.
#include "connection.hpp"

#include <timewright/adapters/http/server.hpp>

#include <boost/asio/steady_timer.hpp>
#include <sys/socket.h>

#include <thread>
#include <utility>

namespace timewright::http {
namespace {

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
        auto opened = options.listening_socket < 0 ? open(options) : take_over(options);
        if (!opened) return opened;
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
    result<void, error> open(const server_options& options) {
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
        return {};
    }

    result<void, error> take_over(const server_options& options) {
        sockaddr_storage address{};
        socklen_t length = sizeof address;
        const int found =
            ::getsockname(options.listening_socket, reinterpret_cast<sockaddr*>(&address), &length);
        const bool internet = address.ss_family == AF_INET || address.ss_family == AF_INET6;
        int listens = 0;
        socklen_t size = sizeof listens;
        ::getsockopt(options.listening_socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
        const bool fits = found == 0 && internet && listens != 0;
        error_code ec;
        if (fits)
            acceptor_.assign(address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(),
                             options.listening_socket, ec);
        if (!fits || ec)
            return unexpected(invalid_input("the socket " +
                                            std::to_string(options.listening_socket) +
                                            " that was handed over is no TCP socket that listens"));
        port_ = acceptor_.local_endpoint(ec).port();
        return {};
    }

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
        error_code ec;
        const tcp::endpoint other = socket.remote_endpoint(ec);
        std::string address = ec ? std::string() : other.address().to_string();
        if (has_enough(address))
            return turn_away(std::move(socket), too_often(std::chrono::seconds(1)));
        if (shared_.open.size() >= shared_.limits.connections) {
            if (shared_.idle.empty()) return turn_away(std::move(socket), overloaded());
            shared_.idle.front()->close();
        }
        std::make_shared<connection>(std::move(socket), std::move(address), shared_)->start();
    }

    /// Whether this client has as many connections as one may; a trusted proxy is many clients.
    [[nodiscard]] bool has_enough(const std::string& address) const {
        const std::size_t most = shared_.limits.connections_per_client;
        const auto& trusted = shared_.trusted_proxies;
        const auto at = shared_.by_client.find(address);
        return most > 0 && at != shared_.by_client.end() && at->second >= most &&
               std::find(trusted.begin(), trusted.end(), address) == trusted.end();
    }

    /// Says why without waiting; a client that does not read it, or speaks TLS, sees a closed
    /// connection.
    void turn_away(tcp::socket socket, const http_response& response) const {
        if (shared_.certificates != nullptr) return;
        const std::string text =
            write_head(response, {.keep_alive = false}, std::chrono::system_clock::now()) +
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
