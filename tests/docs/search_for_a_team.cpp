// Goal: the explanation page's example of a search that asks for a team member and a room, and of what it says when
// nothing fits. Quoted from between the markers (check_snippets.py) and run by ctest.

// snippet begin
#include <timewright/availability/explain.hpp>
#include <timewright/availability/team.hpp>

#include <cassert>

namespace tw = timewright;
using namespace std::chrono_literals;

int main() {
    const auto monday = std::chrono::sys_days{std::chrono::year(2026) / 11 / 23};
    const auto from_to = [&](auto from, auto to) {
        return tw::time_set(tw::interval(monday + from, monday + to));
    };

    tw::slot_query query{.window = {monday + 9h, monday + 12h}, .duration = 1h, .step = 1h};
    query.calendars = {{.busy = from_to(11h, 12h)},                             // 0: the customer
                       {.busy = from_to(9h, 10h)},                              // 1: Ana
                       {.busy = from_to(9h, 12h)},                              // 2: Bob
                       {.tentative = from_to(9h, 12h)}};                        // 3: the room
    query.traits = {{}, {}, {}, {.seats = 8, .features = {"video"}}};
    query.required = {0};
    query.any_of = {*tw::make_team({{.calendar = 1, .load = 7}, {.calendar = 2, .load = 2}},
                                   tw::turn_rule::least_load),
                    {3}};
    query.any_of[1].least = {.seats = 6, .features = {"video"}};
    assert(tw::find_slots(query)->slots.empty());

    const auto why = tw::explain(query);
    assert(why->nearest[0].span.start() == monday + 10h); // Bob's turn, but he is busy: Ana could,
    assert(why->nearest[0].groups.front() == 1);          // and the room alone is in the way,
    const auto& help = why->relaxations.back();           // which is only tentatively taken:
    assert(help.kind == tw::relaxation_kind::over_tentative);
    assert(help.found.span.start() == monday + 10h && help.found.rooms.front() == 1);
}
// snippet end
