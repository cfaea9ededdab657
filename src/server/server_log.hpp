/// @file
/// server_log: what a server says while it runs, a line each, as text for people or JSON for programs.
///
///     {"time":"2026-11-23T09:00:00.123Z","level":"info","message":"...","requestId":"..."}
///
/// Nothing secret or personal belongs in it: routes and not addresses, ids of requests and not people.
#pragma once

#include "server/command/json_line.hpp"

#include <cstdint>
#include <functional>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timewright::hosting {

enum class log_level : std::uint8_t { error, warning, info, debug };
enum class log_format : std::uint8_t { text, json };

/// A name and what belongs to it; numbers are written without quotes.
struct log_fact {
    std::string_view name;
    std::string text{};
    bool is_number = false;
};

class server_log {
  public:
    struct choice {
        log_format format = log_format::text;
        log_level level = log_level::info;
    };

    /// The stream must outlive it.
    server_log(std::ostream& to, choice chosen) : to_(to), chosen_(chosen) {}

    [[nodiscard]] bool takes(log_level level) const noexcept { return level <= chosen_.level; }

    /// One line, whole, from any thread; nothing when the level is not wanted.
    void write(log_level level, std::string_view message, const std::vector<log_fact>& facts = {});

  private:
    std::ostream& to_;
    const choice chosen_;
    std::mutex mutex_;
};

} // namespace timewright::hosting
