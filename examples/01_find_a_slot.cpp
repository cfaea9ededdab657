// When can Ana in Lisbon and Ben in New York meet for an hour, in either of two rooms?
//
// A search knows nothing of calendars: it takes who is busy when, and who is open when. Working hours
// are said in each one's own zone; the search itself runs on instants.
#include <timewright/availability/availability.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/availability/working_hours.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/zone_registry.hpp>

#include <cstdio>

namespace tw = timewright;
using namespace std::chrono_literals;

namespace {

tw::interval between(const char* start, const char* end) {
    return {*tw::parse_rfc3339(start), *tw::parse_rfc3339(end)};
}

tw::time_set at_work(const tw::zone& where, tw::interval window) {
    return tw::compute_open({.in_zone = where, .weekly = *tw::parse_weekly_hours("mon-fri/09:00-17:00")},
                            window);
}

} // namespace

int main() {
    const auto zones = tw::zone_registry::system();
    if (!zones) return std::fprintf(stderr, "%s\n", zones.error().message.c_str()), 1;
    const tw::zone lisbon = *zones->find("Europe/Lisbon");
    const tw::zone new_york = *zones->find("America/New_York");

    const tw::interval monday = between("2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z");
    enum { ana, ben, atlantic, pacific };
    tw::slot_query query{.window = monday, .duration = 1h};
    query.calendars = {
        {.busy = tw::time_set(between("2026-11-23T14:00:00Z", "2026-11-23T14:30:00Z")),
         .open = at_work(lisbon, monday)},
        {.busy = {}, .open = at_work(new_york, monday)},
        {.busy = tw::time_set(between("2026-11-23T14:00:00Z", "2026-11-23T15:45:00Z"))},
        {.busy = tw::time_set(between("2026-11-23T15:00:00Z", "2026-11-23T17:00:00Z"))},
    };
    query.required = {ana, ben};
    query.any_of = {{atlantic, pacific}};
    query.slots_max = 2;

    const auto found = tw::find_slots(query);
    if (!found) return std::fprintf(stderr, "%s\n", found.error().message.c_str()), 1;
    for (const tw::slot& slot : found->slots)
        std::printf("%s in Lisbon, %s in New York, room %s\n",
                    tw::to_iso(lisbon.to_local(slot.span.start())).c_str(),
                    tw::to_iso(new_york.to_local(slot.span.start())).c_str(),
                    slot.rooms.front() == atlantic ? "Atlantic" : "Pacific");
}
