// Goal: the compiled core works as installed: zones, iCalendar text, recurrence. The meeting is at 09:00 in
// New York across the clocks' change of 2026-03-08, so 14:00Z before it and 13:00Z after.
#include <timewright/base/version.hpp>
#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/zone_registry.hpp>

#include <chrono>
#include <cstdio>

namespace tw = timewright;
using namespace std::chrono_literals;

int main() {
    const auto zones = tw::zone_registry::system();
    if (!zones) {
        std::puts(zones.error().message.c_str());
        return 1;
    }
    const auto new_york = zones->find("America/New_York");
    if (!new_york || zones->find("America/New_Yorck")) return 2;

    const auto parsed = tw::parse_calendar(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//install test//EN\r\n"
        "BEGIN:VEVENT\r\nUID:weekly@example.com\r\nDTSTAMP:20260101T000000Z\r\n"
        "DTSTART;TZID=America/New_York:20260302T090000\r\nDURATION:PT45M\r\n"
        "RRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Weekly\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        {.zones = &*zones});
    for (const auto& problem : parsed.problems) std::puts(problem.what.c_str());
    if (parsed.has_errors() || parsed.value.events.size() != 1) return 3;

    const auto day = [](unsigned d) { return std::chrono::sys_days(std::chrono::year(2026) / 3 / d); };
    const auto found =
        tw::expand(parsed.value.events.front(), tw::interval(day(1), day(31)), {.floating_zone = *new_york});
    if (!found || found->occurrences.size() != 3) return 4;
    if (found->occurrences[0].span.start() != day(2) + 14h) return 5;
    if (found->occurrences[1].span.start() != day(9) + 13h) return 6;
    std::printf("timewright %s: %zu occurrences\n", tw::current_version.text.data(), found->occurrences.size());
    return 0;
}
