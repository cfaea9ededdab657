// Goal: a ledger takes writes whole, finds claims by user, by booking and by deadline, and forgets
// answers in time.
// Method: writes by hand; timelines against a plain vector; broken preconditions die.
#include "unit/booking/words.hpp"

#include <timewright/booking/ledger.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

constexpr organization_id org = default_organization;
constexpr organization_id other_org = organization_id::from_number(2);

live_claim held(std::uint64_t booking, std::uint32_t ordinal, interval when) {
    return {.id = {booking_of(booking), 1, ordinal}, .part = 0, .user = red, .span = when};
}

// --- the claims on one user

void insert(claim_timeline& on, std::span<const live_claim> added) {
    for (const live_claim& one : added) on.append(one);
    on.settle();
}
void insert(claim_timeline& on, const live_claim& added) { insert(on, {&added, 1}); }

std::vector<claim_id> overlapping(const claim_timeline& on, interval when) {
    std::vector<claim_id> found;
    on.for_each_overlapping(when, [&](const live_claim& c) { found.push_back(c.id); });
    return found;
}

TEST(ClaimTimeline, KeepsClaimsByStartAndThoseThatStartTogetherInTheirOrder) {
    claim_timeline on;
    insert(on, held(1, 0, span(9, 10)));
    insert(on, held(2, 0, span(8, 9)));
    insert(on, 
        std::vector{held(3, 0, span(9, 11)), held(4, 0, span(7, 8)), held(5, 0, span(9, 12))});
    std::vector<std::uint64_t> order;
    for (const live_claim& c : on.claims()) order.push_back(c.id.booking.low());
    EXPECT_EQ(order, (std::vector<std::uint64_t>{4, 2, 1, 3, 5}));
    on.erase(held(1, 0, span(9, 10)));
    on.erase(std::vector{held(5, 0, span(9, 12)), held(4, 0, span(7, 8))});
    order.clear();
    for (const live_claim& c : on.claims()) order.push_back(c.id.booking.low());
    EXPECT_EQ(order, (std::vector<std::uint64_t>{2, 3}));
}

TEST(ClaimTimeline, TakesAndGivesNothing) {
    claim_timeline on;
    insert(on, std::span<const live_claim>());
    on.erase(std::span<const live_claim>());
    EXPECT_TRUE(on.claims().empty());
    EXPECT_TRUE(overlapping(on, span(0, 24)).empty());
}

TEST(ClaimTimeline, FindsAClaimThatIsLongerThanHalfOfTime) {
    claim_timeline on;
    insert(on, held(1, 0, {sys_seconds::min(), sys_seconds::max()}));
    insert(on, held(2, 0, span(9, 10)));
    EXPECT_EQ(overlapping(on, span(9, 10)).size(), 2U);
    EXPECT_EQ(overlapping(on, span(20, 21)).size(), 1U);
    EXPECT_EQ(overlapping(on, {sys_seconds::min(), std::chrono::seconds(1)}).size(), 1U);
    EXPECT_EQ(
        overlapping(on, {sys_seconds::max() - std::chrono::seconds(1), sys_seconds::max()}).size(),
        1U);
}

TEST(ClaimTimeline, FindsWhatAPlainVectorFinds) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        std::mt19937_64 random(seed);
        const auto draw = [&](std::uint64_t booking, std::uint32_t ordinal) {
            const int start = static_cast<int>(random() % 200);
            const int length = random() % 10 == 0 ? 100 : 1 + static_cast<int>(random() % 5);
            return held(booking, ordinal, span(start, start + length));
        };
        claim_timeline on;
        std::vector<live_claim> plain;
        for (std::uint64_t step = 1; step < 60; ++step) {
            std::vector<live_claim> some;
            if (random() % 3 != 0 || plain.empty()) {
                for (std::uint32_t n = static_cast<std::uint32_t>(random() % 4); n > 0; --n)
                    some.push_back(draw(step, n));
                insert(on, some);
                plain.insert(plain.end(), some.begin(), some.end());
            } else {
                std::shuffle(plain.begin(), plain.end(), random);
                for (std::size_t n = std::min<std::size_t>(random() % 4, plain.size()); n > 0;
                     --n) {
                    some.push_back(plain.back());
                    plain.pop_back();
                }
                on.erase(some);
            }
            ASSERT_EQ(on.claims().size(), plain.size()) << "seed " << seed;
            ASSERT_TRUE(on.is_settled());
            ASSERT_TRUE(std::is_sorted(
                on.claims().begin(), on.claims().end(),
                [](const auto& a, const auto& b) { return a.span.start() < b.span.start(); }));
            const interval when = draw(0, 0).span;
            std::vector<claim_id> expected;
            for (const live_claim& c : plain)
                if (c.span.overlaps(when)) expected.push_back(c.id);
            std::vector<claim_id> found = overlapping(on, when);
            std::sort(expected.begin(), expected.end());
            std::sort(found.begin(), found.end());
            ASSERT_EQ(found, expected) << "seed " << seed << ", step " << step;
        }
    }
}

