// Book a room in two steps: hold it while somebody fills in a form, then confirm.
//
// A hold keeps the slot until its deadline. Nobody else can book it meanwhile; at the deadline it
// is dead, whether or not anybody has swept it up. Every command carries a key that the client made
// before it sent: when the reply is lost, it sends the same again and nothing happens twice.
//
// This needs nothing but Timewright's headers. memory_store keeps all in memory; a store that keeps
// a file or a database takes its place in one line.
#include <timewright/service/booker.hpp>
#include <timewright/storage/memory_store.hpp>

#include <chrono>
#include <iostream>

namespace tw = timewright;
using namespace std::chrono_literals;

int main() {
    constexpr tw::sys_seconds nine = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + 9h;
    tw::manual_clock clock(nine - 72h); // a program would use tw::system_clock
    tw::numbered_ids ids;               // and tw::random_ids
    tw::memory_store store(clock);
    tw::booker desk(store, ids, clock);

    // The store must know the room. That is a change like every other.
    const auto atlantic = tw::calendar_user_id::from_number(100);
    tw::change rooms;
    rooms.users = {{.user = atlantic, .limits = {.capacity = 1}}};
    if (!desk.settle(rooms)) return 1;

    // Ana holds the room from nine to ten, for ten minutes.
    const tw::booking_request planning{.document = "Planning",
                                       .occurrences = {{.span = {nine, 1h}}},
                                       .resources = {{.who = atlantic}}};
    const tw::request_context from_ana{.actor = tw::account_id::from_number(1),
                                       .request_key = "ana-1"};
    const auto held = desk.hold(from_ana, planning, 10min);
    if (!held) return 1;
    std::cout << "held until " << (*held->expires_at - clock.now()) / 1min << " minutes from now\n";

    // Her reply was lost, so she sends the same again: it is the same hold.
    const auto again = desk.hold(from_ana, planning, 10min);
    std::cout << "sent again: " << (again->id == held->id ? "the same hold" : "another hold")
              << "\n";

    // Ben wants the same hour and is refused, with the reason.
    const tw::request_context from_ben{.actor = tw::account_id::from_number(2),
                                       .request_key = "ben-1"};
    const auto refused = desk.book(from_ben, planning);
    if (refused) return 1;
    std::cout << "Ben is refused: " << to_slug(refused.error().conflicts.front().reason) << "\n";

    // Nine minutes later Ana confirms.
    clock.advance(9min);
    const auto booked = desk.confirm({.actor = from_ana.actor, .request_key = "ana-2"}, held->id);
    if (!booked) return 1;
    std::cout << "confirmed, sequence " << booked->sequence << "\n";

    // Ben holds the next hour and forgets it. The sweeper tells the feed; it was dead already.
    tw::booking_request later = planning;
    later.occurrences = {{.span = {nine + 1h, 1h}}};
    const auto forgotten =
        desk.hold({.actor = from_ben.actor, .request_key = "ben-2"}, later, 10min);
    clock.advance(10min);
    const auto late =
        desk.confirm({.actor = from_ben.actor, .request_key = "ben-3"}, forgotten->id);
    if (late) return 1;
    std::cout << "Ben confirms too late: "
              << (late.error().reason == tw::refusal_reason::expired ? "expired" : "?") << "\n";
    std::cout << "swept: " << *desk.sweep() << "\n";
}
