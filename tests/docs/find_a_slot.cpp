// Goal: the how-to page's example of a search. Quoted from between the markers (check_snippets.py) and run by
// ctest.

// snippet begin
#include <timewright/availability/slot_search.hpp>

#include <cassert>

namespace tw = timewright;
using namespace std::chrono_literals;

int main() {
    const auto monday = std::chrono::sys_days{std::chrono::year(2026) / 11 / 23};
    const auto ana = tw::availability{.busy = tw::time_set(tw::interval(monday + 9h, monday + 10h))};
    const auto atlantic = tw::availability{.busy = tw::time_set(tw::interval(monday + 10h, monday + 11h))};
    const auto pacific = tw::availability{};

    tw::slot_query query{.window = {monday + 9h, monday + 17h}, .duration = 45min};
    query.calendars = {ana, atlantic, pacific};
    query.required = {0};    // Ana must be there,
    query.any_of = {{1, 2}}; // and one of the two rooms, the first that is free

    const auto answer = tw::find_slots(query);
    assert(answer && answer->slots.front().span.start() == monday + 10h);
    assert(answer->slots.front().rooms.front() == 2); // Pacific
}
// snippet end
