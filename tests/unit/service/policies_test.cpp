// Goal: what policies say holds for whoever books, holds, moves and waits; a retry is told what the
// first try was told, whatever the policies have become since.
// Method: a scheduler over the two reference stores, a clock that stands still; each rule through the
// commands, and both ways.
#include "unit/service/scheduler_fixture.hpp"

#include <timewright/icalendar/parse.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace timewright {
namespace {

class PoliciesTest : public SchedulerTest {
  protected:
    void put(calendar_user_id id, const booking_policy& policy) {
        const auto before = desk.find_policy(default_organization, id);
        ASSERT_TRUE(before);
        const auto made = desk.put_policy(default_organization, id, policy, before->version);
        ASSERT_TRUE(made) << to_string(made.error());
    }

    request_context as(calendar_user_id asker, std::string text = {}, bool administrator = false) {
        request_context made = key(std::move(text));
        made.asker = asker;
        made.administrator = administrator;
        return made;
    }

    using rules = std::vector<policy_rule>;

    rules broken(const result<meeting_booked, meeting_refusal>& answer) {
        rules told;
        if (answer || answer.error().why.reason != refusal_reason::policy) return told;
        for (const meeting_violation& v : answer.error().violations) told.push_back(v.what.rule);
        return told;
    }
    meeting_request weekly(calendar_user_id room, const char* start, std::uint32_t times) const {
        meeting_request asked = meeting(room, start);
        asked.rule = parse_rule("FREQ=WEEKLY;COUNT=" + std::to_string(times)).value();
        return asked;
    }

