/// @file
/// Goal: who follows the feed knows all that happened, in order, nothing twice, nothing left out.
/// Method: compare entries whole, stop and resume anywhere, replay; part of store_conformance.hpp.
#pragma once

#include "conformance/store_suite.hpp"

#include <condition_variable>
#include <limits>
#include <mutex>

namespace timewright::conformance {

TEST_P(StoreConformance, TellsTheFeedEverythingAboutAChange) {
    const feed_cursor before = newest();
    change asked =
        with_key(book(booking_of(1), {blocks(red, span(9, 10)), informs(ana, span(9, 10))}), "k");
    asked.origin = "import:ana.ics";
    apply(asked);
    change moved = rebook(booking_of(1), 1, {blocks(blue, span(9, 10))});
    moved.actor = account_id::from_number(8);
    apply(moved);
    apply(cancel(booking_of(1), 2));
    const auto entries = feed(before);
    ASSERT_EQ(entries.size(), 3U);

    EXPECT_EQ(entries[0].kind, feed_kind::created);
    EXPECT_EQ(entries[0].organization, default_organization);
    EXPECT_EQ(entries[0].actor, account_id::from_number(7));
    EXPECT_EQ(entries[0].origin, "import:ana.ics");
    EXPECT_EQ(entries[0].booking, booking_of(1));
    EXPECT_EQ(entries[0].sequence, 1U);
    EXPECT_EQ(entries[0].decided_at, now());
    EXPECT_EQ(entries[0].document_before, "");
    EXPECT_EQ(entries[0].document_after, "a meeting");
    EXPECT_TRUE(entries[0].released.empty());
    ASSERT_EQ(entries[0].added.size(), 2U);
    EXPECT_EQ(entries[0].added[1].user, ana);
    EXPECT_EQ(entries[0].added[1].effect, claim_effect::informs);
    EXPECT_EQ(entries[0].users, (std::vector<calendar_user_id>{red, ana}));

    EXPECT_EQ(entries[1].kind, feed_kind::updated);
    EXPECT_EQ(entries[1].actor, account_id::from_number(8));
    EXPECT_EQ(entries[1].sequence, 2U);
    EXPECT_EQ(entries[1].document_before, "a meeting");
    EXPECT_EQ(entries[1].document_after, "a moved meeting");
    EXPECT_EQ(entries[1].released.size(), 2U);
    ASSERT_EQ(entries[1].added.size(), 1U);
    EXPECT_EQ(entries[1].added[0].user, blue);
    EXPECT_EQ(entries[1].users, (std::vector<calendar_user_id>{red, blue, ana}));

    EXPECT_EQ(entries[2].kind, feed_kind::removed);
    EXPECT_EQ(entries[2].document_before, "a moved meeting");
    EXPECT_EQ(entries[2].document_after, "");
    EXPECT_EQ(entries[2].released, entries[1].added);
    EXPECT_TRUE(entries[2].added.empty());
    EXPECT_EQ(entries[2].users, (std::vector<calendar_user_id>{blue}));
}

TEST_P(StoreConformance, TellsTheFeedOfLimitsThatChanged) {
    const feed_cursor before = newest();
    apply(set_user(hall, {.capacity = 5}));
    const auto entries = feed(before);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].kind, feed_kind::user);
    EXPECT_EQ(entries[0].users, (std::vector<calendar_user_id>{hall}));
    EXPECT_TRUE(entries[0].booking.is_nil());
}

TEST_P(StoreConformance, TellsTheFeedOfEachChangeOfABatchEvenIfTheyCancelOut) {
    const feed_cursor before = newest();
    apply_all({book(booking_of(1), {blocks(red, span(9, 10))}), cancel(booking_of(1), 1)});
    const auto entries = feed(before);
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].kind, feed_kind::created);
    EXPECT_EQ(entries[1].kind, feed_kind::removed);
    EXPECT_EQ(entries[1].released, entries[0].added);
}

