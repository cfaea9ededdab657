#include "conformance/postgres_cluster.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <sstream>
#include <thread>
#include <vector>

/// libpqxx 6.4 does not free the answer that libpq makes up where a connection was lost, some 2 KB each
/// time: the address sanitizer's leak check is told, and still looks at everything else.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { // NOLINT(bugprone-reserved-identifier)
    return "leak:libpqxx";
}

namespace timewright::conformance {

namespace {

[[noreturn]] void give_up(const std::string& why, const std::string& log) {
    std::cerr << why << "; see " << log << '\n';
    std::abort();
}

/// PostgreSQL refuses to be run by root.
const passwd* unprivileged() { return ::geteuid() == 0 ? ::getpwnam("nobody") : nullptr; }

/// Runs a program of PostgreSQL's, which ends when the test does.
pid_t start(std::vector<std::string> words, const std::string& log) {
    words[0] = std::string(TIMEWRIGHT_POSTGRES_PROGRAMS) + "/" + words[0];
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const passwd* user = unprivileged();
    const pid_t child = ::fork();
    if (child != 0) return child;
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (out < 0) ::_exit(126);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    if (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
        ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT); // after the change of user, which resets it
    if (::chdir("/") != 0) ::_exit(126);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

/// The processes whose parent this one is. The parent's id follows the name, in brackets, and state.
std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> children;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream file(entry.path() / "stat");
        std::string text;
        std::getline(file, text);
        std::istringstream after(text.substr(std::min(text.size(), text.rfind(')') + 1)));
        std::string state;
        pid_t its_parent = 0;
        if (after >> state >> its_parent && its_parent == parent)
            children.push_back(static_cast<pid_t>(std::stol(name)));
    }
    return children;
}

} // namespace

postgres_cluster& postgres_cluster::running() {
    static postgres_cluster cluster;
    return cluster;
}

postgres_cluster::postgres_cluster() {
    const std::string data = (directory_.path() / "data").string();
    const std::string log = (directory_.path() / "log").string();
    if (const passwd* user = unprivileged())
        if (::chown(directory_.path().c_str(), user->pw_uid, user->pw_gid) != 0)
            give_up("the temporary directory cannot be given to nobody", log);
    int status = 0;
    const pid_t made = start({"initdb", "--pgdata", data, "--username", "timewright", "--auth",
                              "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"},
                             log);
    if (::waitpid(made, &status, 0) != made || status != 0) give_up("initdb failed", log);
    start_server();
}

void postgres_cluster::start_server() {
    const std::string log = (directory_.path() / "log").string();
    const auto start_it = [&] {
        return start({"postgres", "-D", (directory_.path() / "data").string(), "-k",
                      directory_.path().string(), "-c", "listen_addresses=", "-c", "fsync=off",
                      "-c", "full_page_writes=off", "-c", "autovacuum=off", "-c",
                      "max_connections=60", "-c", "shared_buffers=32MB"},
                     log);
    };
    server_ = start_it();
    for (int starts = 1;;) {
        try {
            const pqxx::connection ready(connection());
            return;
        } catch (const pqxx::broken_connection&) { // it is not ready yet
            int status = 0;
            if (::waitpid(server_, &status, WNOHANG) == server_) {
                // What is left of one that was killed may still hold its memory for a moment.
                if (++starts > 100) give_up("no server starts", log);
                server_ = start_it();
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
}

void postgres_cluster::kill_and_restart() {
    const std::vector<pid_t> children = children_of(server_);
    ::kill(server_, SIGKILL);
    for (const pid_t child : children) ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(server_, &status, 0);
    start_server();
}

postgres_cluster::~postgres_cluster() {
    ::kill(server_, SIGQUIT);
    int status = 0;
    ::waitpid(server_, &status, 0);
}

std::string postgres_cluster::connection() const {
    return "host=" + directory_.path().string() + " dbname=postgres user=timewright";
}

std::string postgres_cluster::fresh_schema() {
    static std::atomic<int> last = 0;
    return "test_" + std::to_string(++last);
}

bystander::bystander(const std::string& schema)
    : connection_(std::make_unique<pqxx::connection>(postgres_cluster::running().connection())) {
    run("SET client_min_messages = error; SET search_path = " + schema + ", public");
}

pqxx::result bystander::run(const std::string& sql) {
    pqxx::nontransaction plain(*connection_);
    return plain.exec(sql);
}

std::string bystander::ask(const std::string& sql) {
    // Within a transaction the server would show its activity as it was when first looked at.
    const pqxx::result rows = run("SELECT pg_stat_clear_snapshot(); " + sql);
    return rows.empty() ? std::string() : std::string(rows[0][0].c_str());
}

void bystander::wait_for(const std::string& sql, const std::string& answer) {
    while (ask(sql) != answer) std::this_thread::yield();
}

std::unique_ptr<postgres_database> open_postgres(postgres_options options) {
    options.connection = postgres_cluster::running().connection() +
                         (options.connection.empty() ? "" : " " + options.connection);
    auto opened = postgres_database::open(options);
    if (!opened) {
        ADD_FAILURE() << opened.error().message;
        std::abort();
    }
    return std::move(*opened);
}

} // namespace timewright::conformance
