// Goal: each command of the booker is one change that happens whole or not at all, says so, and may
// be sent again.
// Method: a memory_store on a clock that the test moves; then a store that fails on demand.
#include <timewright/ports/ids.hpp>
#include <timewright/service/booker.hpp>
#include <timewright/storage/memory_store.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr sys_seconds day{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};
constexpr calendar_user_id red = calendar_user_id::from_number(1);
constexpr calendar_user_id blue = calendar_user_id::from_number(2);
constexpr calendar_user_id ana = calendar_user_id::from_number(3);

interval span(int from, int to) { return interval(day + hours(from), day + hours(to)); }

/// Passes on to a store; fails, or loses replies, when told to.
class frail_store final : public store {
  public:
    explicit frail_store(store& to) : to_(to) {}

    std::optional<error> fault{};      ///< answered instead of doing anything
    std::optional<error> lost_reply{}; ///< answered after apply() has done its work
    std::optional<error> lookup_fault{};

    result<std::vector<outcome>, error> apply(std::span<const change> batch) override {
        if (fault) return unexpected(*fault);
        auto answers = to_.apply(batch);
        if (lost_reply) return unexpected(*lost_reply);
        return answers;
    }
    result<snapshot, error> load(organization_id org, std::span<const calendar_user_id> users,
                                 interval window) override {
        return to_.load(org, users, window);
    }
    result<std::vector<booking_record>, error> find(organization_id org,
                                                    std::span<const booking_id> ids) override {
        if (lookup_fault) return unexpected(*lookup_fault);
        return to_.find(org, ids);
    }
    result<std::vector<live_claim>, error> claims_of(organization_id org, booking_id id) override {
        if (lookup_fault) return unexpected(*lookup_fault);
        return to_.claims_of(org, id);
    }
    result<std::vector<due_hold>, error> find_due_holds(std::size_t max) override {
        if (lookup_fault) return unexpected(*lookup_fault);
        return to_.find_due_holds(max);
    }
    result<feed_page, error> changes_since(organization_id org, feed_cursor c,
                                           std::size_t max) override {
        return to_.changes_since(org, c, max);
    }
    result<std::size_t, error> forget_changes(sys_seconds before, std::size_t max) override {
        return to_.forget_changes(before, max);
    }
    result<feed_cursor, error> newest_change() override { return to_.newest_change(); }
    void listen(std::function<void()> listener) override { to_.listen(std::move(listener)); }

  private:
    store& to_;
};

class Booker : public testing::Test {
  protected:
    Booker() {
        change everybody;
        for (const calendar_user_id user : {red, blue, ana}) everybody.users.push_back({user, {}});
        EXPECT_TRUE(desk.settle(everybody));
    }

    static booking_request planning(int from = 9, int to = 10) {
        return {.document = "Planning",
                .occurrences = {{.span = span(from, to)}},
                .resources = {{.who = red}},
                .people = {ana}};
    }
    static request_context with_key(std::string key) {
        return {.request_key = std::move(key), .request_digest = compute_fingerprint("sent")};
    }
    std::size_t claims_on(calendar_user_id user) {
        return kept.load(default_organization, {&user, 1}, span(0, 24))->claims.size();
    }
    static refusal_reason reason_of(const result<booking, refusal>& made) {
        EXPECT_FALSE(made);
        return made.error().reason;
    }

    manual_clock present{day};
    memory_store kept{present};
    frail_store frail{kept};
    numbered_ids mint;
    booker desk{frail, mint, present};
};

TEST_F(Booker, BooksAndTellsWhatItBooked) {
    const auto made = desk.book({}, planning());
    ASSERT_TRUE(made);
    EXPECT_FALSE(made->id.is_nil());
    EXPECT_EQ(made->sequence, 1U);
    EXPECT_EQ(made->parts, (std::vector<part_outcome>{{made->id, 0, true, {red, ana}}}));
    EXPECT_FALSE(made->expires_at);
    EXPECT_FALSE(made->repeated);
    EXPECT_EQ(kept.find(default_organization, {&made->id, 1})->front().document, "Planning");
}

