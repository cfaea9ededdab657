// Goal: reasons keep their numbers (they are stored) and their names (they are sent).
// Method: the table, written out.
#include <timewright/conflict/conflict.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

namespace {

using namespace timewright;

TEST(Conflict, HasReasonsWithStableNumbersAndNames) {
    const std::pair<int, std::string> table[] = {{0, "overlap"},        {1, "beyond-horizon"},
                                                 {2, "disabled"},       {3, "unknown-user"},
                                                 {4, "too-many-units"}, {5, "search-limit"}};
    for (const auto& [number, slug] : table)
        EXPECT_EQ(to_slug(static_cast<conflict_reason>(number)), slug);
}

TEST(Conflict, IsEqualWhenWhoWhenWithWhomAndWhyAre) {
    const interval hour(sys_seconds{}, std::chrono::hours(1));
    const conflict one{calendar_user_id::from_number(1), hour, booking_id::from_number(1),
                       conflict_reason::overlap};
    EXPECT_EQ(one, one);
    conflict other = one;
    other.with.reset();
    EXPECT_NE(one, other);
    other = one;
    other.reason = conflict_reason::disabled;
    EXPECT_NE(one, other);
    other = one;
    other.user = calendar_user_id::from_number(2);
    EXPECT_NE(one, other);
}

} // namespace
