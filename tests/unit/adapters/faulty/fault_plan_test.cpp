// Goal: a plan's faults are a function of its seed, come as often as it says, and not where it says
// never. Method: plans are asked about thousands of calls.
#include <timewright/adapters/faulty/fault_plan.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace {

using namespace timewright;

constexpr fault_rates some{
    .fails_before = 50, .fails_after = 100, .happens_twice = 25, .delayed = 200};

std::vector<fault> faults_of(const fault_plan& plan, store_call function) {
    std::vector<fault> faults;
    for (std::uint64_t number = 0; number < 10'000; ++number)
        faults.push_back(plan.fault_of(function, number));
    return faults;
}

TEST(FaultPlan, GivesTheSameFaultsForTheSameSeed) {
    const auto plan = [](std::uint64_t seed) { return fault_plan::everywhere(seed, some); };
    EXPECT_EQ(faults_of(plan(7), store_call::apply), faults_of(plan(7), store_call::apply));
    EXPECT_NE(faults_of(plan(7), store_call::apply), faults_of(plan(8), store_call::apply));
    EXPECT_NE(faults_of(plan(7), store_call::apply), faults_of(plan(7), store_call::load));
}

TEST(FaultPlan, StrikesAsOftenAsItSays) {
    std::size_t before = 0;
    std::size_t after = 0;
    std::size_t twice = 0;
    std::size_t late = 0;
    for (const fault& f : faults_of(fault_plan::everywhere(1, some), store_call::find)) {
        before += f.kind == fault_kind::fails_before ? 1 : 0;
        after += f.kind == fault_kind::fails_after ? 1 : 0;
        twice += f.kind == fault_kind::happens_twice ? 1 : 0;
        late += f.delay_before.count() > 0 ? 1 : 0;
        EXPECT_LE(f.delay_before, std::chrono::milliseconds(1));
    }
    EXPECT_NEAR(static_cast<double>(before), 500, 100);
    EXPECT_NEAR(static_cast<double>(after), 1'000, 150);
    EXPECT_NEAR(static_cast<double>(twice), 250, 75);
    EXPECT_NEAR(static_cast<double>(late), 2'000, 200);
}

TEST(FaultPlan, WithoutRatesStrikesNowhere) {
    for (const fault& f : faults_of({.seed = 3}, store_call::changes_since)) EXPECT_EQ(f, fault{});
}

TEST(FaultPlan, StrikesOnlyTheFunctionsThatItNames) {
    fault_plan plan{.seed = 3};
    plan.rates[static_cast<std::size_t>(store_call::load)] = {.fails_before = 1'000};
    for (const fault& f : faults_of(plan, store_call::load))
        EXPECT_EQ(f.kind, fault_kind::fails_before);
    for (const fault& f : faults_of(plan, store_call::apply)) EXPECT_EQ(f.kind, fault_kind::none);
}

TEST(FaultPlan, StrikesTheCallThatItNumbers) {
    fault_plan plan{.seed = 3};
    plan.fails_at = 12;
    plan.fails_at_how = fault_kind::fails_after;
    const auto faults = faults_of(plan, store_call::apply);
    for (std::size_t number = 0; number < faults.size(); ++number)
        EXPECT_EQ(faults[number].kind, number == 12 ? fault_kind::fails_after : fault_kind::none);
}

} // namespace
