// Goal: answers have exactly the members that the contract names, and text in them cannot end a
// string. Method: whole answers compared as text.
#include <timewright/adapters/json/answers.hpp>
#include <timewright/adapters/json/cursor.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace timewright;
using namespace std::chrono_literals;

const calendar_user_id ana = calendar_user_id::from_number(1);
const calendar_user_id room = calendar_user_id::from_number(2);
const std::string ana_text = ana.to_string();
const std::string room_text = room.to_string();
const sys_seconds nine = *parse_rfc3339("2026-11-23T09:00:00Z");

principal me(role granted = role::member) {
    return {.account = account_id::from_number(3),
            .organization = organization_id::from_number(4),
            .user = ana,
            .email = "ana@example.com",
            .name = "Ana",
            .granted = granted};
}

meeting_view planning() {
    meeting_view view{.id = booking_id::from_number(5), .sequence = 2};
    view.details.summary = "Planning";
    view.details.start = event_time::zoned(*parse_local("2026-11-23T09:00:00"),
                                           zone::fixed("Etc/GMT", 0s));
    view.details.duration = {.time = 45min};
    view.details.organizer = participant{.user = ana, .email = "ana@example.com"};
    view.details.participants = {
        {.user = ana, .email = "ana@example.com", .name = "Ana", .role = participant_role::chair,
         .status = participation_status::accepted},
        {.email = "atlantic@example.com", .kind = calendar_user_kind::room},
        {.email = "guest@example.com", .role = participant_role::non_participant,
         .status = participation_status::delegated}};
    view.rooms = {room};
    view.occurrences = {{.recurrence_id = *parse_local("2026-11-23T09:00:00"),
                         .span = interval(nine, std::chrono::seconds(45min))}};
    return view;
}

TEST(MeJson, IsWhoAsks) {
    EXPECT_EQ(json::write_me(me(), "Europe/Lisbon"),
              R"({"accountId":"00000000-0000-0000-0000-000000000003","userId":")" + ana_text +
                  R"(","email":"ana@example.com","name":"Ana","role":"member",)"
                  R"("timeZone":"Europe/Lisbon",)"
                  R"("organizationId":"00000000-0000-0000-0000-000000000004"})");
}

TEST(UserJson, HasTheMembersOfItsKind) {
    EXPECT_EQ(json::write_user({.id = ana, .name = "Ana \"</script>", .email = "a@b",
                                .zone_name = "UTC"}),
              R"({"id":")" + ana_text +
                  R"(","kind":"individual","name":"Ana \"</script>","email":"a@b",)"
                  R"("timeZone":"UTC","disabled":false})");
    EXPECT_EQ(json::write_user({.id = room, .kind = calendar_user_kind::room, .name = "Atlantic",
                                .zone_name = "UTC", .seats = 8, .features = {"screen"}}),
              R"({"id":")" + room_text +
                  R"(","kind":"room","name":"Atlantic","seats":8,"features":["screen"],)"
                  R"("capacity":1,"timeZone":"UTC","disabled":false})");
}

TEST(PageJson, EndsWithNullOrACursor) {
    const std::vector<std::string> items{"{}", "1"};
    EXPECT_EQ(json::write_page(items, std::nullopt), R"({"items":[{},1],"next":null})");
    EXPECT_EQ(json::write_page({}, "a\"b"), R"({"items":[],"next":"a\"b"})");
}

TEST(BookedJson, SaysWhatBecameOfEachOccurrence) {
    const meeting_booked booked{
        .id = booking_id::from_number(5),
        .sequence = 1,
        .rooms = {room},
        .occurrences = {{.recurrence_id = *parse_local("2026-11-23T09:00:00"),
                         .span = interval(nine, std::chrono::seconds(1h)),
                         .applied = false}},
        .expires_at = nine};
    EXPECT_EQ(json::write_booked(booked),
              R"({"id":"00000000-0000-0000-0000-000000000005","sequence":1,"rooms":[")" +
                  room_text +
                  R"("],"occurrences":[{"recurrenceId":"2026-11-23T09:00:00",)"
                  R"("start":"2026-11-23T09:00:00Z","end":"2026-11-23T10:00:00Z",)"
                  R"("outcome":"refused"}],"conflicts":[],"expiresAt":"2026-11-23T09:00:00Z"})");
}

