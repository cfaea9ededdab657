// A process of clients: connects, says that it is ready, waits for the end of its input, lets its
// clients run, and writes what they were told.
#include "linearizability/history_lines.hpp"
#include "linearizability/process.hpp"

#include <timewright/adapters/postgres/postgres_store.hpp>

#include <unistd.h>

#include <fstream>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    using namespace timewright;
    using namespace timewright::linearizability;
    const process_task task =
        process_task::from_words(std::vector<std::string>(argv + 1, argv + argc));
    shared_clock present(task.clock, first_day);
    auto database = postgres_database::open({.connection = task.connection,
                                             .schema = task.schema,
                                             .writing_connections = 2,
                                             .present = &present});
    if (!database) {
        std::cerr << database.error().message << '\n';
        return 1;
    }
    postgres_store kept(**database);
    const scenario* plays = find_scenario(task.scenario);
    if (plays == nullptr || ::write(STDOUT_FILENO, "r", 1) != 1) return 1;
    char ignored = 0;
    if (::read(STDIN_FILENO, &ignored, 1) != 0) return 1;
    client_run run(kept, present, *plays, task.in, task.options);
    std::ofstream out(task.told);
    write_lines({.store = "postgres",
                 .scenario = task.scenario,
                 .seed = task.options.seed,
                 .organization = task.in.organization,
                 .calls = run.run()},
                out);
    return out ? 0 : 1;
}
