// How long until it is known when one person can be had, against libical?
//
// One person, 62 days, office hours in New York, 180 single events and 20 series: the case of asking a
// calendar for its free time. The series repeat daily, on weekdays, weekly or on the last Friday of
// a month, and began at random within so many years before the window as the size says. Both sides hold the calendar parsed and compute the free
// stretches of the window from it. libical knows no working hours, so that its side expands office
// hours as what they are in iCalendar: a recurring event, whose complement is subtracted. Items per
// second are whole answers. Setting up checks that both answers are equal.
#include <timewright/availability/availability.hpp>
#include <timewright/availability/busy_calendar.hpp>
#include <timewright/calendar/calendar.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/time/zone_registry.hpp>

#include <benchmark/benchmark.h>
#include <libical/ical.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using namespace std::chrono_literals;
using std::chrono::days;

constexpr std::size_t singles = 180;
constexpr std::size_t series = 20;
const sys_seconds start_of_window = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 5h;
const interval window(start_of_window, start_of_window + days(62));

const zone& new_york() {
    static const zone shared = *zone_registry::system()->find("America/New_York");
    return shared;
}

calendar random_calendar(std::int64_t years) {
    std::mt19937 random(2026);
    const auto number = [&random](int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(random);
    };
    static const std::vector<recurrence_rule> rules{
        *parse_rule("FREQ=WEEKLY"), *parse_rule("FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        *parse_rule("FREQ=DAILY"), *parse_rule("FREQ=MONTHLY;BYDAY=-1FR")};
    calendar made{.product = "-//Timewright//Bench//EN"};
    const local_seconds first = new_york().to_local(window.start());
    for (std::size_t i = 0; i < singles + series; ++i) {
        event one{.uid = std::to_string(i),
                  .start = event_time::zoned(
                      first + days(number(0, 61)) + 8h + 15min * number(0, 40), new_york()),
                  .duration = {.time = 15min * number(1, 8)},
                  .stamp = window.start()};
        if (i >= singles) {
            // Before the window: where a start does not match its rule, libraries disagree.
            one.start.local -= days(63 + 7 * number(0, static_cast<int>(years * 52)));
            one.duration.time = 15min;
            one.rules = {rules[i % rules.size()]};
        }
        made.events.push_back(one);
    }
    return made;
}

const working_hours& office() {
    static const working_hours hours{.in_zone = new_york(),
                                     .weekly = *parse_weekly_hours("mon-fri/09:00-17:00")};
    return hours;
}

time_set free_by_us(const calendar& source) {
    const auto found = availability_of(
        source, window, {.hours = office(), .blocks = {.floating_zone = new_york()}});
    if (!found) std::abort();
    return found->free_in(window);
}

// --- libical ------------------------------------------------------------------------------------

/// Parsed once; the office hours are the last component.
icalcomponent* theirs(const calendar& source) {
    std::string text = print_calendar(source);
    const std::string hours =
        "BEGIN:VEVENT\r\nUID:office\r\nDTSTAMP:20260101T000000Z\r\n"
        "DTSTART;TZID=America/New_York:20260102T090000\r\nDURATION:PT8H\r\n"
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR\r\nEND:VEVENT\r\n";
    text.insert(text.rfind("END:VCALENDAR"), hours);
    return icalparser_parse_string(text.c_str());
}

struct collected {
    std::vector<interval> busy{};
    std::vector<interval> open{};
    icaltimezone* zone = nullptr;
    bool hours = false;
};

void collect(icalcomponent*, struct icaltime_span* span, void* into) {
    auto& all = *static_cast<collected*>(into);
    if (span->start >= span->end) return;
    const interval one(sys_seconds(std::chrono::seconds(span->start)),
                       sys_seconds(std::chrono::seconds(span->end)));
    (all.hours ? all.open : all.busy).push_back(one);
}

icaltimetype their_time(sys_seconds t) {
    return icaltime_from_timet_with_zone(t.time_since_epoch().count(), 0,
                                         icaltimezone_get_utc_timezone());
}

time_set free_by_libical(icalcomponent* calendar) {
    collected all;
    const icaltimetype from = their_time(window.start());
    const icaltimetype to = their_time(window.end());
    for (icalcomponent* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         event != nullptr;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        all.hours = std::string_view(icalcomponent_get_uid(event)) == "office";
        icalcomponent_foreach_recurrence(event, from, to, collect, &all);
    }
    const time_set open = time_set::from_unsorted(std::move(all.open)).clipped_to(window);
    return subtract(open, time_set::from_unsorted(std::move(all.busy)));
}

// --- the questions ------------------------------------------------------------------------------

void ours(benchmark::State& state) {
    const calendar source = random_calendar(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(free_by_us(source));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ours)
    ->Name("availability/62_days_200_events/timewright")
    ->Unit(benchmark::kMicrosecond)
    ->Arg(1)
    ->Arg(5);

/// Parsed, and made ready: what a service does that is asked for the same calendars again and again.
void ours_ready(benchmark::State& state) {
    const calendar source = random_calendar(state.range(0));
    const auto ready = busy_calendar::make(source, new_york());
    const availability_options options{.hours = office()};
    for (auto _ : state)
        benchmark::DoNotOptimize(availability_of(*ready, window, options)->free_in(window));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ours_ready)
    ->Name("availability/62_days_200_events/timewright_ready")
    ->Unit(benchmark::kMicrosecond)
    ->Arg(1)
    ->Arg(5);

void libical(benchmark::State& state) {
    const calendar source = random_calendar(state.range(0));
    icalcomponent* const calendar = theirs(source);
    if (calendar == nullptr || free_by_libical(calendar) != free_by_us(source)) {
        state.SkipWithError("libical answers otherwise");
        return;
    }
    for (auto _ : state) benchmark::DoNotOptimize(free_by_libical(calendar));
    state.SetItemsProcessed(state.iterations());
    icalcomponent_free(calendar);
}
BENCHMARK(libical)
    ->Name("availability/62_days_200_events/libical")
    ->Unit(benchmark::kMicrosecond)
    ->Arg(1)
    ->Arg(5);

void hours_alone(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(compute_open(office(), window));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hours_alone)
    ->Name("availability/62_days_of_hours/timewright")
    ->Unit(benchmark::kMicrosecond);

} // namespace