TEST(ClaimTimelineDeathTest, GivesBackOnlyWhatItHas) {
    claim_timeline on;
    insert(on, held(1, 0, span(9, 10)));
    EXPECT_DEATH(on.erase(held(2, 0, span(9, 10))), "precondition");
    EXPECT_DEATH(on.erase(std::vector{held(1, 0, span(9, 10)), held(2, 0, span(9, 10))}),
                 "precondition");
}

// --- the whole

using LedgerOf = LedgerTest;

TEST_F(LedgerOf, NothingKnowsNobody) {
    const ledger empty;
    EXPECT_EQ(empty.find_user(org, red), nullptr);
    EXPECT_EQ(empty.find_booking(org, booking_of(1)), nullptr);
    EXPECT_EQ(empty.find_answer({org, {}, "key"}), nullptr);
    EXPECT_TRUE(empty.claims_on(org, red).empty());
    EXPECT_TRUE(empty.claims_of(org, booking_of(1)).empty());
    empty.for_each_overlapping(org, red, span(0, 24), [](const live_claim&) { FAIL(); });
    empty.for_each_due_hold(sys_seconds::max(), [](organization_id, booking_id, std::uint64_t) {
        ADD_FAILURE();
        return false;
    });
}

TEST_F(LedgerOf, BookingsFindsClaimsByUserAndByBooking) {
    apply(book(booking_of(1), {blocks(red, span(9, 10)), informs(ana, span(9, 10))}));
    apply(book(booking_of(2), {blocks(red, span(11, 12))}));
    EXPECT_EQ(claims_on(red), 2U);
    EXPECT_EQ(claims_on(ana), 1U);
    ASSERT_EQ(claims_of(booking_of(1)).size(), 2U);
    EXPECT_EQ(claims_of(booking_of(1))[0].user, red);
    EXPECT_EQ(claims_of(booking_of(1))[1].user, ana);
    std::size_t overlapping_ten = 0;
    books.for_each_overlapping(org, red, span(9, 11),
                               [&](const live_claim&) { ++overlapping_ten; });
    EXPECT_EQ(overlapping_ten, 1U);

    apply(remove(booking_of(1), 1));
    EXPECT_EQ(claims_on(red), 1U);
    EXPECT_EQ(claims_on(ana), 0U);
    EXPECT_EQ(find(booking_of(1)), nullptr);
}

TEST_F(LedgerOf, UsersKeepsTheirClaimsWhenTheirLimitsChange) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    apply(limit(red, {.capacity = 5, .disabled = true}));
    EXPECT_EQ(claims_on(red), 1U);
    EXPECT_EQ(*books.find_user(org, red), (bookable{.capacity = 5, .disabled = true}));
}

TEST_F(LedgerOf, AllVisitsEveryUserAndBooking) {
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    std::size_t users = 0;
    books.for_each_user([&](const user_record& u) {
        ++users;
        EXPECT_EQ(u.organization, org);
    });
    EXPECT_EQ(users, 5U);
    books.for_each_booking([&](const booking_record& b, std::span<const live_claim> claims) {
        EXPECT_EQ(b, (booking_record{org, booking_of(1), 1, "a meeting"}));
        EXPECT_EQ(claims.size(), 1U);
    });
}

class DueHolds : public LedgerTest {
  protected:
    std::vector<std::uint64_t> due_at(sys_seconds t, std::size_t max = 100) {
        std::vector<std::uint64_t> found;
        books.for_each_due_hold(t, [&](organization_id, booking_id booking, std::uint64_t) {
            found.push_back(booking.low());
            return found.size() < max;
        });
        return found;
    }
};

TEST_F(DueHolds, ComeFromTheirDeadlineOnAndEarliestFirst) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(20))}));
    apply(book(booking_of(2), {until(blocks(blue, span(9, 10)), day + minutes(10))}));
    apply(book(booking_of(3), {blocks(green, span(9, 10))}));
    EXPECT_TRUE(due_at(day + minutes(10) - seconds(1)).empty());
    EXPECT_EQ(due_at(day + minutes(10)), std::vector<std::uint64_t>{2});
    EXPECT_EQ(due_at(day + minutes(20)), (std::vector<std::uint64_t>{2, 1}));
    EXPECT_EQ(due_at(day + minutes(20), 1), std::vector<std::uint64_t>{2});
}

TEST_F(DueHolds, ComeOnceHoweverManyClaimsTheyHave) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(10)),
                               until(blocks(blue, span(9, 10)), day + minutes(10)),
                               until(blocks(green, span(9, 10)), day + minutes(5))}));
    EXPECT_TRUE(due_at(day + minutes(5)).empty()); // part of it lives
    EXPECT_EQ(due_at(day + minutes(10)), std::vector<std::uint64_t>{1});
}

