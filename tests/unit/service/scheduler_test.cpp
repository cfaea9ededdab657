// Goal: meetings, as people ask for them, become the right claims and come back as they were said.
// Method: a scheduler over the two reference stores, a clock that stands still, pinned zone data.
#include "unit/service/scheduler_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace timewright {
namespace {

TEST_F(SchedulerTest, BooksARoomAndTellsOfPeopleWhoAreBusyAlready) {
    ASSERT_TRUE(desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00")));
    const auto second = desk.book(key("b"), meeting(pacific, "2026-11-23T09:30:00"));
    ASSERT_TRUE(second);
    EXPECT_EQ(second->rooms, std::vector{pacific});
    ASSERT_EQ(second->occurrences.size(), 1u);
    EXPECT_EQ(second->occurrences[0].span, interval(at("2026-11-23T09:30:00Z"), 45min));
    ASSERT_EQ(second->conflicts.size(), 2u);
    EXPECT_EQ(second->conflicts[0].user, ana);
    EXPECT_EQ(second->conflicts[1].user, ben);
}

TEST_F(SchedulerTest, RefusesACollisionWithTheConflictAndAlternativesThatWork) {
    const auto first = desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00"));
    ASSERT_TRUE(first);
    const auto second = desk.book(key("b"), meeting(atlantic, "2026-11-23T09:30:00"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().why.reason, refusal_reason::conflicts);
    ASSERT_EQ(second.error().why.conflicts.size(), 1u);
    EXPECT_EQ(second.error().why.conflicts[0].with, first->id);
    const auto& others = second.error().alternatives;
    ASSERT_GE(others.size(), 2u);
    EXPECT_EQ(others[0].span.start(), at("2026-11-23T09:30:00Z"));
    EXPECT_EQ(others[0].rooms, std::vector{pacific});
    EXPECT_EQ(others[1].span.start(), at("2026-11-23T09:45:00Z"));
    EXPECT_EQ(others[1].rooms, std::vector{atlantic});
    int n = 0;
    for (const alternative& other : others) {
        meeting_request taken = meeting(other.rooms.front(), "2026-11-23T09:30:00");
        taken.start = event_time::utc(other.span.start());
        const auto made = desk.book(key("alternative " + std::to_string(n++)), taken);
        EXPECT_TRUE(made) << to_rfc3339(other.span.start());
        if (made) {
            EXPECT_TRUE(desk.cancel(key(""), made->id, 1, {}));
        }
    }
}

TEST_F(SchedulerTest, OffersOnlyOtherRoomsThatEverybodyFitsInto) {
    const auto booth = desk.put_user(default_organization,
                                     {.kind = calendar_user_kind::room, .name = "Booth", .seats = 1}, 0);
    ASSERT_TRUE(booth);
    ASSERT_TRUE(desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00")));
    ASSERT_TRUE(desk.book(key("b"), meeting(pacific, "2026-11-23T09:00:00")));
    const auto two_people = desk.book(key("c"), meeting(atlantic, "2026-11-23T09:00:00"));
    ASSERT_FALSE(two_people);
    for (const alternative& other : two_people.error().alternatives)
        EXPECT_EQ(other.rooms, std::vector{atlantic});
    meeting_request alone = meeting(atlantic, "2026-11-23T09:00:00");
    alone.people = {};
    const auto one_person = desk.book(key("d"), alone);
    ASSERT_FALSE(one_person);
    EXPECT_EQ(one_person.error().alternatives.at(0).rooms, std::vector{booth->value.id});
}

TEST_F(SchedulerTest, GivesTheSameAnswerToARetryAndNothingHappensTwice) {
    const auto asked = meeting(atlantic, "2026-11-23T09:00:00");
    const auto first = desk.book(key("a"), asked);
    clock.advance(10h);
    const auto again = desk.book(key("a"), asked);
    ASSERT_TRUE(first && again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(first->id, again->id);
    EXPECT_EQ(first->rooms, again->rooms);
    EXPECT_EQ(first->occurrences.size(), again->occurrences.size());
    const interval day(at("2026-11-23T00:00:00Z"), 24h);
    EXPECT_EQ(desk.list_meetings(default_organization, day, {}).value().size(), 1u);
}

TEST_F(SchedulerTest, ReadsAMeetingBackAsItWasSaid) {
    const auto made = desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00"));
    ASSERT_TRUE(made);
    const auto view = desk.find_meeting(default_organization, made->id);
    ASSERT_TRUE(view) << view.error().message;
    EXPECT_EQ(view->details.summary, "Planning");
    EXPECT_EQ(view->details.start, event_time::zoned(local("2026-11-23T09:00:00"), lisbon));
    EXPECT_EQ(view->rooms, std::vector{atlantic});
    EXPECT_EQ(view->people, (std::vector{ana, ben}));
    ASSERT_EQ(view->details.participants.size(), 2u);
    EXPECT_EQ(view->details.participants[0].user, ana);
    EXPECT_EQ(view->details.participants[0].status, participation_status::accepted);
    EXPECT_EQ(view->details.organizer->user, ana);
}

TEST_F(SchedulerTest, TheOrganizerTakesPartAlsoWhenTheOthersAreChanged) {
    meeting_request alone = meeting(atlantic, "2026-11-23T09:00:00");
    alone.people = {};
    const auto made = desk.book(key("a"), alone);
    EXPECT_EQ(desk.find_meeting(default_organization, made->id)->people, std::vector{ana});
    ASSERT_TRUE(desk.update(key("b"), made->id, 1, {.people = {{ben}}}, {}));
    EXPECT_EQ(desk.find_meeting(default_organization, made->id)->people, (std::vector{ana, ben}));
}

TEST_F(SchedulerTest, KeepsTheWallClockOfASeriesAcrossAClockChange) {
    meeting_request weekly = meeting(atlantic, "2027-03-15T09:00:00");
    weekly.rule = recurrence_rule{.freq = frequency::weekly, .count = 4};
    const auto made = desk.book(key("a"), weekly);
    ASSERT_TRUE(made);
    ASSERT_EQ(made->occurrences.size(), 4u);
    EXPECT_EQ(made->occurrences[1].span.start(), at("2027-03-22T09:00:00Z"));
    EXPECT_EQ(made->occurrences[2].span.start(), at("2027-03-29T08:00:00Z")); // summer time since 28th
}

TEST_F(SchedulerTest, BooksASeriesWholeOrNotAtAllUnlessToldToSkip) {
    ASSERT_TRUE(desk.book(key("a"), meeting(atlantic, "2026-12-07T09:00:00")));
    meeting_request weekly = meeting(atlantic, "2026-11-30T09:00:00");
    weekly.rule = recurrence_rule{.freq = frequency::weekly, .count = 3};
    const auto all = desk.book(key("b"), weekly);
    ASSERT_FALSE(all);
    EXPECT_EQ(all.error().why.conflicts.size(), 1u);
    ASSERT_FALSE(all.error().alternatives.empty());
    weekly.skip_occurrences = true;
    const auto some = desk.book(key("c"), weekly);
    ASSERT_TRUE(some);
    ASSERT_EQ(some->occurrences.size(), 3u);
    EXPECT_TRUE(some->occurrences[0].applied);
    EXPECT_FALSE(some->occurrences[1].applied);
    EXPECT_TRUE(some->occurrences[2].applied);
}

TEST_F(SchedulerTest, MovesTheWholeMeetingOrLeavesItWhereItWas) {
    const auto made = desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00"));
    ASSERT_TRUE(desk.book(key("b"), meeting(pacific, "2026-11-23T09:00:00")));
    meeting_edit to_pacific{.rooms = {{{pacific}}}};
    const auto refused = desk.update(key("c"), made->id, 1, to_pacific, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().why.reason, refusal_reason::conflicts);
    EXPECT_FALSE(refused.error().alternatives.empty());
    meeting_edit later{.title = "Planning II",
                       .start = event_time::zoned(local("2026-11-23T09:15:00"), lisbon)};
    const auto moved = desk.update(key("d"), made->id, 1, later, {});
    ASSERT_TRUE(moved); // over its own old time
    EXPECT_EQ(moved->sequence, 2u);
    EXPECT_EQ(moved->occurrences[0].span.start(), at("2026-11-23T09:15:00Z"));
    const auto view = desk.find_meeting(default_organization, made->id);
    EXPECT_EQ(view->details.summary, "Planning II");
    const auto stale = desk.update(key("e"), made->id, 1, later, {});
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().why.reason, refusal_reason::stale);
    EXPECT_EQ(stale.error().why.current_sequence, 2u);
}

TEST_F(SchedulerTest, MovesOneOccurrenceOfASeries) {
    meeting_request weekly = meeting(atlantic, "2026-11-30T09:00:00");
    weekly.rule = recurrence_rule{.freq = frequency::weekly, .count = 3};
    const auto made = desk.book(key("a"), weekly);
    ASSERT_TRUE(made);
    const edit_scope second{.recurrence_id = local("2026-12-07T09:00:00"),
                            .range = edit_range::this_one};
    meeting_edit later{.start = event_time::zoned(local("2026-12-07T15:00:00"), lisbon)};
    const auto moved = desk.update(key("b"), made->id, 1, later, second);
    ASSERT_TRUE(moved);
    const auto view = desk.find_meeting(default_organization, made->id).value();
    ASSERT_EQ(view.occurrences.size(), 3u);
    EXPECT_EQ(view.occurrences[1].span, interval(at("2026-12-07T15:00:00Z"), 45min));
    EXPECT_EQ(view.occurrences[1].recurrence_id, local("2026-12-07T09:00:00"));
    // Moving the series afterwards carries the moved occurrence along.
    meeting_edit earlier{.start = event_time::zoned(local("2026-11-30T08:00:00"), lisbon)};
    ASSERT_TRUE(desk.update(key("c"), made->id, 2, earlier, {}));
    const auto after = desk.find_meeting(default_organization, made->id).value();
    EXPECT_EQ(after.occurrences[1].span.start(), at("2026-12-07T14:00:00Z"));
}

TEST_F(SchedulerTest, MovesOneOccurrenceAndAllLaterOnes) {
    meeting_request weekly = meeting(atlantic, "2026-11-30T09:00:00");
    weekly.rule = recurrence_rule{.freq = frequency::weekly, .count = 5};
    const auto made = desk.book(key("a"), weekly);
    ASSERT_TRUE(made);
    const edit_scope third{local("2026-12-14T09:00:00"), edit_range::this_and_future};
    const meeting_edit later{.title = "Later",
                             .start = event_time::zoned(local("2026-12-14T15:00:00"), lisbon)};
    const auto moved = desk.update(key("b"), made->id, 1, later, third);
    ASSERT_TRUE(moved);
    EXPECT_NE(moved->id, made->id) << "they are a booking of their own";
    EXPECT_EQ(moved->sequence, 1u);
    ASSERT_EQ(moved->occurrences.size(), 3u) << "COUNT counts what is left";
    EXPECT_EQ(moved->occurrences[0].span, interval(at("2026-12-14T15:00:00Z"), 45min));
    EXPECT_EQ(moved->occurrences[2].span, interval(at("2026-12-28T15:00:00Z"), 45min));
    const auto before = desk.find_meeting(default_organization, made->id).value();
    EXPECT_EQ(before.occurrences.size(), 2u);
    EXPECT_EQ(before.sequence, 2u);
    EXPECT_NE(before.details.summary, "Later");
    EXPECT_EQ(desk.find_meeting(default_organization, moved->id)->details.summary, "Later");
    // The same request again has the same answer; the freed times can be taken.
    const auto again = desk.update(key("b"), made->id, 1, later, third);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->id, moved->id);
    EXPECT_EQ(again->occurrences.size(), 3u);
    EXPECT_TRUE(desk.book(key("c"), meeting(atlantic, "2026-12-14T09:00:00")));
    const auto nothing = desk.update(key("d"), made->id, 2, later, third);
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().why.reason, refusal_reason::invalid);
}

TEST_F(SchedulerTest, KeepsTheSeriesWhenItsLaterPartDoesNotFit) {
    meeting_request weekly = meeting(atlantic, "2026-11-30T09:00:00");
    weekly.rule = recurrence_rule{.freq = frequency::weekly, .count = 3};
    const auto made = desk.book(key("a"), weekly);
    const auto other = desk.book(key("b"), meeting(atlantic, "2026-12-14T15:00:00"));
    ASSERT_TRUE(made && other);
    const edit_scope second{local("2026-12-07T09:00:00"), edit_range::this_and_future};
    const meeting_edit later{.start = event_time::zoned(local("2026-12-07T15:00:00"), lisbon)};
    const auto refused = desk.update(key("c"), made->id, 1, later, second);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().why.reason, refusal_reason::conflicts);
    ASSERT_EQ(refused.error().why.conflicts.size(), 1u);
    EXPECT_EQ(refused.error().why.conflicts[0].with, other->id);
    const auto view = desk.find_meeting(default_organization, made->id).value();
    EXPECT_EQ(view.occurrences.size(), 3u);
    EXPECT_EQ(view.sequence, 1u);
    const auto stale = desk.update(key("s"), made->id, 7, later, second);
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().why.reason, refusal_reason::stale);
    EXPECT_EQ(stale.error().why.current_sequence, 1u);
    // From the first occurrence on it is the whole booking, which keeps its name.
    const edit_scope first{local("2026-11-30T09:00:00"), edit_range::this_and_future};
    const meeting_edit earlier{.start = event_time::zoned(local("2026-11-30T08:00:00"), lisbon)};
    const auto whole = desk.update(key("d"), made->id, 1, earlier, first);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->id, made->id);
    EXPECT_EQ(whole->occurrences.size(), 3u);
}