    sys_seconds start_of(booking_id id) {
        return desk.find_meeting(default_organization, id).value().occurrences.at(0).span.start();
    }
};

TEST_F(PoliciesTest, AreKeptWholeAndVersioned) {
    booking_policy policy{.notice = 1h, .horizon = 24h * 90, .shortest = 15min, .longest = 4h,
                          .duration_step = 15min,
                          .hours = working_hours{.in_zone = lisbon,
                                                 .weekly = *parse_weekly_hours("mon-fri/08:00-18:00")},
                          .seats = 8, .bookers = policy_people{ana, ben},
                          .administrators_override = true, .buffer_before = 5min,
                          .buffer_after = 10min, .approvers = policy_people{}, .approval_within = 48h,
                          .bumpers = policy_people{ana}};
    policy.hours->holidays = {std::chrono::local_days(std::chrono::year(2026) / 12 / 25)};
    policy.hours->seasons = {{.from = std::chrono::local_days(std::chrono::year(2026) / 7 / 1),
                              .until = std::chrono::local_days(std::chrono::year(2026) / 9 / 1),
                              .priority = 3,
                              .weekly = *parse_weekly_hours("mon-thu/09:00-15:00")}};
    policy.quotas = {{quota_period::month, quota_measure::bookings, 12, lisbon}};
    ASSERT_EQ(desk.put_policy(default_organization, atlantic, policy, 0).value(), 1U);
    const auto read = desk.find_policy(default_organization, atlantic).value();
    EXPECT_EQ(read.version, 1U);
    EXPECT_EQ(read.value.notice, policy.notice);
    EXPECT_EQ(read.value.horizon, policy.horizon);
    EXPECT_EQ(read.value.shortest, policy.shortest);
    EXPECT_EQ(read.value.longest, policy.longest);
    EXPECT_EQ(read.value.duration_step, policy.duration_step);
    EXPECT_EQ(read.value.seats, policy.seats);
    EXPECT_EQ(read.value.bookers, policy.bookers);
    EXPECT_EQ(read.value.administrators_override, policy.administrators_override);
    EXPECT_EQ(read.value.buffer_before, policy.buffer_before);
    EXPECT_EQ(read.value.buffer_after, policy.buffer_after);
    EXPECT_EQ(read.value.approvers, policy.approvers);
    EXPECT_EQ(read.value.approval_within, policy.approval_within);
    EXPECT_EQ(read.value.bumpers, policy.bumpers);
    EXPECT_EQ(read.value.quotas, policy.quotas);
    ASSERT_TRUE(read.value.hours);
    EXPECT_EQ(read.value.hours->weekly, policy.hours->weekly);
    EXPECT_EQ(read.value.hours->holidays, policy.hours->holidays);
    EXPECT_EQ(read.value.hours->seasons, policy.hours->seasons);

    EXPECT_EQ(desk.put_policy(default_organization, atlantic, {}, 0).error().code,
              errc::version_mismatch);
    EXPECT_EQ(desk.put_policy(default_organization, atlantic, {}, 1).value(), 0U); // says nothing
    EXPECT_EQ(desk.find_policy(default_organization, atlantic).value().version, 0U);
}

TEST_F(PoliciesTest, FromOutsideAreCheckedAndNameOnlyWhoIsThere) {
    const auto refused = [&](const booking_policy& policy) {
        const auto made = desk.put_policy(default_organization, atlantic, policy, 0);
        return made ? std::string() : made.error().pointer;
    };
    EXPECT_EQ(refused({.notice = -1s}), "/notice");
    EXPECT_EQ(refused({.buffer_after = 25h}), "/bufferAfter");
    EXPECT_EQ(refused({.bookers = policy_people{ana, atlantic}}), "/bookers/1");
    EXPECT_EQ(refused({.quotas = {{quota_period::day, quota_measure::time, 0, lisbon}}}),
              "/quotas/0");
    EXPECT_EQ(desk.put_policy(default_organization, calendar_user_id::from_number(99), {}, 0)
                  .error()
                  .code,
              errc::not_found);
}

TEST_F(PoliciesTest, RefuseWhatTheyForbidAndSaySoInASentence) {
    put(atlantic, {.notice = 26h, .longest = 30min});
    const auto made = desk.book(as(ana, "k"), meeting(atlantic, "2026-11-23T09:00:00"));
    EXPECT_EQ(broken(made), (rules{policy_rule::notice, policy_rule::longest}));
    EXPECT_EQ(made.error().violations.front().user, atlantic);
    EXPECT_EQ(made.error().why.fault.message,
              "Atlantic is booked at least 26 hours ahead: from 2026-11-23T10:00:00Z on; Atlantic "
              "is booked for at most 30 minutes");
    EXPECT_TRUE(desk.book(as(ana, "l"), meeting(pacific, "2026-11-23T09:00:00")));
}

TEST_F(PoliciesTest, OfTheOrganizationHoldWhereARoomHasNone) {
    put({}, {.longest = 30min});
    put(pacific, {.longest = 2h});
    EXPECT_EQ(broken(desk.book(as(ana), meeting(atlantic, "2026-11-23T09:00:00"))),
              rules{policy_rule::longest});
    EXPECT_TRUE(desk.book(as(ana), meeting(pacific, "2026-11-23T09:00:00")));
    EXPECT_EQ(broken(desk.hold(as(ana), meeting(atlantic, "2026-11-23T09:00:00"), 5min)),
              rules{policy_rule::longest});
}

TEST_F(PoliciesTest, BindTheKeyOfWhatTheyRefuseAndDoNotUndoWhatWasBooked) {
    const auto asked = meeting(atlantic, "2026-11-23T09:00:00");
    put(atlantic, {.longest = 30min});
    ASSERT_EQ(broken(desk.book(as(ana, "refused"), asked)), rules{policy_rule::longest});
    put(atlantic, {});
    const auto again = desk.book(as(ana, "refused"), asked); // a delayed duplicate books no ghost
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().why.reason, refusal_reason::policy);
    EXPECT_EQ(again.error().why.fault.message, "Atlantic is booked for at most 30 minutes");

    const auto first = desk.book(as(ana, "booked"), asked);
    ASSERT_TRUE(first);
    put(atlantic, {.longest = 30min});
    const auto retry = desk.book(as(ana, "booked"), asked); // its answer was lost on the way
    ASSERT_TRUE(retry);
    EXPECT_TRUE(retry->repeated);
    EXPECT_EQ(retry->id, first->id);
    EXPECT_EQ(retry->rooms, first->rooms);
}