TEST_P(StoreConformance, GivesPagesOfTheFeedThatFollowEachOther) {
    for (std::uint64_t i = 1; i <= 10; ++i)
        apply(book(booking_of(i), {blocks(red, interval(day + hours(i), hours(1)))}));
    const auto whole = feed();
    for (std::size_t i = 1; i < whole.size(); ++i) EXPECT_LT(whole[i - 1].cursor, whole[i].cursor);
    for (const std::size_t page_size : {1U, 3U, 7U, 1000U})
        EXPECT_EQ(read_feed(stored(), default_organization, {}, page_size), whole);

    // From any entry on.
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const std::vector<feed_entry> rest(whole.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                           whole.end());
        EXPECT_EQ(feed(whole[i].cursor), rest);
    }
    const auto page = stored().changes_since(default_organization, {}, whole.size() - 1);
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->more);
    EXPECT_FALSE(stored().changes_since(default_organization, {}, whole.size())->more);
}

TEST_P(StoreConformance, GivesTheCursorFromWhichAReaderWhoLoadsNowGoesOn) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const feed_cursor here = newest();
    const auto page = stored().changes_since(default_organization, here, 10);
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->entries.empty());
    EXPECT_FALSE(page->more);
    EXPECT_EQ(page->next, here);
    apply(book(booking_of(2), {blocks(red, span(10, 11))}));
    const auto entries = feed(here);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].booking, booking_of(2));
    EXPECT_EQ(newest(), entries[0].cursor);
}

TEST_P(StoreConformance, HidesTheFeedOfOtherOrganizations) {
    const organization_id other = organization_id::from_number(2);
    const feed_cursor before = newest();
    apply(in(other, set_user(red, {})));
    apply(in(other, book(booking_of(1), {blocks(red, span(9, 10))})));
    EXPECT_TRUE(feed(before).empty());
    EXPECT_EQ(read_feed(stored(), other).size(), 2U);
    EXPECT_TRUE(read_feed(stored(), organization_id::from_number(3)).empty());

    // What others did moves the cursor on, so that a quiet organization's readers are never late.
    const auto page = stored().changes_since(default_organization, before, 10);
    EXPECT_EQ(page->next, newest());
}

TEST_P(StoreConformance, RefusesACursorThatItNeverGave) {
    feed_cursor future = newest();
    ++future.transaction;
    for (const feed_cursor& unknown :
         {future, feed_cursor{std::numeric_limits<std::uint64_t>::max(), 0}}) {
        const auto page = stored().changes_since(default_organization, unknown, 10);
        ASSERT_FALSE(page);
        EXPECT_EQ(page.error().code, errc::not_found);
    }
}

TEST_P(StoreConformance, TellsTheFeedNothingOfWhatWasNotApplied) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const feed_cursor before = newest();
    apply(with_key(book(booking_of(2), {blocks(red, span(9, 10))}), "k"));
    apply(cancel(booking_of(1), 9));
    apply(book(booking_of(1), {blocks(blue, span(9, 10))}));
    EXPECT_TRUE(feed(before).empty());
}

TEST_P(StoreConformance, GivesTheLedgerToWhoReplaysTheFeed) {
    apply(book(booking_of(1), {blocks(red, span(9, 10)), informs(ana, span(9, 10))}));
    apply_all(
        {book_parts(booking_of(2), {{blocks(blue, span(9, 10))}, {blocks(blue, span(14, 15))}}),
         rebook(booking_of(1), 1, {blocks(red, span(14, 15))}),
         book(booking_of(3), {blocks(hall, span(9, 10), 2)}), cancel(booking_of(3), 1)});
    apply(cancel(booking_of(2), 1));
    apply(book(booking_of(2), {blocks(red, span(16, 17))}));

    const std::vector<calendar_user_id> everybody{red, blue, hall, ana, ben};
    const auto held = stored().load(default_organization, everybody, span(0, 24));
    ASSERT_TRUE(held);
    const ledger told = replay(feed(), held->users);
    for (std::uint64_t i = 1; i <= 3; ++i) {
        const booking_record* record = told.find_booking(default_organization, booking_of(i));
        EXPECT_EQ(find(booking_of(i)), record == nullptr ? std::nullopt : std::optional(*record));
        const auto claims = told.claims_of(default_organization, booking_of(i));
        EXPECT_EQ(claims_of(booking_of(i)), std::vector<live_claim>(claims.begin(), claims.end()));
    }
}

