// Goal: no JSON makes the reader crash, hang or grow, and what was read means the same when it was
// printed and read again, as JSCalendar and as iCalendar. Method: any bytes as JSCalendar; printed,
// read, printed: from then on nothing changes.

#include <timewright/base/contract.hpp>
#include <timewright/icalendar/jscalendar.hpp>
#include <timewright/icalendar/print.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace timewright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const parsed_calendar first = parse_jscalendar(text, {.limits = {.events_max = 200}});
    for (const problem& p : first.problems) TIMEWRIGHT_EXPECTS(!p.what.empty() && !p.mend.empty());
    const parsed_calendar second = parse_jscalendar(print_jscalendar(first.value));
    const std::string printed = print_jscalendar(second.value);
    const parsed_calendar third = parse_jscalendar(printed);
    TIMEWRIGHT_EXPECTS(third.value.events.size() == second.value.events.size());
    TIMEWRIGHT_EXPECTS(print_jscalendar(third.value) == printed);
    const parsed_calendar as_ics = parse_calendar(print_calendar(first.value));
    TIMEWRIGHT_EXPECTS(as_ics.value.events.size() <= first.value.events.size());
    return 0;
}
