// Goal: decide() gives every outcome exactly when booking/decide.hpp says so, names what is in the
// way, and leaves nothing of what it refused.
// Method: a ledger with a few rooms; each rule alone, by hand. Laws over random changes are in
// tests/property/booking; candidates and the feed have files of their own beside this one.
#include "unit/booking/words.hpp"

#include <timewright/booking/decide.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

using Decide = LedgerTest;

using conflicts = std::vector<conflict>;

// --- does it fit?

TEST_F(Decide, BooksWhatFitsAndTellsWhoTookIt) {
    const outcome answer =
        apply(book(booking_of(1), {blocks(red, span(9, 10)), informs(ana, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.decided, outcome_code::applied);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 1}}));
    EXPECT_EQ(answer.parts, (std::vector<part_outcome>{{booking_of(1), 1, true, {red, ana}}}));
    EXPECT_EQ(answer.conflicts, conflicts{});
    const std::vector<live_claim> claims = claims_of(booking_of(1));
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(
        claims[0],
        (live_claim{.id = {booking_of(1), 1, 0}, .part = 1, .user = red, .span = span(9, 10)}));
    EXPECT_EQ(claims[1].id, (claim_id{booking_of(1), 1, 1}));
    EXPECT_EQ(claims[1].effect, claim_effect::informs);
}

TEST_F(Decide, RefusesWhatOverlapsAndNamesAllThatIsInTheWay) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(book(booking_of(2), {blocks(red, span(10, 11))}));
    apply(book(booking_of(3), {blocks(blue, span(8, 12))}));
    const outcome answer =
        apply(book(booking_of(4), {blocks(red, span(9, 11)), blocks(blue, span(9, 11))}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts, (conflicts{overlap(red, span(9, 10), booking_of(1)),
                                           overlap(red, span(10, 11), booking_of(2)),
                                           overlap(blue, span(8, 12), booking_of(3))}));
    EXPECT_TRUE(answer.bookings.empty());
    EXPECT_EQ(answer.parts, (std::vector<part_outcome>{{booking_of(4), 1, false, {}}}));
    EXPECT_EQ(find(booking_of(4)), nullptr);
    EXPECT_TRUE(feed.empty());
}

TEST_F(Decide, LetsClaimsTouch) {
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(red, span(9, 10))})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(10, 11))})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(red, span(8, 9))})), outcome_code::applied);
}

TEST_F(Decide, CountsUnitsAtEachInstant) {
    apply(book(booking_of(1), {blocks(hall, span(9, 10), 2)}));
    apply(book(booking_of(2), {blocks(hall, span(10, 11), 2)}));
    EXPECT_EQ(code_of(book(booking_of(3), {blocks(hall, span(9, 11))})), outcome_code::applied);
    const outcome answer = apply(book(booking_of(4), {blocks(hall, span(10, 12))}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts, (conflicts{overlap(hall, span(9, 11), booking_of(3)),
                                           overlap(hall, span(10, 11), booking_of(2))}));
    EXPECT_EQ(code_of(book(booking_of(5), {blocks(hall, span(11, 12), 3)})), outcome_code::applied);
}

TEST_F(Decide, DoesNotBlameWhatIsThereWhenTheRoomIsNotFull) {
    apply(book(booking_of(1), {blocks(hall, span(9, 12))}));
    apply(book(booking_of(2), {blocks(hall, span(10, 11), 2)}));
    apply(book(booking_of(3), {blocks(hall, span(11, 12))}));
    const outcome answer = apply(book(booking_of(4), {blocks(hall, span(9, 12))}));
    // From 11 on one unit is free: the third booking is not in the way.
    EXPECT_EQ(answer.conflicts, (conflicts{overlap(hall, span(9, 12), booking_of(1)),
                                           overlap(hall, span(10, 11), booking_of(2))}));
}

TEST_F(Decide, RefusesMoreUnitsThanThereAre) {
    EXPECT_EQ(apply(book(booking_of(1), {blocks(hall, span(9, 10), 4)})).conflicts,
              conflicts{because(hall, span(9, 10), conflict_reason::too_many_units)});
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(hall, span(9, 10), 3)})), outcome_code::applied);
}

