// Goal: a question is a question or is refused with exact words; and what it says of one calendar
// or group at one time is true.
// Method: one good question, spoilt in every way that the header names.
#include "unit/availability/times.hpp"

#include <timewright/availability/slot_query.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

slot_query an_hour() {
    slot_query query{.window = span(9, 17), .duration = 1h};
    query.calendars = {availability{}};
    query.required = {0};
    return query;
}

TEST(SlotQuery, MayAskForRequiredCalendarsOrGroupsAlone) {
    slot_query query = an_hour();
    EXPECT_TRUE(validate(query));
    query.required.clear();
    query.any_of = {{0}};
    EXPECT_TRUE(validate(query));
}

TEST(SlotQuery, IsRefusedWithTheReasonWhenItIsNoQuestion) {
    struct bad {
        std::function<void(slot_query&)> spoil;
        std::string message;
    };
    const std::vector<bad> cases{
        {[](slot_query& q) { q.required.clear(); },
         "nobody is asked for: name a required calendar or a group"},
        {[](slot_query& q) { q.duration = 0s; }, "the duration must be longer than zero"},
        {[](slot_query& q) { q.duration = -1h; }, "the duration must be longer than zero"},
        {[](slot_query& q) { q.duration = 9h; }, "the duration is longer than the window"},
        {[](slot_query& q) { q.step = 0s; }, "the step must be longer than zero"},
        {[](slot_query& q) { q.align = {.every = 0s}; }, "the alignment must be longer than zero"},
        {[](slot_query& q) { q.align = {.every = 7min}; },
         "the alignment must divide a day, as 15 minutes or 2 hours do"},
        {[](slot_query& q) { q.slots_max = 0; }, "the limit of slots must be from 1 to 10000"},
        {[](slot_query& q) { q.slots_max = 10'001; }, "the limit of slots must be from 1 to 10000"},
        {[](slot_query& q) { q.any_of.resize(1); },
         "a group is empty: one of nobody cannot be found"},
        {[](slot_query& q) {
             q.calendars.resize(3);
             q.any_of = {{1, 2}};
             q.any_of[0].needed = 0;
         },
         "a group needs none of its members: it needs 1 at the least; leave out a group that does "
         "not matter"},
        {[](slot_query& q) {
             q.calendars.resize(3);
             q.any_of = {{1, 2}};
             q.any_of[0].needed = 3;
         },
         "a group needs 3 members but names only 2"},
        {[](slot_query& q) {
             q.calendars.resize(3);
             q.any_of = {{1, 2, 1}};
         },
         "calendar 1 is named twice; each may be required, optional or in one group, once"},
        {[](slot_query& q) { q.traits.resize(2); },
         "the search has traits of 2 calendars but knows only 1"},
        {[](slot_query& q) { q.window = span(16, 17), q.duration = 61min; },
         "the duration is longer than the window"},
        {[](slot_query& q) { q.required = {0, 1}; },
         "the search names calendar 1 but knows only 1"},
        {[](slot_query& q) { q.required = {0, 0}; },
         "calendar 0 is named twice; each may be required, optional or in one group, once"},
        {[](slot_query& q) {
             q.calendars.resize(2);
             q.any_of = {{1}, {1}};
         },
         "calendar 1 is named twice; each may be required, optional or in one group, once"},
        {[](slot_query& q) { q.optional = {{.calendar = 0}}; },
         "calendar 0 is named twice; each may be required, optional or in one group, once"},
        {[](slot_query& q) {
             q.calendars.resize(2);
             q.optional = {{.calendar = 1, .weight = 0}};
         },
         "an optional calendar has weight 0: weights start at 1; leave out whoever does not "
         "matter"},
        {[](slot_query& q) { q.window = {sys_seconds::min(), sys_seconds::max()}; },
         "the window lies outside the years 0001 to 9999"},
    };
    for (const bad& one : cases) {
        slot_query query = an_hour();
        one.spoil(query);
        const auto ok = validate(query);
        ASSERT_FALSE(ok) << one.message;
        EXPECT_EQ(ok.error().code, errc::invalid_input);
        EXPECT_EQ(ok.error().message, one.message);
    }
}

TEST(SlotQuery, CannotBeAskedAboutAReversedOrEmptyWindow) {
    // The window is an interval, and there are no such intervals.
    EXPECT_EQ(interval::make({.start = at(10), .end = at(9)}).error().message,
              "the interval ends before it starts");
    EXPECT_EQ(interval::make({.start = at(9), .end = at(9)}).error().message,
              "the interval is empty: its end equals its start");
}

TEST(SlotQuery, ReadsTentativeAndUnknownTimeAsItIsTold) {
    slot_query query = an_hour();
    query.calendars = {availability{.tentative = hours({{9, 10}})}, availability{.unknown = true},
                       availability{.open = hours({{12, 13}}), .unknown = true}};
    EXPECT_FALSE(can_take(query, 0, span(9, 10)));
    EXPECT_TRUE(can_take(query, 0, span(10, 11)));
    EXPECT_FALSE(can_take(query, 1, span(9, 10)));
    query.tentative = tentative_as::free;
    query.unknown = unknown_as::free;
    EXPECT_TRUE(can_take(query, 0, span(9, 10)));
    EXPECT_TRUE(can_take(query, 1, span(9, 10)));
    EXPECT_FALSE(can_take(query, 2, span(9, 10))); // its hours are known
}

TEST(SlotQuery, TellsTheMembersOfAGroupThatSuitAndAreFree) {
    slot_query query = an_hour();
    query.calendars = {availability{}, availability{.busy = hours({{9, 10}})}, availability{},
                       availability{}};
    query.traits = {{}, {.seats = 8}, {.seats = 8}, {.seats = 2}};
    query.any_of = {{3, 2, 1}};
    query.any_of[0].least.seats = 4;
    EXPECT_EQ(free_members(query, 0, span(9, 10)), (std::vector<std::size_t>{2}));
    EXPECT_EQ(free_members(query, 0, span(10, 11)), (std::vector<std::size_t>{2, 1}));
}

} // namespace
