// A client as plain as can be: a blocking socket and strings. It can send what no HTTP library would,
// which is the point, and it knows enough of HTTP to read an answer and to keep a connection.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace timewright::testing {

struct client_answer {
    int status = 0; ///< 0: the connection ended without an answer
    std::string head{};
    std::string body{};

    /// The value of a header, or empty.
    [[nodiscard]] std::string header(std::string name) const {
        const auto lower = [](std::string text) {
            std::transform(text.begin(), text.end(), text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            return text;
        };
        const std::size_t at = lower(head).find("\r\n" + lower(std::move(name)) + ":");
        if (at == std::string::npos) return {};
        std::size_t from = head.find(':', at) + 1;
        while (from < head.size() && head[from] == ' ') ++from;
        return head.substr(from, head.find("\r\n", from) - from);
    }
};

class blocking_client {
  public:
    explicit blocking_client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        timeval patience{.tv_sec = 20, .tv_usec = 0}; // a hang fails the test, not the machine
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        const int yes = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(port);
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ =
            ::connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
    }
    ~blocking_client() { ::close(socket_); }
    blocking_client(const blocking_client&) = delete;
    blocking_client& operator=(const blocking_client&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }

    /// False when the other side is gone.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// The next answer. `without_body` after HEAD.
    client_answer receive(bool without_body = false) {
        client_answer answer;
        std::size_t end = std::string::npos;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
            if (!read_some()) return answer;
        answer.head = buffer_.substr(0, end + 2);
        buffer_.erase(0, end + 4);
        answer.status = std::atoi(answer.head.substr(answer.head.find(' ') + 1, 3).c_str());
        if (answer.status == 100) return receive(without_body);
        if (without_body || answer.status == 101) return answer;
        const std::size_t length =
            static_cast<std::size_t>(std::atoll(answer.header("Content-Length").c_str()));
        while (buffer_.size() < length)
            if (!read_some()) return answer;
        answer.body = buffer_.substr(0, length);
        buffer_.erase(0, length);
        return answer;
    }

    client_answer ask(const std::string& method, const std::string& target,
                      const std::string& headers = "", const std::string& body = "") {
        std::string request = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers;
        if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        if (!send(request + "\r\n" + body)) return {};
        return receive(method == "HEAD");
    }

    /// Whether the other side closes now (what it still says is read).
    bool is_closed() {
        while (read_some()) continue;
        return closed_;
    }

    /// At least n bytes that follow; fewer when the connection ends.
    std::string take(std::size_t n) {
        while (buffer_.size() < n && read_some()) continue;
        std::string taken = buffer_.substr(0, n);
        buffer_.erase(0, taken.size());
        return taken;
    }

  private:
    bool read_some() {
        char bytes[16 * 1024];
        const ssize_t n = ::recv(socket_, bytes, sizeof bytes, 0);
        closed_ = n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
        if (n <= 0) return false;
        buffer_.append(bytes, static_cast<std::size_t>(n));
        return true;
    }

    int socket_;
    bool connected_ = false;
    bool closed_ = false;
    std::string buffer_{};
};

} // namespace timewright::testing