TEST_F(Decide, RefusesUsersWhomNobodyKnowsWhateverTheEffect) {
    for (const claim& k :
         {blocks(nobody, span(9, 10)), informs(nobody, span(9, 10)), reports(nobody, span(9, 10))})
        EXPECT_EQ(apply(book(booking_of(1), {k})).conflicts,
                  conflicts{because(nobody, span(9, 10), conflict_reason::unknown_user)});
}

TEST_F(Decide, RefusesBlocksAndInformsBeyondTheHorizonAndRecordsReports) {
    apply(limit(red, {.bookable_until = day + hours(12)}));
    EXPECT_EQ(code_of(book(booking_of(1), {blocks(red, span(11, 12))})), outcome_code::applied);
    EXPECT_EQ(apply(book(booking_of(2), {blocks(red, span(12, 13))})).conflicts,
              conflicts{because(red, span(12, 13), conflict_reason::beyond_horizon)});
    EXPECT_EQ(apply(book(booking_of(2), {informs(red, span(11, 13))})).conflicts,
              conflicts{because(red, span(11, 13), conflict_reason::beyond_horizon)});
    EXPECT_EQ(code_of(book(booking_of(2), {reports(red, span(12, 13))})), outcome_code::applied);
}

TEST_F(Decide, GivesADisabledUserNothingNewAndKeepsTheOld) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(limit(red, {.disabled = true}));
    EXPECT_EQ(claims_on(red), 1U);
    EXPECT_EQ(apply(book(booking_of(2), {blocks(red, span(12, 13))})).conflicts,
              conflicts{because(red, span(12, 13), conflict_reason::disabled)});
    EXPECT_EQ(code_of(book(booking_of(2), {informs(red, span(12, 13))})), outcome_code::refused);
    EXPECT_EQ(code_of(book(booking_of(2), {reports(red, span(12, 13))})), outcome_code::applied);
}

TEST_F(Decide, InformsOfWhateverOverlapsAndNeverOfItself) {
    apply(book(booking_of(1), {blocks(ana, span(9, 10))}));
    apply(book(booking_of(2), {informs(ana, span(9, 10))}));
    apply(book(booking_of(3), {reports(ana, span(9, 10))}));
    const outcome answer =
        apply(book(booking_of(4), {informs(ana, span(8, 10)), informs(ana, span(9, 11))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.conflicts, (conflicts{overlap(ana, span(9, 10), booking_of(1)),
                                           overlap(ana, span(9, 10), booking_of(2)),
                                           overlap(ana, span(9, 10), booking_of(3))}));
}

TEST_F(Decide, BlocksSeeClaimsOfEveryEffect) {
    apply(book(booking_of(1), {informs(ana, span(9, 10))}));
    apply(book(booking_of(2), {reports(red, span(9, 10))}));
    EXPECT_EQ(apply(book(booking_of(3), {blocks(ana, span(9, 10))})).conflicts,
              conflicts{overlap(ana, span(9, 10), booking_of(1))});
    EXPECT_EQ(apply(book(booking_of(3), {blocks(red, span(9, 10))})).conflicts,
              conflicts{overlap(red, span(9, 10), booking_of(2))});
}

TEST_F(Decide, RecordsReportsWhateverIsThere) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const outcome answer = apply(book(booking_of(2), {reports(red, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_TRUE(answer.conflicts.empty());
    EXPECT_EQ(claims_on(red), 2U);
}

TEST_F(Decide, TellsWhenClaimsOfOnePartAreInEachOthersWay) {
    const outcome answer =
        apply(book(booking_of(1), {blocks(red, span(9, 10)), blocks(red, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts, conflicts{overlap(red, span(9, 10), booking_of(1))});
    EXPECT_EQ(claims_on(red), 0U);
}

TEST_F(Decide, TellsWhenPartsAreInEachOthersWay) {
    const outcome answer =
        apply(book_parts(booking_of(1), {{blocks(red, span(9, 11))}, {blocks(red, span(10, 12))}}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts, conflicts{overlap(red, span(9, 11), booking_of(1))});
}

TEST_F(Decide, NamesAHundredConflictsAndCountsTheRest) {
    for (int i = 0; i < 120; ++i)
        apply(book(booking_of(static_cast<std::uint64_t>(i) + 1),
                   {blocks(red, interval(day + minutes(5 * i), minutes(5)))}));
    const outcome answer = apply(book(booking_of(500), {blocks(red, span(0, 10))}));
    EXPECT_EQ(answer.conflicts.size(), outcome::conflicts_max);
    EXPECT_EQ(answer.conflicts_left_out, 20U);
}

TEST_F(Decide, NamesTheSameConflictOnce) {
    apply(book(booking_of(1), {blocks(red, span(9, 12))}));
    const outcome answer =
        apply(book_parts(booking_of(2), {{blocks(red, span(9, 10))}, {blocks(red, span(11, 12))}}));
    EXPECT_EQ(answer.conflicts, conflicts{overlap(red, span(9, 12), booking_of(1))});
    EXPECT_EQ(answer.conflicts_left_out, 0U);
}

// --- holds

TEST_F(Decide, HoldsBlockUntilTheirDeadlineAndNotAtIt) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(10))}));
    now = day + minutes(10) - seconds(1);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(9, 10))})), outcome_code::refused);
    now = day + minutes(10);
    EXPECT_EQ(code_of(book(booking_of(2), {blocks(red, span(9, 10))})), outcome_code::applied);
}

