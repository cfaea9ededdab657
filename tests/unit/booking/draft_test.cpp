// Goal: a draft answers from the ledger and from what the batch did on top, and can go back to any
// mark without a trace.
// Method: each kind of difference put, read and rolled back; nested marks; the net effect; random
// walks of puts and rollbacks against copies of what could be seen at each mark.
#include "unit/booking/words.hpp"

#include <timewright/booking/draft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

constexpr organization_id org = default_organization;
constexpr organization_id other_org = organization_id::from_number(2);

live_claim held(std::uint64_t booking, std::uint32_t ordinal, interval when,
                calendar_user_id user = red, std::uint64_t sequence = 1) {
    return {.id = {booking_of(booking), sequence, ordinal}, .part = 0, .user = user, .span = when};
}

class DraftTest : public LedgerTest {
  protected:
    DraftTest() {
        apply(book(booking_of(1), {blocks(red, span(9, 10)), blocks(blue, span(9, 10))}));
        apply(book(booking_of(2), {until(blocks(red, span(11, 12)), day + minutes(5))}));
    }

    static std::vector<claim_id> overlapping(const draft& on, calendar_user_id user,
                                             interval when) {
        std::vector<claim_id> found;
        on.for_each_live_overlapping(org, user, when,
                                     [&](const live_claim& c) { found.push_back(c.id); });
        return found;
    }
    static std::vector<claim_id> live_on(const draft& on, calendar_user_id user) {
        std::vector<claim_id> found;
        on.for_each_live_on(org, user, [&](const live_claim& c) { found.push_back(c.id); });
        return found;
    }

    const claim_id first{booking_of(1), 1, 0};
    const claim_id second{booking_of(2), 1, 0};
};

TEST_F(DraftTest, SeesTheLedgerBelow) {
    const draft on(books, now);
    EXPECT_EQ(live_on(on, red), (std::vector<claim_id>{first, second}));
    EXPECT_EQ(overlapping(on, red, span(9, 11)), std::vector<claim_id>{first});
    EXPECT_EQ(on.find_booking(org, booking_of(1))->sequence, 1U);
    EXPECT_EQ(on.find_booking(org, booking_of(3)), nullptr);
    EXPECT_EQ(on.find_user(org, hall)->capacity, 3U);
    EXPECT_EQ(on.find_user(org, nobody), nullptr);
    EXPECT_EQ(on.claims_of(org, booking_of(1)).size(), 2U);
}

TEST_F(DraftTest, DoesNotSeeHoldsThatAreDead) {
    const draft later(books, now + minutes(5));
    EXPECT_EQ(live_on(later, red), std::vector<claim_id>{first});
    EXPECT_TRUE(overlapping(later, red, span(11, 12)).empty());
    EXPECT_EQ(later.claims_of(org, booking_of(2)).size(), 1U); // they still belong to their booking
}

TEST_F(DraftTest, AddsAndForgetsClaims) {
    draft on(books, now);
    const auto before = on.here();
    on.add({org, held(3, 0, span(9, 11))});
    on.add({org, held(3, 1, span(7, 8))});
    EXPECT_EQ(on.added_since(before), 2U);
    EXPECT_EQ(on.added_at(before, 1).id, (claim_id{booking_of(3), 1, 1}));
    EXPECT_EQ(live_on(on, red),
              (std::vector<claim_id>{{booking_of(3), 1, 1}, first, {booking_of(3), 1, 0}, second}));
    EXPECT_EQ(overlapping(on, red, span(10, 11)), (std::vector<claim_id>{{booking_of(3), 1, 0}}));
    EXPECT_EQ(on.claims_of(org, booking_of(3)).size(), 2U);
    on.roll_back_to(before);
    EXPECT_EQ(live_on(on, red), (std::vector<claim_id>{first, second}));
    EXPECT_TRUE(on.claims_of(org, booking_of(3)).empty());
    EXPECT_EQ(on.added_since(before), 0U);
}

TEST_F(DraftTest, DoesNotSeeAddedHoldsThatAreDead) {
    draft on(books, now);
    live_claim dead = held(3, 0, span(9, 10));
    dead.deadline = now;
    on.add({org, dead});
    EXPECT_EQ(live_on(on, red), (std::vector<claim_id>{first, second}));
    EXPECT_EQ(overlapping(on, red, span(9, 10)), std::vector<claim_id>{first});
}

TEST_F(DraftTest, FindsAddedClaimsThatStartedLongBefore) {
    draft on(books, now);
    on.add({org, held(3, 0, {day - hours(24 * 365), day + hours(24)}, hall)});
    on.add({org, held(4, 0, span(1, 2), hall)});
    EXPECT_EQ(overlapping(on, hall, span(20, 21)), (std::vector<claim_id>{{booking_of(3), 1, 0}}));
}

