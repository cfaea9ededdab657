// Goal: the rules of the search, one by one: who must come, who may, which room, where candidates
// lie, the order of answers, the budget, and the exact words for a question that is none.
// Method: a Monday small enough to read; the brute-force comparison is in tests/property.
#include "unit/availability/times.hpp"

#include <timewright/availability/slot_search.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

/// An hour on Monday between nine and five, for whoever is free at all times.
slot_query an_hour() {
    slot_query query{.window = span(9, 17), .duration = 1h};
    query.calendars = {availability{}};
    query.required = {0};
    return query;
}

std::vector<interval> spans(const result<slot_answer, error>& answer) {
    std::vector<interval> all;
    if (!answer) return all;
    for (const slot& s : answer->slots) all.push_back(s.span);
    return all;
}

using slots = std::vector<interval>;

TEST(SlotSearch, LooksAtTheStartOfTheWindowAndEveryStepFromThere) {
    slot_query query = an_hour();
    query.window = {at(9, 10), at(11)};
    query.step = 20min;
    EXPECT_EQ(spans(find_slots(query)), (slots{{at(9, 10), 1h}, {at(9, 30), 1h}, {at(9, 50), 1h}}));
}

TEST(SlotSearch, FindsASlotThatFillsTheWindow) {
    slot_query query = an_hour();
    query.window = span(9, 10);
    EXPECT_EQ(spans(find_slots(query)), (slots{span(9, 10)}));
}

TEST(SlotSearch, WantsEveryRequiredCalendarFreeThroughout) {
    slot_query query = an_hour();
    query.step = 1h;
    query.calendars = {availability{.busy = hours({{9, 11}})},
                       availability{.busy = hours({{12, 13}, {14, 16}})}};
    query.required = {0, 1};
    EXPECT_EQ(spans(find_slots(query)), (slots{span(11, 12), span(13, 14), span(16, 17)}));
}

TEST(SlotSearch, KeepsWithinOneOpenStretchOfEach) {
    slot_query query = an_hour();
    query.duration = 2h;
    query.step = 1h;
    query.calendars = {availability{.open = hours({{9, 12}, {13, 17}})},
                       availability{.open = hours({{10, 16}})}};
    query.required = {0, 1};
    EXPECT_EQ(spans(find_slots(query)), (slots{span(10, 12), span(13, 15), span(14, 16)}));
}

TEST(SlotSearch, FindsNothingInHoursShorterThanTheMeeting) {
    slot_query query = an_hour();
    query.duration = 5h;
    query.calendars[0].open = hours({{9, 12}, {13, 17}});
    EXPECT_EQ(spans(find_slots(query)), slots{});
    EXPECT_FALSE(find_slots(query)->truncated);
}

TEST(SlotSearch, TakesTheFirstFreeRoomOfEachGroup) {
    slot_query query = an_hour();
    query.step = 1h;
    query.window = span(9, 12);
    query.calendars = {availability{}, availability{.busy = hours({{9, 10}})},
                       availability{.busy = hours({{11, 12}})},
                       availability{.busy = hours({{10, 12}})}};
    query.any_of = {{1, 2}, {3}};
    const auto answer = find_slots(query);
    ASSERT_EQ(spans(answer), (slots{span(9, 10)}));
    EXPECT_EQ(answer->slots[0].rooms, (std::vector<std::size_t>{2, 3}));

    query.any_of = {{1, 2}};
    const auto one_group = find_slots(query);
    ASSERT_EQ(one_group->slots.size(), 3U);
    EXPECT_EQ(one_group->slots[0].rooms, (std::vector<std::size_t>{2}));
    EXPECT_EQ(one_group->slots[1].rooms, (std::vector<std::size_t>{1})); // both are free: in order
    EXPECT_EQ(one_group->slots[2].rooms, (std::vector<std::size_t>{1}));
}

TEST(SlotSearch, FindsARoomWhenNobodyElseIsAsked) {
    slot_query query = an_hour();
    query.required.clear();
    query.any_of = {{0}};
    EXPECT_EQ(find_slots(query)->slots.front().rooms, (std::vector<std::size_t>{0}));
}

TEST(SlotSearch, RanksByTheWeightOfThoseWhoCanComeThenByTime) {
    slot_query query = an_hour();
    query.step = 1h;
    query.window = span(9, 12);
    query.calendars = {availability{}, availability{.busy = hours({{9, 10}})},
                       availability{.busy = hours({{10, 12}})}};
    query.optional = {{.calendar = 1, .weight = 3}, {.calendar = 2, .weight = 1}};
    const auto answer = find_slots(query);
    ASSERT_EQ(spans(answer), (slots{span(10, 11), span(11, 12), span(9, 10)}));
    EXPECT_EQ(answer->slots[0].score, 0.75);
    EXPECT_EQ(answer->slots[0].missing, (std::vector<std::size_t>{2}));
    EXPECT_EQ(answer->slots[2].score, 0.25);
    EXPECT_EQ(answer->slots[2].missing, (std::vector<std::size_t>{1}));
}

