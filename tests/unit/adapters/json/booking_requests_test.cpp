// Goal: bookings, holds and edits are read as the contract says, and what contradicts itself is refused
// with its place. Method: one request that is right, then one change at a time.
#include <timewright/adapters/json/requests.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace timewright;
using namespace std::chrono_literals;

const std::string room = "6f1c1b1e-0000-4000-8000-000000000001";
const std::string other = "6f1c1b1e-0000-4000-8000-000000000002";

/// A body with the members that every booking needs, and more.
std::string booking(const std::string& more = "") {
    return R"({"title":"Planning","start":"2026-11-23T09:00:00","timeZone":"Europe/Lisbon",)"
           R"("duration":"PT45M")" +
           (more.empty() ? "" : "," + more) + "}";
}

std::string pointer_of(const std::string& body) {
    const auto read = json::read_booking(body);
    EXPECT_FALSE(read) << body;
    return read ? "" : read.error().pointer;
}

TEST(BookingBody, ReadsAllThatItMaySay) {
    const auto read = json::read_booking(booking(
        R"("description":"a\nb","rooms":[")" + room + R"("],"anyOf":[[")" + other +
        R"("]],"resources":[{"id":")" + other + R"(","units":3}],"participants":[")" + other +
        R"(","guest@example.com"],"insist":[")" + other +
        R"("],"recurrenceRule":{"frequency":"weekly","count":3},"onConflict":"skip-occurrences",
        "onBehalfOf":")" +
        other + "\""));
    ASSERT_TRUE(read) << read.error().detail << read.error().pointer;
    EXPECT_EQ(read->title, "Planning");
    EXPECT_EQ(to_iso(read->start), "2026-11-23T09:00:00");
    EXPECT_EQ(read->duration.time, 45min);
    EXPECT_EQ(read->rooms.size(), 2U);
    EXPECT_EQ(read->resources.at(0).units, 3U);
    ASSERT_EQ(read->participants.size(), 2U);
    EXPECT_TRUE(read->participants[0].user);
    EXPECT_EQ(read->participants[1].email, "guest@example.com");
    EXPECT_EQ(read->rule->count, 3);
    EXPECT_TRUE(read->skip_occurrences);
    EXPECT_TRUE(read->on_behalf_of);
}

TEST(BookingBody, TakesRoomsAsGroupsOfOneAndAnyRoomOfAsOneGroup) {
    const auto all = json::read_booking(booking(R"("rooms":[")" + room + R"(",")" + other + R"("])"));
    EXPECT_EQ(all->rooms.size(), 2U);
    const auto any =
        json::read_booking(booking(R"("anyRoomOf":[")" + room + R"(",")" + other + R"("])"));
    ASSERT_EQ(any->rooms.size(), 1U);
    EXPECT_EQ(any->rooms[0].size(), 2U);
    EXPECT_EQ(pointer_of(booking(R"("rooms":[],"anyRoomOf":[")" + room + R"("])")), "/anyRoomOf");
    EXPECT_EQ(pointer_of(booking(R"("anyRoomOf":[])")), "/anyRoomOf");
}

TEST(BookingBody, WantsALocalTimeWithItsZone) {
    const auto at = [](const std::string& start) {
        return R"({"title":"x","duration":"PT1H","timeZone":"UTC","start":")" + start + "\"}";
    };
    for (const char* start : {"2026-11-23T09:00:00Z", "2026-11-23T09:00", "23/11/2026",
                              "2026-02-30T09:00:00", "2026-11-23T24:00:00", "10000-01-01T00:00:00"})
        EXPECT_EQ(pointer_of(at(start)), "/start") << start;
    const auto without = json::read_booking(
        R"({"title":"x","duration":"PT1H","start":"2026-11-23T09:00:00"})");
    ASSERT_FALSE(without);
    EXPECT_NE(without.error().detail.find("timeZone"), std::string::npos);
}

