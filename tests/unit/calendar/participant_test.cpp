// Goal: the words for roles and answers are those that programs exchange, and defaults follow RFC
// 5545. Method: each value's word; a default-made participant.

#include <timewright/calendar/participant.hpp>

#include <gtest/gtest.h>

namespace timewright {
namespace {

TEST(Participant, RolesHaveTheirWords) {
    EXPECT_STREQ(to_string(participant_role::chair), "chair");
    EXPECT_STREQ(to_string(participant_role::required), "required");
    EXPECT_STREQ(to_string(participant_role::optional), "optional");
    EXPECT_STREQ(to_string(participant_role::non_participant), "non-participant");
}

TEST(Participant, AnswersHaveTheirWords) {
    EXPECT_STREQ(to_string(participation_status::needs_action), "needs-action");
    EXPECT_STREQ(to_string(participation_status::accepted), "accepted");
    EXPECT_STREQ(to_string(participation_status::declined), "declined");
    EXPECT_STREQ(to_string(participation_status::tentative), "tentative");
    EXPECT_STREQ(to_string(participation_status::delegated), "delegated");
}

TEST(Participant, ByDefaultIsRequiredAndHasNotAnswered) {
    const participant who;
    EXPECT_EQ(who.role, participant_role::required);
    EXPECT_EQ(who.status, participation_status::needs_action);
    EXPECT_FALSE(who.user.has_value());
}

} // namespace
} // namespace timewright
