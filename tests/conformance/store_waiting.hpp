/// @file
/// Goal: nothing is freed behind the back of those who wait for it, and no frontier is moved behind
/// the back of a series. Method: every way to free a slot, with and without an offer to whoever
/// waits; part of store_conformance.hpp.
#pragma once

#include "conformance/store_suite.hpp"

namespace timewright::conformance {

/// Nobody waits for the past, and some stores run long afterwards.
inline interval coming(double from_hour, double to_hour) {
    const std::chrono::days later(100 * 366);
    const interval today = span(from_hour, to_hour);
    return interval(today.start() + later, today.end() + later);
}

inline claim waits(candidates who, interval when) {
    return {.who = std::move(who), .span = when, .effect = claim_effect::waits};
}

/// Gives whoever waits with one claim the slot, until the deadline.
inline change offer(booking_id booking, std::uint64_t sequence, claim taken) {
    return rebook(booking, sequence, {std::move(taken)});
}

inline change with_offers(change made, std::vector<change> offers) {
    made.offers = std::move(offers);
    return made;
}

inline change frontier(calendar_user_id user, sys_seconds until, frontier_rule rule) {
    change made;
    made.users = {{user, {.bookable_until = until}, rule}};
    return made;
}

TEST_P(StoreConformance, WaitsBesideEverything) {
    apply(book(booking_of(1), {blocks(red, coming(9, 10))}));
    EXPECT_EQ(code_of(book(booking_of(2), {waits(red, coming(9, 11))})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(red, coming(10, 11))})), outcome_code::applied);
    EXPECT_EQ(claims_of(booking_of(2)).front().effect, claim_effect::waits);
}

TEST_P(StoreConformance, FreesNothingBehindTheBackOfWhoeverWaits) {
    apply(book(booking_of(1), {blocks(red, coming(9, 10))}));
    apply(book(booking_of(2), {waits(red, coming(9, 10))}));
    const outcome cancelled = apply(cancel(booking_of(1), 1));
    EXPECT_EQ(cancelled.code, outcome_code::outdated);
    EXPECT_EQ(cancelled.bookings, (std::vector<booking_sequence>{{booking_of(2), 1}}));
    const outcome moved = apply(rebook(booking_of(1), 1, {blocks(red, coming(9.5, 10.5))}));
    EXPECT_EQ(moved.code, outcome_code::outdated);
    EXPECT_EQ(claims_of(booking_of(1)).size(), 1U);
    // What is taken again is not freed.
    EXPECT_EQ(code_of(rebook(booking_of(1), 1, {blocks(red, coming(9, 10.5))})),
              outcome_code::applied);
}

