/// @file
/// The contract of the store port where many call at once.
///
/// Goal: no double booking, no lost acknowledgement, nothing twice, whatever the interleaving.
/// Method: threads that start together, then invariants over everything that was answered and told.
#pragma once

#include "conformance/store_fixture.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

class StoreConcurrency : public timewright::conformance::store_fixture {
  protected:
    /// f(number of the thread), on several threads that start together.
    template <class F>
    static void on_threads(std::size_t count, F&& f) {
        std::barrier start(static_cast<std::ptrdiff_t>(count));
        std::vector<std::thread> threads;
        threads.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                f(i);
            });
        for (std::thread& t : threads) t.join();
    }

    /// The units that blocks take of a user never exceed the capacity at any instant.
    void expect_no_overload(timewright::calendar_user_id user, std::uint32_t capacity) {
        using namespace timewright;
        std::map<sys_seconds, std::int64_t> steps;
        for (const live_claim& c : load({user}, interval(sys_seconds::min(), sys_seconds::max()))) {
            if (c.effect != claim_effect::blocks) continue;
            steps[c.span.start()] += c.units;
            steps[c.span.end()] -= c.units;
        }
        std::int64_t taken = 0;
        for (const auto& [at, step] : steps) {
            taken += step;
            ASSERT_LE(taken, capacity) << "at " << at.time_since_epoch().count();
        }
    }

    /// The feed tells of each applied change to a booking exactly once, and of nothing else; who
    /// replays it has what the store has.
    void expect_feed_tells(
        const std::map<std::pair<timewright::booking_id, std::uint64_t>, int>& applied) {
        using namespace timewright;
        const auto entries = feed();
        std::map<std::pair<booking_id, std::uint64_t>, int> told;
        for (const feed_entry& entry : entries)
            if (entry.kind != feed_kind::user) ++told[{entry.booking, entry.sequence}];
        EXPECT_EQ(told, applied);

        const std::vector<calendar_user_id> everybody{red, blue, hall, ana, ben};
        const auto held = stored().load(default_organization, everybody,
                                        interval(sys_seconds::min(), sys_seconds::max()));
        ASSERT_TRUE(held);
        const ledger replayed = conformance::replay(entries, held->users);
        std::size_t claims = 0;
        replayed.for_each_booking(
            [&](const booking_record& record, std::span<const live_claim> of) {
                EXPECT_EQ(find(record.booking), record);
                EXPECT_EQ(claims_of(record.booking), std::vector<live_claim>(of.begin(), of.end()));
                claims += of.size();
            });
        EXPECT_EQ(held->claims.size(), claims);
    }
};