TEST_F(Decide, ConfirmsAHoldThatLives) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(10))}));
    now = day + minutes(10) - seconds(1);
    const outcome answer = apply(confirm(booking_of(1), 1, {blocks(red, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 2}}));
    ASSERT_EQ(claims_of(booking_of(1)).size(), 1U);
    EXPECT_FALSE(claims_of(booking_of(1))[0].deadline);
}

TEST_F(Decide, ConfirmsAHoldBesideWhichSomebodyDoubleBookedThemselves) {
    apply(book(booking_of(1), {until(blocks(ana, span(9, 10)), day + minutes(10))}));
    apply(book(booking_of(2), {informs(ana, span(9, 11))}));
    apply(book(booking_of(3), {reports(ana, span(9, 10))}));
    EXPECT_EQ(code_of(confirm(booking_of(1), 1, {blocks(ana, span(9, 10))})),
              outcome_code::applied);
    EXPECT_EQ(code_of(rebook(booking_of(1), 2, {blocks(ana, span(9, 10))})),
              outcome_code::applied);
    // More than it had is judged as anybody's claim.
    const outcome longer = apply(rebook(booking_of(1), 3, {blocks(ana, span(9, 11))}));
    EXPECT_EQ(longer.code, outcome_code::refused);
    EXPECT_EQ(longer.conflicts, (conflicts{overlap(ana, span(9, 11), booking_of(2)),
                                           overlap(ana, span(9, 10), booking_of(3))}));
}

TEST_F(Decide, TakesNothingAgainFromOtherBlocks) {
    apply(book(booking_of(1), {blocks(ana, span(9, 10))}));
    change both = rebook(booking_of(1), 1, {blocks(ana, span(9, 10)), blocks(ana, span(9, 10))});
    EXPECT_EQ(code_of(both), outcome_code::refused);
}

TEST_F(Decide, MakesNoHoldThatWouldBeDead) {
    now = day + minutes(10);
    EXPECT_EQ(code_of(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(10))})),
              outcome_code::expired);
    EXPECT_EQ(find(booking_of(1)), nullptr);
    EXPECT_TRUE(feed.empty());
}

TEST_F(Decide, ConfirmsNothingFromTheDeadlineOnThoughTheRoomIsFree) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(10))}));
    now = day + minutes(10);
    const outcome answer = apply(confirm(booking_of(1), 1, {blocks(red, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::expired);
    EXPECT_EQ(answer.decided, outcome_code::expired);
    EXPECT_EQ(find(booking_of(1))->sequence, 1U);
    EXPECT_EQ(claims_of(booking_of(1)).size(), 1U); // as it was: the sweeper removes it
}

TEST_F(Decide, CallsAHoldExpiredThatWasSweptAway) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(10))}));
    now = day + minutes(10);
    apply(remove(booking_of(1), 1));
    const outcome answer = apply(confirm(booking_of(1), 1, {blocks(red, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::expired);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 0}}));
}

