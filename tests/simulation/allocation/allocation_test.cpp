// Goal: wherever memory runs out, nothing leaks, nothing is half done, and the same requests sent
// again end as if nothing had happened. Method: the k-th allocation of a batch in which everything
// happens fails, for every k, in decide(), on memory_store and on SQLite (whose writing thread is
// meant too).
#include "simulation/allocation/busy_house.hpp"
#include "simulation/allocation/failing_memory.hpp"
#include "temporary_directory.hpp"

#include <timewright/adapters/sqlite/sqlite_store.hpp>
#include <timewright/booking/decide.hpp>
#include <timewright/storage/memory_store.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace timewright::simulation {
namespace {

constexpr interval whole(opening, std::chrono::hours(24 * 30));

/// What was told of a batch, but for whether it was the first time.
std::vector<outcome> as_told_first(std::vector<outcome> told) {
    for (outcome& o : told) o.code = o.decided;
    return told;
}

/// All that an organization has, so that two states can be compared.
struct state {
    std::vector<live_claim> claims;
    std::vector<user_record> users;
    std::vector<booking_record> bookings;
    std::vector<std::string> told; // by the feed
    friend bool operator==(const state&, const state&) = default;
};

std::optional<state> state_of(store& in, organization_id of) {
    std::vector<calendar_user_id> users;
    for (std::uint64_t i = 1; i <= 6; ++i) users.push_back(busy_house::user(i));
    std::vector<booking_id> ids;
    for (std::uint64_t i = 1; i <= 13; ++i) ids.push_back(busy_house::booking(i));
    const auto seen = in.load(of, users, whole);
    const auto found = in.find(of, ids);
    const auto feed = in.changes_since(of, {}, 1'000);
    if (!seen || !found || !feed) return std::nullopt;
    state all{seen->claims, seen->users, *found, {}};
    // Claims that start together are told in any order.
    std::sort(all.claims.begin(), all.claims.end(),
              [](const live_claim& l, const live_claim& r) { return l.id < r.id; });
    for (user_record& u : all.users) u.organization = {};
    for (booking_record& b : all.bookings) b.organization = {};
    for (const feed_entry& e : feed->entries)
        all.told.push_back(e.booking.to_string() + to_slug(e.kind) + std::to_string(e.sequence));
    return all;
}

TEST(FailingMemory, LeaksNothingInDecideAndTouchesNothing) {
    const busy_house house(default_organization);
    ledger books;
    books.apply(decide(books, house.before(), opening).made);
    const std::vector<change> batch = house.batch();
    const std::vector<outcome> right = decide(books, batch, opening).outcomes;
    std::int64_t k = 0;
    for (bool failed = true; failed; ++k) {
        const std::int64_t held = failing_memory::held();
        {
            std::optional<decision> made;
            failing_memory::arm(k);
            try {
                made = decide(books, batch, opening);
            } catch (const std::bad_alloc&) {
            }
            failed = failing_memory::disarm();
            ASSERT_EQ(made.has_value(), !failed) << "allocation " << k;
        }
        ASSERT_EQ(failing_memory::held(), held) << "allocation " << k;
    }
    EXPECT_EQ(decide(books, batch, opening).outcomes, right);
    EXPECT_GT(k, 200);
    std::cout << "| decide() without memory | " << k << " allocations |\n";
}

/// Before, after and the outcomes between, where memory suffices.
struct expected {
    state before;
    state after;
    std::vector<outcome> told;
};

expected run_with_memory() {
    const manual_clock clock(opening);
    memory_store kept(clock);
    const busy_house house(default_organization);
    EXPECT_TRUE(kept.apply(house.before()));
    const state before = *state_of(kept, default_organization);
    const auto told = kept.apply(house.batch());
    return {before, *state_of(kept, default_organization), as_told_first(*told)};
}

TEST(FailingMemory, LeavesAMemoryStoreAsItWasOrClosed) {
    const expected right = run_with_memory();
    const manual_clock clock(opening);
    const busy_house house(default_organization);
    const std::vector<change> before = house.before();
    const std::vector<change> batch = house.batch();
    std::int64_t closed = 0;
    std::int64_t k = 0;
    for (bool failed = true; failed; ++k) {
        SCOPED_TRACE("allocation " + std::to_string(k));
        const std::int64_t held = failing_memory::held();
        {
            memory_store kept(clock);
            ASSERT_TRUE(kept.apply(before));
            failing_memory::arm(k);
            const auto told = kept.apply(batch);
            failed = failing_memory::disarm();
            ASSERT_TRUE(told || failed);
            if (told) { // some do without the memory, as std::stable_sort does
                EXPECT_EQ(as_told_first(*told), right.told);
                ASSERT_EQ(state_of(kept, default_organization), right.after);
            } else if (told.error().again == retry::safe) {
                ASSERT_EQ(state_of(kept, default_organization), right.before);
                const auto again = kept.apply(batch);
                ASSERT_TRUE(again);
                EXPECT_EQ(as_told_first(*again), right.told);
                ASSERT_EQ(state_of(kept, default_organization), right.after);
            } else {
                // It tells nobody anything any more: what it holds may be half done.
                ASSERT_EQ(told.error().again, retry::in_doubt);
                ASSERT_EQ(state_of(kept, default_organization), std::nullopt);
                EXPECT_FALSE(kept.apply(batch));
                EXPECT_FALSE(kept.claims_of(default_organization, busy_house::booking(1)));
                EXPECT_FALSE(kept.find_due_holds(1));
                EXPECT_FALSE(kept.newest_change());
                ++closed;
            }
        }
        ASSERT_EQ(failing_memory::held(), held);
    }
    EXPECT_GT(closed, 0);
    std::cout << "| memory_store without memory | " << k << " allocations, " << closed
              << " of them closed it |\n";
}

struct tried_sqlite {
    explicit tried_sqlite(const clock& with) : present(with) { open(); }
    void open() {
        store.reset();
        database.reset();
        auto opened = sqlite_database::open({.path = files.file()}, present);
        if (!opened) std::abort();
        database = std::move(*opened);
        store.emplace(*database);
    }
    const clock& present;
    temporary_directory files;
    std::unique_ptr<sqlite_database> database;
    std::optional<sqlite_store> store;
};

TEST(FailingMemory, LosesAndDoublesNothingOnSqlite) {
    const expected right = run_with_memory();
    const manual_clock clock(opening);
    std::optional<tried_sqlite> kept;
    std::int64_t k = 0;
    std::int64_t in_doubt = 0;
    std::int64_t safe = 0;
    for (bool failed = true; failed; ++k) {
        SCOPED_TRACE("allocation " + std::to_string(k));
        const auto of = organization_id::from_number(static_cast<std::uint64_t>(k) + 1);
        const busy_house house(of);
        const std::vector<change> batch = house.batch();
        if (k % 40 == 0) kept.emplace(clock); // a young one recovers sooner
        ASSERT_TRUE(kept->store->apply(house.before()));
        bool was_safe = false;
        failing_memory::arm(k);
        try {
            const auto told = kept->store->apply(batch);
            failed = failing_memory::disarm();
            was_safe = !told && told.error().again == retry::safe;
            if (!told) ++(was_safe ? safe : in_doubt);
        } catch (const std::bad_alloc&) { // of the caller's own thread
            failed = failing_memory::disarm();
            ++in_doubt;
        }
        if (was_safe) {
            ASSERT_EQ(state_of(*kept->store, of), right.before);
        }
        const auto again = kept->store->apply(batch);
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(as_told_first(*again), right.told);
        ASSERT_EQ(state_of(*kept->store, of), right.after);
        if (k % 10 == 0) { // what the file says
            kept->open();
            ASSERT_EQ(state_of(*kept->store, of), right.after);
        }
    }
    std::cout << "| sqlite without memory | " << k << " allocations, " << safe << " safe, "
              << in_doubt << " in doubt |\n";
}

} // namespace
} // namespace timewright::simulation
