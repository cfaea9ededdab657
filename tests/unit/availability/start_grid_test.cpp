// Goal: the candidates are the steps, moved up to the wall clock of a zone, each once, in order.
// Method: the list by hand, across a change of the clocks too.
#include "unit/availability/times.hpp"

#include <timewright/availability/start_grid.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

using starts = std::vector<sys_seconds>;

slot_query a_minute(interval window, std::chrono::seconds step,
                    std::optional<slot_alignment> align = {}) {
    return {.window = window, .duration = 1min, .step = step, .align = std::move(align)};
}

starts candidates(const slot_query& query) {
    detail::start_grid grid(query);
    starts all;
    for (sys_seconds t = grid.at_or_after(query.window.start()); t < query.window.end();
         t = grid.at_or_after(t + 1s))
        all.push_back(t);
    return all;
}

TEST(StartGrid, StepsFromTheStartOfTheWindow) {
    EXPECT_EQ(candidates(a_minute({at(9, 10), at(10)}, 20min)),
              (starts{at(9, 10), at(9, 30), at(9, 50)}));
}

TEST(StartGrid, MovesStepsUpToTheClockAndJoinsThoseThatMeet) {
    const slot_alignment half_hours{.every = 30min};
    EXPECT_EQ(candidates(a_minute({at(9, 7), at(11)}, 10min, half_hours)),
              (starts{at(9, 30), at(10), at(10, 30)}));
    EXPECT_EQ(candidates(a_minute({at(9, 7), at(11)}, 45min, half_hours)), // 9:07, 9:52, 10:37
              (starts{at(9, 30), at(10)}));
}

TEST(StartGrid, FollowsTheClockThroughAChange) {
    // At 10:00Z the clock goes from 10:30 (half an hour ahead) back to 10:00.
    const slot_alignment hours{.every = 1h, .in_zone = zone_with_change(30min, 0min, at(10))};
    EXPECT_EQ(candidates(a_minute(span(9, 12), 1min, hours)), (starts{at(9, 30), at(10), at(11)}));
}

TEST(StartGrid, TakesAHugeStepForOneCandidate) {
    EXPECT_EQ(candidates(a_minute(span(9, 17), std::chrono::seconds::max())), (starts{at(9)}));
}

} // namespace