TEST_F(Decide, ConfirmsNothingThatIsNoHold) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    EXPECT_EQ(code_of(confirm(booking_of(1), 1, {blocks(red, span(9, 10))})),
              outcome_code::already_confirmed);
    apply(book(booking_of(2), {}));
    EXPECT_EQ(code_of(confirm(booking_of(2), 1, {})),
              outcome_code::expired); // there is nothing to free
}

TEST_F(Decide, ConfirmsAllOfAHoldOrNone) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(10)),
                               until(blocks(blue, span(9, 10)), day + minutes(5))}));
    now = day + minutes(5);
    EXPECT_EQ(
        code_of(confirm(booking_of(1), 1, {blocks(red, span(9, 10)), blocks(blue, span(9, 10))})),
        outcome_code::expired);
    apply(book(booking_of(2),
               {until(blocks(green, span(9, 10)), day + minutes(10)), blocks(hall, span(9, 10))}));
    EXPECT_EQ(code_of(confirm(booking_of(2), 1, {blocks(green, span(9, 10))})),
              outcome_code::already_confirmed);
    EXPECT_EQ(claims_of(booking_of(2)).size(), 2U);
}

TEST_F(Decide, DeadHoldsAreFreedWithTheRest) {
    apply(book(booking_of(1),
               {until(blocks(red, span(9, 10)), day + minutes(5)), blocks(blue, span(9, 10))}));
    now = day + hours(1);
    EXPECT_EQ(code_of(rebook(booking_of(1), 1, {blocks(green, span(9, 10))})),
              outcome_code::applied);
    EXPECT_EQ(claims_on(red) + claims_on(blue), 0U);
    EXPECT_EQ(claims_on(green), 1U);
}

// --- sequences

TEST_F(Decide, EditsABookingOnlyAtTheSequenceExpected) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const outcome stale = apply(rebook(booking_of(1), 2, {blocks(red, span(11, 12))}));
    EXPECT_EQ(stale.code, outcome_code::stale);
    EXPECT_EQ(stale.bookings, (std::vector<booking_sequence>{{booking_of(1), 1}}));
    EXPECT_EQ(code_of(book(booking_of(1), {})), outcome_code::stale); // it exists already
    EXPECT_EQ(code_of(rebook(booking_of(1), 1, {blocks(red, span(11, 12))})),
              outcome_code::applied);
    EXPECT_EQ(find(booking_of(1))->sequence, 2U);
    EXPECT_EQ(find(booking_of(1))->document, "a moved meeting");
}

TEST_F(Decide, NamesEverySequenceThatIsNotAsExpected) {
    apply(book(booking_of(1), {}));
    apply(book(booking_of(2), {}));
    change made = remove(booking_of(1), 7);
    made.edits.push_back({booking_of(2), 1, "fine"});
    made.edits.push_back({booking_of(3), 1, "gone"});
    const outcome answer = apply(made);
    EXPECT_EQ(answer.code, outcome_code::not_found); // beats stale: no later try will find it
    EXPECT_EQ(answer.bookings,
              (std::vector<booking_sequence>{{booking_of(1), 1}, {booking_of(3), 0}}));
    EXPECT_EQ(find(booking_of(2))->document, "a meeting");
}

TEST_F(Decide, FindsNoBookingOfAnotherOrganization) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    change theirs = remove(booking_of(1), 1);
    theirs.organization = organization_id::from_number(2);
    EXPECT_EQ(code_of(theirs), outcome_code::not_found);
    theirs = book(booking_of(2), {blocks(red, span(12, 13))});
    theirs.organization = organization_id::from_number(2);
    EXPECT_EQ(apply(theirs).conflicts,
              conflicts{because(red, span(12, 13), conflict_reason::unknown_user)});
}

// --- releases

TEST_F(Decide, FreesBeforeItClaims) {
    apply(book(booking_of(1), {blocks(red, span(9, 11))}));
    EXPECT_EQ(code_of(rebook(booking_of(1), 1, {blocks(red, span(10, 12))})),
              outcome_code::applied);
    EXPECT_EQ(claims_on(red), 1U);
}

