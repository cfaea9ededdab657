// Goal: iCalendar text becomes the values that are meant, zones are never guessed, and every oddity
// is told at its line and column, but nothing of what the common programs write by habit. Method:
// one property or habit a test, in a file around it; problems compared as text.

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace timewright {
namespace {

using namespace std::chrono;

parsed_calendar parsed(const std::string& lines, bool strict = false) {
    return parse_calendar("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n" + lines + "END:VCALENDAR\n",
                          {.strict = strict, .zones = &testing::pinned_zones()});
}
// An event's lines are from line 6 on.
parsed_calendar parsed_event(const std::string& lines, bool strict = false) {
    return parsed("BEGIN:VEVENT\nUID:1\n" + lines + "END:VEVENT\n", strict);
}
std::string problems_of(const parsed_calendar& of) {
    std::string shown;
    for (const problem& p : of.problems)
        shown += std::to_string(p.line) + ":" + std::to_string(p.column) + " " +
                 to_string(p.severity) + " " + p.what + "\n";
    return shown;
}
event only_event(const parsed_calendar& of) {
    EXPECT_EQ(of.value.events.size(), 1U);
    EXPECT_EQ(problems_of(of), "");
    return of.value.events.empty() ? event{} : of.value.events.front();
}
const std::string start = "DTSTART:20261123T090000Z\n";

TEST(ParseCalendar, ReadsTheWordsOfAnEvent) {
    const event e = only_event(
        parsed_event(start + "DTEND:20261123T100000Z\nDTSTAMP:20261120T080000Z\n"
                             "SUMMARY:a\\, b\nLOCATION:c\nDESCRIPTION:d\\ne\nSTATUS:tentative\n"
                             "TRANSP:TRANSPARENT\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\nSEQUENCE:3\n"
                             "X-OTHER;A=\"b:c\":kept\n"));
    EXPECT_EQ(e.uid, "1");
    EXPECT_EQ(e.summary, "a, b");
    EXPECT_EQ(e.location, "c");
    EXPECT_EQ(e.description, "d\ne");
    EXPECT_EQ(e.status, event_status::tentative);
    EXPECT_EQ(e.transp, transparency::transparent);
    EXPECT_EQ(e.busy, busy_type::busy_unavailable);
    EXPECT_EQ(e.sequence, 3);
    EXPECT_EQ(to_rfc3339(e.stamp), "2026-11-20T08:00:00Z");
    EXPECT_EQ(e.duration, (civil_duration{.time = 1h}));
    EXPECT_EQ(e.other_lines, (std::vector<std::string>{"X-OTHER;A=\"b:c\":kept"}));
}

TEST(ParseCalendar, ReadsPeople) {
    const event e = only_event(parsed_event(
        start +
        "ORGANIZER;CN=Ana:MAILTO:ana@example.com\n"
        "ATTENDEE;CN=\"Room "
        "^'A^'\";CUTYPE=ROOM;ROLE=NON-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:a@example.com\n"
        "ATTENDEE;EMAIL=b@example.com;ROLE=X-WHATEVER:urn:uuid:1\n"));
    ASSERT_TRUE(e.organizer);
    EXPECT_EQ(e.organizer->email, "ana@example.com");
    ASSERT_EQ(e.participants.size(), 2U);
    EXPECT_EQ(e.participants[0].name, "Room \"A\"");
    EXPECT_EQ(e.participants[0].kind, calendar_user_kind::room);
    EXPECT_EQ(e.participants[0].role, participant_role::non_participant);
    EXPECT_EQ(e.participants[0].status, participation_status::accepted);
    EXPECT_EQ(e.participants[1].email, "b@example.com");
    EXPECT_EQ(e.participants[1].role, participant_role::required);
}

TEST(ParseCalendar, ReadsTheCalendarItself) {
    const parsed_calendar p = parsed(
        "METHOD:publish\nX-WR-CALNAME:My\\, own\nX-WR-TIMEZONE:GMT Standard Time\n"
        "BEGIN:VFREEBUSY\nFREEBUSY:20261123T090000Z/PT1H,20261124T090000Z/20261124T100000Z\n"
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261125T090000Z/P1D\nEND:VFREEBUSY\n");
    EXPECT_EQ(problems_of(p), "");
    EXPECT_EQ(p.value.method, "PUBLISH");
    EXPECT_EQ(p.value.name, "My, own");
    EXPECT_EQ(p.value.zone_name, "Europe/London");
    EXPECT_EQ(p.value.product, "test");
    ASSERT_EQ(p.value.busy.size(), 3U);
    EXPECT_EQ(p.value.busy[1].span.length(), 1h);
    EXPECT_EQ(p.value.busy[2].type, busy_type::busy_tentative);
    EXPECT_EQ(p.value.busy[2].span.length(), 24h);
}

TEST(ParseCalendar, DurationsAreNominalAndEndsAreExact) {
    EXPECT_EQ(only_event(parsed_event(start + "DURATION:P1DT2H\n")).duration,
              (civil_duration{.days = 1, .time = 2h}));
    // Over the change of the clock in New York: from 12:00 to 12:00 are 23 hours.
    EXPECT_EQ(only_event(parsed_event("DTSTART;TZID=America/New_York:20260307T120000\n"
                                      "DTEND;TZID=America/New_York:20260308T120000\n"))
                  .duration,
              (civil_duration{.time = 23h}));
    EXPECT_EQ(only_event(parsed_event("DTSTART;VALUE=DATE:20261123\n")).duration,
              (civil_duration{.days = 1}));
    EXPECT_EQ(only_event(parsed_event("DTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261126\n"))
                  .duration,
              (civil_duration{.days = 3}));
    EXPECT_EQ(only_event(parsed_event("DTSTART;VALUE=DATE:20261123\nDURATION:PT48H\n")).duration,
              (civil_duration{.days = 2}));
    EXPECT_EQ(only_event(parsed_event(start)).duration, civil_duration{});
}

TEST(ParseCalendar, TellsOfImpossibleTimesAndLeavesTheEventOut) {
    const auto told = [](const std::string& lines) {
        const parsed_calendar p = parsed_event(lines);
        EXPECT_TRUE(p.value.events.empty()) << lines;
        EXPECT_TRUE(p.has_errors());
        return problems_of(p);
    };
    EXPECT_EQ(told(start + "DTEND:20261123T080000Z\n"),
              "7:7 error DTEND is before DTSTART; the event was left out\n");
    EXPECT_EQ(told(start + "DURATION:-P1D\n"),
              "7:10 error the DURATION is negative; the event was left out\n");
    EXPECT_EQ(told(start + "DURATION:P99999999W\n").substr(0, 20), "7:10 error DURATION:");
    EXPECT_EQ(
        told("DTSTART:00000101T000000Z\n"),
        "6:9 error DTSTART: \"00000101T000000Z\" is no date or time: the years are 0001 to 9999\n");
    EXPECT_EQ(told("DTSTART:100000101T000000Z\n").substr(0, 18), "6:9 error DTSTART:");
    EXPECT_EQ(told("DTSTART:20260230T000000Z\n"),
              "6:9 error DTSTART: \"20260230T000000Z\" is no date or time: there is no such day\n");
    EXPECT_EQ(told("DTSTART:20260228T240000Z\n"),
              "6:9 error DTSTART: \"20260228T240000Z\" is no date or time: the time of day is "
              "000000 to 235959\n");
    EXPECT_EQ(told("SUMMARY:never\n"), "4:1 error the event has no DTSTART and was left out\n");
    EXPECT_EQ(
        told("DTSTART;VALUE=DATE:20261123\nDTEND:20261123T080000Z\n"),
        "7:7 error DTSTART and DTEND are not both dates or both times; the event was left out\n");
    EXPECT_EQ(told("DTSTART:20261123T080000\nDTEND:20261123T080000Z\n"),
              "7:7 error only one of DTSTART and DTEND has a time zone; the event was left out\n");
    EXPECT_EQ(told("DTSTART;VALUE=DATE:20261123\nDURATION:PT5H\n"),
              "7:10 error an all-day event lasts whole days; the event was left out\n");
}

TEST(ParseCalendar, TellsOfEventsWithoutLength) {
    EXPECT_EQ(problems_of(parsed_event(start + "DTEND:20261123T090000Z\n")),
              "7:7 info the event has no length: it takes no time\n");
    EXPECT_EQ(
        problems_of(parsed_event("DTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261123\n")),
        "7:18 warning DTEND equals DTSTART; it is the day after the last, so one day is read\n");
}

TEST(ParseCalendar, ReadsASecondOf60As59) {
    EXPECT_EQ(to_iso(only_event(parsed_event("DTSTART:20161231T235960Z\n")).start.local),
              "2016-12-31T23:59:59");
}

TEST(ParseCalendar, ReadsRecurrence) {
    const event e = only_event(parsed_event(
        "DTSTART;TZID=America/New_York:20261123T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\n"
        "EXRULE:FREQ=WEEKLY;BYDAY=WE\nRDATE;TZID=America/New_York:20261130T090000,20261201T090000\n"
        "RDATE;VALUE=PERIOD:20261202T140000Z/PT30M,20261203T140000Z/20261203T150000Z\n"
        "RDATE;VALUE=DATE:20261204\nEXDATE;VALUE=DATE:20261124\nEXDATE:20261130T140000Z\n"));
    EXPECT_EQ(e.rules.size(), 1U);
    EXPECT_EQ(e.exclusion_rules.size(), 1U);
    EXPECT_EQ(e.rdates.size(), 5U);
    EXPECT_EQ(e.rdates[2].duration, (civil_duration{.time = 30min}));
    EXPECT_EQ(e.rdates[3].duration, (civil_duration{.time = 1h}));
    EXPECT_EQ(e.exdates.size(), 2U);
    std::string found;
    const auto expanded = expand(e, interval(*parse_rfc3339("2026-11-01T00:00:00Z"), 60 * 24h));
    for (const occurrence& o : expanded->occurrences)
        found += to_iso(o.recurrence_id).substr(5, 5) + " ";
    EXPECT_EQ(found, "11-23 12-01 12-02 12-03 12-04 "); // 24 and 30 by EXDATE, 25 by EXRULE
}

TEST(ParseCalendar, AWrongRuleIsToldAtItsPartAndLeavesTheFirstOccurrence) {
    const parsed_calendar p = parsed_event(start + "RRULE:FREQ=DAILY;INTERVAL=-1\n");
    EXPECT_EQ(problems_of(p),
              "7:18 error RRULE: INTERVAL=-1 is out of range: it is 1 to 2147483647; only the "
              "occurrence at "
              "DTSTART is read\n");
    ASSERT_EQ(p.value.events.size(), 1U);
    EXPECT_TRUE(p.value.events[0].rules.empty());
    EXPECT_EQ(problems_of(parsed_event("DTSTART;VALUE=DATE:20261123\nRRULE:FREQ=HOURLY\n")),
              "7:7 error RRULE: a series of dates has no hours, minutes or seconds; only the "
              "occurrence at "
              "DTSTART is read\n");
    EXPECT_EQ(problems_of(parsed_event(start + "RRULE:freq=daily\n")),
              "7:7 info the part \"freq=daily\" is in lower case\n");
    EXPECT_EQ(problems_of(parsed_event(start + "RRULE:FREQ=DAILY;UNTIL=20250101T000000Z\n")),
              "7:7 warning UNTIL is before DTSTART: only the occurrence at DTSTART takes place\n");
}

TEST(ParseCalendar, PutsChangedOccurrencesIntoTheirSeriesWhateverTheirOrder) {
    const std::string change =
        "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261124T090000Z\nDTSTART:20261124T110000Z\n"
        "SEQUENCE:2\nSUMMARY:moved\nEND:VEVENT\n";
    const std::string older =
        "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261124T090000Z\nDTSTART:20261124T100000Z\n"
        "SEQUENCE:1\nSUMMARY:older\nEND:VEVENT\n";
    const std::string series = "BEGIN:VEVENT\nUID:1\n" + start + "RRULE:FREQ=DAILY\nEND:VEVENT\n";
    const parsed_calendar p = parsed(change + series);
    EXPECT_EQ(problems_of(p), "");
    ASSERT_EQ(p.value.events.size(), 1U);
    ASSERT_EQ(p.value.events[0].overrides.size(), 1U);
    const parsed_calendar twice = parsed(series + change + older);
    EXPECT_EQ(problems_of(twice),
              "16:1 warning the occurrence was changed at line 9 already; the version with the "
              "higher SEQUENCE "
              "is used\n");
    ASSERT_EQ(twice.value.events[0].overrides.size(), 1U);
    EXPECT_EQ(twice.value.events[0].overrides[0].summary, "moved");
    EXPECT_EQ(parsed(change).value.events.at(0).recurrence_id.has_value(), true);
}

TEST(ParseCalendar, TellsOfAChangedOccurrenceThatTheSeriesDoesNotHave) {
    const std::string series = "BEGIN:VEVENT\nUID:1\n" + start + "RRULE:FREQ=DAILY\nEND:VEVENT\n";
    EXPECT_EQ(problems_of(parsed(series + "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261124T093000Z\n" +
                                 start + "END:VEVENT\n")),
              "9:1 info RECURRENCE-ID names no occurrence of the series; the event takes place "
              "nevertheless\n");
    EXPECT_EQ(problems_of(parsed(series +
                                 "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=America/New_York:"
                                 "20261124T040000\n" +
                                 start + "END:VEVENT\n")),
              "");
}

TEST(ParseCalendar, ReadsAChangeOfThisAndTheFutureAndRefusesOtherRanges) {
    const std::string id = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261123T090000Z\n";
    EXPECT_EQ(problems_of(parsed_event(start + id)), "");
    EXPECT_TRUE(parsed_event(start + id).value.events.at(0).this_and_future);
    EXPECT_EQ(
        problems_of(parsed_event(start + "RECURRENCE-ID;RANGE=THISANDPRIOR:20261123T090000Z\n")),
        "7:34 error RECURRENCE-ID with RANGE=THISANDPRIOR is not supported; this change of the "
        "series was left out\n");
}

TEST(ParseCalendar, TellsOfDoubledUids) {
    const std::string a = "BEGIN:VEVENT\nUID:1\n" + start + "SUMMARY:a\nEND:VEVENT\n";
    const std::string b = "BEGIN:VEVENT\nUID:1\n" + start + "SUMMARY:b\nEND:VEVENT\n";
    const parsed_calendar different = parsed(a + b);
    EXPECT_EQ(problems_of(different),
              "9:1 error the UID \"1\" was used at line 4 for another event; both are "
              "kept as events of their own\n");
    EXPECT_EQ(different.value.events.size(), 2U);
    const parsed_calendar same = parsed(a + a);
    EXPECT_EQ(problems_of(same),
              "9:1 warning the UID \"1\" was used at line 4 for the same event; it is read once\n");
    EXPECT_EQ(same.value.events.size(), 1U);
}

std::string definition(const std::string& tzid, const std::string& offset) {
    return "BEGIN:VTIMEZONE\nTZID:" + tzid +
           "\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:" + offset +
           "\nTZOFFSETTO:" + offset + "\nEND:STANDARD\nEND:VTIMEZONE\n";
}
std::string event_in(const std::string& tzid) {
    return "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=" + tzid + ":20260701T120000\nEND:VEVENT\n";
}
std::string instant_of(const parsed_calendar& p) {
    return p.value.events.empty() ? "none"
                                  : to_rfc3339(p.value.events[0].start.to_instant(zone::utc()));
}

TEST(ParseCalendarZones, ResolveIanaNamesWindowsNamesAndVendorPaths) {
    for (const std::string tzid :
         {"America/New_York", "Eastern Standard Time", "\"Eastern Standard Time\"",
          "/example.org/20050126_1/America/New_York", "/America/New_York"}) {
        const parsed_calendar p = parsed(event_in(tzid));
        EXPECT_EQ(problems_of(p), "") << tzid;
        EXPECT_EQ(instant_of(p), "2026-07-01T16:00:00Z") << tzid;
        EXPECT_EQ(p.value.events.at(0).start.in_zone.name(), "America/New_York");
    }
    EXPECT_EQ(parsed(event_in("/x/America/Argentina/Buenos_Aires"))
                  .value.events.at(0)
                  .start.in_zone.name(),
              "America/Argentina/Buenos_Aires");
}

TEST(ParseCalendarZones, AnUnknownZoneIsAnErrorAndNeverUtc) {
    const parsed_calendar p = parsed(event_in("Nowhere/City"));
    EXPECT_EQ(
        problems_of(p),
        "6:9 error the time zone \"Nowhere/City\" is unknown: no time zone has this name, and "
        "the file does not define it\n");
    EXPECT_TRUE(p.value.events.empty());
}

TEST(ParseCalendarZones, ADefinitionInTheFileIsHonouredForAnUnknownName) {
    EXPECT_EQ(instant_of(parsed(definition("Customized Time Zone", "+0330") +
                                event_in("Customized Time Zone"))),
              "2026-07-01T08:30:00Z");
    const std::string summer =
        "BEGIN:VTIMEZONE\nTZID:Custom\nBEGIN:STANDARD\nDTSTART:16011101T020000\nTZOFFSETFROM:-"
        "0400\n"
        "TZOFFSETTO:-0500\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\nBEGIN:DAYLIGHT\n"
        "DTSTART:16010301T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nRRULE:FREQ=YEARLY;BYDAY="
        "2SU;BYMONTH=3\n"
        "END:DAYLIGHT\nEND:VTIMEZONE\n";
    const parsed_calendar p = parsed(summer + event_in("Custom"));
    EXPECT_EQ(problems_of(p), "");
    EXPECT_EQ(instant_of(p), "2026-07-01T16:00:00Z");
    const zone custom = p.value.events.at(0).start.in_zone;
    const zone new_york = testing::pinned_zone("America/New_York");
    for (sys_seconds t = sys_days(2008y / January / 1); t < sys_days(2060y / January / 1); t += 6h)
        ASSERT_EQ(custom.offset_at(t), new_york.offset_at(t)) << to_rfc3339(t);
}

TEST(ParseCalendarZones, TheNameWinsOverAContradictingDefinitionWhichIsTold) {
    const parsed_calendar p =
        parsed(definition("America/New_York", "+0900") + event_in("America/New_York"));
    EXPECT_EQ(
        problems_of(p),
        "4:1 warning the definition of the time zone \"America/New_York\" contradicts the zone "
        "America/New_York of that name: the zone of the name is used\n");
    EXPECT_EQ(instant_of(p), "2026-07-01T16:00:00Z");
}

TEST(ParseCalendarZones, GmtThatIsDefinedAsLondonIsLondon) {
    const std::string london =
        "BEGIN:VTIMEZONE\nTZID:GMT\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:+"
        "0100\nTZOFFSETTO:+0000\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:"
        "16010101T010000\n"
        "TZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:"
        "DAYLIGHT\nEND:VTIMEZONE\n";
    const parsed_calendar p = parsed(london + event_in("GMT"));
    EXPECT_EQ(
        problems_of(p),
        "4:1 warning the definition of the time zone \"GMT\" contradicts the zone GMT of that "
        "name: the definition is used\n");
    EXPECT_EQ(instant_of(p), "2026-07-01T11:00:00Z");
}

TEST(ParseCalendarZones, ABrokenDefinitionIsToldAtItsPlace) {
    EXPECT_EQ(problems_of(parsed(definition("Custom", "+9999") + event_in("Custom"))),
              "8:14 error the definition of the time zone \"Custom\" cannot be used: \"+9999\" is "
              "no offset from UTC: "
              "write +0100 or -0500, up to 2359\n"
              "14:9 error the time zone \"Custom\" is unknown: its definition at line 4 cannot be "
              "used\n");
}

TEST(ParseCalendar, WarnsOfWhatCouldDeceiveOrHarmAndLeavesItOut) {
    EXPECT_EQ(problems_of(parsed_event(start + "SUMMARY:a\xE2\x80\xAE"
                                               "b\n")),
              "7:9 warning SUMMARY holds a character that turns the direction of text, which can "
              "disguise it\n");
    for (const std::string path :
         {"file:///etc/passwd", "\\\\\\\\server\\\\share", "C:\\\\x", "//server/share"}) {
        const parsed_calendar p = parsed_event(start + "ATTACH:" + path + "\n");
        EXPECT_EQ(problems_of(p),
                  "7:8 warning ATTACH names a file or network path; it was left out\n")
            << path;
        EXPECT_TRUE(p.value.events.at(0).other_lines.empty());
    }
    const parsed_calendar alarm =
        parsed_event(start + "BEGIN:VALARM\nACTION:AUDIO\nREPEAT:1000000000\nEND:VALARM\n");
    EXPECT_EQ(problems_of(alarm),
              "9:8 warning the alarm repeats 1000000000 times; it was left out\n");
    EXPECT_TRUE(alarm.value.events.at(0).other_lines.empty());
}

TEST(ParseCalendar, KeepsAlarmsAsLines) {
    EXPECT_EQ(only_event(parsed_event(start +
                                      "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nEND:VALARM\n"))
                  .other_lines,
              (std::vector<std::string>{"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M",
                                        "END:VALARM"}));
}

TEST(ParseCalendar, KeepsWhatItDoesNotInterpret) {
    const parsed_calendar p = parsed(
        "CALSCALE:GREGORIAN\nX-WR-CALDESC;X-A=1:Ours\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\n"
        "BEGIN:VTODO\nUID:t\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\nEND:VTODO\n"
        "BEGIN:VEVENT\nUID:1\n" +
        start +
        "ATTENDEE;RSVP=TRUE;CN=Ana;DELEGATED-TO=\"mailto:b@example.com\";PARTSTAT=X-MAYBE;"
        "X-NUM-GUESTS=0:mailto:a@example.com\n"
        "ATTENDEE;CN=Bot:urn:uuid:1\nATTENDEE:invalid:nomail\n"
        "BEGIN:VALARM\nACTION:DISPLAY\nBEGIN:X-INNER\nX-B:1\nEND:X-INNER\nEND:VALARM\n"
        "END:VEVENT\n");
    EXPECT_EQ(
        p.value.other_lines,
        (std::vector<std::string>{"CALSCALE:GREGORIAN", "X-WR-CALDESC;X-A=1:Ours",
                                  "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "BEGIN:VTODO", "UID:t",
                                  "BEGIN:VALARM", "TRIGGER:-PT5M", "END:VALARM", "END:VTODO"}));
    const event& e = p.value.events.at(0);
    EXPECT_EQ(e.participants.at(0).other_parameters,
              "RSVP=TRUE;DELEGATED-TO=\"mailto:b@example.com\";PARTSTAT=X-MAYBE;X-NUM-GUESTS=0");
    EXPECT_EQ(e.participants.at(1).other_address, "urn:uuid:1");
    EXPECT_EQ(e.participants.at(2), participant{});
    EXPECT_EQ(e.other_lines,
              (std::vector<std::string>{"BEGIN:VALARM", "ACTION:DISPLAY", "BEGIN:X-INNER", "X-B:1",
                                        "END:X-INNER", "END:VALARM"}));
}

TEST(ParseCalendar, ReadsPublishedAvailability) {
    const parsed_calendar p = parsed(
        "BEGIN:VAVAILABILITY\nUID:v\nDTSTAMP:20261101T000000Z\n"
        "DTSTART;TZID=Europe/Lisbon:20261102T000000\nDURATION:P30D\nPRIORITY:3\n"
        "BUSYTYPE:BUSY-TENTATIVE\nSUMMARY:Office\nURL:https://example.com\n"
        "BEGIN:AVAILABLE\nUID:a\nDTSTART;TZID=Europe/Lisbon:20261102T090000\n"
        "DTEND;TZID=Europe/Lisbon:20261102T170000\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU\n"
        "END:AVAILABLE\nBEGIN:AVAILABLE\nUID:a\n"
        "RECURRENCE-ID;TZID=Europe/Lisbon:20261103T090000\n"
        "DTSTART;TZID=Europe/Lisbon:20261103T100000\nDURATION:PT1H\nEND:AVAILABLE\n"
        "END:VAVAILABILITY\n");
    EXPECT_EQ(problems_of(p), "");
    ASSERT_EQ(p.value.availability.size(), 1U);
    const published_availability& v = p.value.availability[0];
    EXPECT_EQ(v.uid, "v");
    EXPECT_EQ(v.priority, 3);
    EXPECT_EQ(v.busy, busy_type::busy_tentative);
    EXPECT_EQ(v.summary, "Office");
    EXPECT_EQ(to_iso(v.end->local), "2026-12-02T00:00:00");
    EXPECT_EQ(v.other_lines, (std::vector<std::string>{"URL:https://example.com"}));
    ASSERT_EQ(v.available.size(), 1U);
    EXPECT_EQ(v.available[0].duration, (civil_duration{.time = 8h}));
    ASSERT_EQ(v.available[0].overrides.size(), 1U);
    EXPECT_EQ(v.available[0].overrides[0].duration, (civil_duration{.time = 1h}));
}

TEST(ParseCalendar, LeavesAnImpossibleAvailabilityOutAndSaysWhy) {
    const auto told = [](const std::string& lines) {
        const parsed_calendar p =
            parsed("BEGIN:VAVAILABILITY\nUID:v\n" + lines + "END:VAVAILABILITY\n");
        return problems_of(p) + std::to_string(p.value.availability.size());
    };
    EXPECT_EQ(told("DTSTART:20261102T000000Z\nDTEND:20261101T000000Z\n"),
              "4:1 error the VAVAILABILITY ends before it starts and was left out\n0");
    EXPECT_EQ(told("DURATION:P1D\n"),
              "6:10 error DURATION without DTSTART says nothing; the VAVAILABILITY was left out\n"
              "0");
    EXPECT_EQ(told("PRIORITY:10\n"), "6:10 warning PRIORITY is \"10\"; 0, the lowest, is read\n1");
    EXPECT_EQ(told("DTSTART:20261132T000000Z\n").substr(0, 18), "6:9 error DTSTART:");
}

TEST(ParseCalendar, SaysWhatIsNoCalendar) {
    EXPECT_EQ(problems_of(parse_calendar("")), "1:1 error the text has no VCALENDAR\n");
    EXPECT_EQ(problems_of(parse_calendar("BEGIN:VCARD\nEND:VCARD\n")),
              "1:1 error the VCARD is not within a VCALENDAR and was left out\n");
    EXPECT_EQ(problems_of(parsed("BEGIN:VTODO\nEND:VTODO\n")),
              "4:1 info the VTODO is kept as it is: only VEVENT, VFREEBUSY, VAVAILABILITY and "
              "VTIMEZONE are read\n");
}

TEST(ParseCalendar, TellsWhichLimitItHit) {
    parse_options options{.limits = {.events_max = 1,
                                     .dates_per_event_max = 1,
                                     .participants_per_event_max = 1,
                                     .busy_periods_max = 1}};
    const std::string text =
        "BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:20261123T090000Z/PT1H,20261124T090000Z/PT1H\n"
        "END:VFREEBUSY\nBEGIN:VEVENT\nUID:1\n" +
        start +
        "EXDATE:20261123T090000Z,20261123T090000Z\nATTENDEE:mailto:a@example.com\n"
        "ATTENDEE:mailto:b@example.com\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\n" +
        start + "END:VEVENT\nEND:VCALENDAR\n";
    EXPECT_EQ(
        problems_of(parse_calendar(text, options)),
        "3:10 error there are more than 1 FREEBUSY periods; the rest was left out\n"
        "8:8 error the event has more than 1 RDATE and EXDATE entries; the rest was left out\n"
        "10:10 error the event has more than 1 ATTENDEEs; the rest was left out\n"
        "12:1 error the text has more than 1 events; the rest was left out\n");
}

TEST(ParseCalendar, SaysNothingOfWhatCommonProgramsWriteUnlessStrict) {
    std::size_t strict_problems = 0;
    for (const std::string name : {"ana", "ben", "chloe", "room-atlantic", "room-pacific"}) {
        std::ifstream file(std::string(TIMEWRIGHT_SOURCE_DIR) + "/examples/data/" + name + ".ics",
                           std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        const parsed_calendar tolerant = parse_calendar(text, {.zones = &testing::pinned_zones()});
        EXPECT_EQ(problems_of(tolerant), "") << name;
        EXPECT_GE(tolerant.value.events.size(), 4U) << name;
        strict_problems += parse_calendar(text, {.strict = true, .zones = &testing::pinned_zones()})
                               .problems.size();
    }
    EXPECT_GE(strict_problems, 1U); // EXDATE by date, as Exchange writes it
    EXPECT_EQ(problems_of(parsed_event("DTSTART:20261123\nEXDATE:\n")), "");
    EXPECT_EQ(problems_of(parsed_event("DTSTART:20261123\n", true)),
              "1:16 warning the line does not end with CR LF\n"
              "6:9 warning DTSTART is a date but lacks VALUE=DATE\n");
}

TEST(ParseRule, ReadsEveryPart) {
    const auto rule = parse_rule(
        "FREQ=YEARLY;INTERVAL=2;COUNT=5;BYSECOND=0,59;BYMINUTE=1;BYHOUR=2;BYDAY=MO,-1FR,+2TU;"
        "BYMONTHDAY=-1,15;BYYEARDAY=100;BYMONTH=3;BYSETPOS=1,-1;WKST=SU");
    ASSERT_TRUE(rule);
    EXPECT_EQ(rule->freq, frequency::yearly);
    EXPECT_EQ(rule->interval, 2);
    EXPECT_EQ(rule->count, 5);
    EXPECT_EQ(rule->by_day, (std::vector<weekday_ordinal>{{Monday}, {Friday, -1}, {Tuesday, 2}}));
    EXPECT_EQ(rule->by_month_day, (std::vector<std::int32_t>{-1, 15}));
    EXPECT_EQ(rule->week_start, Sunday);
    EXPECT_EQ(parse_rule("FREQ=DAILY;UNTIL=20261224")->until->kind, until_kind::date);
    EXPECT_EQ(parse_rule("FREQ=DAILY;UNTIL=20261224T090000Z")->until->kind, until_kind::utc);
    EXPECT_EQ(parse_rule("FREQ=DAILY;UNTIL=20261224T090000")->until->kind, until_kind::local);
}

TEST(ParseRule, TellsOfWhatIsOddButClear) {
    std::vector<problem> notes;
    EXPECT_TRUE(parse_rule("freq=weekly;byday=mo,mo;", notes));
    std::string told;
    for (const problem& p : notes) told += std::to_string(p.column) + " " + p.what + "\n";
    EXPECT_EQ(told,
              "1 the part \"freq=weekly\" is in lower case\n13 the part \"byday=mo,mo\" is in "
              "lower case\n"
              "13 BYDAY names \"mo\" twice\n25 the rule has an empty part\n");
}

TEST(ParseRule, SaysWhatIsWrongAndWhatWouldBeRight) {
    const auto told = [](const std::string& text) {
        const auto rule = parse_rule(text);
        return rule ? std::string("read")
                    : std::to_string(rule.error().where.column) + " " + rule.error().message;
    };
    EXPECT_EQ(told(""), "1 the rule is empty");
    EXPECT_EQ(told("INTERVAL=2").substr(0, 24), "0 the rule has no FREQ: ");
    EXPECT_EQ(told("FREQ=OFTEN").substr(0, 36), "1 FREQ=\"OFTEN\" is not one of SECONDL");
    EXPECT_EQ(told("FREQ=DAILY;INTERVAL=0"),
              "12 INTERVAL=0 is out of range: it is 1 to 2147483647");
    EXPECT_EQ(told("FREQ=DAILY;INTERVAL=2147483648"),
              "12 INTERVAL=2147483648 is out of range: it is 1 to 2147483647");
    EXPECT_EQ(told("FREQ=DAILY;INTERVAL=two"),
              "12 INTERVAL=\"two\" is not a whole number from 1 on");
    EXPECT_EQ(told("FREQ=DAILY;COUNT=0").substr(0, 27), "12 COUNT=0 is out of range:");
    EXPECT_EQ(told("FREQ=DAILY;COUNT=99999999999").substr(0, 37),
              "12 COUNT=99999999999 is out of range:");
    EXPECT_EQ(told("FREQ=DAILY;COUNT=99999999999999999999"),
              "12 COUNT=\"99999999999999999999\" is not a whole number from 1 on");
    EXPECT_EQ(told("FREQ=DAILY;COUNT=2;UNTIL=20261224"),
              "12 COUNT and UNTIL do not go together: keep one of them");
    EXPECT_EQ(told("FREQ=DAILY;FREQ=DAILY"),
              "12 FREQ is there twice: join the values into one part");
    EXPECT_EQ(told("FREQ=DAILY;BYEASTER=1").substr(0, 41),
              "12 the rule has an unknown part \"BYEASTER");
    EXPECT_EQ(told("FREQ=DAILY;X"), "12 the part \"X\" is not NAME=VALUE");
    EXPECT_EQ(told("FREQ=DAILY;BYHOUR=25"), "12 BYHOUR=25 is out of range: it is 0 to 23");
    EXPECT_EQ(told("FREQ=DAILY;BYDAY=XX"),
              "12 BYDAY has the entry \"XX\", which is not like MO, 2MO or -1FR");
    EXPECT_EQ(told("FREQ=DAILY;BYDAY=2MO").substr(0, 22), "12 BYDAY with an ordin");
    EXPECT_EQ(told("FREQ=DAILY;UNTIL=tomorrow").substr(0, 22), "12 UNTIL: \"tomorrow\" i");
    EXPECT_EQ(told("FREQ=DAILY;WKST=1"), "12 WKST=\"1\" is not one of MO, TU, WE, TH, FR, SA, SU");
    EXPECT_EQ(parse_rule("RSCALE=CHINESE;FREQ=DAILY").error().code, errc::unsupported);
    EXPECT_EQ(
        parse_rule("RSCALE=CHINESE;FREQ=DAILY").error().message,
        "RSCALE=\"CHINESE\" is not supported: the calendar of a rule is GREGORIAN, which need "
        "not be said");
    EXPECT_EQ(to_string(*parse_rule("FREQ=MONTHLY;SKIP=FORWARD;RSCALE=GREGORIAN")),
              "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD");
    EXPECT_EQ(to_string(*parse_rule("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=OMIT")), "FREQ=MONTHLY");
    EXPECT_EQ(parse_rule("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=NO").error().message,
              "SKIP=\"NO\" is not one of OMIT, BACKWARD, FORWARD");
}

} // namespace
} // namespace timewright
