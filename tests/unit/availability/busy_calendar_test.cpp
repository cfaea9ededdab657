// Goal: a calendar made ready answers as busy_of() does, which answers as expand() does.
// Method: one calendar with an event of each shape (single, series, with exceptions, free, all-day,
// published busy time), windows at their edges; budgets. The property test does the same at random.
#include "unit/availability/times.hpp"

#include <timewright/availability/busy_calendar.hpp>
#include <timewright/calendar/calendar.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;
using std::chrono::days;

event meeting(int from_hour, int to_hour) {
    event made;
    made.uid = "meeting@example.com";
    made.start = event_time::utc(at(from_hour));
    made.duration.time = std::chrono::hours(to_hour - from_hour);
    return made;
}

std::vector<busy_interval> ordered(std::vector<busy_interval> blocks) {
    std::sort(blocks.begin(), blocks.end(), [](const busy_interval& a, const busy_interval& b) {
        return std::pair(a.span, a.type) < std::pair(b.span, b.type);
    });
    return blocks;
}

std::vector<busy_interval> ready_and_asked(const calendar& source, interval window) {
    const auto ready = busy_calendar::make(source, new_york_in_2026());
    EXPECT_TRUE(ready);
    const auto blocks = ready->busy_in(window, {});
    EXPECT_TRUE(blocks);
    const auto anew = busy_of(source, window, {.floating_zone = new_york_in_2026()});
    EXPECT_TRUE(anew);
    EXPECT_EQ(ordered(*blocks), ordered(*anew));
    return ordered(*blocks);
}

TEST(BusyCalendar, AnswersForEveryShapeOfEvent) {
    calendar source;
    source.events.push_back(meeting(9, 10));
    source.events.push_back(meeting(11, 12));
    source.events.back().rules = {{.freq = frequency::daily}};
    source.events.push_back(meeting(13, 14));
    source.events.back().rules = {{.freq = frequency::daily}};
    source.events.back().exdates = {event_time::utc(at(24 + 13))};
    source.events.push_back(meeting(15, 16));
    source.events.back().transp = transparency::transparent;
    source.events.push_back(
        {.uid = "day",
         .start = event_time::date(std::chrono::local_days(std::chrono::year(2026) / 11 / 26)),
         .duration = {.days = 1}});
    source.busy.push_back({span(17, 18), busy_type::busy_unavailable});

    EXPECT_EQ(ready_and_asked(source, span(0, 48)),
              (std::vector<busy_interval>{{span(9, 10)},
                                          {span(11, 12)},
                                          {span(13, 14)},
                                          {span(17, 18), busy_type::busy_unavailable},
                                          {span(35, 36)}}));
    EXPECT_EQ(ready_and_asked(source, span(72, 101)).front(), (busy_interval{span(77, 101)}));
}

TEST(BusyCalendar, SeesWhatReachesIntoTheWindowAndNotWhatTouchesIt) {
    calendar source;
    source.events = {meeting(-100, 10), meeting(8, 9), meeting(9, 10), meeting(10, 11)};
    EXPECT_EQ(ready_and_asked(source, span(9, 10)),
              (std::vector<busy_interval>{{span(-100, 10)}, {span(9, 10)}}));
}

TEST(BusyCalendar, ASeriesEndsWithItsLastInstant) {
    calendar source;
    source.events = {meeting(9, 10)};
    recurrence_rule rule{.freq = frequency::daily};
    rule.until = {.at = local_seconds(at(33).time_since_epoch()), .kind = until_kind::utc};
    source.events.back().rules = {rule};
    EXPECT_EQ(ready_and_asked(source, span(0, 240)).size(), 2U);
    rule.until->at -= 1s;
    source.events.back().rules = {rule};
    EXPECT_EQ(ready_and_asked(source, span(0, 240)).size(), 1U);
    rule.until->at -= days(30); // before the start, which takes place all the same
    source.events.back().rules = {rule};
    EXPECT_EQ(ready_and_asked(source, span(0, 240)).size(), 1U);
}

TEST(BusyCalendar, ReportsWhenTheBudgetEnds) {
    calendar source;
    source.events = {meeting(9, 10), meeting(10, 11)};
    const auto ready = busy_calendar::make(source, zone{});
    EXPECT_EQ(ready->busy_in(span(0, 24), {.blocks_max = 1}).error().message,
              "the single meetings of the window are more than the 1 stretches of time that were "
              "allowed: ask for a shorter window");
    EXPECT_EQ(ready->busy_in(span(0, 24), {.blocks_max = 2})->size(), 2U);

    source.events.back().rules = {{.freq = frequency::daily}};
    EXPECT_EQ(
        busy_calendar::make(source, zone{})->busy_in(span(0, 240), {.blocks_max = 5}).error().code,
        errc::limit_reached);
}

TEST(BusyCalendar, RefusesARuleThatIsNone) {
    calendar source;
    source.events = {meeting(9, 10)};
    source.events.back().rules = {{.freq = frequency::daily, .interval = 0}};
    EXPECT_EQ(busy_calendar::make(source, zone{}).error().code, errc::invalid_input);
}

TEST(BusyCalendar, IsTakenByAvailability) {
    calendar source;
    source.events = {meeting(9, 10)};
    const auto ready = busy_calendar::make(source, zone{});
    const availability_options options{.buffer_before = 15min};
    const auto found = availability_of(*ready, span(8, 12), options);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->busy, availability_of(source, span(8, 12), options)->busy);
    EXPECT_FALSE(found->can_take({at(10), at(11)}));
    EXPECT_TRUE(found->can_take({at(10, 15), at(11)}));
}

} // namespace