TEST_F(Decide, KeepsABookingWhereItWasWhenItCannotMove) {
    apply(book(booking_of(1), {blocks(red, span(9, 11))}));
    apply(book(booking_of(2), {blocks(red, span(11, 12))}));
    const std::vector<live_claim> before = claims_of(booking_of(1));
    EXPECT_EQ(code_of(rebook(booking_of(1), 1, {blocks(red, span(10, 12))})),
              outcome_code::refused);
    EXPECT_EQ(claims_of(booking_of(1)), before);
    EXPECT_EQ(find(booking_of(1))->sequence, 1U);
    EXPECT_EQ(find(booking_of(1))->document, "a meeting");
}

TEST_F(Decide, SwapsTwoBookings) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(book(booking_of(2), {blocks(blue, span(9, 10))}));
    change swap = rebook(booking_of(1), 1, {blocks(blue, span(9, 10))});
    const change other = rebook(booking_of(2), 1, {blocks(red, span(9, 10))});
    swap.edits.push_back(other.edits[0]);
    swap.releases.push_back(other.releases[0]);
    swap.parts.push_back(other.parts[0]);
    EXPECT_EQ(code_of(swap), outcome_code::applied);
    EXPECT_EQ(claims_of(booking_of(1))[0].user, blue);
    EXPECT_EQ(claims_of(booking_of(2))[0].user, red);
}

TEST_F(Decide, KeepsWhatItDoesNotRelease) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    change more = rebook(booking_of(1), 1, {blocks(blue, span(9, 10))});
    more.releases.clear();
    EXPECT_EQ(code_of(more), outcome_code::applied);
    ASSERT_EQ(claims_of(booking_of(1)).size(), 2U);
    EXPECT_EQ(claims_of(booking_of(1))[0].id.sequence, 1U);
    EXPECT_EQ(claims_of(booking_of(1))[1].id.sequence, 2U);
}

TEST_F(Decide, ReleasesOnePartAndKeepsTheOthers) {
    apply(book_parts(booking_of(1), {{blocks(red, span(9, 10)), blocks(blue, span(9, 10))},
                                     {blocks(red, span(11, 12))},
                                     {blocks(red, span(13, 14))}}));
    change made = rebook(booking_of(1), 1, {});
    made.releases = {{.booking = booking_of(1), .part = 1},
                     {.booking = booking_of(1), .part = 3},
                     {.booking = booking_of(1), .part = 77},
                     {.booking = booking_of(1), .part = 1}};
    EXPECT_EQ(code_of(made), outcome_code::applied);
    ASSERT_EQ(claims_of(booking_of(1)).size(), 1U);
    EXPECT_EQ(claims_of(booking_of(1))[0].part, 2);
    EXPECT_EQ(feed.front().released.size(), 3U);
}

TEST_F(Decide, ConfirmsOnePartOnce) {
    apply(book_parts(booking_of(1), {{until(blocks(red, span(9, 10)), day + minutes(10))},
                                     {until(blocks(red, span(11, 12)), day + minutes(10))}}));
    change made = confirm(booking_of(1), 1, {blocks(red, span(9, 10))});
    made.releases.front().part = 1;
    made.releases.push_back(made.releases.front()); // the first has freed all that this one names
    EXPECT_EQ(code_of(made), outcome_code::expired);
    made.releases.pop_back();
    EXPECT_EQ(code_of(made), outcome_code::applied);
    EXPECT_TRUE(claims_of(booking_of(1))[0].deadline);  // the second part
    EXPECT_FALSE(claims_of(booking_of(1))[1].deadline); // the first, taken anew
}

TEST_F(Decide, RemovingABookingFreesAllOfIt) {
    apply(book_parts(booking_of(1), {{blocks(red, span(9, 10))}, {blocks(blue, span(9, 10))}}));
    change made = remove(booking_of(1), 1);
    made.releases = {{.booking = booking_of(1), .part = 1}}; // said twice, freed once
    const outcome answer = apply(made);
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.bookings, (std::vector<booking_sequence>{{booking_of(1), 2}}));
    EXPECT_EQ(find(booking_of(1)), nullptr);
    EXPECT_EQ(claims_on(red) + claims_on(blue), 0U);
    EXPECT_EQ(feed.front().released.size(), 2U);
}

