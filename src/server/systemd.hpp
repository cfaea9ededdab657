/// @file
/// systemd: what systemd and a service say to each other (sd_listen_fds(3), sd_notify(3)).
///
/// The protocols are a few variables and datagrams, so that no library is needed for them; without
/// systemd there are no such variables, and nothing happens.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace timewright::hosting {

/// Sockets that were opened for us; -1: none.
struct inherited_sockets {
    int api = -1;
    int management = -1;
};

/// From LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES, if they are meant for this process: the socket of the
/// name "management" (FileDescriptorName=) is for management, the other one for the API. They are not
/// passed on to programs that we start. Errors: invalid_input when there are more.
[[nodiscard]] result<inherited_sockets, error> inherit_sockets(
    const std::function<const char*(const char*)>& variable);

/// Tells whoever NOTIFY_SOCKET names: "READY=1", "STOPPING=1", "STATUS=...". Nobody: nothing.
void notify(std::string_view state);

} // namespace timewright::hosting
