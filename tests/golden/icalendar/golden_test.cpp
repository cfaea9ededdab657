// Goal: what calendars mean and what is said about broken ones stays as people checked it by hand.
// Method: each .txt file beside this holds questions and the expected answers; the answers are
// printed in the same form and the whole texts compared, so that a difference reads as a diff.

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

namespace timewright {
namespace {

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.good()) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}
std::string golden(const std::string& name) {
    return read_file(std::string(TIMEWRIGHT_TESTS_DIR) + "/golden/icalendar/" + name);
}
parsed_calendar load_example(const std::string& name) {
    return parse_calendar(read_file(std::string(TIMEWRIGHT_SOURCE_DIR) + "/examples/data/" + name),
                          {.file = name, .zones = &testing::pinned_zones()});
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::string compact(local_seconds local) {
    std::string text = to_iso(local);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

// The series between two blank lines, asked for as many starts as the file lists for it.
std::string answer_series(const std::vector<std::string>& lines) {
    std::string event_text;
    std::string shown;
    std::size_t listed = 0;
    bool open_end = false;
    for (const std::string& line : lines) {
        if (line.starts_with("=>")) {
            std::istringstream words(line.substr(2));
            for (std::string word; words >> word;) word == "..." ? open_end = true : ++listed != 0;
            continue;
        }
        shown += line + "\n";
        if (!line.starts_with("#")) event_text += line + "\r\n";
    }
    const parsed_calendar parsed =
        parse_calendar("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:golden\r\n" + event_text +
                           "DURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
                       {.zones = &testing::pinned_zones()});
    for (const problem& p : parsed.problems) shown += "problem: " + p.what + "\n";
    if (parsed.value.events.size() != 1) return shown;
    const interval ever(*parse_rfc3339("1990-01-01T00:00:00Z"),
                        *parse_rfc3339("2100-01-01T00:00:00Z"));
    const auto found = expand(parsed.value.events[0], ever, {.occurrences_max = listed});
    std::vector<std::string> answer;
    for (const occurrence& o : found->occurrences) answer.push_back(compact(o.recurrence_id));
    if (found->truncated) answer.push_back("...");
    for (std::size_t i = 0; i < answer.size(); ++i)
        shown += (i % 6 == 0 ? (i == 0 ? "=>" : "\n=>") : "") + std::string(" ") + answer[i];
    return shown + "\n";
}

std::string answer_all_series(const std::string& questions) {
    std::string shown;
    std::vector<std::string> block;
    std::vector<std::string> lines = lines_of(questions);
    lines.emplace_back();
    for (const std::string& line : lines) {
        const bool comment_only = std::all_of(
            block.begin(), block.end(), [](const std::string& l) { return l.starts_with("##"); });
        if (!line.empty()) {
            block.push_back(line);
        } else if (!block.empty()) {
            if (!shown.empty()) shown += "\n";
            if (comment_only)
                for (const std::string& l : block) shown += l + "\n";
            else
                shown += answer_series(block);
            block.clear();
        }
    }
    return shown;
}

// "calendar FILE", "window FROM TO" and the occurrences in it by start.
std::string answer_windows(const std::string& questions) {
    std::string shown;
    calendar loaded;
    for (const std::string& line : lines_of(questions)) {
        if (line.empty() || line.starts_with("#")) {
            shown += line + "\n";
        } else if (line.starts_with("calendar ")) {
            const parsed_calendar parsed = load_example(line.substr(9));
            loaded = parsed.value;
            shown += line + "\n";
            for (const problem& p : parsed.problems) shown += "problem: " + p.what + "\n";
        } else if (line.starts_with("window ")) {
            shown += line + "\n";
            const interval window(*parse_rfc3339(line.substr(7, 20)),
                                  *parse_rfc3339(line.substr(28, 20)));
            std::vector<std::string> found;
            for (const event& one : loaded.events) {
                const auto expanded =
                    expand(one, window, {.floating_zone = testing::pinned_zone(loaded.zone_name)});
                for (const occurrence& o : expanded->occurrences)
                    found.push_back(to_rfc3339(o.span.start()) + " " + to_rfc3339(o.span.end()) +
                                    " " + to_string(o.described_by(one).effective_busy()) + " " +
                                    o.described_by(one).summary + "\n");
            }
            for (const busy_period& period : loaded.busy)
                if (period.span.overlaps(window))
                    found.push_back(to_rfc3339(period.span.start()) + " " +
                                    to_rfc3339(period.span.end()) + " " + to_string(period.type) +
                                    " (published)\n");
            std::sort(found.begin(), found.end());
            for (const std::string& one : found) shown += one;
        }
    }
    return shown;
}

TEST(Golden, TheRecurrenceExamplesOfRfc5545AreExpandedAsItSays) {
    const std::string expected = golden("rfc5545_recurrence.txt");
    EXPECT_EQ(answer_all_series(expected), expected);
}

TEST(Golden, TheExampleCalendarsMeanWhatWasCheckedByHandAcrossClockChanges) {
    for (const std::string name : {"ana", "ben", "chloe", "rooms"}) {
        const std::string expected = golden("example_" + name + ".txt");
        EXPECT_EQ(answer_windows(expected), expected) << name;
    }
}

TEST(Golden, EveryPlantedErrorOfTheBrokenExampleIsToldAtItsLineAndColumn) {
    std::string shown;
    for (const problem& p : load_example("broken.ics").problems)
        shown += std::to_string(p.line) + ":" + std::to_string(p.column) + " " +
                 to_string(p.severity) + ": " + p.what + " -> " + p.mend + "\n";
    EXPECT_EQ(shown, golden("example_broken.txt"));
}

TEST(Golden, AnEventIsPrintedAsTextThatOthersRead) {
    const parsed_calendar parsed =
        parse_calendar(golden("printed.ics"), {.zones = &testing::pinned_zones()});
    EXPECT_TRUE(parsed.problems.empty());
    EXPECT_EQ(print_calendar(parsed.value), golden("printed.ics"));
}

} // namespace
} // namespace timewright