TEST(SlotSearch, KeepsTheBestSlotsNotTheFirst) {
    slot_query query = an_hour();
    query.calendars = {availability{}, availability{.busy = hours({{9, 15}})}};
    query.optional = {{.calendar = 1}};
    query.slots_max = 2;
    query.step = 30min;
    const auto answer = find_slots(query);
    EXPECT_EQ(spans(answer), (slots{{at(15), 1h}, {at(15, 30), 1h}}));
    EXPECT_EQ(answer->slots[0].score, 1.0);
    EXPECT_TRUE(answer->slots[0].missing.empty());
}

TEST(SlotSearch, AnOptionalCalendarOutsideItsHoursIsMissing) {
    slot_query query = an_hour();
    query.window = span(9, 10);
    query.calendars = {availability{}, availability{.open = hours({{13, 17}})}};
    query.optional = {{.calendar = 1}};
    EXPECT_EQ(find_slots(query)->slots[0].missing, (std::vector<std::size_t>{1}));
}

TEST(SlotSearch, GivesNoticeByNotStartingEarlier) {
    slot_query query = an_hour();
    query.not_before = at(15, 31);
    EXPECT_EQ(spans(find_slots(query)), (slots{{at(15, 45), 1h}, {at(16), 1h}}));
    query.not_before = at(16, 1);
    EXPECT_EQ(spans(find_slots(query)), slots{});
    query.not_before = sys_seconds::max();
    EXPECT_EQ(spans(find_slots(query)), slots{});
}

TEST(SlotSearch, AlignsStartsToTheWallClock) {
    slot_query query = an_hour();
    query.window = {at(9, 7), at(11, 30)};
    query.step = 15min;
    query.align = {.every = 30min};
    EXPECT_EQ(spans(find_slots(query)), (slots{{at(9, 30), 1h}, {at(10), 1h}, {at(10, 30), 1h}}));
    query.step = 1h;
    EXPECT_EQ(spans(find_slots(query)), (slots{{at(9, 30), 1h}, {at(10, 30), 1h}}));
}

TEST(SlotSearch, AlignsToTheClockOfTheZoneWhateverItsOffset) {
    slot_query query = an_hour();
    query.window = span(9, 12);
    query.align = {.every = 1h, .in_zone = zone::fixed("Asia/Kathmandu", 5h + 45min)};
    EXPECT_EQ(spans(find_slots(query)), (slots{{at(9, 15), 1h}, {at(10, 15), 1h}}));
}

TEST(SlotSearch, StopsAtItsBudgetAndSaysSo) {
    slot_query query = an_hour();
    query.calendars = {availability{}, availability{.busy = hours({{0, 48}})}};
    query.optional = {{.calendar = 1}}; // never perfect: every candidate has to be looked at
    query.step = 1s;
    query.looks_max = 100;
    const auto answer = find_slots(query);
    EXPECT_TRUE(answer->truncated);
    EXPECT_EQ(answer->looks, 100U);
    EXPECT_EQ(answer->slots.size(), 10U);
    query.looks_max = 1'000'000;
    EXPECT_FALSE(find_slots(query)->truncated);
}

TEST(SlotSearch, StopsEarlyWhenNothingLaterCanBeBetter) {
    slot_query query = an_hour();
    query.step = 1s;
    query.slots_max = 3;
    const auto answer = find_slots(query);
    EXPECT_EQ(answer->slots.size(), 3U);
    EXPECT_EQ(answer->looks, 3U);
    EXPECT_FALSE(answer->truncated);
}

TEST(SlotSearch, TakesAHugeStepForOneCandidate) {
    slot_query query = an_hour();
    query.step = std::chrono::seconds::max();
    EXPECT_EQ(spans(find_slots(query)), (slots{span(9, 10)}));
}

TEST(SlotSearch, RefusesWhatIsNoQuestionWithTheReason) {
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
        {[](slot_query& q) { q.any_of = {{}}; }, "a group is empty: one of nobody cannot be found"},
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
        const auto answer = find_slots(query);
        ASSERT_FALSE(answer) << one.message;
        EXPECT_EQ(answer.error().code, errc::invalid_input);
        EXPECT_EQ(answer.error().message, one.message);
    }
}

TEST(SlotSearch, AnswersForAHundredThousandPeople) {
    slot_query query = an_hour();
    query.calendars.assign(100'000, availability{.busy = hours({{9, 11}, {12, 16}})});
    query.required.resize(query.calendars.size());
    for (std::size_t i = 0; i < query.required.size(); ++i) query.required[i] = i;
    query.slots_max = 1;
    EXPECT_EQ(spans(find_slots(query)), (slots{span(11, 12)}));
}

} // namespace
