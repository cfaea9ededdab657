// Goal: an edited text differs from the one that was read exactly where its meaning does. Method:
// one text with all that is easily lost (folds, spelling, order, what we do not read), one edit a
// test; the difference is stated line by line. And for any text nothing changes when nothing did.

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/icalendar/document.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace timewright {
namespace {

using namespace std::chrono;

const std::string text =
    "\xEF\xBB\xBF"
    "begin:VCALENDAR\r\nX-FIRST:1\r\nVERSION:2.0\r\nPRODID:x\r\nMethod:PUBLISH\r\n"
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Lisbon\r\nBEGIN:STANDARD\r\nDTSTART:20250101T000000\r\n"
    "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    "BEGIN:VTODO\r\nUID:todo\r\nEND:VTODO\r\n"
    "BEGIN:VEVENT\r\nX-ORDER:is ours\r\nSUMMARY;LANGUAGE=en:Stand\r\n -up\r\n"
    "DTSTART;TZID=Europe/Lisbon:20261123T090000\r\nDURATION:PT15M\r\nUID:a\r\n"
    "RRULE:FREQ=DAILY;COUNT=5;WKST=MO\r\nATTENDEE;RSVP=TRUE;ROLE=REQ-PARTICIPANT:MAILTO:b@e.org\r\n"
    "ATTACH:file:///secret\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;TZID=Europe/Lisbon:20261124T090000\n"
    "DTSTART;TZID=Europe/Lisbon:20261124T100000\nDURATION:PT15M\nSUMMARY:later\nEND:VEVENT\n"
    "\r\nBEGIN:VEVENT\r\nUID:b\r\nDTSTART:20261123T090000Z\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n";

document read(const std::string& from = text) {
    return document::read(from, {.zones = &testing::pinned_zones()});
}
std::vector<std::string> lines_of(const std::string& of) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < of.size();) {
        const std::size_t end = std::min(of.find('\n', at), of.size() - 1);
        lines.push_back(of.substr(at, end + 1 - at));
        at = end + 1;
    }
    return lines;
}
// Lines of one text that are not in the other: "-gone" and "+new", without line breaks.
std::string difference(const std::string& before, const std::string& after) {
    std::multiset<std::string> gone;
    for (const std::string& line : lines_of(before)) gone.insert(line);
    std::string fresh;
    for (const std::string& line : lines_of(after)) {
        if (const auto at = gone.find(line); at != gone.end())
            gone.erase(at);
        else
            fresh += "+" + line.substr(0, line.find_first_of("\r\n")) + "\n";
    }
    std::string shown;
    for (const std::string& line : gone)
        shown += "-" + line.substr(0, line.find_first_of("\r\n")) + "\n";
    return shown + fresh;
}
std::string edited(void (*edit)(calendar&)) {
    const document before = read();
    calendar value = before.parsed().value;
    edit(value);
    const std::string after = before.print(value);
    // What was meant is what is read.
    EXPECT_EQ(read(after).parsed().value, value) << after;
    return difference(text, after);
}

TEST(Document, PrintsWhatItReadWhenNothingChanged) {
    EXPECT_EQ(read().print(read().parsed().value), text);
    EXPECT_EQ(read("").print({}), "");
    EXPECT_EQ(read("nonsense").print({}), "nonsense");
}

TEST(Document, ChangesOnlyTheLinesWhoseMeaningChanged) {
    EXPECT_EQ(edited([](calendar& c) { c.events[0].summary = "Stand"; }),
              "- -up\n-SUMMARY;LANGUAGE=en:Stand\n+SUMMARY:Stand\n");
    EXPECT_EQ(edited([](calendar& c) { c.events[0].duration.time = 30min; }),
              "-DURATION:PT15M\n+DTEND;TZID=Europe/Lisbon:20261123T093000\n");
    EXPECT_EQ(edited([](calendar& c) { c.events[0].overrides[0].summary = "late"; }),
              "-SUMMARY:later\n+SUMMARY:late\n");
    EXPECT_EQ(edited([](calendar& c) { c.events[0].location = "Atlantic"; }),
              "+LOCATION:Atlantic\n");
    EXPECT_EQ(edited([](calendar& c) { c.events[0].rules.clear(); }).substr(0, 34),
              "-RRULE:FREQ=DAILY;COUNT=5;WKST=MO\n");
}

TEST(Document, KeepsTheParametersOfPeopleWhoStay) {
    EXPECT_EQ(edited([](calendar& c) { c.events[0].participants.push_back({.email = "c@e.org"}); }),
              "-ATTENDEE;RSVP=TRUE;ROLE=REQ-PARTICIPANT:MAILTO:b@e.org\n"
              "+ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:b@e.org\n"
              "+ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:c@e.org\n");
}

TEST(Document, ChangesTheCalendarsOwnWords) {
    EXPECT_EQ(edited([](calendar& c) { c.method = "REQUEST"; }),
              "-Method:PUBLISH\n+METHOD:REQUEST\n");
    EXPECT_EQ(edited([](calendar& c) { c.name = "Ours"; }), "+X-WR-CALNAME:Ours\n");
    EXPECT_EQ(edited([](calendar& c) { c.other_lines = {"X-FIRST:2"}; }),
              "-BEGIN:VTODO\n-END:VTODO\n-UID:todo\n-X-FIRST:1\n+X-FIRST:2\n");
}

