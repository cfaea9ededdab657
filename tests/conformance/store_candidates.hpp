/// @file
/// Goal: a claim on any of several takes the first that lets all fit, and parts are whole or
/// absent. Method: rooms that are taken just so; part of store_conformance.hpp.
#pragma once

#include "conformance/store_suite.hpp"

namespace timewright::conformance {

TEST_P(StoreConformance, TakesTheFirstCandidateThatIsFree) {
    const auto either = candidates::any_of({red, blue});
    const auto taken = [&](std::uint64_t n) {
        return apply(book(booking_of(n), {blocks(either, span(9, 10))})).parts;
    };
    EXPECT_EQ(taken(1), (std::vector<part_outcome>{{booking_of(1), 0, true, {red}}}));
    EXPECT_EQ(taken(2), (std::vector<part_outcome>{{booking_of(2), 0, true, {blue}}}));
    const outcome third = apply(book(booking_of(3), {blocks(either, span(9, 10))}));
    EXPECT_EQ(third.code, outcome_code::refused);
    EXPECT_EQ(third.conflicts, (std::vector<conflict>{overlap(red, span(9, 10), booking_of(1)),
                                                      overlap(blue, span(9, 10), booking_of(2))}));
}

TEST_P(StoreConformance, GivesUpAPreferredCandidateForAnotherClaimOfThePart) {
    // Greedily the first claim would take red, and the second find nothing.
    const outcome answer =
        apply(book(booking_of(1), {blocks(candidates::any_of({red, blue}), span(9, 10)),
                                   blocks(candidates::any_of({red, nobody}), span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts, (std::vector<part_outcome>{{booking_of(1), 0, true, {blue, red}}}));
}

TEST_P(StoreConformance, TakesOneCandidateForEveryPartOfAChoice) {
    apply(book(booking_of(1), {blocks(red, span(14, 15))}));
    const auto either = candidates::any_of({red, blue});
    const outcome answer =
        apply(book_parts(booking_of(2), {{chosen(blocks(either, span(9, 10)), 1)},
                                         {chosen(blocks(either, span(14, 15)), 1)}}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts, (std::vector<part_outcome>{{booking_of(2), 1, true, {blue}},
                                                       {booking_of(2), 2, true, {blue}}}));
}

TEST_P(StoreConformance, TakesAnotherCandidateForEachPartWithoutAChoice) {
    apply(book(booking_of(1), {blocks(red, span(14, 15))}));
    const auto either = candidates::any_of({red, blue});
    const outcome answer = apply(
        book_parts(booking_of(2), {{blocks(either, span(9, 10))}, {blocks(either, span(14, 15))}}));
    EXPECT_EQ(answer.parts, (std::vector<part_outcome>{{booking_of(2), 1, true, {red}},
                                                       {booking_of(2), 2, true, {blue}}}));
}

TEST_P(StoreConformance, TakesTheCandidateWithWhichMostPartsFit) {
    apply(book_parts(booking_of(1), {{blocks(red, span(9, 10))}, {blocks(red, span(11, 12))}}));
    apply(book(booking_of(2), {blocks(blue, span(9, 10))}));
    const auto either = candidates::any_of({red, blue});
    const outcome answer = apply(book_parts(booking_of(3),
                                            {{chosen(blocks(either, span(9, 10)), 1)},
                                             {chosen(blocks(either, span(11, 12)), 1)},
                                             {chosen(blocks(either, span(13, 14)), 1)}},
                                            change_mode::parts_that_fit));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts, (std::vector<part_outcome>{{booking_of(3), 1, false, {}},
                                                       {booking_of(3), 2, true, {blue}},
                                                       {booking_of(3), 3, true, {blue}}}));
}

TEST_P(StoreConformance, TakesAllPartsOrNone) {
    apply(book(booking_of(1), {blocks(red, span(14, 15))}));
    const outcome answer =
        apply(book_parts(booking_of(2), {{blocks(red, span(9, 10))}, {blocks(red, span(14, 15))}}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts, (std::vector<conflict>{overlap(red, span(14, 15), booking_of(1))}));
    EXPECT_EQ(load({red}, span(0, 24)).size(), 1U);
}

TEST_P(StoreConformance, TakesThePartsThatFitAndTellsOfTheOthers) {
    apply(book(booking_of(1), {blocks(red, span(14, 15))}));
    const outcome answer =
        apply(book_parts(booking_of(2),
                         {{blocks(red, span(9, 10)), informs(ana, span(9, 10))},
                          {blocks(red, span(14, 15)), informs(ana, span(14, 15))},
                          {blocks(red, span(16, 17)), informs(ana, span(16, 17))}},
                         change_mode::parts_that_fit));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts, (std::vector<part_outcome>{{booking_of(2), 1, true, {red, ana}},
                                                       {booking_of(2), 2, false, {}},
                                                       {booking_of(2), 3, true, {red, ana}}}));
    EXPECT_EQ(answer.conflicts, (std::vector<conflict>{overlap(red, span(14, 15), booking_of(1))}));
    EXPECT_EQ(claims_of(booking_of(2)).size(), 4U);
    EXPECT_EQ(load({ana}, span(14, 15)).size(), 0U); // a part is whole or absent
}

TEST_P(StoreConformance, RefusesWhenNoPartFits) {
    apply(book(booking_of(1), {blocks(red, span(8, 18))}));
    EXPECT_EQ(
        code_of(book_parts(booking_of(2), {{blocks(red, span(9, 10))}, {blocks(red, span(14, 15))}},
                           change_mode::parts_that_fit)),
        outcome_code::refused);
    EXPECT_EQ(find(booking_of(2)), std::nullopt);
}

TEST_P(StoreConformance, RefusesPartsOfAChangeThatCollideWithEachOther) {
    EXPECT_EQ(code_of(book_parts(booking_of(1),
                                 {{blocks(red, span(9, 11))}, {blocks(red, span(10, 12))}})),
              outcome_code::refused);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(9, 11)), blocks(red, span(10, 12))})),
              outcome_code::refused);
}

} // namespace timewright::conformance
