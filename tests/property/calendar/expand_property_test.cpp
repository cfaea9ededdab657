// Goal: expand() lists exactly the occurrences that overlap the window, however the window is cut.
// Method: RapidCheck draws events with rules, exceptions and overrides in a zone with clock
// changes; windows are compared with the whole.

#include "property/calendar/random_rules.hpp"
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/occurrence.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

event draw_event() {
    static constexpr const char* names[] = {"America/New_York", "Europe/Lisbon",
                                            "Australia/Lord_Howe", "UTC"};
    const zone in = timewright::testing::pinned_zone(names[draw_between(0, 4)]);
    const local_seconds start = draw_local();
    event made{
        .uid = "1",
        .start = event_time::zoned(start, in),
        .duration = {.days = *rc::gen::inRange(0, 3), .time = minutes(*rc::gen::inRange(0, 3000))}};
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n)
        made.rules.push_back(draw_rule(start, frequency::daily));
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
        const event_time at = event_time::zoned(start + days(draw_between(0, 40)), in);
        switch (*rc::gen::inRange(0, 3)) {
            case 0:
                made.exdates.push_back(at);
                break;
            case 1:
                made.rdates.push_back({.start = event_time::utc(at.to_instant(in))});
                break;
            default: {
                event changed = made;
                changed.rules.clear();
                changed.rdates.clear();
                changed.exdates.clear();
                changed.overrides.clear();
                changed.recurrence_id = at;
                changed.start.local = at.local + hours(draw_between(-100, 100));
                made.overrides.push_back(changed);
            }
        }
    }
    return made;
}

/// Begins shortly before a clock change of its zone, so that nearly every one meets it.
event draw_hourly_event() {
    static constexpr const char* names[] = {"America/New_York", "Europe/Lisbon",
                                            "Australia/Lord_Howe"};
    const zone in = timewright::testing::pinned_zone(names[draw_between(0, 3)]);
    const sys_seconds change = in.period_at(in.to_instant(draw_local())).begin;
    const local_seconds start = in.to_local(change - minutes(30 * draw_between(1, 30)));
    recurrence_rule rule{.freq = frequency::hourly, .interval = *rc::gen::inRange(1, 4)};
    if (draw_between(0, 2) == 0) rule.by_minute = {0, 30};
    if (draw_between(0, 2) == 0) rule.count = draw_between(1, 60);
    return {.uid = "1", .start = event_time::zoned(start, in), .rules = {rule}};
}

sys_seconds draw_instant(const event& near) {
    return near.start.to_instant(zone::utc()) + hours(draw_between(-200, 24 * 500));
}
std::vector<occurrence> found_in(const event& e, interval window) {
    const auto found = expand(e, window, {.moments = true});
    RC_ASSERT(found.has_value());
    RC_PRE(!found->truncated);
    return found->occurrences;
}

RC_GTEST_PROP(ExpandLaws, WindowsThatTouchGiveWhatTheirUnionGives, ()) {
    const event e = draw_event();
    std::vector<sys_seconds> at{draw_instant(e), draw_instant(e), draw_instant(e)};
    std::sort(at.begin(), at.end());
    RC_PRE(at[0] < at[1] && at[1] < at[2]);
    std::vector<occurrence> joined = found_in(e, {at[0], at[1]});
    for (const occurrence& o : found_in(e, {at[1], at[2]}))
        if (o.span.start() >= at[1]) joined.push_back(o); // the others were found already
    RC_ASSERT(joined == found_in(e, {at[0], at[2]}));
}

RC_GTEST_PROP(ExpandLaws, AWindowGivesExactlyWhatOverlapsIt, ()) {
    const event e = draw_event();
    const sys_seconds from = draw_instant(e);
    const interval window(from, hours(draw_between(1, 24 * 60)));
    std::vector<occurrence> all = found_in(e, {from - days(400), window.end() + days(30)});
    std::erase_if(all, [&](const occurrence& o) { return !o.span.overlaps(window); });
    RC_ASSERT(all == found_in(e, window));
}

// Hours and shorter meet gaps where a skipped time and the one it is shifted to both occur.
RC_GTEST_PROP(ExpandLaws, ASeriesBeginsAtEachInstantOnceInBothDirections, ()) {
    const event e = draw_hourly_event();
    const interval window(e.start.to_instant(zone::utc()) + hours(draw_between(-20, 40)),
                          hours(draw_between(1, 24 * 60)));
    const auto rules = recurrence::make({.start = e.start.local, .rules = e.rules});
    RC_ASSERT(rules.has_value());
    const recurrence_instants instants = rules->instants_in(window, e.start.in_zone);
    RC_PRE(!instants.truncated);
    std::vector<sys_seconds> begins;
    std::vector<occurrence> forward = found_in(e, window);
    for (const occurrence& o : forward) begins.push_back(o.span.start());
    RC_ASSERT(begins == instants.instants);
    const auto backward = expand(e, window, {.moments = true, .newest_first = true});
    RC_ASSERT(backward.has_value());
    RC_PRE(!backward->truncated);
    std::reverse(forward.begin(), forward.end());
    RC_ASSERT(backward->occurrences == forward);
}

} // namespace