namespace timewright::conformance {

TEST_P(StoreConcurrency, GivesASlotToExactlyOneOfManyCallers) {
    constexpr std::size_t callers = 8;
    constexpr std::size_t slots = 25;
    std::vector<std::atomic<int>> winners(slots);
    on_threads(callers, [&](std::size_t caller) {
        for (std::size_t slot = 0; slot < slots; ++slot) {
            const interval when(day + hours(slot), hours(1));
            auto answer = stored().apply(
                std::vector{book(booking_of(1000 * slot + caller + 1), {blocks(red, when)})});
            ASSERT_TRUE(answer) << answer.error().message;
            if (answer->front().code == outcome_code::applied)
                ++winners[slot];
            else
                EXPECT_EQ(answer->front().code, outcome_code::refused);
        }
    });
    for (const auto& count : winners) EXPECT_EQ(count, 1);
    expect_no_overload(red, 1);
    EXPECT_EQ(load({red}, interval(day, hours(slots))).size(), slots);
}

TEST_P(StoreConcurrency, GivesASlotToExactlyOneOfManySubmissions) {
    constexpr std::size_t callers = 4;
    constexpr std::size_t each = 64;
    std::mutex mutex;
    std::condition_variable answered;
    std::map<outcome_code, std::size_t> codes;
    std::size_t answers = 0;
    on_threads(callers, [&](std::size_t caller) {
        for (std::size_t i = 0; i < each; ++i)
            stored().submit(book(booking_of(1 + caller * each + i), {blocks(red, span(9, 10))}),
                            [&](result<outcome, error> answer) {
                                const std::lock_guard lock(mutex);
                                ++codes[answer ? answer->code : outcome_code::malformed];
                                ++answers;
                                answered.notify_one();
                            });
    });
    std::unique_lock lock(mutex);
    answered.wait(lock, [&] { return answers == callers * each; });
    EXPECT_EQ(codes, (std::map<outcome_code, std::size_t>{
                         {outcome_code::applied, 1}, {outcome_code::refused, callers * each - 1}}));
}

TEST_P(StoreConcurrency, FillsACapacityExactly) {
    std::atomic<int> applied = 0;
    on_threads(8, [&](std::size_t caller) {
        auto answer =
            stored().apply(std::vector{book(booking_of(caller + 1), {blocks(hall, span(9, 10))})});
        ASSERT_TRUE(answer);
        if (answer->front().code == outcome_code::applied) ++applied;
    });
    EXPECT_EQ(applied, 3);
    expect_no_overload(hall, 3);
}

TEST_P(StoreConcurrency, ServesEverybodyWhoAsksForAnotherSlot) {
    constexpr std::size_t callers = 8;
    constexpr std::size_t each = 40;
    std::map<std::pair<booking_id, std::uint64_t>, int> applied;
    for (std::size_t i = 0; i < callers * each; ++i) applied[{booking_of(i + 1), 1}] = 1;
    on_threads(callers, [&](std::size_t caller) {
        for (std::size_t i = 0; i < each; ++i) {
            const std::size_t number = caller * each + i;
            const interval when(day + minutes(10 * number), minutes(10));
            auto answer = stored().apply(
                std::vector{book(booking_of(number + 1), {blocks(red, when), informs(ana, when)})});
            ASSERT_TRUE(answer) << answer.error().message;
            EXPECT_EQ(answer->front().code, outcome_code::applied);
            // What was acknowledged is visible to every load that starts afterwards.
            const auto seen = stored().load(default_organization, {&red, 1}, when);
            ASSERT_TRUE(seen);
            ASSERT_EQ(seen->claims.size(), 1U);
            EXPECT_EQ(seen->claims[0].id.booking, booking_of(number + 1));
            EXPECT_EQ(
                stored().find(default_organization, std::vector{booking_of(number + 1)})->size(),
                1U);
        }
    });
    expect_feed_tells(applied);
}

TEST_P(StoreConcurrency, AppliesARequestOnceHoweverManySendIt) {
    constexpr std::size_t callers = 8;
    constexpr std::size_t requests = 20;
    std::vector<std::atomic<int>> applied(requests);
    on_threads(callers, [&](std::size_t caller) {
        for (std::size_t i = 0; i < requests; ++i) {
            // Each caller derives another booking id from the same request.
            const interval when(day + hours(i), hours(1));
            auto answer = stored().apply(
                std::vector{with_key(book(booking_of(1000 * i + caller + 1), {blocks(red, when)}),
                                     "key " + std::to_string(i))});
            ASSERT_TRUE(answer);
            if (answer->front().code == outcome_code::applied)
                ++applied[i];
            else
                EXPECT_EQ(answer->front().code, outcome_code::exists);
            EXPECT_EQ(answer->front().decided, outcome_code::applied);
        }
    });
    for (const auto& count : applied) EXPECT_EQ(count, 1);
    EXPECT_EQ(load({red}, interval(day, hours(requests))).size(), requests);
}

TEST_P(StoreConcurrency, StaysSoundUnderBookingMovingAndCancelling) {
    constexpr std::size_t callers = 6;
    constexpr std::size_t each = 80;
    std::mutex mutex;
    std::map<std::pair<booking_id, std::uint64_t>, int> applied;
    on_threads(callers, [&](std::size_t caller) {
        std::mt19937 random(static_cast<std::mt19937::result_type>(caller + 1));
        const auto pick = [&](std::uint32_t below) { return random() % below; };
        for (std::size_t i = 0; i < each; ++i) {
            // Few bookings and few slots, so that callers get into each other's way.
            const booking_id booking = booking_of(1 + pick(12));
            const calendar_user_id room = pick(2) == 0 ? red : blue;
            const interval when(day + hours(pick(6)), hours(1 + pick(2)));
            const auto held = stored().find(default_organization, {&booking, 1});
            ASSERT_TRUE(held);
            const std::uint64_t sequence = held->empty() ? 0 : held->front().sequence;
            change asked = sequence == 0  ? book(booking, {blocks(room, when), informs(ana, when)})
                           : pick(3) == 0 ? cancel(booking, sequence)
                                          : rebook(booking, sequence,
                                                   {blocks(room, when), informs(ben, when)});
            auto answer = stored().apply({&asked, 1});
            ASSERT_TRUE(answer) << answer.error().message;
            if (answer->front().code != outcome_code::applied) continue;
            const std::lock_guard lock(mutex);
            ++applied[{booking, sequence + 1}];
        }
    });
    expect_no_overload(red, 1);
    expect_no_overload(blue, 1);
    expect_feed_tells(applied);
}

TEST_P(StoreConcurrency, NeverShowsAReaderHalfABatch) {
    // Red and blue are always booked and cancelled together.
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        for (int i = 0; i < 60; ++i) {
            auto booked =
                stored().apply(std::vector{book(booking_of(1), {blocks(red, span(9, 10))}),
                                           book(booking_of(2), {blocks(blue, span(9, 10))})});
            EXPECT_TRUE(booked);
            auto cancelled =
                stored().apply(std::vector{cancel(booking_of(2), 1), cancel(booking_of(1), 1)});
            EXPECT_TRUE(cancelled);
        }
        stop = true;
    });
    const std::vector<calendar_user_id> both{red, blue};
    while (!stop) {
        const auto seen = stored().load(default_organization, both, span(9, 10));
        EXPECT_TRUE(seen);
        EXPECT_TRUE(seen->claims.empty() || seen->claims.size() == 2);
    }
    writer.join();
}

