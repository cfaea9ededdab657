/// @file
/// The contract of stores that outlive their process.
///
/// Goal: what was acknowledged before the end is there after it, answers and time included.
/// Method: fill, reopen, and compare everything that can be asked.
#pragma once

#include "conformance/store_fixture.hpp"

class DurableStore : public timewright::conformance::store_fixture {};

namespace timewright::conformance {

TEST_P(DurableStore, HasEverythingAfterItWasReopened) {
    apply(book(booking_of(1), {blocks(red, span(9, 10)), informs(ana, span(9, 10))}));
    apply(book_parts(booking_of(2), {{blocks(blue, span(14, 15))}, {blocks(blue, span(9, 10))}}));
    apply(rebook(booking_of(1), 1, {blocks(red, span(10, 11))}));
    apply(book(booking_of(3), {until(blocks(hall, span(9, 10), 2), now() + minutes(10))}));
    apply(book(booking_of(4), {blocks(ben, span(9, 10))}));
    apply(cancel(booking_of(4), 1));
    const std::vector<calendar_user_id> everybody{red, blue, hall, ana, ben};
    const auto held = stored().load(default_organization, everybody, span(0, 24));
    const auto told = feed();
    const auto of_two = claims_of(booking_of(2));
    const auto one = find(booking_of(1));
    const feed_cursor last = newest();

    host_->reopen();
    const auto held_again = stored().load(default_organization, everybody, span(0, 24));
    ASSERT_TRUE(held && held_again);
    EXPECT_EQ(held_again->users, held->users);
    EXPECT_EQ(held_again->claims, held->claims);
    EXPECT_EQ(feed(), told);
    EXPECT_EQ(claims_of(booking_of(2)), of_two);
    EXPECT_EQ(find(booking_of(1)), one);
    EXPECT_EQ(find(booking_of(4)), std::nullopt);
    EXPECT_EQ(newest(), last);
}

TEST_P(DurableStore, DecidesAfterReopeningAsItWouldHaveBefore) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(book(booking_of(2), {until(blocks(blue, span(9, 10)), now() + minutes(10))}));
    host_->reopen();
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(red, span(9.5, 11))})), outcome_code::refused);
    EXPECT_EQ(code_of(book(booking_of(4), {blocks(blue, span(9, 10))})), outcome_code::refused);
    EXPECT_EQ(code_of(confirm(booking_of(2), 1, {blocks(blue, span(9, 10))})),
              outcome_code::applied);
    host_->reopen();
    EXPECT_EQ(code_of(confirm(booking_of(2), 2, {blocks(blue, span(9, 10))})),
              outcome_code::already_confirmed);
    EXPECT_EQ(code_of(rebook(booking_of(1), 1, {blocks(red, span(9.5, 11))})),
              outcome_code::applied);
}

TEST_P(DurableStore, RemembersAnswersAcrossReopening) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const change refused = with_key(book(booking_of(2), {blocks(red, span(9, 10))}), "refused");
    const change applied = with_key(
        book(booking_of(3), {blocks(candidates::any_of({red, blue}), span(9, 10))}), "applied");
    const outcome first_refused = apply(refused);
    const outcome first_applied = apply(applied);
    host_->reopen();
    outcome again = apply(refused);
    EXPECT_EQ(again.code, outcome_code::exists);
    again.code = first_refused.code;
    EXPECT_EQ(again, first_refused);
    again = apply(applied);
    EXPECT_EQ(again.code, outcome_code::exists);
    again.code = first_applied.code;
    EXPECT_EQ(again, first_applied);
}

TEST_P(DurableStore, ForgetsAnswersThatGrewOldWhileItWasClosed) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const change asked = with_key(book(booking_of(2), {blocks(red, span(9, 10))}), "k");
    apply(asked);
    apply(cancel(booking_of(1), 1));
    clock_.advance(answers_kept + seconds(1));
    host_->reopen();
    EXPECT_EQ(code_of(asked), outcome_code::applied);
}

TEST_P(DurableStore, DoesNotLiveThroughTheSameTimeTwiceWhenTheClockStepsBack) {
    const sys_seconds deadline = now() + minutes(10);
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), deadline)}));
    clock_.set(deadline);
    apply(book(booking_of(2), {blocks(blue, span(9, 10))}));
    clock_.set(deadline - minutes(5));
    host_->reopen();
    EXPECT_EQ(code_of(confirm(booking_of(1), 1, {blocks(red, span(9, 10))})),
              outcome_code::expired);
}

TEST_P(DurableStore, ContinuesTheFeedWhereItEnded) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const feed_cursor here = newest();
    host_->reopen();
    apply(book(booking_of(2), {blocks(red, span(10, 11))}));
    const auto entries = feed(here);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].booking, booking_of(2));
    EXPECT_LT(here, entries[0].cursor);
}

TEST_P(DurableStore, StillGuardsAndEditsBookingsThatEndedLongAgo) {
    apply(book_parts(booking_of(1), {{blocks(red, span(9, 10))}, {blocks(red, span(14, 15))}}));
    apply(book(booking_of(2), {blocks(hall, span(9, 10), 3)}));
    clock_.set(std::max(now(), day) + hours(24 * 90));
    host_->reopen();
    EXPECT_EQ(load({red}, span(0, 24)).size(), 2U);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(red, span(14.5, 16))})), outcome_code::refused);
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(blue, span(9, 10))})), outcome_code::stale);
    EXPECT_EQ(code_of(set_user(hall, {.capacity = 2})), outcome_code::refused);
    EXPECT_EQ(code_of(cancel(booking_of(1), 1)), outcome_code::applied);
    EXPECT_EQ(feed().back().released.size(), 2U);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(red, span(14.5, 16))})), outcome_code::applied);
}

TEST_P(DurableStore, GuardsBookingsThatEndWhileItIsOpen) {
    const sys_seconds begin = std::max(now(), day);
    const auto on_day = [&](int n) { return interval(begin + hours(24 * n), hours(1)); };
    for (int n = 0; n < 10; ++n) {
        // A day at a time, so that whatever the store lets go of, it lets go of in between.
        clock_.set(begin + hours(24 * n));
        apply(book(booking_of(static_cast<std::uint64_t>(n) + 1), {blocks(red, on_day(n))}));
    }
    for (int n = 0; n < 10; ++n) {
        EXPECT_EQ(load({red}, on_day(n)).size(), 1U);
        EXPECT_EQ(code_of(book(booking_of(100), {blocks(red, on_day(n))})), outcome_code::refused);
        EXPECT_TRUE(find(booking_of(static_cast<std::uint64_t>(n) + 1)));
    }
    EXPECT_EQ(load({red}, interval(begin, hours(24 * 10))).size(), 10U);
    EXPECT_EQ(code_of(cancel(booking_of(1), 1)), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(100), {blocks(red, on_day(0))})), outcome_code::applied);
}

} // namespace timewright::conformance