TEST_F(PoliciesTest, AreAskedOfWhoeverAsksWithTheirGroups) {
    const auto board = desk.put_user(default_organization,
                                     {.kind = calendar_user_kind::group,
                                      .name = "Board",
                                      .members = {ben}},
                                     0);
    ASSERT_TRUE(board);
    put(atlantic, {.bookers = policy_people{board->value.id}, .administrators_override = true});
    const auto asked = meeting(atlantic, "2026-11-23T09:00:00");
    EXPECT_EQ(broken(desk.book(as(ana), asked)), rules{policy_rule::bookers});
    EXPECT_EQ(broken(desk.book({}, asked)), rules{policy_rule::bookers}); // nobody in particular
    const auto made = desk.book(as(ben), asked);
    ASSERT_TRUE(made);
    EXPECT_EQ(broken(desk.update(as(ana), made->id, 1, {.duration = civil_duration{.time = 1h}}, {})),
              rules{policy_rule::bookers});
    EXPECT_TRUE(desk.update(as(ana, "", true), made->id, 1,
                            {.duration = civil_duration{.time = 1h}}, {}));
}

TEST_F(PoliciesTest, LeaveOutOfAChoiceWhatTheyForbid) {
    put(atlantic, {.seats = 1});
    meeting_request either = meeting(atlantic, "2026-11-23T09:00:00");
    either.rooms = {{atlantic, pacific}};
    const auto made = desk.book(as(ana), either);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->rooms, std::vector{pacific});
    EXPECT_FALSE(desk.book(as(ana), either)); // Pacific is taken, Atlantic is not for two
    EXPECT_EQ(broken(desk.book(as(ana), meeting(atlantic, "2026-11-23T09:00:00"))),
              rules{policy_rule::seats});
}

TEST_F(PoliciesTest, OfHoursHoldForEachOccurrenceAndItIsLeftOutIfThatIsWelcome) {
    booking_policy policy{.hours = working_hours{.in_zone = lisbon,
                                                 .weekly = *parse_weekly_hours("mon-fri/08:00-18:00")}};
    policy.hours->holidays = {std::chrono::local_days(std::chrono::year(2026) / 12 / 7)};
    put(atlantic, policy);
    meeting_request asked = weekly(atlantic, "2026-11-23T09:00:00", 4);
    const auto all = desk.book(as(ana), asked);
    ASSERT_EQ(broken(all), rules{policy_rule::hours});
    EXPECT_EQ(all.error().violations.front().span.start(), at("2026-12-07T09:00:00Z"));
    asked.skip_occurrences = true;
    const auto some = desk.book(as(ana), asked);
    ASSERT_TRUE(some);
    ASSERT_EQ(some->occurrences.size(), 4U);
    EXPECT_TRUE(some->occurrences[1].applied);
    EXPECT_FALSE(some->occurrences[2].applied);
    ASSERT_EQ(some->violations.size(), 1U);
    EXPECT_EQ(some->violations[0].what.rule, policy_rule::hours);
    EXPECT_EQ(desk.find_meeting(default_organization, some->id).value().occurrences.size(), 3U);
}

TEST_F(PoliciesTest, PutBuffersAroundMeetingsThatNobodySees) {
    put(atlantic, {.buffer_before = 10min, .buffer_after = 20min});
    const auto first = desk.book(as(ana), meeting(atlantic, "2026-11-23T09:00:00"));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->occurrences.at(0).span, interval(at("2026-11-23T09:00:00Z"), 45min));
    EXPECT_EQ(desk.find_meeting(default_organization, first->id).value().occurrences.at(0).span,
              interval(at("2026-11-23T09:00:00Z"), 45min));
    const auto busy =
        desk.find_busy(default_organization, {{atlantic}}, interval(at("2026-11-23T00:00:00Z"), 24h));
    ASSERT_EQ(busy.value().at(0).size(), 1U);
    EXPECT_EQ(busy.value()[0][0].span,
              interval(at("2026-11-23T08:50:00Z"), at("2026-11-23T10:05:00Z")));
    const auto close = desk.book(as(ana), meeting(atlantic, "2026-11-23T10:00:00"));
    ASSERT_FALSE(close); // 20 minutes after, 10 before
    for (const alternative& other : close.error().alternatives)
        if (other.rooms == std::vector{atlantic}) {
            EXPECT_TRUE(other.span.start() >= at("2026-11-23T10:15:00Z") ||
                        other.span.end() <= at("2026-11-23T08:30:00Z"));
        }
    EXPECT_TRUE(desk.book(as(ana), meeting(atlantic, "2026-11-23T10:15:00")));
}

