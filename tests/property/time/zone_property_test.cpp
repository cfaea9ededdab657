// Goal: to_local and resolve are each other's inverse, and resolve leaves out no reading.
// Method: the pinned zones at random instants, often near a change; zones made of random changes
// that lie close together, where every second is tried.
#include <timewright/time/zone.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <zoneinfo/pinned_zoneinfo.hpp>

#include <optional>
#include <string>
#include <vector>

namespace timewright {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

zone any_pinned_zone() {
    static const std::vector<std::string> names = testing::pinned_zones().names();
    return testing::pinned_zone(names[*rc::gen::inRange<std::size_t>(0, names.size())]);
}

/// From 1850 to 9999; half of them within a few hours of a change of the zone's clocks.
sys_seconds any_instant(const zone& z) {
    const sys_seconds t{seconds{*rc::gen::inRange<std::int64_t>(-3'786'825'600, 253'402'300'800)}};
    const auto change = z.next_transition(t);
    if (!change || *rc::gen::arbitrary<bool>()) return t;
    return *change + seconds{*rc::gen::inRange(-10'000, 10'000)};
}

RC_GTEST_PROP(ZoneLaws, EveryInstantIsAmongTheReadingsOfItsLocalTime, ()) {
    const zone z = any_pinned_zone();
    const sys_seconds t = any_instant(z);
    const local_resolution found = z.resolve(z.to_local(t));
    RC_ASSERT(found.kind != local_kind::skipped);
    RC_ASSERT(found.first == t || found.second == t);
    RC_ASSERT(z.to_local(found.first) == z.to_local(t));
    RC_ASSERT(z.to_local(found.second) == z.to_local(t));
    RC_ASSERT((found.kind == local_kind::unique) == (found.first == found.second));
}

RC_GTEST_PROP(ZoneLaws, SkippedTimesAreReadWithTheOffsetsAroundTheGap, ()) {
    const zone z = any_pinned_zone();
    const sys_seconds t = any_instant(z);
    const local_seconds local{t.time_since_epoch() + seconds{*rc::gen::inRange(-50'000, 50'000)}};
    const local_resolution found = z.resolve(local);
    if (found.kind != local_kind::skipped) {
        RC_ASSERT(z.to_local(found.first) == local);
        RC_ASSERT(z.to_local(found.second) == local);
        return;
    }
    RC_ASSERT(found.second < found.first);
    const auto gap = z.next_transition(found.second);
    RC_ASSERT(gap.has_value());
    RC_ASSERT(*gap <= found.first);
    RC_ASSERT(found.first.time_since_epoch() == local.time_since_epoch() - z.offset_at(*gap - 1s));
    RC_ASSERT(found.second.time_since_epoch() == local.time_since_epoch() - z.offset_at(*gap));
}

RC_GTEST_PROP(ZoneLaws, PeriodsSayTheSameAsOffsetsAndEndAtTheNextChange, ()) {
    const zone z = any_pinned_zone();
    const sys_seconds t = any_instant(z);
    const zone_period period = z.period_at(t);
    RC_ASSERT(period.begin <= t);
    RC_ASSERT(t < period.end);
    RC_ASSERT(period.offset == z.offset_at(t));
    if (period.begin != sys_seconds::min()) RC_ASSERT(z.period_at(period.begin) == period);
    if (period.end != sys_seconds::max()) {
        RC_ASSERT(z.period_at(period.end - 1s) == period);
        RC_ASSERT(z.period_at(period.end) != period);
        RC_ASSERT(z.next_transition(t) >= period.end);
    }
}

RC_GTEST_PROP(ZoneLaws, HintsChangeNothing, ()) {
    zone_hint hint;
    const zone first = any_pinned_zone();
    const zone second = any_pinned_zone();
    for (int i = 0; i < 20; ++i) {
        const zone& z = *rc::gen::arbitrary<bool>() ? first : second;
        const sys_seconds t = any_instant(z);
        RC_ASSERT(z.offset_at(t, hint) == z.offset_at(t));
    }
}

RC_GTEST_PROP(ZoneLaws, CloseChangesAreResolvedAsByTryingEveryInstant, ()) {
    // Offsets and distances in seconds, so that each instant of the minutes around can be tried.
    std::vector<zone_observance> changes;
    sys_seconds at = *parse_rfc3339("2026-06-01T00:00:00Z");
    const sys_seconds start = at;
    const int count = *rc::gen::inRange(1, 8);
    for (int i = 0; i < count; ++i) {
        at += seconds{*rc::gen::inRange(1, 60)};
        changes.push_back({at, seconds{*rc::gen::inRange(-50, 50)}, "X", false});
    }
    const zone z = *zone::from_observances("Random", 0s, changes);
    for (sys_seconds guess = start - 120s; guess < at + 120s; guess += 1s) {
        const local_seconds local{guess.time_since_epoch()};
        std::optional<sys_seconds> first;
        std::optional<sys_seconds> last;
        for (sys_seconds t = guess - 50s; t <= guess + 50s; t += 1s) {
            if (z.to_local(t) != local) continue;
            if (!first) first = t;
            last = t;
        }
        const local_resolution found = z.resolve(local);
        if (!first) {
            RC_ASSERT(found.kind == local_kind::skipped);
            RC_ASSERT(found.second < found.first);
        } else {
            RC_ASSERT(found.first == *first);
            RC_ASSERT(found.second == *last);
            RC_ASSERT(found.kind == (*first == *last ? local_kind::unique : local_kind::repeated));
        }
    }
}

} // namespace
} // namespace timewright
