#include "server/serve.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"
#include "server/command_door.hpp"
#include "server/composition.hpp"
#include "server/database_address.hpp"
#include "server/demo.hpp"
#include "server/housekeeping.hpp"

#include <sys/resource.h>

#include <charconv>
#include <csignal>
#include <memory>
#include <mutex>
#include <sstream>
#include <utility>

namespace timewright::command {
namespace {

bool is_loopback(const std::string& host) {
    return host == "::1" || host.compare(0, 4, "127.") == 0;
}

std::string address_of(const std::string& host, std::uint16_t port) {
    const bool six = host.find(':') != std::string::npos;
    return "http://" + (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

/// SIGINT and SIGTERM, kept from every thread that is started while this lives, for wait().
class ending_signals {
  public:
    ending_signals() {
        sigemptyset(&both_);
        sigaddset(&both_, SIGINT);
        sigaddset(&both_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &both_, &before_);
        std::signal(SIGPIPE, SIG_IGN); // who went away is found out by the write
    }
    ~ending_signals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    ending_signals(const ending_signals&) = delete;
    ending_signals& operator=(const ending_signals&) = delete;

    /// Until one comes. From then on another one ends the process.
    void wait() {
        int which = 0;
        sigwait(&both_, &which);
        pthread_sigmask(SIG_UNBLOCK, &both_, nullptr);
    }

  private:
    sigset_t both_{};
    sigset_t before_{};
};

/// A connection is a descriptor; the usual soft limit of 1024 is less than we can serve.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// One line each, whole, from any thread.
class error_log {
  public:
    explicit error_log(std::ostream& to) : to_(to) {}
    void operator()(const std::string& text) {
        const std::lock_guard lock(mutex_);
        to_ << "timewright: " << printable(text) << std::endl;
    }

  private:
    std::ostream& to_;
    std::mutex mutex_;
};

constexpr const char* management_host = "127.0.0.1";

/// What listens where. Errors: a management port that is none.
result<hosting::hosted_options, error> ports_of(const serve_options& options) {
    hosting::hosted_options made{.api = {.host = options.host, .port = options.port}};
    if (options.management_port == "off") return made;
    made.management_may_fail = options.management_port.empty();
    std::uint16_t port = 9090;
    if (!made.management_may_fail) {
        const std::string& text = options.management_port;
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
        if (ec != std::errc() || end != text.data() + text.size())
            return unexpected(invalid_input("--management-port: \"" + text +
                                            "\" is no port; give a number up to 65535 or off"));
    }
    made.management = http::server_options{.host = management_host, .port = port, .workers = 2};
    made.management->limits.connections = 64;
    return made;
}

void print_ready(const serve_options& options, const std::string& address, std::uint16_t management,
                 bool with_demo, std::ostream& out) {
    const std::string managed =
        management == 0 ? std::string() : address_of(management_host, management);
    if (options.json) {
        json_line said;
        said.add_text("ready", address);
        if (!managed.empty()) said.add_text("management", managed);
        out << said.to_string() << std::flush;
        return;
    }
    if (!managed.empty()) out << "Health and metrics are on " << managed << "\n";
    if (with_demo)
        for (const hosting::demo_login& login : hosting::demo_logins())
            out << "Demo login: " << login.email << "  password: " << login.password << "  ("
                << to_string(login.granted) << ")\n";
    out << "Timewright is ready on " << address << std::endl;
}

/// What is removed or forgotten, how often, and what is said when that fails.
std::vector<hosting::housekeeping::duty> duties_of(hosting::workplace& over, error_log& log) {
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
                                  log(std::string(one.failure) + ": " + to_string(done.error()));
                          }});
    duties.push_back(
        {.every = std::chrono::seconds(1),
         .work = [&over, &log, told = std::uint64_t{0}]() mutable {
             const std::uint64_t alarms = over.guard_alarms();
             if (alarms == std::exchange(told, alarms)) return;
             log("ALARM: the database has refused " + std::to_string(alarms) +
                 " double bookings that had been let through; run `timewright doctor`");
         }});
    return duties;
}

/// None on PostgreSQL, where commands write beside the server, or when there can be none.
std::unique_ptr<hosting::command_door> open_door(const std::string& database,
                                                 const serve_options& options,
                                                 hosting::workplace& over, error_log& log) {
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
    log("commands that write have to wait until this server ends: " + opened.error().message);
    return nullptr;
}

} // namespace

int run(const serve_options& options, std::ostream& out, std::ostream& err) {
    if (!options.demo.empty() && !is_loopback(options.host))
        return refuse(err, invalid_input("--demo: its passwords are known to everybody, so it is "
                                         "served on this machine only; leave out --host"));
    const auto address = hosting::database_address(options.database);
    if (!address) return refuse(err, address.error());
    raise_descriptor_limit();
    ending_signals signals;
    error_log log(err);

    auto over = hosting::workplace::open({.database = *address, .zoneinfo = options.zoneinfo});
    if (!over) return refuse(err, over.error());
    bool with_demo = false;
    if (!options.demo.empty()) {
        const auto filled =
            hosting::fill_with_demo((*over)->desk(), (*over)->people(), options.demo);
        if (!filled) return refuse(err, filled.error());
        with_demo = *filled;
    }
    const auto ports = ports_of(options);
    if (!ports) return refuse(err, ports.error());
    auto serving =
        hosting::hosted::start(**over, *ports, [&log](const std::string& text) { log(text); });
    if (!serving) return refuse(err, serving.error());
    const hosting::housekeeping keeping(duties_of(**over, log));
    const auto door = open_door(*address, options, **over, log);
    print_ready(options, address_of(options.host, (*serving)->port()),
                (*serving)->management_port(), with_demo, out);
    signals.wait();
    serving->reset();
    return exit_found;
}

} // namespace timewright::command
