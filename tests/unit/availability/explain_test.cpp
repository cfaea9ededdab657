// Goal: an explanation that is true: those who are said to block do, nobody else does, and each
// relaxation works when applied.
// Method: small Mondays with a known culprit; each claim is tried by changing the query so.
#include "unit/availability/times.hpp"

#include <timewright/availability/explain.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

using indexes = std::vector<std::size_t>;

/// Alice (0) is busy in the morning, Bob (1) in the afternoon, Carol (2) all day but for an hour;
/// of the rooms, 3 is never free and 4 is free until ten.
slot_query crowded_monday() {
    slot_query query{.window = span(9, 17), .duration = 1h, .step = 30min};
    query.calendars = {
        availability{.busy = hours({{9, 13}})}, availability{.busy = hours({{13, 17}})},
        availability{.busy = hours({{9, 15}, {16, 17}})}, availability{.busy = hours({{0, 24}})},
        availability{.busy = hours({{10, 24}})}};
    query.required = {0, 1};
    return query;
}

const relaxation* find(const explanation& why, relaxation_kind kind) {
    for (const relaxation& r : why.relaxations)
        if (r.kind == kind) return &r;
    return nullptr;
}

TEST(Explanation, HasNothingToSayWhereSomethingFits) {
    slot_query query = crowded_monday();
    query.required = {0};
    const auto why = explain(query);
    ASSERT_TRUE(why);
    EXPECT_TRUE(why->fits);
    EXPECT_TRUE(why->nearest.empty());
    EXPECT_TRUE(why->relaxations.empty());
}

TEST(Explanation, NamesTheSmallestSetsOfThoseWhoBlockAndTheEarliestCandidateOfEach) {
    const auto why = explain(crowded_monday());
    ASSERT_EQ(why->nearest.size(), 3U);
    EXPECT_EQ(why->nearest[0], (blocked_slot{.span = span(9, 10), .calendars = {0}}));
    EXPECT_EQ(why->nearest[1], (blocked_slot{.span = span(13, 14), .calendars = {1}}));
    EXPECT_EQ(why->nearest[2], (blocked_slot{.span = {at(12, 30), 1h}, .calendars = {0, 1}}));
    EXPECT_FALSE(why->truncated);
}

TEST(Explanation, TellsAsManyCandidatesAsAreWanted) {
    const auto why = explain(crowded_monday(), {.nearest_max = 1});
    ASSERT_EQ(why->nearest.size(), 1U);
    EXPECT_EQ(why->nearest[0].calendars, indexes{0});
}

TEST(Explanation, NamesAGroupWhenNoneOfItsRoomsIsFree) {
    slot_query query = crowded_monday();
    query.required = {0};
    query.any_of = {{3, 4}};
    const auto why = explain(query);
    ASSERT_FALSE(why->nearest.empty());
    // At nine room 4 is free and Alice is not; in the afternoon it is the other way round.
    EXPECT_EQ(why->nearest[0], (blocked_slot{.span = span(9, 10), .calendars = {0}}));
    EXPECT_EQ(why->nearest[1], (blocked_slot{.span = span(13, 14),
                                             .groups = {0},
                                             .shortages = {{.lacking = 1, .members = {3, 4}}}}));
    const relaxation* another = find(*why, relaxation_kind::another_room);
    ASSERT_NE(another, nullptr);
    EXPECT_EQ(another->index, 0U);
    EXPECT_EQ(another->found.span, span(13, 14));
}

TEST(Explanation, PrefersCandidatesAtWhichPeopleAreAtWork) {
    slot_query query = crowded_monday();
    query.window = span(0, 24);
    query.calendars[0] = {.busy = hours({{9, 17}}), .open = hours({{9, 17}})};
    query.required = {0};
    const auto why = explain(query);
    ASSERT_EQ(why->nearest.size(), 1U); // at night Alice blocks too, but that is no news
    EXPECT_EQ(why->nearest[0].span, span(9, 10));
}