TEST_F(PoliciesTest, OfferAlternativesThatTheyAllow) {
    put(atlantic, {.hours = working_hours{.in_zone = lisbon,
                                          .weekly = *parse_weekly_hours("mon-fri/09:00-10:30")}});
    put(pacific, {.bookers = policy_people{ben}});
    ASSERT_TRUE(desk.book(as(ana), meeting(atlantic, "2026-11-23T09:00:00")));
    const auto second = desk.book(as(ana), meeting(atlantic, "2026-11-23T09:15:00"));
    ASSERT_FALSE(second);
    const auto& others = second.error().alternatives;
    ASSERT_FALSE(others.empty());
    int n = 0;
    for (const alternative& other : others) {
        EXPECT_EQ(other.rooms, std::vector{atlantic}); // Pacific is not Ana's to book
        meeting_request taken = meeting(other.rooms.front(), "2026-11-23T09:00:00");
        taken.start = event_time::utc(other.span.start());
        const auto made = desk.book(as(ana, "other " + std::to_string(n++)), taken);
        EXPECT_TRUE(made) << to_rfc3339(other.span.start());
        if (made) {
            EXPECT_TRUE(desk.cancel(as(ana), made->id, 1, {}));
        }
    }
}

TEST_F(PoliciesTest, CountQuotasOfWhoeverOrganizesAndGiveThemBack) {
    put({}, {.quotas = {{quota_period::week, quota_measure::time, 100, lisbon}}});
    const auto monday = desk.book(as(ana), meeting(atlantic, "2026-11-23T09:00:00"));
    ASSERT_TRUE(monday);
    ASSERT_TRUE(desk.book(as(ana), meeting(pacific, "2026-11-24T09:00:00")));
    const auto third = desk.book(as(ana, "third"), meeting(atlantic, "2026-11-25T09:00:00"));
    ASSERT_EQ(broken(third), rules{policy_rule::quota});
    EXPECT_TRUE(third.error().why.conflicts.empty());
    EXPECT_EQ(third.error().violations[0].what.limit, 100);
    EXPECT_EQ(third.error().violations[0].what.asked, 45);
    EXPECT_EQ(broken(desk.book(as(ana, "third"), meeting(atlantic, "2026-11-25T09:00:00"))),
              rules{policy_rule::quota}); // the retry is told the same
    meeting_request of_ben = meeting(atlantic, "2026-11-25T09:00:00");
    of_ben.organizer = ben;
    EXPECT_TRUE(desk.book(as(ben), of_ben));
    EXPECT_TRUE(desk.book(as(ana), meeting(atlantic, "2026-11-30T09:00:00"))); // the week after
    ASSERT_TRUE(desk.cancel(as(ana), monday->id, 1, {}));
    EXPECT_TRUE(desk.book(as(ana), meeting(atlantic, "2026-11-26T09:00:00")));
}

TEST_F(PoliciesTest, CountAQuotaThatWasLoweredFromWhatIsBooked) {
    const auto limit = [&](std::uint32_t bookings) {
        put(atlantic, {.quotas = {{quota_period::week, quota_measure::bookings, bookings, lisbon}}});
    };
    limit(3);
    ASSERT_TRUE(desk.book(as(ana), meeting(atlantic, "2026-11-23T09:00:00")));
    ASSERT_TRUE(desk.book(as(ana), meeting(atlantic, "2026-11-23T10:00:00")));
    limit(1);
    EXPECT_EQ(broken(desk.book(as(ana), meeting(atlantic, "2026-11-23T11:00:00"))),
              rules{policy_rule::quota});
    limit(3);
    EXPECT_TRUE(desk.book(as(ana), meeting(atlantic, "2026-11-23T11:00:00")));
}

