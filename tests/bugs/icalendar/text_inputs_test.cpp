// Goal: texts that made other readers hang, crash, grow or be deceived cost little and are told
// exactly. Method: each known input, held to 100 ms of processor time and 16 MiB beyond the text
// itself.

#include "bugs/work_meter.hpp"
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/icalendar/component.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>

#include <gtest/gtest.h>

#include <string>

namespace timewright {
namespace {

using test::expect_within_budget;

// The first problem of the text, and how many there are.
std::string first_problem(const std::string& text, const char* what) {
    const zone_registry& zones = testing::pinned_zones();
    std::string shown = "none";
    expect_within_budget(
        [&] {
            const parsed_calendar p = parse_calendar(text, {.zones = &zones});
            if (p.problems.empty()) return;
            shown = std::to_string(p.problems[0].line) + ":" +
                    std::to_string(p.problems[0].column) + " " + p.problems[0].what + " (" +
                    std::to_string(p.problems.size()) + ")";
        },
        what);
    return shown;
}
std::string repeated(const std::string& piece, std::size_t times) {
    std::string text;
    text.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
}
std::string calendar_of(const std::string& lines) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + lines + "END:VCALENDAR\r\n";
}
std::string event_of(const std::string& lines) {
    return calendar_of("BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261123T090000Z\r\n" + lines +
                       "END:VEVENT\r\n");
}

TEST(TextInputs, DeepNestingIsRefused) {
    EXPECT_EQ(first_problem(repeated("BEGIN:VEVENT\r\n", 100'000), "nesting"),
              "17:1 components are nested deeper than 16; the rest was not read (1)");
}

TEST(TextInputs, ALineOf100MillionBytesIsRefused) {
    EXPECT_EQ(first_problem("BEGIN:VCALENDAR\r\nX:" + std::string(100'000'000, 'a'), "line"),
              "1:1 the text has 100000019 bytes; more than 67108864 are not read (1)");
    EXPECT_EQ(first_problem(calendar_of("X:" + std::string(20'000'000, 'a') + "\r\n"), "line"),
              "3:1 the line is longer than 1048576 bytes and was left out (1)");
    EXPECT_EQ(first_problem(calendar_of("X:a\r\n" + repeated(" aaaaaaaa\r\n", 300'000)), "folds"),
              "3:1 the line is longer than 1048576 bytes and was left out (1)");
}

TEST(TextInputs, ProblemsAreListedUpToALimit) {
    EXPECT_EQ(first_problem(calendar_of(repeated("x\r\n", 200'000)), "problems"),
              "3:2 the line has no colon before its value: \"x\" (1001)");
}

TEST(TextInputs, ATextThatEndsAnywhereIsTold) {
    const std::string text =
        event_of("SUMMARY:a\\\r\nATTENDEE;CN=\"b:c\":mailto:d@example.com\r\n");
    EXPECT_EQ(first_problem(text, "whole"), "none");
    for (std::size_t length = 0; length + 2 < text.size(); ++length)
        EXPECT_NE(first_problem(text.substr(0, length), "cut"), "none") << length;
}

TEST(TextInputs, AlarmsThatRepeatForEverAreLeftOut) {
    EXPECT_EQ(first_problem(
                  event_of("BEGIN:VALARM\r\nREPEAT:1000000000\r\nDURATION:PT1S\r\nEND:VALARM\r\n"),
                  "alarm"),
              "7:8 the alarm repeats 1000000000 times; it was left out (1)");
}

TEST(TextInputs, AHundredThousandObservancesAreRefused) {
    const std::string block =
        "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0100\r\n"
        "TZOFFSETTO:+0100\r\nEND:STANDARD\r\n";
    const std::string definition =
        "BEGIN:VTIMEZONE\r\nTZID:Custom\r\n" + repeated(block, 10'000) + "END:VTIMEZONE\r\n";
    const std::string event =
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Custom:20261123T090000\r\nEND:VEVENT\r\n";
    EXPECT_EQ(first_problem(calendar_of(definition + event), "observances"),
              "3:1 the definition of the time zone \"Custom\" cannot be used: there are more than "
              "1000 STANDARD and DAYLIGHT blocks (2)");
    const std::string often =
        "BEGIN:VTIMEZONE\r\nTZID:Custom\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\n";
    EXPECT_EQ(first_problem(calendar_of(often + event), "often"),
              "5:1 the definition of the time zone \"Custom\" cannot be used: the definition "
              "changes the clock too "
              "often: at most 5000 times are read (2)");
}

TEST(TextInputs, ThousandsOfVersionsOfOneEventAreReadOnce) {
    const std::string series =
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261123T090000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n";
    const std::string change =
        "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20261124T090000Z\r\n"
        "DTSTART:20261124T100000Z\r\nEND:VEVENT\r\n";
    EXPECT_EQ(first_problem(calendar_of(series + repeated(change, 4'000)), "versions"),
              "13:1 the occurrence was changed at line 8 already; the version with the higher "
              "SEQUENCE is used (1001)");
}

TEST(TextInputs, LoneCarriageReturnsAndBareLineFeedsCostLittle) {
    EXPECT_EQ(first_problem(event_of("SUMMARY:a" + repeated("\r", 1'000'000) + "b\r\n"), "CR"),
              "6:10 a carriage return without a line feed was left out (1)");
    EXPECT_EQ(
        first_problem(
            "BEGIN:VCALENDAR\nVERSION:2.0\n" + repeated("\n", 1'000'000) + "END:VCALENDAR\n", "LF"),
        "none");
    EXPECT_EQ(first_problem(calendar_of("X-A:b" + repeated("\r\n ", 300'000) + "\r\n"), "blanks"),
              "none");
}

TEST(TextInputs, AFoldWithinACharacterIsJoined) {
    const parsed_calendar p = parse_calendar(event_of("SUMMARY:caf\xC3\r\n \xA9\r\n"));
    EXPECT_TRUE(p.problems.empty());
    EXPECT_EQ(p.value.events.at(0).summary, "caf\xC3\xA9");
}

TEST(TextInputs, WhatIsNoTextIsReplacedAndTold) {
    const std::string nul("SUMMARY:a\0b\r\n", 13);
    EXPECT_EQ(first_problem(event_of(nul), "NUL"), "6:10 the control character 0 was left out (1)");
    EXPECT_EQ(
        first_problem(event_of("SUMMARY:" + repeated("\xC0\xAF", 250'000) + "\r\n"), "overlong"),
        "6:9 bytes that are not UTF-8 were replaced by U+FFFD (1)");
    EXPECT_EQ(first_problem(event_of("SUMMARY:a\xE2\x80\xAEgpj.exe\r\n"), "turned"),
              "6:9 SUMMARY holds a character that turns the direction of text, which can disguise "
              "it (1)");
    EXPECT_EQ(first_problem(event_of("ATTENDEE;CN=\"a\xE2\x80\xAE\":mailto:a@e.org\r\n"), "name"),
              "6:20 CN holds a character that turns the direction of text, which can disguise it "
              "(1)");
}

// Whatever stands in a text, printing it opens and closes nothing.
TEST(TextInputs, NoTextStartsALineOfItsOwnWhenPrinted) {
    const std::string attack = "x\\nEND:VEVENT\\nBEGIN:VALARM\\nACTION:AUDIO\\n";
    const std::string text =
        event_of("SUMMARY:" + attack + "\r\nLOCATION:" + attack +
                 "\r\nATTENDEE;CN=\"x^nEND:VEVENT^nBEGIN:VALARM\":mailto:a@e.org\r\n");
    expect_within_budget(
        [&] {
            const parsed_calendar p = parse_calendar(text);
            EXPECT_EQ(p.value.events.at(0).participants.at(0).name, "x\nEND:VEVENT\nBEGIN:VALARM");
            const std::string printed = print_calendar(p.value);
            EXPECT_EQ(printed.find("\nBEGIN:VALARM"), std::string::npos);
            EXPECT_EQ(printed.find("\nEND:VEVENT"), printed.rfind("\nEND:VEVENT"));
            EXPECT_EQ(parse_calendar(printed).value, p.value);
        },
        "injection");
}

TEST(TextInputs, AttachmentsByPathAreLeftOutAlsoInAlarms) {
    for (const std::string path : {"\\\\\\\\evil.example\\\\share", "file:///etc/passwd",
                                   "smb://evil.example/a", "C:\\\\a", "//evil.example/a"}) {
        EXPECT_EQ(first_problem(event_of("ATTACH:" + path + "\r\n"), "attach"),
                  "6:8 ATTACH names a file or network path; it was left out (1)")
            << path;
        const parsed_calendar alarm = parse_calendar(
            event_of("BEGIN:VALARM\r\nACTION:AUDIO\r\nATTACH:" + path + "\r\nEND:VALARM\r\n"));
        EXPECT_EQ(alarm.problems.size(), 1U);
        EXPECT_TRUE(alarm.value.events.at(0).other_lines.empty()) << path;
    }
}

TEST(TextInputs, ThousandsOfEventsWithOneUidAreTold) {
    std::string events;
    for (int i = 0; i < 5'000; ++i)
        events +=
            "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261123T090000Z\r\nSUMMARY:" + std::to_string(i) +
            "\r\nEND:VEVENT\r\n";
    EXPECT_EQ(first_problem(calendar_of(events), "doubled"),
              "8:1 the UID \"1\" was used at line 3 for another event; both are kept as events of "
              "their own (1001)");
}

TEST(TextInputs, AnExceptionByDateAsExchangeWritesItRemovesThatDay) {
    const parsed_calendar p = parse_calendar(
        event_of("RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;VALUE=DATE:20261124\r\nDURATION:PT1H\r\n"));
    EXPECT_TRUE(p.problems.empty());
    EXPECT_EQ(p.value.events.at(0).exdates.at(0).kind, event_time_kind::date);
}

// An attendee with many parameters, a calendar with many words: kept, and bounded.
TEST(TextInputs, WhatIsKeptIsBounded) {
    EXPECT_EQ(first_problem(event_of("ATTENDEE" + repeated(";X-A=b", 300) + ":mailto:a@e.org\r\n"),
                            "parameters")
                  .substr(0, 50),
              "6:1550 the line has more than 256 parameter values");
    std::string words;
    for (int i = 0; i < 50'000; ++i) words += "X-A:" + std::to_string(i) + "\r\n";
    EXPECT_EQ(first_problem(calendar_of(words) + calendar_of(words), "words"), "none");
}

// Not a bad input but a big one: its values are more than 16 MiB.
TEST(TextInputs, FiftyThousandEventsAreRead) {
    std::string text;
    for (int i = 0; i < 50'000; ++i)
        text += "BEGIN:VEVENT\r\nUID:" + std::to_string(i) +
                "\r\nDTSTART;TZID=Europe/Lisbon:20261123T090000\r\n"
                "DURATION:PT1H\r\nSUMMARY:Event\r\nEND:VEVENT\r\n";
    const std::string whole = calendar_of(text);
    const test::work_meter meter;
    const parsed_calendar p = parse_calendar(whole, {.zones = &testing::pinned_zones()});
    EXPECT_EQ(p.value.events.size(), 50'000U);
    EXPECT_TRUE(p.problems.empty());
    EXPECT_LE(meter.milliseconds(), 1'000 * test::slower);
}

} // namespace
} // namespace timewright
