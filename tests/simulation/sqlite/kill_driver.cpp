// The process that kill_test kills, on one file.
//
//     simulation_sqlite_kill_driver FILE FIRST_NUMBER...      (one first number for each caller)
#include "simulation/kill_driver.hpp"

#include <timewright/adapters/sqlite/sqlite_store.hpp>

#include <span>

int main(int argc, char** argv) {
    using namespace timewright;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    if (arguments.size() < 2) return 2;
    const system_clock clock;
    const auto database = sqlite_database::open({.path = arguments[1]}, clock);
    if (!database) {
        kill_simulation::print("error " + database.error().message + "\n");
        return 1;
    }
    sqlite_store store(**database);
    return kill_simulation::book_from(store, arguments.subspan(2), false);
}
