// Goal: a search by calendar users asks for everything that the search over time sets can, as the house
// has it: units, seats, features, buffers, policies, limits a day, turns; and says what would help.
// Method: a scheduler over the two reference stores; the first start that is found, after each change.
#include "unit/service/scheduler_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace timewright {
namespace {

class SlotsTest : public SchedulerTest {
  protected:
    slot_request day() const {
        return {.window = interval(at("2026-11-23T09:00:00Z"), 8h), .duration = 30min};
    }
    std::string first(const slot_request& asked) {
        const auto found = desk.find_slots({}, asked);
        if (!found) return found.error().message;
        return found->slots.empty() ? "none" : to_rfc3339(found->slots.front().span.start());
    }
    std::string book(const char* name, const meeting_request& asked) {
        const auto made = desk.book(key(name), asked);
        return made ? "" : "refused";
    }
    booking_id hold_tentatively(calendar_user_id room, const char* start) {
        const auto before = desk.find_policy(default_organization, room).value();
        EXPECT_TRUE(desk.put_policy(default_organization, room, {.approvers = policy_people{ben}},
                                    before.version));
        request_context asker = key("tentative");
        asker.asker = ana;
        const auto made = desk.book(asker, meeting(room, start));
        EXPECT_TRUE(made && made->pending == std::vector{room});
        return made ? made->id : booking_id{};
    }
};

TEST_F(SlotsTest, KeepBuffersNoticeAlignmentAndLimitsADay) {
    ASSERT_EQ(book("a", meeting(atlantic, "2026-11-23T09:00:00")), ""); // Ana, to 09:45
    slot_request asked = day();
    asked.required = {ana};
    EXPECT_EQ(first(asked), "2026-11-23T09:45:00Z");
    asked.buffer_before = 20min;
    EXPECT_EQ(first(asked), "2026-11-23T10:15:00Z");
    asked.align = slot_alignment{.every = 2h, .in_zone = lisbon};
    EXPECT_EQ(first(asked), "2026-11-23T12:00:00Z");
    asked.align.reset();
    asked.day_meetings_max = 1;
    EXPECT_EQ(first(asked), "none");
    asked.day_meetings_max = 2;
    asked.day_time_max = 1h; // 45 minutes and 30 are more
    EXPECT_EQ(first(asked), "none");
    asked.day_time_max = 75min;
    EXPECT_EQ(first(asked), "2026-11-23T10:15:00Z");
    asked.notice = at("2026-11-23T11:00:00Z") - desk.now();
    EXPECT_EQ(first(asked), "2026-11-23T11:00:00Z");
}

TEST_F(SlotsTest, KnowUnitsSeatsFeaturesAndHowManyAreNeeded) {
    const auto desks = add("Desks", calendar_user_kind::resource, 3);
    meeting_request two = meeting(atlantic, "2026-11-23T09:00:00");
    two.resources = {{desks, 2}};
    two.people = {};
    two.organizer.reset();
    ASSERT_EQ(book("a", two), "");
    slot_request asked = day();
    asked.any_of = {user_group{desks}};
    EXPECT_EQ(first(asked), "2026-11-23T09:00:00Z");
    asked.any_of[0].least.units = 2;
    EXPECT_EQ(first(asked), "2026-11-23T09:45:00Z");
    asked.any_of[0].least.units = 4;
    EXPECT_EQ(first(asked), "none");

    asked.any_of = {user_group{atlantic, pacific}};
    EXPECT_EQ(first(asked), "2026-11-23T09:00:00Z");
    asked.any_of[0].needed = 2;
    EXPECT_EQ(first(asked), "2026-11-23T09:45:00Z");
    asked.any_of[0].least.seats = 9;
    EXPECT_EQ(first(asked), "none");
    asked.any_of[0].least = {.features = {"screen"}};
    EXPECT_EQ(first(asked), "none");
}

TEST_F(SlotsTest, TakeTurnsByWhatTheHouseHasBooked) {
    meeting_request of_ana = meeting(atlantic, "2026-11-22T10:00:00"); // the day before
    of_ana.people = {ana};
    ASSERT_EQ(book("a", of_ana), "");
    slot_request asked = day();
    asked.any_of = {user_group{ana, ben}};
    const auto chosen = [&] {
        const auto found = desk.find_slots({}, asked);
        return found && !found->slots.empty() ? found->slots.front().rooms
                                              : std::vector<calendar_user_id>{};
    };
    EXPECT_EQ(chosen(), std::vector{ana});
    asked.any_of[0].turn = turn_rule::least_recent;
    EXPECT_EQ(chosen(), std::vector{ben});
    asked.any_of[0].turn = turn_rule::least_load; // in the window nobody has anything yet
    EXPECT_EQ(chosen(), std::vector{ana});
    meeting_request later = meeting(atlantic, "2026-11-23T16:00:00");
    later.people = {ana};
    ASSERT_EQ(book("b", later), "");
    EXPECT_EQ(chosen(), std::vector{ben});
    asked.any_of[0].weights = {1, 0};
    asked.any_of[0].turn = turn_rule::by_weight;
    EXPECT_NE(first(asked).find("weight 0"), std::string::npos);
}

TEST_F(SlotsTest, RankByWeights) {
    meeting_request of_ben = meeting(atlantic, "2026-11-23T09:00:00");
    of_ben.people = {ben};
    of_ben.organizer = ben;
    ASSERT_EQ(book("a", of_ben), "");
    meeting_request of_ana = meeting(pacific, "2026-11-23T09:45:00");
    of_ana.people = {ana};
    ASSERT_EQ(book("b", of_ana), "");
    const auto board = add("Board", calendar_user_kind::room);
    slot_request asked = day(); // Ben can from 09:45 on, Ana to 09:45 and from 10:30 on
    asked.window = interval(at("2026-11-23T09:00:00Z"), 75min);
    asked.required = {board};
    asked.optional = {{ana, 1}, {ben, 9}};
    EXPECT_EQ(first(asked), "2026-11-23T09:45:00Z");
    asked.optional = {{ana, 9}, {ben, 1}};
    EXPECT_EQ(first(asked), "2026-11-23T09:00:00Z");
}

TEST_F(SlotsTest, FindOnlyWhatTheAskerMayBook) {
    slot_request asked = day();
    asked.required = {ana};
    asked.any_of = {user_group{atlantic, pacific}};
    const auto put = [&](calendar_user_id id, const booking_policy& policy) {
        const auto before = desk.find_policy(default_organization, id).value();
        ASSERT_TRUE(desk.put_policy(default_organization, id, policy, before.version));
    };
    const auto seen = [&] {
        const auto found = desk.find_slots({.asker = ana}, asked);
        if (!found || found->slots.empty()) return std::string("none");
        const auto& slot = found->slots.front();
        return std::string(slot.rooms.front() == atlantic ? "Atlantic " : "Pacific ") +
               to_rfc3339(slot.span.start());
    };
    EXPECT_EQ(seen(), "Atlantic 2026-11-23T09:00:00Z");
    put(atlantic, {.bookers = policy_people{ben}});
    EXPECT_EQ(seen(), "Pacific 2026-11-23T09:00:00Z");
    put(pacific, {.notice = 27h});
    EXPECT_EQ(seen(), "Pacific 2026-11-23T11:00:00Z");
    put(pacific, {.horizon = 26h, .hours = working_hours{.in_zone = lisbon,
                                                         .weekly = *parse_weekly_hours(
                                                             "mon/09:45-12:00")}});
    EXPECT_EQ(seen(), "Pacific 2026-11-23T09:45:00Z");
    put(pacific, {.longest = 15min});
    EXPECT_EQ(seen(), "none");
    put(pacific, {.buffer_after = 30min});
    meeting_request before = meeting(pacific, "2026-11-23T09:00:00");
    before.people = {ben};
    before.organizer = ben;
    ASSERT_EQ(book("a", before), "");
    EXPECT_EQ(seen(), "Pacific 2026-11-23T10:15:00Z");
}

TEST_F(SlotsTest, ReadTentativeTimeAsTheyAreAsked) {
    hold_tentatively(atlantic, "2026-11-23T09:00:00");
    slot_request asked = day();
    asked.required = {atlantic};
    EXPECT_EQ(first(asked), "2026-11-23T09:45:00Z");
    asked.tentative = tentative_as::free;
    EXPECT_EQ(first(asked), "2026-11-23T09:00:00Z");
}

TEST_F(SlotsTest, AreExplainedWithRelaxationsThatWork) {
    working_hours nine_to_five{.in_zone = lisbon,
                               .weekly = parse_weekly_hours("mon-fri/09:00-17:00").value()};
    ASSERT_TRUE(desk.put_working_hours(default_organization, ana, nine_to_five));
    meeting_request of_ben = meeting(atlantic, "2026-11-23T09:00:00");
    of_ben.people = {ben};
    of_ben.organizer = ben;
    ASSERT_EQ(book("a", of_ben), "");
    slot_request asked{.window = interval(at("2026-11-23T09:00:00Z"), 1h),
                       .duration = 30min,
                       .required = {ana},
                       .any_of = {user_group{atlantic}},
                       .explain = true};
    const auto none = desk.find_slots({}, asked);
    ASSERT_TRUE(none);
    ASSERT_TRUE(none->slots.empty());
    ASSERT_FALSE(none->explanations.empty());
    EXPECT_EQ(none->explanations.front().blocking, std::vector{atlantic});
    const auto relaxed = [&](relaxation_kind kind) -> const found_relaxation* {
        const auto at = std::find_if(none->relaxations.begin(), none->relaxations.end(),
                                     [&](const auto& r) { return r.kind == kind; });
        return at == none->relaxations.end() ? nullptr : &*at;
    };
    const auto* shorter = relaxed(relaxation_kind::shorter);
    ASSERT_NE(shorter, nullptr);
    EXPECT_EQ(shorter->found.span, interval(at("2026-11-23T09:45:00Z"), 15min));
    const auto* another = relaxed(relaxation_kind::another_room);
    ASSERT_NE(another, nullptr);
    EXPECT_EQ(another->users, std::vector{pacific});
    EXPECT_EQ(another->found.rooms, std::vector{pacific});
    EXPECT_EQ(another->group, 0U);
    const auto* later = relaxed(relaxation_kind::later);
    ASSERT_NE(later, nullptr);
    EXPECT_EQ(later->found.span.start(), at("2026-11-23T09:45:00Z"));
    int n = 0;
    for (const found_relaxation& one : none->relaxations) {
        meeting_request taking = meeting(one.found.rooms.front(), "2026-11-23T09:00:00");
        taking.start = event_time::utc(one.found.span.start());
        taking.duration = {.time = one.found.span.length()};
        taking.people = {ana};
        taking.insisted = {ana};
        const auto made = desk.book(key("relaxed " + std::to_string(n++)), taking);
        EXPECT_TRUE(made) << to_string(one.kind);
        if (made) {
            EXPECT_TRUE(desk.cancel(key(""), made->id, 1, {}));
        }
    }
}

TEST_F(SlotsTest, RefuseWhatIsNoQuestion) {
    slot_request asked = day();
    EXPECT_EQ(first(asked), "nobody is asked for: name a required calendar or a group");
    asked.required = {ana};
    asked.duration = 0s;
    EXPECT_EQ(first(asked), "the duration must be longer than zero");
    asked.duration = 30min;
    asked.buffer_after = 25h;
    EXPECT_EQ(first(asked), "a buffer is from 0 to 24 hours");
    asked.buffer_after = 0s;
    asked.notice = -1s;
    EXPECT_EQ(first(asked), "a notice is from 0 to 36525 days");
    asked.notice = 0s;
    asked.required = {calendar_user_id::from_number(9999)};
    EXPECT_EQ(first(asked),
              "there is no calendar user 00000000-0000-0000-0000-00000000270f");
}

} // namespace
} // namespace timewright
