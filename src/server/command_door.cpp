#include "server/command_door.hpp"

#include <boost/json.hpp>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <exception>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace timewright::hosting {
namespace {

namespace json = boost::json;

/// Who connects and says nothing is let go.
constexpr timeval patience{.tv_sec = 5, .tv_usec = 0};
/// What a command prints is larger than what asks for it.
constexpr std::size_t reply_bytes_max = 1U << 26U;

class descriptor {
  public:
    explicit descriptor(int opened) noexcept : opened_(opened) {}
    ~descriptor() {
        if (opened_ >= 0) ::close(opened_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    [[nodiscard]] int get() const noexcept { return opened_; }
    int release() noexcept { return std::exchange(opened_, -1); }

  private:
    int opened_;
};

std::optional<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return std::nullopt;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

error failed(const std::string& what, int code) {
    return {.code = errc::io, .message = what + ": " + std::system_category().message(code)};
}

/// Up to the first line feed, which is left out; none when the other side ends or says too much.
std::optional<std::string> read_line(int from, std::size_t bytes_max) {
    std::string line;
    char some[4096];
    for (;;) {
        const ssize_t got = ::recv(from, some, sizeof some, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return std::nullopt;
        const std::string_view text(some, static_cast<std::size_t>(got));
        const std::size_t end = text.find('\n');
        line.append(text.substr(0, end));
        if (line.size() > bytes_max) return std::nullopt;
        if (end != std::string_view::npos) return line;
    }
}

bool write_line(int to, std::string line) {
    line += '\n';
    for (std::size_t sent = 0; sent < line.size();) {
        const ssize_t took = ::send(to, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (took < 0 && errno == EINTR) continue;
        if (took <= 0) return false;
        sent += static_cast<std::size_t>(took);
    }
    return true;
}

/// Same user, or root. The socket's permissions say so too; not every system heeds those.
bool may_command(int connection) {
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return false;
    return who.uid == ::geteuid() || who.uid == 0;
}

std::string to_line(const command_request& request) {
    json::array arguments(request.arguments.begin(), request.arguments.end());
    return json::serialize(
        json::object{{"arguments", std::move(arguments)}, {"input", request.input}});
}

std::string to_line(const command_reply& reply) {
    return json::serialize(
        json::object{{"code", reply.code}, {"out", reply.out}, {"err", reply.err}});
}

/// What is no request is none: only our own command writes them.
std::optional<command_request> to_request(const std::string& line) {
    try {
        const json::value read = json::parse(line);
        command_request request;
        for (const json::value& one : read.at("arguments").as_array())
            request.arguments.emplace_back(one.as_string());
        request.input = read.at("input").as_string();
        return request;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

std::optional<command_reply> to_reply(const std::string& line) {
    try {
        const json::value read = json::parse(line);
        return command_reply{.code = read.at("code").to_number<int>(),
                             .out = std::string(read.at("out").as_string()),
                             .err = std::string(read.at("err").as_string())};
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

void serve_one(int connection, const command_door::answer& answer) {
    ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (!may_command(connection)) return;
    const auto line = read_line(connection, command_door::request_bytes_max);
    const auto request = line ? to_request(*line) : std::nullopt;
    if (!request) return;
    // Whoever has gone by now has its command done all the same, as if it had been interrupted.
    static_cast<void>(write_line(connection, to_line(answer(*request))));
}

} // namespace

result<std::unique_ptr<command_door>, error> command_door::open(const std::string& path,
                                                                answer answered) {
    const auto address = address_of(path);
    if (!address)
        return unexpected(error{.code = errc::unsupported,
                                .message = path + " is longer than the name of a socket may be"});
    descriptor listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    descriptor ending(::eventfd(0, EFD_CLOEXEC));
    if (listening.get() < 0 || ending.get() < 0)
        return unexpected(failed("cannot make a socket", errno));
    ::unlink(path.c_str());
    const auto* raw = reinterpret_cast<const sockaddr*>(&*address);
    if (::bind(listening.get(), raw, sizeof *address) != 0 ||
        ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 || ::listen(listening.get(), 16) != 0)
        return unexpected(failed("cannot listen on " + path, errno));
    return std::unique_ptr<command_door>(
        new command_door(path, listening.release(), ending.release(), std::move(answered)));
}

command_door::command_door(std::string path, int listening, int ending, answer answered)
    : path_(std::move(path)),
      listening_(listening),
      ending_(ending),
      answer_(std::move(answered)),
      thread_([this] { run(); }) {}

command_door::~command_door() {
    const std::uint64_t now = 1;
    static_cast<void>(!::write(ending_, &now, sizeof now));
    thread_.join();
    ::unlink(path_.c_str());
    ::close(listening_);
    ::close(ending_);
}

void command_door::run() {
    pollfd either[] = {{.fd = listening_, .events = POLLIN, .revents = 0},
                       {.fd = ending_, .events = POLLIN, .revents = 0}};
    for (;;) {
        if (::poll(either, 2, -1) < 0 && errno != EINTR) return;
        if (either[1].revents != 0) return;
        if (either[0].revents == 0) continue;
        const descriptor connection(::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC));
        if (connection.get() >= 0) serve_one(connection.get(), answer_);
    }
}

result<command_reply, error> call_owner(const std::string& path, const command_request& request) {
    const auto nobody = [&path](const std::string& why) {
        return unexpected(error{.code = errc::unavailable,
                                .message = "no server answers on " + path + ": " + why,
                                .again = retry::in_doubt});
    };
    const auto address = address_of(path);
    if (!address) return nobody("the name is too long for a socket");
    const descriptor connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connection.get() < 0) return unexpected(failed("cannot make a socket", errno));
    const auto* raw = reinterpret_cast<const sockaddr*>(&*address);
    if (::connect(connection.get(), raw, sizeof *address) != 0)
        return nobody(std::system_category().message(errno));
    if (!write_line(connection.get(), to_line(request))) return nobody("it does not listen");
    const auto line = read_line(connection.get(), reply_bytes_max);
    auto reply = line ? to_reply(*line) : std::nullopt;
    if (!reply) return nobody("it ended without a reply");
    return std::move(*reply);
}

} // namespace timewright::hosting