TEST_F(SchedulerTest, CancelsOneOccurrenceThenTheFutureThenAll) {
    meeting_request weekly = meeting(atlantic, "2026-11-30T09:00:00");
    weekly.rule = recurrence_rule{.freq = frequency::weekly, .count = 5};
    const auto made = desk.book(key("a"), weekly);
    const auto one = edit_scope{local("2026-12-07T09:00:00"), edit_range::this_one};
    ASSERT_TRUE(desk.cancel(key("b"), made->id, 1, one));
    EXPECT_EQ(desk.find_meeting(default_organization, made->id)->occurrences.size(), 4u);
    const auto again = desk.cancel(key("b"), made->id, 1, one);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    const auto nothing = desk.cancel(key("x"), made->id, 2, one);
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().why.reason, refusal_reason::invalid);
    const auto future = edit_scope{local("2026-12-21T09:00:00"), edit_range::this_and_future};
    ASSERT_TRUE(desk.cancel(key("c"), made->id, 2, future));
    EXPECT_EQ(desk.find_meeting(default_organization, made->id)->occurrences.size(), 2u);
    ASSERT_TRUE(desk.cancel(key("d"), made->id, 3, {}));
    EXPECT_EQ(desk.find_meeting(default_organization, made->id).error().code, errc::not_found);
    EXPECT_TRUE(desk.book(key("e"), weekly)); // everything is free again
}