// --- modes

TEST_F(Decide, EveryPartOrNone) {
    apply(book(booking_of(1), {blocks(red, span(11, 12))}));
    const outcome answer = apply(book_parts(
        booking_of(2),
        {{blocks(red, span(9, 10))}, {blocks(red, span(11, 12))}, {blocks(red, span(13, 14))}}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    ASSERT_EQ(answer.parts.size(), 3U);
    for (const part_outcome& p : answer.parts) {
        EXPECT_FALSE(p.applied);
        EXPECT_TRUE(p.users.empty());
    }
    EXPECT_EQ(claims_on(red), 1U);
}

TEST_F(Decide, NamesTheConflictsOfEveryPartAndNotOnlyOfTheFirst) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(book(booking_of(2), {blocks(red, span(11, 12))}));
    EXPECT_EQ(
        apply(book_parts(booking_of(3), {{blocks(red, span(9, 10))}, {blocks(red, span(11, 12))}}))
            .conflicts,
        (conflicts{overlap(red, span(9, 10), booking_of(1)),
                   overlap(red, span(11, 12), booking_of(2))}));
}

TEST_F(Decide, TakesThePartsThatFitAndTellsOfTheOthers) {
    apply(book(booking_of(1), {blocks(red, span(11, 12))}));
    const outcome answer =
        apply(book_parts(booking_of(2),
                         {{blocks(red, span(9, 10))},
                          {blocks(red, span(11, 12)), blocks(blue, span(11, 12))},
                          {blocks(red, span(13, 14))}},
                         change_mode::parts_that_fit));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts, (std::vector<part_outcome>{{booking_of(2), 1, true, {red}},
                                                       {booking_of(2), 2, false, {}},
                                                       {booking_of(2), 3, true, {red}}}));
    EXPECT_EQ(answer.conflicts, conflicts{overlap(red, span(11, 12), booking_of(1))});
    EXPECT_EQ(claims_on(red), 3U);
    EXPECT_EQ(claims_on(blue), 0U); // a part is all or nothing
}

TEST_F(Decide, RefusesWhenNoPartFits) {
    apply(book(booking_of(1), {blocks(red, span(9, 12))}));
    EXPECT_EQ(
        code_of(book_parts(booking_of(2), {{blocks(red, span(9, 10))}, {blocks(red, span(11, 12))}},
                           change_mode::parts_that_fit)),
        outcome_code::refused);
    EXPECT_EQ(find(booking_of(2)), nullptr);
}

TEST_F(Decide, LaterPartsGiveWayToEarlierOnes) {
    const outcome answer =
        apply(book_parts(booking_of(1), {{blocks(red, span(9, 11))}, {blocks(red, span(10, 12))}},
                         change_mode::parts_that_fit));
    EXPECT_TRUE(answer.parts[0].applied);
    EXPECT_FALSE(answer.parts[1].applied);
}

// --- limits

