// Goal: whatever clients are told while they race is what they would be told one after the other.
// Method: small histories of every scenario on every store, judged twice: by porcupine against a
// model of its own (judge/), and by the feed (replay_judge.hpp). Both must refuse what a store does
// that checks and then inserts, and accept the same store while nobody races.
// TIMEWRIGHT_HISTORIES is how many a store, TIMEWRIGHT_SEED the first seed.
#include "linearizability/judged.hpp"
#include "linearizability/tested_stores.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace timewright::linearizability {
namespace {

/// Judges many at once: starting the judge costs more than judging one.
class small_histories {
  public:
    void add(recording made) {
        calls_ += made.told.calls.size();
        ++histories_;
        if (const auto wrong = find_fault(made.told, made.feed, made.order))
            ADD_FAILURE() << name_of(made.told) << ": " << *wrong << "; kept in "
                          << keep(made.told);
        count(made.told);
        waiting_.push_back(std::move(made.told));
        if (waiting_.size() == 64) judge();
    }
    void judge() {
        const verdict found = judge_by_porcupine(waiting_);
        if (!found.linearizable) {
            for (const history& one : waiting_)
                if (found.said.find(", seed " + std::to_string(one.seed) + ":") !=
                    std::string::npos)
                    std::cout << "kept in " << keep(one) << '\n';
            ADD_FAILURE() << found.said;
        }
        waiting_.clear();
    }
    void print(const std::string& store) const {
        std::cout << "| " << store << " | " << histories_ << " histories | " << calls_
                  << " calls |";
        for (const auto& [what, often] : told_) std::cout << ' ' << what << ' ' << often;
        std::cout << " |\n";
    }
    [[nodiscard]] std::size_t told(const std::string& what) const {
        const auto at = told_.find(what);
        return at == told_.end() ? 0 : at->second;
    }

  private:
    void count(const history& made) {
        for (const call& c : made.calls)
            if (c.kind == call_kind::change) ++told_[c.told ? to_slug(c.told->code) : "in-doubt"];
    }
    std::vector<history> waiting_;
    std::size_t histories_ = 0;
    std::size_t calls_ = 0;
    std::map<std::string, std::size_t> told_;
};

struct tried {
    std::string name;
    std::function<std::unique_ptr<tested_store>()> make;
};

class SmallHistories : public testing::TestWithParam<tried> {};

TEST_P(SmallHistories, AreLinearizable) {
    const std::uint64_t histories = setting("TIMEWRIGHT_HISTORIES", 48);
    const std::uint64_t first = setting("TIMEWRIGHT_SEED", 1);
    const auto kept = GetParam().make();
    small_histories judged;
    for (std::uint64_t n = 0; n < histories; ++n) {
        const scenario& plays = scenarios.at(n % scenarios.size());
        dimensions size = small_history;
        size.clients = 2 + (first + n) % 7;
        size.calls_each = 200 / size.clients;
        judged.add(kept->record(plays, first + n, size));
    }
    judged.judge();
    judged.print(GetParam().name);
    // Everything that may be told was, or nothing much has been judged.
    for (const char* what : {"applied", "refused", "stale", "not-found", "exists", "in-doubt",
                             "expired", "already-confirmed", "exists-with-different-request"})
        EXPECT_GT(judged.told(what), 0U) << what;
}

std::vector<tried> all_stores() {
    std::vector<tried> all{{"Memory", make_memory}, {"Sqlite", make_sqlite}};
#ifdef TIMEWRIGHT_POSTGRES_PROGRAMS
    all.push_back({"PostgresOneProcess", [] { return make_postgres(1); }});
    all.push_back({"PostgresTwoProcesses", [] { return make_postgres(2); }});
    all.push_back({"PostgresThreeProcesses", [] { return make_postgres(3); }});
#endif
    return all;
}

INSTANTIATE_TEST_SUITE_P(Of, SmallHistories, testing::ValuesIn(all_stores()),
                         [](const auto& one) { return one.param.name; });

constexpr scenario race = *std::find_if(scenarios.begin(), scenarios.end(),
                                        [](const scenario& s) { return s.name == "plain race"; });

TEST(CheckThenInsert, IsCaughtByBothJudgesWithinTenSeeds) {
    const auto naive = make_check_then_insert();
    std::optional<std::uint64_t> by_replay;
    std::optional<std::uint64_t> by_porcupine;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        dimensions size = small_history;
        size.clients = 8;
        size.calls_each = 25;
        const recording made = naive->record(race, seed, size);
        if (!by_replay && find_fault(made.told, made.feed)) by_replay = seed;
        if (!by_porcupine && !judge_by_porcupine({&made.told, 1}).linearizable) by_porcupine = seed;
    }
    ASSERT_TRUE(by_replay);
    ASSERT_TRUE(by_porcupine);
    std::cout << "caught by the replay with seed " << *by_replay << ", by porcupine with seed "
              << *by_porcupine << '\n';
}

TEST(CheckThenInsert, IsRightWhileNobodyRaces) {
    const auto naive = make_check_then_insert();
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const recording made = naive->record(race, seed, {.clients = 1, .calls_each = 200});
        EXPECT_EQ(find_fault(made.told, made.feed), std::nullopt);
        const verdict found = judge_by_porcupine({&made.told, 1});
        EXPECT_TRUE(found.linearizable) << found.said;
    }
}

} // namespace
} // namespace timewright::linearizability
