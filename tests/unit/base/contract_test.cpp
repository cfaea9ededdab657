// Goal: a broken contract stops the program and says what was broken and where; a kept one is free.
// Method: death tests for the broken ones.
#include <timewright/base/contract.hpp>

#include <gtest/gtest.h>

namespace {

int half_of_even(int number) {
    TIMEWRIGHT_EXPECTS(number % 2 == 0);
    const int half = number / 2;
    TIMEWRIGHT_ENSURES(half + half == number);
    return half;
}

int broken_promise() {
    int found = 0;
    TIMEWRIGHT_ENSURES(found > 0);
    return found;
}

TEST(Contract, KeptContractsLetTheFunctionGoOn) { EXPECT_EQ(half_of_even(8), 4); }

TEST(Contract, BrokenPreconditionAbortsNamingConditionAndFile) {
    EXPECT_DEATH(half_of_even(3), "precondition failed: number % 2 == 0 \\(.*contract_test.cpp:");
}

TEST(Contract, BrokenPostconditionAbortsAsOurOwnMistake) {
    EXPECT_DEATH(broken_promise(), "postcondition failed: found > 0");
}

TEST(Contract, ConditionIsEvaluatedExactlyOnce) {
    int evaluated = 0;
    TIMEWRIGHT_EXPECTS(++evaluated == 1);
    EXPECT_EQ(evaluated, 1);
}

// Contracts are usable in constant expressions, where a broken one does not compile.
constexpr int checked_at_compile_time(int number) {
    TIMEWRIGHT_EXPECTS(number > 0);
    return number;
}
static_assert(checked_at_compile_time(1) == 1);

} // namespace
