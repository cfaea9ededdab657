/// @file
/// Goal: the changes of a batch are decided in order, each seeing the earlier ones, and what
/// contradicts itself is told so. Method: batches whose answers differ if the order did; part of
/// store_conformance.hpp.
#pragma once

#include "conformance/store_suite.hpp"

namespace timewright::conformance {

TEST_P(StoreConformance, AnswersAnEmptyBatchWithNothing) { EXPECT_TRUE(apply_all({}).empty()); }

TEST_P(StoreConformance, LetsLaterChangesOfABatchSeeEarlierOnes) {
    const auto answers =
        apply_all({book(booking_of(1), {blocks(red, span(9, 10))}),
                   book(booking_of(2), {blocks(red, span(9, 10))}),
                   rebook(booking_of(1), 1, {blocks(red, span(10, 11))}),
                   book(booking_of(3), {blocks(red, span(9, 10))}), cancel(booking_of(1), 2),
                   book(booking_of(4), {blocks(red, span(10, 11))})});
    std::vector<outcome_code> codes;
    for (const outcome& answer : answers) codes.push_back(answer.code);
    EXPECT_EQ(codes, (std::vector<outcome_code>{outcome_code::applied, outcome_code::refused,
                                                outcome_code::applied, outcome_code::applied,
                                                outcome_code::applied, outcome_code::applied}));
    EXPECT_EQ(find(booking_of(1)), std::nullopt);
    const auto held = load({red}, span(0, 24));
    ASSERT_EQ(held.size(), 2U);
    EXPECT_EQ(held[0].id.booking, booking_of(3));
    EXPECT_EQ(held[1].id.booking, booking_of(4));
}

TEST_P(StoreConformance, RemovesAndCreatesTheSameBookingInOneBatch) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const auto answers =
        apply_all({cancel(booking_of(1), 1), book(booking_of(1), {blocks(blue, span(9, 10))}),
                   book(booking_of(2), {blocks(red, span(9, 10))}),
                   book(booking_of(3), {blocks(blue, span(9, 10))})});
    EXPECT_EQ(answers[0].code, outcome_code::applied);
    EXPECT_EQ(answers[1].code, outcome_code::applied);
    EXPECT_EQ(answers[2].code, outcome_code::applied);
    EXPECT_EQ(answers[3].code, outcome_code::refused);
    EXPECT_EQ(find(booking_of(1))->sequence, 1U);
    EXPECT_EQ(load({blue}, span(0, 24)).size(), 1U);
}

TEST_P(StoreConformance, SwapsTwoBookingsInOneChange) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(book(booking_of(2), {blocks(blue, span(9, 10))}));
    change swap;
    swap.edits = {{.booking = booking_of(1), .expected_sequence = 1, .document = "one"},
                  {.booking = booking_of(2), .expected_sequence = 1, .document = "two"}};
    swap.releases = {{.booking = booking_of(1)}, {.booking = booking_of(2)}};
    swap.parts = {{.booking = booking_of(1), .id = 0, .claims = {blocks(blue, span(9, 10))}},
                  {.booking = booking_of(2), .id = 0, .claims = {blocks(red, span(9, 10))}}};
    EXPECT_EQ(code_of(swap), outcome_code::applied);
    EXPECT_EQ(claims_of(booking_of(1)).front().user, blue);
    EXPECT_EQ(claims_of(booking_of(2)).front().user, red);
}

TEST_P(StoreConformance, DoesNotLetOneRefusalOfABatchStopTheOthers) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const auto answers =
        apply_all({book(booking_of(2), {blocks(blue, span(9, 10))}),
                   book(booking_of(3), {blocks(red, span(9, 10))}), cancel(booking_of(77), 1),
                   book(booking_of(4), {blocks(hall, span(9, 10))})});
    EXPECT_EQ(answers[0].code, outcome_code::applied);
    EXPECT_EQ(answers[1].code, outcome_code::refused);
    EXPECT_EQ(answers[2].code, outcome_code::not_found);
    EXPECT_EQ(answers[3].code, outcome_code::applied);
}

TEST_P(StoreConformance, BooksForAUserThatTheSameChangeMakesKnown) {
    change both = book(booking_of(1), {blocks(nobody, span(9, 10))});
    both.users = {{nobody, {}}};
    EXPECT_EQ(code_of(both), outcome_code::applied);
    EXPECT_EQ(load({nobody}, span(9, 10)).size(), 1U);
}

