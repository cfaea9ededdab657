// Goal: who may takes a room from others, in one change, and nobody is lost: they move, wait first in
// line, or are told; who may not is refused, and what cannot give way does not.
// Method: a scheduler over the two reference stores, a clock that stands still; a store that lets
// another change come between what is read and what is written.
#include "unit/service/scheduler_fixture.hpp"

#include <timewright/icalendar/parse.hpp>

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace timewright {
namespace {

class BumpingTest : public SchedulerTest {
  protected:
    BumpingTest() {
        EXPECT_TRUE(desk.put_policy(default_organization, atlantic,
                                    {.bumpers = policy_people{ana}}, 0));
    }
    request_context as(calendar_user_id asker, std::string text = {}) {
        request_context made = key(std::move(text));
        made.asker = asker;
        return made;
    }
    meeting_request of(calendar_user_id who, calendar_user_id room,
                       const char* start = "2026-11-23T09:00:00") const {
        meeting_request asked = meeting(room, start);
        asked.people = {};
        asked.organizer = who;
        return asked;
    }
    meeting_request bumping(const char* start = "2026-11-23T09:00:00") const {
        meeting_request asked = of(ana, atlantic, start);
        asked.bump = true;
        return asked;
    }
    meeting_view read(booking_id id) { return desk.find_meeting(default_organization, id).value(); }
};

TEST_F(BumpingTest, MovesASingleMeetingToARoomThatSuitsIt) {
    const auto ours = desk.book(as(ben), of(ben, atlantic));
    ASSERT_TRUE(ours);
    const auto taken = desk.book(as(ana, "k"), bumping());
    ASSERT_TRUE(taken) << taken.error().why.fault.message;
    EXPECT_EQ(taken->rooms, std::vector{atlantic});
    EXPECT_EQ(taken->occurrences.size(), 1U);
    EXPECT_EQ(taken->others, std::vector{ours->id});
    EXPECT_EQ(read(ours->id).rooms, std::vector{pacific});
    EXPECT_FALSE(read(ours->id).waits);
    const auto again = desk.book(as(ana, "k"), bumping());
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->id, taken->id);
    EXPECT_EQ(again->others, taken->others);
}

TEST_F(BumpingTest, PutsWhomNothingElseSuitsFirstOnTheWaitlist) {
    const auto ours = desk.book(as(ben), of(ben, atlantic));
    meeting_request patient = of(ben, atlantic);
    patient.waitlist = true;
    const auto waiting = desk.book(as(ben), patient);
    ASSERT_TRUE(desk.book(as(ben), of(ben, pacific)));
    ASSERT_TRUE(ours && waiting && waiting->waits);
    const auto taken = desk.book(as(ana), bumping());
    ASSERT_TRUE(taken);
    EXPECT_TRUE(read(ours->id).waits);
    EXPECT_TRUE(read(waiting->id).waits);
    ASSERT_TRUE(desk.cancel(as(ana), taken->id, taken->sequence, {}));
    EXPECT_FALSE(read(ours->id).waits); // before who had been waiting longer
    EXPECT_TRUE(read(waiting->id).waits);
}

TEST_F(BumpingTest, IsForThoseWhoMayAndLeavesAFreeRoomAlone) {
    ASSERT_TRUE(desk.book(as(ben), of(ben, atlantic)));
    meeting_request asked = of(ben, atlantic);
    asked.bump = true;
    const auto refused = desk.book(as(ben), asked);
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().violations.size(), 1U);
    EXPECT_EQ(refused.error().violations.front().what.rule, policy_rule::bumpers);
    asked.rooms = {{atlantic, pacific}};
    const auto free = desk.book(as(ben), asked);
    ASSERT_TRUE(free);
    EXPECT_EQ(free->rooms, std::vector{pacific});
    EXPECT_TRUE(free->others.empty());
}

