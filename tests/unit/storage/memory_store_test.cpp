// Goal: what memory_store adds to decide(): the present, the feed and how long it is kept, the
// listener, and safety between threads. The port's contract is in tests/conformance.
// Method: a clock that the test moves; small feeds; threads that race for one slot.
#include "unit/booking/words.hpp"

#include <timewright/storage/memory_store.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <set>
#include <thread>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

constexpr organization_id org = default_organization;

class MemoryStore : public testing::Test {
  protected:
    MemoryStore() : MemoryStore(memory_store::options()) {}
    explicit MemoryStore(memory_store::options limits) : kept(present, limits) {
        change everybody;
        for (const calendar_user_id user : {red, blue, ana}) everybody.users.push_back({user, {}});
        apply(everybody);
    }

    outcome apply(const change& asked) { return kept.apply({&asked, 1})->front(); }
    std::vector<std::uint64_t> booked_since(feed_cursor cursor, std::size_t max = 1'000) {
        const auto page = kept.changes_since(org, cursor, max);
        EXPECT_TRUE(page);
        std::vector<std::uint64_t> found;
        for (const feed_entry& entry : page->entries) found.push_back(entry.booking.low());
        return found;
    }
    snapshot load(std::vector<calendar_user_id> users, interval window = span(0, 24)) {
        return *kept.load(org, users, window);
    }

    manual_clock present{day};
    memory_store kept;
};

TEST_F(MemoryStore, LoadsLiveClaimsByUserAsAskedAndThenByStart) {
    apply(book(booking_of(1), {blocks(red, span(11, 12)), informs(ana, span(11, 12))}));
    apply(book(booking_of(2), {blocks(red, span(9, 10))}));
    apply(book(booking_of(3), {until(blocks(blue, span(9, 10)), day + minutes(5))}));
    snapshot found = load({blue, nobody, red});
    ASSERT_EQ(found.users.size(), 2U);
    EXPECT_EQ(found.users[0], (user_record{org, blue, {}}));
    EXPECT_EQ(found.users[1].user, red);
    ASSERT_EQ(found.claims.size(), 3U);
    EXPECT_EQ(found.claims[0].user, blue);
    EXPECT_EQ(found.claims[1].span, span(9, 10));
    EXPECT_EQ(found.claims[2].span, span(11, 12));
    EXPECT_EQ(found.as_of, day);
    EXPECT_EQ(load({red}, span(10, 11)).claims.size(), 0U);

    present.advance(minutes(5));
    found = load({blue});
    EXPECT_TRUE(found.claims.empty());
    EXPECT_EQ(found.as_of, day + minutes(5));
    EXPECT_TRUE(kept.claims_of(org, booking_of(3))->empty());
}

TEST_F(MemoryStore, FindsBookingsInTheOrderAskedFor) {
    apply(book(booking_of(1), {}));
    apply(book(booking_of(2), {}));
    const std::vector<booking_id> asked{booking_of(2), booking_of(9), booking_of(1)};
    const auto found = kept.find(org, asked);
    ASSERT_EQ(found->size(), 2U);
    EXPECT_EQ((*found)[0].booking, booking_of(2));
    EXPECT_EQ((*found)[1].booking, booking_of(1));
    EXPECT_TRUE(kept.find(organization_id::from_number(2), asked)->empty());
    EXPECT_TRUE(kept.claims_of(org, booking_of(9))->empty());
}

// --- the present

TEST_F(MemoryStore, RevivesNoHoldWhenTheClockStepsBack) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(5))}));
    present.set(day + minutes(5));
    EXPECT_EQ(apply(book(booking_of(2), {blocks(red, span(9, 10))})).code, outcome_code::applied);
    present.set(day);
    EXPECT_EQ(apply(confirm(booking_of(1), 1, {blocks(red, span(9, 10))})).code,
              outcome_code::expired);
    EXPECT_EQ(load({red}).claims.size(), 1U);
    EXPECT_EQ(load({red}).as_of, day + minutes(5));
}

TEST_F(MemoryStore, DecidesNoEarlierThanItLooked) {
    // A sweeper is told of a dead hold; the clock steps back; nobody may think that it lives again.
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(5))}));
    present.set(day + minutes(5));
    ASSERT_EQ(kept.find_due_holds(10)->size(), 1U);
    present.set(day);
    EXPECT_EQ(apply(confirm(booking_of(1), 1, {blocks(red, span(9, 10))})).code,
              outcome_code::expired);
    EXPECT_EQ(apply(remove(booking_of(1), 1)).code, outcome_code::applied);
    EXPECT_EQ(kept.changes_since(org, {}, 10)->entries.back().kind, feed_kind::expired);
}

