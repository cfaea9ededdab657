// Goal: a request becomes the change it means, and an outcome the booking or refusal it means.
// Method: each function with a full argument, compared field by field; every outcome code.
#include "unit/booking/words.hpp"

#include <timewright/booking/booking.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

const request_context from_ana{.organization = organization_id::from_number(3),
                               .actor = account_id::from_number(7),
                               .origin = "http",
                               .request_key = "key",
                               .request_digest = compute_fingerprint("sent")};

TEST(BookingRequest, BecomesAPartForEachOccurrenceResourcesFirst) {
    const booking_request asked{
        .document = "Planning",
        .occurrences = {{.id = 1, .span = span(9, 10)}, {.id = 2, .span = span(11, 12)}},
        .resources = {{.who = red}, {.who = hall, .units = 2}},
        .people = {ana},
        .people_insisted = {blue},
        .type = busy_type::busy_tentative};
    const std::vector<part> parts = compute_parts(asked, booking_of(5), day + minutes(5));
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].id, 1);
    EXPECT_EQ(parts[1].id, 2);
    EXPECT_EQ(parts[1].booking, booking_of(5));
    ASSERT_EQ(parts[1].claims.size(), 4U);
    const auto tentative = [](claim k) {
        k.type = busy_type::busy_tentative;
        k.deadline = day + minutes(5);
        return k;
    };
    EXPECT_EQ(parts[1].claims,
              (std::vector<claim>{
                  tentative(blocks(red, span(11, 12))), tentative(blocks(hall, span(11, 12), 2)),
                  tentative(informs(ana, span(11, 12))), tentative(blocks(blue, span(11, 12)))}));
}

TEST(BookingRequest, ChoosesTheSameCandidateThroughoutUnlessSubstitutesAreWelcome) {
    const booking_request asked{.occurrences = {{.span = span(9, 10)}},
                                .resources = {{.who = green},
                                              {.who = any_of({red, blue})},
                                              {.who = any_of({red, blue}), .substitutes = true},
                                              {.who = any_of({red, blue})}}};
    const std::vector<part> parts = compute_parts(asked, booking_of(1), std::nullopt);
    std::vector<std::uint32_t> choices;
    for (const claim& k : parts[0].claims) choices.push_back(k.choice);
    EXPECT_EQ(choices, (std::vector<std::uint32_t>{0, 2, 0, 4}));
}

TEST(BookingRequest, ClaimsAPersonOnceWhoIsNamedTwice) {
    const booking_request asked{.occurrences = {{.span = span(9, 10)}},
                                .people = {ana, blue, ana},
                                .people_insisted = {blue, green, blue}};
    EXPECT_EQ(compute_parts(asked, booking_of(1), std::nullopt)[0].claims,
              (std::vector<claim>{informs(ana, span(9, 10)), blocks(blue, span(9, 10)),
                                  blocks(green, span(9, 10))}));
}

TEST(BookingRequest, BecomesAChangeThatCreates) {
    const booking_request asked{.document = "Planning",
                                .occurrences = {{.span = span(9, 10)}},
                                .resources = {{.who = red}},
                                .mode = change_mode::parts_that_fit};
    const change made = compute_booking(from_ana, asked, booking_of(5));
    EXPECT_EQ(made.organization, from_ana.organization);
    EXPECT_EQ(made.actor, from_ana.actor);
    EXPECT_EQ(made.origin, "http");
    EXPECT_EQ(made.request_key, "key");
    EXPECT_EQ(made.request_digest, from_ana.request_digest);
    EXPECT_EQ(made.mode, change_mode::parts_that_fit);
    ASSERT_EQ(made.edits.size(), 1U);
    EXPECT_EQ(made.edits[0].booking, booking_of(5));
    EXPECT_EQ(made.edits[0].expected_sequence, 0U);
    EXPECT_EQ(made.edits[0].document, "Planning");
    EXPECT_TRUE(made.releases.empty());
    EXPECT_FALSE(made.parts[0].claims[0].deadline);
    EXPECT_EQ(compute_booking(from_ana, asked, booking_of(5), day).parts[0].claims[0].deadline,
              day);
}

