// Goal: a series is claimed up to the frontier and no further, the roll job takes both on together,
// and at the frontier the older series wins. Method: series over the reference stores and a clock
// that is moved by days; the feed is read for what was told.
#include "scheduler_fixture.hpp"

#include <algorithm>
#include <vector>

namespace timewright {
namespace {

using std::chrono::days;

class Roll : public SchedulerTest {
  protected:
    meeting_request weekly(calendar_user_id room, const char* start) const {
        meeting_request asked = meeting(room, start);
        asked.rule = recurrence_rule{.freq = frequency::weekly};
        return asked;
    }
    sys_seconds frontier(calendar_user_id room) {
        return store.load(default_organization, {&room, 1}, end_of_time)
            ->users.front()
            .limits.bookable_until;
    }
    meeting_view view(booking_id id) { return desk.find_meeting(default_organization, id).value(); }
    void roll() {
        for (int calls = 0; calls < 100; ++calls)
            if (!desk.roll(default_organization).value().more) return;
        FAIL() << "the roll job does not come to an end";
    }
    const sys_seconds first = at("2026-11-22T00:00:00Z") + days(400);
};

TEST_F(Roll, GivesNewRoomsAFrontierAndPeopleNone) {
    EXPECT_EQ(frontier(atlantic), first);
    EXPECT_EQ(frontier(ana), sys_seconds::max());
    clock.advance(days(3));
    auto user = desk.find_user(default_organization, atlantic).value();
    ASSERT_TRUE(desk.put_user(default_organization, user.value, user.version));
    EXPECT_EQ(frontier(atlantic), first) << "an edit does not move it";
}

TEST_F(Roll, RefusesClaimsBeyondTheFrontier) {
    const auto made = desk.book(key("a"), meeting(atlantic, "2027-12-27T09:00:00"));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().why.conflicts.front().reason, conflict_reason::beyond_horizon);
}

TEST_F(Roll, TakesASeriesOnWithTheFrontier) {
    const auto made = desk.book(key("a"), weekly(atlantic, "2026-11-23T09:00:00")).value();
    EXPECT_EQ(made.occurrences.size(), 57U);
    clock.advance(days(70));
    roll();
    EXPECT_EQ(frontier(atlantic), first + days(70));
    const meeting_view rolled = view(made.id);
    EXPECT_EQ(rolled.occurrences.size(), 67U);
    EXPECT_TRUE(std::all_of(rolled.occurrences.begin(), rolled.occurrences.end(),
                            [](const auto& o) { return o.applied; }));
    EXPECT_EQ(rolled.rooms, std::vector{atlantic});
    EXPECT_FALSE(desk.book(key("b"), meeting(atlantic, "2028-01-24T09:00:00")))
        << "what was claimed is taken";
}

TEST_F(Roll, DoesNothingTwice) {
    ASSERT_TRUE(desk.book(key("a"), weekly(atlantic, "2026-11-23T09:00:00")));
    clock.advance(days(7));
    roll();
    const feed_cursor newest = store.newest_change().value();
    const roll_report again = desk.roll(default_organization).value();
    EXPECT_EQ(again.users, 0U);
    EXPECT_FALSE(again.more);
    EXPECT_EQ(store.newest_change().value(), newest);
}

TEST_F(Roll, IsBoundedByTheCall) {
    clock.advance(days(2));
    const roll_report one = desk.roll(default_organization, 1).value();
    EXPECT_EQ(one.users, 1U);
    EXPECT_TRUE(one.more);
    roll();
    EXPECT_EQ(frontier(atlantic), first + days(2));
    EXPECT_EQ(frontier(pacific), first + days(2));
}

TEST_F(Roll, TellsOfALaterCollisionAndLetsTheOlderSeriesHaveIt) {
    // They first meet on 2028-01-03: one is weekly, the other monthly on the third.
    const auto older = desk.book(key("a"), weekly(atlantic, "2026-11-23T09:00:00")).value();
    meeting_request yearly = meeting(atlantic, "2027-01-03T09:00:00");
    yearly.rule = recurrence_rule{.freq = frequency::yearly};
    const auto younger = desk.book(key("b"), yearly).value();
    const auto told = std::find_if(younger.conflicts.begin(), younger.conflicts.end(),
                                   [&](const conflict& c) { return c.with == older.id; });
    ASSERT_NE(told, younger.conflicts.end());
    EXPECT_EQ(told->user, atlantic);
    EXPECT_EQ(told->span.start(), at("2028-01-03T09:00:00Z"));

    clock.advance(days(30));
    roll();
    const meeting_view lost = view(younger.id);
    ASSERT_EQ(lost.occurrences.size(), 2U);
    EXPECT_TRUE(lost.occurrences.front().applied);
    EXPECT_FALSE(lost.occurrences.back().applied);
    EXPECT_EQ(view(older.id).occurrences.back().span.start(), at("2028-01-24T09:00:00Z"));
    EXPECT_TRUE(view(older.id).occurrences.back().applied);
}

TEST_F(Roll, MovesRoomsThatShareASeriesTogether) {
    meeting_request both = weekly(atlantic, "2026-11-23T09:00:00");
    both.rooms = {{atlantic}, {pacific}};
    const auto made = desk.book(key("a"), both).value();
    clock.advance(days(14));
    const roll_report report = desk.roll(default_organization, 1).value();
    EXPECT_EQ(report.users, 2U);
    EXPECT_EQ(report.occurrences, 2U);
    EXPECT_EQ(view(made.id).occurrences.size(), 59U);
}

TEST_F(Roll, LetsASeriesGoThatHasEnded) {
    const auto made = desk.book(key("a"), weekly(atlantic, "2026-11-23T09:00:00")).value();
    ASSERT_TRUE(desk.cancel(
        key("b"), made.id, made.sequence,
        {.recurrence_id = local("2027-01-04T09:00:00"), .range = edit_range::this_and_future}));
    clock.advance(days(30));
    roll();
    EXPECT_EQ(view(made.id).occurrences.size(), 6U);
    EXPECT_EQ(view(made.id).sequence, 2U);
}

TEST_F(Roll, LeavesRoomsWithoutAFrontierAsTheyAre) {
    const change old{.users = {{atlantic, {}}}};
    ASSERT_EQ(store.apply({&old, 1})->front().code, outcome_code::applied);
    const auto made = desk.book(key("a"), weekly(atlantic, "2026-11-23T09:00:00")).value();
    EXPECT_EQ(made.occurrences.size(), 58U);
    clock.advance(days(30));
    roll();
    EXPECT_EQ(frontier(atlantic), sys_seconds::max());
    EXPECT_EQ(view(made.id).occurrences.size(), 58U);
}

TEST_F(Roll, OnSeveralServersAtOnceIsTheSameAsOnOne) {
    const auto made = desk.book(key("a"), weekly(atlantic, "2026-11-23T09:00:00")).value();
    clock.advance(days(28));
    scheduler other{{store, directory, clock, ids, zones}};
    ASSERT_TRUE(desk.roll(default_organization));
    ASSERT_TRUE(other.roll(default_organization));
    roll();
    EXPECT_EQ(view(made.id).occurrences.size(), 61U);
}

} // namespace
} // namespace timewright
