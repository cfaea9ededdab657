// A weekly meeting keeps its hour on the wall while the clocks change, and a daily one meets an hour
// that does not exist.
//
// An event says a local time and a zone; instants are derived. On 8 March 2026 New York has no 02:30:
// RFC 5545 reads it with the offset before the gap, which is 03:30 on the clock.
#include <timewright/calendar/event.hpp>
#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/zone_registry.hpp>

#include <cstdio>

namespace tw = timewright;
using namespace std::chrono_literals;

namespace {

void show(const char* title, const tw::event& series, const tw::interval& window) {
    std::printf("%s\n", title);
    const auto found = tw::expand(series, window);
    if (!found) return;
    for (const tw::occurrence& o : found->occurrences)
        std::printf("  %s  %s%s\n",
                    tw::to_iso(series.start.in_zone.to_local(o.span.start())).c_str(),
                    tw::to_rfc3339(o.span.start()).c_str(), o.shifted ? "  (skipped by the clock)" : "");
}

} // namespace

int main() {
    const auto zones = tw::zone_registry::system();
    if (!zones) return std::fprintf(stderr, "%s\n", zones.error().message.c_str()), 1;
    const tw::zone new_york = *zones->find("America/New_York");
    const tw::interval march(*tw::parse_rfc3339("2026-03-01T00:00:00Z"), 24h * 31);

    show("Every Friday at 09:00",
         {.start = tw::event_time::zoned(*tw::parse_local("2026-02-27T09:00:00"), new_york),
          .duration = {.days = 0, .time = 45min},
          .rules = {*tw::parse_rule("FREQ=WEEKLY;COUNT=4")}},
         march);
    show("Every night at 02:30",
         {.start = tw::event_time::zoned(*tw::parse_local("2026-03-07T02:30:00"), new_york),
          .duration = {.days = 0, .time = 30min},
          .rules = {*tw::parse_rule("FREQ=DAILY;COUNT=3")}},
         march);
}
