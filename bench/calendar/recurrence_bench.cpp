// What an occurrence costs: ten years of a series in New York to UTC instants.
//
// Each series is compiled once and listed; `items_per_second` is occurrences a second. libical, the
// rival in C, iterates the same rule and converts each occurrence with its own zone; with dates it is
// measured twice, merged by hand with sorted lists, and by icalcomponent_foreach_recurrence, which
// is what it offers for the purpose. The instants must be the same, which is checked before timing.
// dateutil and rrule-go are measured by the programs beside this file with the same rules.
//
//     recurrence/<series>/timewright          recurrence::instants_in
//     recurrence/<series>/timewright_compile  recurrence::make included
//     recurrence/<series>/libical
//     recurrence/<series>/libical_component   with dates: icalcomponent_foreach_recurrence
//     far_window/<year>                       62 days of a daily series that began in 1970
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/recurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>

#include <benchmark/benchmark.h>
#include <libical/ical.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace timewright;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

struct series_case {
    const char* name;
    const char* rule;
    bool dates; ///< with 50 EXDATEs and 20 RDATEs
};

constexpr std::array<series_case, 6> cases{{
    {"daily", "FREQ=DAILY", false},
    {"weekly_mo_we_fr", "FREQ=WEEKLY;BYDAY=MO,WE,FR", false},
    {"last_friday", "FREQ=MONTHLY;BYDAY=-1FR", false},
    {"last_weekday_but_one", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", false},
    {"friday_13", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", false},
    {"weekly_with_dates", "FREQ=WEEKLY;BYDAY=MO,WE,FR", true},
}};

const zone& new_york() {
    static const zone shared = timewright::testing::pinned_zone("America/New_York");
    return shared;
}

local_seconds start() { return *parse_local("2020-01-01T09:00:00"); }

interval ten_years() {
    return interval(*parse_rfc3339("2020-01-01T00:00:00Z"), *parse_rfc3339("2030-01-01T00:00:00Z"));
}

/// Every 30th of the series' starts, but not the first.
std::vector<local_seconds> excluded(const std::vector<local_seconds>& starts) {
    std::vector<local_seconds> some;
    for (std::size_t i = 1; some.size() < 50; ++i) some.push_back(starts[i * 30]);
    return some;
}

std::vector<local_seconds> extra() {
    std::vector<local_seconds> some;
    for (int i = 0; i < 20; ++i) some.push_back(start() + days(3 + 170 * i) + hours(6));
    return some;
}

recurrence_source source_of(const series_case& asked) {
    recurrence_source source{.start = start(), .rules = {*parse_rule(asked.rule)}};
    if (!asked.dates) return source;
    const recurrence plain = *recurrence::make(source);
    source.excluded =
        excluded(plain.starts_in({.from = start(), .to = start() + days(3653)}).starts);
    source.extra = extra();
    return source;
}

std::vector<sys_seconds> ours(const recurrence& series) {
    return series.instants_in(ten_years(), new_york()).instants;
}

icaltimetype ical_time(local_seconds at, icaltimezone* in) {
    std::string text;
    for (const char c : to_iso(at))
        if (c != '-' && c != ':') text += c;
    icaltimetype time = icaltime_from_string(text.c_str());
    icaltime_set_timezone(&time, in);
    return time;
}

/// libical's users merge RDATE and EXDATE by hand; here with sorted lists, which is kind to it.
class libical_series {
  public:
    explicit libical_series(const series_case& asked)
        : rule_(icalrecurrencetype_from_string(asked.rule)),
          zone_(icaltimezone_get_builtin_timezone("America/New_York")),
          start_(ical_time(start(), zone_)) {
        if (!asked.dates) return;
        const recurrence_source source = source_of(asked);
        for (const local_seconds at : source.excluded) excluded_.push_back(instant(at));
        for (const local_seconds at : source.extra) extra_.push_back(instant(at));
        std::sort(excluded_.begin(), excluded_.end());
    }

    std::vector<sys_seconds> list() const {
        const std::int64_t end = ten_years().end().time_since_epoch().count();
        std::vector<std::int64_t> found = extra_;
        icalrecur_iterator* at = icalrecur_iterator_new(rule_, start_);
        for (icaltimetype next = icalrecur_iterator_next(at); !icaltime_is_null_time(next);
             next = icalrecur_iterator_next(at)) {
            const std::int64_t t = icaltime_as_timet_with_zone(next, zone_);
            if (t >= end) break;
            if (!std::binary_search(excluded_.begin(), excluded_.end(), t)) found.push_back(t);
        }
        icalrecur_iterator_free(at);
        if (!extra_.empty()) std::sort(found.begin(), found.end());
        std::vector<sys_seconds> instants;
        for (const std::int64_t t : found) instants.emplace_back(seconds(t));
        return instants;
    }

  private:
    [[nodiscard]] std::int64_t instant(local_seconds at) const {
        return icaltime_as_timet_with_zone(ical_time(at, zone_), zone_);
    }

    icalrecurrencetype rule_;
    icaltimezone* zone_;
    icaltimetype start_;
    std::vector<std::int64_t> excluded_{}, extra_{};
};

void list_ours(benchmark::State& state, const series_case& asked) {
    const recurrence series = *recurrence::make(source_of(asked));
    std::size_t listed = 0;
    for (auto _ : state) {
        const auto found = ours(series);
        benchmark::DoNotOptimize(found.data());
        listed += found.size();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(listed));
}

void compile_ours(benchmark::State& state, const series_case& asked) {
    const recurrence_source source = source_of(asked);
    std::size_t listed = 0;
    for (auto _ : state) {
        const auto found = ours(*recurrence::make(source));
        benchmark::DoNotOptimize(found.data());
        listed += found.size();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(listed));
}

void list_libical(benchmark::State& state, const series_case& asked) {
    const libical_series series(asked);
    std::size_t listed = 0;
    for (auto _ : state) {
        const auto found = series.list();
        benchmark::DoNotOptimize(found.data());
        listed += found.size();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(listed));
}

/// The event as text, as libical's users have it.
std::string event_text(const series_case& asked) {
    const auto compact = [](local_seconds at) {
        std::string text;
        for (const char c : to_iso(at))
            if (c != '-' && c != ':') text += c;
        return text;
    };
    const std::string in_zone = ";TZID=America/New_York:";
    std::string text = "BEGIN:VEVENT\r\nDTSTART" + in_zone + compact(start()) +
                       "\r\nDURATION:PT1H\r\nRRULE:" + asked.rule + "\r\n";
    const recurrence_source source = source_of(asked);
    for (const local_seconds at : source.excluded)
        text += "EXDATE" + in_zone + compact(at) + "\r\n";
    for (const local_seconds at : source.extra) text += "RDATE" + in_zone + compact(at) + "\r\n";
    return text + "END:VEVENT\r\n";
}

void list_libical_component(benchmark::State& state, const series_case& asked) {
    icalcomponent* event = icalcomponent_new_from_string(event_text(asked).c_str());
    icaltimetype begin = icaltime_from_string("20200101T000000Z");
    icaltimetype end = icaltime_from_string("20300101T000000Z");
    std::size_t listed = 0;
    for (auto _ : state) {
        icalcomponent_foreach_recurrence(
            event, begin, end,
            [](icalcomponent*, icaltime_span*, void* data) { ++*static_cast<std::size_t*>(data); },
            &listed);
    }
    icalcomponent_free(event);
    state.SetItemsProcessed(static_cast<std::int64_t>(listed));
}

/// A window of 62 days in that year; the series is compiled outside, then inside of the timing.
void far_window(benchmark::State& state, const char* rule, bool compile) {
    const recurrence_source source{.start = *parse_local("1970-01-01T09:00:00"),
                                   .rules = {*parse_rule(rule)}};
    const recurrence series = *recurrence::make(source);
    const auto year = std::to_string(state.range(0));
    const interval window(*parse_rfc3339(year + "-03-01T00:00:00Z"),
                          *parse_rfc3339(year + "-05-02T00:00:00Z"));
    for (auto _ : state) {
        const recurrence asked = compile ? *recurrence::make(source) : series;
        const auto found = asked.instants_in(window, new_york());
        benchmark::DoNotOptimize(found.instants.data());
    }
}

void same_or_exit() {
    for (const series_case& asked : cases) {
        std::vector<sys_seconds> found = ours(*recurrence::make(source_of(asked)));
        const std::vector<sys_seconds> rival = libical_series(asked).list();
        // The start is always an occurrence with us, with libical only when the rule matches it.
        if (!found.empty() && !rival.empty() && found.front() < rival.front())
            found.erase(found.begin());
        if (found == rival) continue;
        std::fprintf(stderr, "%s: %zu occurrences, libical has %zu\n", asked.name, found.size(),
                     rival.size());
        std::exit(1);
    }
}

const bool registered = [] {
    same_or_exit();
    for (const series_case& asked : cases) {
        const std::string name = std::string("recurrence/") + asked.name;
        benchmark::RegisterBenchmark((name + "/timewright").c_str(), list_ours, asked);
        benchmark::RegisterBenchmark((name + "/timewright_compile").c_str(), compile_ours, asked);
        benchmark::RegisterBenchmark((name + "/libical").c_str(), list_libical, asked);
        if (asked.dates)
            benchmark::RegisterBenchmark((name + "/libical_component").c_str(),
                                         list_libical_component, asked);
    }
    for (const bool compile : {false, true}) {
        const std::string how = compile ? "compile" : "list";
        for (const auto& [name, rule] :
             {std::pair("daily", "FREQ=DAILY"), std::pair("count", "FREQ=DAILY;COUNT=100000"),
              std::pair("count_by_month", "FREQ=DAILY;BYMONTH=3,4;COUNT=100000")})
            for (const int year : {1970, 2090})
                benchmark::RegisterBenchmark(
                    (std::string("far_window/") + name + "/" + how).c_str(), far_window, rule,
                    compile)
                    ->Arg(year);
    }
    return true;
}();

} // namespace
