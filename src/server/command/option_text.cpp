#include "server/command/option_text.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/printable.hpp"

#include <timewright/time/civil.hpp>

#include <utility>

namespace timewright::command {

int refuse(std::ostream& err, const error& why) {
    err << "timewright: " << printable(to_string(why)) << "\n";
    return exit_bad_input;
}

error about(std::string_view option, error why) {
    why.message = std::string(option) + ": " + why.message;
    return why;
}

result<sys_seconds, error> read_instant(std::string_view option, std::string_view text) {
    auto instant = parse_rfc3339(text);
    if (!instant) return unexpected(about(option, std::move(instant).error()));
    return *instant;
}

result<interval, error> read_window(std::string_view from, std::string_view to) {
    const auto start = read_instant("--from", from);
    if (!start) return unexpected(start.error());
    const auto end = read_instant("--to", to);
    if (!end) return unexpected(end.error());
    if (*end <= *start)
        return unexpected(invalid_input("--to: " + to_rfc3339(*end) + " is not after --from " +
                                        to_rfc3339(*start) + "; a window has a length"));
    return interval(*start, *end);
}

result<std::chrono::seconds, error> read_exact_duration(std::string_view option,
                                                        std::string_view text) {
    const auto length = parse_duration(text);
    if (!length) return unexpected(about(option, length.error()));
    const std::chrono::seconds nominal = std::chrono::days(length->days) + length->time;
    if (nominal <= std::chrono::seconds(0))
        return unexpected(about(option, invalid_input("it must be longer than zero, as in PT45M")));
    if (!length->is_exact())
        return unexpected(about(
            option, invalid_input("a day is not always 24 hours long; write hours and minutes, "
                                  "as in " +
                                  to_iso(civil_duration{.time = nominal}))));
    return length->time;
}

result<zone_registry, error> open_zones(const std::string& zoneinfo) {
    auto zones = zoneinfo.empty() ? zone_registry::system() : zone_registry::open(zoneinfo);
    if (!zones && !zoneinfo.empty())
        return unexpected(about("--zoneinfo", std::move(zones).error()));
    return zones;
}

result<zone, error> read_zone(const zone_registry& zones, std::string_view option,
                              std::string_view name) {
    auto found = zones.find(name);
    if (found) return found;
    if (auto by_windows = zones.find_windows(name)) return by_windows;
    return unexpected(about(option, std::move(found).error()));
}

} // namespace timewright::command
