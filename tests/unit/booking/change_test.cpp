// Goal: a change that contradicts itself or exceeds a limit is malformed, says so in a sentence,
// and does nothing; what lies at a limit passes. Method: each rule of change.hpp broken once, each
// limit met and passed.
#include "unit/booking/words.hpp"

#include <timewright/booking/change.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

class ChangeTest : public LedgerTest {
  protected:
    std::string malformation_of(const change& asked) {
        const outcome answer = apply(asked);
        EXPECT_EQ(answer.code, outcome_code::malformed);
        EXPECT_EQ(answer.decided, outcome_code::malformed);
        EXPECT_TRUE(feed.empty());
        return answer.detail;
    }
    /// Malformed for another reason than the first, or not at all.
    bool passes(const change& asked, const std::string& detail) {
        return apply(asked).detail != detail;
    }
};

TEST_F(ChangeTest, MayDoNothing) { EXPECT_EQ(code_of({}), outcome_code::applied); }

TEST_F(ChangeTest, HasARequestKeyOfAtMost255Bytes) {
    EXPECT_EQ(code_of(keyed({}, std::string(255, 'k'))), outcome_code::applied);
    EXPECT_EQ(malformation_of(keyed({}, std::string(256, 'k'))),
              "the request key is longer than 255 bytes");
}

TEST_F(ChangeTest, HasAnOriginOfAtMost1024Bytes) {
    change made;
    made.origin = std::string(1'024, 'o');
    EXPECT_EQ(code_of(made), outcome_code::applied);
    made.origin += 'o';
    EXPECT_EQ(malformation_of(made), "the origin is longer than 1024 bytes");
}

TEST_F(ChangeTest, EditsABookingOnceAtMost) {
    change made = book(booking_of(1), {});
    made.edits.push_back(made.edits.front());
    EXPECT_EQ(malformation_of(made),
              "the booking 00000000-0000-0000-0000-000000000001 is edited twice");
}

TEST_F(ChangeTest, EditsNoBookingWithoutAnId) {
    EXPECT_EQ(malformation_of(book({}, {})), "a booking has the nil id");
}

TEST_F(ChangeTest, RemovesNoBookingThatMustNotExist) {
    EXPECT_EQ(malformation_of(remove(booking_of(1), 0)),
              "a booking that must not exist cannot be removed");
}

TEST_F(ChangeTest, CarriesDocumentsOfAtMostAMebibyte) {
    change made = book(booking_of(1), {});
    made.edits.front().document = std::string(1U << 20, 'd');
    EXPECT_EQ(code_of(made), outcome_code::applied);
    made.edits.front().document->push_back('d');
    EXPECT_EQ(malformation_of(made), "a document is longer than 1 MiB");
}

TEST_F(ChangeTest, EditsWhatItReleases) {
    change made = book(booking_of(1), {});
    made.releases = {{.booking = booking_of(2)}};
    EXPECT_EQ(malformation_of(made),
              "claims of 00000000-0000-0000-0000-000000000002 are released without editing it");
}

TEST_F(ChangeTest, EditsAndKeepsWhatItClaimsFor) {
    change made = book(booking_of(1), {blocks(red, span(9, 10))});
    made.parts.front().booking = booking_of(2);
    EXPECT_EQ(malformation_of(made),
              "a part claims for 00000000-0000-0000-0000-000000000002, which the change does not "
              "create or edit");

    apply(book(booking_of(1), {}));
    change gone = remove(booking_of(1), 1);
    gone.parts = {{.booking = booking_of(1), .id = 0, .claims = {}}};
    EXPECT_EQ(malformation_of(gone),
              "a part claims for 00000000-0000-0000-0000-000000000001, which the change does not "
              "create or edit");
}

TEST_F(ChangeTest, ClaimsAtLeastOneUnit) {
    EXPECT_EQ(malformation_of(book(booking_of(1), {blocks(red, span(9, 10), 0)})),
              "a claim takes 0 units; it takes at least 1");
}

TEST_F(ChangeTest, NamesAtMost512CandidatesForAClaim) {
    std::vector<calendar_user_id> users(512, red);
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(any_of(users), span(9, 10))})),
              outcome_code::applied);
    users.push_back(red);
    EXPECT_EQ(malformation_of(book(booking_of(2), {blocks(any_of(users), span(9, 10))})),
              "a claim names more than 512 candidates");
}

TEST_F(ChangeTest, OffersTheSameCandidatesWhereverAChoiceIsTheSame) {
    EXPECT_EQ(
        malformation_of(book(booking_of(1), {chosen(blocks(any_of({red, blue}), span(9, 10)), 1),
                                             chosen(blocks(any_of({blue, red}), span(9, 10)), 1)})),
        "claims with the same choice name different candidates");
    // Another number, or none, is another choice.
    EXPECT_EQ(code_of(book(booking_of(1), {chosen(blocks(any_of({red, blue}), span(9, 10)), 1),
                                           chosen(blocks(any_of({blue, red}), span(9, 10)), 2),
                                           blocks(any_of({red, green}), span(9, 10))})),
              outcome_code::applied);
}

TEST_F(ChangeTest, GivesUsersAnIdAndACapacity) {
    const std::string sentence = "a calendar user needs an id and a capacity of at least 1";
    EXPECT_EQ(malformation_of(limit({}, {})), sentence);
    EXPECT_EQ(malformation_of(limit(red, {.capacity = 0})), sentence);
}

TEST_F(ChangeTest, CountsWhatItAsksForAndNamesTheLimitThatIsExceeded) {
    using limits = change_limits;
    change users;
    users.users.assign(limits::users_max, {red, {}});
    EXPECT_EQ(code_of(users), outcome_code::applied);
    users.users.push_back({red, {}});
    EXPECT_EQ(malformation_of(users), "the change edits more than 10000 calendar users");

    change edits;
    edits.edits.assign(limits::edits_max, {booking_of(1), 0, "d"});
    EXPECT_TRUE(passes(edits, "the change edits more than 10000 bookings"));
    edits.edits.push_back({booking_of(1), 0, "d"});
    EXPECT_EQ(malformation_of(edits), "the change edits more than 10000 bookings");

    change releases = book(booking_of(1), {});
    releases.releases.assign(limits::releases_max, {.booking = booking_of(1)});
    EXPECT_EQ(code_of(releases), outcome_code::applied);
    releases.releases.push_back({.booking = booking_of(1)});
    EXPECT_EQ(malformation_of(releases), "the change makes more than 200000 releases");

    change parts = book(booking_of(2), {});
    parts.parts.assign(limits::parts_max, {.booking = booking_of(2), .id = 0, .claims = {}});
    EXPECT_EQ(code_of(parts), outcome_code::applied);
    parts.parts.push_back({.booking = booking_of(2), .id = 0, .claims = {}});
    EXPECT_EQ(malformation_of(parts), "the change has more than 200000 parts");

    change claims = book(booking_of(3), {});
    claims.parts.front().claims.assign(limits::claims_max, informs(ana, span(9, 10)));
    claims.parts.front().claims.back().units = 0; // malformed for another reason: the count passes
    EXPECT_TRUE(passes(claims, "the change makes more than 200000 claims"));
    claims.parts.front().claims.back().units = 1;
    claims.parts.front().claims.push_back(informs(ana, span(9, 10)));
    EXPECT_EQ(malformation_of(claims), "the change makes more than 200000 claims");
}

} // namespace
