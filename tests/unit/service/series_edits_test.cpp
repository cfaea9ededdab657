// Goal: whatever part of a series is moved or changed, each of its meetings is afterwards where whoever
// edited it expects it, once.
// Method: series of a few days, one edit after the other; what is looked at is every occurrence that is
// held, and that the stored meeting can be read again.
#include "unit/service/scheduler_fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace timewright {
namespace {

class SeriesEdits : public SchedulerTest {
  protected:
    booking_id daily(std::int64_t count, const char* start = "2026-11-30T09:00:00") {
        meeting_request asked = meeting(atlantic, start);
        asked.rule = recurrence_rule{.freq = frequency::daily, .count = count};
        return book(asked);
    }
    booking_id book(const meeting_request& asked) {
        const auto made = desk.book(next_key(), asked);
        EXPECT_TRUE(made);
        return made ? made->id : booking_id();
    }
    request_context next_key() { return key("key " + std::to_string(++keys_)); }
    edit_scope only(const char* which) { return {local(which), edit_range::this_one}; }
    edit_scope from(const char* which) { return {local(which), edit_range::this_and_future}; }
    meeting_edit start_at(const char* when) {
        return {.start = event_time::zoned(local(when), lisbon)};
    }

    booking_id edit(booking_id id, const meeting_edit& how, const edit_scope& scope) {
        const auto sequence = desk.find_meeting(default_organization, id)->sequence;
        const auto made = desk.update(next_key(), id, sequence, how, scope);
        EXPECT_TRUE(made) << (made ? "" : made.error().why.fault.message);
        return made ? made->id : booking_id();
    }
    void cancel(booking_id id, const edit_scope& scope) {
        const auto sequence = desk.find_meeting(default_organization, id)->sequence;
        EXPECT_TRUE(desk.cancel(next_key(), id, sequence, scope));
    }
    /// Where the booking's occurrences start: "12-01 09:00".
    std::vector<std::string> starts(booking_id id) {
        const auto view = desk.find_meeting(default_organization, id);
        EXPECT_TRUE(view) << (view ? "" : view.error().message);
        std::vector<std::string> found;
        if (view)
            for (const auto& o : view->occurrences)
                found.push_back(to_iso(lisbon.to_local(o.span.start())).substr(5, 11));
        return found;
    }
    using list = std::vector<std::string>;

  private:
    int keys_ = 0;
};

TEST_F(SeriesEdits, KeepChangedOccurrencesReadable) {
    const booking_id id = daily(6);
    edit(id, {.title = "special"}, only("2026-12-04T09:00:00"));
    const booking_id later = edit(id, {.title = "later"}, from("2026-12-02T09:00:00"));
    EXPECT_EQ(starts(id), (list{"11-30T09:00", "12-01T09:00"}));
    EXPECT_EQ(starts(later), (list{"12-02T09:00", "12-03T09:00", "12-04T09:00", "12-05T09:00"}));
    const auto view = desk.find_meeting(default_organization, later);
    ASSERT_EQ(view->details.overrides.size(), 1U);
    EXPECT_EQ(view->details.overrides[0].summary, "special")
        << "what it says of itself is left to it";
    EXPECT_TRUE(desk.list_meetings(default_organization,
                                   {at("2026-11-01T00:00:00Z"), at("2027-01-01T00:00:00Z")}, {}));
}

TEST_F(SeriesEdits, FromTheFirstThatIsLeftAreOfThatOne) {
    meeting_request weekly = meeting(atlantic, "2026-11-30T09:00:00");
    weekly.rule = recurrence_rule{.freq = frequency::weekly, .count = 4};
    const booking_id id = book(weekly);
    cancel(id, only("2026-11-30T09:00:00"));
    EXPECT_EQ(edit(id, start_at("2026-12-07T11:00:00"), from("2026-12-07T09:00:00")), id);
    EXPECT_EQ(starts(id), (list{"12-07T11:00", "12-14T11:00", "12-21T11:00"}));
}

TEST_F(SeriesEdits, OfTheEarlierHalfLeaveTheLaterOneAlone) {
    const booking_id id = daily(6);
    const booking_id later = edit(id, {.title = "later"}, from("2026-12-03T09:00:00"));
    edit(id, start_at("2026-11-30T08:00:00"), {});
    EXPECT_EQ(starts(id), (list{"11-30T08:00", "12-01T08:00", "12-02T08:00"}));
    EXPECT_EQ(starts(later), (list{"12-03T09:00", "12-04T09:00", "12-05T09:00"}));
}

TEST_F(SeriesEdits, AreToldAgainWithTheirOccurrencesThoughTheEarlierHalfIsGone) {
    const booking_id id = daily(6);
    const auto split = [&] {
        return desk.update(key("split"), id, 1, {.title = "later"}, from("2026-12-03T09:00:00"));
    };
    const auto first = split().value();
    cancel(id, {});
    const auto again = split();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, first.id);
    EXPECT_EQ(again->occurrences.size(), 3U);
    EXPECT_EQ(again->rooms, first.rooms);
}

