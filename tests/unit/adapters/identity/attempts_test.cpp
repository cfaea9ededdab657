// Goal: guessing gets slower and slower, honest mistakes are forgiven, and memory is bounded.
// Method: a counter without clock, asked at chosen instants.
#include "attempts.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace timewright;
using namespace std::chrono_literals;
using identity_local::attempts;

constexpr sys_seconds start{std::chrono::seconds(1'000'000)};

TEST(Attempts, AreFreeAFewTimesAndThenTwiceAsSlowEachTime) {
    attempts counter({.free = 3, .first_wait = 1s, .longest_wait = 5s});
    sys_seconds now = start;
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(counter.begin("ana", now)) << i;
    for (const auto wait : {1s, 2s, 4s, 5s, 5s}) {
        EXPECT_EQ(counter.begin("ana", now), wait);
        now += wait - 1s;
        EXPECT_EQ(counter.begin("ana", now), 1s) << "waiting is no attempt";
        now += 1s;
        EXPECT_FALSE(counter.begin("ana", now));
    }
}

TEST(Attempts, OfOthersDoNotCount) {
    attempts counter({.free = 1});
    EXPECT_FALSE(counter.begin("ana", start));
    EXPECT_TRUE(counter.begin("ana", start));
    EXPECT_FALSE(counter.begin("ben", start));
}

TEST(Attempts, AreForgottenAfterSuccess) {
    attempts counter({.free = 2});
    EXPECT_FALSE(counter.begin("ana", start));
    EXPECT_FALSE(counter.begin("ana", start));
    counter.clear("ana");
    EXPECT_FALSE(counter.begin("ana", start));
}

TEST(Attempts, CanBeTakenBackOne) {
    attempts counter({.free = 2});
    for (int i = 0; i < 100; ++i) {
        EXPECT_FALSE(counter.begin("address", start));
        counter.take_back("address");
    }
    EXPECT_FALSE(counter.begin("address", start));
    EXPECT_FALSE(counter.begin("address", start));
    counter.take_back("address");
    EXPECT_FALSE(counter.begin("address", start)) << "the earlier failure still counts";
    EXPECT_TRUE(counter.begin("address", start));
}

TEST(Attempts, AreForgottenAfterAWhile) {
    attempts counter({.free = 1, .longest_wait = 10s, .forgotten_after = 60s});
    EXPECT_FALSE(counter.begin("ana", start));
    EXPECT_TRUE(counter.begin("ana", start));
    EXPECT_FALSE(counter.begin("ana", start + 60s));
    EXPECT_EQ(counter.begin("ana", start + 60s), 1s) << "and counted anew";
}

TEST(Attempts, AreRememberedOfSoManyOnly) {
    attempts counter({.free = 1, .tracked_max = 100});
    EXPECT_FALSE(counter.begin("ana", start));
    for (int i = 0; i < 99; ++i) EXPECT_FALSE(counter.begin(std::to_string(i), start));
    EXPECT_TRUE(counter.begin("ana", start)) << "touched, so she is not the one to go";
    EXPECT_FALSE(counter.begin("one more", start));
    EXPECT_TRUE(counter.begin("ana", start));
    EXPECT_FALSE(counter.begin("0", start)) << "untouched longest";
}

} // namespace
