// Goal: decide() and ledger::apply() do what a naive oracle does, whatever the changes; the
// invariant holds at every hour after every batch; a batch means the same as its changes one by
// one. Method: random batches in a small, crowded world (small_world.hpp) against an array of hours
// and plain vectors (naive_books.hpp). RapidCheck draws the seeds and shrinks the number of
// changes.
#include "property/booking/naive_books.hpp"
#include "property/booking/small_world.hpp"

#include <timewright/booking/decide.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

const std::vector<organization_id> organizations{organization_id::from_number(1),
                                                 organization_id::from_number(2)};

bool same(const feed_entry& a, const feed_entry& b) {
    feed_entry x = a;
    feed_entry y = b;
    for (feed_entry* entry : {&x, &y}) {
        entry->cursor = {};
        const auto by_id = [](const live_claim& l, const live_claim& r) { return l.id < r.id; };
        std::sort(entry->released.begin(), entry->released.end(), by_id);
        std::sort(entry->added.begin(), entry->added.end(), by_id);
    }
    return x == y;
}

/// The same but for the conflicts.
void expect_same_outcome(const outcome& told, const outcome& expected) {
    RC_ASSERT(told.code == expected.code);
    RC_ASSERT(told.decided == expected.decided);
    RC_ASSERT(told.bookings == expected.bookings);
    RC_ASSERT(told.parts == expected.parts);
    RC_ASSERT(told.detail.empty() == (told.decided != outcome_code::malformed &&
                                      told.decided != outcome_code::vetoed));
}

void expect_conflicts_are_true(const outcome& told, const change& asked, const naive_books& before,
                               const naive_books& after) {
    if (told.code == outcome_code::refused) RC_ASSERT(!told.conflicts.empty());
    if (told.code == outcome_code::refused)
        for (const conflict& c : told.conflicts) RC_ASSERT(naive_books::is_true(c, asked, before));
    if (told.code != outcome_code::applied || asked.mode != change_mode::every_part ||
        !asked.offers.empty())
        return;
    std::set<std::pair<calendar_user_id, booking_id>> double_booked;
    for (const conflict& c : told.conflicts) double_booked.insert({c.user, c.with.value()});
    RC_ASSERT(double_booked == after.double_booked_by(asked));
}

void expect_same_state(const ledger& kept, const naive_books& books) {
    std::size_t users = 0;
    kept.for_each_user([&](const user_record& u) {
        ++users;
        const user_record* known = books.find_user(u.organization, u.user);
        RC_ASSERT(known != nullptr);
        RC_ASSERT(u == *known);
        // By user and by booking the ledger tells of the same claims.
        std::size_t mine = 0;
        for (const owned_claim& c : books.state.claims)
            if (c.organization == u.organization && c.claim.user == u.user) ++mine;
        const auto on_user = kept.claims_on(u.organization, u.user);
        RC_ASSERT(on_user.size() == mine);
        RC_ASSERT(std::is_sorted(on_user.begin(), on_user.end(), [](const auto& a, const auto& b) {
            return a.span.start() < b.span.start();
        }));
        for (const live_claim& c : on_user)
            RC_ASSERT(std::find(books.state.claims.begin(), books.state.claims.end(),
                                owned_claim{u.organization, c}) != books.state.claims.end());
    });
    RC_ASSERT(users == books.state.users.size());

    std::size_t bookings = 0;
    kept.for_each_booking([&](const booking_record& b, std::span<const live_claim> claims) {
        ++bookings;
        const booking_record* known = books.find_booking(b.organization, b.booking);
        RC_ASSERT(known != nullptr);
        RC_ASSERT(b == *known);
        RC_ASSERT(std::vector<live_claim>(claims.begin(), claims.end()) ==
                  books.claims_of(b.organization, b.booking));
    });
    RC_ASSERT(bookings == books.state.bookings.size());
}

