// Goal: texts that made other readers hang, crash, grow or be deceived cost little and are told
// exactly. Method: each known input, held to 100 ms of processor time and 16 MiB beyond the text
// itself.

#include "bugs/work_meter.hpp"
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/icalendar/component.hpp>
#include <timewright/icalendar/parse.hpp>

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