TEST_P(StoreConformance, ForgetsTheOldestOfTheFeed) {
    const auto book_hour = [this](std::uint64_t i) {
        apply(book(booking_of(i), {blocks(red, interval(day + hours(i), hours(1)))}));
    };
    const feed_cursor before = newest();
    for (std::uint64_t i = 1; i <= 4; ++i) book_hour(i);
    clock_.advance(minutes(1));
    for (std::uint64_t i = 5; i <= 6; ++i) book_hour(i);
    const auto whole = feed(before);
    ASSERT_EQ(whole.size(), 6U);

    EXPECT_EQ(stored().forget_changes(whole[0].decided_at - hours(1), 100), std::size_t{0});
    // Those of the users that the suite began with are older still.
    std::size_t forgotten = 0;
    while (feed().size() > 5) {
        const auto one = stored().forget_changes(now(), 1);
        ASSERT_TRUE(one) << one.error().message;
        ASSERT_EQ(*one, 1U);
        ASSERT_LT(++forgotten, 100U);
    }
    const std::vector<feed_entry> kept(whole.begin() + 1, whole.end());
    EXPECT_EQ(feed(), kept) << "who begins at the beginning reads what is kept";
    EXPECT_EQ(feed(whole[0].cursor), kept) << "who was told all that was forgotten goes on";
    const auto behind = stored().changes_since(default_organization, before, 100);
    ASSERT_FALSE(behind);
    EXPECT_EQ(behind.error().code, errc::not_found);

    EXPECT_EQ(stored().forget_changes(now(), 100), std::size_t{3});
    EXPECT_EQ(stored().forget_changes(now(), 100), std::size_t{0}) << "the others are not old";
    EXPECT_EQ(feed(whole[3].cursor), (std::vector<feed_entry>(whole.begin() + 4, whole.end())));
}

TEST_P(StoreConformance, GoesOnWithTheFeedAfterAllOfItWasForgotten) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    const feed_cursor last = newest();
    clock_.advance(minutes(1));
    ASSERT_TRUE(stored().forget_changes(now(), 1'000));
    EXPECT_TRUE(feed().empty());
    EXPECT_EQ(newest(), last);
    EXPECT_TRUE(feed(last).empty());
    apply(book(booking_of(2), {blocks(red, span(10, 11))}));
    const auto entries = feed(last);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].booking, booking_of(2));
    EXPECT_GT(entries[0].cursor, last);
}

TEST_P(StoreConformance, CallsTheListenerAfterCommitsUntilItIsTakenAway) {
    std::mutex mutex;
    std::condition_variable called;
    int calls = 0;
    stored().listen([&] {
        const std::lock_guard lock(mutex);
        ++calls;
        called.notify_one();
    });
    // A call for what was committed before may come late and stand in for the first of these.
    for (std::uint64_t i = 1; i <= 3; ++i) {
        std::unique_lock lock(mutex);
        const int before = calls;
        lock.unlock();
        apply(book(booking_of(i), {blocks(red, interval(day + hours(i), hours(1)))}));
        lock.lock();
        EXPECT_TRUE(called.wait_for(lock, minutes(1), [&] { return calls > before; }));
    }
    stored().listen({});
    const int until_then = calls; // nobody else writes it any more
    for (std::uint64_t i = 4; i <= 6; ++i)
        apply(book(booking_of(i), {blocks(red, interval(day + hours(i), hours(1)))}));
    EXPECT_EQ(calls, until_then);
}

} // namespace timewright::conformance
