// Goal: the rules of the search, one by one: who must come, who may, which room, where candidates
// lie, the order of answers, the budget and the stop.
// Method: a Monday small enough to read; the brute-force comparison is in tests/property.
#include "unit/availability/times.hpp"

#include <timewright/availability/slot_search.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <utility>
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

TEST(SlotSearch, RefusesWhatIsNoQuestion) {
    slot_query query = an_hour();
    query.duration = 9h;
    const auto answer = find_slots(query);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error(), validate(query).error());
}

TEST(SlotSearch, KeepsOffTentativeTimeUnlessItIsToBeReadAsFree) {
    slot_query query = an_hour();
    query.step = 1h;
    query.window = span(9, 12);
    query.calendars[0] = {.busy = hours({{9, 10}}), .tentative = hours({{10, 11}})};
    EXPECT_EQ(spans(find_slots(query)), (slots{span(11, 12)}));
    query.tentative = tentative_as::free;
    EXPECT_EQ(spans(find_slots(query)), (slots{span(10, 11), span(11, 12)}));
}

TEST(SlotSearch, TakesNobodyOfWhomNothingIsKnownUnlessToldOtherwise) {
    slot_query query = an_hour();
    query.window = span(9, 10);
    query.calendars = {availability{}, availability{.unknown = true},
                       availability{.unknown = true}};
    query.optional = {{.calendar = 1}};
    query.any_of = {{2}};
    EXPECT_EQ(spans(find_slots(query)), slots{});
    query.any_of.clear();
    EXPECT_EQ(find_slots(query)->slots[0].missing, (std::vector<std::size_t>{1}));
    query.any_of = {{2}};
    query.unknown = unknown_as::free;
    const auto answer = find_slots(query);
    ASSERT_EQ(spans(answer), (slots{span(9, 10)}));
    EXPECT_TRUE(answer->slots[0].missing.empty());
}

TEST(SlotSearch, NeedsAsManyOfAGroupAsItSaysAtTheSameTime) {
    slot_query query = an_hour();
    query.required.clear();
    query.step = 1h;
    query.window = span(9, 13);
    query.calendars = {availability{.busy = hours({{9, 10}})},
                       availability{.busy = hours({{10, 12}})},
                       availability{.busy = hours({{11, 12}})}};
    query.any_of = {{0, 1, 2}};
    query.any_of[0].needed = 2;
    const auto answer = find_slots(query);
    ASSERT_EQ(spans(answer), (slots{span(9, 10), span(10, 11), span(12, 13)}));
    EXPECT_EQ(answer->slots[0].rooms, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(answer->slots[1].rooms, (std::vector<std::size_t>{0, 2}));
    EXPECT_EQ(answer->slots[2].rooms, (std::vector<std::size_t>{0, 1}));
    query.any_of[0].needed = 3;
    EXPECT_EQ(spans(find_slots(query)), (slots{span(12, 13)}));
}

TEST(SlotSearch, ListsWhomEachGroupChoseOneGroupAfterTheOther) {
    slot_query query = an_hour();
    query.window = span(9, 10);
    query.calendars.resize(5);
    query.any_of = {{4, 3}, {2, 1}};
    query.any_of[0].needed = 2;
    EXPECT_EQ(find_slots(query)->slots[0].rooms, (std::vector<std::size_t>{4, 3, 2}));
}

TEST(SlotSearch, AsksOnlyMembersThatHaveWhatIsNeeded) {
    slot_query query = an_hour();
    query.window = span(9, 10);
    query.calendars.resize(3);
    query.traits = {{}, {.seats = 4, .features = {"video"}}, {.seats = 12, .features = {"video"}}};
    query.any_of = {{1, 2}};
    query.any_of[0].least = {.seats = 8, .features = {"video"}};
    EXPECT_EQ(find_slots(query)->slots[0].rooms, (std::vector<std::size_t>{2}));
    query.any_of[0].least.seats = 13;
    const auto none = find_slots(query);
    ASSERT_TRUE(none); // a fair question: the house has no such room
    EXPECT_TRUE(none->slots.empty());
    EXPECT_FALSE(none->truncated);
}

TEST(SlotSearch, GivesAllSlotsByTimeWhoeverIsMissing) {
    slot_query query = an_hour();
    query.calendars = {availability{}, availability{.busy = hours({{9, 11}, {12, 13}})}};
    query.optional = {{.calendar = 1}};
    query.step = 1h;
    query.slots_max = 4;
    query.order = slot_order::all;
    const auto answer = find_slots(query);
    EXPECT_EQ(spans(answer), (slots{span(9, 10), span(10, 11), span(11, 12), span(12, 13)}));
    EXPECT_EQ(answer->slots[1].score, 0.0);
    EXPECT_EQ(answer->slots[2].score, 1.0);
    query.not_before = answer->slots.back().span.start() + 1s; // the next page
    EXPECT_EQ(spans(find_slots(query)),
              (slots{span(13, 14), span(14, 15), span(15, 16), span(16, 17)}));
}

TEST(SlotSearch, GivesTheFirstSlotAloneThoughALaterOneIsBetter) {
    slot_query query = an_hour();
    query.calendars = {availability{.busy = hours({{9, 10}})},
                       availability{.busy = hours({{10, 12}})}};
    query.optional = {{.calendar = 1}};
    query.order = slot_order::first;
    const auto answer = find_slots(query);
    EXPECT_EQ(spans(answer), (slots{span(10, 11)}));
    EXPECT_EQ(answer->slots[0].missing, (std::vector<std::size_t>{1}));
    EXPECT_LE(answer->looks, 2U);
}

TEST(SlotSearch, IsCancelledFromOutside) {
    slot_query query = an_hour();
    std::stop_source source;
    query.stop = source.get_token();
    EXPECT_FALSE(find_slots(query)->cancelled);
    source.request_stop();
    const auto answer = find_slots(query);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->cancelled);
    EXPECT_TRUE(answer->truncated);
    EXPECT_EQ(answer->looks, 0U);
    EXPECT_TRUE(answer->slots.empty());
}

