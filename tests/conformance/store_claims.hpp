/// @file
/// Goal: a claim is granted exactly when it fits, and what is in the way is named.
/// Method: book, collide, and compare the whole outcome; part of store_conformance.hpp.
#pragma once

#include "conformance/store_suite.hpp"

namespace timewright::conformance {

TEST_P(StoreConformance, BooksWhatFits) {
    const outcome answer =
        apply(book(booking_of(1), {blocks(red, span(9, 10)), informs(ana, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.decided, outcome_code::applied);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 1}}));
    EXPECT_EQ(answer.parts, (std::vector<part_outcome>{{booking_of(1), 0, true, {red, ana}}}));
    EXPECT_TRUE(answer.conflicts.empty());

    EXPECT_EQ(find(booking_of(1)),
              (booking_record{default_organization, booking_of(1), 1, "a meeting"}));
    const auto claims = claims_of(booking_of(1));
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[0].user, red);
    EXPECT_EQ(claims[0].span, span(9, 10));
    EXPECT_EQ(claims[0].effect, claim_effect::blocks);
    EXPECT_EQ(claims[1].user, ana);
    EXPECT_EQ(claims[1].effect, claim_effect::informs);
}

TEST_P(StoreConformance, RefusesWhatOverlapsAndNamesEveryConflict) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(book(booking_of(2), {blocks(red, span(10, 11))}));
    apply(book(booking_of(3), {blocks(ana, span(9.5, 12))}));
    apply(book(booking_of(4), {blocks(red, span(12, 13))})); // not in the way
    const outcome answer =
        apply(book(booking_of(5), {blocks(red, span(9.5, 11)), blocks(ana, span(9.5, 11))}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts,
              (std::vector<conflict>{overlap(red, span(9, 10), booking_of(1)),
                                     overlap(red, span(10, 11), booking_of(2)),
                                     overlap(ana, span(9.5, 12), booking_of(3))}));
    EXPECT_EQ(answer.conflicts_left_out, 0U);
}

TEST_P(StoreConformance, LeavesNothingBehindOfWhatItRefused) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const feed_cursor before = newest();
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(blue, span(9, 10)), blocks(red, span(9, 10))})),
              outcome_code::refused);
    EXPECT_EQ(find(booking_of(2)), std::nullopt);
    EXPECT_TRUE(load({blue}, span(0, 24)).empty());
    EXPECT_TRUE(feed(before).empty());
}

TEST_P(StoreConformance, LetsMeetingsTouch) {
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(red, span(9, 10))})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(10, 11))})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(red, span(8, 9))})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(4),
                           {blocks(red, interval(span(10, 11).end() - seconds(1), seconds(2)))})),
              outcome_code::refused);
}

TEST_P(StoreConformance, FillsACapacityByUnitsAndNotBeyond) {
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(hall, span(9, 11), 2)})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(hall, span(10, 12), 1)})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(hall, span(10.5, 11.5), 1)})),
              outcome_code::refused);
    // From 11 on only one unit is taken.
    EXPECT_EQ(code_of(book(booking_of(4), {blocks(hall, span(11, 12), 2)})), outcome_code::applied);
}

TEST_P(StoreConformance, CountsUnitsAtEachInstantAndNotOverTheWholeSpan) {
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(hall, span(9, 10), 2)})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(hall, span(10, 11), 2)})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(hall, span(9, 11), 1)})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(4), {blocks(hall, span(9, 11), 1)})), outcome_code::refused);
}

TEST_P(StoreConformance, RefusesMoreUnitsThanThereAreAtAll) {
    const outcome answer = apply(book(booking_of(1), {blocks(hall, span(9, 10), 4)}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts, (std::vector<conflict>{{hall, span(9, 10), std::nullopt,
                                                        conflict_reason::too_many_units}}));
}

TEST_P(StoreConformance, NeverRefusesToInformButReportsWhatIsDoubleBooked) {
    apply(book(booking_of(1), {blocks(ana, span(9, 10))}));
    const outcome answer = apply(book(booking_of(2), {informs(ana, span(9.5, 11))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.conflicts, (std::vector<conflict>{overlap(ana, span(9, 10), booking_of(1))}));
    EXPECT_EQ(claims_of(booking_of(2)).size(), 1U);
}

TEST_P(StoreConformance, LetsABlockMeetWhatOnlyInforms) {
    apply(book(booking_of(1), {informs(ana, span(9, 10))}));
    const outcome answer = apply(book(booking_of(2), {blocks(ana, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::refused); // who insists sees claims of every effect
    EXPECT_EQ(answer.conflicts, (std::vector<conflict>{overlap(ana, span(9, 10), booking_of(1))}));
}

TEST_P(StoreConformance, RecordsReportsAlwaysAndShowsThemToLaterBlocks) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    EXPECT_EQ(code_of(book(booking_of(2), {reports(red, span(9, 11))})), outcome_code::applied);
    const outcome answer = apply(book(booking_of(3), {blocks(red, span(10, 11))}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts, (std::vector<conflict>{overlap(red, span(9, 11), booking_of(2))}));
}

TEST_P(StoreConformance, NamesAHundredConflictsAndCountsTheRest) {
    std::vector<change> batch;
    for (std::uint64_t i = 0; i < 120; ++i)
        batch.push_back(
            book(booking_of(i + 1), {blocks(red, interval(day + minutes(5 * i), minutes(5)))}));
    for (const outcome& answer : apply_all(batch)) EXPECT_EQ(answer.code, outcome_code::applied);
    const outcome answer = apply(book(booking_of(500), {blocks(red, span(0, 10))}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts.size(), outcome::conflicts_max);
    EXPECT_EQ(answer.conflicts_left_out, 20U);
}

TEST_P(StoreConformance, FreesEverythingThatARemovedBookingHeld) {
    apply(book_parts(booking_of(1), {{blocks(red, span(9, 10)), informs(ana, span(9, 10))},
                                     {blocks(red, span(14, 15))}}));
    EXPECT_EQ(code_of(cancel(booking_of(1), 1)), outcome_code::applied);
    EXPECT_EQ(find(booking_of(1)), std::nullopt);
    EXPECT_TRUE(claims_of(booking_of(1)).empty());
    EXPECT_TRUE(load({red, ana}, span(0, 24)).empty());
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(8, 16))})), outcome_code::applied);
}

TEST_P(StoreConformance, MayUseTheIdOfARemovedBookingAgain) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(cancel(booking_of(1), 1));
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(blue, span(9, 10))})), outcome_code::applied);
    EXPECT_TRUE(load({red}, span(0, 24)).empty());
    EXPECT_EQ(load({blue}, span(0, 24)).size(), 1U);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(blue, span(9, 10))})), outcome_code::refused);
}

