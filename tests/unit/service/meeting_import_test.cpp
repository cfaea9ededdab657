// Goal: an event from a file is booked once, whole or not at all, and a trial says beforehand what
// will be. Method: events made by hand, imported over the reference stores, again and edited.
#include "scheduler_fixture.hpp"

#include <timewright/service/meeting_import.hpp>

namespace timewright {
namespace {

class MeetingImport : public SchedulerTest {
  protected:
    meeting_import of(const char* uid, const char* start) const {
        return {.details = {.uid = uid,
                            .start = event_time::zoned(local(start), lisbon),
                            .duration = {.time = 60min},
                            .summary = uid},
                .rooms = {{atlantic}},
                .people = {ana}};
    }
    import_result import(const meeting_import& asked) {
        return into.import({}, asked).value().outcome;
    }

    meeting_importer into{{store, directory, clock, ids, zones}};
};

TEST_F(MeetingImport, BooksAnEventOnceHoweverOftenItComes) {
    meeting_import asked = of("a", "2026-12-01T09:00:00");
    EXPECT_EQ(import(asked), import_result::booked);
    asked.details.stamp = at("2026-11-30T00:00:00Z"); // only the file is newer
    EXPECT_EQ(import(asked), import_result::unchanged);
    const booking_id id = imported_id(default_organization, asked.details);
    const auto view = desk.find_meeting(default_organization, id).value();
    EXPECT_EQ(view.sequence, 1U);
    EXPECT_EQ(view.rooms, std::vector{atlantic});
    EXPECT_EQ(view.people, std::vector{ana});
}

TEST_F(MeetingImport, ReplacesWhatAnEditedEventHadBookedOrKeepsIt) {
    EXPECT_EQ(import(of("a", "2026-12-01T09:00:00")), import_result::booked);
    EXPECT_EQ(import(of("b", "2026-12-01T11:00:00")), import_result::booked);
    EXPECT_FALSE(into.import({}, of("a", "2026-12-01T11:30:00")));
    const booking_id id = imported_id(default_organization, of("a", "2026-12-01T09:00:00").details);
    EXPECT_EQ(desk.find_meeting(default_organization, id)->occurrences.front().span.start(),
              at("2026-12-01T09:00:00Z"));
    EXPECT_EQ(import(of("a", "2026-12-01T10:00:00")), import_result::changed);
    EXPECT_EQ(desk.find_meeting(default_organization, id)->occurrences.front().span.start(),
              at("2026-12-01T10:00:00Z"));
}

TEST_F(MeetingImport, LeavesAloneWhatWasChangedHereSince) {
    const meeting_import asked = of("a", "2026-12-01T09:00:00");
    import(asked);
    const booking_id id = imported_id(default_organization, asked.details);
    ASSERT_TRUE(desk.update(key("moved"), id, 1,
                            {.start = event_time::zoned(local("2026-12-01T15:00:00"), lisbon)},
                            {}));
    EXPECT_EQ(import(asked), import_result::unchanged);
    EXPECT_EQ(desk.find_meeting(default_organization, id)->occurrences.front().span.start(),
              at("2026-12-01T15:00:00Z"));
}

TEST_F(MeetingImport, TriesOneAfterTheOtherWithoutDoingAnything) {
    ASSERT_TRUE(desk.book(key("there"), meeting(atlantic, "2026-12-01T13:00:00")));
    EXPECT_EQ(into.try_import({}, of("a", "2026-12-01T09:00:00"))->outcome, import_result::booked);
    EXPECT_FALSE(into.try_import({}, of("b", "2026-12-01T09:30:00"))) << "the first has it";
    EXPECT_FALSE(into.try_import({}, of("c", "2026-12-01T12:30:00"))) << "it is booked";
    EXPECT_EQ(
        desk.list_meetings(default_organization,
                           interval(at("2026-12-01T00:00:00Z"), at("2026-12-02T00:00:00Z")), {})
            ->size(),
        1U);
}

TEST_F(MeetingImport, SkipsWhatTakesNobodysTimeAndRefusesWhatHasNoName) {
    meeting_import asked = of("a", "2026-12-01T09:00:00");
    asked.details.transp = transparency::transparent;
    EXPECT_EQ(import(asked), import_result::skipped);
    const auto nameless = into.import({}, of("", "2026-12-01T09:00:00"));
    ASSERT_FALSE(nameless);
    EXPECT_EQ(nameless.error().why.reason, refusal_reason::invalid);
}

TEST_F(MeetingImport, HoldsToThePoliciesButNotForThePast) {
    booking_policy rules;
    rules.notice = 24h;
    ASSERT_TRUE(desk.put_policy(default_organization, atlantic, rules, 0));
    EXPECT_FALSE(into.import({}, of("soon", "2026-11-22T09:00:00")));
    EXPECT_EQ(import(of("past", "2026-11-20T09:00:00")), import_result::booked);
}

} // namespace
} // namespace timewright
