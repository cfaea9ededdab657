// How fast is a large calendar read and printed? The file has 20,000 events and 10 MB, as servers
// export them: two zones, people, folded descriptions with escapes, rules, alarms, stamps.
//
//     bench_icalendar --benchmark_repetitions=5 --benchmark_report_aggregates_only=true
//
// The rival is libical. Its components are the like of our views, but for that it copies; there is
// no step in it that makes typed values of all properties, so its tree is also what our values are
// held against: whoever uses libical pays for that tree first.

#include <timewright/icalendar/content_lines.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/time/zone_registry.hpp>

#include <benchmark/benchmark.h>
#include <libical/ical.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace timewright;

void append_folded(std::string& text, std::string_view line) {
    for (std::size_t room = 75; line.size() > room; room = 74) {
        text += std::string(line.substr(0, room)) + "\r\n ";
        line.remove_prefix(room);
    }
    text += std::string(line) + "\r\n";
}

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// The same text each time.
const std::string& large_text() {
    static const std::string made = [] {
        std::string text =
            "BEGIN:VCALENDAR\r\nPRODID:-//Example//Server//EN\r\nVERSION:2.0\r\n"
            "CALSCALE:GREGORIAN\r\nX-WR-CALNAME:Large\r\n";
        for (int i = 0; i < 20'000; ++i) {
            const std::string zone = i % 2 == 0 ? "America/New_York" : "Europe/Lisbon";
            const std::string day =
                "2026" + two(1 + i % 12) + two(1 + i / 12 % 28) + "T" + two(8 + i % 9);
            text += "BEGIN:VEVENT\r\nDTSTART;TZID=" + zone + ":" + day + "0000\r\n" +
                    "DTEND;TZID=" + zone + ":" + day + "4500\r\n";
            if (i % 5 == 0) text += "RRULE:FREQ=WEEKLY;COUNT=20;BYDAY=MO,WE\r\n";
            text += "DTSTAMP:20261101T120000Z\r\nUID:" + std::to_string(1'000'000 + i) +
                    "-4f7c-9a1e-example@calendar.example.com\r\n"
                    "CREATED:20260901T080000Z\r\n";
            append_folded(text, "DESCRIPTION:Agenda for number " + std::to_string(i) +
                                    ":\\n1. what was done\\, and by whom\\n2. what comes next\\; "
                                    "see also https://example.com/agenda/" +
                                    std::to_string(i));
            text +=
                "LAST-MODIFIED:20261001T080000Z\r\nLOCATION:Room Atlantic\\, 2nd floor\r\n"
                "SEQUENCE:1\r\nSTATUS:CONFIRMED\r\nSUMMARY:Meeting number " +
                std::to_string(i) + " of the year\r\nTRANSP:OPAQUE\r\n";
            if (i % 4 == 0)
                text +=
                    "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\n"
                    "TRIGGER:-P0DT0H10M0S\r\nEND:VALARM\r\n";
            text += "END:VEVENT\r\n";
        }
        return text + "END:VCALENDAR\r\n";
    }();
    return made;
}

const zone_registry& zones() {
    static const zone_registry system = *zone_registry::system();
    return system;
}

void count_bytes(benchmark::State& state, std::size_t bytes) {
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
}

void parse_values(benchmark::State& state) {
    const std::string& text = large_text();
    for (auto _ : state) {
        const parsed_calendar parsed = parse_calendar(text, {.zones = &zones()});
        if (parsed.value.events.size() != 20'000 || !parsed.problems.empty()) std::abort();
    }
    count_bytes(state, text.size());
}
BENCHMARK(parse_values)->Name("icalendar/parse/values/timewright")->Unit(benchmark::kMillisecond);

void parse_views(benchmark::State& state) {
    const std::string& text = large_text();
    for (auto _ : state) {
        const content_lines lines(text);
        if (lines.components().size() != 1 || !lines.problems().empty()) std::abort();
        benchmark::DoNotOptimize(lines.size());
    }
    count_bytes(state, text.size());
}
BENCHMARK(parse_views)->Name("icalendar/parse/views/timewright")->Unit(benchmark::kMillisecond);

void parse_by_libical(benchmark::State& state) {
    const std::string& text = large_text();
    for (auto _ : state) {
        icalcomponent* parsed = icalparser_parse_string(text.c_str());
        if (icalcomponent_count_components(parsed, ICAL_VEVENT_COMPONENT) != 20'000) std::abort();
        icalcomponent_free(parsed);
    }
    count_bytes(state, text.size());
}
BENCHMARK(parse_by_libical)->Name("icalendar/parse/tree/libical")->Unit(benchmark::kMillisecond);

void print_values(benchmark::State& state) {
    const parsed_calendar parsed = parse_calendar(large_text(), {.zones = &zones()});
    std::size_t bytes = 0;
    for (auto _ : state) {
        const std::string text = print_calendar(parsed.value);
        benchmark::DoNotOptimize(text.data());
        bytes = text.size();
    }
    count_bytes(state, bytes);
}
BENCHMARK(print_values)->Name("icalendar/print/timewright")->Unit(benchmark::kMillisecond);

void print_by_libical(benchmark::State& state) {
    icalcomponent* parsed = icalparser_parse_string(large_text().c_str());
    std::size_t bytes = 0;
    for (auto _ : state) {
        char* text = icalcomponent_as_ical_string_r(parsed);
        bytes = std::string_view(text).size();
        icalmemory_free_buffer(text);
    }
    icalcomponent_free(parsed);
    count_bytes(state, bytes);
}
BENCHMARK(print_by_libical)->Name("icalendar/print/libical")->Unit(benchmark::kMillisecond);

} // namespace
