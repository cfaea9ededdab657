// Goal: each kind of relaxation is offered where it helps, names whom it concerns, and works.
// Method: one Monday for each kind; that all of them work is tried by brute force in tests/property.
#include "unit/availability/times.hpp"

#include <timewright/availability/explain.hpp>
#include <timewright/availability/relaxation.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

using indexes = std::vector<std::size_t>;

slot_query an_hour(std::vector<availability> required) {
    slot_query query{.window = span(9, 17), .duration = 1h, .step = 30min};
    query.calendars = std::move(required);
    for (std::size_t i = 0; i < query.calendars.size(); ++i) query.required.push_back(i);
    return query;
}

const relaxation* find(const std::vector<relaxation>& all, relaxation_kind kind) {
    for (const relaxation& r : all)
        if (r.kind == kind) return &r;
    return nullptr;
}

TEST(Relaxation, HasAWordForEachKind) {
    EXPECT_EQ(std::string(to_string(relaxation_kind::shorter)), "shorter");
    EXPECT_EQ(std::string(to_string(relaxation_kind::without_calendar)), "without");
    EXPECT_EQ(std::string(to_string(relaxation_kind::another_room)), "another-room");
    EXPECT_EQ(std::string(to_string(relaxation_kind::later)), "later");
    EXPECT_EQ(std::string(to_string(relaxation_kind::earlier)), "earlier");
    EXPECT_EQ(std::string(to_string(relaxation_kind::over_tentative)), "over-tentative");
    EXPECT_EQ(std::string(to_string(relaxation_kind::outside_hours)), "outside-hours");
}

TEST(Relaxation, OverridesTheTentativeTimeOfAsFewAsCanBe) {
    // Over lunch both are tentative, at four only Bob.
    const slot_query query =
        an_hour({{.busy = hours({{9, 12}, {13, 16}}), .tentative = hours({{12, 13}})},
                 {.busy = hours({{9, 12}}), .tentative = hours({{12, 13}, {16, 17}})}});
    const auto why = explain(query);
    const relaxation* over = find(why->relaxations, relaxation_kind::over_tentative);
    ASSERT_NE(over, nullptr);
    EXPECT_EQ(over->found.span, span(16, 17));
    EXPECT_EQ(over->calendars, indexes{1});
    slot_query applied = query;
    applied.calendars[1].tentative = {};
    EXPECT_EQ(find_slots(applied)->slots.front(), over->found);

    slot_query settled = query;
    settled.window = span(9, 12);
    settled.tentative = tentative_as::free;
    EXPECT_EQ(find(explain(settled)->relaxations, relaxation_kind::over_tentative), nullptr);
}

TEST(Relaxation, LeavesTheHoursOfAsFewAsCanBe) {
    // Ana is at work until five, Bob from two on, and the hours that they share are taken.
    slot_query query = an_hour({{.open = hours({{9, 17}})},
                                {.busy = hours({{14, 17}}), .open = hours({{14, 22}})},
                                {.busy = hours({{17, 19}})}});
    query.window = span(9, 24);
    const auto why = explain(query);
    const relaxation* outside = find(why->relaxations, relaxation_kind::outside_hours);
    ASSERT_NE(outside, nullptr);
    EXPECT_EQ(outside->found.span, span(9, 10)); // Bob gets up early: one person, the earliest
    EXPECT_EQ(outside->calendars, indexes{1});
}

TEST(Relaxation, AsksRoomsToGiveWayOnlyWhenPeopleCannot) {
    slot_query query = an_hour({{}});
    query.calendars.push_back({.open = hours({{6, 9}})});
    query.any_of = {{1}};
    const auto why = explain(query);
    const relaxation* outside = find(why->relaxations, relaxation_kind::outside_hours);
    ASSERT_NE(outside, nullptr);
    EXPECT_EQ(outside->calendars, indexes{1});
    EXPECT_EQ(outside->found.span, span(9, 10));

    // Where the room's hours would not help, it keeps them.
    query.calendars[0].open = hours({{9, 12}});
    query.calendars[1].open = hours({{12, 14}});
    const auto people = explain(query);
    EXPECT_EQ(find(people->relaxations, relaxation_kind::outside_hours)->calendars, indexes{0});
}

TEST(Relaxation, FindsTheLatestEarlierSlotOnTheSameGrid) {
    slot_query query = an_hour({{.busy = hours({{6, 17}})}});
    query.window = {at(9, 10), at(17)};
    EXPECT_EQ(find(explain(query)->relaxations, relaxation_kind::earlier), nullptr);
    const auto why = explain(query, {.known_from = at(0)});
    const relaxation* earlier = find(why->relaxations, relaxation_kind::earlier);
    ASSERT_NE(earlier, nullptr);
    EXPECT_EQ(earlier->found.span, interval(at(4, 40), 1h)); // 9:10 less nine half hours
    query.not_before = at(5);
    EXPECT_EQ(find(explain(query, {.known_from = at(0)})->relaxations, relaxation_kind::earlier),
              nullptr); // that is too soon
}

TEST(Relaxation, TakesFurtherRoomsThatSuit) {
    slot_query query = an_hour({{}});
    query.calendars.resize(4);
    query.calendars[1].busy = hours({{0, 24}});
    query.calendars[3].busy = hours({{9, 12}});
    query.traits = {{}, {.seats = 8}, {.seats = 2}, {.seats = 8}};
    query.any_of = {{1}};
    query.any_of[0].least.seats = 6;
    const auto why = explain(query, {.further = {2, 3}});
    const relaxation* another = find(why->relaxations, relaxation_kind::another_room);
    ASSERT_NE(another, nullptr);
    EXPECT_EQ(another->calendars, indexes{3}); // 2 is free, and too small
    EXPECT_EQ(another->found.rooms, indexes{3});
    EXPECT_EQ(another->found.span, span(12, 13));
    // Nobody further suits: it is not offered to go without a room.
    EXPECT_EQ(find(explain(query, {.further = {2}})->relaxations, relaxation_kind::another_room),
              nullptr);
}

} // namespace
