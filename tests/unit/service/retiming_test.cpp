// Goal: a new release of the zone database moves what is still to come, once, together and without
// dropping anybody. Method: 2026f ends winter time in Vancouver, so that 09:00 there is 16:00Z from
// November 2026 on and was 17:00Z by 2025b; meetings booked by the old release are retimed.
#include "scheduler_fixture.hpp"
#include "temporary_directory.hpp"

#include <timewright/service/retiming.hpp>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace timewright {
namespace {

class Retiming : public SchedulerTest {
  protected:
    meeting_request in_vancouver(calendar_user_id room, const char* start,
                                 const char* title) const {
        meeting_request asked = meeting(room, start);
        asked.title = title;
        asked.start = event_time::zoned(local(start), vancouver);
        asked.duration = {.time = 60min};
        return asked;
    }
    meeting_booked book(const meeting_request& asked) {
        return by_old.book(key(asked.title), asked).value();
    }
    retiming_report retime(retime_policy policy = retime_policy::keep_wall) {
        told.clear();
        return retiming({store, directory, ids, clock, zones})
            .run(default_organization, policy,
                 [this](const retiming_step& one) { told.push_back(one); })
            .value();
    }
    sys_seconds start_of(booking_id id) {
        return desk.find_meeting(default_organization, id)->occurrences.front().span.start();
    }

    zone_registry old_zones = testing::older_zones();
    zone vancouver = old_zones.find("America/Vancouver").value();
    scheduler by_old{{store, directory, clock, ids, old_zones}};
    std::vector<retiming_step> told;
};

TEST_F(Retiming, MovesWhatIsStillToComeAndIsDoneThen) {
    const auto made = book(in_vancouver(atlantic, "2026-12-01T09:00:00", "Class"));
    EXPECT_EQ(start_of(made.id), at("2026-12-01T17:00:00Z"));
    const retiming_report report = retime();
    EXPECT_EQ(report.bookings, 1U);
    EXPECT_TRUE(report.collisions.empty());
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].outcome, retime_outcome::moved);
    EXPECT_EQ(told[0].title, "Class");
    EXPECT_EQ(told[0].recurrence_id, std::nullopt);
    EXPECT_EQ(told[0].before.start(), at("2026-12-01T17:00:00Z"));
    EXPECT_EQ(told[0].after->start(), at("2026-12-01T16:00:00Z"));
    EXPECT_EQ(start_of(made.id), at("2026-12-01T16:00:00Z"));
    EXPECT_EQ(retime().bookings, 0U);
    EXPECT_TRUE(told.empty());
}

TEST_F(Retiming, LeavesOtherZonesAndThePastAlone) {
    book(meeting(atlantic, "2026-12-01T09:00:00"));
    book(in_vancouver(pacific, "2026-11-22T01:00:00", "Today"));
    clock.set(at("2026-11-23T00:00:00Z"));
    EXPECT_EQ(retime().bookings, 0U);
}

TEST_F(Retiming, LetsMeetingsTakeEachOthersPlaces) {
    std::vector<booking_id> hours;
    for (const char* start : {"2026-12-01T10:00:00", "2026-12-01T08:00:00", "2026-12-01T09:00:00"})
        hours.push_back(book(in_vancouver(atlantic, start, start + 11)).id);
    const auto before = store.newest_change().value();
    EXPECT_EQ(retime().bookings, 3U);
    EXPECT_EQ(start_of(hours[0]), at("2026-12-01T17:00:00Z"));
    EXPECT_EQ(start_of(hours[1]), at("2026-12-01T15:00:00Z"));
    EXPECT_EQ(start_of(hours[2]), at("2026-12-01T16:00:00Z"));
    // One change, and each entry says who did it.
    const auto page = store.changes_since(default_organization, before, 10).value();
    ASSERT_EQ(page.entries.size(), 3U);
    for (const feed_entry& entry : page.entries) {
        EXPECT_EQ(entry.origin, "retime");
        EXPECT_EQ(entry.sequence, 2U);
    }
}

