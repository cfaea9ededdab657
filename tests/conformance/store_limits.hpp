/// @file
/// Goal: what limits a calendar user limits every claim on it, whichever came first.
/// Method: change the limits between bookings; part of store_conformance.hpp.
#pragma once

#include "conformance/store_suite.hpp"

namespace timewright::conformance {

TEST_P(StoreConformance, RefusesClaimsOnAnUnknownUser) {
    for (const claim& one : {blocks(nobody, span(9, 10)), informs(nobody, span(9, 10)),
                             reports(nobody, span(9, 10))}) {
        const outcome answer = apply(book(booking_of(1), {one}));
        EXPECT_EQ(answer.code, outcome_code::refused);
        EXPECT_EQ(answer.conflicts, (std::vector<conflict>{{nobody, span(9, 10), std::nullopt,
                                                            conflict_reason::unknown_user}}));
    }
}

TEST_P(StoreConformance, RefusesNewClaimsOnADisabledUserAndKeepsTheOldOnes) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    EXPECT_EQ(code_of(set_user(red, {.disabled = true})), outcome_code::applied);
    EXPECT_EQ(load({red}, span(0, 24)).size(), 1U);
    const outcome answer = apply(book(booking_of(2), {blocks(red, span(11, 12))}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(
        answer.conflicts,
        (std::vector<conflict>{{red, span(11, 12), std::nullopt, conflict_reason::disabled}}));
    EXPECT_EQ(code_of(book(booking_of(3), {informs(red, span(11, 12))})), outcome_code::refused);
    EXPECT_EQ(code_of(book(booking_of(4), {reports(red, span(11, 12))})), outcome_code::applied);
    EXPECT_EQ(code_of(cancel(booking_of(1), 1)), outcome_code::applied);
    apply(set_user(red, {}));
    EXPECT_EQ(code_of(book(booking_of(5), {blocks(red, span(9, 10))})), outcome_code::applied);
}

TEST_P(StoreConformance, RefusesWhatEndsAfterTheHorizon) {
    apply(set_user(red, {.bookable_until = span(9, 12).end()}));
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(red, span(11, 12))})), outcome_code::applied);
    const interval beyond(span(9, 12).end() - seconds(1), seconds(2));
    const outcome answer = apply(book(booking_of(2), {informs(red, beyond)}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(
        answer.conflicts,
        (std::vector<conflict>{{red, beyond, std::nullopt, conflict_reason::beyond_horizon}}));
    EXPECT_EQ(code_of(book(booking_of(3), {reports(red, span(13, 14))})), outcome_code::applied);
}

TEST_P(StoreConformance, AdvancesAHorizonTogetherWithTheClaimsThatItAllows) {
    apply(set_user(red, {.bookable_until = span(9, 12).end()}));
    change roll = book(booking_of(1), {blocks(red, span(13, 14))});
    roll.users = {{red, {.bookable_until = span(9, 15).end()}}};
    EXPECT_EQ(code_of(roll), outcome_code::applied);
}

TEST_P(StoreConformance, RefusesACapacityBelowWhatIsClaimed) {
    apply(book(booking_of(1), {blocks(hall, span(9, 11), 2)}));
    apply(book(booking_of(2), {blocks(hall, span(10, 12), 1)}));
    EXPECT_EQ(code_of(set_user(hall, {.capacity = 3})), outcome_code::applied);
    const outcome answer = apply(set_user(hall, {.capacity = 2}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_FALSE(answer.conflicts.empty());
    // It kept its capacity.
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(hall, span(14, 15), 3)})), outcome_code::applied);
    apply(cancel(booking_of(3), 1));

    change both = cancel(booking_of(2), 1);
    both.users = {{hall, {.capacity = 2}}};
    EXPECT_EQ(code_of(both), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(4), {blocks(hall, span(14, 15), 3)})), outcome_code::refused);
}

TEST_P(StoreConformance, RaisesACapacity) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(set_user(red, {.capacity = 2}));
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(9, 10))})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(red, span(9, 10))})), outcome_code::refused);
}

TEST_P(StoreConformance, LeavesLimitsAloneWhenTheChangeThatSetThemIsRefused) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    change both = book(booking_of(2), {blocks(red, span(9, 10))});
    both.users = {{blue, {.disabled = true}}};
    EXPECT_EQ(code_of(both), outcome_code::refused);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(blue, span(9, 10))})), outcome_code::applied);
}

} // namespace timewright::conformance
