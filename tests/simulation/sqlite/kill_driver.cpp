// The process that kill_test kills: many callers book in a loop on one file and print a line for
// every acknowledgement, after they have it and before they send the next request.
//
//     simulation_sqlite_kill_driver FILE FIRST_NUMBER...      (one first number for each caller)
#include "simulation/sqlite/kill_requests.hpp"

#include <timewright/adapters/sqlite/sqlite_store.hpp>

#include <unistd.h>

#include <cstdio>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace timewright;

/// One write of one short line: whole in the pipe, or not there.
bool print(const std::string& line) {
    return ::write(STDOUT_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

void book_for_ever(store& on, std::size_t caller, std::uint64_t number) {
    for (;; ++number) {
        const change asked = kill_simulation::make_request(caller, number);
        const auto answer = on.apply({&asked, 1});
        if (!answer) {
            print("error " + answer.error().message + "\n");
            std::_Exit(1);
        }
        const std::string line = std::to_string(caller) + " " + std::to_string(number) + " " +
                                 to_slug(answer->front().decided) + "\n";
        if (!print(line)) return; // the parent is gone
    }
}

} // namespace

int main(int argc, char** argv) {
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    if (arguments.size() != 2 + kill_simulation::callers) return 2;
    const system_clock clock;
    const auto database = sqlite_database::open({.path = arguments[1]}, clock);
    if (!database) {
        print("error " + database.error().message + "\n");
        return 1;
    }
    sqlite_store store(**database);
    const change users = kill_simulation::make_users();
    if (!store.apply({&users, 1})) return 1;
    std::vector<std::thread> threads;
    for (std::size_t caller = 0; caller < kill_simulation::callers; ++caller)
        threads.emplace_back(
            [&, caller] { book_for_ever(store, caller, std::stoull(arguments[2 + caller])); });
    for (std::thread& t : threads) t.join();
    return 0;
}
