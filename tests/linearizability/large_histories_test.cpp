// Goal: the same for histories of any length: nothing acknowledged is lost, nothing takes effect twice,
// nobody is refused without a reason. Method: many clients for thousands of calls on every store,
// judged in linear time by the feed. TIMEWRIGHT_SEEDS is how many histories a store, TIMEWRIGHT_SEED
// the first seed.
#include "linearizability/judged.hpp"
#include "linearizability/tested_stores.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace timewright::linearizability {
namespace {

struct tried {
    std::string name;
    std::function<std::unique_ptr<tested_store>()> make;
};

class LargeHistories : public testing::TestWithParam<tried> {};

TEST_P(LargeHistories, AreWhatTheFeedTells) {
    const std::uint64_t seeds = setting("TIMEWRIGHT_SEEDS", 1);
    const std::uint64_t first = setting("TIMEWRIGHT_SEED", 1);
    std::unique_ptr<tested_store> kept;
    std::size_t calls = 0;
    std::size_t applied = 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        if ((seed - first) % 20 == 0) kept.reset(); // a store of its own for some
        if (!kept) kept = GetParam().make();
        // Every second one is everything at once, the others go through the scenarios.
        const scenario& plays =
            seed % 2 == 0 ? scenarios.back() : scenarios.at(seed / 2 % scenarios.size());
        const recording made = kept->record(plays, seed, large_history);
        EXPECT_GE(made.told.calls.size(), 5'000U);
        calls += made.told.calls.size();
        applied += made.feed.size();
        if (const auto wrong = find_fault(made.told, made.feed, made.order)) {
            ADD_FAILURE() << name_of(made.told) << ": " << *wrong << "; kept in "
                          << keep(made.told);
            return;
        }
    }
    std::cout << "| " << GetParam().name << " | " << seeds << " seeds | " << calls << " calls | "
              << applied << " applied |\n";
}

std::vector<tried> all_stores() {
    std::vector<tried> all{{"Memory", make_memory}, {"Sqlite", make_sqlite}};
#ifdef TIMEWRIGHT_POSTGRES_PROGRAMS
    all.push_back({"PostgresThreeProcesses", [] { return make_postgres(3); }});
#endif
    return all;
}

INSTANTIATE_TEST_SUITE_P(Of, LargeHistories, testing::ValuesIn(all_stores()),
                         [](const auto& one) { return one.param.name; });

} // namespace
} // namespace timewright::linearizability