TEST_F(SchedulerTest, HoldsExpireAndCanBeConfirmedInTime) {
    const auto kept = desk.hold(key("a"), meeting(atlantic, "2026-11-23T09:00:00"), 10min);
    const auto lost = desk.hold(key("b"), meeting(pacific, "2026-11-23T09:00:00"), 10min);
    ASSERT_TRUE(kept && lost);
    EXPECT_EQ(kept->expires_at, clock.now() + 10min);
    clock.advance(5min);
    const auto confirmed = desk.confirm(key("c"), kept->id);
    ASSERT_TRUE(confirmed);
    EXPECT_EQ(confirmed->rooms, std::vector{atlantic});
    EXPECT_EQ(confirmed->occurrences.size(), 1u);
    clock.advance(5min);
    const auto late = desk.confirm(key("d"), lost->id);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().why.reason, refusal_reason::expired);
    EXPECT_EQ(desk.sweep(), (result<std::size_t, error>(1u)));
    EXPECT_TRUE(desk.book(key("e"), meeting(pacific, "2026-11-23T09:00:00")));
}

TEST_F(SchedulerTest, TakesTheFirstFreeRoomOfAGroupInItsOrder) {
    ASSERT_TRUE(desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00")));
    meeting_request either = meeting(atlantic, "2026-11-23T09:00:00");
    either.rooms = {{atlantic, pacific}};
    const auto made = desk.book(key("b"), either);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->rooms, std::vector{pacific});
}

