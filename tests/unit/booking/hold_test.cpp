// Goal: a confirmation takes exactly what was held, without its deadline.
// Method: a hold of two parts, confirmed by the change that is computed from what a store would
// load.
#include "unit/booking/words.hpp"

#include <timewright/booking/hold.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

using Hold = LedgerTest;

TEST_F(Hold, IsConfirmedAsItWasHeld) {
    claim two_units = until(blocks(hall, span(9, 10), 2), day + minutes(5));
    two_units.type = busy_type::busy_tentative;
    apply(
        book_parts(booking_of(1), {{two_units, until(informs(ana, span(9, 10)), day + minutes(5))},
                                   {until(blocks(red, span(11, 12)), day + minutes(5))}}));
    const std::vector<live_claim> held = claims_of(booking_of(1));
    change made = compute_confirmation({.request_key = "key"}, *find(booking_of(1)), held);
    EXPECT_EQ(made.request_key, "key");
    EXPECT_EQ(made.edits[0].document, "a meeting");
    ASSERT_EQ(made.parts.size(), 2U);
    EXPECT_EQ(made.parts[0].id, 1);
    EXPECT_EQ(made.parts[1].id, 2);
    ASSERT_EQ(code_of(made), outcome_code::applied);

    const std::vector<live_claim> confirmed = claims_of(booking_of(1));
    ASSERT_EQ(confirmed.size(), held.size());
    for (std::size_t i = 0; i < held.size(); ++i) {
        live_claim expected = held[i];
        expected.deadline.reset();
        expected.id.sequence = 2;
        EXPECT_EQ(confirmed[i], expected);
    }
}

TEST_F(Hold, OfASeriesOnOneRoomIsConfirmedWithItsParts) {
    apply(book_parts(booking_of(1), {{until(blocks(red, span(9, 10)), day + minutes(5))},
                                     {until(blocks(red, span(11, 12)), day + minutes(5))}}));
    const change made = compute_confirmation({}, *find(booking_of(1)), claims_of(booking_of(1)));
    EXPECT_EQ(apply(made).parts, (std::vector<part_outcome>{{booking_of(1), 1, true, {red}},
                                                            {booking_of(1), 2, true, {red}}}));
}

TEST_F(Hold, EndsWithTheLatestOfItsDeadlines) {
    EXPECT_FALSE(deadline_of({}));
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    EXPECT_FALSE(deadline_of(claims_of(booking_of(1))));
    apply(book(booking_of(2), {until(blocks(blue, span(9, 10)), day + minutes(5)),
                               until(blocks(green, span(9, 10)), day + minutes(7)),
                               until(blocks(hall, span(9, 10)), day + minutes(6))}));
    EXPECT_EQ(deadline_of(claims_of(booking_of(2))), day + minutes(7));
}

} // namespace
