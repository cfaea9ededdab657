// Goal: the page on time zones shows what a skipped and a repeated time mean. Quoted from between the markers
// (check_snippets.py) and run by ctest.

// snippet begin
#include <timewright/time/zone_registry.hpp>

#include <cassert>

namespace tw = timewright;

int main() {
    const auto zones = tw::zone_registry::system();
    const tw::zone new_york = *zones->find("America/New_York");

    // The clocks go from 02:00 to 03:00: nobody sees 02:30.
    const tw::local_seconds skipped = *tw::parse_local("2026-03-08T02:30:00");
    assert(new_york.resolve(skipped).kind == tw::local_kind::skipped);
    const tw::sys_seconds meant = new_york.to_instant(skipped); // RFC 5545: as before the gap
    assert(tw::to_iso(new_york.to_local(meant)) == "2026-03-08T03:30:00");
    assert(!new_york.to_instant(skipped, tw::disambiguation::reject));

    // The clocks go from 02:00 back to 01:00: 01:30 is seen twice.
    const tw::local_seconds repeated = *tw::parse_local("2026-11-01T01:30:00");
    const tw::local_resolution both = new_york.resolve(repeated);
    assert(both.second - both.first == std::chrono::hours(1));
    assert(new_york.to_instant(repeated) == both.first); // RFC 5545: the first
    assert(*new_york.to_instant(repeated, tw::disambiguation::later) == both.second);
}
// snippet end
