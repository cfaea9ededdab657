/// @file
/// Goal: what a store tells is exact: windows half-open, in order, at one moment.
/// Method: a few bookings and every edge of the questions; part of store_conformance.hpp.
#pragma once

#include "conformance/store_suite.hpp"

#include <condition_variable>
#include <mutex>

namespace timewright::conformance {

TEST_P(StoreConformance, LoadsWhatOverlapsAHalfOpenWindow) {
    apply(book(booking_of(1), {blocks(red, span(8, 9))}));
    apply(book(booking_of(2), {blocks(red, span(9, 10))}));
    apply(book(booking_of(3), {blocks(red, span(10, 11))}));
    const auto in_window = load({red}, span(9, 10));
    ASSERT_EQ(in_window.size(), 1U);
    EXPECT_EQ(in_window[0].id.booking, booking_of(2));
    EXPECT_EQ(load({red}, interval(span(9, 10).end() - seconds(1), seconds(1))).size(), 1U);
    EXPECT_EQ(load({red}, interval(span(9, 10).end() - seconds(1), seconds(2))).size(), 2U);
    EXPECT_EQ(load({red}, span(8.5, 10.5)).size(), 3U);
    EXPECT_TRUE(load({red}, span(11, 12)).empty());
}

TEST_P(StoreConformance, LoadsALongClaimByAWindowInItsMiddle) {
    apply(book(booking_of(1), {blocks(red, interval(day, hours(24 * 365)))}));
    apply(book(booking_of(2), {informs(red, span(9, 10))}));
    EXPECT_EQ(load({red}, interval(day + hours(24 * 200), hours(1))).size(), 1U);
    EXPECT_EQ(load({red}, interval(sys_seconds::min(), sys_seconds::max())).size(), 2U);
}

TEST_P(StoreConformance, LoadsByUserInTheOrderAskedForAndThenByStart) {
    apply(book(booking_of(1), {blocks(red, span(14, 15)), blocks(ana, span(14, 15))}));
    apply(book(booking_of(2), {blocks(red, span(9, 10)), blocks(ana, span(9, 10))}));
    const auto claims = load({ana, nobody, red}, span(0, 24));
    ASSERT_EQ(claims.size(), 4U);
    EXPECT_EQ(claims[0].user, ana);
    EXPECT_EQ(claims[0].span, span(9, 10));
    EXPECT_EQ(claims[1].user, ana);
    EXPECT_EQ(claims[1].span, span(14, 15));
    EXPECT_EQ(claims[2].user, red);
    EXPECT_EQ(claims[2].span, span(9, 10));
    EXPECT_EQ(claims[3].user, red);
}

TEST_P(StoreConformance, LoadsTheLimitsOfTheUsersThatExist) {
    apply(set_user(red, {.capacity = 4, .bookable_until = span(0, 20).end(), .disabled = true}));
    const std::vector<calendar_user_id> users{hall, nobody, red};
    const auto found = stored().load(default_organization, users, span(9, 10));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->as_of, now());
    ASSERT_EQ(found->users.size(), 2U);
    EXPECT_EQ(found->users[0], (user_record{default_organization, hall, {.capacity = 3}}));
    EXPECT_EQ(
        found->users[1],
        (user_record{default_organization,
                     red,
                     {.capacity = 4, .bookable_until = span(0, 20).end(), .disabled = true}}));
}

TEST_P(StoreConformance, FindsTheBookingsThatExistInTheOrderAskedFor) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(book(booking_of(2), {blocks(blue, span(9, 10))}));
    const std::vector<booking_id> asked{booking_of(2), booking_of(77), booking_of(1)};
    const auto found = stored().find(default_organization, asked);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 2U);
    EXPECT_EQ((*found)[0].booking, booking_of(2));
    EXPECT_EQ((*found)[1].booking, booking_of(1));
    EXPECT_TRUE(stored().find(default_organization, {})->empty());
}

TEST_P(StoreConformance, TellsClaimsInTheOrderInWhichTheyWereAdded) {
    apply(book_parts(booking_of(1), {{blocks(red, span(14, 15)), informs(ana, span(14, 15))},
                                     {blocks(red, span(9, 10)), informs(ana, span(9, 10))}}));
    const auto claims = claims_of(booking_of(1));
    ASSERT_EQ(claims.size(), 4U);
    EXPECT_EQ(claims[0].span, span(14, 15));
    EXPECT_EQ(claims[0].user, red);
    EXPECT_EQ(claims[1].user, ana);
    EXPECT_EQ(claims[2].span, span(9, 10));
    EXPECT_TRUE(claims_of(booking_of(2)).empty());
}

TEST_P(StoreConformance, KeepsEveryPropertyOfAClaim) {
    const sys_seconds deadline = now() + minutes(7);
    change asked = book(booking_of(1), {});
    asked.parts[0].id = -86400;
    asked.parts[0].claims = {{.who = hall,
                              .span = span(9, 10),
                              .units = 3,
                              .effect = claim_effect::blocks,
                              .type = busy_type::busy_tentative,
                              .deadline = deadline},
                             {.who = ana,
                              .span = span(8.75, 10.25),
                              .units = 2,
                              .effect = claim_effect::reports,
                              .type = busy_type::busy_unavailable}};
    apply(asked);
    const auto claims = claims_of(booking_of(1));
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[0], (live_claim{{booking_of(1), 1, 0},
                                     -86400,
                                     hall,
                                     span(9, 10),
                                     3,
                                     claim_effect::blocks,
                                     busy_type::busy_tentative,
                                     deadline}));
    EXPECT_EQ(claims[1], (live_claim{{booking_of(1), 1, 1},
                                     -86400,
                                     ana,
                                     span(8.75, 10.25),
                                     2,
                                     claim_effect::reports,
                                     busy_type::busy_unavailable,
                                     std::nullopt}));
    EXPECT_EQ(load({hall}, span(9, 10)), std::vector<live_claim>{claims[0]});
}

TEST_P(StoreConformance, AnswersASubmittedChange) {
    std::mutex mutex;
    std::condition_variable answered;
    std::vector<outcome_code> codes;
    const auto done = [&](const result<outcome, error>& answer) {
        const std::lock_guard lock(mutex);
        codes.push_back(answer ? answer->code : outcome_code::malformed);
        answered.notify_one();
    };
    stored().submit(book(booking_of(1), {blocks(red, span(9, 10))}), done);
    stored().submit(book(booking_of(2), {blocks(red, span(9, 10))}), done);
    std::unique_lock lock(mutex);
    answered.wait(lock, [&] { return codes.size() == 2; });
    EXPECT_EQ(codes, (std::vector<outcome_code>{outcome_code::applied, outcome_code::refused}));
}

} // namespace timewright::conformance
