// Goal: a search needs headers only. Built by consumers that link nothing but timewright::headers.
#include <timewright/availability/slot_search.hpp>

#include <chrono>
#include <cstdio>

namespace tw = timewright;
using namespace std::chrono_literals;

int main() {
    const auto monday = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
    const tw::interval nine_to_noon(monday + 9h, monday + 12h);
    tw::availability ana;
    ana.busy = tw::time_set(tw::interval(monday + 9h, monday + 10h));
    tw::availability room;
    room.busy = tw::time_set(tw::interval(monday + 10h, monday + 10h + 30min));

    tw::slot_query query{.window = nine_to_noon, .duration = 45min};
    query.calendars = {ana, room};
    query.required = {0, 1};
    const auto answer = tw::find_slots(query);
    if (!answer || answer->slots.empty()) return 1;
    const auto first = answer->slots.front().span.start();
    std::printf("first slot: %lld minutes after midnight\n",
                static_cast<long long>(std::chrono::duration_cast<std::chrono::minutes>(first - monday).count()));
    return first == monday + 10h + 30min ? 0 : 1;
}
