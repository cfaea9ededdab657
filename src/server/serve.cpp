#include "server/serve.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command_door.hpp"
#include "server/composition.hpp"
#include "server/database_address.hpp"
#include "server/demo.hpp"
#include "server/housekeeping.hpp"
#include "server/server_log.hpp"
#include "server/systemd.hpp"

#include <timewright/adapters/http/tls_certificates.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <thread>
#include <utility>

namespace timewright::command {
namespace {

using hosting::log_level;

bool is_loopback(const std::string& host) {
    return host == "::1" || host.compare(0, 4, "127.") == 0;
}

std::string address_of(const std::string& host, std::uint16_t port, bool secure = false) {
    const bool six = host.find(':') != std::string::npos;
    return (secure ? "https://" : "http://") + (six ? "[" + host + "]" : host) + ":" +
           std::to_string(port);
}

/// SIGINT, SIGTERM and SIGHUP, kept from every thread that is started while this lives, for wait().
class ending_signals {
  public:
    ending_signals() {
        sigemptyset(&awaited_);
        for (const int which : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&awaited_, which);
        pthread_sigmask(SIG_BLOCK, &awaited_, &before_);
        std::signal(SIGPIPE, SIG_IGN); // who went away is found out by the write
    }
    ~ending_signals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    ending_signals(const ending_signals&) = delete;
    ending_signals& operator=(const ending_signals&) = delete;

    /// Until it is time to end; each SIGHUP before calls reload(). From then on another signal ends the
    /// process.
    void wait(const std::function<void()>& reload) {
        int which = 0;
        while (sigwait(&awaited_, &which) == 0 && which == SIGHUP) reload();
        pthread_sigmask(SIG_UNBLOCK, &awaited_, nullptr);
    }

  private:
    sigset_t awaited_{};
    sigset_t before_{};
};

/// A connection is a descriptor; the usual soft limit of 1024 is less than we can serve.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// From the file, the environment and the options. Errors: what of them cannot be.
result<hosting::settings, error> gather(const serve_options& options) {
    std::vector<hosting::given_values> places;
    if (!options.config.empty()) {
        auto file = hosting::read_settings_file(options.config);
        if (!file) return unexpected(std::move(file).error());
        places.push_back(std::move(*file));
    }
    places.push_back(hosting::read_environment([](const char* name) { return std::getenv(name); }));
    hosting::given_values typed;
    for (const auto& [key, text] : options.given)
        if (!text.empty())
            typed.push_back({.key = key, .text = text, .origin = hosting::flag_of(key)});
    places.push_back(std::move(typed));
    return hosting::settings::make(places);
}

hosting::server_log::choice log_choice(const hosting::settings& chosen) {
    hosting::server_log::choice made;
    if (chosen.text("log.format") == "json") made.format = hosting::log_format::json;
    const std::string& level = chosen.text("log.level");
    if (level == "error") made.level = log_level::error;
    if (level == "warning") made.level = log_level::warning;
    if (level == "debug") made.level = log_level::debug;
    return made;
}

/// "10.0.0.1, 10.0.0.2"
std::vector<std::string> list_of(std::string_view text) {
    std::vector<std::string> made;
    while (!text.empty()) {
        std::string_view one = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), one.size() + 1));
        one.remove_prefix(std::min(one.size(), one.find_first_not_of(' ')));
        one.remove_suffix(one.size() - std::min(one.size(), one.find_last_not_of(' ') + 1));
        if (!one.empty()) made.emplace_back(one);
    }
    return made;
}

http::server_limits limits_of(const hosting::settings& chosen) {
    const auto count = [&](const char* key) {
        return static_cast<std::size_t>(chosen.number(key));
    };
    return {.connections = count("limits.connections"),
            .waiting_requests = count("limits.waiting_requests"),
            .connections_per_client = count("limits.connections_per_client"),
            .requests_per_second = static_cast<double>(chosen.number("limits.requests_per_second")),
            .requests_burst = static_cast<double>(chosen.number("limits.requests_burst")),
            .header_time = chosen.duration("limits.header_time"),
            .idle_time = chosen.duration("limits.idle_time"),
            .body_time = chosen.duration("limits.body_time"),
            .write_time = chosen.duration("limits.write_time"),
            .stop_time = chosen.duration("drain.time")};
}

hosting::workplace_options workplace_of(const hosting::settings& chosen,
                                        const std::string& database) {
    return {.database = database,
            .zoneinfo = chosen.text("zoneinfo"),
            .horizon = std::chrono::floor<std::chrono::days>(chosen.duration("booking.horizon")),
            .offer_lasts = chosen.duration("waitlist.offer_lasts"),
            .feed_retention = chosen.duration("feed.retention"),
            .cached = chosen.text("cache.use") == "yes",
            .redis = chosen.text("cache.redis")};
}

