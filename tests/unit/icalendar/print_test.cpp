// Goal: what is printed reads back as the same values, whatever the values are, and says the same
// to programs that know no IANA names. Method: values that are hard to write; reading the result
// with and without a zone registry.

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <string>

namespace timewright {
namespace {

using namespace std::chrono;

parsed_calendar read(const std::string& text) {
    return parse_calendar(text, {.zones = &testing::pinned_zones()});
}
event event_at(const std::string& local, const std::string& zone_name, civil_duration duration) {
    return {.uid = "1",
            .start = event_time::zoned(*parse_local(local), testing::pinned_zone(zone_name)),
            .duration = duration};
}
void expect_to_read_back(const calendar& value) {
    const std::string text = print_calendar(value);
    const parsed_calendar again = read(text);
    for (const problem& p : again.problems) ADD_FAILURE() << p.line << ": " << p.what;
    EXPECT_EQ(again.value, value) << text;
}

TEST(PrintCalendar, TextCannotStartALineOfItsOwn) {
    event e = event_at("2026-11-23T09:00:00", "Europe/Lisbon", {.time = 1h});
    const std::string attack = "x\nEND:VEVENT\nBEGIN:VALARM\nACTION:AUDIO";
    e.summary = e.location = e.description = e.uid = attack;
    e.participants.push_back(
        {.email = "a@example.com\r\nATTENDEE:mailto:b@example.com", .name = attack + "\":;,^"});
    const std::string text = print_event(e);
    EXPECT_EQ(text.find("\nBEGIN:VALARM"), std::string::npos);
    EXPECT_EQ(text.find("\nEND:VEVENT"), text.rfind("\nEND:VEVENT"));
    e.participants[0].email = "a@example.com";
    expect_to_read_back({.events = {e}});
}

TEST(PrintCalendar, KeptLinesAreWrittenOnlyIfTheyCloseWhatTheyOpen) {
    event e = event_at("2026-11-23T09:00:00", "Europe/Lisbon", {.time = 1h});
    e.other_lines = {"X-A:1", "BEGIN:VALARM", "TRIGGER:-PT15M", "END:VALARM"};
    expect_to_read_back({.events = {e}});
    for (const std::vector<std::string>& lines : {std::vector<std::string>{"END:VEVENT"},
                                                  {"BEGIN:VALARM"},
                                                  {"BEGIN:VALARM", "END:VEVENT"},
                                                  {"end:vevent"}}) {
        e.other_lines = lines;
        const parsed_calendar again = read(print_calendar({.events = {e}}));
        EXPECT_FALSE(again.has_errors()) << lines[0];
        EXPECT_TRUE(again.value.events.at(0).other_lines.empty());
    }
}

TEST(PrintCalendar, WhatIsNotInterpretedReadsBack) {
    event e = event_at("2026-11-23T09:00:00", "Europe/Lisbon", {.time = 1h});
    e.organizer = {.name = "Ana", .other_address = "urn:uuid:1", .other_parameters = "X-A=1"};
    e.participants = {
        {.email = "a@example.com",
         .other_parameters = "RSVP=TRUE;DELEGATED-TO=\"mailto:b@example.com\",\"mailto:c@e.org\""},
        {.email = "b@example.com", .other_parameters = "PARTSTAT=X-MAYBE;ROLE=X-GUEST"},
        {.email = "c@example.com", .other_address = "urn:uuid:2"}};
    e.other_lines = {"X-A;B=\"c\":1", "BEGIN:VALARM", "BEGIN:X-B", "END:X-B", "END:VALARM"};
    expect_to_read_back({.events = {e}, .other_lines = {"CALSCALE:GREGORIAN", "X-A:1"}});
    const std::string text = print_event(e);
    EXPECT_NE(text.find(";PARTSTAT=NEEDS-ACTION;RSVP=TRUE;"), std::string::npos);
    EXPECT_NE(text.find("ATTENDEE;PARTSTAT=X-MAYBE;ROLE=X-GUEST:mailto:b@"), std::string::npos);
}

TEST(PrintCalendar, KeptParametersAreWrittenOnlyIfTheyArePartOfTheLine) {
    event e = event_at("2026-11-23T09:00:00", "Europe/Lisbon", {.time = 1h});
    for (const std::string kept :
         {":mailto:x@example.com", "X", "X=1:y", "X=\"", "=", ";X=1", "X=1\nATTENDEE"}) {
        e.participants = {{.email = "a@example.com", .other_parameters = kept}};
        const parsed_calendar again = read(print_calendar({.events = {e}}));
        EXPECT_EQ(again.value.events.at(0).participants.at(0).email, "a@example.com") << kept;
        EXPECT_EQ(again.value.events.at(0).participants.size(), 1U) << kept;
    }
}

TEST(PrintCalendar, AvailabilityReadsBack) {
    event hours = event_at("2026-11-02T09:00:00", "Europe/Lisbon", {.time = 8h});
    hours.rules = {{.freq = frequency::weekly, .by_day = {{Monday}, {Friday}}}};
    event late = event_at("2026-11-06T12:00:00", "Europe/Lisbon", {.time = 2h});
    late.recurrence_id = event_at("2026-11-06T09:00:00", "Europe/Lisbon", {}).start;
    hours.overrides = {late};
    published_availability office{.uid = "o",
                                  .stamp = sys_days(2026y / November / 1),
                                  .start = hours.start,
                                  .busy = busy_type::busy_tentative,
                                  .priority = 2,
                                  .summary = "Office, mostly",
                                  .sequence = 4,
                                  .organizer = participant{.email = "a@example.com"},
                                  .available = {hours},
                                  .other_lines = {"URL:https://example.com"}};
    published_availability always{.uid = "w", .end = hours.start};
    expect_to_read_back({.availability = {office, always}});
}

TEST(PrintCalendar, EndsReadBackAcrossClockChanges) {
    for (const char* local : {"2026-03-07T12:00:00", "2026-03-08T01:30:00", "2026-03-08T02:30:00",
                              "2026-10-31T23:30:00", "2026-11-01T00:30:00", "2026-11-01T01:30:00"})
        for (const civil_duration duration :
             {civil_duration{.time = 30min}, civil_duration{.time = 1h},
              civil_duration{.time = 90min}, civil_duration{.time = 24h}, civil_duration{.days = 1},
              civil_duration{.days = 1, .time = 2h}, civil_duration{}})
            expect_to_read_back({.events = {event_at(local, "America/New_York", duration)}});
}

TEST(PrintCalendar, EveryKindOfTimeReadsBack) {
    calendar c{
        .name = "All, kinds", .zone_name = "Europe/Lisbon", .product = "p", .method = "PUBLISH"};
    c.events.push_back(
        {.uid = "utc", .start = event_time::utc(*parse_rfc3339("2026-11-23T09:00:00Z"))});
    c.events.push_back({.uid = "floating",
                        .start = event_time::floating(*parse_local("2026-11-23T09:00:00")),
                        .duration = {.time = 1h}});
    c.events.push_back({.uid = "day",
                        .start = event_time::date(local_days(2026y / November / 23)),
                        .duration = {.days = 3},
                        .rules = {*parse_rule("FREQ=YEARLY;UNTIL=20301231")}});
    event e = event_at("2026-11-23T09:00:00", "Australia/Lord_Howe", {.time = 1h});
    e.rules = {*parse_rule("FREQ=MONTHLY;BYDAY=-1MO;COUNT=5")};
    e.exclusion_rules = {*parse_rule("FREQ=YEARLY")};
    e.rdates = {{.start = event_time::utc(*parse_rfc3339("2026-12-01T09:00:00Z")),
                 .duration = civil_duration{.days = 1}},
                {.start = event_time::date(local_days(2026y / December / 2))}};
    e.exdates = {event_time::date(local_days(2026y / November / 30)), e.start};
    event changed = event_at("2026-12-28T10:00:00", "America/New_York", {.time = 2h});
    changed.recurrence_id = event_time::zoned(*parse_local("2026-12-28T09:00:00"), e.start.in_zone);
    e.overrides = {changed};
    c.events.push_back(e);
    c.busy.push_back(
        {interval(*parse_rfc3339("2026-12-01T09:00:00Z"), 1h), busy_type::busy_unavailable});
    expect_to_read_back(c);
}

TEST(PrintCalendar, ItsZoneDefinitionsAreRightWithoutARegistry) {
    for (const char* name :
         {"America/New_York", "Europe/Lisbon", "Europe/Dublin", "Australia/Lord_Howe",
          "Africa/Casablanca", "Asia/Kolkata", "Pacific/Apia"}) {
        event e = event_at("2026-01-15T09:00:00", name, {.time = 1h});
        const parsed_calendar alone = parse_calendar(print_calendar({.events = {e}}));
        ASSERT_EQ(alone.value.events.size(), 1U) << name;
        const zone& read_back = alone.value.events[0].start.in_zone;
        for (sys_seconds t = sys_days(2025y / February / 1); t < sys_days(2037y / December / 31);
             t += 3h)
            ASSERT_EQ(read_back.offset_at(t), e.start.in_zone.offset_at(t))
                << name << to_rfc3339(t);
    }
    const std::string without = print_calendar(
        {.events = {event_at("2026-01-15T09:00:00", "Asia/Kolkata", {})}}, {.time_zones = false});
    EXPECT_EQ(without.find("VTIMEZONE"), std::string::npos);
}

TEST(PrintCalendar, AnEmptyCalendarReadsBack) { expect_to_read_back({}); }

TEST(PrintRule, WritesPartsInOrderAndLeavesDefaultsOut) {
    EXPECT_EQ(to_string(*parse_rule("WKST=MO;INTERVAL=1;BYDAY=mo,-1fr;FREQ=monthly")),
              "FREQ=MONTHLY;BYDAY=MO,-1FR");
    const std::string full =
        "FREQ=YEARLY;INTERVAL=2;UNTIL=20301231T235959Z;BYSECOND=1;BYMINUTE=2;BYHOUR=3;"
        "BYDAY=MO;BYMONTHDAY=-1;BYYEARDAY=5;BYWEEKNO=20;BYMONTH=6;BYSETPOS=-1;WKST=SU";
    EXPECT_EQ(to_string(*parse_rule(full)), full);
}

} // namespace
} // namespace timewright
