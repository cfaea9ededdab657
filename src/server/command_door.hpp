/// @file
/// command_door: how a command reaches the server that owns its SQLite file.
///
/// The owner listens on a local socket beside the file, FILE.sock, which only the same user can open.
/// A request is a line of JSON, {"arguments": [...], "input": "..."}, and so is its reply, {"code": 0,
/// "out": "...", "err": "..."}; then the connection ends. One request at a time: they are rare.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace timewright::hosting {

struct command_request {
    std::vector<std::string> arguments{}; ///< without the program's name
    std::string input{};                  ///< what stands on standard input
};

struct command_reply {
    int code = 0;
    std::string out{};
    std::string err{};
};

/// Where the owner of a SQLite file listens.
[[nodiscard]] inline std::string door_of(const std::string& database) { return database + ".sock"; }

class command_door {
  public:
    using answer = std::function<command_reply(const command_request&)>;

    static constexpr std::size_t request_bytes_max = 65'536;

    /// Replaces what a server that was killed has left. Precondition: the caller owns the database.
    /// Errors: unsupported when the path is too long for a socket (107 bytes), io.
    [[nodiscard]] static result<std::unique_ptr<command_door>, error> open(const std::string& path,
                                                                           answer answered);
    ~command_door(); ///< answers the request under way
    command_door(const command_door&) = delete;
    command_door& operator=(const command_door&) = delete;

  private:
    command_door(std::string path, int listening, int ending, answer answered);
    void run();

    const std::string path_;
    const int listening_;
    const int ending_; ///< readable when it is time to end
    const answer answer_;
    std::thread thread_;
};

/// Errors: unavailable when nobody listens there, or who does ends without a reply.
[[nodiscard]] result<command_reply, error> call_owner(const std::string& path,
                                                      const command_request& request);

} // namespace timewright::hosting
