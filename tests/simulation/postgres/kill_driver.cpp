// The process that kill_test kills, on one schema. It outlives the death of its database: what is in
// doubt then it sends again with its key.
//
//     simulation_postgres_kill_driver CONNECTION SCHEMA FIRST_NUMBER...
#include "simulation/kill_driver.hpp"

#include <timewright/adapters/postgres/postgres_store.hpp>

#include <span>

int main(int argc, char** argv) {
    using namespace timewright;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    if (arguments.size() < 3) return 2;
    const auto database = postgres_database::open(
        {.connection = arguments[1], .schema = arguments[2], .writing_connections = 2});
    if (!database) {
        kill_simulation::print("error " + database.error().message + "\n");
        return 1;
    }
    postgres_store store(**database);
    return kill_simulation::book_from(store, arguments.subspan(3), true);
}