TEST_P(StoreConformance, GivesWhatIsFreedToTheFirstWhoFits) {
    const sys_seconds deadline = now() + minutes(15);
    apply(book(booking_of(1), {blocks(red, coming(9, 10))}));
    apply(book(booking_of(9), {blocks(red, coming(10, 11))}));
    apply(book(booking_of(2), {waits(red, coming(9, 11))}));
    apply(book(booking_of(3), {waits(red, coming(9, 10))}));
    apply(book(booking_of(4), {waits(red, coming(9, 10))}));
    const outcome answer =
        apply(with_offers(cancel(booking_of(1), 1),
                          {offer(booking_of(2), 1, until(blocks(red, coming(9, 11)), deadline)),
                           offer(booking_of(3), 1, until(blocks(red, coming(9, 10)), deadline)),
                           offer(booking_of(4), 1, until(blocks(red, coming(9, 10)), deadline))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.bookings,
              (std::vector<booking_sequence>{{booking_of(1), 2}, {booking_of(3), 2}}));
    EXPECT_EQ(claims_of(booking_of(2)).front().effect, claim_effect::waits);
    EXPECT_EQ(claims_of(booking_of(3)).front().deadline, deadline);
    EXPECT_EQ(claims_of(booking_of(4)).front().effect, claim_effect::waits);
}

TEST_P(StoreConformance, MakesNoOfferFromWhatIsNoLongerSo) {
    apply(book(booking_of(1), {blocks(red, coming(9, 10))}));
    apply(book(booking_of(2), {waits(red, coming(9, 10))}));
    const change stale = with_offers(cancel(booking_of(1), 1),
                                     {offer(booking_of(2), 3, blocks(red, coming(9, 10)))});
    EXPECT_EQ(code_of(stale), outcome_code::outdated);
    EXPECT_EQ(claims_of(booking_of(1)).size(), 1U);
}

TEST_P(StoreConformance, LeavesTheKeyOfAnOutdatedChangeFree) {
    apply(book(booking_of(1), {blocks(red, coming(9, 10))}));
    apply(book(booking_of(2), {waits(red, coming(9, 10))}));
    const change asked = with_key(cancel(booking_of(1), 1), "cancel");
    EXPECT_EQ(code_of(asked), outcome_code::outdated);
    const change again = with_offers(asked, {offer(booking_of(2), 1, blocks(red, coming(9, 10)))});
    EXPECT_EQ(code_of(again), outcome_code::applied);
    EXPECT_EQ(code_of(again), outcome_code::exists);
}

TEST_P(StoreConformance, KeepsWhatADeadHoldHadForWhoeverWaits) {
    const sys_seconds deadline = now() + minutes(10);
    apply(book(booking_of(1), {until(blocks(red, coming(9, 10)), deadline)}));
    apply(book(booking_of(2), {waits(red, coming(9, 10))}));
    clock_.set(deadline);
    const outcome slips_in = apply(book(booking_of(3), {blocks(red, coming(9, 10))}));
    EXPECT_EQ(slips_in.code, outcome_code::outdated);
    EXPECT_EQ(slips_in.conflicts,
              (std::vector<conflict>{overlap(red, coming(9, 10), booking_of(1))}));
    EXPECT_EQ(code_of(cancel(booking_of(1), 1)), outcome_code::outdated);
    EXPECT_EQ(code_of(with_offers(cancel(booking_of(1), 1),
                                  {offer(booking_of(2), 1, blocks(red, coming(9, 10)))})),
              outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(red, coming(9, 10))})), outcome_code::refused);
}

TEST_P(StoreConformance, ForgetsWhoeverHasStoppedWaiting) {
    const sys_seconds deadline = now() + minutes(10);
    apply(book(booking_of(1), {blocks(red, coming(9, 10))}));
    apply(book(booking_of(2), {until(waits(red, coming(9, 10)), deadline)}));
    clock_.set(deadline);
    EXPECT_EQ(code_of(cancel(booking_of(1), 1)), outcome_code::applied);
}

TEST_P(StoreConformance, MovesAFrontierForwardOnlyAndOnlyWhenItIsWhereItWasSeen) {
    apply(set_user(red, {.bookable_until = day + hours(20)}));
    EXPECT_EQ(code_of(frontier(red, day + hours(19), frontier_rule::raise)), outcome_code::applied);
    EXPECT_EQ(code_of(frontier(red, day + hours(19), frontier_rule::expect)),
              outcome_code::outdated);
    EXPECT_EQ(code_of(frontier(red, day + hours(21), frontier_rule::raise)), outcome_code::applied);
    EXPECT_EQ(code_of(frontier(red, day + hours(21), frontier_rule::expect)),
              outcome_code::applied);
    EXPECT_EQ(code_of(frontier(red, day + hours(9), frontier_rule::keep)), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(red, span(20, 21))})), outcome_code::applied);
}

TEST_P(StoreConformance, MovesNoFrontierBehindTheBackOfASeries) {
    apply(set_user(red, {.bookable_until = day + hours(12)}));
    apply(book_parts(booking_of(1), {{blocks(red, span(9, 10))}, {waits(red, end_of_time)}}));
    const outcome refused = apply(frontier(red, day + hours(20), frontier_rule::raise));
    EXPECT_EQ(refused.code, outcome_code::outdated);
    EXPECT_EQ(refused.bookings, (std::vector<booking_sequence>{{booking_of(1), 1}}));
    change rolled = frontier(red, day + hours(20), frontier_rule::raise);
    rolled.edits = {{booking_of(1), 1, "rolled"}};
    rolled.parts = {{booking_of(1), 3, {blocks(red, span(19, 20))}}};
    EXPECT_EQ(code_of(rolled), outcome_code::applied);
    EXPECT_EQ(claims_of(booking_of(1)).size(), 3U);
}

} // namespace timewright::conformance