TEST_F(PoliciesTest, CountEachOccurrenceOfASeriesAlsoWhereItGoesOn) {
    put({}, {.quotas = {{quota_period::week, quota_measure::bookings, 1, lisbon}}});
    meeting_request asked = meeting(atlantic, "2026-11-23T09:00:00");
    asked.rule = parse_rule("FREQ=WEEKLY").value();
    ASSERT_TRUE(desk.book(as(ana), asked));
    EXPECT_EQ(broken(desk.book(as(ana), meeting(pacific, "2027-11-24T09:00:00"))),
              rules{policy_rule::quota});
    clock.advance(24h * 60);
    ASSERT_TRUE(desk.roll(default_organization));
    ASSERT_TRUE(desk.roll(default_organization));
    EXPECT_EQ(broken(desk.book(as(ana), meeting(pacific, "2028-02-02T09:00:00"))),
              rules{policy_rule::quota});
}

TEST_F(PoliciesTest, LetAMeetingAwaitItsApprovalWhileItHasItsTime) {
    put(atlantic, {.approvers = policy_people{ben}, .approval_within = 12h});
    const auto made = desk.book(as(ana, "k"), meeting(atlantic, "2026-11-23T09:00:00"));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->pending, std::vector{atlantic});
    EXPECT_EQ(made->expires_at, at("2026-11-22T20:00:00Z"));
    EXPECT_FALSE(desk.book(as(ana), meeting(atlantic, "2026-11-23T09:00:00")));
    const auto busy =
        desk.find_busy(default_organization, {{atlantic}}, interval(at("2026-11-23T00:00:00Z"), 24h));
    EXPECT_EQ(busy.value().at(0).at(0).type, busy_type::busy_tentative);

    ASSERT_EQ(desk.list_pending(as(ben)).value().size(), 1U);
    EXPECT_TRUE(desk.list_pending(as(ana)).value().empty());
    EXPECT_FALSE(desk.confirm(as(ana), made->id));
    const auto mine = desk.approve(as(ana, "mine"), made->id, 1);
    ASSERT_FALSE(mine);
    EXPECT_EQ(mine.error().why.reason, refusal_reason::policy);

    const auto approved = desk.approve(as(ben, "yes"), made->id, 1);
    ASSERT_TRUE(approved);
    EXPECT_EQ(approved->sequence, 2U);
    EXPECT_TRUE(approved->pending.empty());
    const auto read = desk.find_meeting(default_organization, made->id).value();
    EXPECT_TRUE(read.pending.empty());
    EXPECT_FALSE(read.expires_at);
    EXPECT_EQ(read.details.status, event_status::confirmed);
    EXPECT_TRUE(desk.list_pending(as(ben)).value().empty());
    const auto retry = desk.approve(as(ben, "yes"), made->id, 1);
    ASSERT_TRUE(retry);
    EXPECT_TRUE(retry->repeated);
    clock.advance(24h * 3);
    EXPECT_EQ(desk.sweep().value(), 0U);
}

TEST_F(PoliciesTest, GiveUpWhatNobodyApprovesAndWhatIsDeclined) {
    put(atlantic, {.approvers = policy_people{ben}});
    const auto first = desk.book(as(ana), meeting(atlantic, "2026-11-23T09:00:00"));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->expires_at, at("2026-11-23T09:00:00Z")); // when it begins, at the latest
    EXPECT_FALSE(desk.decline(as(ana), first->id, 1));
    ASSERT_TRUE(desk.decline(as(ben), first->id, 1));
    const auto second = desk.book(as(ana), meeting(atlantic, "2026-11-23T09:00:00"));
    ASSERT_TRUE(second);
    clock.advance(24h * 2);
    EXPECT_EQ(desk.approve(as(ben), second->id, 1).error().why.reason, refusal_reason::expired);
    EXPECT_EQ(desk.sweep().value(), 1U);
    EXPECT_FALSE(desk.find_meeting(default_organization, second->id));
}