TEST_F(DraftTest, ReleasesAndRestoresClaimsOfTheLedger) {
    draft on(books, now);
    const auto before = on.here();
    on.release({org, books.claims_of(org, booking_of(1))[0]});
    EXPECT_EQ(live_on(on, red), std::vector<claim_id>{second});
    EXPECT_EQ(on.claims_of(org, booking_of(1)).size(), 1U);
    on.roll_back_to(before);
    EXPECT_EQ(live_on(on, red), (std::vector<claim_id>{first, second}));
    EXPECT_EQ(on.claims_of(org, booking_of(1)).size(), 2U);
    EXPECT_TRUE(std::move(on).net().empty());
}

TEST_F(DraftTest, ReleasesAndRestoresClaimsThatItAdded) {
    draft on(books, now);
    on.add({org, held(3, 0, span(13, 14))});
    const auto before = on.here();
    on.release({org, held(3, 0, span(13, 14))});
    EXPECT_TRUE(on.claims_of(org, booking_of(3)).empty());
    EXPECT_TRUE(overlapping(on, red, span(13, 14)).empty());
    on.roll_back_to(before);
    EXPECT_EQ(on.claims_of(org, booking_of(3)).size(), 1U);
    EXPECT_EQ(overlapping(on, red, span(13, 14)).size(), 1U);
}

TEST_F(DraftTest, RollsBackWhatWasAddedAndReleasedAfterTheSameMark) {
    draft on(books, now);
    const auto before = on.here();
    on.add({org, held(3, 0, span(13, 14))});
    on.release({org, held(3, 0, span(13, 14))});
    on.roll_back_to(before);
    EXPECT_TRUE(on.claims_of(org, booking_of(3)).empty());
    EXPECT_TRUE(std::move(on).net().empty());
}

TEST_F(DraftTest, NeverTakesOneOrganizationsClaimForAnothers) {
    // Ids of bookings are unique within an organization; two may use the same.
    change theirs = limit(red, {});
    theirs.organization = other_org;
    apply(theirs);
    theirs = book(booking_of(1), {blocks(red, span(9, 10))});
    theirs.organization = other_org;
    ASSERT_EQ(code_of(theirs), outcome_code::applied);

    draft on(books, now);
    on.release({other_org, books.claims_of(other_org, booking_of(1))[0]});
    EXPECT_EQ(live_on(on, red), (std::vector<claim_id>{first, second}));
    EXPECT_TRUE(on.claims_of(other_org, booking_of(1)).empty());
    EXPECT_EQ(on.claims_of(org, booking_of(1)).size(), 2U);
}

TEST_F(DraftTest, PutsAndRestoresUsersAndBookings) {
    draft on(books, now);
    const auto first_mark = on.here();
    on.put_user({org, red, {.capacity = 7}});
    on.put_booking({org, booking_of(1), 2, "second"});
    on.put_booking({org, booking_of(3), 1, "new"});
    const auto second_mark = on.here();
    on.put_user({org, red, {.capacity = 8}});
    on.put_booking({org, booking_of(1), 3, "third"});
    on.remove_booking(org, booking_of(3));
    on.remove_booking(org, booking_of(2));
    EXPECT_EQ(on.find_user(org, red)->capacity, 8U);
    EXPECT_EQ(on.find_booking(org, booking_of(1))->document, "third");
    EXPECT_EQ(on.find_booking(org, booking_of(2)), nullptr);
    EXPECT_EQ(on.find_booking(org, booking_of(3)), nullptr);
    on.roll_back_to(second_mark);
    EXPECT_EQ(on.find_user(org, red)->capacity, 7U);
    EXPECT_EQ(on.find_booking(org, booking_of(1))->document, "second");
    EXPECT_EQ(on.find_booking(org, booking_of(2))->sequence, 1U);
    EXPECT_EQ(on.find_booking(org, booking_of(3))->document, "new");
    on.roll_back_to(first_mark);
    EXPECT_EQ(on.find_user(org, red)->capacity, 1U);
    EXPECT_EQ(on.find_booking(org, booking_of(1))->document, "a meeting");
    EXPECT_EQ(on.find_booking(org, booking_of(3)), nullptr);
    EXPECT_TRUE(std::move(on).net().empty());
}

TEST_F(DraftTest, RollsBackTheFeedAndKeepsTheAnswers) {
    draft on(books, now);
    on.tell({.organization = org, .sequence = 1});
    const auto before = on.here();
    on.tell({.organization = org, .sequence = 2});
    on.remember({{org, {}, "key"}, {}, {}, now});
    on.roll_back_to(before);
    EXPECT_NE(on.find_answer({org, {}, "key"}), nullptr);
    const writes net = std::move(on).net();
    ASSERT_EQ(net.feed.size(), 1U);
    EXPECT_EQ(net.feed[0].sequence, 1U);
    EXPECT_EQ(net.answers.size(), 1U);
}

