// Goal: the small values of a meeting mean what their names say.
#include <timewright/service/meeting.hpp>

#include <gtest/gtest.h>

namespace timewright {
namespace {

TEST(MeetingEdit, KnowsWhetherClaimsMustMove) {
    EXPECT_FALSE((meeting_edit{.title = "New"}.moves_claims()));
    EXPECT_FALSE((meeting_edit{.guests = {{"guest@example.com"}}}.moves_claims()));
    EXPECT_TRUE((meeting_edit{.duration = civil_duration{.time = std::chrono::minutes(5)}}
                     .moves_claims()));
    EXPECT_TRUE((meeting_edit{.rooms = {{}}}.moves_claims()));
}

TEST(EditScope, IsTheWholeBookingUnlessSaidOtherwise) {
    EXPECT_EQ(edit_scope{}.range, edit_range::all);
    EXPECT_FALSE(edit_scope{}.recurrence_id);
}

} // namespace
} // namespace timewright