TEST(BookingJson, IsAsTheContractSays) {
    EXPECT_EQ(
        json::write_booking(planning(), {.me = me(), .time_zone = "UTC"}),
        R"({"id":"00000000-0000-0000-0000-000000000005","sequence":2,"title":"Planning",)"
        R"("start":"2026-11-23T09:00:00","timeZone":"Etc/GMT","duration":"PT45M","rooms":[")" +
            room_text + R"("],"participants":[{"user":")" + ana_text +
            R"(","email":"ana@example.com","name":"Ana","role":"chair",)"
            R"("participationStatus":"accepted"},{"user":null,"email":"guest@example.com",)"
            R"("name":"","role":"optional","participationStatus":"declined"}],"insist":[],"organizer":")" +
            ana_text +
            R"(","status":"confirmed","imported":false,"canEdit":true,"allDay":false,)"
            R"("occurrences":[{"recurrenceId":"2026-11-23T09:00:00",)"
            R"("start":"2026-11-23T09:00:00Z","end":"2026-11-23T09:45:00Z"}]})");
}

TEST(BookingJson, TellsWhoMayEdit) {
    meeting_view view = planning();
    EXPECT_TRUE(json::can_edit(view, me()));
    view.details.organizer->user = room;
    EXPECT_FALSE(json::can_edit(view, me()));
    EXPECT_TRUE(json::can_edit(view, me(role::admin)));
    view.details.organizer.reset();
    EXPECT_FALSE(json::can_edit(view, me()));
    view.source = "ana.ics";
    EXPECT_FALSE(json::can_edit(view, me(role::admin))) << "it comes from a file";
}

TEST(BookingJson, PutsAllDayBookingsIntoTheReadersZone) {
    meeting_view view = planning();
    view.details.start = event_time::date(*parse_date("2026-11-23"));
    view.details.duration = {.days = 1};
    view.expires_at = nine;
    const std::string text = json::write_booking(view, {.me = me(), .time_zone = "Asia/Tokyo"});
    EXPECT_NE(text.find(R"("timeZone":"Asia/Tokyo","duration":"P1D")"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("allDay":true)"), std::string::npos);
    EXPECT_NE(text.find(R"("status":"held","expiresAt":"2026-11-23T09:00:00Z")"),
              std::string::npos);
}

TEST(EntryJson, IsTheSameForEveryReader) {
    const feed_entry entry{.cursor = {.transaction = 18, .ordinal = 1},
                           .organization = organization_id::from_number(4),
                           .kind = feed_kind::created,
                           .booking = booking_id::from_number(5),
                           .sequence = 1,
                           .users = {room}};
    EXPECT_EQ(json::write_entry(entry),
              R"({"cursor":"12.1","type":"created",)"
              R"("bookingId":"00000000-0000-0000-0000-000000000005","sequence":1,"users":[")" +
                  room_text + R"("]})");
    EXPECT_EQ(json::write_entry({.organization = {}, .kind = feed_kind::user}),
              R"({"cursor":"0.0","type":"limits","bookingId":null,"sequence":0,"users":[]})");
    EXPECT_EQ(json::write_heartbeat({}), R"({"type":"heartbeat","cursor":"0.0"})");
    EXPECT_EQ(json::write_resync({}), R"({"type":"resync","cursor":"0.0"})");
}

TEST(HoursJson, ReadBackAsTheyWereSaid) {
    const working_hours hours{.in_zone = zone::utc(),
                              .weekly = {{.days = {std::chrono::Monday, std::chrono::Sunday},
                                          .start = 9h,
                                          .end = 24h}}};
    EXPECT_EQ(json::write_working_hours(hours),
              R"({"timeZone":"UTC","hours":[{"days":["mo","su"],"start":"09:00","end":"24:00"}]})");
}

TEST(SearchJson, ListsSlotsAndBusyTime) {
    const interval span(nine, std::chrono::seconds(1h));
    const slot_findings found{.slots = {{.span = span, .score = 1, .rooms = {room}}},
                              .explanations = {{.span = span, .blocking = {ana}}}};
    EXPECT_EQ(json::write_slots(found),
              R"({"slots":[{"start":"2026-11-23T09:00:00Z","end":"2026-11-23T10:00:00Z",)"
              R"("score":1E0,"rooms":[")" +
                  room_text +
                  R"("],"missing":[]}],"explanations":[{"start":"2026-11-23T09:00:00Z",)"
                  R"("end":"2026-11-23T10:00:00Z","blocking":[")" +
                  ana_text + R"("],"minimal":true}],"relaxations":[]})");
    const std::vector<calendar_user_id> users{room};
    const std::vector<std::vector<busy_interval>> busy{{{.span = span}}};
    EXPECT_EQ(json::write_free_busy(users, busy),
              R"({"items":[{"user":")" + room_text +
                  R"(","busy":[{"start":"2026-11-23T09:00:00Z","end":"2026-11-23T10:00:00Z",)"
                  R"("type":"busy"}]}]})");
}

} // namespace
