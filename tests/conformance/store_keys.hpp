/// @file
/// Goal: a retry is recognised by its key, answered as the first try was, and never applied twice.
/// Method: the same and nearly the same requests again; part of store_conformance.hpp.
#pragma once

#include "conformance/store_suite.hpp"

namespace timewright::conformance {

TEST_P(StoreConformance, AnswersARetryAsTheFirstTry) {
    apply(book(booking_of(9), {blocks(ana, span(9, 10))}));
    const change asked =
        with_key(book(booking_of(1), {blocks(red, span(9, 10)), informs(ana, span(9, 10))}), "k");
    const outcome first = apply(asked);
    ASSERT_EQ(first.code, outcome_code::applied);
    const feed_cursor after = newest();

    outcome again = apply(asked);
    EXPECT_EQ(again.code, outcome_code::exists);
    EXPECT_EQ(again.decided, outcome_code::applied);
    again.code = first.code;
    EXPECT_EQ(again, first); // bookings, parts and conflicts too
    EXPECT_EQ(claims_of(booking_of(1)).size(), 2U);
    EXPECT_EQ(newest(), after);
}

TEST_P(StoreConformance, AnswersARetryAsTheFirstTryWhateverHappenedSince) {
    const change asked = with_key(book(booking_of(1), {blocks(red, span(9, 10))}), "k");
    apply(asked);
    apply(cancel(booking_of(1), 1));
    EXPECT_EQ(code_of(asked), outcome_code::exists);
    EXPECT_EQ(find(booking_of(1)), std::nullopt); // a delayed duplicate books no ghost
}

TEST_P(StoreConformance, TellsAReusedKeyFromARetry) {
    apply(with_key(book(booking_of(1), {blocks(red, span(9, 10))}), "k"));
    const outcome answer = apply(with_key(book(booking_of(2), {blocks(blue, span(9, 10))}), "k",
                                          account_id::from_number(7), "another request"));
    EXPECT_EQ(answer.code, outcome_code::exists_with_different_request);
    EXPECT_EQ(find(booking_of(2)), std::nullopt);
}

TEST_P(StoreConformance, GoesByTheDigestOfTheRequestAndNotByWhatWasDerivedFromIt) {
    apply(with_key(book(booking_of(1), {blocks(red, span(9, 10))}), "k"));
    // The same request, for which the server minted another id this time.
    const outcome answer = apply(with_key(book(booking_of(2), {blocks(red, span(9, 10))}), "k"));
    EXPECT_EQ(answer.code, outcome_code::exists);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 1}}));
}

TEST_P(StoreConformance, BindsTheKeyOfAVetoAndTellsItOnlyToWhomIsNewToIt) {
    const change asked = with_key(book(booking_of(1), {blocks(red, span(9, 10))}), "k");
    change vetoed = asked;
    vetoed.veto = "red is not for everybody";
    const outcome first = apply(vetoed);
    EXPECT_EQ(first.code, outcome_code::vetoed);
    EXPECT_EQ(first.detail, "red is not for everybody");
    EXPECT_EQ(find(booking_of(1)), std::nullopt);
    const outcome again = apply(asked); // the rule has gone since: the answer stays
    EXPECT_EQ(again.code, outcome_code::exists);
    EXPECT_EQ(again.decided, outcome_code::vetoed);
    EXPECT_EQ(again.detail, first.detail);

    ASSERT_EQ(code_of(with_key(asked, "l")), outcome_code::applied);
    change late = with_key(asked, "l"); // the rule has come since: it was applied all the same
    late.veto = "red is closed";
    EXPECT_EQ(apply(late).decided, outcome_code::applied);
}

TEST_P(StoreConformance, LeavesTheKeyFreeWhenWhatTheServiceReadHasMovedOn) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    change composed = with_key(book(booking_of(2), {blocks(blue, span(9, 10))}), "k");
    composed.edits.push_back({booking_of(1), 7, "moved aside", true});
    const outcome first = apply(composed);
    EXPECT_EQ(first.code, outcome_code::outdated);
    EXPECT_TRUE(first.bookings.empty());
    EXPECT_EQ(find(booking_of(2)), std::nullopt);
    composed.edits.back().expected_sequence = 1;
    EXPECT_EQ(code_of(composed), outcome_code::applied);
}

TEST_P(StoreConformance, BindsTheKeyOfARefusalToo) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const change asked = with_key(book(booking_of(2), {blocks(red, span(9, 10))}), "k");
    const outcome first = apply(asked);
    ASSERT_EQ(first.code, outcome_code::refused);
    apply(cancel(booking_of(1), 1));
    const outcome again = apply(asked);
    EXPECT_EQ(again.code, outcome_code::exists);
    EXPECT_EQ(again.decided, outcome_code::refused);
    EXPECT_EQ(again.conflicts, first.conflicts);
    EXPECT_EQ(find(booking_of(2)), std::nullopt);
}

TEST_P(StoreConformance, KeepsTheKeysOfAccountsAndOrganizationsApart) {
    const organization_id other = organization_id::from_number(2);
    apply(in(other, set_user(red, {})));
    EXPECT_EQ(code_of(with_key(book(booking_of(1), {blocks(red, span(9, 10))}), "k")),
              outcome_code::applied);
    EXPECT_EQ(code_of(with_key(book(booking_of(2), {blocks(blue, span(9, 10))}), "k",
                               account_id::from_number(8), "another request")),
              outcome_code::applied);
    EXPECT_EQ(code_of(in(other, with_key(book(booking_of(3), {blocks(red, span(9, 10))}), "k",
                                         account_id::from_number(7), "a third request"))),
              outcome_code::applied);
}

TEST_P(StoreConformance, ForgetsAnAnswerWhenItIsOlderThanADay) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const change asked = with_key(book(booking_of(2), {blocks(red, span(9, 10))}), "k");
    ASSERT_EQ(code_of(asked), outcome_code::refused);
    apply(cancel(booking_of(1), 1));
    clock_.advance(answers_kept);
    EXPECT_EQ(code_of(asked), outcome_code::exists);
    clock_.advance(seconds(1));
    EXPECT_EQ(code_of(asked), outcome_code::applied); // decided anew
    EXPECT_EQ(code_of(asked), outcome_code::exists);  // and remembered anew
}

TEST_P(StoreConformance, RecognisesARetryWithinTheSameBatch) {
    const change asked = with_key(book(booking_of(1), {blocks(red, span(9, 10))}), "k");
    const auto answers = apply_all({asked, asked});
    EXPECT_EQ(answers[0].code, outcome_code::applied);
    EXPECT_EQ(answers[1].code, outcome_code::exists);
}

TEST_P(StoreConformance, TakesKeysOfAnyBytesUpToTheirLimit) {
    const std::string odd("\0'; -- \xFF\n", 9);
    const std::string longest(change_limits::request_key_bytes_max, 'k');
    for (const std::string& key : {odd, longest}) {
        const change asked = with_key(set_user(red, {.capacity = 1}), key);
        EXPECT_EQ(code_of(asked), outcome_code::applied);
        EXPECT_EQ(code_of(asked), outcome_code::exists);
    }
}

TEST_P(StoreConformance, DoesNotRememberWhatHasNoKey) {
    const change asked = book(booking_of(1), {blocks(red, span(9, 10))});
    EXPECT_EQ(code_of(asked), outcome_code::applied);
    EXPECT_EQ(code_of(asked), outcome_code::stale);
}

} // namespace timewright::conformance