TEST(SlotSearch, EndsAnAnswerThatWouldTellTooMuchAndSaysSo) {
    slot_query query = an_hour();
    query.step = 1s;
    query.slots_max = 1'000;
    query.calendars.resize(1 + slot_details_max / 500);
    for (std::size_t i = 1; i < query.calendars.size(); ++i)
        query.optional.push_back({.calendar = i});
    const auto answer = find_slots(query);
    EXPECT_TRUE(answer->truncated);
    EXPECT_FALSE(answer->cancelled);
    EXPECT_EQ(answer->slots.size(), 500U);
}

TEST(SlotSearch, AnswersForAHundredThousandPeople) {
    slot_query query = an_hour();
    query.calendars.assign(100'000, availability{.busy = hours({{9, 11}, {12, 16}})});
    query.required.resize(query.calendars.size());
    for (std::size_t i = 0; i < query.required.size(); ++i) query.required[i] = i;
    query.slots_max = 1;
    EXPECT_EQ(spans(find_slots(query)), (slots{span(11, 12)}));
}

TEST(SlotSearch, IsBoundedForAHundredThousandPeopleInAWeekWhoAreNeverFreeTogether) {
    slot_query query = an_hour();
    query.window = span(0, 7 * 24);
    std::vector<availability> people;
    for (int i = 0; i < 100'000; ++i) // each is free in all quarters of an hour but one
        people.push_back({.busy = time_set(interval(at(0) + 15min * (i % 672), 15min))});
    query.calendars = std::move(people);
    query.any_of = {std::vector<std::size_t>(50'000)};
    for (std::size_t i = 0; i < 50'000; ++i) query.any_of[0].members[i] = i;
    query.any_of[0].needed = 49'999;
    query.required.clear();
    for (std::size_t i = 50'000; i < 100'000; ++i) query.required.push_back(i);
    const auto answer = find_slots(query);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->slots.empty());
    EXPECT_LE(answer->looks, query.looks_max);
}

} // namespace