TEST(Explanation, OffersToGoWithoutWhoeverAloneBlocks) {
    const slot_query query = crowded_monday();
    const auto why = explain(query);
    const relaxation* without = find(*why, relaxation_kind::without_calendar);
    ASSERT_NE(without, nullptr);
    EXPECT_EQ(without->index, 0U);
    EXPECT_EQ(without->found.span, span(9, 10));
    slot_query applied = query;
    applied.required = {1};
    EXPECT_EQ(find_slots(applied)->slots.front(), without->found);
}

TEST(Explanation, DoesNotOfferAMeetingOfNobody) {
    slot_query query = crowded_monday();
    query.calendars[0].busy = hours({{0, 24}});
    query.required = {0};
    const auto why = explain(query);
    EXPECT_EQ(why->nearest[0].calendars, indexes{0});
    EXPECT_TRUE(why->relaxations.empty());
}

TEST(Explanation, OffersTheLongestMeetingThatFits) {
    slot_query query = crowded_monday();
    query.calendars[0].busy = time_set::from_unsorted({{at(9), at(12)}, {at(12, 40), at(17)}});
    query.required = {0};
    const auto why = explain(query);
    const relaxation* shorter = find(*why, relaxation_kind::shorter);
    ASSERT_NE(shorter, nullptr);
    EXPECT_EQ(shorter->found.span, interval(at(12), 40min));
}

TEST(Explanation, OffersALaterDayAsFarAsTheCalendarsAreKnown) {
    slot_query query = crowded_monday();
    query.calendars = {availability{.busy = hours({{9, 34}})}, availability{}};
    query.required = {0};
    query.optional = {{.calendar = 1}};
    EXPECT_EQ(find(*explain(query), relaxation_kind::later), nullptr);
    EXPECT_EQ(find(*explain(query, {.known_until = at(34)}), relaxation_kind::later), nullptr);
    const auto why = explain(query, {.known_until = at(48)});
    const relaxation* later = find(*why, relaxation_kind::later);
    ASSERT_NE(later, nullptr);
    EXPECT_EQ(later->found.span, span(34, 35));
}

TEST(Explanation, TellsWhoIsMissingAtALaterDay) {
    slot_query query = crowded_monday();
    query.calendars = {availability{.busy = hours({{9, 34}})},
                       availability{.busy = hours({{34, 36}})}};
    query.required = {0};
    query.optional = {{.calendar = 1}};
    const auto why = explain(query, {.known_until = at(48)});
    const relaxation* later = find(*why, relaxation_kind::later);
    ASSERT_NE(later, nullptr);
    EXPECT_EQ(later->found.span, span(34, 35)); // the earliest, though without Bob
    EXPECT_EQ(later->found.missing, indexes{1});
    EXPECT_EQ(later->found.score, 0.0);
}

TEST(Explanation, KeepsWithinTheBudgetOfTheQuery) {
    slot_query query = crowded_monday();
    query.looks_max = 5; // two candidates of two calendars each
    const auto why = explain(query);
    EXPECT_TRUE(why->truncated);
    ASSERT_EQ(why->nearest.size(), 1U);
    EXPECT_EQ(why->nearest[0].calendars, indexes{0});
}

TEST(Explanation, EndsWhenItIsAskedToStop) {
    slot_query query = crowded_monday();
    std::stop_source source; // NOLINT(misc-const-correctness): what it asks for is a change
    source.request_stop();
    query.stop = source.get_token();
    const auto why = explain(query);
    ASSERT_TRUE(why);
    EXPECT_TRUE(why->truncated);
    EXPECT_TRUE(why->nearest.empty());
    EXPECT_TRUE(why->relaxations.empty());
}

TEST(Explanation, RefusesFurtherRoomsThatAreUnknownOrNamed) {
    const slot_query query = crowded_monday();
    EXPECT_EQ(explain(query, {.further = {9}}).error().message,
              "the search names calendar 9 but knows only 5");
    EXPECT_EQ(explain_slot(query, at(9), {.further = {1}}).error().message,
              "calendar 1 is named twice; each may be required, optional or in one group, once");
}

