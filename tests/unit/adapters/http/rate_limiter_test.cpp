// Goal: a client asks as often as it may, over any stretch of time, and no client is kept out by another or
// makes the limiter grow. Method: a clock that the test moves.
#include "rate_limiter.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace timewright::http;
using namespace std::chrono_literals;

const rate_limiter::time_point start{1'000'000s};

TEST(RateLimiter, LetsABurstThroughAndThenTheRate) {
    rate_limiter limiter({.per_second = 2, .burst = 5});
    for (int i = 0; i < 5; ++i) EXPECT_EQ(limiter.ask("a", start), 0ms);
    EXPECT_EQ(limiter.ask("a", start), 500ms);
    EXPECT_EQ(limiter.ask("a", start + 250ms), 250ms); // asking does not make it longer
    EXPECT_EQ(limiter.ask("a", start + 500ms), 0ms);
    EXPECT_EQ(limiter.ask("a", start + 500ms), 500ms);
}

TEST(RateLimiter, HoldsTheRateOverALongTime) {
    rate_limiter limiter({.per_second = 10, .burst = 20});
    int through = 0;
    for (auto at = 0ms; at < 60s; at += 7ms)
        if (limiter.ask("a", start + at) == 0ms) ++through;
    EXPECT_LE(through, 20 + 600);
    EXPECT_GE(through, 20 + 595);
}

TEST(RateLimiter, SavesUpNoMoreThanABurst) {
    rate_limiter limiter({.per_second = 10, .burst = 3});
    for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.ask("a", start), 0ms);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.ask("a", start + 1h), 0ms);
    EXPECT_NE(limiter.ask("a", start + 1h), 0ms);
}

TEST(RateLimiter, CountsEachClientAlone) {
    rate_limiter limiter({.per_second = 1, .burst = 1});
    EXPECT_EQ(limiter.ask("a", start), 0ms);
    EXPECT_NE(limiter.ask("a", start), 0ms);
    EXPECT_EQ(limiter.ask("b", start), 0ms);
}

TEST(RateLimiter, KnowsABoundedNumberOfClients) {
    rate_limiter limiter({.per_second = 1, .burst = 1, .clients_max = 100});
    for (int i = 0; i < 10'000; ++i) EXPECT_EQ(limiter.ask(std::to_string(i), start), 0ms);
    EXPECT_EQ(limiter.clients(), 100U);
    EXPECT_NE(limiter.ask("9999", start), 0ms); // the newest are known
}

TEST(RateLimiter, ForgetsWhoWasSilentLongest) {
    rate_limiter limiter({.per_second = 1, .burst = 1, .clients_max = 2});
    EXPECT_EQ(limiter.ask("busy", start), 0ms);
    for (int i = 0; i < 100; ++i) {
        EXPECT_NE(limiter.ask("busy", start), 0ms);
        EXPECT_EQ(limiter.ask(std::to_string(i), start), 0ms);
    }
}

TEST(RateLimiter, WithoutALimitRemembersNobody) {
    rate_limiter limiter({});
    for (int i = 0; i < 100; ++i) EXPECT_EQ(limiter.ask("a", start), 0ms);
    EXPECT_EQ(limiter.clients(), 0U);
}

TEST(RateLimiter, IsNotConfusedByAClockThatStandsStill) {
    rate_limiter limiter({.per_second = 1, .burst = 1});
    EXPECT_EQ(limiter.ask("a", start), 0ms);
    EXPECT_EQ(limiter.ask("a", start - 1s), 1000ms);
}

} // namespace
