#include "server/systemd.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace timewright::hosting {
namespace {

constexpr int first_inherited = 3; // after standard input, output and error

std::optional<long> number_in(const char* text) {
    if (text == nullptr) return std::nullopt;
    long number = 0;
    const char* const end = text + std::strlen(text);
    const auto [stopped, ec] = std::from_chars(text, end, number);
    if (ec != std::errc() || stopped != end) return std::nullopt;
    return number;
}

/// The n-th of "a:b:c"; empty when there are fewer.
std::string_view name_of(std::string_view names, long n) {
    for (; n > 0; --n) {
        const std::size_t colon = names.find(':');
        if (colon == std::string_view::npos) return {};
        names.remove_prefix(colon + 1);
    }
    return names.substr(0, names.find(':'));
}

} // namespace

result<inherited_sockets, error> inherit_sockets(
    const std::function<const char*(const char*)>& variable) {
    const auto process = number_in(variable("LISTEN_PID"));
    const auto count = number_in(variable("LISTEN_FDS"));
    inherited_sockets made;
    if (process != static_cast<long>(::getpid()) || !count || *count <= 0) return made;
    const char* const names = variable("LISTEN_FDNAMES");
    for (long i = 0; i < *count; ++i) {
        const int descriptor = first_inherited + static_cast<int>(i);
        int& place =
            name_of(names == nullptr ? "" : names, i) == "management" ? made.management : made.api;
        if (i > 1 || place >= 0)
            return unexpected(invalid_input(
                "LISTEN_FDS: there is one socket for the API, and one that is called management "
                "(FileDescriptorName=management); more were handed over"));
        place = descriptor;
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
    return made;
}

void notify(std::string_view state) {
    const char* const where = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (where == nullptr || (*where != '/' && *where != '@')) return;
    const std::size_t length = std::strlen(where);
    if (length >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, where, length);
    if (*where == '@') address.sun_path[0] = '\0'; // an abstract name
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    ::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&address), size);
    ::close(descriptor);
}

} // namespace timewright::hosting