TEST_F(SchedulerTest, RefusesPeopleWhoMustBeFreeAndAreNot) {
    ASSERT_TRUE(desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00")));
    meeting_request strict = meeting(pacific, "2026-11-23T09:00:00");
    strict.people = {};
    strict.insisted = {ben};
    const auto refused = desk.book(key("b"), strict);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().why.conflicts.at(0).user, ben);
    ASSERT_FALSE(refused.error().alternatives.empty());
    EXPECT_EQ(refused.error().alternatives[0].span.start(), at("2026-11-23T09:45:00Z"));
}

TEST_F(SchedulerTest, SaysWhatIsWrongWithARequestThatCanNeverSucceed) {
    const auto why = [&](meeting_request asked) {
        const auto made = desk.book(key("x"), asked);
        return made ? "booked" : made.error().why.fault.pointer + ": " + made.error().why.fault.message;
    };
    meeting_request asked = meeting(atlantic, "2026-11-23T09:00:00");
    asked.duration = {};
    EXPECT_EQ(why(asked), "/duration: a meeting takes more than no time, as PT45M");
    asked = meeting(atlantic, "2026-11-23T09:00:00");
    asked.title = "two\nlines";
    EXPECT_EQ(why(asked), "/title: a title is one line of at most 1000 bytes");
    asked = meeting(atlantic, "2026-11-23T09:00:00");
    asked.rooms = {};
    asked.people = {};
    EXPECT_EQ(why(asked), "/rooms: a meeting needs a room, a resource or a person");
    asked = meeting(atlantic, "2026-11-23T09:00:00");
    asked.start.kind = event_time_kind::floating;
    EXPECT_EQ(why(asked), "/timeZone: a meeting needs a time zone");
    asked = meeting(atlantic, "2026-11-23T09:00:00");
    asked.rule = recurrence_rule{.freq = frequency::secondly};
    EXPECT_NE(why(asked), "booked");
}

