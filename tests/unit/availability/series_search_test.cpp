// Goal: the rules of the search for a series, one by one: which starts are candidates, that the
// clock reading is kept, what collides, which room is the series' own, substitutes, the order, the
// budget, and the exact words for a question that is none. Method: few weeks with few calendars;
// all small worlds are in tests/property.
#include "unit/availability/times.hpp"

#include <timewright/availability/series_search.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;
using std::chrono::days;

/// Three weeks from Monday on, somewhere between nine and noon, by the hour.
series_query three_weeks() {
    series_query query{.first = span(9, 12),
                       .duration = 1h,
                       .step = 1h,
                       .rule = {.freq = frequency::weekly},
                       .occurrences = 3};
    query.calendars = {availability{}};
    query.required = {0};
    return query;
}

/// The hour from `hour` on in that week.
interval hour_of(int week, int hour) {
    return {monday + days(7 * week) + std::chrono::hours(hour), 1h};
}
time_set taken(std::initializer_list<interval> spans) { return time_set::from_unsorted(spans); }

// "09:00 1!2 rooms 3,4" : start, collisions, substitutes, own rooms.
std::string shown(const series_query& query) {
    const auto answer = find_series_slots(query);
    if (!answer) return answer.error().message;
    std::string text;
    for (const series_slot& slot : answer->slots) {
        text += (text.empty() ? "" : " ") + to_iso(slot.start).substr(11, 5);
        if (slot.collisions != 0) text += "!" + std::to_string(slot.collisions);
        if (slot.substitutes != 0) text += "~" + std::to_string(slot.substitutes);
    }
    return text + (answer->truncated ? " truncated" : "");
}

TEST(SeriesSearch, FindsEveryStartWhoseOccurrencesAllFit) {
    series_query query = three_weeks();
    EXPECT_EQ(shown(query), "09:00 10:00 11:00");
    query.calendars[0].busy = taken({hour_of(2, 10)});
    EXPECT_EQ(shown(query), "09:00 11:00");
    query.occurrences = 2;
    EXPECT_EQ(shown(query), "09:00 10:00 11:00");
}

TEST(SeriesSearch, ListsOccurrencesThatCollideAndWhomThatConcerns) {
    series_query query = three_weeks();
    query.calendars = {availability{.busy = taken({hour_of(1, 9), hour_of(0, 10), hour_of(1, 10),
                                                   hour_of(0, 11)})},
                       availability{.busy = taken({hour_of(1, 9)})}};
    query.required = {0, 1};
    query.collisions_max = 1;
    EXPECT_EQ(shown(query), "09:00!1 11:00!1");
    query.collisions_max = 2;
    EXPECT_EQ(shown(query), "09:00!1 11:00!1 10:00!2");
    const auto answer = find_series_slots(query);
    EXPECT_EQ(answer->slots[0].occurrences[1].blocking, (std::vector<std::size_t>{0, 1}));
    EXPECT_TRUE(answer->slots[0].occurrences[1].collides());
    EXPECT_FALSE(answer->slots[0].occurrences[0].collides());
    EXPECT_EQ(answer->slots[0].occurrences[2].span, hour_of(2, 9));
}

TEST(SeriesSearch, OneRoomForAllElseTheOneThatServesMostWithSubstitutes) {
    series_query query = three_weeks();
    query.first = span(9, 10);
    query.calendars = {availability{}, availability{.busy = taken({hour_of(1, 9)})},
                       availability{.busy = taken({hour_of(0, 9), hour_of(2, 9)})}, availability{}};
    query.any_of = {{1, 2, 3}};
    EXPECT_EQ(find_series_slots(query)->slots[0].rooms, (std::vector<std::size_t>{3}));
    EXPECT_EQ(shown(query), "09:00");

    query.any_of = {{2, 1}};
    EXPECT_EQ(shown(query), "09:00~1");
    const auto slot = find_series_slots(query)->slots[0];
    EXPECT_EQ(slot.rooms, (std::vector<std::size_t>{1}));
    EXPECT_EQ(slot.occurrences[0].rooms, (std::vector<std::size_t>{1}));
    EXPECT_EQ(slot.occurrences[1].rooms, (std::vector<std::size_t>{2}));
    EXPECT_EQ(slot.occurrences[2].rooms, (std::vector<std::size_t>{1}));
}

TEST(SeriesSearch, AGroupOfWhichNobodyCanCollides) {
    series_query query = three_weeks();
    query.first = span(9, 10);
    query.calendars = {availability{}, availability{.busy = taken({hour_of(1, 9)})},
                       availability{.busy = taken({hour_of(1, 9), hour_of(0, 9)})}};
    query.any_of = {{1, 2}};
    EXPECT_EQ(shown(query), "");
    query.collisions_max = 1;
    const auto slot = find_series_slots(query)->slots.at(0);
    EXPECT_EQ(slot.occurrences[1].blocking, (std::vector<std::size_t>{1, 2}));
    EXPECT_TRUE(slot.occurrences[1].rooms.empty());
    EXPECT_EQ(slot.rooms, (std::vector<std::size_t>{1}));
    EXPECT_EQ(slot.substitutes, 0U);
}

