// Goal: no text makes the reader crash, hang or grow, and what was read can be printed and read
// again as itself. Method: any bytes as a calendar and as a tree of components, read both ways,
// printed, read again; each event is expanded over a year.

#include <timewright/base/contract.hpp>
#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/component.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace timewright;

namespace {

void read_and_print(std::string_view text) {
    // Without a registry: the zones are those that the text defines.
    const parsed_calendar first = parse_calendar(text, {.limits = {.events_max = 200}});
    for (const problem& p : first.problems) TIMEWRIGHT_EXPECTS(!p.what.empty() && !p.mend.empty());
    for (const event& e : first.value.events) {
        const sys_seconds start = e.start.to_instant(zone::utc());
        const auto found =
            expand(e, {start, start + std::chrono::days(366)},
                   {.floating_zone = zone::utc(), .steps_max = 5'000, .occurrences_max = 500});
        TIMEWRIGHT_EXPECTS(found.has_value());
    }
    const std::string printed = print_calendar(first.value);
    const parsed_calendar second = parse_calendar(printed);
    // Once printed it is what we write, so that printing it again changes nothing.
    TIMEWRIGHT_EXPECTS(second.value.events.size() <= first.value.events.size());
    const std::string again = print_calendar(second.value);
    const parsed_calendar third = parse_calendar(again);
    TIMEWRIGHT_EXPECTS(third.value == second.value);
}

void read_components(std::string_view text) {
    const parsed_components tree = parse_components(text, {.strict = true});
    for (const component& one : tree.components) {
        const auto again = parse_component(print_component(one));
        TIMEWRIGHT_EXPECTS(again && print_component(*again) == print_component(one));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    read_components(text);
    read_and_print(text);
    return 0;
}