TEST_F(Retiming, KeepsWhoeverLosesTheRoomAndTellsEachTime) {
    meeting_request call = meeting(atlantic, "2026-12-01T16:15:00");
    call.title = "Call";
    const auto stays = book(call);
    const auto loses = book(in_vancouver(atlantic, "2026-12-01T09:00:00", "Class"));
    for (int runs = 0; runs < 2; ++runs) {
        const retiming_report report = retime();
        ASSERT_EQ(report.collisions.size(), 1U);
        const retiming_collision& one = report.collisions.front();
        EXPECT_EQ(one.booking, loses.id);
        EXPECT_EQ(one.title, "Class");
        EXPECT_EQ(one.with, stays.id);
        EXPECT_EQ(one.with_title, "Call");
        EXPECT_EQ(one.user, atlantic);
        EXPECT_EQ(one.overlap, interval(at("2026-12-01T16:15:00Z"), at("2026-12-01T17:00:00Z")));
    }
    const meeting_view view = desk.find_meeting(default_organization, loses.id).value();
    EXPECT_EQ(view.rooms, std::vector{atlantic});
    ASSERT_EQ(view.occurrences.size(), 1U);
    EXPECT_FALSE(view.occurrences[0].applied);
    EXPECT_EQ(view.occurrences[0].span.start(), at("2026-12-01T16:00:00Z"));
    // Whoever has it goes away: nothing collides any more.
    ASSERT_TRUE(desk.cancel(key("gone"), stays.id, 1, {}));
    EXPECT_TRUE(retime().collisions.empty());
}

TEST_F(Retiming, KeepsTheInstantWhereThatIsWanted) {
    meeting_request series = in_vancouver(atlantic, "2026-12-01T09:00:00", "Class");
    series.rule = recurrence_rule{.freq = frequency::weekly, .count = 3};
    const auto repeats = book(series);
    const auto once = book(in_vancouver(pacific, "2026-12-01T09:00:00", "Once"));
    EXPECT_EQ(retime(retime_policy::keep_instant).bookings, 2U);
    ASSERT_EQ(told.size(), 4U);
    for (const retiming_step& one : told) EXPECT_EQ(one.outcome, retime_outcome::kept);
    EXPECT_EQ(start_of(once.id), at("2026-12-01T17:00:00Z"));
    EXPECT_EQ(desk.find_meeting(default_organization, once.id)->details.start.local,
              local("2026-12-01T10:00:00"));
    EXPECT_EQ(start_of(repeats.id), at("2026-12-01T17:00:00Z"));
    // The words agree with the claims now, whoever reads them.
    EXPECT_EQ(retime(retime_policy::keep_wall).bookings, 0U);
}

TEST_F(Retiming, AsksWithoutChangingAnything) {
    const auto made = book(in_vancouver(atlantic, "2026-12-01T09:00:00", "Class"));
    EXPECT_EQ(retime(retime_policy::ask).bookings, 0U);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].outcome, retime_outcome::asked);
    EXPECT_EQ(start_of(made.id), at("2026-12-01T17:00:00Z"));
}