TEST_F(DueHolds, AreNoBookingsOfWhichAPartWasConfirmed) {
    apply(book_parts(booking_of(1), {{until(blocks(red, span(9, 10)), day + minutes(10))},
                                     {until(blocks(red, span(14, 15)), day + minutes(10))}}));
    change one_part = confirm(booking_of(1), 1, {blocks(red, span(9, 10))});
    one_part.releases.front().part = 1;
    ASSERT_EQ(code_of(one_part), outcome_code::applied);
    EXPECT_TRUE(due_at(day + hours(1)).empty()); // a sweep would remove what was confirmed
}

TEST_F(DueHolds, AreGoneWhenConfirmedOrRemoved) {
    apply(book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(10))}));
    apply(book(booking_of(2), {until(blocks(blue, span(9, 10)), day + minutes(10))}));
    apply(confirm(booking_of(1), 1, {blocks(red, span(9, 10))}));
    apply(remove(booking_of(2), 1));
    EXPECT_TRUE(due_at(day + hours(1)).empty());
}

TEST_F(DueHolds, OfTwoOrganizationsAreNotMixedUpThoughTheyShareAnId) {
    const claim hold = until(blocks(red, span(9, 10)), day + minutes(10));
    apply(book(booking_of(1), {hold}));
    change theirs = limit(red, {});
    theirs.organization = other_org;
    apply(theirs);
    theirs = book(booking_of(1), {hold});
    theirs.organization = other_org;
    ASSERT_EQ(code_of(theirs), outcome_code::applied);
    EXPECT_EQ(due_at(day + hours(1)).size(), 2U);
    ASSERT_EQ(code_of(remove(booking_of(1), 1)), outcome_code::applied);
    EXPECT_EQ(due_at(day + hours(1)).size(), 1U);
    theirs = remove(booking_of(1), 1);
    theirs.organization = other_org;
    ASSERT_EQ(code_of(theirs), outcome_code::applied);
    EXPECT_TRUE(due_at(day + hours(1)).empty());
}

TEST_F(LedgerOf, AnswersForgetsThoseBeforeACutAndNoOthers) {
    apply(keyed({}, "first"));
    now += hours(1);
    apply(keyed({}, "second"));
    books.forget_answers_before(now);
    EXPECT_EQ(books.find_answer({org, {}, "first"}), nullptr);
    EXPECT_NE(books.find_answer({org, {}, "second"}), nullptr);
}

TEST_F(LedgerOf, AnswersKeepsOneThatWasGivenAnewUnderAnOldKey) {
    apply(keyed({}, "key"));
    now += answers_kept + seconds(1);
    apply(keyed({}, "key", "another request")); // the first is too old to count
    books.forget_answers_before(now);           // drops the first entry, of which nothing is left
    ASSERT_NE(books.find_answer({org, {}, "key"}), nullptr);
    EXPECT_EQ(books.find_answer({org, {}, "key"})->request_digest,
              compute_fingerprint("another request"));
    books.forget_answers_before(now + seconds(1));
    EXPECT_EQ(books.find_answer({org, {}, "key"}), nullptr);
}

TEST_F(LedgerOf, AnswersTellsKeysApartByOrganizationAndAccount) {
    const account_id ben = account_id::from_number(2);
    change mine = keyed({}, "key");
    mine.actor = ben;
    apply(mine);
    EXPECT_NE(books.find_answer({org, ben, "key"}), nullptr);
    EXPECT_EQ(books.find_answer({org, {}, "key"}), nullptr);
    EXPECT_EQ(books.find_answer({other_org, ben, "key"}), nullptr);
}

TEST(LedgerDeathTest, TakesOnlyClaimsOfKnownUsersAndBookings) {
    ledger books;
    writes made;
    made.claims_added = {{org, held(1, 0, span(9, 10))}};
    EXPECT_DEATH(books.apply(made), "precondition");
    made.bookings = {{org, booking_of(1), 1, ""}};
    EXPECT_DEATH(books.apply(made), "precondition");
}

TEST(LedgerDeathTest, RemovesNoBookingThatStillClaims) {
    ledger books;
    writes made;
    made.users = {{org, red, {}}};
    made.bookings = {{org, booking_of(1), 1, ""}};
    made.claims_added = {{org, held(1, 0, span(9, 10))}};
    books.apply(made);
    writes removal;
    removal.bookings_removed = {{org, booking_of(1)}};
    EXPECT_DEATH(books.apply(removal), "precondition");
}

TEST(FeedKind, HasStableNumbersAndNames) {
    const std::pair<int, std::string> table[] = {
        {0, "created"}, {1, "updated"}, {2, "removed"}, {3, "expired"}, {4, "user"}};
    for (const auto& [number, slug] : table)
        EXPECT_EQ(to_slug(static_cast<feed_kind>(number)), slug);
}

TEST(FeedCursor, IsOrderedByTransactionThenOrdinal) {
    EXPECT_LT((feed_cursor{1, 9}), (feed_cursor{2, 1}));
    EXPECT_LT((feed_cursor{2, 1}), (feed_cursor{2, 2}));
}

TEST(Writes, AreEmptyUntilAnythingIsIn) {
    writes made;
    EXPECT_TRUE(made.empty());
    made.answers.emplace_back();
    EXPECT_FALSE(made.empty());
}

} // namespace