TEST_F(BumpingTest, TakesOneOccurrenceOfASeriesAndTellsItsPeople) {
    meeting_request weekly = of(ben, atlantic);
    weekly.rule = parse_rule("FREQ=WEEKLY;COUNT=3").value();
    const auto series = desk.book(as(ben), weekly);
    ASSERT_TRUE(series);
    ASSERT_TRUE(desk.book(as(ana), bumping("2026-11-30T09:00:00")));
    const auto left = read(series->id);
    ASSERT_EQ(left.occurrences.size(), 3U);
    EXPECT_TRUE(left.occurrences[0].applied);
    EXPECT_FALSE(left.occurrences[1].applied);
    EXPECT_TRUE(left.occurrences[2].applied);
}

TEST_F(BumpingTest, EndsHoldsAndLeavesAloneWhatHasBegunOrCameFromOutside) {
    const auto held = desk.hold(as(ben), of(ben, atlantic), 10min);
    ASSERT_TRUE(held);
    const auto first = desk.book(as(ana), bumping());
    ASSERT_TRUE(first);
    EXPECT_FALSE(desk.find_meeting(default_organization, held->id));
    clock.set(at("2026-11-23T09:15:00Z"));
    const auto begun = desk.book(as(ana), bumping("2026-11-23T09:30:00"));
    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().why.reason, refusal_reason::conflicts);
    meeting_request skipping = bumping("2026-11-24T09:00:00");
    skipping.waitlist = true;
    EXPECT_EQ(desk.book(as(ana), skipping).error().why.fault.pointer, "/bump");
}

/// Edits a booking of somebody else just before the first change of a bump is decided.
class meddling_store final : public store {
  public:
    explicit meddling_store(memory_store& around) : around_(around) {}
    std::vector<change> first{}; ///< before the next change with a key

    result<std::vector<outcome>, error> apply(std::span<const change> batch) override {
        if (!first.empty() && !batch.front().request_key.empty()) {
            std::vector<change> now = std::move(first);
            first.clear();
            static_cast<void>(around_.apply(now));
        }
        return around_.apply(batch);
    }
    result<snapshot, error> load(organization_id organization,
                                 std::span<const calendar_user_id> users,
                                 interval window) override {
        return around_.load(organization, users, window);
    }
    result<std::vector<booking_record>, error> find(organization_id organization,
                                                    std::span<const booking_id> ids) override {
        return around_.find(organization, ids);
    }
    result<std::vector<live_claim>, error> claims_of(organization_id organization,
                                                     booking_id id) override {
        return around_.claims_of(organization, id);
    }
    result<std::vector<due_hold>, error> find_due_holds(std::size_t max) override {
        return around_.find_due_holds(max);
    }
    result<feed_page, error> changes_since(organization_id organization, feed_cursor cursor,
                                           std::size_t max) override {
        return around_.changes_since(organization, cursor, max);
    }
    result<feed_cursor, error> newest_change() override { return around_.newest_change(); }
    result<std::size_t, error> forget_changes(sys_seconds before, std::size_t max) override {
        return around_.forget_changes(before, max);
    }
    void listen(std::function<void()> listener) override { around_.listen(std::move(listener)); }

  private:
    memory_store& around_;
};

TEST_F(BumpingTest, IsComposedAnewWhenWhoGivesWayHasJustChanged) {
    meddling_store between(store);
    scheduler busy({between, directory, clock, ids, zones});
    const auto ours = busy.book(as(ben), of(ben, atlantic));
    ASSERT_TRUE(ours);
    const auto text = store.find(default_organization, {&ours->id, 1})->front().document;
    change edited;
    edited.edits = {{ours->id, 1, text}};
    between.first = {edited};
    const auto taken = busy.book(as(ana, "k"), bumping());
    ASSERT_TRUE(taken) << taken.error().why.fault.message;
    EXPECT_TRUE(between.first.empty());
    EXPECT_EQ(read(ours->id).rooms, std::vector{pacific});
    EXPECT_GE(read(ours->id).sequence, 3U);
}

} // namespace
} // namespace timewright
