/// @file
/// Goal: a hold keeps a slot until its deadline and not a second longer; confirming is safe.
/// Method: a clock moved to either side of the deadline; part of store_conformance.hpp.
#pragma once

#include "conformance/store_suite.hpp"

namespace timewright::conformance {

TEST_P(StoreConformance, KeepsASlotForAHoldUntilItsDeadline) {
    const sys_seconds deadline = now() + minutes(10);
    EXPECT_EQ(code_of(book(booking_of(1), {until(blocks(red, span(9, 10)), deadline)})),
              outcome_code::applied);
    EXPECT_EQ(claims_of(booking_of(1)).front().deadline, deadline);
    clock_.set(deadline - seconds(1));
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(9, 10))})), outcome_code::refused);
    EXPECT_EQ(load({red}, span(9, 10)).size(), 1U);
}

TEST_P(StoreConformance, FreesTheSlotExactlyAtTheDeadline) {
    const sys_seconds deadline = now() + minutes(10);
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), deadline)}));
    clock_.set(deadline);
    EXPECT_TRUE(load({red}, span(9, 10)).empty());
    EXPECT_TRUE(claims_of(booking_of(1)).empty());
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(9, 10))})), outcome_code::applied);
}

TEST_P(StoreConformance, ConfirmsALiveHoldByReplacingItsClaimsInOneChange) {
    const sys_seconds deadline = now() + minutes(10);
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), deadline)}));
    clock_.set(deadline - seconds(1));
    const outcome answer = apply(confirm(booking_of(1), 1, {blocks(red, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 2}}));
    clock_.set(deadline + hours(1));
    const auto claims = claims_of(booking_of(1));
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].deadline, std::nullopt);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(9, 10))})), outcome_code::refused);
}

TEST_P(StoreConformance, AnswersExpiredToALateConfirmationEvenIfTheRoomIsFree) {
    const sys_seconds deadline = now() + minutes(10);
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), deadline)}));
    clock_.set(deadline);
    EXPECT_EQ(code_of(confirm(booking_of(1), 1, {blocks(red, span(9, 10))})),
              outcome_code::expired);
    EXPECT_TRUE(load({red}, span(9, 10)).empty());
}

TEST_P(StoreConformance, AnswersExpiredToAConfirmationOfAHoldThatWasSwept) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), now() + minutes(10))}));
    clock_.advance(minutes(10));
    apply(cancel(booking_of(1), 1));
    EXPECT_EQ(code_of(confirm(booking_of(1), 1, {blocks(red, span(9, 10))})),
              outcome_code::expired);
}

TEST_P(StoreConformance, AnswersAlreadyConfirmedToASecondConfirmation) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), now() + minutes(10))}));
    apply(confirm(booking_of(1), 1, {blocks(red, span(9, 10))}));
    EXPECT_EQ(code_of(confirm(booking_of(1), 2, {blocks(red, span(9, 10))})),
              outcome_code::already_confirmed);
    EXPECT_EQ(claims_of(booking_of(1)).size(), 1U);
}

TEST_P(StoreConformance, ExtendsAHold) {
    const sys_seconds deadline = now() + minutes(10);
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), deadline)}));
    EXPECT_EQ(code_of(confirm(booking_of(1), 1,
                              {until(blocks(red, span(9, 10)), deadline + minutes(10))})),
              outcome_code::applied);
    clock_.set(deadline + minutes(5));
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(9, 10))})), outcome_code::refused);
}

TEST_P(StoreConformance, FindsHoldsThatAreDueUntilTheyAreRemoved) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), now() + minutes(20)),
                               until(informs(ana, span(9, 10)), now() + minutes(20))}));
    apply(book(booking_of(2), {until(blocks(blue, span(9, 10)), now() + minutes(10))}));
    apply(book(booking_of(3), {until(blocks(hall, span(9, 10)), now() + minutes(30))}));
    apply(book(booking_of(4), {blocks(ben, span(9, 10))}));
    EXPECT_TRUE(stored().find_due_holds(10)->empty());

    clock_.advance(minutes(20));
    auto due = stored().find_due_holds(10);
    ASSERT_TRUE(due);
    ASSERT_EQ(due->size(), 2U); // once each, the earliest deadline first
    EXPECT_EQ((*due)[0].booking, booking_of(2));
    EXPECT_EQ((*due)[0].sequence, 1U);
    EXPECT_EQ((*due)[0].organization, default_organization);
    EXPECT_EQ((*due)[1].booking, booking_of(1));
    EXPECT_EQ(stored().find_due_holds(1)->size(), 1U);

    apply(cancel(booking_of(2), 1));
    due = stored().find_due_holds(10);
    ASSERT_EQ(due->size(), 1U);
    EXPECT_EQ((*due)[0].booking, booking_of(1));
}

TEST_P(StoreConformance, FindsNoHoldDueOfWhichAnythingLives) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), now() + minutes(10)),
                               until(blocks(blue, span(9, 10)), now() + minutes(20))}));
    apply(book(booking_of(2), {until(blocks(hall, span(9, 10)), now() + minutes(10)),
                               blocks(ben, span(9, 10))}));
    clock_.advance(minutes(10));
    EXPECT_TRUE(stored().find_due_holds(10)->empty()); // a sweep would remove what lives
    clock_.advance(minutes(10));
    const auto due = stored().find_due_holds(10);
    ASSERT_EQ(due->size(), 1U);
    EXPECT_EQ(due->front().booking, booking_of(1));
}

TEST_P(StoreConformance, TellsTheFeedWhetherAHoldExpiredOrWasGivenUp) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), now() + minutes(10))}));
    apply(book(booking_of(2), {until(blocks(blue, span(9, 10)), now() + minutes(10))}));
    apply(cancel(booking_of(2), 1));
    clock_.advance(minutes(10));
    apply(cancel(booking_of(1), 1));
    const auto entries = feed();
    ASSERT_GE(entries.size(), 2U);
    EXPECT_EQ(entries[entries.size() - 2].kind, feed_kind::removed);
    EXPECT_EQ(entries.back().kind, feed_kind::expired);
    EXPECT_EQ(entries.back().booking, booking_of(1));
    EXPECT_EQ(entries.back().released.size(), 1U);
}

TEST_P(StoreConformance, NeverDecidesAtAnEarlierTimeWhenTheClockStepsBack) {
    const sys_seconds deadline = now() + minutes(10);
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), deadline)}));
    clock_.set(deadline);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(blue, span(9, 10))})), outcome_code::applied);
    clock_.set(deadline - minutes(5)); // the hold must not come back to life
    EXPECT_EQ(code_of(confirm(booking_of(1), 1, {blocks(red, span(9, 10))})),
              outcome_code::expired);
    EXPECT_TRUE(load({red}, span(9, 10)).empty());
    EXPECT_EQ(feed().back().decided_at, deadline);
}

} // namespace timewright::conformance