TEST_P(StoreConcurrency, LetsAReaderFollowTheFeedWhileItGrows) {
    constexpr std::size_t callers = 3;
    constexpr std::size_t each = 40;
    std::atomic<std::size_t> running = callers;
    std::set<booking_id> told;
    feed_cursor since = newest();
    std::thread reader([&] {
        for (bool last = false; !last;) {
            last = running == 0; // read once more after the last caller has ended
            const auto page = stored().changes_since(default_organization, since, 7);
            ASSERT_TRUE(page);
            for (const feed_entry& entry : page->entries) {
                EXPECT_LT(since, entry.cursor);
                since = entry.cursor;
                EXPECT_TRUE(told.insert(entry.booking).second);
            }
            since = page->next;
            last = last && !page->more;
        }
    });
    on_threads(callers, [&](std::size_t caller) {
        for (std::size_t i = 0; i < each; ++i) {
            const std::size_t number = caller * each + i;
            auto answer = stored().apply(
                std::vector{book(booking_of(number + 1),
                                 {blocks(red, interval(day + minutes(number), minutes(1)))})});
            EXPECT_TRUE(answer);
        }
        --running;
    });
    reader.join();
    EXPECT_EQ(told.size(), callers * each);
}

TEST_P(StoreConcurrency, CallsNoListenerAnyMoreOnceItIsTakenAway) {
    for (int round = 0; round < 20; ++round) {
        std::atomic<bool> alive = true;
        std::atomic<int> late = 0;
        stored().listen([&] {
            if (!alive) ++late;
        });
        const booking_id booking = booking_of(static_cast<std::uint64_t>(round) + 1);
        stored().submit(book(booking, {blocks(red, interval(day + hours(round), hours(1)))}),
                        [](const result<outcome, error>&) {});
        stored().listen({});
        alive = false;
        // By the answer to a later change any call for the earlier one would have begun.
        apply(book(booking_of(static_cast<std::uint64_t>(round) + 1001),
                   {blocks(blue, interval(day + hours(round), hours(1)))}));
        EXPECT_EQ(late, 0);
    }
}

} // namespace timewright::conformance
