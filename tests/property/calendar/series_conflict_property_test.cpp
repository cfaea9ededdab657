// Goal: two series meet first where brute expansion of both says so, or never within its reach.
// Method: RapidCheck draws pairs of events (every FREQ, INTERVAL 1 to 5, BY-parts, COUNT and UNTIL,
// several zones, exceptions, extra dates, moved occurrences and changes of all later ones). Both
// are expanded over some years, as many as TIMEWRIGHT_SERIES_YEARS says (./scripts/prove: 400), and
// every start of the one is held against all that the other began before, without any cleverness.

#include "property/calendar/random_rules.hpp"
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/series_conflict.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

int years_to_expand() {
    const char* said = std::getenv("TIMEWRIGHT_SERIES_YEARS");
    return said == nullptr ? 6 : std::max(1, std::atoi(said));
}

/// On a grid of half hours, so that much touches and some things meet late.
local_seconds draw_grid_start() {
    return local_seconds(seconds(1'735'689'600)) + days(draw_between(0, 700)) +
           minutes(30 * draw_between(0, 48));
}

civil_duration draw_duration() {
    switch (draw_between(0, 8)) {
        case 0:
            return {.days = draw_between(1, 4)};
        case 1:
            return {.days = draw_between(0, 2), .time = minutes(draw_between(1, 3000))};
        case 2:
            return {.time = minutes(draw_between(0, 200))};
        default:
            return {.time = minutes(30 * draw_between(1, 5))};
    }
}

/// Mostly the plain rules that people write: the wild ones meet at once.
recurrence_rule draw_plain_rule(local_seconds start) {
    recurrence_rule rule;
    rule.freq = static_cast<frequency>(draw_between(3, 7));
    rule.interval = draw_between(1, 6);
    if (rule.freq == frequency::weekly && draw_between(0, 2) == 0)
        rule.by_day = {{std::chrono::weekday(static_cast<unsigned>(draw_between(0, 7)))},
                       {std::chrono::weekday(static_cast<unsigned>(draw_between(0, 7)))}};
    if (rule.freq == frequency::monthly && draw_between(0, 2) == 0)
        rule.by_day = {{std::chrono::weekday(static_cast<unsigned>(draw_between(0, 7))),
                        draw_between(0, 2) == 0 ? -1 : draw_between(1, 5)}};
    if (rule.freq == frequency::daily && draw_between(0, 4) == 0)
        rule.by_month = {draw_between(1, 13)};
    if (draw_between(0, 5) == 0)
        rule.until = {.at = start + days(draw_between(0, 900)),
                      .kind = draw_between(0, 2) == 0 ? until_kind::utc : until_kind::local};
    else if (draw_between(0, 6) == 0)
        rule.count = draw_between(1, 200);
    return rule;
}

void draw_exception(event& made, const zone& in) {
    const local_seconds near = made.start.local + days(draw_between(0, 60));
    const event_time at = event_time::zoned(near, in);
    switch (draw_between(0, 5)) {
        case 0:
            made.exdates.push_back(at);
            return;
        case 1:
            made.exdates.push_back(event_time::date(std::chrono::floor<days>(near)));
            return;
        case 2:
            made.rdates.push_back(
                {.start = draw_between(0, 2) == 0
                              ? event_time::utc(at.to_instant(in))
                              : event_time::zoned(near + minutes(30 * draw_between(0, 48)), in)});
            if (draw_between(0, 2) == 0) made.rdates.back().duration = draw_duration();
            return;
        default:
            break;
    }
    event changed{.uid = "1", .start = at, .duration = draw_duration(), .recurrence_id = at};
    changed.start.local += hours(draw_between(-40, 40));
    changed.this_and_future = draw_between(0, 3) == 0;
    if (draw_between(0, 4) == 0)
        changed.start.in_zone = timewright::testing::pinned_zone("Europe/London");
    if (draw_between(0, 8) == 0) changed.status = event_status::cancelled;
    if (draw_between(0, 8) == 0) changed.transp = transparency::transparent;
    made.overrides.push_back(changed);
}

event draw_meeting(bool all_day_too) {
    static constexpr const char* names[] = {"America/New_York",    "Europe/London",
                                            "Australia/Lord_Howe", "America/Santiago",
                                            "Asia/Kolkata",        "UTC"};
    const zone in = timewright::testing::pinned_zone(names[draw_between(0, 6)]);
    local_seconds start = draw_grid_start();
    // Near a change of the clocks, and often in the hour that it skips.
    if (draw_between(0, 3) == 0)
        start = in.to_local(in.period_at(in.to_instant(start)).begin.time_since_epoch() < seconds(0)
                                ? in.to_instant(start)
                                : in.period_at(in.to_instant(start)).begin) -
                minutes(30 * draw_between(0, 5)) + days(draw_between(-8, 8));
    event made{.uid = "1", .start = event_time::zoned(start, in), .duration = draw_duration()};
    const int kind = draw_between(0, 10);
    if (all_day_too && kind == 0) {
        made.start = event_time::date(std::chrono::floor<days>(start));
        made.duration = {.days = draw_between(1, 3)};
    } else if (kind == 1) {
        made.start = event_time::floating(start);
    }
    const int rules = draw_between(0, 12);
    for (int n = rules == 0 ? 0 : rules == 1 ? 2 : 1; n > 0; --n)
        made.rules.push_back(draw_between(0, 3) == 0
                                 ? draw_rule(start, static_cast<frequency>(draw_between(0, 4)))
                                 : draw_plain_rule(start));
    if (draw_between(0, 12) == 0)
        made.exclusion_rules.push_back(draw_rule(start, frequency::daily));
    if (made.start.kind == event_time_kind::zoned)
        for (int n = draw_between(0, 8) - 4; n > 0; --n) draw_exception(made, in);
    return made;
}

std::string shown(const event& e) {
    std::string text = to_iso(e.start.local) + " " + e.start.in_zone.name() + " kind " +
                       std::to_string(static_cast<int>(e.start.kind)) + " for " +
                       std::to_string(e.duration.days) + "d" +
                       std::to_string(e.duration.time.count()) + "s";
    for (const recurrence_rule& rule : e.rules) text += "\n  " + to_string(rule);
    for (const recurrence_rule& rule : e.exclusion_rules) text += "\n  not " + to_string(rule);
    for (const event_time& at : e.exdates) text += "\n  except " + to_iso(at.local);
    for (const event_date& at : e.rdates) text += "\n  also " + to_iso(at.start.local);
    for (const event& c : e.overrides)
        text += "\n  changed " + to_iso(c.recurrence_id->local) + (c.this_and_future ? "+" : "") +
                " to " + shown(c);
    return text + "\n";
}

const zone& floating() {
    static const zone shared = timewright::testing::pinned_zone("America/New_York");
    return shared;
}

struct taken_time {
    std::vector<interval> spans{};
    sys_seconds complete_to{}; ///< none that starts earlier is missing
};

taken_time brute_taken(const event& e, sys_seconds to) {
    // A sixth of them are drawn dense; those are expanded less far.
    constexpr std::size_t most = 150'000;
    const auto found =
        expand(e, {sys_seconds(seconds(0)), to},
               {.floating_zone = floating(), .steps_max = 50'000'000, .occurrences_max = most});
    RC_ASSERT(found.has_value());
    taken_time taken{.complete_to = to};
    if (found->truncated)
        taken.complete_to = found->occurrences.empty() ? sys_seconds(seconds(1))
                                                       : found->occurrences.back().span.start();
    for (const occurrence& o : found->occurrences)
        if (o.described_by(e).effective_busy() != busy_type::free) taken.spans.push_back(o.span);
    return taken;
}

/// Where the first overlap begins: each start against all that began before it.
std::optional<sys_seconds> brute_first(const taken_time& a, const taken_time& b, sys_seconds from) {
    std::optional<sys_seconds> first;
    const auto starts_within = [&](const std::vector<interval>& starts,
                                   const std::vector<interval>& runs) {
        std::size_t run = 0;
        sys_seconds ends = sys_seconds::min();
        for (const interval& one : starts) {
            for (; run < runs.size() && runs[run].start() <= one.start(); ++run)
                ends = std::max(ends, runs[run].end());
            if (ends > one.start() && one.start() >= from && (!first || one.start() < *first))
                first = one.start();
        }
    };
    starts_within(a.spans, b.spans);
    starts_within(b.spans, a.spans);
    return first;
}

RC_GTEST_PROP(SeriesConflict, TheFirstCollisionIsWhereBruteExpansionFindsIt, ()) {
    const event a = draw_meeting(true);
    const event b = draw_meeting(true);
    collision_options options{.floating_zone_a = floating(), .floating_zone_b = floating()};
    const sys_seconds begin = sys_seconds(seconds(1'735'689'600));
    if (draw_between(0, 4) == 0) options.from = begin + hours(draw_between(-1000, 40'000));
    RC_LOG() << shown(a) << shown(b);
    const auto answer = find_first_collision(a, b, options);
    if (!answer) {
        // Parts that a date ignores may be what another part needs.
        const interval now(begin, days(1));
        RC_ASSERT(!expand(a, now, {.floating_zone = floating()}) ||
                  !expand(b, now, {.floating_zone = floating()}));
        return;
    }

    const sys_seconds to = begin + days(366 * years_to_expand());
    const taken_time taken_a = brute_taken(a, to);
    const taken_time taken_b = brute_taken(b, std::min(to, taken_a.complete_to));
    const sys_seconds known = std::min({to, taken_a.complete_to, taken_b.complete_to});
    auto first = brute_first(taken_a, taken_b, options.from.value_or(sys_seconds(seconds(0))));
    if (first && *first >= known) first.reset();
    RC_LOG() << "brute " << (first ? to_rfc3339(*first) : "none before " + to_rfc3339(known))
             << ", answer " << static_cast<int>(answer->outcome) << " until "
             << to_rfc3339(answer->clear_until) << " in " << answer->steps << " steps\n";
    const std::string tag = answer->collides()   ? (first ? "collides" : "collides later")
                            : answer->is_never() ? "never"
                                                 : "undecided";
    RC_TAG(tag);
    if (first) RC_ASSERT(answer->clear_until <= *first);
    if (answer->outcome == collision_outcome::undecided) return;
    RC_ASSERT(answer->collides() == (answer->outcome == collision_outcome::collides));
    if (first) {
        RC_ASSERT(answer->collides());
        RC_ASSERT(answer->first->at == *first);
    } else if (answer->collides()) {
        RC_ASSERT(answer->first->at >= known);
    }
    if (!answer->collides()) return;
    // Both are occurrences, and they overlap from then on.
    const collision& met = *answer->first;
    RC_ASSERT(met.at == std::max(met.a.span.start(), met.b.span.start()));
    RC_ASSERT(met.a.span.overlaps(met.b.span));
    for (const auto& [series, one] : {std::pair(&a, &met.a), std::pair(&b, &met.b)}) {
        const auto there = expand(*series, {one->span.start(), seconds(1)},
                                  {.floating_zone = floating(), .occurrences_max = 1'000'000});
        RC_ASSERT(std::find(there->occurrences.begin(), there->occurrences.end(), *one) !=
                  there->occurrences.end());
    }
}

} // namespace