TEST_F(MemoryStore, TellsOfDueHoldsEarliestFirstAndAtMostAsManyAsAskedFor) {
    for (std::uint64_t i = 1; i <= 4; ++i) {
        const int start = static_cast<int>(i);
        apply(book(booking_of(i),
                   {until(blocks(red, span(start, start + 1)), day + minutes(10 - start)),
                    until(blocks(blue, span(start, start + 1)), day + minutes(10 - start))}));
    }
    EXPECT_TRUE(kept.find_due_holds(10)->empty());
    present.set(day + minutes(8));
    const auto due = kept.find_due_holds(10);
    ASSERT_EQ(due->size(), 3U);
    EXPECT_EQ((*due)[0].booking, booking_of(4));
    EXPECT_EQ((*due)[0].sequence, 1U);
    EXPECT_EQ((*due)[0].organization, org);
    EXPECT_EQ(kept.find_due_holds(2)->size(), 2U);
    EXPECT_TRUE(kept.find_due_holds(0)->empty());
}

TEST_F(MemoryStore, ForgetsAnswersAfterADay) {
    const change asked = keyed(book(booking_of(1), {}), "key");
    apply(asked);
    present.advance(answers_kept);
    EXPECT_EQ(apply(asked).code, outcome_code::exists);
    present.advance(seconds(1));
    EXPECT_EQ(apply(asked).code, outcome_code::stale);
}

// --- the feed

