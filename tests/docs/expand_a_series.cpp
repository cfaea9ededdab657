// Goal: the how-to page's example of a series across a change of the clocks. Quoted from between the markers
// (check_snippets.py) and run by ctest.

// snippet begin
#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/zone_registry.hpp>

#include <cstdio>

namespace tw = timewright;
using namespace std::chrono_literals;

int main() {
    const auto zones = tw::zone_registry::system();
    const auto new_york = zones->find("America/New_York");
    const auto rule = tw::parse_rule("FREQ=WEEKLY;BYDAY=MO;COUNT=3");
    if (!new_york || !rule) return 1;

    tw::event standup;
    standup.start = tw::event_time::zoned(tw::local_days{std::chrono::year(2026) / 3 / 2} + 9h, *new_york);
    standup.duration = {.time = 15min};
    standup.rules = {*rule};

    const tw::interval march(std::chrono::sys_days{std::chrono::year(2026) / 3 / 1},
                             std::chrono::sys_days{std::chrono::year(2026) / 4 / 1});
    const auto found = tw::expand(standup, march);
    for (const tw::occurrence& one : found->occurrences)
        std::puts(tw::to_rfc3339(one.span.start()).c_str()); // 14:00Z, then 13:00Z twice
}
// snippet end