TEST_F(Decide, RefusesACapacityBelowWhatIsTaken) {
    apply(book(booking_of(1), {blocks(hall, span(9, 11), 2)}));
    apply(book(booking_of(2), {blocks(hall, span(10, 12))}));
    const outcome answer = apply(limit(hall, {.capacity = 2}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts, (conflicts{overlap(hall, span(9, 11), booking_of(1)),
                                           overlap(hall, span(10, 12), booking_of(2))}));
    EXPECT_EQ(books.find_user(default_organization, hall)->capacity, 3U);
    apply(remove(booking_of(2), 1));
    EXPECT_EQ(code_of(limit(hall, {.capacity = 2})), outcome_code::applied);
}

TEST_F(Decide, ReleasesComeBeforeLimitsAndLimitsBeforeClaims) {
    apply(book(booking_of(1), {blocks(hall, span(9, 11), 3)}));
    change made = rebook(booking_of(1), 1, {blocks(hall, span(9, 11), 2)});
    made.users = {{hall, {.capacity = 2}}};
    EXPECT_EQ(code_of(made), outcome_code::applied);
    made = rebook(booking_of(1), 2, {blocks(hall, span(9, 11), 5)});
    made.users = {{hall, {.capacity = 5}}};
    EXPECT_EQ(code_of(made), outcome_code::applied);
}

TEST_F(Decide, LowersACapacityBelowDeadHoldsAndBelowWhatOnlyInforms) {
    apply(book(booking_of(1), {until(blocks(hall, span(9, 10), 3), day + minutes(5))}));
    apply(book(booking_of(2), {informs(hall, span(9, 10)), informs(hall, span(9, 10))}));
    EXPECT_EQ(code_of(limit(hall, {.capacity = 1})), outcome_code::refused);
    now = day + minutes(5);
    EXPECT_EQ(code_of(limit(hall, {.capacity = 1})), outcome_code::applied);
}

// --- keys

TEST_F(Decide, AnswersARetryWithTheFirstAnswer) {
    const change asked = keyed(book(booking_of(1), {blocks(red, span(9, 10))}), "key");
    const outcome first = apply(asked);
    outcome again = apply(asked);
    EXPECT_EQ(again.code, outcome_code::exists);
    EXPECT_EQ(again.decided, outcome_code::applied);
    again.code = outcome_code::applied;
    EXPECT_EQ(again, first);
    EXPECT_EQ(claims_on(red), 1U);
}

TEST_F(Decide, AnswersARetryByItsDigestWhateverWeDerivedFromTheRequest) {
    apply(keyed(book(booking_of(1), {blocks(red, span(9, 10))}), "key"));
    // The second try was given another id, and even a claim that would be malformed.
    EXPECT_EQ(code_of(keyed(book(booking_of(2), {blocks(red, span(9, 10), 0)}), "key")),
              outcome_code::exists);
    EXPECT_EQ(find(booking_of(2)), nullptr);
}

TEST_F(Decide, NoticesAKeyThatIsUsedForSomethingElse) {
    apply(keyed(book(booking_of(1), {blocks(red, span(9, 10))}), "key"));
    const outcome answer =
        apply(keyed(book(booking_of(2), {blocks(blue, span(9, 10))}), "key", "another"));
    EXPECT_EQ(answer.code, outcome_code::exists_with_different_request);
    EXPECT_EQ(answer.decided, outcome_code::exists_with_different_request);
    EXPECT_TRUE(answer.bookings.empty()); // it is told nothing of the other request
    EXPECT_EQ(find(booking_of(2)), nullptr);
}

TEST_F(Decide, ARefusalBindsItsKeyToo) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const change asked = keyed(book(booking_of(2), {blocks(red, span(9, 10))}), "key");
    EXPECT_EQ(code_of(asked), outcome_code::refused);
    apply(remove(booking_of(1), 1));
    const outcome again = apply(asked); // a delayed duplicate must not book a ghost
    EXPECT_EQ(again.code, outcome_code::exists);
    EXPECT_EQ(again.decided, outcome_code::refused);
    EXPECT_EQ(again.conflicts, conflicts{overlap(red, span(9, 10), booking_of(1))});
    EXPECT_EQ(find(booking_of(2)), nullptr);
}

TEST_F(Decide, MalformedRequestsBindNoKey) {
    EXPECT_EQ(code_of(keyed(book(booking_of(1), {blocks(red, span(9, 10), 0)}), "key")),
              outcome_code::malformed);
    EXPECT_EQ(code_of(keyed(book(booking_of(1), {blocks(red, span(9, 10))}), "key", "mended")),
              outcome_code::applied);
}

TEST_F(Decide, KeysBelongToOneAccountOfOneOrganization) {
    change asked = keyed({}, "key");
    EXPECT_EQ(code_of(asked), outcome_code::applied);
    asked.actor = account_id::from_number(7);
    EXPECT_EQ(code_of(asked), outcome_code::applied);
    asked.organization = organization_id::from_number(2);
    EXPECT_EQ(code_of(asked), outcome_code::applied);
    EXPECT_EQ(code_of(asked), outcome_code::exists);
}

TEST_F(Decide, KeepsAnswersForADay) {
    const change asked = keyed({}, "key");
    apply(asked);
    now += answers_kept;
    EXPECT_EQ(code_of(asked), outcome_code::exists);
    now += seconds(1);
    EXPECT_EQ(code_of(asked), outcome_code::applied);
    EXPECT_EQ(code_of(asked), outcome_code::exists);
}