TEST(Document, AddsAndRemovesEvents) {
    EXPECT_EQ(edited([](calendar& c) { c.events.erase(c.events.begin() + 1); }),
              "-BEGIN:VEVENT\n-DTSTART:20261123T090000Z\n-END:VEVENT\n-UID:b\n");
    EXPECT_EQ(edited([](calendar& c) { c.events[0].overrides.clear(); }),
              "-BEGIN:VEVENT\n-DTSTART;TZID=Europe/Lisbon:20261124T100000\n-DURATION:PT15M\n"
              "-END:VEVENT\n-RECURRENCE-ID;TZID=Europe/Lisbon:20261124T090000\n-SUMMARY:later\n"
              "-UID:a\n");
    EXPECT_EQ(
        edited([](calendar& c) { c.events.push_back({.uid = "c", .start = c.events[0].start}); }),
        "+BEGIN:VEVENT\n+UID:c\n+DTSTAMP:19700101T000000Z\n"
        "+DTSTART;TZID=Europe/Lisbon:20261123T090000\n+END:VEVENT\n");
    const std::string elsewhere = edited([](calendar& c) {
        c.events[1].start =
            event_time::zoned(c.events[1].start.local, testing::pinned_zone("Asia/Tokyo"));
        c.events.push_back({.uid = "c", .start = c.events[1].start});
    });
    EXPECT_NE(elsewhere.find("+TZID:Asia/Tokyo\n"), std::string::npos);
    EXPECT_EQ(elsewhere.find("+TZID:Europe/Lisbon\n"), std::string::npos);
}

TEST(Document, OfATextThatWasCutOffKeepsWhatIsThere) {
    const std::string cut =
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTART:20261123T090000Z\r\nEND:VEVENT\r\nX-A:1\r\n";
    const document before = read(cut);
    calendar value = before.parsed().value;
    ASSERT_EQ(value.events.size(), 1U);
    value.events[0].summary = "now";
    value.events.push_back({.uid = "2", .start = value.events[0].start});
    const std::string after = before.print(value);
    EXPECT_EQ(read(after).parsed().value.events, value.events) << after;
    EXPECT_TRUE(after.ends_with("END:VEVENT\r\n"));
}

TEST(Document, OfATextThatEndsWithinALineBeginsANewOne) {
    const std::string head = "BEGIN:VCALENDAR\r\nX-A:1\r\n";
    const std::string one = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261123T090000Z\r\nSUMMARY:x\r\n";
    for (const std::string& cut :
         {head + one + "END:VEVENT", head + one + "END:VEVENT\r\nX-B:1", head + "X-B:1"}) {
        const document before = read(cut);
        calendar value = before.parsed().value;
        value.events.push_back(
            {.uid = "2", .start = event_time::utc(sys_days(2026y / 11 / 24) + 9h)});
        const std::string after = before.print(value);
        EXPECT_EQ(difference(cut + "\r\n", after),
                  "+BEGIN:VEVENT\n+UID:2\n+DTSTAMP:19700101T000000Z\n"
                  "+DTSTART:20261124T090000Z\n+END:VEVENT\n");
        EXPECT_EQ(read(after).parsed().value.events, value.events) << after;
    }
    calendar fresh;
    fresh.events.push_back({.uid = "2", .start = event_time::utc(sys_days(2026y / 11 / 24) + 9h)});
    EXPECT_EQ(read("X-A:1").print(fresh).substr(0, 24), "X-A:1\r\nBEGIN:VCALENDAR\r\n");
    EXPECT_EQ(read("").print(fresh).substr(0, 17), "BEGIN:VCALENDAR\r\n");
    EXPECT_EQ(read("\xEF\xBB\xBF").print(fresh).substr(0, 20),
              "\xEF\xBB\xBF"
              "BEGIN:VCALENDAR\r\n");
}

TEST(Document, KeepsWhatMustNotBeReadWhenOtherLinesChange) {
    const std::string harmful =
        "BEGIN:VCALENDAR\r\nATTACH:file:///a\r\nX-A:1\r\n"
        "BEGIN:VTODO\r\nATTACH:file:///b\r\nEND:VTODO\r\n"
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261123T090000Z\r\nX-B:1\r\nATTACH:file:///c\r\n"
        "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nREPEAT:1001\r\nEND:VALARM\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n";
    const document before = read(harmful);
    calendar value = before.parsed().value;
    ASSERT_EQ(value.other_lines, std::vector<std::string>{"X-A:1"});
    value.other_lines = {"X-A:2"};
    EXPECT_EQ(difference(harmful, before.print(value)), "-X-A:1\n+X-A:2\n");
    value = before.parsed().value;
    ASSERT_EQ(value.events.at(0).other_lines, std::vector<std::string>{"X-B:1"});
    value.events[0].other_lines = {"X-B:2"};
    EXPECT_EQ(difference(harmful, before.print(value)), "-X-B:1\n+X-B:2\n");
}

TEST(Document, OfEveryExampleIsByteIdentical) {
    std::size_t files = 0;
    for (const std::string folder :
         {"/examples/data", "/tests/golden/command/data", "/tests/fuzz/icalendar/corpus/icalendar"})
        for (const auto& entry :
             std::filesystem::directory_iterator(TIMEWRIGHT_SOURCE_DIR + folder)) {
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string whole{std::istreambuf_iterator<char>(file), {}};
            EXPECT_EQ(read(whole).print(read(whole).parsed().value), whole) << entry.path();
            ++files;
        }
    EXPECT_GE(files, 15U);
}

} // namespace
} // namespace timewright
