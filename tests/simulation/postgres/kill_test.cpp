// Goal: kill -9 of the database, and of a process that books, at any moment loses nothing that was
// acknowledged, doubles nothing, and leaves no overlap. Method: a child process books with eight
// callers at once; after a random number of acknowledgements the whole server, or one of its
// processes, is killed and comes back; the child goes on, and is killed itself; the parent judges
// with a store of its own. TIMEWRIGHT_KILL_ROUNDS sets the rounds, TIMEWRIGHT_SEED the seed.
#include "conformance/postgres_cluster.hpp"
#include "simulation/kill_judge.hpp"

#include <timewright/adapters/postgres/postgres_store.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace timewright::kill_simulation {
namespace {

using conformance::postgres_cluster;

TEST(PostgresKillSimulation, LosesNothingThatWasAcknowledged) {
    const std::uint64_t rounds = setting("TIMEWRIGHT_KILL_ROUNDS", 4);
    const std::uint64_t seed = setting("TIMEWRIGHT_SEED", 20261123);
    std::mt19937_64 random(seed);
    postgres_cluster& cluster = postgres_cluster::running();
    const std::string schema = postgres_cluster::fresh_schema();
    kill_judge judge;
    int servers = 0;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        SCOPED_TRACE("round " + std::to_string(round) + ", seed " + std::to_string(seed));
        std::vector<std::string> words{KILL_DRIVER, cluster.connection(), schema};
        for (const std::string& word : judge.next_words()) words.push_back(word);
        driver booking(words);
        const std::size_t before = 1 + random() % 100;
        booking.read_until(before);
        if (round % 2 == 0) {
            cluster.kill_and_restart();
            ++servers;
            booking.read_until(before + 1 + random() % 100);
        }
        ASSERT_NO_FATAL_FAILURE(judge.note(booking.kill()));
        const auto database = conformance::open_postgres({.connection = {}, .schema = schema});
        postgres_store store(*database);
        ASSERT_NO_FATAL_FAILURE(judge.judge(store));
        EXPECT_EQ(database->guard_alarms(), 0U);
        if (testing::Test::HasFailure()) return;
    }
    std::cout << "| Postgres killed | " << rounds << " rounds, " << servers
              << " of them the server too | " << judge.answers() << " answers, "
              << judge.settled_as_done() << " effects of requests that died unanswered |\n";
}

} // namespace
} // namespace timewright::kill_simulation
