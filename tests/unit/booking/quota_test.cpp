// Goal: periods are those of the calendar on the wall, a quota is one calendar user per person and
// period, and units are counted as they were meant.
// Method: the days on which Lisbon's clocks change; ids told apart one difference at a time; the whole
// through decide() with a ledger.
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/booking/booking.hpp>
#include <timewright/booking/decide.hpp>
#include <timewright/booking/quota.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <set>

namespace timewright {
namespace {

using namespace std::chrono_literals;

const calendar_user_id room = calendar_user_id::from_number(1);
const calendar_user_id ana = calendar_user_id::from_number(2);
const calendar_user_id ben = calendar_user_id::from_number(3);

sys_seconds at(const char* text) { return parse_rfc3339(text).value(); }
interval from(const char* start, std::chrono::seconds length) { return {at(start), length}; }

booking_quota quota_of(quota_period per, quota_measure measure, std::uint32_t limit) {
    static const zone lisbon = testing::pinned_zones().find("Europe/Lisbon").value();
    return {.per = per, .measure = measure, .limit = limit, .in_zone = lisbon};
}

TEST(Quota, PeriodsGoFromMidnightToMidnightOnTheWall) {
    const booking_quota daily = quota_of(quota_period::day, quota_measure::time, 60);
    EXPECT_EQ(compute_period(daily, at("2026-03-29T12:00:00Z")),
              interval(at("2026-03-29T00:00:00Z"), 23h));
    EXPECT_EQ(compute_period(daily, at("2026-10-25T12:00:00Z")),
              interval(at("2026-10-24T23:00:00Z"), 25h));
    const booking_quota weekly = quota_of(quota_period::week, quota_measure::time, 60);
    EXPECT_EQ(compute_period(weekly, at("2026-11-29T23:59:59Z")), // a Sunday
              interval(at("2026-11-23T00:00:00Z"), 7 * 24h));
    EXPECT_EQ(compute_period(weekly, at("2026-11-30T00:00:00Z")).start(),
              at("2026-11-30T00:00:00Z"));
    const booking_quota monthly = quota_of(quota_period::month, quota_measure::time, 60);
    EXPECT_EQ(compute_period(monthly, at("2026-12-31T23:00:00Z")),
              interval(at("2026-12-01T00:00:00Z"), 31 * 24h));
}

TEST(Quota, HasAnIdOfItsOwnForEachOwnerPersonPeriodAndMeasure) {
    const booking_quota time = quota_of(quota_period::week, quota_measure::time, 60);
    const booking_quota count = quota_of(quota_period::week, quota_measure::bookings, 60);
    const sys_seconds monday = at("2026-11-23T00:00:00Z");
    std::set<calendar_user_id> ids{quota_id(time, room, ana, monday),
                                   quota_id(time, {}, ana, monday),
                                   quota_id(time, room, ben, monday),
                                   quota_id(count, room, ana, monday),
                                   quota_id(time, room, ana, monday + 7 * 24h)};
    EXPECT_EQ(ids.size(), 5U);
    for (const calendar_user_id id : ids) EXPECT_TRUE(is_quota(id)) << id.to_string();
    EXPECT_EQ(quota_id(time, room, ana, monday).to_string()[14], '8'); // the version of the UUID
    EXPECT_FALSE(is_quota(room));
    EXPECT_FALSE(is_quota(
        *calendar_user_id::from_string("74710000-e89b-42d3-a456-426614174000")));
    // Another limit is the same quota: what was booked before counts on.
    const booking_quota more = quota_of(quota_period::week, quota_measure::time, 90);
    EXPECT_EQ(quota_id(more, room, ana, monday), quota_id(time, room, ana, monday));
}

TEST(Quota, CountsMinutesThatWereBegunAndBookings) {
    const booking_quota time = quota_of(quota_period::day, quota_measure::time, 60);
    EXPECT_EQ(compute_draw(time, room, ana, from("2026-11-23T09:00:00Z", 45min)).units, 45U);
    EXPECT_EQ(compute_draw(time, room, ana, from("2026-11-23T09:00:00Z", 61s)).units, 2U);
    const booking_quota count = quota_of(quota_period::day, quota_measure::bookings, 3);
    const quota_draw drawn = compute_draw(count, room, ana, from("2026-11-23T23:00:00Z", 5h));
    EXPECT_EQ(drawn.units, 1U);
    EXPECT_EQ(drawn.limit, 3U);
    EXPECT_EQ(drawn.period, interval(at("2026-11-23T00:00:00Z"), 24h)); // where it starts
}

TEST(Quota, FromOutsideIsCheckedForItsLimit) {
    EXPECT_TRUE(validate(quota_of(quota_period::day, quota_measure::time, 1)));
    EXPECT_TRUE(validate(quota_of(quota_period::day, quota_measure::time, quota_limit_max)));
    EXPECT_FALSE(validate(quota_of(quota_period::day, quota_measure::time, 0)));
    EXPECT_FALSE(validate(quota_of(quota_period::day, quota_measure::time, quota_limit_max + 1)));
}

TEST(Quota, IsEnforcedByTheKernelAndGivenBackByACancellation) {
    const booking_quota weekly = quota_of(quota_period::week, quota_measure::time, 90);
    ledger books;
    writes known{.users = {{default_organization, room, {}}}};
    books.apply(known);
    const sys_seconds now = at("2026-11-22T00:00:00Z");
    const auto book = [&](std::uint64_t id, const char* start) {
        const interval span = from(start, 45min);
        const quota_draw drawn = compute_draw(weekly, {}, ana, span);
        const change asked = compute_booking(
            {},
            {.occurrences = {{.span = span, .draws = {drawn}}},
             .resources = {{.who = room}},
             .users = {{drawn.quota, {.capacity = drawn.limit}, frontier_rule::keep}}},
            booking_id::from_number(id));
        const decision made = decide(books, {&asked, 1}, now);
        books.apply(made.made);
        return made.outcomes.front();
    };
    EXPECT_EQ(book(1, "2026-11-23T09:00:00Z").code, outcome_code::applied);
    EXPECT_EQ(book(2, "2026-11-24T09:00:00Z").code, outcome_code::applied);
    const outcome third = book(3, "2026-11-25T09:00:00Z");
    EXPECT_EQ(third.code, outcome_code::refused);
    ASSERT_FALSE(third.conflicts.empty());
    EXPECT_TRUE(is_quota(third.conflicts.front().user));
    EXPECT_EQ(book(4, "2026-11-30T09:00:00Z").code, outcome_code::applied); // the next week

    const change cancel = compute_cancellation({}, booking_id::from_number(1), 1);
    books.apply(decide(books, {&cancel, 1}, now).made);
    EXPECT_EQ(book(5, "2026-11-25T09:00:00Z").code, outcome_code::applied);
}

} // namespace
} // namespace timewright
