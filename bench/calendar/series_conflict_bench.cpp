// Whether two series ever meet, against expanding both. The rivals look at ten years only, which is
// what products do, and so prove nothing:
//
//     collision/<pair>/ours
//     collision/<pair>/expanded_ten_years   our own expand() of both, and one sweep
//     collision/<pair>/libical_ten_years    libical's iterators, one step of the earlier at a time
//     collision/<pair>/expanded_400_years   what expanding would have to do for the same proof
//
// "mixed" is all 2,556 pairs of twelve rules in two zones at three times of day.
//
// The rivals stop at the first collision, as ours does. Before timing, all must agree where the
// collision lies within ten years.
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/calendar/series_conflict.hpp>
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
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using std::chrono::hours;
using std::chrono::seconds;

struct series_words {
    const char* zone_name;
    const char* start;
    const char* rule;
};
struct pair_case {
    const char* name;
    series_words a;
    series_words b;
};

constexpr const char* new_york = "America/New_York";
constexpr const char* london = "Europe/London";

// Each occurrence lasts an hour.
constexpr std::array<pair_case, 7> cases{{
    {"weekly_never",
     {new_york, "2026-01-05T09:00:00", "FREQ=WEEKLY"},
     {new_york, "2026-01-05T10:00:00", "FREQ=WEEKLY"}},
    {"weekly_two_zones_never",
     {new_york, "2026-01-05T09:00:00", "FREQ=WEEKLY"},
     {london, "2026-01-05T16:00:00", "FREQ=WEEKLY"}},
    {"weekly_every_2_and_3_never",
     {new_york, "2026-01-05T09:00:00", "FREQ=WEEKLY;INTERVAL=2"},
     {new_york, "2026-01-05T10:00:00", "FREQ=WEEKLY;INTERVAL=3"}},
    {"weekly_late_in_2044",
     {new_york, "2026-01-05T09:00:00", "FREQ=WEEKLY"},
     {new_york, "2028-02-29T09:00:00", "FREQ=YEARLY"}},
    {"weekly_by_summer_time",
     {new_york, "2026-04-06T09:00:00", "FREQ=WEEKLY"},
     {london, "2026-04-06T13:00:00", "FREQ=WEEKLY"}},
    {"monthly_never",
     {new_york, "2026-01-13T09:00:00", "FREQ=MONTHLY"},
     {new_york, "2026-01-14T09:00:00", "FREQ=MONTHLY"}},
    {"daily_in_other_months_never",
     {new_york, "2026-01-13T09:00:00", "FREQ=DAILY;BYMONTH=1,3"},
     {new_york, "2026-02-14T09:00:00", "FREQ=DAILY;BYMONTH=2,4"}},
}};

sys_seconds horizon() { return *parse_rfc3339("2036-01-01T00:00:00Z"); }

event event_of(const series_words& words) {
    return {.uid = words.start,
            .start = event_time::zoned(*parse_local(words.start),
                                       timewright::testing::pinned_zone(words.zone_name)),
            .duration = {.time = hours(1)},
            .rules = {*parse_rule(words.rule)}};
}

std::optional<sys_seconds> expanded(const event& a, const event& b, sys_seconds to = horizon()) {
    const interval window(*parse_rfc3339("2026-01-01T00:00:00Z"), to);
    const auto all_a = expand(a, window, {.occurrences_max = 1'000'000})->occurrences;
    const auto all_b = expand(b, window, {.occurrences_max = 1'000'000})->occurrences;
    for (auto i = all_a.begin(), j = all_b.begin(); i != all_a.end() && j != all_b.end();) {
        if (i->span.overlaps(j->span)) return std::max(i->span.start(), j->span.start());
        if (i->span.end() <= j->span.end())
            ++i;
        else
            ++j;
    }
    return std::nullopt;
}

class libical_series {
  public:
    explicit libical_series(const series_words& words)
        : zone_(icaltimezone_get_builtin_timezone(words.zone_name)) {
        std::string start;
        for (const char* c = words.start; *c != '\0'; ++c)
            if (*c != '-' && *c != ':') start += *c;
        icaltimetype time = icaltime_from_string(start.c_str());
        icaltime_set_timezone(&time, zone_);
        at_ = icalrecur_iterator_new(icalrecurrencetype_from_string(words.rule), time);
        step();
    }
    libical_series(const libical_series&) = delete;
    libical_series& operator=(const libical_series&) = delete;
    ~libical_series() { icalrecur_iterator_free(at_); }

    void step() { start_ = icaltime_as_timet_with_zone(icalrecur_iterator_next(at_), zone_); }
    [[nodiscard]] std::int64_t start() const { return start_; }

