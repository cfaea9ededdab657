// Goal: what is freed goes to whoever came first and fits whole, however it is freed, and nobody
// slips in between. Method: cancel, move, edit and expiry with people in line, over the reference
// stores and a clock that stands still; then threads that book, cancel and sweep at once.
#include "scheduler_fixture.hpp"

#include <timewright/ports/ids.hpp>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace timewright {
namespace {

class Waitlist : public SchedulerTest {
  protected:
    meeting_request patient(calendar_user_id room, const char* start) const {
        meeting_request asked = meeting(room, start);
        asked.waitlist = true;
        return asked;
    }
    meeting_booked wait(const char* key_text, const meeting_request& asked) {
        auto made = desk.book(key(key_text), asked);
        EXPECT_TRUE(made) << made.error().why.fault.message;
        return made ? *made : meeting_booked{};
    }
    meeting_view view(booking_id id) { return desk.find_meeting(default_organization, id).value(); }
    static constexpr const char* nine = "2026-11-23T09:00:00";
    static constexpr const char* ten = "2026-11-23T10:00:00";
};

TEST_F(Waitlist, BooksAtOnceWhatFits) {
    const auto made = wait("a", patient(atlantic, nine));
    EXPECT_FALSE(made.waits);
    EXPECT_EQ(made.rooms, std::vector{atlantic});
    EXPECT_EQ(made.occurrences.size(), 1U);
    EXPECT_TRUE(made.occurrences.front().applied);
    EXPECT_FALSE(view(made.id).waits);
    EXPECT_EQ(view(made.id).sequence, made.sequence);
}

TEST_F(Waitlist, GivesWhatIsCancelledToWhoeverCameFirst) {
    const auto held = desk.book(key("a"), meeting(atlantic, nine)).value();
    const auto first = wait("b", patient(atlantic, nine));
    const auto second = wait("c", patient(atlantic, nine));
    EXPECT_TRUE(first.waits);
    EXPECT_TRUE(view(first.id).waits);
    EXPECT_EQ(wait("b", patient(atlantic, nine)).id, first.id) << "a retry is the same waiter";
    ASSERT_TRUE(desk.cancel(key("d"), held.id, held.sequence, {}));
    EXPECT_FALSE(view(first.id).waits);
    EXPECT_EQ(view(first.id).expires_at, clock.now() + 15min);
    EXPECT_TRUE(view(second.id).waits);
    ASSERT_TRUE(desk.confirm(key("e"), first.id));
    EXPECT_EQ(view(first.id).expires_at, std::nullopt);
}

TEST_F(Waitlist, GoesOnToTheNextWhenAnOfferRunsOut) {
    const auto held = desk.book(key("a"), meeting(atlantic, nine)).value();
    const auto first = wait("b", patient(atlantic, nine));
    const auto second = wait("c", patient(atlantic, nine));
    ASSERT_TRUE(desk.cancel(key("d"), held.id, held.sequence, {}));
    clock.advance(15min);
    // Not swept yet, and all the same not for whoever comes now.
    EXPECT_FALSE(desk.book(key("e"), meeting(atlantic, nine)));
    EXPECT_FALSE(desk.find_meeting(default_organization, first.id));
    EXPECT_EQ(view(second.id).expires_at, clock.now() + 15min);
    clock.advance(15min);
    EXPECT_EQ(desk.sweep().value(), 1U);
    EXPECT_TRUE(desk.book(key("f"), meeting(atlantic, nine)));
}

TEST_F(Waitlist, PassesOverWhoeverDoesNotFitWhole) {
    const auto held = desk.book(key("a"), meeting(atlantic, nine)).value();
    ASSERT_TRUE(desk.book(key("b"), meeting(atlantic, ten)));
    meeting_request two_hours = patient(atlantic, nine);
    two_hours.duration = {.time = 2h};
    const auto first = wait("c", two_hours);
    const auto second = wait("d", patient(atlantic, nine));
    ASSERT_TRUE(desk.cancel(key("e"), held.id, held.sequence, {}));
    EXPECT_TRUE(view(first.id).waits);
    EXPECT_FALSE(view(second.id).waits);
}

TEST_F(Waitlist, IsServedByAMoveAndByAnEdit) {
    const auto moved = desk.book(key("a"), meeting(atlantic, nine)).value();
    const auto edited = desk.book(key("b"), meeting(pacific, nine)).value();
    const auto first = wait("c", patient(atlantic, nine));
    const auto second = wait("d", patient(pacific, nine));
    ASSERT_TRUE(desk.update(key("e"), moved.id, moved.sequence,
                            {.start = event_time::zoned(local(ten), lisbon)}, {}));
    ASSERT_TRUE(desk.update(key("f"), edited.id, edited.sequence,
                            {.start = event_time::zoned(local(ten), lisbon)}, {}));
    EXPECT_FALSE(view(first.id).waits);
    EXPECT_FALSE(view(second.id).waits);
}

TEST_F(Waitlist, WaitsForAnyOfTheRooms) {
    ASSERT_TRUE(desk.book(key("a"), meeting(atlantic, nine)));
    const auto held = desk.book(key("b"), meeting(pacific, nine)).value();
    meeting_request any = patient(atlantic, nine);
    any.rooms = {{atlantic, pacific}};
    const auto first = wait("c", any);
    EXPECT_TRUE(first.waits);
    ASSERT_TRUE(desk.cancel(key("d"), held.id, held.sequence, {}));
    EXPECT_EQ(view(first.id).rooms, std::vector{pacific});
}

TEST_F(Waitlist, CanBeLeft) {
    const auto held = desk.book(key("a"), meeting(atlantic, nine)).value();
    const auto first = wait("b", patient(atlantic, nine));
    const auto second = wait("c", patient(atlantic, nine));
    ASSERT_TRUE(desk.cancel(key("d"), first.id, first.sequence, {}));
    ASSERT_TRUE(desk.update(key("e"), second.id, second.sequence,
                            {.start = event_time::zoned(local(ten), lisbon)}, {}))
        << "an edit of the time books it there";
    EXPECT_FALSE(view(second.id).waits);
    EXPECT_EQ(view(second.id).expires_at, std::nullopt);
    ASSERT_TRUE(desk.cancel(key("f"), held.id, held.sequence, {}));
    EXPECT_TRUE(desk.book(key("g"), meeting(atlantic, nine)));
}

TEST_F(Waitlist, EndsWhenTheMeetingWouldBegin) {
    ASSERT_TRUE(desk.book(key("a"), meeting(atlantic, nine)));
    const auto first = wait("b", patient(atlantic, nine));
    clock.set(at("2026-11-23T09:00:00Z"));
    EXPECT_EQ(desk.sweep().value(), 1U);
    EXPECT_FALSE(desk.find_meeting(default_organization, first.id));
}

TEST_F(Waitlist, IsNotFree) {
    ASSERT_TRUE(desk.book(key("a"), meeting(atlantic, nine)));
    const auto first = wait("b", patient(atlantic, nine));
    EXPECT_FALSE(desk.confirm(key("c"), first.id)) << "there is nothing to confirm";
    const std::vector<calendar_user_id> rooms{atlantic};
    const auto busy =
        desk.find_busy(default_organization, rooms,
                       interval(at("2026-11-23T00:00:00Z"), at("2026-11-24T00:00:00Z")))
            .value();
    EXPECT_EQ(busy.front().size(), 1U) << "who waits takes no time";
}

TEST_F(Waitlist, TakesNoSeriesWithoutEndAndNoneThatSkips) {
    meeting_request series = patient(atlantic, nine);
    series.rule = recurrence_rule{.freq = frequency::weekly};
    EXPECT_FALSE(desk.book(key("a"), series));
    series.rule->count = 3;
    series.skip_occurrences = true;
    EXPECT_FALSE(desk.book(key("b"), series));
    series.skip_occurrences = false;
    EXPECT_TRUE(desk.book(key("c"), series));
}

TEST(WaitlistRaces, NobodySlipsInBetweenAReleaseAndTheFirstWhoWaits) {
    // One thread frees again and again, one joins the line, one tries to slip in, one sweeps.
    const sys_seconds start = at("2026-11-22T08:00:00Z");
    manual_clock clock(start);
    memory_store store(clock);
    memory_directory directory;
    random_ids ids;
    const zone_registry zones = testing::pinned_zones();
    scheduler desk({store, directory, clock, ids, zones});
    const auto room =
        desk.put_user(default_organization,
                      {.kind = calendar_user_kind::room, .name = "Atlantic", .zone_name = "UTC"}, 0)
            .value()
            .value.id;
    meeting_request asked{.title = "Planning",
                          .start = event_time::utc(at("2026-11-23T09:00:00Z")),
                          .duration = {.time = 45min},
                          .rooms = {{room}}};
    auto holder = desk.book({}, asked).value();
    meeting_request patient = asked;
    patient.waitlist = true;
    ASSERT_TRUE(desk.book({}, patient).value().waits);

    std::atomic<bool> stop = false;
    std::atomic<int> slipped_in = 0;
    std::thread joiner([&] {
        for (int n = 0; n < 200; ++n)
            if (const auto made = desk.book({}, patient); !made || !made->waits) ++slipped_in;
        stop = true;
    });
    std::thread stranger([&] {
        while (!stop)
            if (desk.book({}, asked)) ++slipped_in;
    });
    std::thread sweeper([&] {
        while (!stop) static_cast<void>(desk.sweep());
    });
    booking_id held = holder.id;
    std::uint64_t sequence = holder.sequence;
    int served = 0;
    const interval whole_day(at("2026-11-23T00:00:00Z"), at("2026-11-24T00:00:00Z"));
    while (!stop || served == 0) {
        const auto there = desk.list_meetings(default_organization, whole_day, {}).value();
        const auto waits = [](const meeting_view& m) { return m.waits; };
        if (std::count_if(there.begin(), there.end(), waits) < 2) continue; // none would be left
        if (!desk.cancel({}, held, sequence, {})) continue; // the line moved too often
        const auto served_now = desk.list_meetings(default_organization, whole_day, {}).value();
        for (const meeting_view& m : served_now)
            if (!m.waits) {
                held = m.id;
                sequence = m.sequence;
                ++served;
            }
    }
    joiner.join();
    stranger.join();
    sweeper.join();
    EXPECT_EQ(slipped_in, 0);
    EXPECT_GT(served, 0);
}

} // namespace
} // namespace timewright
