// Goal: no interleaving, no lost, late or repeated request, no failing call and no moment of expiry
// makes a store lose, double or misjudge anything. Method: the simulator, in which a seed is a whole
// history, judged by the feed and some of it by porcupine. A seed that fails is printed, and kept in
// the file that TIMEWRIGHT_KEEP_SEEDS names; those of kept_seeds are replayed first.
// TIMEWRIGHT_SEEDS is how many histories, TIMEWRIGHT_SEED the first seed.
#include "linearizability/simulator.hpp"

#include "linearizability/history_lines.hpp"
#include "linearizability/judged.hpp"
#include "simulation/booking/broken_stores.hpp"

#include <timewright/storage/memory_store.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

namespace timewright::linearizability {
namespace {

constexpr dimensions simulated{
    .clients = 12, .calls_each = 440, .days = 6, .slots_a_day = 8, .groups_times = 1};
const scenario& played_by(std::uint64_t seed) {
    return seed % 2 == 0 ? scenarios.back() : scenarios.at(seed / 2 % scenarios.size());
}

void expect_right(std::uint64_t seed, std::size_t& calls) {
    const recording made = simulate<memory_store>(played_by(seed), seed, simulated);
    calls += made.told.calls.size();
    const auto wrong = find_fault(made.told, made.feed);
    if (!wrong) return;
    ADD_FAILURE() << "seed " << seed << ": " << *wrong;
    if (const char* file = std::getenv("TIMEWRIGHT_KEEP_SEEDS"))
        std::ofstream(file, std::ios::app) << seed << '\n';
}

TEST(Simulator, FindsNothingWrongWithKeptSeeds) {
    std::ifstream kept(TIMEWRIGHT_TESTS_DIR "/linearizability/kept_seeds");
    ASSERT_TRUE(kept);
    std::size_t calls = 0;
    std::size_t seeds = 0;
    for (std::string line; std::getline(kept, line);) {
        if (line.empty() || line.front() == '#') continue;
        expect_right(std::stoull(line), calls);
        ++seeds;
    }
    EXPECT_GT(seeds, 0U);
}

TEST(Simulator, FindsNothingWrongWithNewSeeds) {
    const std::uint64_t seeds = setting("TIMEWRIGHT_SEEDS", 24);
    const std::uint64_t first = setting("TIMEWRIGHT_SEED", 1);
    std::size_t calls = 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) expect_right(seed, calls);
    EXPECT_GE(calls, seeds * 5'000);
    std::cout << "| Simulator | " << seeds << " seeds | " << calls << " calls |\n";
}

TEST(Simulator, HasSmallHistoriesThatPorcupineAccepts) {
    std::vector<history> all;
    for (std::uint64_t seed = 1; seed <= 48; ++seed) {
        recording made =
            simulate<memory_store>(scenarios.at(seed % scenarios.size()), seed, simulated_small);
        EXPECT_EQ(find_fault(made.told, made.feed), std::nullopt) << name_of(made.told);
        all.push_back(std::move(made.told));
    }
    const verdict found = judge_by_porcupine(all);
    EXPECT_TRUE(found.linearizable) << found.said;
}

TEST(Simulator, RepeatsAHistoryFromItsSeed) {
    const auto lines_of = [](std::uint64_t seed) {
        std::ostringstream out;
        write_lines(simulate<memory_store>(scenarios.back(), seed, simulated_small).told, out);
        return out.str();
    };
    EXPECT_EQ(lines_of(7), lines_of(7));
    EXPECT_NE(lines_of(7), lines_of(8));
}

TEST(Simulator, CatchesAStoreThatChecksAndThenInsertsWithinTenSeeds) {
    const scenario& race = *find_scenario("plain race");
    int by_replay = 0;
    int by_porcupine = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const recording made =
            simulate<simulation::check_then_insert_store>(race, seed, simulated_small);
        by_replay += find_fault(made.told, made.feed) ? 1 : 0;
        by_porcupine += judge_by_porcupine({&made.told, 1}).linearizable ? 0 : 1;
    }
    EXPECT_GT(by_replay, 0);
    EXPECT_GT(by_porcupine, 0);
}

TEST(Simulator, CatchesStoresThatForgetOrDoNotKnowRetries) {
    const scenario& lossy = *find_scenario("lost replies");
    int forgetting = 0;
    int keyless = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const recording one = simulate<simulation::forgetting_store>(lossy, seed, simulated_small);
        forgetting += find_fault(one.told, one.feed) ? 1 : 0;
        const recording two = simulate<simulation::keyless_store>(lossy, seed, simulated_small);
        keyless += find_fault(two.told, two.feed) ? 1 : 0;
    }
    EXPECT_GT(forgetting, 0);
    EXPECT_GT(keyless, 0);
}

} // namespace
} // namespace timewright::linearizability
