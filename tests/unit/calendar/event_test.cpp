// Goal: an event's times mean the instants that its kind says, and its firmness follows one order.
// Method: the same clock reading in each kind; every combination that decides effective_busy().

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/event.hpp>

#include <gtest/gtest.h>

namespace timewright {
namespace {

using namespace std::chrono;

const local_seconds noon = local_days(2026y / July / 1) + 12h;

TEST(EventTime, MeansTheInstantThatItsKindSays) {
    const zone lisbon = testing::pinned_zone("Europe/Lisbon");
    const zone new_york = testing::pinned_zone("America/New_York");
    const sys_seconds utc_noon = sys_days(2026y / July / 1) + 12h;
    EXPECT_EQ(event_time::utc(utc_noon).to_instant(lisbon), utc_noon);
    EXPECT_EQ(event_time::zoned(noon, new_york).to_instant(lisbon), utc_noon + 4h);
    EXPECT_EQ(event_time::floating(noon).to_instant(lisbon), utc_noon - 1h);
    EXPECT_EQ(event_time::date(local_days(2026y / July / 1)).to_instant(lisbon), utc_noon - 13h);
}

TEST(EventTime, NeedsAZoneOnlyWhenFloatingOrADate) {
    EXPECT_FALSE(event_time::utc({}).needs_zone());
    EXPECT_FALSE(event_time::zoned(noon, zone::utc()).needs_zone());
    EXPECT_TRUE(event_time::floating(noon).needs_zone());
    EXPECT_TRUE(event_time::date(local_days(2026y / July / 1)).needs_zone());
}

TEST(EventTime, ComparesZonesByNameAndOnlyWhereTheyCount) {
    const event_time a = event_time::zoned(noon, zone::fixed("Here", 1h));
    EXPECT_EQ(a, event_time::zoned(noon, zone::fixed("Here", 2h)));
    EXPECT_NE(a, event_time::zoned(noon, zone::fixed("There", 1h)));
    EXPECT_NE(a, event_time::floating(noon));
    EXPECT_NE(event_time::floating(noon), event_time::floating(noon + 1s));
}

TEST(Event, TakesTimeAsFirmlyAsItSays) {
    event e;
    EXPECT_EQ(e.effective_busy(), busy_type::busy);
    e.status = event_status::tentative;
    EXPECT_EQ(e.effective_busy(), busy_type::busy_tentative);
    e.transp = transparency::transparent;
    EXPECT_EQ(e.effective_busy(), busy_type::free);
    e.busy = busy_type::busy_unavailable;
    EXPECT_EQ(e.effective_busy(), busy_type::busy_unavailable);
    e.status = event_status::cancelled;
    EXPECT_EQ(e.effective_busy(), busy_type::free);
}

TEST(Event, KnowsWhetherItRecursAndWhetherItIsAllDay) {
    event e{.start = event_time::date(local_days(2026y / July / 1))};
    EXPECT_TRUE(e.is_all_day());
    EXPECT_FALSE(e.is_recurring());
    e.rdates.push_back({.start = event_time::date(local_days(2026y / July / 2))});
    EXPECT_TRUE(e.is_recurring());
    e.rdates.clear();
    e.rules.push_back({.freq = frequency::daily});
    EXPECT_TRUE(e.is_recurring());
}

TEST(Event, StatusesHaveTheirWords) {
    EXPECT_STREQ(to_string(event_status::confirmed), "confirmed");
    EXPECT_STREQ(to_string(event_status::tentative), "tentative");
    EXPECT_STREQ(to_string(event_status::cancelled), "cancelled");
}

} // namespace
} // namespace timewright