/// A booking is due when it had claims and the last of them is dead.
void expect_same_due_holds(const ledger& kept, const naive_books& books) {
    std::vector<std::pair<organization_id, booking_id>> due;
    kept.for_each_due_hold(books.now,
                           [&](organization_id org, booking_id booking, std::uint64_t sequence) {
                               RC_ASSERT(sequence == books.find_booking(org, booking)->sequence);
                               due.emplace_back(org, booking);
                               return true;
                           });
    std::vector<std::pair<organization_id, booking_id>> expected;
    for (const booking_record& b : books.state.bookings) {
        const auto claims = books.claims_of(b.organization, b.booking);
        const bool lives = std::any_of(claims.begin(), claims.end(),
                                       [&](const live_claim& c) { return c.lives_at(books.now); });
        if (!claims.empty() && !lives) expected.emplace_back(b.organization, b.booking);
    }
    std::sort(due.begin(), due.end());
    std::sort(expected.begin(), expected.end());
    RC_ASSERT(due == expected);
}

std::map<outcome_code, std::size_t> seen; // over all cases: the worlds must not be dull

/// Plays one world: each number is a batch, of that many changes.
void play(std::uint64_t seed, const std::vector<std::uint8_t>& batches) {
    small_world world(seed);
    naive_books books;
    ledger kept;   // decided batch by batch
    ledger single; // decided change by change
    for (const organization_id org : organizations) {
        const change first = world.first_change(org);
        books.apply(first);
        kept.apply(decide(kept, {&first, 1}, books.now).made);
        single.apply(decide(single, {&first, 1}, books.now).made);
    }
    books.state.feed.clear();

    for (const std::uint8_t size : batches) {
        books.now += world.pause();
        std::vector<change> batch;
        std::vector<outcome> expected;
        std::vector<naive_books> history{books};
        for (int n = size % 6; n >= 0; --n) {
            batch.push_back(world.next_change(books));
            expected.push_back(books.apply(batch.back()));
            history.push_back(books);
        }

        decision decided = decide(kept, batch, books.now);
        const decision again = decide(kept, batch, books.now);
        RC_ASSERT(decided.outcomes == again.outcomes);
        RC_ASSERT(decided.made.feed == again.made.feed);
        RC_ASSERT(decided.made.claims_added == again.made.claims_added);
        RC_ASSERT(decided.made.claims_released == again.made.claims_released);

        RC_ASSERT(decided.outcomes.size() == batch.size());
        for (std::size_t i = 0; i < batch.size(); ++i) {
            ++seen[decided.outcomes[i].code];
            expect_same_outcome(decided.outcomes[i], expected[i]);
            expect_conflicts_are_true(decided.outcomes[i], batch[i], history[i], history[i + 1]);
            const decision alone = decide(single, {&batch[i], 1}, books.now);
            RC_ASSERT(alone.outcomes.front() == decided.outcomes[i]);
            if (alone.outcomes.front().code != outcome_code::applied) { // no trace but an answer
                writes left = alone.made;
                left.answers.clear();
                RC_ASSERT(left.empty());
            }
            single.apply(alone.made);
        }
        kept.apply(decided.made);
        kept.forget_answers_before(books.now - answers_kept);
        single.forget_answers_before(books.now - answers_kept);

        expect_same_state(kept, books);
        expect_same_state(single, books);
        expect_same_due_holds(kept, books);
        RC_ASSERT(books.nobody_is_overbooked());
        RC_ASSERT(decided.made.feed.size() == books.state.feed.size());
        for (std::size_t i = 0; i < decided.made.feed.size(); ++i)
            RC_ASSERT(same(decided.made.feed[i], books.state.feed[i]));
        books.state.feed.clear();
    }
}

RC_GTEST_PROP(DecideProperty, AnswersAsANaiveOracleDoes, (std::uint64_t seed)) {
    play(seed, *rc::gen::arbitrary<std::vector<std::uint8_t>>());
}

TEST(DecideProperty, MeetsEveryOutcomeInItsWorlds) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) play(seed, std::vector<std::uint8_t>(40, 3));
    for (const outcome_code code :
         {outcome_code::applied, outcome_code::exists, outcome_code::exists_with_different_request,
          outcome_code::refused, outcome_code::stale, outcome_code::expired,
          outcome_code::not_found, outcome_code::malformed, outcome_code::already_confirmed,
          outcome_code::outdated, outcome_code::vetoed})
        EXPECT_GT(seen[code], 20U) << to_slug(code);
}

} // namespace