/// What listens where.
hosting::hosted_options ports_of(const hosting::settings& chosen,
                                 const hosting::inherited_sockets& handed_over) {
    hosting::hosted_options made;
    made.api = {.host = chosen.text("host"),
                .port = static_cast<std::uint16_t>(chosen.number("port")),
                .workers = static_cast<std::size_t>(chosen.number("limits.workers")),
                .limits = limits_of(chosen),
                .trusted_proxies = list_of(chosen.text("limits.trusted_proxies")),
                .listening_socket = handed_over.api};
    made.log_requests = chosen.text("log.requests") == "yes";
    made.feed.connections_max = static_cast<std::size_t>(chosen.number("feed.readers"));
    made.feed.heartbeat = chosen.duration("feed.heartbeat");
    made.hold_default = chosen.duration("hold.default");
    const auto port = chosen.number_or_off("management.port");
    if (!port) return made;
    made.management_may_fail = chosen.is_default("management.port");
    made.management = http::server_options{.host = chosen.text("management.host"),
                                           .port = static_cast<std::uint16_t>(*port),
                                           .workers = 2};
    made.management->limits.connections = 64;
    made.management->listening_socket = handed_over.management;
    return made;
}

struct addresses {
    std::string api{};
    std::string management{}; ///< empty: none
};

void print_ready(const addresses& where, bool as_json, bool with_demo, std::ostream& out) {
    if (as_json) {
        json_line said;
        said.add_text("ready", where.api);
        if (!where.management.empty()) said.add_text("management", where.management);
        out << said.to_string() << std::flush;
        return;
    }
    if (!where.management.empty()) out << "Health and metrics are on " << where.management << "\n";
    if (with_demo)
        for (const hosting::demo_login& login : hosting::demo_logins())
            out << "Demo login: " << login.email << "  password: " << login.password << "  ("
                << to_string(login.granted) << ")\n";
    out << "Timewright is ready on " << where.api << std::endl;
}

/// None: plain HTTP. Errors: those of the files, or one of two that is missing.
result<std::unique_ptr<http::tls_certificates>, error> load_certificates(
    const hosting::settings& chosen) {
    const std::string& certificate = chosen.text("tls.certificate");
    const std::string& key = chosen.text("tls.key");
    if (certificate.empty() && key.empty()) return std::unique_ptr<http::tls_certificates>();
    if (certificate.empty() || key.empty())
        return unexpected(invalid_input(
            certificate.empty() ? "--tls-key is there without --tls-certificate; TLS needs both"
                                : "--tls-certificate is there without --tls-key; TLS needs both"));
    return http::tls_certificates::load({.certificate = certificate, .key = key});
}

void reload(http::tls_certificates& certificates, hosting::server_log& log) {
    if (const auto done = certificates.reload(); !done)
        log.write(log_level::error, "the certificate cannot be read again, so the old one stays: " +
                                        to_string(done.error()));
    else
        log.write(log_level::info, "the certificate was read again");
}

/// What is removed or forgotten, how often, and what is said when that fails.
std::vector<hosting::housekeeping::duty> duties_of(hosting::workplace& over,
                                                   http::tls_certificates* certificates,
                                                   hosting::server_log& log) {
    using hosting::workplace;
    struct clearing {
        std::chrono::seconds every;
        result<std::size_t, error> (workplace::*clear)();
        const char* failure;
    };
    static constexpr clearing clearings[] = {
        {std::chrono::seconds(1), &workplace::sweep_holds, "expired holds cannot be removed"},
        {std::chrono::seconds(1), &workplace::forget_old_changes, "the feed cannot be shortened"},
        {std::chrono::minutes(1), &workplace::roll_frontiers,
         "rooms cannot be opened further ahead"},
        {std::chrono::hours(1), &workplace::sweep_sessions, "expired sessions cannot be removed"},
    };
    std::vector<hosting::housekeeping::duty> duties;
    for (const clearing& one : clearings)
        duties.push_back({.every = one.every, .work = [&over, &log, one] {
                              if (auto done = (over.*one.clear)(); !done)
                                  log.write(log_level::error, std::string(one.failure) + ": " +
                                                                  to_string(done.error()));
                          }});
    duties.push_back(
        {.every = std::chrono::seconds(1),
         .work = [&over, &log, told = std::uint64_t{0}]() mutable {
             const std::uint64_t alarms = over.guard_alarms();
             if (alarms == std::exchange(told, alarms)) return;
             log.write(log_level::error,
                       "ALARM: the database has refused " + std::to_string(alarms) +
                           " double bookings that had been let through; run `timewright doctor`");
         }});
    if (certificates != nullptr)
        duties.push_back({.every = std::chrono::seconds(1), .work = [certificates, &log] {
                              if (certificates->files_changed()) reload(*certificates, log);
                          }});
    return duties;
}