TEST_F(DraftTest, ForgetsAnswersThatNeedNotBeKept) {
    apply(keyed({}, "key"));
    EXPECT_NE(draft(books, now + answers_kept).find_answer({org, {}, "key"}), nullptr);
    EXPECT_EQ(draft(books, now + answers_kept + seconds(1)).find_answer({org, {}, "key"}), nullptr);
}

TEST_F(DraftTest, WritesNeitherWhatCameAndWent) {
    draft on(books, now);
    on.put_booking({org, booking_of(3), 1, "new"});
    on.add({org, held(3, 0, span(13, 14))});
    on.release({org, held(3, 0, span(13, 14))});
    on.remove_booking(org, booking_of(3));
    EXPECT_TRUE(std::move(on).net().empty());
}

TEST_F(DraftTest, WritesTheNetEffect) {
    draft on(books, now);
    on.put_user({org, red, {.capacity = 7}});
    on.release({org, books.claims_of(org, booking_of(2))[0]});
    on.remove_booking(org, booking_of(2));
    on.put_booking({org, booking_of(3), 1, "new"});
    on.add({org, held(3, 0, span(13, 14))});
    const writes net = std::move(on).net();
    EXPECT_FALSE(net.empty());
    EXPECT_EQ(net.users, (std::vector<user_record>{{org, red, {.capacity = 7}}}));
    EXPECT_EQ(net.bookings, (std::vector<booking_record>{{org, booking_of(3), 1, "new"}}));
    EXPECT_EQ(net.bookings_removed, (std::vector<booking_key>{{org, booking_of(2)}}));
    ASSERT_EQ(net.claims_released.size(), 1U);
    EXPECT_EQ(net.claims_released[0].claim.id, second);
    EXPECT_EQ(net.claims_added, (std::vector<owned_claim>{{org, held(3, 0, span(13, 14))}}));
}

TEST_F(DraftTest, ReplacesABookingThatIsRemovedAndMadeAnewUnderTheSameId) {
    draft on(books, now);
    const live_claim old = books.claims_of(org, booking_of(2))[0];
    on.release({org, old});
    on.remove_booking(org, booking_of(2));
    on.put_booking({org, booking_of(2), 1, "anew"});
    on.add({org, held(2, 0, span(11, 12))}); // the same id as the claim that was released
    EXPECT_EQ(overlapping(on, red, span(11, 12)).size(), 1U);
    EXPECT_EQ(on.claims_of(org, booking_of(2)).size(), 1U);
    const writes net = std::move(on).net();
    books.apply(net);
    EXPECT_EQ(find(booking_of(2))->document, "anew");
    EXPECT_EQ(claims_of(booking_of(2)), std::vector<live_claim>{held(2, 0, span(11, 12))});
}

/// What can be seen of red and of booking 3.
struct sight {
    std::vector<claim_id> on_red;
    std::vector<live_claim> of_third;
    std::optional<std::uint64_t> sequence;
    std::uint32_t capacity;
    friend bool operator==(const sight&, const sight&) = default;
};

TEST_F(DraftTest, ShowsAtAMarkWhatItShowedThereBefore) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        std::mt19937_64 random(seed);
        draft on(books, now);
        const auto look = [&] {
            const booking_record* third = on.find_booking(org, booking_of(3));
            return sight{live_on(on, red), on.claims_of(org, booking_of(3)),
                         third == nullptr ? std::nullopt : std::optional(third->sequence),
                         on.find_user(org, red)->capacity};
        };
        std::vector<std::pair<draft::mark, sight>> marks;
        for (std::uint32_t step = 0; step < 60; ++step) {
            const auto mine = on.claims_of(org, booking_of(random() % 3 + 1));
            switch (random() % 7) {
                case 0:
                    marks.emplace_back(on.here(), look());
                    break;
                case 1:
                    if (marks.empty()) break;
                    marks.resize(random() % marks.size() + 1);
                    on.roll_back_to(marks.back().first);
                    ASSERT_EQ(look(), marks.back().second) << "seed " << seed << ", step " << step;
                    break;
                case 2:
                    on.put_user({org, red, {.capacity = step + 1}});
                    break;
                case 3:
                    on.put_booking({org, booking_of(3), step, ""});
                    break;
                case 4:
                    on.remove_booking(org, booking_of(3));
                    break;
                case 5:
                    if (!mine.empty()) on.release({org, mine[random() % mine.size()]});
                    break;
                default: {
                    const int start = static_cast<int>(random() % 20);
                    on.add({org, held(3, step, span(start, start + 1))});
                }
            }
        }
    }
}

} // namespace