TEST_F(Decide, NoKeyIsNoProtection) {
    EXPECT_EQ(code_of(book(booking_of(1), {})), outcome_code::applied);
    EXPECT_EQ(code_of(book(booking_of(1), {})), outcome_code::stale);
}

// --- batches

TEST_F(Decide, LaterChangesOfABatchSeeEarlierOnes) {
    const change first = keyed(book(booking_of(1), {blocks(red, span(9, 10))}), "key");
    const std::vector<outcome> answers =
        apply_all({first, book(booking_of(2), {blocks(red, span(9, 10))}), first,
                   rebook(booking_of(1), 1, {blocks(red, span(10, 11))}),
                   book(booking_of(2), {blocks(red, span(9, 10))}), remove(booking_of(1), 2),
                   book(booking_of(3), {blocks(red, span(10, 11))})});
    std::vector<outcome_code> codes;
    for (const outcome& answer : answers) codes.push_back(answer.code);
    EXPECT_EQ(codes, (std::vector<outcome_code>{outcome_code::applied, outcome_code::refused,
                                                outcome_code::exists, outcome_code::applied,
                                                outcome_code::applied, outcome_code::applied,
                                                outcome_code::applied}));
    EXPECT_EQ(claims_on(red), 2U);
    EXPECT_EQ(find(booking_of(1)), nullptr);
}

TEST_F(Decide, ConfirmsAHoldOfTheSameBatch) {
    const std::vector<outcome> answers =
        apply_all({book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(5))}),
                   confirm(booking_of(1), 1, {blocks(red, span(9, 10))})});
    EXPECT_EQ(answers[1].code, outcome_code::applied);
    ASSERT_EQ(claims_of(booking_of(1)).size(), 1U);
    EXPECT_FALSE(claims_of(booking_of(1))[0].deadline);
}

TEST_F(Decide, ListsConflictsOfABatchInTheOrderOfTheLedger) {
    // Whether what is in the way was booked before or in the same batch makes no difference.
    apply(book(booking_of(1), {blocks(hall, span(11, 12), 3)}));
    const std::vector<outcome> answers =
        apply_all({book(booking_of(2), {blocks(hall, span(9, 10), 3)}),
                   book(booking_of(3), {blocks(hall, span(9, 12), 3)})});
    EXPECT_EQ(answers[1].conflicts, (conflicts{overlap(hall, span(9, 10), booking_of(2)),
                                               overlap(hall, span(11, 12), booking_of(1))}));
}

TEST_F(Decide, TouchesNothingThatItIsGiven) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const std::vector<change> batch{rebook(booking_of(1), 1, {blocks(red, span(10, 11))}),
                                    keyed(book(booking_of(2), {blocks(red, span(9, 10))}), "key")};
    const decision first = decide(books, batch, now);
    const decision second = decide(books, batch, now);
    EXPECT_EQ(first.outcomes, second.outcomes);
    EXPECT_EQ(first.made.feed, second.made.feed);
    EXPECT_EQ(first.made.answers, second.made.answers);
    EXPECT_EQ(claims_of(booking_of(1))[0].span, span(9, 10));
    EXPECT_EQ(find(booking_of(2)), nullptr);
}

TEST_F(Decide, OneOrganizationsReleaseFreesNothingOfAnothersInTheSameBatch) {
    const organization_id other = organization_id::from_number(2);
    const auto of_other = [&](change made) {
        made.organization = other;
        return made;
    };
    // The same ids in both: a tenant may choose them.
    apply(of_other(limit(red, {})));
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    ASSERT_EQ(code_of(of_other(book(booking_of(1), {blocks(red, span(9, 10))}))),
              outcome_code::applied);
    const std::vector<outcome> answers = apply_all(
        {of_other(remove(booking_of(1), 1)), book(booking_of(2), {blocks(red, span(9, 10))})});
    EXPECT_EQ(answers[0].code, outcome_code::applied);
    EXPECT_EQ(answers[1].code, outcome_code::refused);
}

} // namespace