TEST_F(Booker, RefusesWithWhatIsInTheWayAndInformsPeople) {
    const auto first = desk.book({}, planning());
    const auto second = desk.book({}, planning());
    EXPECT_EQ(reason_of(second), refusal_reason::conflicts);
    EXPECT_EQ(second.error().conflicts,
              (std::vector<conflict>{{red, span(9, 10), first->id, conflict_reason::overlap}}));

    booking_request elsewhere = planning();
    elsewhere.resources = {{.who = blue}};
    const auto third = desk.book({}, elsewhere);
    ASSERT_TRUE(third);
    EXPECT_EQ(third->conflicts,
              (std::vector<conflict>{{ana, span(9, 10), first->id, conflict_reason::overlap}}));
}

TEST_F(Booker, AnswersARetryWithTheSameBooking) {
    const auto first = desk.book(with_key("key"), planning());
    const auto again = desk.book(with_key("key"), planning());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, first->id);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(claims_on(red), 1U);
    request_context other = with_key("key");
    other.request_digest = compute_fingerprint("something else");
    EXPECT_EQ(reason_of(desk.book(other, planning(11, 12))), refusal_reason::key_reused);
}

TEST_F(Booker, SettlesALostReplyWhenItIsSentAgain) {
    frail.lost_reply =
        error{.code = errc::io, .message = "the connection broke", .again = retry::in_doubt};
    const auto lost = desk.book(with_key("key"), planning());
    EXPECT_EQ(reason_of(lost), refusal_reason::fault);
    EXPECT_EQ(lost.error().fault, *frail.lost_reply);
    frail.lost_reply.reset();
    const auto again = desk.book(with_key("key"), planning());
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(claims_on(red), 1U);
}

TEST_F(Booker, HandsOnFaultsOfTheStore) {
    const error fault{
        .code = errc::unavailable, .message = "the database is away", .again = retry::safe};
    const auto held = desk.hold(with_key("key"), planning(), minutes(5));
    frail.fault = fault;
    EXPECT_EQ(desk.book({}, planning(11, 12)).error().fault, fault);
    EXPECT_EQ(desk.cancel({}, held->id, 1).error().fault, fault);
    frail.fault.reset();
    frail.lookup_fault = fault;
    EXPECT_EQ(desk.confirm({}, held->id).error().fault, fault);
    EXPECT_EQ(desk.sweep().error(), fault);
    EXPECT_EQ(desk.hold(with_key("key"), planning(), minutes(5)).error().fault,
              fault); // a retry looks
    EXPECT_EQ(claims_on(red), 1U);
}

TEST_F(Booker, HandsOnTheFaultOfASweepThatCannotWrite) {
    ASSERT_TRUE(desk.hold({}, planning(), minutes(5)));
    present.advance(minutes(5));
    frail.fault = error{.code = errc::io, .message = "the disk is full", .again = retry::safe};
    EXPECT_EQ(desk.sweep().error(), *frail.fault);
    frail.fault.reset();
    EXPECT_EQ(*desk.sweep(), 1U);
}

TEST_F(Booker, HoldsForALengthOfAtMostADay) {
    for (const seconds length : {seconds(0), seconds(-1), hold_length_max + seconds(1)}) {
        const auto made = desk.hold({}, planning(), length);
        EXPECT_EQ(reason_of(made), refusal_reason::invalid);
        EXPECT_EQ(made.error().fault.message, "a hold lasts between 1 second and 24 hours");
    }
    EXPECT_EQ(desk.hold({}, planning(), hold_length_max)->expires_at, day + hold_length_max);
    EXPECT_EQ(desk.hold({}, planning(11, 12), seconds(1))->expires_at, day + seconds(1));
}