TEST_F(SeriesEdits, TakeUntilAlong) {
    meeting_request asked = meeting(atlantic, "2026-11-30T09:00:00");
    asked.rule =
        recurrence_rule{.freq = frequency::daily,
                        .until = recurrence_until{local("2026-12-03T09:00:00"), until_kind::utc}};
    const booking_id id = book(asked);
    const booking_id later = edit(id, start_at("2026-12-01T10:00:00"), from("2026-12-01T09:00:00"));
    EXPECT_EQ(starts(later), (list{"12-01T10:00", "12-02T10:00", "12-03T10:00"}));
}

TEST_F(SeriesEdits, IntoAnotherZoneTakeExceptionsAlong) {
    const booking_id id = daily(6);
    cancel(id, only("2026-12-03T09:00:00"));
    edit(id, start_at("2026-12-04T12:00:00"), only("2026-12-04T09:00:00"));
    const zone new_york = zones.find("America/New_York").value();
    const meeting_edit moved{.start = event_time::zoned(local("2026-12-01T09:00:00"), new_york)};
    const booking_id later = edit(id, moved, from("2026-12-01T09:00:00"));
    EXPECT_EQ(starts(later), (list{"12-01T14:00", "12-02T14:00", "12-04T17:00", "12-05T14:00"}));
}

TEST_F(SeriesEdits, PutTheNamedOccurrenceWhereTheySay) {
    const booking_id id = daily(4);
    edit(id, start_at("2026-12-01T15:00:00"), only("2026-12-01T09:00:00"));
    const booking_id later = edit(id, start_at("2026-12-01T16:00:00"), from("2026-12-01T09:00:00"));
    EXPECT_EQ(starts(later), (list{"12-01T16:00", "12-02T16:00", "12-03T16:00"}));
}

TEST_F(SeriesEdits, ToAnotherDayOfTheWeekRepeatOnThatDay) {
    meeting_request mondays = meeting(atlantic, "2026-11-30T09:00:00");
    mondays.rule = recurrence_rule{
        .freq = frequency::weekly, .count = 5, .by_day = {{std::chrono::Monday, 0}}};
    const booking_id id = book(mondays);
    edit(id, start_at("2026-12-21T12:00:00"), only("2026-12-21T09:00:00"));
    const booking_id later = edit(id, start_at("2026-12-08T09:00:00"), from("2026-12-07T09:00:00"));
    EXPECT_EQ(starts(later), (list{"12-08T09:00", "12-15T09:00", "12-22T12:00", "12-29T09:00"}));
}

TEST_F(SeriesEdits, ThatARuleCannotFollowAreRefused) {
    meeting_request monthly = meeting(atlantic, "2026-11-30T09:00:00");
    monthly.rule = recurrence_rule{
        .freq = frequency::monthly, .count = 3, .by_day = {{std::chrono::Monday, -1}}};
    const booking_id id = book(monthly);
    const auto refused = desk.update(next_key(), id, 1, start_at("2026-12-01T09:00:00"), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().why.fault.pointer, "/start");
    edit(id, start_at("2026-11-30T10:00:00"), {});
    EXPECT_EQ(starts(id), (list{"11-30T10:00", "12-28T10:00", "01-25T10:00"})) << "the same days";
}

TEST_F(SeriesEdits, OfAHoldLeaveItOne) {
    meeting_request asked = meeting(atlantic, "2026-11-30T09:00:00");
    asked.rule = recurrence_rule{.freq = frequency::daily, .count = 4};
    const auto held = desk.hold(next_key(), asked, 10min);
    ASSERT_TRUE(held);
    const auto moved = desk.update(next_key(), held->id, 1, start_at("2026-12-01T12:00:00"),
                                   only("2026-12-01T09:00:00"));
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->expires_at, held->expires_at);
    const booking_id later = edit(held->id, {.title = "later"}, from("2026-12-02T09:00:00"));
    clock.advance(1h);
    ASSERT_TRUE(desk.sweep());
    EXPECT_FALSE(desk.find_meeting(default_organization, held->id));
    EXPECT_FALSE(desk.find_meeting(default_organization, later));
}

TEST_F(SeriesEdits, OfOneOccurrencesRoomLeaveTheSeriesItsOwn) {
    const booking_id id = daily(3);
    edit(id, {.rooms = {{{pacific}}}}, only("2026-12-01T09:00:00"));
    const auto rooms = [&](const char* day) {
        const sys_seconds morning = at(day);
        return desk.list_meetings(default_organization, {morning, morning + 24h}, {})
            ->front()
            .rooms;
    };
    EXPECT_EQ(rooms("2026-12-01T00:00:00Z"), std::vector{pacific});
    EXPECT_EQ(rooms("2026-12-02T00:00:00Z"), std::vector{atlantic});
    edit(id, start_at("2026-11-30T10:00:00"), {});
    EXPECT_EQ(rooms("2026-12-02T00:00:00Z"), std::vector{atlantic});
}

TEST_F(SeriesEdits, OfWholeDaysCountDays) {
    meeting_request days = meeting(atlantic, "2026-11-30T00:00:00");
    days.start =
        event_time::date(std::chrono::floor<std::chrono::days>(local("2026-11-30T00:00:00")));
    days.duration = {.days = 1};
    days.rule = recurrence_rule{.freq = frequency::daily, .count = 6, .by_hour = {9, 17}};
    const booking_id id = book(days);
    const booking_id later = edit(id, {.title = "later"}, from("2026-12-02T00:00:00"));
    EXPECT_EQ(starts(later).size(), 4U);
}

} // namespace
} // namespace timewright
