// Goal: a cursor names the first start from t on that fits, whatever it was asked before.
// Method: every later start compared with the answer of a walk over the minutes.
#include "unit/availability/times.hpp"

#include <timewright/availability/calendar_cursor.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;
using detail::calendar_cursor;

std::optional<sys_seconds> walk(const availability& calendar, std::chrono::seconds duration,
                                sys_seconds t, sys_seconds last) {
    for (; t <= last; t += 1min)
        if (calendar.can_take(interval(t, duration))) return t;
    return std::nullopt;
}

TEST(CalendarCursor, FindsTheFirstStartThatFitsFromEveryMinuteOn) {
    const availability calendar{.busy = hours({{0, 9}, {11, 12}, {16, 17}}),
                                .open = hours({{8, 14}, {15, 20}})};
    for (const auto duration : {15min, 60min, 120min, 180min, 600min})
        for (const auto stride : {1min, 7min, 60min, 300min}) {
            calendar_cursor cursor(calendar.busy, &*calendar.open, duration);
            for (sys_seconds t = at(0); t <= at(24); t += stride)
                ASSERT_EQ(cursor.next_fit(t, at(22)), walk(calendar, duration, t, at(22)));
        }
}

TEST(CalendarCursor, WithoutHoursFitsWhereNothingIsBusy) {
    const time_set busy = hours({{9, 10}});
    calendar_cursor cursor(busy, nullptr, 1h);
    EXPECT_EQ(cursor.next_fit(at(8), at(20)), at(8));
    EXPECT_EQ(cursor.next_fit(at(8, 1), at(20)), at(10));
    EXPECT_EQ(cursor.next_fit(at(20, 1), at(20)), std::nullopt);
}

TEST(CalendarCursor, GallopsToTheFirstIntervalThatEndsLater) {
    std::vector<interval> spans;
    for (int hour = 0; hour < 100; ++hour) spans.emplace_back(at(hour), 30min);
    for (std::size_t from = 0; from < spans.size(); from += 9)
        for (int hour = static_cast<int>(from); hour < 101; ++hour) {
            const auto wanted = static_cast<std::size_t>(hour);
            ASSERT_EQ(detail::first_ending_after(spans, from, at(hour)),
                      wanted < 100 ? wanted : 100);
            ASSERT_EQ(detail::first_ending_after(spans, from, at(hour, 30)),
                      wanted + 1 < 100 ? wanted + 1 : 100);
        }
}

TEST(CursorMaker, LetsCursorsSeeTentativeAndUnknownTimeAsTheQueryReadsIt) {
    slot_query query{.window = span(9, 17), .duration = 1h};
    query.calendars = {availability{.busy = hours({{9, 10}}), .tentative = hours({{10, 11}})},
                       availability{.unknown = true}};
    detail::cursor_maker as_busy(query);
    EXPECT_EQ(as_busy.of(0).next_fit(at(9), at(16)), at(11));
    EXPECT_EQ(as_busy.of(1).next_fit(at(9), at(16)), std::nullopt);
    EXPECT_EQ(as_busy.of_hours(0).next_fit(at(9), at(16)), at(9));
    query.tentative = tentative_as::free;
    query.unknown = unknown_as::free;
    detail::cursor_maker as_free(query);
    EXPECT_EQ(as_free.of(0).next_fit(at(9), at(16)), at(10));
    EXPECT_EQ(as_free.of(1).next_fit(at(9), at(16)), at(9));
}

} // namespace