TEST_F(Booker, ConfirmsAHoldUntilItsDeadline) {
    const auto held = desk.hold({}, planning(), minutes(10));
    ASSERT_TRUE(held);
    EXPECT_EQ(held->expires_at, day + minutes(10));
    present.advance(minutes(10) - seconds(1));
    const auto confirmed = desk.confirm({}, held->id);
    ASSERT_TRUE(confirmed);
    EXPECT_EQ(confirmed->id, held->id);
    EXPECT_EQ(confirmed->sequence, 2U);
    present.advance(hours(1));
    EXPECT_EQ(*desk.sweep(), 0U);
    EXPECT_EQ(claims_on(red), 1U);
    EXPECT_EQ(reason_of(desk.confirm({}, held->id)), refusal_reason::already_confirmed);
}

TEST_F(Booker, RefusesToConfirmFromTheDeadlineOnSweptOrNot) {
    const auto held = desk.hold({}, planning(), minutes(10));
    present.advance(minutes(10));
    EXPECT_EQ(reason_of(desk.confirm({}, held->id)), refusal_reason::expired);
    EXPECT_EQ(*desk.sweep(), 1U);
    EXPECT_EQ(reason_of(desk.confirm({}, held->id)), refusal_reason::expired);
    EXPECT_TRUE(desk.book({}, planning()));
}

TEST_F(Booker, ConfirmsOnceHoweverOftenItIsSent) {
    const auto held = desk.hold({}, planning(), minutes(10));
    const auto first = desk.confirm(with_key("confirm"), held->id);
    const auto again = desk.confirm(with_key("confirm"), held->id);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->sequence, first->sequence);
}

TEST_F(Booker, KnowsTheFateOfARetriedConfirmationThoughTheBookingIsGone) {
    const auto held = desk.hold({}, planning(), minutes(10));
    ASSERT_TRUE(desk.confirm(with_key("confirm"), held->id));
    ASSERT_TRUE(desk.cancel({}, held->id, 2));
    const auto again = desk.confirm(with_key("confirm"), held->id);
    ASSERT_TRUE(again); // it was confirmed; that it was cancelled later is another matter
    EXPECT_TRUE(again->repeated);
}

TEST_F(Booker, TellsARetriedHoldTheDeadlineOfTheFirstTry) {
    const auto first = desk.hold(with_key("key"), planning(), minutes(10));
    present.advance(minutes(4));
    const auto again = desk.hold(with_key("key"), planning(), minutes(10));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->expires_at, first->expires_at);
    ASSERT_TRUE(desk.confirm({}, first->id));
    EXPECT_FALSE(
        desk.hold(with_key("key"), planning(), minutes(10))->expires_at); // a booking by now
}

TEST_F(Booker, TellsARetriedHoldThatItIsOver) {
    ASSERT_TRUE(desk.hold(with_key("key"), planning(), minutes(10)));
    present.advance(minutes(10));
    const auto dead = desk.hold(with_key("key"), planning(), minutes(10));
    ASSERT_TRUE(dead);
    EXPECT_EQ(dead->expires_at,
              present.now()); // never "without an end", which is what bookings are
    ASSERT_EQ(*desk.sweep(), 1U);
    EXPECT_EQ(desk.hold(with_key("key"), planning(), minutes(10))->expires_at, present.now());
}

TEST_F(Booker, MovesWhatFitsAndKeepsWhatDoesNot) {
    const auto made = desk.book({}, planning());
    ASSERT_TRUE(desk.book({}, planning(11, 12)));
    const auto moved = desk.update({}, made->id, 1, planning(9, 11)); // over its own old time
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->sequence, 2U);
    EXPECT_EQ(reason_of(desk.update({}, made->id, 2, planning(10, 12))), refusal_reason::conflicts);
    const auto claims = kept.claims_of(default_organization, made->id);
    EXPECT_EQ(claims->front().span, span(9, 11));
}

