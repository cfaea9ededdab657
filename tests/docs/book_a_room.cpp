// Goal: the README's first example does what the README says. It is quoted from between the markers
// (check_snippets.py) and run by ctest.

// snippet begin
#include <timewright/service/booker.hpp>
#include <timewright/storage/memory_store.hpp>

#include <cassert>

namespace tw = timewright;
using namespace std::chrono_literals;

int main() {
    tw::system_clock clock;
    tw::random_ids ids;
    tw::memory_store store(clock); // or sqlite_store: the same port, the same answers
    tw::booker desk(store, ids, clock);

    const auto atlantic = ids.make<tw::calendar_user_id>();
    tw::change opening{.users = {{.user = atlantic, .limits = {.capacity = 1}}}};
    assert(desk.settle(opening));

    const auto monday = std::chrono::sys_days{std::chrono::year(2026) / 11 / 23};
    const tw::interval nine_to_ten(monday + 9h, monday + 10h);
    const tw::booking_request planning{.document = "Planning",
                                       .occurrences = {{.span = nine_to_ten}},
                                       .resources = {{.who = atlantic}}};
    const auto first = desk.book({.request_key = "a-key"}, planning);
    const auto second = desk.book({.request_key = "another-key"}, planning);
    assert(first && !second);                                  // refused: a value, no exception
    assert(second.error().conflicts.front().with == first->id); // and it says who is in the way

    const auto again = desk.book({.request_key = "a-key"}, planning); // a retry after a lost reply
    assert(again && again->id == first->id);                          // the same booking, not a second
}
// snippet end