  private:
    icaltimezone* zone_;
    icalrecur_iterator* at_;
    std::int64_t start_ = 0;
};

std::optional<sys_seconds> by_libical(const pair_case& asked) {
    libical_series a(asked.a);
    libical_series b(asked.b);
    const std::int64_t end = horizon().time_since_epoch().count();
    while (a.start() < end && b.start() < end) {
        if (std::abs(a.start() - b.start()) < 3600)
            return sys_seconds(seconds(std::max(a.start(), b.start())));
        (a.start() < b.start() ? a : b).step();
    }
    return std::nullopt;
}

void check(const pair_case& asked) {
    const event a = event_of(asked.a);
    const event b = event_of(asked.b);
    const auto answer = find_first_collision(a, b);
    std::optional<sys_seconds> ours;
    if (answer->collides() && answer->first->at < horizon()) ours = answer->first->at;
    if (ours == expanded(a, b) && ours == by_libical(asked)) return;
    std::fprintf(stderr, "%s: the rivals disagree\n", asked.name);
    std::exit(1);
}

void decide_ours(benchmark::State& state, const pair_case& asked) {
    const event a = event_of(asked.a);
    const event b = event_of(asked.b);
    for (auto _ : state) benchmark::DoNotOptimize(find_first_collision(a, b)->clear_until);
}
void decide_expanded(benchmark::State& state, const pair_case& asked) {
    const event a = event_of(asked.a);
    const event b = event_of(asked.b);
    for (auto _ : state) benchmark::DoNotOptimize(expanded(a, b));
}
void decide_expanded_far(benchmark::State& state, const pair_case& asked) {
    const event a = event_of(asked.a);
    const event b = event_of(asked.b);
    const sys_seconds far = *parse_rfc3339("2426-02-01T00:00:00Z");
    for (auto _ : state) benchmark::DoNotOptimize(expanded(a, b, far));
}
void decide_libical(benchmark::State& state, const pair_case& asked) {
    for (auto _ : state) benchmark::DoNotOptimize(by_libical(asked));
}

std::vector<event> mixed_events() {
    constexpr std::array<const char*, 12> rules{"FREQ=DAILY;INTERVAL=3",
                                                "FREQ=DAILY;INTERVAL=5",
                                                "FREQ=DAILY;BYMONTH=2,9",
                                                "FREQ=WEEKLY",
                                                "FREQ=WEEKLY;BYDAY=MO,TH",
                                                "FREQ=WEEKLY;INTERVAL=2",
                                                "FREQ=WEEKLY;INTERVAL=3",
                                                "FREQ=MONTHLY",
                                                "FREQ=MONTHLY;BYDAY=-1FR",
                                                "FREQ=MONTHLY;INTERVAL=5",
                                                "FREQ=YEARLY",
                                                "FREQ=YEARLY;INTERVAL=3;BYMONTH=3,6;BYDAY=2TU"};
    std::vector<event> all;
    for (const char* zone_name : {new_york, london})
        for (const char* start :
             {"2026-01-05T09:00:00", "2026-01-06T10:00:00", "2026-01-13T13:00:00"})
            for (const char* rule : rules) all.push_back(event_of({zone_name, start, rule}));
    return all;
}

/// `items_per_second` is pairs a second.
void decide_mixed(benchmark::State& state, bool ours) {
    const std::vector<event> all = mixed_events();
    std::int64_t pairs = 0;
    for (auto _ : state)
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t j = i + 1; j < all.size(); ++j, ++pairs)
                if (ours)
                    benchmark::DoNotOptimize(find_first_collision(all[i], all[j])->clear_until);
                else
                    benchmark::DoNotOptimize(expanded(all[i], all[j]));
    state.SetItemsProcessed(pairs);
}

const bool registered = [] {
    for (const pair_case& asked : cases) {
        check(asked);
        const std::string name = std::string("collision/") + asked.name;
        benchmark::RegisterBenchmark((name + "/ours").c_str(), decide_ours, asked);
        benchmark::RegisterBenchmark((name + "/expanded_ten_years").c_str(), decide_expanded,
                                     asked);
        benchmark::RegisterBenchmark((name + "/libical_ten_years").c_str(), decide_libical, asked);
        benchmark::RegisterBenchmark((name + "/expanded_400_years").c_str(), decide_expanded_far,
                                     asked);
    }
    benchmark::RegisterBenchmark("collision/mixed/ours", decide_mixed, true);
    benchmark::RegisterBenchmark("collision/mixed/expanded_ten_years", decide_mixed, false);
    return true;
}();

} // namespace