TEST_F(SchedulerTest, AnUnknownRoomIsAConflictThatSaysSo) {
    const auto made =
        desk.book(key("a"), meeting(calendar_user_id::from_number(999), "2026-11-23T09:00:00"));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().why.conflicts.at(0).reason, conflict_reason::unknown_user);
}

TEST_F(SchedulerTest, ImportsACalendarAndReplacesItAsAWhole) {
    const std::string text =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n"
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Gym\r\n"
        "DTSTART;TZID=Europe/Lisbon:20261123T100000\r\nDTEND;TZID=Europe/Lisbon:20261123T110000\r\n"
        "RRULE:FREQ=WEEKLY;COUNT=2\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:2\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Maybe\r\nSTATUS:TENTATIVE\r\n"
        "DTSTART:20261124T100000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const auto report = desk.import_calendar({}, ana, "ana.ics", text);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->events, 2u);
    EXPECT_EQ(report->occurrences, 3u);
    const interval fortnight(at("2026-11-22T00:00:00Z"), 24h * 14);
    const auto busy = desk.find_busy(default_organization, {{ana}}, fortnight).value().at(0);
    ASSERT_EQ(busy.size(), 3u);
    EXPECT_EQ(busy[1].type, busy_type::busy_tentative);
    const auto listed = desk.list_meetings(default_organization, fortnight, {}).value();
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(listed[0].source, "ana.ics");
    EXPECT_EQ(listed[0].details.summary, "Gym");

    const auto emptied = desk.import_calendar(
        {}, ana, "ana.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n");
    ASSERT_TRUE(emptied);
    EXPECT_TRUE(desk.find_busy(default_organization, {{ana}}, fortnight)->at(0).empty());
}

