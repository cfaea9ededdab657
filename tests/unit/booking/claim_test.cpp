// Goal: the values that claims are made of mean what they say.
// Method: the edges of each, by hand.
#include <timewright/booking/claim.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <set>
#include <vector>

namespace {

using namespace timewright;
using std::chrono::hours;
using std::chrono::seconds;

constexpr calendar_user_id red = calendar_user_id::from_number(1);
constexpr calendar_user_id blue = calendar_user_id::from_number(2);
const interval hour(sys_seconds{}, hours(1));

TEST(CandidateList, AreOneUserOrSeveralInTheirOrder) {
    const candidates one = red;
    EXPECT_FALSE(one.is_choice());
    ASSERT_EQ(one.users().size(), 1U);
    EXPECT_EQ(one.users().front(), red);

    const candidates several = candidates::any_of({blue, red});
    EXPECT_TRUE(several.is_choice());
    EXPECT_EQ(std::vector<calendar_user_id>(several.users().begin(), several.users().end()),
              (std::vector<calendar_user_id>{blue, red}));
}

TEST(CandidateList, OfWhomThereIsOneAreNoChoice) {
    EXPECT_FALSE(candidates::any_of({red}).is_choice());
    EXPECT_EQ(candidates::any_of({red}), candidates(red));
}

TEST(CandidateList, StayRightWhenCopied) {
    candidates copy = candidates::any_of({blue, red});
    copy = candidates(red);
    EXPECT_EQ(copy.users().front(), red);
    EXPECT_EQ(copy.users().size(), 1U);
}

TEST(CandidateListDeathTest, AreNeverNobody) {
    EXPECT_DEATH(static_cast<void>(candidates::any_of({})), "precondition");
}

TEST(LiveClaim, LivesUntilItsDeadlineAndNotAtIt) {
    live_claim held{.id = {}, .part = 0, .user = red, .span = hour};
    EXPECT_TRUE(held.lives_at(sys_seconds::max()));
    held.deadline = sys_seconds(seconds(100));
    EXPECT_TRUE(held.lives_at(sys_seconds(seconds(99))));
    EXPECT_FALSE(held.lives_at(sys_seconds(seconds(100))));
    EXPECT_FALSE(held.lives_at(sys_seconds(seconds(101))));
}

TEST(ClaimId, IsOrderedByBookingThenSequenceThenOrdinal) {
    const claim_id first{booking_id::from_number(1), 2, 3};
    EXPECT_LT(first, (claim_id{booking_id::from_number(2), 1, 1}));
    EXPECT_LT(first, (claim_id{booking_id::from_number(1), 3, 1}));
    EXPECT_LT(first, (claim_id{booking_id::from_number(1), 2, 4}));
    EXPECT_EQ(first, (claim_id{booking_id::from_number(1), 2, 3}));
}

TEST(ClaimId, HashesDifferentlyForTheClaimsOfASeries) {
    std::set<std::size_t> hashes;
    for (std::uint64_t sequence = 1; sequence <= 5; ++sequence)
        for (std::uint32_t ordinal = 0; ordinal < 2'000; ++ordinal)
            hashes.insert(std::hash<claim_id>{}({booking_id::from_number(7), sequence, ordinal}));
    EXPECT_EQ(hashes.size(), 10'000U);
}

} // namespace
