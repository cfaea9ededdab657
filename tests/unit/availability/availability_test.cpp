// Goal: what a calendar lets be taken: open, not busy, and tentative as the caller reads it; with
// buffers, notice and a horizon.
// Method: one Monday with hours and meetings, looked at from the edges.
#include "unit/availability/times.hpp"

#include <timewright/availability/availability.hpp>
#include <timewright/calendar/calendar.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

TEST(Availability, CanTakeWhatTouchesAMeetingAndNotWhatOverlapsOne) {
    const availability alice{.busy = hours({{10, 11}})};
    EXPECT_TRUE(alice.can_take(span(9, 10)));
    EXPECT_TRUE(alice.can_take(span(11, 12)));
    EXPECT_FALSE(alice.can_take({at(10, 59), at(12)}));
    EXPECT_FALSE(alice.can_take(span(9, 12)));
}

TEST(Availability, WithoutHoursIsOpenAtAllTimesAndWithEmptyHoursNever) {
    EXPECT_TRUE(availability{}.can_take(span(0, 24)));
    EXPECT_FALSE((availability{.open = time_set()}.can_take(span(9, 10))));
}

TEST(Availability, HoldsASlotOnlyWithinOneOpenStretch) {
    const availability alice{.open = hours({{9, 12}, {13, 17}})};
    EXPECT_TRUE(alice.can_take(span(9, 12)));
    EXPECT_FALSE(alice.can_take(span(11, 14)));
    EXPECT_FALSE(alice.can_take(span(8, 10)));
}

TEST(Availability, IsFreeWhereItIsOpenAndNotBusy) {
    const availability alice{.busy = hours({{8, 10}, {14, 15}}), .open = hours({{9, 17}})};
    EXPECT_EQ(alice.free_in(span(0, 24)), hours({{10, 14}, {15, 17}}));
    EXPECT_EQ(alice.free_in(span(11, 16)), hours({{11, 14}, {15, 16}}));
    EXPECT_EQ(availability{.busy = hours({{8, 10}})}.free_in(span(9, 12)), hours({{10, 12}}));
}

TEST(Availability, KeepsOffTentativeTimeAndIsNeverFreeWhenUnknown) {
    const availability alice{.busy = hours({{9, 10}}), .tentative = hours({{11, 12}})};
    EXPECT_FALSE(alice.can_take(span(11, 12)));
    EXPECT_TRUE(alice.can_take(span(10, 11)));
    EXPECT_EQ(alice.free_in(span(9, 13)), hours({{10, 11}, {12, 13}}));
    const availability nobody_knows{.unknown = true};
    EXPECT_FALSE(nobody_knows.can_take(span(9, 10)));
    EXPECT_TRUE(nobody_knows.is_open(span(9, 10)));
    EXPECT_EQ(nobody_knows.free_in(span(9, 13)), time_set());
}

TEST(Availability, IsMadeOfBlocksWithTentativeTimeApart) {
    const std::vector<busy_interval> blocks{{span(9, 11), busy_type::busy},
                                            {span(10, 12), busy_type::busy_tentative},
                                            {span(14, 15), busy_type::busy_unavailable},
                                            {span(15, 16), busy_type::free}};
    const availability alice = compute_availability(blocks);
    EXPECT_EQ(alice.busy, hours({{9, 11}, {14, 15}}));
    EXPECT_EQ(alice.tentative, hours({{11, 12}}));
    EXPECT_FALSE(alice.open);
    EXPECT_FALSE(alice.unknown);
}

TEST(BusyTime, CountsTentativeMeetingsAsTheCallerAsks) {
    const std::vector<busy_interval> blocks{{span(9, 10), busy_type::busy},
                                            {span(10, 11), busy_type::busy_tentative},
                                            {span(13, 14), busy_type::busy_unavailable},
                                            {span(15, 16), busy_type::free}};
    EXPECT_EQ(compute_busy(blocks, tentative_as::busy), hours({{9, 11}, {13, 14}}));
    EXPECT_EQ(compute_busy(blocks, tentative_as::free), hours({{9, 10}, {13, 14}}));
}

/// Meetings of that Monday, by whole hours.
calendar meetings(std::initializer_list<std::pair<int, int>> spans) {
    calendar made;
    for (const auto& [from, to] : spans)
        made.events.push_back({.uid = std::to_string(from),
                               .start = event_time::utc(at(from)),
                               .duration = {.time = std::chrono::hours(to - from)}});
    return made;
}

TEST(BufferedTime, IsLongerOnTheOtherSides) {
    // What needs an hour ahead and two behind cannot start within an hour after a meeting, nor end
    // within two before it.
    EXPECT_EQ(compute_buffered(hours({{10, 11}}), 1h, 2h), hours({{8, 12}}));
    EXPECT_EQ(compute_buffered(hours({{10, 11}, {13, 14}}), 1h, 1h), hours({{9, 15}}));
    EXPECT_EQ(compute_buffered(hours({{10, 11}}), 0s, 0s), hours({{10, 11}}));
    EXPECT_EQ(compute_buffered({}, 1h, 1h), time_set());
}

