// Goal: an entry of the feed says all that mail, sync and devices need, and there is one for each
// booking that an applied change edits and for each user whose limits it sets.
// Method: one change of each kind; the whole entry compared.
#include "unit/booking/words.hpp"

#include <timewright/booking/decide.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

class Feed : public LedgerTest {
  protected:
    feed_entry only_entry() {
        EXPECT_EQ(feed.size(), 1U);
        return feed.empty() ? feed_entry{} : feed.front();
    }
};

TEST_F(Feed, TellsWhatWasCreatedByWhomThroughWhatAndWhen) {
    change made = book(booking_of(1), {blocks(red, span(9, 10)), informs(ana, span(9, 10))});
    made.actor = account_id::from_number(7);
    made.origin = "http";
    apply(made);
    EXPECT_EQ(only_entry(), (feed_entry{.organization = default_organization,
                                        .actor = account_id::from_number(7),
                                        .origin = "http",
                                        .kind = feed_kind::created,
                                        .booking = booking_of(1),
                                        .sequence = 1,
                                        .decided_at = now,
                                        .document_after = "a meeting",
                                        .added = claims_of(booking_of(1)),
                                        .users = {red, ana}}));
}

TEST_F(Feed, TellsOfAnUpdateWhatWasBeforeAndAfter) {
    apply(book_parts(booking_of(1), {{blocks(red, span(9, 10))}, {blocks(green, span(9, 10))}}));
    const std::vector<live_claim> before = claims_of(booking_of(1));
    change made = rebook(booking_of(1), 1, {blocks(blue, span(9, 10))});
    made.releases.front().part = 1;
    apply(made);
    const feed_entry entry = only_entry();
    EXPECT_EQ(entry.kind, feed_kind::updated);
    EXPECT_EQ(entry.sequence, 2U);
    EXPECT_EQ(entry.document_before, "a meeting");
    EXPECT_EQ(entry.document_after, "a moved meeting");
    EXPECT_EQ(entry.released, std::vector<live_claim>{before[0]});
    ASSERT_EQ(entry.added.size(), 1U);
    EXPECT_EQ(entry.added[0].user, blue);
    // Green keeps its claim and is told too: the document may have changed.
    EXPECT_EQ(entry.users, (std::vector<calendar_user_id>{red, blue, green}));
}

TEST_F(Feed, LeavesATombstoneOfWhatWasRemoved) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const std::vector<live_claim> before = claims_of(booking_of(1));
    apply(remove(booking_of(1), 1));
    const feed_entry entry = only_entry();
    EXPECT_EQ(entry.kind, feed_kind::removed);
    EXPECT_EQ(entry.sequence, 2U);
    EXPECT_EQ(entry.document_before, "a meeting");
    EXPECT_EQ(entry.document_after, "");
    EXPECT_EQ(entry.released, before);
    EXPECT_TRUE(entry.added.empty());
    EXPECT_EQ(entry.users, std::vector<calendar_user_id>{red});
}

TEST_F(Feed, CallsARemovalExpiredWhenAllOfItWasDead) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(5))}));
    apply(book(booking_of(2),
               {until(blocks(blue, span(9, 10)), day + minutes(5)), blocks(green, span(9, 10))}));
    apply(book(booking_of(3), {}));
    now = day + minutes(5);
    apply(remove(booking_of(1), 1));
    EXPECT_EQ(only_entry().kind, feed_kind::expired);
    apply(remove(booking_of(2), 1));
    EXPECT_EQ(only_entry().kind, feed_kind::removed);
    apply(remove(booking_of(3), 1)); // it claimed nothing
    EXPECT_EQ(only_entry().kind, feed_kind::removed);
}

TEST_F(Feed, TellsOfUsersWhoseLimitsChanged) {
    apply(limit(red, {.capacity = 2}));
    EXPECT_EQ(only_entry(), (feed_entry{.organization = default_organization,
                                        .kind = feed_kind::user,
                                        .decided_at = now,
                                        .users = {red}}));
}

TEST_F(Feed, HasAnEntryForEachBookingOfAChangeInTheOrderOfItsEdits) {
    change made = book(booking_of(2), {blocks(red, span(9, 10))});
    made.edits.push_back({booking_of(1), 0, "another"});
    made.parts.push_back(
        {.booking = booking_of(1), .id = 0, .claims = {blocks(blue, span(9, 10))}});
    made.users = {{green, {.capacity = 4}}};
    apply(made);
    ASSERT_EQ(feed.size(), 3U);
    EXPECT_EQ(feed[0].kind, feed_kind::user);
    EXPECT_EQ(feed[1].booking, booking_of(2));
    EXPECT_EQ(feed[1].added.size(), 1U);
    EXPECT_EQ(feed[2].booking, booking_of(1));
    EXPECT_EQ(feed[2].added[0].user, blue);
}

TEST_F(Feed, TellsOfEveryStepOfABatchThoughTheNetEffectIsNothing) {
    apply_all({book(booking_of(1), {blocks(red, span(9, 10))}), remove(booking_of(1), 1)});
    ASSERT_EQ(feed.size(), 2U);
    EXPECT_EQ(feed[0].kind, feed_kind::created);
    EXPECT_EQ(feed[1].kind, feed_kind::removed);
    EXPECT_EQ(feed[0].added, feed[1].released);
}

TEST_F(Feed, TellsNothingOfWhatDidNotHappen) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    for (const change& asked :
         {book(booking_of(2), {blocks(red, span(9, 10))}), remove(booking_of(1), 9),
          remove(booking_of(9), 1), confirm(booking_of(1), 1, {})}) {
        apply(asked);
        EXPECT_TRUE(feed.empty());
    }
}

} // namespace
