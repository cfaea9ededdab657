// Goal: intervals are half-open and never empty; touching is not overlapping.
// Method: each question at, just before and just after the bounds.
#include <timewright/time/interval.hpp>

#include <gtest/gtest.h>

namespace timewright {
namespace {

using std::chrono::seconds;

sys_seconds at(int second) { return sys_seconds{seconds{second}}; }

TEST(Interval, IsMadeOnlyWhereItStartsBeforeItEnds) {
    const auto good = interval::make({.start = at(1), .end = at(2)});
    ASSERT_TRUE(good);
    EXPECT_EQ(good->start(), at(1));
    EXPECT_EQ(good->end(), at(2));
    EXPECT_EQ(good->length(), seconds{1});

    const auto empty = interval::make({.start = at(1), .end = at(1)});
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().code, errc::invalid_input);
    EXPECT_EQ(empty.error().message, "the interval is empty: its end equals its start");
    const auto backwards = interval::make({.start = at(2), .end = at(1)});
    ASSERT_FALSE(backwards);
    EXPECT_EQ(backwards.error().message, "the interval ends before it starts");
}

TEST(Interval, ConstructorsTakeAnEndOrALength) {
    EXPECT_EQ(interval(at(1), at(4)), interval(at(1), seconds{3}));
    EXPECT_DEATH(interval(at(1), at(1)), "start < end");
    EXPECT_DEATH(interval(at(1), seconds{-1}), "start < end");
}

TEST(Interval, HoldsItsStartAndNotItsEnd) {
    const interval span(at(10), at(20));
    EXPECT_FALSE(span.contains(at(9)));
    EXPECT_TRUE(span.contains(at(10)));
    EXPECT_TRUE(span.contains(at(19)));
    EXPECT_FALSE(span.contains(at(20)));
}

TEST(Interval, HoldsItselfAndWhatLiesWithin) {
    const interval span(at(10), at(20));
    EXPECT_TRUE(span.contains(span));
    EXPECT_TRUE(span.contains(interval(at(12), at(13))));
    EXPECT_FALSE(span.contains(interval(at(9), at(13))));
    EXPECT_FALSE(span.contains(interval(at(12), at(21))));
}

TEST(Interval, TouchingIsAdjacentAndNotOverlapping) {
    const interval first(at(10), at(20));
    const interval second(at(20), at(30));
    EXPECT_FALSE(first.overlaps(second));
    EXPECT_FALSE(second.overlaps(first));
    EXPECT_TRUE(first.adjacent_to(second));
    EXPECT_TRUE(second.adjacent_to(first));
    EXPECT_FALSE(first.intersection(second));
}

TEST(Interval, OverlapIsWhatBothShare) {
    const interval first(at(10), at(20));
    const interval second(at(19), at(30));
    EXPECT_TRUE(first.overlaps(second));
    EXPECT_FALSE(first.adjacent_to(second));
    EXPECT_EQ(first.intersection(second), interval(at(19), at(20)));
    EXPECT_EQ(second.intersection(first), interval(at(19), at(20)));
    EXPECT_EQ(first.intersection(first), first);
}

TEST(Interval, OrderIsByStartThenByEnd) {
    EXPECT_LT(interval(at(1), at(9)), interval(at(2), at(3)));
    EXPECT_LT(interval(at(1), at(2)), interval(at(1), at(3)));
}

} // namespace
} // namespace timewright
