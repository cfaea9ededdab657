#include "server/server_log.hpp"

#include "server/command/printable.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace timewright::hosting {
namespace {

constexpr std::array<const char*, 4> names{"error", "warning", "info", "debug"};

std::string timestamp() {
    using namespace std::chrono;
    const auto now = system_clock::now();
    const std::time_t seconds = system_clock::to_time_t(floor<std::chrono::seconds>(now));
    const auto rest = duration_cast<milliseconds>(now - floor<std::chrono::seconds>(now)).count();
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900,
                  utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                  static_cast<int>(rest));
    return text;
}

std::string as_json(log_level level, std::string_view message, const std::vector<log_fact>& facts) {
    command::json_line line;
    line.add_text("time", timestamp())
        .add_text("level", names[static_cast<std::size_t>(level)])
        .add_text("message", message);
    for (const log_fact& fact : facts) {
        std::uint64_t number = 0;
        if (fact.is_number) {
            std::from_chars(fact.text.data(), fact.text.data() + fact.text.size(), number);
            line.add_number(fact.name, number);
        } else {
            line.add_text(fact.name, fact.text);
        }
    }
    return line.to_string();
}

std::string as_text(std::string_view message, const std::vector<log_fact>& facts) {
    std::string line = "timewright: " + command::printable(message);
    for (const log_fact& fact : facts)
        line += " " + std::string(fact.name) + "=" + command::printable(fact.text);
    return line + "\n";
}

} // namespace

void server_log::write(log_level level, std::string_view message,
                       const std::vector<log_fact>& facts) {
    if (!takes(level)) return;
    const std::string line = chosen_.format == log_format::json ? as_json(level, message, facts)
                                                                : as_text(message, facts);
    const std::lock_guard lock(mutex_);
    to_ << line << std::flush;
}

} // namespace timewright::hosting