TEST_F(Retiming, MovesBuffersQuotasHoldsAndThoseWhoWaitAlong) {
    booking_policy rules;
    rules.buffer_before = 15min;
    rules.quotas = {{.per = quota_period::day, .limit = 600, .in_zone = lisbon}};
    ASSERT_TRUE(by_old.put_policy(default_organization, atlantic, rules, 0));
    const auto held = by_old.hold({.request_key = "hold", .asker = ana},
                                  in_vancouver(atlantic, "2026-12-01T16:00:00", "Late"), 1h);
    ASSERT_TRUE(held);
    meeting_request late = in_vancouver(atlantic, "2026-12-01T16:00:00", "Waiting");
    late.waitlist = true;
    const auto waits = book(late);
    EXPECT_TRUE(waits.waits);
    EXPECT_EQ(retime().bookings, 2U);
    const auto claims = store.claims_of(default_organization, held->id).value();
    std::vector<interval> taken;
    for (const live_claim& c : claims)
        if (c.user == atlantic) taken.push_back(c.span);
    EXPECT_EQ(taken,
              (std::vector{interval(at("2026-12-01T22:45:00Z"), at("2026-12-02T00:00:00Z"))}));
    // It was of the next day in Lisbon, and is of this one now.
    EXPECT_TRUE(std::any_of(claims.begin(), claims.end(), [&](const live_claim& c) {
        return is_quota(c.user) &&
               c.span == interval(at("2026-12-01T00:00:00Z"), at("2026-12-02T00:00:00Z"));
    }));
    EXPECT_EQ(desk.find_meeting(default_organization, held->id)->expires_at, held->expires_at);
    EXPECT_TRUE(desk.find_meeting(default_organization, waits.id)->waits);
    EXPECT_EQ(start_of(waits.id), at("2026-12-01T23:00:00Z"));
    // Who waits is still the one who is offered what is freed.
    ASSERT_TRUE(desk.cancel(key("gone"), held->id, 2, {}));
    EXPECT_FALSE(desk.find_meeting(default_organization, waits.id)->waits);
}

TEST_F(Retiming, LeavesWhatItCannotReadAndSaysSo) {
    const auto made = book(in_vancouver(atlantic, "2026-12-01T09:00:00", "Class"));
    change damage{.edits = {{made.id, 1, "nonsense"}}};
    ASSERT_EQ(store.apply({&damage, 1})->front().code, outcome_code::applied);
    EXPECT_EQ(retime().unreadable, std::vector{made.id});
}

TEST(TzdataMark, TellsWhatTheZonesMean) {
    temporary_directory zoneinfo;
    const auto copy = [&](std::string_view name, std::string_view from, std::string_view version) {
        const auto to = zoneinfo.path() / name;
        std::filesystem::create_directories(to.parent_path());
        std::filesystem::copy_file(testing::pinned_zoneinfo(version) / from, to,
                                   std::filesystem::copy_options::overwrite_existing);
    };
    const auto mark = [&] { return mark_of(*zone_registry::open(zoneinfo.path())).value(); };
    copy("+VERSION", "+VERSION", "2025b");
    copy("America/Vancouver", "America/Vancouver", "2025b");
    const tzdata_mark before = mark();
    EXPECT_EQ(before.version, "2025b");
    EXPECT_EQ(mark(), before);
    copy("America/Vancouver", "America/Vancouver", "2026f"); // the release stays by its name
    EXPECT_EQ(mark().version, before.version);
    EXPECT_NE(mark().content, before.content);
    copy("America/Vancouver", "America/Vancouver", "2025b");
    EXPECT_EQ(mark(), before);
    copy("Canada/Pacific", "America/Vancouver", "2025b"); // another name is another database
    EXPECT_FALSE(mark().agrees_with(before));
}

TEST(TzdataInForce, IsWhatWasSaidLast) {
    memory_directory records;
    EXPECT_EQ(find_tzdata_in_force(records).value(), std::nullopt);
    ASSERT_TRUE(put_tzdata_in_force(records, {.version = "2025b"}));
    EXPECT_EQ(find_tzdata_in_force(records).value(), tzdata_mark{.version = "2025b"});
    const tzdata_mark newer{.version = "2026f", .content = "c0ffee"};
    ASSERT_TRUE(put_tzdata_in_force(records, newer));
    ASSERT_TRUE(put_tzdata_in_force(records, newer));
    EXPECT_EQ(find_tzdata_in_force(records).value(), newer);
    EXPECT_TRUE(newer.agrees_with({.version = "2026f"})); // as before contents were known
    EXPECT_FALSE(newer.agrees_with({.version = "2026f", .content = "decaf"}));
    EXPECT_FALSE(newer.agrees_with({.version = "2025b", .content = "c0ffee"}));
}

} // namespace
} // namespace timewright
