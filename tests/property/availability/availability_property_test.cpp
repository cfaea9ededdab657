// Goal: availability_of lets a meeting be placed exactly where the words say: within one stretch of
// open time, after the notice, before the horizon, with its buffers free of everything busy.
// Method: RapidCheck draws hours, single and recurring events, buffers and limits; random slots are
// judged by looking at each quarter on the wall clock and at each event.
#include "naive_hours.hpp"
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/availability/availability.hpp>
#include <timewright/availability/busy_calendar.hpp>
#include <timewright/calendar/calendar.hpp>
#include <timewright/calendar/occurrence.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;
using std::chrono::days;
using std::chrono::seconds;
using timewright::testing::pinned_zone;

event draw_event(const zone& home, sys_seconds around) {
    const sys_seconds start = around + *rc::gen::inRange(-700, 700) * quarter;
    event made{.uid = "e", .start = event_time::utc(start)};
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            made.start = event_time::zoned(home.to_local(start), home);
            break;
        case 1:
            made.start = event_time::floating(home.to_local(start));
            break;
        case 2:
            made.start = event_time::date(std::chrono::floor<days>(home.to_local(start)));
            made.duration.days = *rc::gen::inRange(1, 3);
            break;
        default:
            break;
    }
    if (!made.is_all_day()) made.duration.time = *rc::gen::inRange(0, 20) * quarter;
    if (*rc::gen::inRange(0, 4) == 0) made.rules = {{.freq = frequency::daily, .interval = 3}};
    made.status = *rc::gen::element(event_status::confirmed, event_status::confirmed,
                                    event_status::tentative, event_status::cancelled);
    if (*rc::gen::inRange(0, 5) == 0) made.transp = transparency::transparent;
    return made;
}

/// What the events take, one by one.
std::vector<interval> taken_by(const calendar& source, const zone& home, interval window,
                               tentative_as tentative) {
    std::vector<interval> all;
    for (const event& each : source.events) {
        const busy_type type = each.effective_busy();
        if (type == busy_type::free) continue;
        if (type == busy_type::busy_tentative && tentative == tentative_as::free) continue;
        const auto found = expand(each, window, {.floating_zone = home});
        RC_ASSERT(found);
        for (const occurrence& o : found->occurrences) all.push_back(o.span);
    }
    return all;
}

RC_GTEST_PROP(AvailabilityProperty, PlacesMeetingsExactlyWhereTheWordsSay, ()) {
    const sys_seconds around = monday + *rc::gen::inRange(0, 96) * quarter;
    const working_hours office = draw_hours(around);
    const zone home = office.in_zone;
    calendar source;
    for (int n = *rc::gen::inRange(0, 12); n > 0; --n)
        source.events.push_back(draw_event(home, around));

    availability_options options{.blocks = {.floating_zone = home}};
    const bool has_hours = *rc::gen::inRange(0, 4) > 0;
    if (has_hours) options.hours = office;
    options.tentative = *rc::gen::element(tentative_as::busy, tentative_as::free);
    options.buffer_before = *rc::gen::inRange(0, 4) * quarter;
    options.buffer_after = *rc::gen::inRange(0, 4) * quarter;
    if (*rc::gen::arbitrary<bool>())
        options.not_before = around + *rc::gen::inRange(-300, 100) * quarter;
    if (*rc::gen::arbitrary<bool>())
        options.not_after = around + *rc::gen::inRange(-100, 300) * quarter;

    const sys_seconds from = around - *rc::gen::inRange(0, 400) * quarter;
    const interval window(from, seconds(*rc::gen::inRange(1, 800) * quarter));
    const auto found = availability_of(source, window, options);
    RC_ASSERT(found);
    const std::vector<interval> taken = taken_by(
        source, home, {window.start() - days(3), window.end() + days(3)}, options.tentative);

    const auto quarters = static_cast<int>(window.length() / quarter);
    for (int i = 0; i < 200; ++i) {
        const sys_seconds start = window.start() + *rc::gen::inRange(0, quarters) * quarter;
        const sys_seconds end = std::min(start + *rc::gen::inRange(1, 8) * quarter, window.end());
        const interval reserved(start - options.buffer_before, end + options.buffer_after);
        bool fits = std::none_of(taken.begin(), taken.end(),
                                 [&](const interval& one) { return one.overlaps(reserved); });
        fits = fits && !(options.not_before && start < *options.not_before);
        fits = fits && !(options.not_after && end > *options.not_after);
        for (sys_seconds t = start; t < end && fits; t += quarter)
            fits = !has_hours || clock_shows_open(office, t);
        RC_ASSERT(found->can_take({start, end}) == fits);
    }
}

/// A series in a zone with daylight saving, near one of its changes.
event draw_series(const zone& home) {
    static const std::vector<recurrence_rule> rules{
        {.freq = frequency::daily},
        {.freq = frequency::daily, .interval = 3},
        {.freq = frequency::weekly, .by_day = {{std::chrono::Sunday, 0}, {std::chrono::Monday, 0}}},
        {.freq = frequency::monthly, .by_day = {{std::chrono::Friday, -1}}},
        {.freq = frequency::hourly, .interval = 5},
        {.freq = frequency::yearly}};
    const sys_seconds start = monday + *rc::gen::inRange(-40'000, 2'000) * quarter;
    event made{.uid = "s", .start = event_time::zoned(home.to_local(start), home)};
    if (*rc::gen::inRange(0, 4) == 0) made.start = event_time::floating(home.to_local(start));
    made.duration.time = *rc::gen::inRange(0, 20) * quarter;
    recurrence_rule rule = *rc::gen::elementOf(rules);
    const sys_seconds until = start + *rc::gen::inRange(-100, 40'000) * quarter;
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            rule.until = {.at = local_seconds(until.time_since_epoch()), .kind = until_kind::utc};
            break;
        case 1:
            rule.until = {.at = home.to_local(until), .kind = until_kind::local};
            break;
        case 2:
            rule.count = *rc::gen::inRange(1, 50);
            break;
        default:
            break;
    }
    made.rules = {rule};
    return made;
}

RC_GTEST_PROP(AvailabilityProperty, ASeriesIsBusyWhereItsOccurrencesAre, ()) {
    // The clocks go by an hour, half an hour or a whole day, and forth and back.
    const zone home = pinned_zone(*rc::gen::element("America/New_York", "Australia/Lord_Howe",
                                                    "Europe/Lisbon", "Africa/Casablanca"));
    calendar source;
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) source.events.push_back(draw_series(home));
    source.events.push_back(draw_event(home, monday));
    const sys_seconds from = monday + *rc::gen::inRange(-40'000, 5'000) * quarter;
    const interval window(from, from + *rc::gen::inRange(1, 10'000) * quarter);

    const auto blocks = busy_of(source, window, {.floating_zone = home});
    RC_ASSERT(blocks);
    const time_set busy = compute_busy(*blocks, tentative_as::busy);
    RC_ASSERT(busy == time_set::from_unsorted(taken_by(source, home, window, tentative_as::busy)));
    const auto ready = busy_calendar::make(source, home);
    RC_ASSERT(ready);
    RC_ASSERT(busy == compute_busy(*ready->busy_in(window, {}), tentative_as::busy));
}

} // namespace