TEST_F(PoliciesTest, AskForApprovalAnewWhereAMeetingIsMoved) {
    put(atlantic, {.approvers = policy_people{ben}});
    const auto made = desk.book(as(ana), meeting(pacific, "2026-11-23T09:00:00"));
    ASSERT_TRUE(made);
    const auto moved = desk.update(as(ana), made->id, 1, {.rooms = {{{atlantic}}}}, {});
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->pending, std::vector{atlantic});
    EXPECT_TRUE(moved->expires_at);
    const auto title = desk.update(as(ana), made->id, 2, {.title = "Still pending"}, {});
    ASSERT_TRUE(title);
    EXPECT_EQ(desk.find_meeting(default_organization, made->id).value().pending,
              std::vector{atlantic});
    const auto back = desk.update(as(ana), made->id, 3, {.rooms = {{{pacific}}}}, {});
    ASSERT_TRUE(back);
    EXPECT_TRUE(back->pending.empty());
    EXPECT_FALSE(back->expires_at);
    EXPECT_FALSE(desk.find_meeting(default_organization, made->id).value().expires_at);
}

TEST_F(PoliciesTest, NeedNoApprovalOfThoseWhoApproveNorOfWhatAChoiceCanAvoid) {
    put(atlantic, {.approvers = policy_people{ben}});
    EXPECT_TRUE(desk.book(as(ben), meeting(atlantic, "2026-11-23T09:00:00"))->pending.empty());
    meeting_request either = meeting(atlantic, "2026-11-24T09:00:00");
    either.rooms = {{atlantic, pacific}};
    const auto made = desk.book(as(ana), either);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->rooms, std::vector{pacific});
    EXPECT_TRUE(made->pending.empty());
    EXPECT_FALSE(desk.hold(as(ana), meeting(atlantic, "2026-11-25T09:00:00"), 5min));
}

TEST_F(PoliciesTest, JudgeAnEditOnlyForWhatItChanges) {
    const auto made = desk.book(as(ana), meeting(atlantic, "2026-11-23T09:00:00"));
    ASSERT_TRUE(made);
    put(atlantic, {.notice = 24h * 7, .seats = 2});
    EXPECT_TRUE(desk.update(as(ana), made->id, 1, {.people = {{ana}}}, {}));
    EXPECT_EQ(broken(desk.update(as(ana), made->id, 2,
                                 {.people = {{ana, ben}},
                                  .guests = {{"guest@example.com"}}},
                                 {})),
              rules{policy_rule::seats});
    EXPECT_EQ(broken(desk.update(as(ana), made->id, 2,
                                 {.start = event_time::zoned(local("2026-11-23T10:00:00"), lisbon)},
                                 {})),
              rules{policy_rule::notice});
    EXPECT_EQ(start_of(made->id), at("2026-11-23T09:00:00Z"));
}

TEST_F(PoliciesTest, HoldForOneOccurrenceThatIsMovedIntoAnotherRoom) {
    put(pacific, {.buffer_after = 15min});
    const auto made = desk.book(as(ana), weekly(atlantic, "2026-11-23T09:00:00", 3));
    ASSERT_TRUE(made);
    const edit_scope second{local("2026-11-30T09:00:00"), edit_range::this_one};
    ASSERT_TRUE(desk.update(as(ana), made->id, 1, {.rooms = {{{pacific}}}}, second));
    const auto read = desk.find_meeting(default_organization, made->id).value();
    ASSERT_EQ(read.occurrences.size(), 3U);
    for (const meeting_occurrence& o : read.occurrences) EXPECT_EQ(o.span.length(), 45min);
    EXPECT_FALSE(desk.book(as(ana), meeting(pacific, "2026-11-30T09:45:00")));
    put(pacific, {.approvers = policy_people{ben}});
    const edit_scope third{local("2026-12-07T09:00:00"), edit_range::this_one};
    const auto refused = desk.update(as(ana), made->id, 2, {.rooms = {{{pacific}}}}, third);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().why.reason, refusal_reason::invalid);
}

TEST_F(PoliciesTest, TellWhatAListingWouldLeaveOut) {
    put(atlantic, {.notice = 24h * 7});
    const auto found = desk.find_violations(as(ana), {{atlantic, pacific}},
                                            interval(at("2026-11-23T09:00:00Z"), 1h), 2);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->at(0).size(), 1U);
    EXPECT_EQ(found->at(0)[0].what.rule, policy_rule::notice);
    EXPECT_TRUE(found->at(1).empty());
}

} // namespace
} // namespace timewright
