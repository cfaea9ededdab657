// The table itself.
#include "server/settings.hpp"

#include <array>

namespace timewright::hosting {
namespace {

constexpr std::int64_t hour = 3'600;
constexpr std::int64_t day = 24 * hour;

constexpr setting text(std::string_view key, std::string_view otherwise, std::string_view shape,
                       std::string_view help) {
    return {.key = key, .otherwise = otherwise, .shape = shape, .help = help};
}

constexpr setting secret(std::string_view key, std::string_view otherwise, std::string_view shape,
                         std::string_view help) {
    return {.key = key, .otherwise = otherwise, .shape = shape, .help = help, .secret = true};
}

constexpr setting number(std::string_view key, std::string_view otherwise, std::int64_t least,
                         std::int64_t most, std::string_view help) {
    return {.key = key,
            .kind = setting_kind::number,
            .otherwise = otherwise,
            .shape = "N",
            .help = help,
            .least = least,
            .most = most};
}

constexpr setting duration(std::string_view key, std::string_view otherwise, std::int64_t least,
                           std::int64_t most, std::string_view help) {
    return {.key = key,
            .kind = setting_kind::duration,
            .otherwise = otherwise,
            .shape = "DURATION",
            .help = help,
            .least = least,
            .most = most};
}

constexpr setting choice(std::string_view key, std::string_view otherwise,
                         std::span<const std::string_view> choices, std::string_view help) {
    return {.key = key,
            .kind = setting_kind::choice,
            .otherwise = otherwise,
            .shape = "WORD",
            .help = help,
            .choices = choices};
}

constexpr std::array<std::string_view, 2> log_formats{"text", "json"};
constexpr std::array<std::string_view, 4> log_levels{"error", "warning", "info", "debug"};
constexpr std::array<std::string_view, 2> yes_or_no{"no", "yes"};

constexpr std::array table{
    text("host", "127.0.0.1", "ADDRESS", "Where the API and the pages listen."),
    number("port", "8080", 0, 65'535, "Their port; 0: any that is free."),
    secret("database", "~/.local/share/timewright/timewright.db", "FILE|DSN",
           "A SQLite file, or postgresql://...; created when it is not there."),
    text("demo", "", "DIR", "Fill an empty database with people and rooms from these calendars."),
    text("zoneinfo", "", "DIR", "Read this zone database, not the system's."),

    choice("cache.use", "yes", yes_or_no,
           "On PostgreSQL: keep calendars of a few days, so that they need not be loaded for each "
           "question. Answers are the same."),
    secret("cache.redis", "", "redis://...",
           "Keep them in this Redis, which servers share; empty: each server in its own memory."),

    text("management.host", "127.0.0.1", "ADDRESS",
         "Where health, metrics and info listen. They ask nobody who they are."),
    setting{.key = "management.port",
            .kind = setting_kind::number_or_off,
            .otherwise = "9090",
            .shape = "N|off",
            .help = "Their port; 0: any that is free. Left at the default, the server does without "
                    "when it is taken, and says so.",
            .least = 0,
            .most = 65'535},

    text("tls.certificate", "", "FILE",
         "Speak TLS on the API's port, with this certificate (PEM: the server's own first, then "
         "those "
         "that lead to the root). Read again on SIGHUP and when it changes."),
    text("tls.key", "", "FILE", "The certificate's key (PEM, not encrypted)."),

    choice("log.format", "text", log_formats, "Of what it says on standard error."),
    choice("log.level", "info", log_levels, "The least important that is said."),
    choice("log.requests", "no", yes_or_no,
           "A line, of the level info, for each request: its id, route, status and time."),

    duration("drain.delay", "PT0S", 0, hour,
             "Between SIGTERM and the end of accepting: it says that it is not ready, and load "
             "balancers have time to notice."),
    duration("drain.time", "PT10S", 1, hour, "For requests under way to be answered after that."),

    duration("booking.horizon", "P400D", day, 3'650 * day,
             "How far ahead rooms and resources can be booked, in whole days."),
    duration("hold.default", "PT10M", 1, hour,
             "How long a hold lasts that does not say so itself."),
    duration("waitlist.offer_lasts", "PT15M", 1, 7 * day,
             "How long whoever waited has to confirm what was freed."),
    duration("feed.retention", "P30D", hour, 3'650 * day,
             "How long the feed of changes is kept; who reads from further back loads anew."),
    number("feed.readers", "2000", 1, 100'000, "WebSockets open at the same time."),
    duration("feed.heartbeat", "PT15S", 1, hour, "How often a WebSocket is told that it lives."),

    number("limits.connections", "1024", 1, 100'000,
           "Connections open at the same time; beyond, the longest idle one ends for the next."),
    number("limits.waiting_requests", "1024", 1, 1'000'000,
           "Requests that wait for a worker; beyond, they are answered 503."),
    number("limits.workers", "32", 1, 1'024, "Requests that are worked on at the same time."),
    number("limits.connections_per_client", "0", 0, 100'000,
           "Of these, connections from one address; beyond, they are answered 429. 0: as many as "
           "all."),
    number("limits.requests_per_second", "0", 0, 1'000'000,
           "Requests from one address, over time; beyond, they are answered 429 with Retry-After. "
           "0: as "
           "many as come."),
    number("limits.requests_burst", "100", 1, 1'000'000,
           "Of these, requests at once, after a pause."),
    text("limits.trusted_proxies", "", "ADDRESSES",
         "Proxies, with commas between, that are believed for whom they ask (X-Forwarded-For) and "
         "whether over TLS (X-Forwarded-Proto). Limits are then the client's, not the proxy's."),
    duration("limits.header_time", "PT10S", 1, hour, "For the header of a request to come."),
    duration("limits.body_time", "PT1M", 1, hour, "For its body to come."),
    duration("limits.write_time", "PT1M", 1, hour, "For its answer to be taken."),
    duration("limits.idle_time", "PT1M", 1, day, "A connection may wait for its next request."),
};

} // namespace

std::span<const setting> all_settings() { return table; }

} // namespace timewright::hosting
