// Goal: compute_retime says what expanding everything twice and comparing all with all says.
// Method: RapidCheck draws calendars of single and recurring events in zones that 2026f changed and
// in others; the naive answer expands each event by both releases over the whole window and looks
// at every pair.
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/occurrence.hpp>
#include <timewright/calendar/retime.hpp>
#include <timewright/icalendar/parse.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace timewright {
namespace {

using namespace std::chrono_literals;

const interval winter{*parse_rfc3339("2026-10-01T00:00:00Z"),
                      *parse_rfc3339("2027-04-01T00:00:00Z")};

event draw_event(std::size_t number) {
    static const std::vector<const char*> zones{"America/Vancouver", "America/Havana",
                                                "Africa/Casablanca", "Europe/Chisinau",
                                                "Europe/Lisbon",     "America/New_York"};
    static const std::vector<const char*> rules{"",
                                                "",
                                                "FREQ=WEEKLY;COUNT=30",
                                                "FREQ=DAILY;COUNT=40",
                                                "FREQ=MONTHLY",
                                                "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270301T160000Z"};
    const auto zone_name = zones[*rc::gen::inRange<std::size_t>(0, zones.size())];
    const auto rule = rules[*rc::gen::inRange<std::size_t>(0, rules.size())];
    const local_seconds start =
        *parse_local("2026-09-20T00:00:00") + 30min * *rc::gen::inRange(0, 48 * 150);
    event made{.uid = "event " + std::to_string(number),
               .start = event_time::zoned(start, *testing::older_zones().find(zone_name)),
               .duration = {.time = 30min * *rc::gen::inRange(1, 8)}};
    if (*rule != '\0') made.rules = {*parse_rule(rule)};
    if (*rc::gen::inRange(0, 6) == 0) made.transp = transparency::transparent;
    return made;
}

/// Nominal start to span.
std::map<local_seconds, interval> spans(event source, const zone_registry& zones) {
    source.start.in_zone = *zones.find(source.start.in_zone.name());
    const auto found = expand(source, {winter.start() - 60h, winter.end() + 60h});
    RC_ASSERT(found && !found->truncated);
    std::map<local_seconds, interval> all;
    for (const occurrence& o : found->occurrences) all.emplace(o.recurrence_id, o.span);
    return all;
}

using move = std::tuple<std::size_t, local_seconds, std::string, std::string>;
using collision = std::tuple<std::string, std::set<std::size_t>>;

std::string text(const std::optional<interval>& span) {
    return span ? to_rfc3339(span->start()) + "/" + to_rfc3339(span->end()) : "none";
}

struct naive_report {
    std::multiset<move> moves{};
    std::multiset<collision> collisions{};
};

naive_report retime_naively(const std::vector<event>& events) {
    struct place {
        std::size_t event;
        std::optional<interval> before, now;
        bool counts;
    };
    naive_report report;
    std::vector<place> places;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto before = spans(events[i], testing::older_zones());
        const auto now = spans(events[i], testing::pinned_zones());
        std::set<local_seconds> ids;
        for (const auto& [id, span] : before) ids.insert(id);
        for (const auto& [id, span] : now) ids.insert(id);
        for (const local_seconds id : ids) {
            const auto was = before.find(id);
            const auto is = now.find(id);
            place here{.event = i, .before = {}, .now = {}, .counts = false};
            if (was != before.end()) here.before = was->second;
            if (is != now.end()) here.now = is->second;
            here.counts = (here.before && here.before->overlaps(winter)) ||
                          (here.now && here.now->overlaps(winter));
            if (here.counts && here.before != here.now)
                report.moves.emplace(i, id, text(here.before), text(here.now));
            if (here.now && events[i].transp == transparency::opaque) places.push_back(here);
        }
    }
    const auto overlap = [](const std::optional<interval>& a, const std::optional<interval>& b) {
        return a && b && a->overlaps(*b);
    };
    for (std::size_t a = 0; a < places.size(); ++a)
        for (std::size_t b = a + 1; b < places.size(); ++b) {
            const place& x = places[a];
            const place& y = places[b];
            if (x.event == y.event || !overlap(x.now, y.now) || overlap(x.before, y.before))
                continue;
            if ((x.counts && x.before != x.now) || (y.counts && y.before != y.now))
                report.collisions.emplace(text(x.now->intersection(*y.now)),
                                          std::set<std::size_t>{x.event, y.event});
        }
    return report;
}

RC_GTEST_PROP(RetimeProperty, SaysWhatComparingEverythingSays, ()) {
    std::vector<event> events;
    for (std::size_t n = *rc::gen::inRange<std::size_t>(1, 12); events.size() < n;)
        events.push_back(draw_event(events.size()));
    const retime_calendar only{.events = events};
    const auto report = compute_retime({&only, 1}, testing::older_zones(), testing::pinned_zones(),
                                       {.window = winter});
    RC_ASSERT(report);
    naive_report said;
    for (const retimed& r : report->occurrences)
        said.moves.emplace(r.event, r.recurrence_id, text(r.old_span), text(r.new_span));
    for (const retime_conflict& c : report->conflicts)
        said.collisions.emplace(text(c.overlap), std::set<std::size_t>{c.first, c.second});
    const naive_report expected = retime_naively(events);
    RC_ASSERT(said.moves == expected.moves);
    RC_ASSERT(said.collisions == expected.collisions);
    RC_CLASSIFY(!said.moves.empty(), "something moves");
    RC_CLASSIFY(!said.collisions.empty(), "something collides");
}

} // namespace
} // namespace timewright