TEST(SeriesSearch, OrdersByCollisionsThenSubstitutesThenTime) {
    series_query query = three_weeks();
    query.first = span(8, 12);
    query.calendars = {availability{.busy = taken({hour_of(1, 8)})},
                       availability{.busy = taken({hour_of(1, 9)})},
                       availability{.busy = taken({hour_of(0, 9)})}};
    query.any_of = {{1, 2}};
    query.collisions_max = 1;
    EXPECT_EQ(shown(query), "10:00 11:00 09:00~1 08:00!1");
    query.slots_max = 2;
    EXPECT_EQ(shown(query), "10:00 11:00");
}

TEST(SeriesSearch, TellsWhichOptionalPeopleCannotCome) {
    series_query query = three_weeks();
    query.first = span(9, 10);
    query.calendars.push_back(availability{.busy = taken({hour_of(2, 9)})});
    query.optional = {1};
    const auto slot = find_series_slots(query)->slots.at(0);
    EXPECT_EQ(slot.occurrences[2].missing, (std::vector<std::size_t>{1}));
    EXPECT_TRUE(slot.occurrences[1].missing.empty());
    EXPECT_EQ(slot.collisions, 0U);
}

TEST(SeriesSearch, KeepsTheClockReadingWhenTheClocksChange) {
    series_query query = three_weeks();
    constexpr auto march = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2); // a Monday
    query.in_zone = new_york_in_2026();
    query.first = {march + 14h, march + 15h};
    query.occurrences = 2;
    const auto slot = find_series_slots(query)->slots.at(0);
    EXPECT_EQ(to_iso(slot.start), "2026-03-02T09:00:00");
    EXPECT_EQ(slot.occurrences[0].span.start(), march + 14h);
    EXPECT_EQ(slot.occurrences[1].span.start(), march + days(7) + 13h);
}

TEST(SeriesSearch, ASkippedReadingIsNoCandidateAndALaterOneIsReadByRfc5545) {
    series_query query = three_weeks();
    constexpr auto change = std::chrono::sys_days(std::chrono::year(2026) / 3 / 8); // a Sunday
    query.in_zone = new_york_in_2026();
    query.occurrences = 2;
    query.first = {change + 6h, change + 9h}; // 01:00 to 05:00 on the wall
    EXPECT_EQ(shown(query), "01:00 03:00 04:00");
    query.first = {change - days(7) + 7h, change - days(7) + 8h};
    EXPECT_EQ(find_series_slots(query)->slots.at(0).occurrences[1].span.start(), change + 7h);
}

TEST(SeriesSearch, OnlyStartsThatTheRuleMatchesAreCandidates) {
    series_query query = three_weeks();
    query.first = {monday, monday + days(7)};
    query.step = 12h;
    query.rule.by_day = {{std::chrono::Tuesday}, {std::chrono::Thursday}};
    std::string starts;
    const auto answer = find_series_slots(query);
    for (const series_slot& slot : answer->slots)
        starts += to_iso(slot.start).substr(8, 5) + " ";
    EXPECT_EQ(starts, "24T00 24T12 26T00 26T12 ");
}

TEST(SeriesSearch, ReportsThatTheBudgetEnded) {
    series_query query = three_weeks();
    query.looks_max = 250;
    EXPECT_EQ(shown(query).substr(shown(query).size() - 9), "truncated");
    EXPECT_LE(find_series_slots(query)->looks, 250U);
    query.first = {monday, monday + days(3000)};
    query.step = 1s;
    query.looks_max = 100'000;
    EXPECT_TRUE(find_series_slots(query)->truncated);
}

TEST(SeriesSearch, SaysExactlyWhatIsWrongWithAQuestion) {
    const auto refused = [](const std::function<void(series_query&)>& spoil) {
        series_query query = three_weeks();
        spoil(query);
        return shown(query);
    };
    EXPECT_EQ(refused([](series_query& q) { q.duration = 0s; }),
              "the duration must be longer than zero");
    EXPECT_EQ(refused([](series_query& q) { q.duration = 4h; }),
              "the duration is longer than the window of the first occurrence");
    EXPECT_EQ(refused([](series_query& q) { q.step = 7min; }),
              "the step must divide a day, as 15 minutes or 2 hours do");
    EXPECT_EQ(
        refused([](series_query& q) { q.rule.count = 3; }),
        "the rule of a search has no COUNT and no UNTIL: say how many occurrences are wanted");
    EXPECT_EQ(refused([](series_query& q) { q.rule.interval = 0; }),
              check({.interval = 0}).error().message);
    EXPECT_EQ(refused([](series_query& q) { q.occurrences = 0; }),
              "the number of occurrences must be from 1 to 1000");
    EXPECT_EQ(refused([](series_query& q) { q.collisions_max = 3; }),
              "fewer collisions than occurrences must be allowed: a series of which every "
              "occurrence collides is none");
    EXPECT_EQ(refused([](series_query& q) { q.slots_max = 101; }),
              "the limit of slots must be from 1 to 100");
    EXPECT_EQ(refused([](series_query& q) { q.required.clear(); }),
              "nobody is asked for: name a required calendar or a group");
    EXPECT_EQ(refused([](series_query& q) { q.any_of = {{}}; }),
              "a group is empty: one of nobody cannot be found");
    EXPECT_EQ(refused([](series_query& q) { q.required = {1}; }),
              "the search names calendar 1 but knows only 1");
    EXPECT_EQ(refused([](series_query& q) { q.any_of = {{0}}; }),
              "calendar 0 is named twice; each may be required, optional or in one group, once");
    EXPECT_EQ(refused([](series_query& q) { q.first = {sys_seconds::min(), q.first.end()}; }),
              "the window lies outside the years 0001 to 9999");
}

} // namespace