TEST(BookingBody, IsAllDayInWholeDays) {
    const auto day = json::read_booking(
        R"({"title":"x","start":"2026-11-23","duration":"P2D","allDay":true})");
    ASSERT_TRUE(day) << day.error().detail;
    EXPECT_TRUE(day->all_day);
    EXPECT_EQ(day->duration.days, 2);
    EXPECT_EQ(pointer_of(
                  R"({"title":"x","start":"2026-11-23","duration":"PT1H","allDay":true})"),
              "");
    EXPECT_EQ(
        pointer_of(
            R"({"title":"x","start":"2026-11-23T09:00:00","duration":"P1D","allDay":true})"),
        "");
}

TEST(BookingBody, RefusesDurationsThatAreNone) {
    for (const char* length : {"PT0S", "-PT5M", "P99999999W", "45", "PT", "P400D", ""})
        EXPECT_EQ(pointer_of(R"({"title":"x","start":"2026-11-23T09:00:00","timeZone":"UTC",
                             "duration":")" +
                             std::string(length) + "\"}"),
                  "/duration")
            << length;
}

TEST(BookingBody, RefusesATitleThatCouldBecomeALineOfItsOwn) {
    EXPECT_EQ(pointer_of(R"({"title":"x\nBEGIN:VALARM","start":"2026-11-23T09:00:00",
                         "timeZone":"UTC","duration":"PT1H"})"),
              "/title");
}

TEST(BookingBody, RefusesParticipantsThatAreNeitherIdNorAddress) {
    for (const char* who : {"ana", "../1", "a@b\\r\\nBcc: c@d", ""})
        EXPECT_EQ(pointer_of(booking(R"("participants":[")" + std::string(who) + "\"]")),
                  "/participants/0")
            << who;
}

TEST(BookingBody, WaitsOnlyWhenItSaysSo) {
    EXPECT_FALSE(json::read_booking(booking())->waitlist);
    EXPECT_FALSE(json::read_booking(booking(R"("waitlist":false)"))->waitlist);
    EXPECT_TRUE(json::read_booking(booking(R"("waitlist":true)"))->waitlist);
    EXPECT_EQ(pointer_of(booking(R"("waitlist":"yes")")), "/waitlist");
}

TEST(HoldBody, LastsTenMinutesUnlessItIsSaidAndAnHourAtMost) {
    EXPECT_EQ(json::read_hold(booking())->length, std::nullopt);
    EXPECT_EQ(json::read_hold(booking(R"("expiresIn":"PT1H")"))->length, 1h);
    for (const char* length : {"PT1H1S", "PT0S", "P1D"}) {
        const auto read = json::read_hold(booking(R"("expiresIn":")" + std::string(length) + "\""));
        ASSERT_FALSE(read) << length;
        EXPECT_EQ(read.error().pointer, "/expiresIn") << length;
    }
    EXPECT_EQ(json::read_booking(booking(R"("expiresIn":"PT5M")")).error().slug, "unknown-member");
}

TEST(BookingPatch, SaysOnlyWhatChanges) {
    const auto read = json::read_booking_patch(R"({"title":"Other"})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->title, "Other");
    EXPECT_FALSE(read->start || read->duration || read->rooms || read->participants);
    EXPECT_EQ(read->scope.range, edit_range::all);
    EXPECT_FALSE(read->scope.recurrence_id);
}

TEST(BookingPatch, IsAboutOneOccurrenceWhenItNamesOne) {
    const auto one = json::read_booking_patch(
        R"({"title":"Other","recurrenceId":"2026-11-30T09:00:00"})");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->scope.range, edit_range::this_one);
    const auto all = json::read_booking_patch(
        R"({"title":"Other","recurrenceId":"2026-11-30T09:00:00","range":"all"})");
    ASSERT_TRUE(all);
    EXPECT_EQ(all->scope.range, edit_range::all);
    EXPECT_FALSE(json::read_booking_patch(R"({"title":"Other","range":"this"})"));
    EXPECT_FALSE(json::read_booking_patch(R"({"title":"Other","range":"some"})"));
}

TEST(BookingPatch, MovesToAnotherZoneOnlyWithANewStart) {
    EXPECT_FALSE(json::read_booking_patch(R"({"timeZone":"Europe/Lisbon"})"));
    EXPECT_TRUE(json::read_booking_patch(
        R"({"timeZone":"Europe/Lisbon","start":"2026-11-23T09:00:00"})"));
}

} // namespace