/// A server with other zone data than the meetings were worked out with means other instants by the
/// same words.
void tell_of_other_tzdata(const hosting::workplace& over, hosting::server_log& log) {
    if (over.tzdata().agrees_with(over.tzdata_in_force())) return;
    log.write(log_level::warning,
              "WARNING: the meetings in this database stand by tzdata " +
                  over.tzdata_in_force().version + ", and this server has " +
                  (over.tzdata().version == over.tzdata_in_force().version
                       ? "files of that name with other rules"
                       : over.tzdata().version) +
                  ": what it books can be an hour off, so it is not ready. Run `timewright retime "
                  "--apply` on the "
                  "database with the zone data that is to be used, and start every server with "
                  "that");
}

/// None on PostgreSQL, where commands write beside the server, or when there can be none.
std::unique_ptr<hosting::command_door> open_door(const std::string& database,
                                                 const serve_options& options,
                                                 hosting::workplace& over,
                                                 hosting::server_log& log) {
    if (hosting::is_postgres(database) || !options.run_command) return nullptr;
    auto opened = hosting::command_door::open(
        hosting::door_of(database),
        [&over, run = options.run_command](const hosting::command_request& asked) {
            std::istringstream in(asked.input);
            std::ostringstream out;
            std::ostringstream err;
            const int code = run(over, asked.arguments, in, out, err);
            return hosting::command_reply{code, std::move(out).str(), std::move(err).str()};
        });
    if (opened) return std::move(*opened);
    log.write(log_level::warning,
              "commands that write have to wait until this server ends: " + opened.error().message);
    return nullptr;
}

} // namespace

int run(const serve_options& options, std::ostream& out, std::ostream& err) {
    const auto chosen = gather(options);
    if (!chosen) return refuse(err, chosen.error());
    if (options.print_config) {
        out << (options.json ? chosen->to_json_lines() : chosen->to_toml());
        return exit_found;
    }
    const std::string& demo = chosen->text("demo");
    const std::string& host = chosen->text("host");
    if (!demo.empty() && !is_loopback(host))
        return refuse(err, invalid_input("--demo: its passwords are known to everybody, so it is "
                                         "served on this machine only; leave out --host"));
    const auto address = hosting::database_address(
        chosen->is_default("database") ? std::string() : chosen->text("database"));
    if (!address) return refuse(err, address.error());
    const auto certificates = load_certificates(*chosen);
    if (!certificates) return refuse(err, certificates.error());
    raise_descriptor_limit();
    ending_signals signals;
    hosting::server_log log(err, log_choice(*chosen));

    auto over = hosting::workplace::open(workplace_of(*chosen, *address));
    if (!over) return refuse(err, over.error());
    tell_of_other_tzdata(**over, log);
    bool with_demo = false;
    if (!demo.empty()) {
        const auto filled = hosting::fill_with_demo((*over)->desk(), (*over)->people(), demo);
        if (!filled) return refuse(err, filled.error());
        with_demo = *filled;
    }
    const auto handed_over =
        hosting::inherit_sockets([](const char* name) { return std::getenv(name); });
    if (!handed_over) return refuse(err, handed_over.error());
    hosting::hosted_options ports = ports_of(*chosen, *handed_over);
    ports.api.certificates = certificates->get();
    auto serving = hosting::hosted::start(**over, ports, log);
    if (!serving) return refuse(err, serving.error());
    const hosting::housekeeping keeping(duties_of(**over, certificates->get(), log));
    const auto door = open_door(*address, options, **over, log);
    addresses where{.api = address_of(host, (*serving)->port(), *certificates != nullptr)};
    if (const std::uint16_t port = (*serving)->management_port(); port != 0)
        where.management = address_of(ports.management->host, port);
    print_ready(where, options.json, with_demo, out);
    hosting::notify("READY=1");
    signals.wait([&] {
        if (*certificates) reload(**certificates, log);
    });
    hosting::notify("STOPPING=1");
    log.write(log_level::info, "ending: requests under way are finished");
    (*serving)->begin_draining();
    std::this_thread::sleep_for(chosen->duration("drain.delay"));
    serving->reset();
    return exit_found;
}

} // namespace timewright::command