TEST_F(MemoryStore, FeedsEveryChangeOnceAndInOrder) {
    const feed_cursor start = *kept.newest_change();
    const std::vector<change> batch{book(booking_of(1), {}), book(booking_of(1), {}),
                                    book(booking_of(2), {})};
    ASSERT_TRUE(kept.apply(batch)); // the second is stale
    apply(book(booking_of(3), {}));
    EXPECT_EQ(booked_since(start), (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_TRUE(booked_since(*kept.newest_change()).empty());
}

TEST_F(MemoryStore, FeedsInPagesOfWhichEachGoesOnWhereTheLastEnded) {
    const feed_cursor start = *kept.newest_change();
    for (std::uint64_t i = 1; i <= 5; ++i) apply(book(booking_of(i), {}));
    std::vector<std::uint64_t> read;
    feed_cursor cursor = start;
    std::vector<bool> more;
    do {
        const auto page = kept.changes_since(org, cursor, 2);
        for (const feed_entry& entry : page->entries) read.push_back(entry.booking.low());
        EXPECT_LT(cursor, page->next);
        cursor = page->next;
        more.push_back(page->more);
    } while (more.back());
    EXPECT_EQ(read, (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
    EXPECT_EQ(more, (std::vector<bool>{true, true, false}));
    EXPECT_EQ(cursor, *kept.newest_change());
}

TEST_F(MemoryStore, FeedsAnOrganizationItsOwnChangesAndPassesOverOthers) {
    const feed_cursor start = *kept.newest_change();
    change theirs = book(booking_of(7), {});
    theirs.organization = organization_id::from_number(2);
    apply(theirs);
    apply(book(booking_of(1), {}));
    theirs = remove(booking_of(7), 1);
    theirs.organization = organization_id::from_number(2);
    apply(theirs);
    EXPECT_EQ(booked_since(start), std::vector<std::uint64_t>{1});
    EXPECT_EQ(kept.changes_since(org, start, 1)->next, *kept.newest_change());
    EXPECT_EQ(kept.changes_since(organization_id::from_number(2), start, 10)->entries.size(), 2U);
}

TEST_F(MemoryStore, KnowsNoCursorFromTheFuture) {
    feed_cursor later = *kept.newest_change();
    ++later.ordinal;
    const auto page = kept.changes_since(org, later, 10);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, errc::not_found);
}

class ShortMemory : public MemoryStore {
  protected:
    ShortMemory() : MemoryStore({.feed_entries_max = 3}) {}
};

TEST_F(ShortMemory, TellsAReaderWhoFellBehindToLoadAnew) {
    const feed_cursor start = *kept.newest_change();
    std::vector<feed_cursor> cursors{start};
    for (std::uint64_t i = 1; i <= 5; ++i) {
        apply(book(booking_of(i), {}));
        cursors.push_back(*kept.newest_change());
    }
    // Kept are 3, 4 and 5: whoever has read 2 has missed nothing, whoever has not has.
    EXPECT_EQ(booked_since(cursors[2]), (std::vector<std::uint64_t>{3, 4, 5}));
    EXPECT_EQ(kept.changes_since(org, cursors[1], 10).error().code, errc::not_found);
    EXPECT_EQ(kept.changes_since(org, start, 10).error().code, errc::not_found);
    // A new reader begins with what is kept.
    EXPECT_EQ(booked_since({}), (std::vector<std::uint64_t>{3, 4, 5}));
}

TEST_F(ShortMemory, KeepsTheNewestOfABatchThatIsLongerThanItself) {
    std::vector<change> batch;
    for (std::uint64_t i = 1; i <= 5; ++i) batch.push_back(book(booking_of(i), {}));
    ASSERT_TRUE(kept.apply(batch));
    EXPECT_EQ(booked_since({}), (std::vector<std::uint64_t>{3, 4, 5}));
}

// --- the listener

TEST_F(MemoryStore, CallsItsListenerAfterWhatAddedToTheFeedAndOnlyThen) {
    int calls = 0;
    std::vector<std::uint64_t> seen;
    const feed_cursor start = *kept.newest_change();
    kept.listen([&] {
        ++calls;
        seen = booked_since(start); // what it was called for can be read
    });
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(seen, std::vector<std::uint64_t>{1});
    apply(book(booking_of(2), {blocks(red, span(9, 10))})); // refused
    apply({});                                              // applied, and nothing to tell
    EXPECT_EQ(calls, 1);
    ASSERT_TRUE(kept.apply(std::vector{book(booking_of(3), {}), book(booking_of(4), {})}));
    EXPECT_EQ(calls, 2);
}

TEST_F(MemoryStore, HasOneListenerWhichAnEmptyFunctionEnds) {
    int first = 0;
    int second = 0;
    kept.listen([&] { ++first; });
    kept.listen([&] { ++second; });
    apply(book(booking_of(1), {}));
    EXPECT_EQ(first, 0);
    EXPECT_EQ(second, 1);
    kept.listen({});
    apply(book(booking_of(2), {}));
    EXPECT_EQ(second, 1);
}

TEST_F(MemoryStore, CallsNoListenerAnyMoreOnceItsEndWasAnswered) {
    for (int round = 0; round < 50; ++round) {
        std::atomic<bool> ended{false};
        std::atomic<bool> late{false};
        std::latch under_way(1);
        bool told = false;
        kept.listen([&] {
            if (!told) under_way.count_down();
            told = true;
            if (ended) late = true;
        });
        std::thread writer([&, round] {
            for (std::uint64_t i = 0; i < 20; ++i)
                apply(book(booking_of(static_cast<std::uint64_t>(round) * 100 + i + 1), {}));
        });
        under_way.wait();
        kept.listen({});
        ended = true;
        writer.join();
        EXPECT_FALSE(late);
    }
}

// --- threads

TEST_F(MemoryStore, GivesASlotToOneOfAllWhoRaceForIt) {
    constexpr std::uint64_t racers = 8;
    for (std::uint64_t round = 0; round < 50; ++round) {
        const int hour = static_cast<int>(round) * 2;
        std::latch start(racers);
        std::atomic<int> applied{0};
        std::atomic<int> refused{0};
        std::vector<std::thread> threads;
        for (std::uint64_t i = 0; i < racers; ++i)
            threads.emplace_back([&, i] {
                const change asked =
                    book(booking_of(round * racers + i + 1), {blocks(red, span(hour, hour + 2))});
                start.arrive_and_wait();
                const outcome_code code = apply(asked).code;
                if (code == outcome_code::applied) ++applied;
                if (code == outcome_code::refused) ++refused;
            });
        for (std::thread& t : threads) t.join();
        EXPECT_EQ(applied, 1);
        EXPECT_EQ(refused, static_cast<int>(racers) - 1);
    }
    EXPECT_EQ(load({red}, span(0, 100)).claims.size(), 50U);
}

TEST_F(MemoryStore, BooksOnceHoweverManyThreadsSendTheSameRequest) {
    constexpr std::uint64_t racers = 8;
    std::latch start(racers);
    std::atomic<int> applied{0};
    std::atomic<int> repeated{0};
    std::vector<std::thread> threads;
    for (std::uint64_t i = 0; i < racers; ++i)
        threads.emplace_back([&, i] {
            // Each try is given an id of its own, as a server would.
            const change asked = keyed(book(booking_of(i + 1), {blocks(red, span(9, 10))}), "key");
            start.arrive_and_wait();
            const outcome answer = apply(asked);
            if (answer.code == outcome_code::applied) ++applied;
            if (answer.code == outcome_code::exists && answer.decided == outcome_code::applied)
                ++repeated;
        });
    for (std::thread& t : threads) t.join();
    EXPECT_EQ(applied, 1);
    EXPECT_EQ(repeated, static_cast<int>(racers) - 1);
}

TEST_F(MemoryStore, FeedsAReaderWhoReadsMeanwhileEverythingOnce) {
    constexpr std::uint64_t writers = 4;
    constexpr std::uint64_t each = 200;
    feed_cursor cursor = *kept.newest_change();
    std::multiset<std::uint64_t> read;
    std::vector<std::thread> threads;
    for (std::uint64_t w = 0; w < writers; ++w)
        threads.emplace_back([&, w] {
            for (std::uint64_t i = 0; i < each; ++i) apply(book(booking_of(w * each + i + 1), {}));
        });
    while (read.size() < writers * each) {
        const auto page = kept.changes_since(org, cursor, 7);
        for (const feed_entry& entry : page->entries) read.insert(entry.booking.low());
        cursor = page->next;
    }
    for (std::thread& t : threads) t.join();
    EXPECT_TRUE(kept.changes_since(org, cursor, 7)->entries.empty());
    for (std::uint64_t booking = 1; booking <= writers * each; ++booking)
        EXPECT_EQ(read.count(booking), 1U);
}

} // namespace