TEST_F(Booker, RefusesToChangeWhatChangedMeanwhile) {
    const auto made = desk.book({}, planning());
    ASSERT_TRUE(desk.update({}, made->id, 1, planning(10, 11)));
    const auto late = desk.update({}, made->id, 1, planning(14, 15));
    EXPECT_EQ(reason_of(late), refusal_reason::stale);
    EXPECT_EQ(late.error().current_sequence, 2U);
    EXPECT_EQ(reason_of(desk.cancel({}, made->id, 1)), refusal_reason::stale);
}

TEST_F(Booker, CancelsAndFrees) {
    const auto made = desk.book({}, planning());
    ASSERT_TRUE(desk.cancel({}, made->id, 1));
    EXPECT_EQ(claims_on(red) + claims_on(ana), 0U);
    EXPECT_EQ(reason_of(desk.cancel({}, made->id, 2)), refusal_reason::not_found);
}

TEST_F(Booker, RefusesWhatCanNeverBeWithTheReason) {
    booking_request asked = planning();
    asked.resources.front().units = 0;
    const auto made = desk.book({}, asked);
    EXPECT_EQ(reason_of(made), refusal_reason::invalid);
    EXPECT_EQ(made.error().fault.message, "a claim takes 0 units; it takes at least 1");
}

TEST_F(Booker, BooksTheOccurrencesThatFit) {
    ASSERT_TRUE(desk.book({}, planning(11, 12)));
    booking_request series = planning();
    series.occurrences = {{.id = 1, .span = span(9, 10)}, {.id = 2, .span = span(11, 12)}};
    EXPECT_EQ(reason_of(desk.book({}, series)), refusal_reason::conflicts);
    series.mode = change_mode::parts_that_fit;
    const auto made = desk.book({}, series);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->parts[0].applied);
    EXPECT_FALSE(made->parts[1].applied);
    EXPECT_FALSE(made->conflicts.empty());
}

TEST_F(Booker, SweepsDeadHoldsOfEveryOrganizationAndTellsTheFeed) {
    const organization_id other = organization_id::from_number(2);
    change everybody;
    everybody.organization = other;
    everybody.users = {{red, {}}};
    ASSERT_TRUE(desk.settle(everybody));
    booking_request theirs = planning();
    theirs.people.clear();
    ASSERT_TRUE(desk.hold({.organization = other}, theirs, minutes(5)));
    ASSERT_TRUE(desk.hold({}, planning(), minutes(5)));
    const auto living = desk.hold({}, planning(11, 12), minutes(50));
    EXPECT_EQ(*desk.sweep(), 0U);
    present.advance(minutes(5));
    EXPECT_EQ(*desk.sweep(1), 1U);
    EXPECT_EQ(*desk.sweep(), 1U);
    EXPECT_EQ(*desk.sweep(), 0U);
    const auto fed = kept.changes_since(default_organization, {}, 100);
    EXPECT_EQ(fed->entries.back().kind, feed_kind::expired);
    EXPECT_EQ(fed->entries.back().origin, "sweeper");
    EXPECT_EQ(kept.changes_since(other, {}, 100)->entries.back().kind, feed_kind::expired);
    EXPECT_EQ(kept.claims_of(default_organization, living->id)->size(), 2U);
}

TEST_F(Booker, SweepsNothingThatWasConfirmedInPart) {
    booking_request two = planning();
    two.occurrences.push_back({.id = 1, .span = span(11, 12)});
    const auto held = desk.hold({}, two, minutes(5));
    change one_part = compute_update({}, planning(), held->id, 1);
    one_part.releases.front() = {.booking = held->id, .part = 0, .must_be_held = true};
    ASSERT_TRUE(desk.settle(one_part));
    present.advance(minutes(5));
    EXPECT_EQ(*desk.sweep(), 0U);
    EXPECT_EQ(claims_on(red), 1U); // the part that was confirmed
}

} // namespace
