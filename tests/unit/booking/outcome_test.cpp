// Goal: outcomes keep their numbers (they are stored) and their names (they are sent).
// Method: the table, written out.
#include <timewright/booking/outcome.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace {

using namespace timewright;

TEST(Outcome, HasCodesWithStableNumbersAndNames) {
    const std::pair<int, std::string> table[] = {
        {0, "applied"},   {1, "exists"},    {2, "exists-with-different-request"},
        {3, "refused"},   {4, "stale"},     {5, "expired"},
        {6, "not-found"}, {7, "malformed"}, {8, "already-confirmed"}};
    for (const auto& [number, slug] : table)
        EXPECT_EQ(to_slug(static_cast<outcome_code>(number)), slug);
}

TEST(Outcome, IsNothingGoodUntilItIsDecided) {
    const outcome fresh;
    EXPECT_EQ(fresh.code, outcome_code::malformed);
    EXPECT_EQ(fresh.decided, outcome_code::malformed);
}

TEST(Outcome, DiffersWhenAnyOfWhatItTellsDiffers) {
    outcome one;
    outcome other = one;
    EXPECT_EQ(one, other);
    other.parts.push_back({booking_id::from_number(1), 1, true, {}});
    EXPECT_NE(one, other);
    other = one;
    other.conflicts_left_out = 1;
    EXPECT_NE(one, other);
    other = one;
    other.bookings.push_back({booking_id::from_number(1), 1});
    EXPECT_NE(one, other);
}

} // namespace