TEST(BookingRequest, BecomesAChangeThatReplaces) {
    const change made = compute_update(
        from_ana,
        {.document = "Moved", .occurrences = {{.span = span(9, 10)}}, .resources = {{.who = red}}},
        booking_of(5), 4);
    EXPECT_EQ(made.edits[0].expected_sequence, 4U);
    EXPECT_EQ(made.edits[0].document, "Moved");
    ASSERT_EQ(made.releases.size(), 1U);
    EXPECT_EQ(made.releases[0].booking, booking_of(5));
    EXPECT_FALSE(made.releases[0].part);
    EXPECT_FALSE(made.releases[0].must_be_held);
    EXPECT_EQ(made.parts.size(), 1U);
}

TEST(BookingRequest, IsCancelledByAnEditWithoutADocument) {
    const change made = compute_cancellation(from_ana, booking_of(5), 4);
    ASSERT_EQ(made.edits.size(), 1U);
    EXPECT_EQ(made.edits[0].expected_sequence, 4U);
    EXPECT_FALSE(made.edits[0].document);
    EXPECT_TRUE(made.releases.empty());
    EXPECT_TRUE(made.parts.empty());
}

outcome answered(outcome_code code, outcome_code decided) {
    outcome made;
    made.code = code;
    made.decided = decided;
    made.bookings = {{booking_of(5), 2}};
    made.parts = {{booking_of(5), 0, true, {red}}};
    made.conflicts = {overlap(red, span(9, 10), booking_of(6))};
    made.conflicts_left_out = 3;
    made.detail = "a sentence";
    return made;
}

TEST(Outcomes, ThatWereAppliedAreBookings) {
    auto made = to_booking(answered(outcome_code::applied, outcome_code::applied));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->id, booking_of(5));
    EXPECT_EQ(made->sequence, 2U);
    EXPECT_EQ(made->parts.size(), 1U);
    EXPECT_EQ(made->conflicts.size(), 1U);
    EXPECT_EQ(made->conflicts_left_out, 3U);
    EXPECT_FALSE(made->repeated);
    EXPECT_FALSE(made->expires_at);
}

TEST(Outcomes, OfARetryAreTheFirstAnswer) {
    auto made = to_booking(answered(outcome_code::exists, outcome_code::applied));
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->repeated);
    EXPECT_EQ(made->id, booking_of(5));

    auto refused = to_booking(answered(outcome_code::exists, outcome_code::refused));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, refusal_reason::conflicts);
}

TEST(Outcomes, OfAChangeWithoutABookingAreABookingWithoutAnId) {
    outcome none;
    none.code = none.decided = outcome_code::applied;
    auto made = to_booking(none);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->id.is_nil());
}

TEST(Outcomes, ThatWereNotAppliedAreRefusalsWithTheirReason) {
    const std::pair<outcome_code, refusal_reason> table[] = {
        {outcome_code::refused, refusal_reason::conflicts},
        {outcome_code::stale, refusal_reason::stale},
        {outcome_code::expired, refusal_reason::expired},
        {outcome_code::already_confirmed, refusal_reason::already_confirmed},
        {outcome_code::not_found, refusal_reason::not_found},
        {outcome_code::malformed, refusal_reason::invalid}};
    for (const auto& [code, reason] : table) {
        auto made = to_booking(answered(code, code));
        ASSERT_FALSE(made) << to_slug(code);
        EXPECT_EQ(made.error().reason, reason) << to_slug(code);
    }
    auto reused = to_booking(answered(outcome_code::exists_with_different_request,
                                      outcome_code::exists_with_different_request));
    ASSERT_FALSE(reused);
    EXPECT_EQ(reused.error().reason, refusal_reason::key_reused);
}

TEST(Outcomes, KeepWhatARefusalIsAbout) {
    const refusal conflicts =
        to_booking(answered(outcome_code::refused, outcome_code::refused)).error();
    EXPECT_EQ(conflicts.conflicts,
              (std::vector<conflict>{overlap(red, span(9, 10), booking_of(6))}));
    EXPECT_EQ(conflicts.conflicts_left_out, 3U);
    EXPECT_EQ(
        to_booking(answered(outcome_code::stale, outcome_code::stale)).error().current_sequence,
        2U);
    const refusal invalid =
        to_booking(answered(outcome_code::malformed, outcome_code::malformed)).error();
    EXPECT_EQ(invalid.fault.code, errc::invalid_input);
    EXPECT_EQ(invalid.fault.message, "a sentence");
}

} // namespace