TEST(AvailabilityOf, TellsTentativeTimeApartWhenAsked) {
    calendar source = meetings({{9, 10}, {11, 12}});
    source.events[1].status = event_status::tentative;
    const auto joined = availability_of(source, span(0, 24), {});
    EXPECT_EQ(joined->busy, hours({{9, 10}, {11, 12}}));
    EXPECT_TRUE(joined->tentative.empty());
    const auto apart = availability_of(source, span(0, 24), {.tentative_apart = true});
    EXPECT_EQ(apart->busy, hours({{9, 10}}));
    EXPECT_EQ(apart->tentative, hours({{11, 12}}));
    // With an hour of buffer the firm meeting reaches from eight to eleven.
    const auto buffered = availability_of(
        source, span(0, 24), {.tentative_apart = true, .buffer_before = 1h, .buffer_after = 1h});
    EXPECT_EQ(buffered->busy, hours({{8, 11}}));
    EXPECT_EQ(buffered->tentative, hours({{11, 13}}));
}

TEST(AvailabilityOf, JoinsHoursAndEvents) {
    const working_hours office{.weekly = *parse_weekly_hours("mon-fri/09:00-17:00")};
    const auto ana =
        availability_of(meetings({{10, 11}, {16, 18}}), span(0, 24), {.hours = office});
    ASSERT_TRUE(ana);
    EXPECT_EQ(ana->busy, hours({{10, 11}, {16, 18}}));
    EXPECT_EQ(ana->free_in(span(0, 24)), hours({{9, 10}, {11, 16}}));
}

TEST(AvailabilityOf, WithoutHoursAndLimitsIsOpenAtAllTimes) {
    const auto ana = availability_of(meetings({{10, 11}}), span(0, 24), {});
    ASSERT_TRUE(ana);
    EXPECT_FALSE(ana->open);
    EXPECT_EQ(ana->free_in(span(0, 24)), hours({{0, 10}, {11, 24}}));
}

TEST(AvailabilityOf, KeepsBuffersFree) {
    const auto ana = availability_of(meetings({{10, 11}}), span(0, 24),
                                     {.buffer_before = 30min, .buffer_after = 15min});
    ASSERT_TRUE(ana);
    EXPECT_TRUE(ana->can_take({at(9), at(9, 45)}));
    EXPECT_FALSE(ana->can_take({at(9), at(9, 46)}));
    EXPECT_TRUE(ana->can_take({at(11, 30), at(12)}));
    EXPECT_FALSE(ana->can_take({at(11, 29), at(12)}));
}

TEST(AvailabilityOf, KeepsTheBuffersOfWhatLiesOutsideOfTheWindow) {
    const auto ana = availability_of(meetings({{8, 9}, {17, 18}}), span(9, 17),
                                     {.buffer_before = 30min, .buffer_after = 15min});
    ASSERT_TRUE(ana);
    EXPECT_EQ(ana->free_in(span(9, 17)), time_set(interval(at(9, 30), at(16, 45))));
}

TEST(AvailabilityOf, StartsAfterTheNoticeAndEndsAtTheHorizon) {
    const working_hours office{.weekly = *parse_weekly_hours("mon-fri/09:00-17:00")};
    const auto limited = [&](sys_seconds not_before, sys_seconds not_after) {
        return availability_of({}, span(0, 24),
                               {.hours = office, .not_before = not_before, .not_after = not_after})
            ->free_in(span(0, 24));
    };
    EXPECT_EQ(limited(at(10), at(12)), hours({{10, 12}}));
    EXPECT_EQ(limited(at(-10), at(100)), hours({{9, 17}}));
    EXPECT_EQ(limited(at(12), at(12)), time_set()); // never
    EXPECT_EQ(limited(at(30), at(100)), time_set());
    const auto open = availability_of({}, span(0, 24), {.not_before = at(6)});
    EXPECT_EQ(open->free_in(span(0, 24)), hours({{6, 24}}));
}

TEST(AvailabilityOf, ReadsTentativeMeetingsAsTheCallerAsks) {
    calendar source = meetings({{10, 11}});
    source.events.front().status = event_status::tentative;
    EXPECT_FALSE(availability_of(source, span(0, 24), {})->can_take(span(10, 11)));
    EXPECT_TRUE(availability_of(source, span(0, 24), {.tentative = tentative_as::free})
                    ->can_take(span(10, 11)));
}

TEST(AvailabilityOf, RefusesWhatMakesNoSense) {
    const auto refused = [](const availability_options& options) {
        const auto found = availability_of({}, span(0, 24), options);
        return !found && found.error().code == errc::invalid_input;
    };
    EXPECT_TRUE(refused({.buffer_before = -1s}));
    EXPECT_TRUE(refused({.buffer_after = buffer_max + 1s}));
    EXPECT_FALSE(refused({.buffer_after = buffer_max}));
    EXPECT_TRUE(refused({.hours = working_hours{.weekly = {{weekday_set(), 9h, 17h}}}}));
    calendar source = meetings({{10, 11}});
    source.events.front().rules = {{.freq = frequency::daily}};
    EXPECT_EQ(availability_of(source, {monday, monday + 24h * 365}, {.blocks = {.blocks_max = 9}})
                  .error()
                  .code,
              errc::limit_reached);
}

TEST(AvailabilityOf, RefusesAWindowWithoutEnd) {
    const auto found = availability_of(
        {},
        interval(sys_seconds::min(),
                 sys_seconds(std::chrono::sys_days(std::chrono::year(2027) / 1 / 1))),
        {.buffer_before = std::chrono::minutes(10)});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, errc::invalid_input);
}

} // namespace