TEST_P(StoreConformance, TellsWhatIsWrongWithAMalformedChange) {
    const claim fine = blocks(red, span(9, 10));
    std::vector<change> wrong;
    wrong.push_back(with_key(book(booking_of(1), {fine}),
                             std::string(change_limits::request_key_bytes_max + 1, 'k')));
    wrong.push_back(book(booking_id(), {fine}));
    wrong.push_back(book(booking_of(1), {fine}));
    wrong.back().edits.push_back(wrong.back().edits[0]);
    wrong.push_back(book(booking_of(1), {fine}));
    wrong.back().edits[0].document = std::string(change_limits::document_bytes_max + 1, 'x');
    wrong.push_back(cancel(booking_of(1), 0));
    wrong.push_back(book(booking_of(1), {fine}));
    wrong.back().releases = {{.booking = booking_of(2)}};
    wrong.push_back(book(booking_of(1), {fine}));
    wrong.back().parts[0].booking = booking_of(2);
    wrong.push_back(cancel(booking_of(1), 1));
    wrong.back().parts = {{.booking = booking_of(1), .id = 0, .claims = {fine}}};
    wrong.push_back(book(booking_of(1), {blocks(red, span(9, 10), 0)}));
    wrong.push_back(
        book(booking_of(1),
             {blocks(candidates::any_of(std::vector(change_limits::candidates_max + 1, red)),
                     span(9, 10))}));
    wrong.push_back(
        book(booking_of(1), {chosen(blocks(candidates::any_of({red, blue}), span(9, 10)), 1),
                             chosen(blocks(candidates::any_of({red, hall}), span(9, 10)), 1)}));
    wrong.push_back(set_user(red, {.capacity = 0}));
    wrong.push_back(set_user(calendar_user_id(), {}));
    wrong.push_back(book(booking_of(1), {fine}));
    for (std::uint64_t i = 0; i < change_limits::edits_max; ++i)
        wrong.back().edits.push_back(
            {.booking = booking_of(i + 2), .expected_sequence = 0, .document = ""});
    wrong.push_back(book(booking_of(1), std::vector(change_limits::claims_max + 1, fine)));

    const feed_cursor before = newest();
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        const outcome answer = apply(wrong[i]);
        EXPECT_EQ(answer.code, outcome_code::malformed) << "change " << i;
        EXPECT_FALSE(answer.detail.empty()) << "change " << i;
    }
    EXPECT_EQ(find(booking_of(1)), std::nullopt);
    EXPECT_EQ(newest(), before);
}

TEST_P(StoreConformance, KeepsALongDocumentWhole) {
    change large = book(booking_of(1), {blocks(red, span(9, 10))});
    large.edits[0].document = std::string(change_limits::document_bytes_max, '\xA7');
    EXPECT_EQ(code_of(large), outcome_code::applied);
    EXPECT_EQ(find(booking_of(1))->document, *large.edits[0].document);
}

TEST_P(StoreConformance, BooksALongSeriesInOneChange) {
    std::vector<std::vector<claim>> parts;
    for (int week = 0; week < 260; ++week) {
        const interval when(span(9, 10).start() + hours(24 * 7) * week, hours(1));
        parts.push_back({blocks(red, when), informs(ana, when)});
    }
    EXPECT_EQ(code_of(book_parts(booking_of(1), parts)), outcome_code::applied);
    EXPECT_EQ(claims_of(booking_of(1)).size(), 520U);
    const interval later(span(9.5, 10.5).start() + hours(24 * 7) * 200, hours(1));
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, later)})), outcome_code::refused);
    EXPECT_EQ(code_of(cancel(booking_of(1), 1)), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, later)})), outcome_code::applied);
}

TEST_P(StoreConformance, KeepsOrganizationsApartEvenWhereTheirIdsAreEqual) {
    const organization_id other = organization_id::from_number(2);
    EXPECT_EQ(code_of(in(other, book(booking_of(1), {blocks(red, span(9, 10))}))),
              outcome_code::refused);
    apply(in(other, set_user(red, {.capacity = 1})));
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(red, span(9, 10))})), outcome_code::applied);
    EXPECT_EQ(code_of(in(other, book(booking_of(1), {blocks(red, span(9, 10))}))),
              outcome_code::applied);
    apply(rebook(booking_of(1), 1, {blocks(red, span(10, 11))}));

    EXPECT_EQ(find(booking_of(1))->sequence, 2U);
    EXPECT_EQ(find(booking_of(1), other)->sequence, 1U);
    EXPECT_EQ(claims_of(booking_of(1), other).front().span, span(9, 10));
    EXPECT_EQ(load({red}, span(0, 24), other).size(), 1U);
    EXPECT_EQ(code_of(cancel(booking_of(1), 2)), outcome_code::applied);
    EXPECT_EQ(load({red}, span(0, 24), other).size(), 1U);
}

TEST_P(StoreConformance, KeepsOrganizationsApartWithinABatch) {
    const organization_id other = organization_id::from_number(2);
    apply(in(other, set_user(red, {})));
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(in(other, book(booking_of(1), {blocks(red, span(9, 10))})));
    const auto answers = apply_all(
        {cancel(booking_of(1), 1), in(other, book(booking_of(2), {blocks(red, span(9, 10))}))});
    EXPECT_EQ(answers[0].code, outcome_code::applied);
    EXPECT_EQ(answers[1].code, outcome_code::refused); // the other organization's is still there
}

TEST_P(StoreConformance, KeepsTheHoldsOfOrganizationsApartEvenWhereTheirIdsAreEqual) {
    const organization_id other = organization_id::from_number(2);
    apply(in(other, set_user(red, {})));
    const change hold = book(booking_of(1), {until(blocks(red, span(9, 10)), now() + minutes(10))});
    apply(hold);
    apply(in(other, hold));
    clock_.advance(minutes(10));
    EXPECT_EQ(stored().find_due_holds(10)->size(), 2U);
    apply(cancel(booking_of(1), 1));
    const auto due = stored().find_due_holds(10);
    ASSERT_EQ(due->size(), 1U);
    EXPECT_EQ(due->front().organization, other);
}

} // namespace timewright::conformance
