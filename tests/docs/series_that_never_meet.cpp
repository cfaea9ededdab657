// Goal: the explanation's example of two series that never meet, and of two that meet late. Quoted from between
// the markers (check_snippets.py) and run by ctest.

// snippet begin
#include <timewright/calendar/series_conflict.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/zone_registry.hpp>

#include <cassert>

namespace tw = timewright;
using namespace std::chrono_literals;

int main() {
    const auto new_york = tw::zone_registry::system()->find("America/New_York");
    const auto london = tw::zone_registry::system()->find("Europe/London");
    if (!new_york || !london) return 1;
    const auto weekly = [](std::chrono::hours at, const tw::zone& in) {
        tw::event series;
        series.start = tw::event_time::zoned(tw::local_days{std::chrono::year(2026) / 1 / 5} + at, in);
        series.duration = {.time = 1h};
        series.rules = {{.freq = tw::frequency::weekly}};
        return series;
    };
    const tw::event standup = weekly(9h, *new_york);

    // Ten o'clock in New York: they touch each week. Proven for all time.
    const auto later = tw::find_first_collision(standup, weekly(10h, *new_york));
    assert(later->outcome == tw::collision_outcome::never);

    // One o'clock in London is eight in New York, but for the weeks when one clock has changed.
    const auto call = tw::find_first_collision(standup, weekly(13h, *london));
    assert(call->collides() && tw::to_rfc3339(call->first->at) == "2026-03-09T13:00:00Z");
}
// snippet end