TEST(RefusedSlot, SaysWhoBlocksItAndWhatWouldHelp) {
    const slot_query query = crowded_monday();
    const auto why = explain_slot(query, at(13));
    ASSERT_TRUE(why);
    EXPECT_FALSE(why->fits);
    EXPECT_EQ(why->blocked, (blocked_slot{.span = span(13, 14), .calendars = {1}}));
    ASSERT_EQ(why->relaxations.size(), 1U); // in all of the window nobody can
    EXPECT_EQ(why->relaxations[0].kind, relaxation_kind::without_calendar);
    EXPECT_EQ(why->relaxations[0].index, 1U);
    EXPECT_EQ(why->relaxations[0].found.span, span(13, 14));
}

TEST(RefusedSlot, NamesTheNearestSlotsOnBothSidesAsFarAsTheCalendarsAreKnown) {
    const slot_query query = crowded_monday();
    const auto why = explain_slot(query, at(13), {.known_until = at(48), .known_from = at(0)});
    ASSERT_EQ(why->relaxations.size(), 3U);
    EXPECT_EQ(why->relaxations[1].kind, relaxation_kind::later);
    EXPECT_EQ(why->relaxations[1].found.span, span(17, 18));
    EXPECT_EQ(why->relaxations[2].kind, relaxation_kind::earlier);
    EXPECT_EQ(why->relaxations[2].found.span, span(8, 9));
}

TEST(RefusedSlot, CanBeShorterAtItsTime) {
    slot_query query = crowded_monday();
    query.calendars[1].busy = time_set(interval(at(13, 40), at(17)));
    const auto why = explain_slot(query, at(13));
    ASSERT_FALSE(why->relaxations.empty());
    const relaxation* shorter = nullptr;
    for (const relaxation& r : why->relaxations)
        if (r.kind == relaxation_kind::shorter) shorter = &r;
    ASSERT_NE(shorter, nullptr);
    EXPECT_EQ(shorter->found.span, interval(at(13), 40min));
}

TEST(RefusedSlot, MayBeNoCandidateThoughEverybodyCan) {
    slot_query query = crowded_monday();
    query.required = {0};
    EXPECT_TRUE(explain_slot(query, at(14))->fits);
    EXPECT_TRUE(explain_slot(query, at(14))->relaxations.empty());

    const auto between = explain_slot(query, at(14, 10));
    EXPECT_FALSE(between->fits);
    EXPECT_TRUE(between->off_grid);
    ASSERT_EQ(between->relaxations.size(), 2U);
    EXPECT_EQ(between->relaxations[0].found.span, interval(at(14, 30), 1h));
    EXPECT_EQ(between->relaxations[1].found.span, span(14, 15));

    EXPECT_TRUE(explain_slot(query, at(16, 30))->outside_window);
    EXPECT_TRUE(explain_slot(query, at(7))->outside_window);
    query.not_before = at(15);
    const auto soon = explain_slot(query, at(14));
    EXPECT_TRUE(soon->too_soon);
    ASSERT_EQ(soon->relaxations.size(), 1U);
    EXPECT_EQ(soon->relaxations[0].found.span, span(15, 16));
}

TEST(RefusedSlot, LiesWithinTheYearsThatThereAre) {
    for (const sys_seconds start : {sys_seconds::min(), sys_seconds::max()})
        EXPECT_EQ(explain_slot(crowded_monday(), start).error().message,
                  "the slot lies outside the years 0001 to 9999");
    const auto all_times =
        explain_slot(crowded_monday(), at(9),
                     {.known_until = sys_seconds::max(), .known_from = sys_seconds::min()});
    EXPECT_EQ(all_times->relaxations.back().found.span, span(8, 9));
}

TEST(Explanation, RefusesWhatTheSearchRefuses) {
    slot_query query = crowded_monday();
    query.duration = 0s;
    const auto why = explain(query);
    ASSERT_FALSE(why);
    EXPECT_EQ(why.error().message, "the duration must be longer than zero");
}

} // namespace