TEST_F(SchedulerTest, AnUnreadableCalendarChangesNothing) {
    const std::string good =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:2\r\n"
        "DTSTAMP:20260101T000000Z\r\nDTSTART:20261124T100000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n";
    ASSERT_TRUE(desk.import_calendar({}, ana, "a", good));
    const auto report = desk.import_calendar({}, ana, "a", "this is no calendar");
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->problems.empty());
    const interval day(at("2026-11-24T00:00:00Z"), 24h);
    EXPECT_EQ(desk.find_busy(default_organization, {{ana}}, day)->at(0).size(), 1u);
}

TEST_F(SchedulerTest, FindsSlotsWithinWorkingHoursAndSaysWhoIsMissing) {
    working_hours nine_to_five{.in_zone = lisbon,
                               .weekly = parse_weekly_hours("mon-fri/09:00-17:00").value()};
    ASSERT_TRUE(desk.put_working_hours(default_organization, ana, nine_to_five));
    ASSERT_TRUE(desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00"))); // Ana and Ben busy
    slot_request asked{.window = interval(at("2026-11-23T00:00:00Z"), 24h),
                       .duration = 1h,
                       .step = 15min,
                       .required = {ana},
                       .any_of = {{atlantic, pacific}},
                       .limit = 1};
    const auto found = desk.find_slots({}, asked);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->slots.size(), 1u);
    EXPECT_EQ(found->slots[0].span.start(), at("2026-11-23T09:45:00Z"));
    EXPECT_EQ(found->slots[0].rooms, std::vector{atlantic});
    asked.window = interval(at("2026-11-23T09:00:00Z"), 1h);
    asked.explain = true;
    const auto none = desk.find_slots({}, asked);
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->slots.empty());
    ASSERT_FALSE(none->explanations.empty());
    EXPECT_EQ(none->explanations[0].blocking, std::vector{ana});
}

TEST_F(SchedulerTest, CalendarUsersHaveVersionsAndCapacityCannotFallBelowWhatIsBooked) {
    const auto desks = add("Desks", calendar_user_kind::resource, 3);
    meeting_request two = meeting(atlantic, "2026-11-23T09:00:00");
    two.resources = {{desks, 2}};
    ASSERT_TRUE(desk.book(key("a"), two));
    auto read = desk.find_user(default_organization, desks).value();
    EXPECT_EQ(read.version, 1u);
    EXPECT_EQ(read.value.capacity, 3u);
    read.value.capacity = 1;
    const auto refused = desk.put_user(default_organization, read.value, 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::forbidden);
    read.value.capacity = 2;
    EXPECT_EQ(desk.put_user(default_organization, read.value, 1).value().version, 2u);
    EXPECT_EQ(desk.put_user(default_organization, read.value, 1).error().code, errc::version_mismatch);
    EXPECT_TRUE(desk.remove_user(default_organization, desks, 2));
    EXPECT_EQ(desk.find_user(default_organization, desks).error().code, errc::not_found);
}

TEST_F(SchedulerTest, WorkingHoursComeBackWithTheirExceptions) {
    working_hours hours{.in_zone = lisbon,
                        .weekly = parse_weekly_hours("mon-fri/09:00-17:00,sat/10:00-12:00").value()};
    hours.exceptions = {{.date = parse_date("2026-12-25").value(), .spans = {}},
                        {.date = parse_date("2026-12-24").value(), .spans = {{9h, 12h}}}};
    ASSERT_TRUE(desk.put_working_hours(default_organization, ana, hours));
    const auto read = desk.find_working_hours(default_organization, ana).value();
    ASSERT_TRUE(read);
    const interval christmas(at("2026-12-21T00:00:00Z"), 24h * 7);
    EXPECT_EQ(compute_open(*read, christmas), compute_open(hours, christmas));
}

