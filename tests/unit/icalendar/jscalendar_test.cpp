// Goal: an event means the same in JSCalendar, both ways, and what has no place there travels along.
// Method: one idea a test, JSON as text; what is read is compared as values, problems as text.

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/icalendar/jscalendar.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>

#include <gtest/gtest.h>

#include <string>

namespace timewright {
namespace {

using namespace std::chrono;

calendar from_ics(const std::string& lines) {
    const parsed_calendar p = parse_calendar(
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20261101T000000Z\n" + lines +
            "END:VEVENT\nEND:VCALENDAR\n",
        {.zones = &testing::pinned_zones()});
    EXPECT_TRUE(p.problems.empty()) << p.problems[0].what;
    return p.value;
}
parsed_calendar read(const std::string& json) {
    return parse_jscalendar(json, {.zones = &testing::pinned_zones()});
}
std::string problems_of(const parsed_calendar& of) {
    std::string shown;
    for (const problem& p : of.problems)
        shown += std::to_string(p.line) + ":" + std::to_string(p.column) + " " + p.what + "\n";
    return shown;
}
// The members of the event after what all of them have.
std::string printed(const std::string& lines) {
    const calendar value = from_ics(lines);
    const std::string json = print_jscalendar(value.events.at(0));
    const parsed_calendar again = read(json);
    EXPECT_EQ(problems_of(again), "");
    EXPECT_EQ(again.value.events, value.events) << json;
    return json;
}
std::string problems_with(const std::string& members) {
    return problems_of(read(R"({"@type":"Event","uid":"1")" + members + "}"));
}

const std::string start = "DTSTART;TZID=Europe/Lisbon:20261123T090000\nDURATION:PT45M\n";

TEST(JsCalendar, SaysWhatAnEventIs) {
    EXPECT_EQ(printed(start + "SUMMARY:a\nDESCRIPTION:b\nLOCATION:c\nSTATUS:TENTATIVE\n"
                              "TRANSP:TRANSPARENT\nSEQUENCE:2\n"),
              R"({"@type":"Event","uid":"1","start":"2026-11-23T09:00:00",)"
              R"("timeZone":"Europe/Lisbon","duration":"PT45M","title":"a","description":"b",)"
              R"("locations":{"1":{"@type":"Location","name":"c"}},"status":"tentative",)"
              R"("freeBusyStatus":"free","sequence":2,"updated":"2026-11-01T00:00:00Z"})");
}

TEST(JsCalendar, ChangesOfAllLaterOccurrencesReadBack) {
    const calendar value =
        from_ics(start +
                 "RRULE:FREQ=DAILY;COUNT=5\nSUMMARY:a\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\n"
                 "DTSTAMP:20261101T000000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Lisbon:"
                 "20261125T090000\nDTSTART;TZID=Europe/Lisbon:20261125T100000\nDURATION:PT45M\n"
                 "SUMMARY:b\n");
    ASSERT_EQ(value.events.at(0).overrides.size(), 1U);
    EXPECT_TRUE(value.events[0].overrides[0].this_and_future);
    const std::string json = print_jscalendar(value.events[0]);
    EXPECT_NE(json.find(R"("timewright.dev:range":"this-and-future")"), std::string::npos) << json;
    const parsed_calendar again = read(json);
    EXPECT_EQ(problems_of(again), "");
    EXPECT_EQ(again.value.events, value.events) << json;
}

TEST(JsCalendar, EveryKindOfTimeReadsBack) {
    EXPECT_NE(printed("DTSTART:20261123T090000Z\n").find(R"("timeZone":"Etc/UTC")"),
              std::string::npos);
    EXPECT_NE(printed("DTSTART:20261123T090000\n").find(R"("timeZone":null)"), std::string::npos);
    EXPECT_NE(
        printed("DTSTART;VALUE=DATE:20261123\n").find(R"("duration":"P1D","showWithoutTime")"),
        std::string::npos);
}

TEST(JsCalendar, ARuleKeepsAllOfItsParts) {
    EXPECT_NE(printed(start + "RRULE:FREQ=MONTHLY;INTERVAL=2;UNTIL=20271231T235959Z;BYHOUR=9;"
                              "BYDAY=-1FR,MO;BYMONTH=1,3;BYSETPOS=-1;WKST=SU\n")
                  .find(R"("recurrenceRules":[{"@type":"RecurrenceRule","frequency":"monthly",)"
                        R"("interval":2,"until":"2027-12-31T23:59:59","byHour":[9],)"
                        R"("byDay":[{"@type":"NDay","day":"fr","nthOfPeriod":-1},)"
                        R"({"@type":"NDay","day":"mo"}],"byMonth":["1","3"],"bySetPosition":[-1],)"
                        R"("firstDayOfWeek":"su"}])"),
              std::string::npos);
    printed("DTSTART;VALUE=DATE:20261123\nRRULE:FREQ=DAILY;UNTIL=20261231\n");
    printed("DTSTART:20261123T090000\nRRULE:FREQ=DAILY;UNTIL=20261231T090000\n");
    printed("DTSTART:20261123T090000Z\nRRULE:FREQ=DAILY;COUNT=3\nEXRULE:FREQ=WEEKLY;COUNT=2\n");
}

TEST(JsCalendar, ExceptionsArePatches) {
    const calendar series =
        parse_calendar(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n" + start +
                "RRULE:FREQ=DAILY;COUNT=9\nEXDATE;TZID=Europe/Lisbon:20261124T090000\n"
                "RDATE;TZID=Europe/Lisbon:20261224T090000\nSUMMARY:a\nLOCATION:b\nEND:VEVENT\n"
                "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Europe/Lisbon:20261125T090000\n"
                "DTSTART;TZID=Europe/Lisbon:20261125T100000\nDURATION:PT45M\nSUMMARY:later\n"
                "END:VEVENT\nEND:VCALENDAR\n",
            {.zones = &testing::pinned_zones()})
            .value;
    const std::string json = print_jscalendar(series);
    EXPECT_NE(json.find(R"("recurrenceOverrides":{"2026-12-24T09:00:00":{},)"
                        R"("2026-11-24T09:00:00":{"excluded":true},"2026-11-25T09:00:00":)"
                        R"({"start":"2026-11-25T10:00:00","title":"later","locations":null}})"),
              std::string::npos)
        << json;
    EXPECT_EQ(read(json).value.events, series.events);
}

TEST(JsCalendar, APatchReachesIntoMembers) {
    const parsed_calendar p = read(
        R"({"@type":"Event","uid":"1","start":"2026-11-23T09:00:00","timeZone":"Europe/Lisbon",)"
        R"("locations":{"x/y":{"name":"b"}},"recurrenceRules":[{"frequency":"daily"}],)"
        R"("recurrenceOverrides":{"2026-11-24T09:00:00":{"locations/x~1y/name":"c","title":"d"}}})");
    EXPECT_EQ(problems_of(p), "");
    const event& changed = p.value.events.at(0).overrides.at(0);
    EXPECT_EQ(changed.location, "c");
    EXPECT_EQ(changed.summary, "d");
    EXPECT_EQ(to_iso(changed.start.local), "2026-11-24T09:00:00");
    EXPECT_EQ(p.value.events[0].location, "b");
}

TEST(JsCalendar, AMemberWithASlashIsPatchedAsAWhole) {
    const parsed_calendar p =
        read(R"({"@type":"Event","uid":"1","start":"2026-11-23T09:00:00","timeZone":null,)"
             R"("recurrenceOverrides":{"2026-11-24T09:00:00":{"e.org:a~1b~0c":5}}})");
    EXPECT_EQ(problems_of(p), "");
    const std::string printed_again = print_jscalendar(p.value.events.at(0));
    EXPECT_NE(printed_again.find(R"({"e.org:a~1b~0c":5})"), std::string::npos) << printed_again;
}

TEST(JsCalendar, PeopleReadBack) {
    const std::string json =
        printed(start +
                "ORGANIZER;CN=Ana:mailto:a@e.org\nATTENDEE;CN=Ana:mailto:a@e.org\n"
                "ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=DECLINED;RSVP=TRUE:mailto:b@e.org\n"
                "ATTENDEE;CUTYPE=ROOM;ROLE=NON-PARTICIPANT:urn:uuid:1\n"
                "ATTENDEE;ROLE=CHAIR;X-A=\"b;c\":mailto:d@e.org\n");
    EXPECT_NE(json.find(R"("roles":{"owner":true,"attendee":true})"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("kind":"location","roles":{"informational":true})"), std::string::npos);
    EXPECT_NE(json.find(R"("expectReply":true)"), std::string::npos);
    EXPECT_NE(json.find(R"("replyTo":{"imip":"mailto:a@e.org"})"), std::string::npos);
    printed(start + "ORGANIZER;X-B=1;CN=Ana:mailto:a@e.org\nATTENDEE:mailto:b@e.org\n");
    printed(start + "ORGANIZER:urn:uuid:2\n");
}

TEST(JsCalendar, AlertsKeywordsAndPrivacyAreMembers) {
    const std::string json =
        printed(start +
                "CATEGORIES:a,b\\, c\nCLASS:CONFIDENTIAL\nPRIORITY:3\n"
                "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;RELATED=END:-PT5M\n"
                "DESCRIPTION:now\nEND:VALARM\n"
                "BEGIN:VALARM\nACTION:EMAIL\nTRIGGER;VALUE=DATE-TIME:20261123T080000Z\n"
                "END:VALARM\n");
    EXPECT_NE(json.find(R"("keywords":{"a":true,"b, c":true})"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("privacy":"secret")"), std::string::npos);
    EXPECT_NE(
        json.find(R"("trigger":{"@type":"OffsetTrigger","offset":"-PT5M","relativeTo":"end"})"),
        std::string::npos);
    EXPECT_NE(json.find(R"("when":"2026-11-23T08:00:00Z"},"action":"email")"), std::string::npos);
}

TEST(JsCalendar, WhatHasNoPlaceTravelsAlong) {
    EXPECT_NE(printed(start + "X-A;B=\"c\":d\nBEGIN:VALARM\nACTION:AUDIO\nTRIGGER:-PT5M\n"
                              "END:VALARM\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\n")
                  .find(R"("timewright.dev:busyStatus":"busy-unavailable",)"),
              std::string::npos);
    const std::string json =
        R"({"@type":"Event","uid":"1","start":"2026-11-23T09:00:00","timeZone":null,)"
        R"("color":"red","virtualLocations":{"1":{"uri":"https://e.org"}},)"
        R"("locations":{"1":{"name":"a"},"2":{"name":"b"}}})";
    const parsed_calendar p = read(json);
    EXPECT_EQ(problems_of(p), "");
    const std::string again = print_jscalendar(p.value.events.at(0));
    for (const std::string member :
         {R"("color":"red")", R"("virtualLocations":{"1":{"uri":"https://e.org"}})",
          R"("locations":{"1":{"name":"a"},"2":{"name":"b"}})"})
        EXPECT_NE(again.find(member), std::string::npos) << again;
}

TEST(JsCalendar, LinesThatComeBackAreChecked) {
    const std::string at = R"(,"start":"2026-11-23T09:00:00","duration":"PT1H",)";
    const auto with = [&](const std::string& members) {
        return read(R"({"@type":"Event","uid":"1")" + at + members + "}");
    };
    const parsed_calendar p = with(
        R"("timewright.dev:lines":["RRULE:FREQ=DAILY","X-A;B=\"c:d\":e","DTSTART:20300101T000000Z",)"
        R"("uid;X=1:evil","ATTACH:file:///etc/passwd","ATTACH:https://e.org/a"," folded:1",5,)"
        R"("no colon","X-B:\nRRULE:FREQ=DAILY"])");
    const std::string lines = "1:1 /timewright.dev:lines/";
    EXPECT_EQ(problems_of(p),
              lines + "6 does not begin with a name; it was left out\n" + lines +
                  "7 is no string; it was left out\n" + lines +
                  "8 the line has no colon before its value: \"no colon\"\n" + lines +
                  "0 is a line RRULE, which a member says; it was left out\n" + lines +
                  "2 is a line DTSTART, which a member says; it was left out\n" + lines +
                  "3 is a line uid, which a member says; it was left out\n" + lines +
                  "4 is an ATTACH that names a file or network path; it was left out\n");
    EXPECT_EQ(p.value.events.at(0).other_lines,
              (std::vector<std::string>{"X-A;B=\"c:d\":e", "ATTACH:https://e.org/a",
                                        "X-B:RRULE:FREQ=DAILY"}));
    EXPECT_EQ(problems_of(with(R"("timewright.dev:lines":"X-A:1")")),
              "1:1 /timewright.dev:lines is no array; it is ignored\n");
}

TEST(JsCalendar, LinesThatComeBackOpenAndCloseOnlyWhatIsTheirs) {
    const auto kept = [](const std::string& list, const std::string& problems) {
        const parsed_calendar p =
            read(R"({"@type":"Event","uid":"1","start":"2026-11-23T09:00:00",)"
                 R"("timewright.dev:lines":[)" +
                 list + "]}");
        EXPECT_EQ(problems_of(p), problems);
        return p.value.events.at(0).other_lines;
    };
    const std::string lines = "1:1 /timewright.dev:lines/";
    const std::vector<std::string> alarm{"BEGIN:VALARM", "ACTION:AUDIO", "DURATION:PT5M",
                                         "END:VALARM"};
    EXPECT_EQ(kept(R"("BEGIN:VALARM","ACTION:AUDIO","DURATION:PT5M","END:VALARM")", ""), alarm);
    EXPECT_EQ(kept(R"("X-A:1","END:VEVENT","BEGIN:VEVENT","BEGIN;X=1:VALARM","END:VALARM")",
                   lines + "1 \"END:VEVENT\" may not stand there; it was left out\n" + lines +
                       "2 \"BEGIN:VEVENT\" may not stand there; it was left out\n" + lines +
                       "3 \"BEGIN;X=1:VALARM\" may not stand there; it was left out\n" + lines +
                       "4 END:\"VALARM\" closes nothing that is open\n"),
              std::vector<std::string>{"X-A:1"});
    EXPECT_EQ(kept(R"("BEGIN:VALARM","ACTION:AUDIO")",
                   lines + "0 the VALARM that begins here has no END and was left out\n"),
              std::vector<std::string>{});
    EXPECT_EQ(kept(R"("BEGIN:VALARM","ATTACH:smb://a/b","END:VALARM")",
                   lines + "0 begins a VALARM that names a file or repeats too often; "
                           "it was left out\n"),
              std::vector<std::string>{});
}

TEST(JsCalendar, LinesOfASeriesAreCheckedOnceForAllItsOccurrences) {
    const parsed_calendar p =
        read(R"({"@type":"Event","uid":"1","start":"2026-11-23T09:00:00","priority":3,)"
             R"("timewright.dev:lines":["X-A:1","UID:2"],"recurrenceOverrides":{)"
             R"("2026-11-24T09:00:00":{"title":"a"},"2026-11-25T09:00:00":{"title":"b",)"
             R"("timewright.dev:lines":["X-B:1","UID:3"]},)"
             R"("2026-11-26T09:00:00":{"timewright.dev:lines":null}}})");
    EXPECT_EQ(problems_of(p),
              "1:1 /timewright.dev:lines/1 is a line UID, which a member says; it was left out\n"
              "1:1 /recurrenceOverrides/2026-11-25T09:00:00/timewright.dev:lines/1 is a line UID, "
              "which a member says; it was left out\n");
    const std::vector<event>& changed = p.value.events.at(0).overrides;
    ASSERT_EQ(changed.size(), 3U);
    EXPECT_EQ(changed[0].other_lines, (std::vector<std::string>{"PRIORITY:3", "X-A:1"}));
    EXPECT_EQ(changed[1].other_lines, (std::vector<std::string>{"PRIORITY:3", "X-B:1"}));
    EXPECT_EQ(changed[2].other_lines, (std::vector<std::string>{"PRIORITY:3"}));
}

TEST(JsCalendar, LinesOfAlertsAreChecked) {
    const parsed_calendar p =
        read(R"({"@type":"Event","uid":"1","start":"2026-11-23T09:00:00","alerts":{"a":{"trigger":)"
             R"({"offset":"-PT5M"},"timewright.dev:lines":["DESCRIPTION:now","TRIGGER:-PT1M",)"
             R"("END:VALARM","REPEAT:1001","ATTACH:file:///a","X-A:1"]}}})");
    const std::string lines = "1:1 /alerts/a/timewright.dev:lines/";
    EXPECT_EQ(problems_of(p),
              lines + "2 \"END:VALARM\" may not stand there; it was left out\n" + lines +
                  "1 is a line TRIGGER, which a member says; it was left out\n" + lines +
                  "3 repeats the alarm 1001 times; it was left out\n" + lines +
                  "4 is an ATTACH that names a file or network path; it was left out\n");
    EXPECT_EQ(p.value.events.at(0).other_lines,
              (std::vector<std::string>{"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M",
                                        "DESCRIPTION:now", "X-A:1", "END:VALARM"}));
}

TEST(JsCalendar, SaysWhatOfPeopleAndAlertsHasNoPlace) {
    EXPECT_EQ(
        problems_with(
            R"(,"start":"2026-11-23T09:00:00","participants":{"1":{"@type":"Participant",)"
            R"("name":"Ana","email":"a@e.org","roles":{"attendee":true,"contact":true},)"
            R"("participationComment":"late","language":"pt"}},"alerts":{"2":{"@type":"Alert",)"
            R"("trigger":{"@type":"OffsetTrigger","offset":"-PT5M","x":1},)"
            R"("acknowledged":"2026-11-23T09:00:00Z","timewright.dev:lines":1}})"),
        "1:1 /participants/1/participationComment is not read; it was left out\n"
        "1:1 /participants/1/language is not read; it was left out\n"
        "1:1 /participants/1/roles/contact is not read; it was left out\n"
        "1:1 /alerts/2/acknowledged is not read; it was left out\n"
        "1:1 /alerts/2/trigger/x is not read; it was left out\n"
        "1:1 /alerts/2/timewright.dev:lines is no array; it is ignored\n");
    const std::string name(1'000, 'n');
    EXPECT_EQ(problems_with(R"(,"start":"2026-11-23T09:00:00","participants":{")" + name +
                            R"(":{")" + name + R"(":1}})"),
              "1:1 /participants/" + name.substr(0, 60) + ".../" + name.substr(0, 60) +
                  "... is not read; it was left out\n");
}

TEST(JsCalendar, AnAllDayEventLastsAtLeastADay) {
    for (const std::string duration : {"", R"(,"duration":"PT0S")", R"(,"duration":"P0D")"}) {
        const parsed_calendar p =
            read(R"({"@type":"Event","uid":"1","start":"2026-11-23T00:00:00",)"
                 R"("showWithoutTime":true,"recurrenceOverrides":{"2026-11-25T00:00:00":{}})" +
                 duration + "}");
        EXPECT_EQ(problems_of(p),
                  "1:1 /duration is no day, but an all-day event lasts at least "
                  "one; one day is read\n");
        ASSERT_EQ(p.value.events.size(), 1U);
        EXPECT_EQ(p.value.events[0].duration, (civil_duration{.days = 1}));
        // The same as text, and as JSCalendar again.
        EXPECT_EQ(parse_calendar(print_calendar(p.value)).value.events, p.value.events);
        const parsed_calendar again = read(print_jscalendar(p.value));
        EXPECT_EQ(problems_of(again), "");
        EXPECT_EQ(again.value.events, p.value.events);
    }
    const parsed_calendar extra =
        read(R"({"@type":"Event","uid":"1","start":"2026-11-23T00:00:00","showWithoutTime":true,)"
             R"("duration":"P2D","recurrenceOverrides":{"2026-11-27T00:00:00":{"duration":)"
             R"("PT0S"},"2026-11-30T00:00:00":{"duration":"P3D"}}})");
    EXPECT_EQ(problems_of(extra),
              "1:1 /recurrenceOverrides/2026-11-27T00:00:00/duration is no day, but an all-day "
              "event lasts at least one; one day is read\n");
    ASSERT_EQ(extra.value.events.at(0).overrides.size(), 1U);
    EXPECT_EQ(extra.value.events[0].overrides[0].duration, (civil_duration{.days = 1}));
    EXPECT_EQ(extra.value.events[0].rdates.at(0).duration, (civil_duration{.days = 3}));
}

TEST(JsCalendar, ReadsGroupsEventsAndArrays) {
    const std::string one = R"({"@type":"Event","uid":"1","start":"2026-11-23T09:00:00"})";
    EXPECT_EQ(read(one).value.events.size(), 1U);
    EXPECT_EQ(read("[" + one + "," + one + "]").value.events.size(), 2U);
    const parsed_calendar group =
        read(R"({"@type":"Group","title":"t","prodId":"p","entries":[)" + one + "]}");
    EXPECT_EQ(group.value.name, "t");
    EXPECT_EQ(group.value.product, "p");
    EXPECT_EQ(group.value.events.size(), 1U);
}

TEST(JsCalendar, SaysWhereAndWhatIsWrong) {
    EXPECT_EQ(problems_of(read("{\n  \"a\": tru }")).substr(0, 26), "2:8 the text is no JSON: s");
    EXPECT_EQ(problems_of(read("{} {}")), "1:4 the text is no JSON: more follows after its end\n");
    EXPECT_EQ(problems_of(read("1")), "1:1 the JSON is no Group and no Event\n");
    EXPECT_EQ(problems_of(read(R"({"@type":"Group"})")), "1:1 /entries is no array\n");
    EXPECT_EQ(problems_of(read(R"([{"@type":"Task"},5])")),
              "1:1 /0/@type is not \"Event\"; the entry was left out\n1:1 /1 is no Event\n");
    EXPECT_EQ(problems_with(""), "1:1 /start \"\" is no local time; the event was left out\n");
    EXPECT_EQ(problems_with(R"(,"start":"2026-11-31T09:00:00")"),
              "1:1 /start \"2026-11-31T09:00:00\" is no local time; the event was left out\n");
    const std::string at = R"(,"start":"2026-11-23T09:00:00")";
    EXPECT_EQ(problems_with(at + R"(,"timeZone":"Nowhere/Land")"),
              "1:1 /timeZone \"Nowhere/Land\" is unknown; the event was left out\n");
    EXPECT_EQ(problems_with(at + R"(,"duration":"-PT1H")"),
              "1:1 /duration \"-PT1H\" is no duration; the event was left out\n");
    EXPECT_EQ(problems_with(at + R"(,"title":5,"sequence":-1)"),
              "1:1 /title is no string; it is ignored\n"
              "1:1 /sequence is no whole number from 0 to 2147483647\n");
    EXPECT_EQ(problems_with(at + R"(,"recurrenceRules":[{"frequency":"daily","interval":0}])"),
              "1:1 /recurrenceRules/0 is no rule: INTERVAL=0 is out of range: it is 1 to "
              "2147483647; the event was left out\n");
    EXPECT_EQ(problems_with(at + R"(,"recurrenceOverrides":{"x":{}})"),
              "1:1 /recurrenceOverrides/x is no local time with a patch; the event was left out\n");
    EXPECT_EQ(problems_with(at + R"(,"recurrenceOverrides":{"2026-11-24T09:00:00":{"uid":"2"}})"),
              "1:1 /recurrenceOverrides/2026-11-24T09:00:00/uid names nothing that can be changed; "
              "the event was left out\n");
}

TEST(JsCalendar, IsBounded) {
    const std::string deep(1'000'000, '[');
    EXPECT_NE(problems_of(read(deep)).find("the text is no JSON: "), std::string::npos);
    const std::string one = R"({"@type":"Event","uid":"1","start":"2026-11-23T09:00:00"})";
    EXPECT_EQ(
        problems_of(parse_jscalendar("[" + one + "," + one + "]", {.limits = {.events_max = 1}})),
        "1:1 /1 is beyond 1 events; the rest was left out\n");
    EXPECT_EQ(problems_of(parse_jscalendar(one, {.limits = {.text = {.text_bytes_max = 10}}})),
              "1:1 the text has 57 bytes; more than 10 are not read\n");
    std::string patches;
    for (int day = 10; day < 28; ++day)
        patches += (patches.empty() ? "\"2026-12-" : ",\"2026-12-") + std::to_string(day) +
                   R"(T09:00:00":{"title":"x"})";
    EXPECT_EQ(
        problems_with(R"(,"start":"2026-11-23T09:00:00","description":")" +
                      std::string(1'000'000, 'x') + R"(","recurrenceOverrides":{)" + patches + "}"),
        "1:1 /recurrenceOverrides/2026-12-26T09:00:00 is one patch too many for an event of "
        "this size; it was left out\n");
}

} // namespace
} // namespace timewright
