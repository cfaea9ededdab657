// What a refusal says, and three ways to go on from it: another room, the occurrences that fit, or
// looking at what is in the way.
//
// A refusal is no error: it is an answer that names every claim in the way. Refused is refused
// whole: nothing of the booking is kept, so there is nothing to clean up.
#include <timewright/service/booker.hpp>
#include <timewright/storage/memory_store.hpp>

#include <chrono>
#include <iostream>

namespace tw = timewright;
using namespace std::chrono_literals;

int main() {
    constexpr tw::sys_seconds monday = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
    tw::manual_clock clock(monday - 24h);
    tw::numbered_ids ids;
    tw::memory_store store(clock);
    tw::booker desk(store, ids, clock);

    const auto atlantic = tw::calendar_user_id::from_number(100);
    const auto baltic = tw::calendar_user_id::from_number(101);
    const auto ana = tw::calendar_user_id::from_number(200);
    tw::change everybody;
    everybody.users = {{.user = atlantic, .limits = {}},
                       {.user = baltic, .limits = {}},
                       {.user = ana, .limits = {}}};
    if (!desk.settle(everybody)) return 1;

    const auto at = [&](std::chrono::hours day, std::chrono::hours hour) {
        return tw::interval(monday + day + hour, 1h);
    };
    const tw::booking_request workshop{.document = "Workshop",
                                       .occurrences = {{.span = at(24h, 9h)}},
                                       .resources = {{.who = atlantic}},
                                       .people = {ana}};
    if (!desk.book({}, workshop)) return 1;

    // A stand-up on three mornings. Tuesday's room is taken, so all of it is refused.
    tw::booking_request standup{.document = "Stand-up",
                                .occurrences = {{.id = 1, .span = at(0h, 9h)},
                                                {.id = 2, .span = at(24h, 9h)},
                                                {.id = 3, .span = at(48h, 9h)}},
                                .resources = {{.who = atlantic}},
                                .people = {ana}};
    const auto refused = desk.book({}, standup);
    if (refused) return 1;
    for (const tw::conflict& c : refused.error().conflicts)
        std::cout << "refused: " << to_slug(c.reason) << " with booking " << c.with->low() << ", "
                  << (c.span.start() - monday) / 1h << " hours into the week\n";

    // First way: any room will do, and Tuesday may be in another one. Ana is only told that she is
    // in two places on Tuesday: people may double-book themselves.
    tw::booking_request anywhere = standup;
    anywhere.resources = {{.who = tw::candidates::any_of({atlantic, baltic}), .substitutes = true}};
    const auto moved = desk.book({}, anywhere);
    if (!moved) return 1;
    for (const tw::part_outcome& p : moved->parts)
        std::cout << "day " << p.part << " in "
                  << (p.users.front() == atlantic ? "Atlantic" : "Baltic") << "\n";
    std::cout << "people told of a collision: " << moved->conflicts.size() << "\n";
    if (!desk.cancel({}, moved->id, moved->sequence)) return 1;

    // Second way: the mornings on which Atlantic is free.
    standup.mode = tw::change_mode::parts_that_fit;
    const auto some = desk.book({}, standup);
    if (!some) return 1;
    for (const tw::part_outcome& p : some->parts)
        std::cout << "day " << p.part << (p.applied ? " booked" : " left out") << "\n";

    // Third way: look at what is in the way.
    const tw::booking_id in_the_way = *refused.error().conflicts.front().with;
    const auto found = store.find(tw::default_organization, {&in_the_way, 1});
    std::cout << "in the way: " << found->front().document << "\n";
}