TEST_F(SchedulerTest, ExportsWhatItHoldsAsICalendar) {
    ASSERT_TRUE(desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00")));
    const auto text = desk.export_calendar(default_organization, atlantic,
                                           interval(at("2026-11-23T00:00:00Z"), 24h));
    ASSERT_TRUE(text);
    EXPECT_NE(text->find("SUMMARY:Planning"), std::string::npos);
    EXPECT_NE(text->find("DTSTART;TZID=Europe/Lisbon:20261123T090000"), std::string::npos);
    EXPECT_EQ(text->find("X-TIMEWRIGHT"), std::string::npos);
}

TEST_F(SchedulerTest, OneDamagedMeetingHidesNoOther) {
    const auto good = desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00")).value();
    const booking_id damaged = booking_id::from_number(77);
    const change written{
        .edits = {{damaged, 0, "no calendar"}},
        .parts = {{damaged,
                   0,
                   {{.who = pacific,
                     .span = {at("2026-11-23T09:00:00Z"), at("2026-11-23T10:00:00Z")}}}}}};
    ASSERT_EQ(store.apply({&written, 1})->front().code, outcome_code::applied);
    const auto seen =
        desk.list_meetings(default_organization,
                           {at("2026-11-23T00:00:00Z"), at("2026-11-24T00:00:00Z")}, {});
    ASSERT_TRUE(seen);
    ASSERT_EQ(seen->size(), 1U);
    EXPECT_EQ(seen->front().id, good.id);
    EXPECT_EQ(desk.find_meeting(default_organization, damaged).error().code, errc::corrupt_data);
}

TEST_F(SchedulerTest, OrganizationsDoNotSeeEachOther) {
    const auto other = organization_id::from_number(2);
    const auto made = desk.book(key("a"), meeting(atlantic, "2026-11-23T09:00:00"));
    EXPECT_EQ(desk.find_meeting(other, made->id).error().code, errc::not_found);
    EXPECT_EQ(desk.find_user(other, atlantic).error().code, errc::not_found);
    EXPECT_EQ(desk.find_busy(other, {{atlantic}}, interval(clock.now(), 24h)).error().code,
              errc::not_found);
    const auto cancelled = desk.cancel({.organization = other}, made->id, 1, {});
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().why.reason, refusal_reason::not_found);
}

TEST_F(SchedulerTest, OffersNothingBeyondTheFrontier) {
    // Rooms are open for 400 days from the 22nd of November 2026.
    const sys_seconds frontier = at("2027-12-27T00:00:00Z");
    const auto beyond = desk.book(key("a"), meeting(atlantic, "2027-12-27T09:00:00"));
    ASSERT_FALSE(beyond);
    ASSERT_FALSE(beyond.error().alternatives.empty()) << "there is room the day before";
    for (const alternative& other : beyond.error().alternatives)
        EXPECT_LE(other.span.end(), frontier) << to_rfc3339(other.span.start());

    slot_request asked{.window = interval(frontier - 1h, frontier + 1h),
                       .duration = 30min,
                       .step = 30min,
                       .required = {atlantic}};
    const auto found = desk.find_slots({}, asked);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->slots.size(), 2u);
    for (const auto& slot : found->slots) EXPECT_LE(slot.span.end(), frontier);
}

TEST_F(SchedulerTest, FindsSlotsWhileThereAreUnitsLeft) {
    const calendar_user_id desks = add("Desks", calendar_user_kind::resource, 2);
    slot_request asked{.window = interval(at("2026-11-23T09:00:00Z"), 45min),
                       .duration = 45min,
                       .required = {desks}};
    for (const char* one : {"a", "b"}) {
        const auto found = desk.find_slots({}, asked);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->slots.size(), 1u) << "before " << one;
        meeting_request taking = meeting(atlantic, "2026-11-23T09:00:00");
        taking.rooms.clear();
        taking.resources = {{.id = desks, .units = 1}};
        ASSERT_TRUE(desk.book(key(one), taking));
    }
    const auto none = desk.find_slots({}, asked);
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->slots.empty());
}

} // namespace
} // namespace timewright