TEST_P(StoreConformance, MovesABookingOntoItsOwnOldTime) {
    apply(book(booking_of(1), {blocks(red, span(9, 11))}));
    const outcome answer = apply(rebook(booking_of(1), 1, {blocks(red, span(10, 12))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 2}}));
    EXPECT_EQ(find(booking_of(1))->document, "a moved meeting");
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(9, 10))})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(red, span(11, 12))})), outcome_code::refused);
}

TEST_P(StoreConformance, KeepsABookingWhereItWasWhenItCannotMove) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(book(booking_of(2), {blocks(red, span(11, 12))}));
    EXPECT_EQ(code_of(rebook(booking_of(1), 1, {blocks(red, span(11, 12))})),
              outcome_code::refused);
    EXPECT_EQ(find(booking_of(1))->sequence, 1U);
    EXPECT_EQ(claims_of(booking_of(1)).front().span, span(9, 10));
}

TEST_P(StoreConformance, ReleasesOnePartAndKeepsTheOthers) {
    apply(book_parts(booking_of(1), {{blocks(red, span(9, 10))}, {blocks(red, span(14, 15))}}));
    change skip;
    skip.edits = {
        {.booking = booking_of(1), .expected_sequence = 1, .document = "without the first"}};
    skip.releases = {{.booking = booking_of(1), .part = part_id{1}}};
    EXPECT_EQ(code_of(skip), outcome_code::applied);
    const auto left = claims_of(booking_of(1));
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].part, 2);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(9, 10))})), outcome_code::applied);
}

TEST_P(StoreConformance, EditsADocumentWithoutTouchingClaims) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    change rename;
    rename.edits = {{.booking = booking_of(1),
                     .expected_sequence = 1,
                     .document = std::string("\0new\xFF", 5)}};
    EXPECT_EQ(code_of(rename), outcome_code::applied);
    EXPECT_EQ(find(booking_of(1)), (booking_record{default_organization, booking_of(1), 2,
                                                   std::string("\0new\xFF", 5)}));
    EXPECT_EQ(claims_of(booking_of(1)).size(), 1U);
}

TEST_P(StoreConformance, KeepsABookingWithoutClaimsOrDocument) {
    change empty;
    empty.edits = {{.booking = booking_of(1), .expected_sequence = 0, .document = ""}};
    EXPECT_EQ(code_of(empty), outcome_code::applied);
    EXPECT_EQ(find(booking_of(1)), (booking_record{default_organization, booking_of(1), 1, ""}));
    EXPECT_TRUE(claims_of(booking_of(1)).empty());
    EXPECT_EQ(code_of(cancel(booking_of(1), 1)), outcome_code::applied);
    EXPECT_EQ(find(booking_of(1)), std::nullopt);
}

TEST_P(StoreConformance, AnswersStaleWithTheSequenceThatItHas) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(rebook(booking_of(1), 1, {blocks(red, span(10, 11))}));
    const outcome answer = apply(rebook(booking_of(1), 1, {blocks(red, span(12, 13))}));
    EXPECT_EQ(answer.code, outcome_code::stale);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 2}}));
    EXPECT_EQ(claims_of(booking_of(1)).front().span, span(10, 11));
}

TEST_P(StoreConformance, AnswersStaleToTheCreationOfWhatExists) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const outcome answer = apply(book(booking_of(1), {blocks(blue, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::stale);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 1}}));
    EXPECT_TRUE(load({blue}, span(0, 24)).empty());
}

TEST_P(StoreConformance, AnswersNotFoundToAnEditOfWhatDoesNotExist) {
    const outcome answer = apply(rebook(booking_of(1), 3, {blocks(red, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::not_found);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 0}}));
    EXPECT_EQ(code_of(cancel(booking_of(1), 1)), outcome_code::not_found);
}

TEST_P(StoreConformance, NumbersTheClaimsOfABookingUniquely) {
    apply(book(booking_of(1), {blocks(red, span(9, 10)), blocks(blue, span(9, 10))}));
    change more;
    more.edits = {{.booking = booking_of(1), .expected_sequence = 1, .document = "and more"}};
    more.parts = {{.booking = booking_of(1),
                   .id = 5,
                   .claims = {blocks(hall, span(9, 10)), informs(ana, span(9, 10))}}};
    apply(more);
    const auto claims = claims_of(booking_of(1));
    ASSERT_EQ(claims.size(), 4U);
    for (std::size_t i = 1; i < claims.size(); ++i) EXPECT_LT(claims[i - 1].id, claims[i].id);
    EXPECT_EQ(claims[1].id.sequence, 1U);
    EXPECT_EQ(claims[2].id.sequence, 2U);
    EXPECT_EQ(claims[2].part, 5);
}

} // namespace timewright::conformance
