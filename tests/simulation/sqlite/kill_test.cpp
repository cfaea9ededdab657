// Goal: kill -9 at any moment loses nothing that was acknowledged, doubles nothing, and leaves no
// overlap. Method: a child process books with eight callers at once; the parent kills it after a
// random number of acknowledgements, opens the file itself and judges it; then the next child goes
// on with the same file. TIMEWRIGHT_KILL_ROUNDS sets the rounds, TIMEWRIGHT_SEED the seed.
#include "simulation/kill_judge.hpp"
#include "temporary_directory.hpp"

#include <timewright/adapters/sqlite/sqlite_store.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace timewright::kill_simulation {
namespace {

TEST(KillSimulation, LosesNothingThatWasAcknowledged) {
    const std::uint64_t rounds = setting("TIMEWRIGHT_KILL_ROUNDS", 15);
    const std::uint64_t seed = setting("TIMEWRIGHT_SEED", 20261123);
    std::mt19937_64 random(seed);
    const system_clock clock;
    const temporary_directory files;
    kill_judge judge;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        SCOPED_TRACE("round " + std::to_string(round) + ", seed " + std::to_string(seed));
        std::vector<std::string> words{KILL_DRIVER, files.file().string()};
        for (const std::string& word : judge.next_words()) words.push_back(word);
        driver booking(words);
        booking.read_until(1 + random() % 400);
        ASSERT_NO_FATAL_FAILURE(judge.note(booking.kill()));
        const auto database = sqlite_database::open({.path = files.file()}, clock);
        ASSERT_TRUE(database) << database.error().message;
        sqlite_store store(**database);
        ASSERT_NO_FATAL_FAILURE(judge.judge(store));
        if (testing::Test::HasFailure()) return;
    }
    std::cout << "| Sqlite killed | " << rounds << " rounds | " << judge.answers() << " answers, "
              << judge.settled_as_done() << " effects of requests that died unanswered |\n";
}

} // namespace
} // namespace timewright::kill_simulation
