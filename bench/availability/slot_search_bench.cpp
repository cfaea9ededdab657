// The first hour that N people have in common within 30 days, candidates every 15 minutes.
//
// Everybody has about seven busy stretches a day: the night before nine and after five, and five
// meetings. All of them are free together once, on day 20 at 14:00. The rival builds the union of
// all busy time as a Boost.ICL interval_set, as programs do, and looks for the first gap. All
// start from the same sorted lists and must give the same answer, which is checked before timing.
//
//     first_common_hour/timewright        from prepared time_sets, as a search is asked
//     first_common_hour/timewright_lists  the making of the time_sets included
//     first_common_hour/timewright_rows   from rows of bits that are kept
//     first_common_hour/icl_union         adds each stretch to one interval_set
//     first_common_hour/icl_union_of_sets adds each person's interval_set, as the rival keeps them
//
// The ten best hours when a tenth of the people is required and the others have weights from 1 to 8:
//
//     best_ten/timewright_rows
//     best_ten/icl_map                    weights of those who cannot come in an interval_map
//
// A whole search: 50 people in five zones with office hours and 200 events each, every fifth of them
// required, one of 20 rooms, an hour within 62 days, ten best slots:
//
//     whole_search/warm                   availability is known, as after the first question
//     whole_search/ready                  from busy_calendars
//     whole_search/calendars              from calendars as they were read
#include <timewright/availability/availability_rows.hpp>
#include <timewright/availability/busy_calendar.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/calendar/calendar.hpp>
#include <timewright/time/zone_registry.hpp>

#include <benchmark/benchmark.h>
#include <boost/icl/interval_map.hpp>
#include <boost/icl/interval_set.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <utility>
#include <vector>

namespace {

using namespace timewright;

constexpr std::int64_t minute = 60;
constexpr std::int64_t day = 24 * 60 * minute;
constexpr std::int64_t days = 30;
constexpr std::int64_t grid = 15 * minute;
constexpr std::int64_t duration = 60 * minute;
constexpr std::int64_t planted = 20 * day + 14 * 60 * minute;

using span_of_seconds = boost::icl::right_open_interval<std::int64_t>;
using set_of_seconds = boost::icl::interval_set<std::int64_t, std::less, span_of_seconds>;
using busy_list = std::vector<interval>;

interval between(std::int64_t from, std::int64_t to) {
    return {sys_seconds(std::chrono::seconds(from)), sys_seconds(std::chrono::seconds(to))};
}

busy_list draw_person(std::mt19937& random) {
    busy_list busy;
    // What would cover the planted hour is cut around it.
    const auto put = [&busy](std::int64_t from, std::int64_t to) {
        if (from < std::min(to, planted)) busy.push_back(between(from, std::min(to, planted)));
        if (std::max(from, planted + duration) < to)
            busy.push_back(between(std::max(from, planted + duration), to));
    };
    for (std::int64_t d = 0; d < days; ++d) {
        put(d * day, d * day + 9 * 60 * minute);
        for (int meeting = 0; meeting < 5; ++meeting) {
            const std::int64_t from = d * day + 9 * 60 * minute + random() % 32 * grid;
            put(from, std::min(from + static_cast<std::int64_t>(1 + random() % 6) * grid,
                               d * day + 17 * 60 * minute));
        }
        put(d * day + 17 * 60 * minute, (d + 1) * day);
    }
    const time_set joined = time_set::from_unsorted(std::move(busy));
    return {joined.intervals().begin(), joined.intervals().end()};
}

const std::vector<busy_list>& people(std::int64_t count) {
    static std::map<std::int64_t, std::vector<busy_list>> drawn;
    std::vector<busy_list>& all = drawn[count];
    std::mt19937 random(static_cast<std::uint32_t>(count));
    while (static_cast<std::int64_t>(all.size()) < count) all.push_back(draw_person(random));
    return all;
}

slot_query to_query(const std::vector<busy_list>& all) {
    slot_query query{.window = between(0, days * day),
                     .duration = std::chrono::seconds(duration),
                     .step = std::chrono::seconds(grid)};
    query.slots_max = 1;
    for (const busy_list& busy : all) {
        query.required.push_back(query.calendars.size());
        query.calendars.push_back({.busy = time_set::from_unsorted(busy)});
    }
    return query;
}

std::int64_t first_by_search(const slot_query& query) {
    const auto answer = find_slots(query);
    if (!answer || answer->slots.empty()) return -1;
    return answer->slots.front().span.start().time_since_epoch().count();
}

std::int64_t first_by_icl(const std::vector<busy_list>& all) {
    set_of_seconds taken;
    for (const busy_list& person : all)
        for (const interval& busy : person)
            taken.add(span_of_seconds(busy.start().time_since_epoch().count(),
                                      busy.end().time_since_epoch().count()));
    std::int64_t free_from = 0;
    for (const auto& busy : taken) {
        const std::int64_t start = (free_from + grid - 1) / grid * grid;
        if (start + duration <= busy.lower()) return start;
        free_from = busy.upper();
    }
    return (free_from + grid - 1) / grid * grid + duration <= days * day ? free_from : -1;
}

void check_that_both_agree(std::int64_t count) {
    if (first_by_search(to_query(people(count))) == first_by_icl(people(count))) return;
    std::fprintf(stderr, "slot_search and Boost.ICL disagree for %lld people\n",
                 static_cast<long long>(count));
    std::abort();
}

void timewright_sets(benchmark::State& state) {
    check_that_both_agree(state.range(0));
    const slot_query query = to_query(people(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(first_by_search(query));
}

void timewright_lists(benchmark::State& state) {
    const std::vector<busy_list>& all = people(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(first_by_search(to_query(all)));
}

void icl_union(benchmark::State& state) {
    const std::vector<busy_list>& all = people(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(first_by_icl(all));
}

availability_rows to_rows(const std::vector<busy_list>& all) {
    availability_rows rows =
        *availability_rows::make(between(0, days * day), std::chrono::seconds(grid));
    for (const busy_list& busy : all) rows.add({.busy = time_set::from_unsorted(busy)});
    return rows;
}

std::int64_t first_by_rows(const availability_rows& rows) {
    const auto first = rows.first_common(std::chrono::seconds(duration));
    return first && *first ? (*first)->time_since_epoch().count() : -1;
}

void timewright_rows(benchmark::State& state) {
    const availability_rows rows = to_rows(people(state.range(0)));
    if (first_by_rows(rows) != first_by_icl(people(state.range(0))))
        state.SkipWithError("rows and Boost.ICL disagree");
    for (auto _ : state) benchmark::DoNotOptimize(first_by_rows(rows));
}

void icl_union_of_sets(benchmark::State& state) {
    std::vector<set_of_seconds> sets;
    for (const busy_list& person : people(state.range(0))) {
        set_of_seconds& busy = sets.emplace_back();
        for (const interval& one : person)
            busy.add(busy.end(), span_of_seconds(one.start().time_since_epoch().count(),
                                                 one.end().time_since_epoch().count()));
    }
    for (auto _ : state) {
        set_of_seconds taken;
        for (const set_of_seconds& busy : sets) taken += busy;
        std::int64_t free_from = 0;
        for (const auto& busy : taken) {
            if (free_from + duration <= busy.lower()) break;
            free_from = busy.upper();
        }
        if (free_from != planted) state.SkipWithError("another hour");
    }
}

// --- the ten best -------------------------------------------------------------------------------

std::uint32_t weight_of(std::size_t person) { return static_cast<std::uint32_t>(1 + person % 8); }

using weights =
    boost::icl::interval_map<std::int64_t, std::int64_t, boost::icl::partial_enricher, std::less,
                             boost::icl::inplace_plus, boost::icl::inter_section, span_of_seconds>;

/// The weights that are missing at the best starts, by time within a weight.
std::vector<std::int64_t> best_by_icl(const std::vector<busy_list>& all) {
    // A stretch keeps a start away that lies within it, or less than the duration before it.
    const auto kept_away = [](const interval& busy) {
        return span_of_seconds(busy.start().time_since_epoch().count() - duration + 1,
                               busy.end().time_since_epoch().count());
    };
    set_of_seconds impossible;
    weights missing;
    missing += std::make_pair(span_of_seconds(0, days * day - duration + 1), std::int64_t{0});
    for (std::size_t i = 0; i < all.size(); ++i) {
        set_of_seconds busy;
        for (const interval& one : all[i]) busy.add(kept_away(one));
        if (i < all.size() / 10)
            impossible += busy;
        else
            for (const auto& one : busy) missing += std::make_pair(one, std::int64_t{weight_of(i)});
    }
    std::vector<std::int64_t> found;
    for (const auto& [span, weight] : missing)
        for (std::int64_t start =
                 (std::max<std::int64_t>(span.lower(), 0) + grid - 1) / grid * grid;
             start < span.upper() && start + duration <= days * day; start += grid)
            if (!boost::icl::contains(impossible, start)) found.push_back(weight);
    std::sort(found.begin(), found.end());
    if (found.size() > 10) found.resize(10);
    return found;
}

void best_ten_rows(benchmark::State& state) {
    const availability_rows rows = to_rows(people(state.range(0)));
    std::vector<std::size_t> required;
    std::vector<optional_calendar> optional;
    std::int64_t all_weights = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i < rows.size() / 10)
            required.push_back(i);
        else
            optional.push_back({i, weight_of(i)}), all_weights += weight_of(i);
    }
    const auto ask = [&] {
        return *rows.best_common(std::chrono::seconds(duration), required, optional, 10);
    };
    std::vector<std::int64_t> missing;
    for (const ranked_start& one : ask())
        missing.push_back(all_weights - static_cast<std::int64_t>(one.weight));
    if (missing != best_by_icl(people(state.range(0)))) state.SkipWithError("ICL ranks otherwise");
    for (auto _ : state) benchmark::DoNotOptimize(ask());
}

void best_ten_icl(benchmark::State& state) {
    const std::vector<busy_list>& all = people(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(best_by_icl(all));
}

// --- a whole search -----------------------------------------------------------------------------

struct organisation {
    interval window{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1),
                    std::chrono::sys_days(std::chrono::year(2026) / 5 / 2)};
    std::vector<calendar> calendars{};
    std::vector<working_hours> hours{};
    std::size_t people = 0;

    [[nodiscard]] availability_options options(std::size_t i) const {
        return {.hours = hours[i], .blocks = {.floating_zone = hours[i].in_zone}};
    }
    [[nodiscard]] slot_query ask(std::vector<availability> known) const {
        slot_query query{.window = window, .duration = std::chrono::hours(1)};
        query.calendars = std::move(known);
        query.any_of.emplace_back();
        for (std::size_t i = 0; i < calendars.size(); ++i)
            if (i < people / 5)
                query.required.push_back(i);
            else if (i < people)
                query.optional.push_back({i, weight_of(i)});
            else
                query.any_of.front().members.push_back(i);
        return query;
    }
};

/// One of five zones of Europe and Africa, so that there are common hours.
organisation draw_organisation(std::size_t people, std::size_t rooms) {
    static const char* const zones[] = {"Europe/Lisbon", "Europe/Berlin", "Europe/Athens",
                                        "Africa/Lagos", "Europe/London"};
    const zone_registry registry = *zone_registry::system();
    std::mt19937 random(2026);
    organisation made{.people = people};
    for (std::size_t i = 0; i < people + rooms; ++i) {
        const zone home = *registry.find(zones[i % 5]);
        made.hours.push_back({.in_zone = home,
                              .weekly = *parse_weekly_hours(i < people ? "mon-fri/08:00-18:00"
                                                                       : "mon-fri/06:00-20:00")});
        calendar& own = made.calendars.emplace_back();
        for (int k = 0; k < 200; ++k) {
            event one{.uid = std::to_string(k)};
            one.start = event_time::zoned(home.to_local(made.window.start()) +
                                              std::chrono::days(random() % 62) +
                                              std::chrono::hours(6 + random() % 14),
                                          home);
            one.duration.time = std::chrono::minutes(15 * (1 + random() % 2));
            if (k % 10 == 0) {
                one.start.local -= std::chrono::days(63);
                one.rules = {{.freq = frequency::weekly}};
            }
            own.events.push_back(one);
        }
    }
    return made;
}

void whole_search_warm(benchmark::State& state) {
    const organisation all = draw_organisation(static_cast<std::size_t>(state.range(0)),
                                               static_cast<std::size_t>(state.range(1)));
    std::vector<availability> known;
    for (std::size_t i = 0; i < all.calendars.size(); ++i)
        known.push_back(*availability_of(all.calendars[i], all.window, all.options(i)));
    const slot_query query = all.ask(std::move(known));
    std::size_t found = 0;
    for (auto _ : state) found = find_slots(query)->slots.size();
    state.counters["slots"] = static_cast<double>(found);
}

void whole_search_ready(benchmark::State& state) {
    const organisation all = draw_organisation(static_cast<std::size_t>(state.range(0)),
                                               static_cast<std::size_t>(state.range(1)));
    std::vector<busy_calendar> ready;
    for (std::size_t i = 0; i < all.calendars.size(); ++i)
        ready.push_back(*busy_calendar::make(all.calendars[i], all.hours[i].in_zone));
    for (auto _ : state) {
        std::vector<availability> known;
        for (std::size_t i = 0; i < ready.size(); ++i)
            known.push_back(*availability_of(ready[i], all.window, all.options(i)));
        benchmark::DoNotOptimize(find_slots(all.ask(std::move(known))));
    }
}

void whole_search_calendars(benchmark::State& state) {
    const organisation all = draw_organisation(static_cast<std::size_t>(state.range(0)),
                                               static_cast<std::size_t>(state.range(1)));
    for (auto _ : state) {
        std::vector<availability> known;
        for (std::size_t i = 0; i < all.calendars.size(); ++i)
            known.push_back(*availability_of(all.calendars[i], all.window, all.options(i)));
        benchmark::DoNotOptimize(find_slots(all.ask(std::move(known))));
    }
}

void sizes(benchmark::internal::Benchmark* bench) {
    bench->ArgName("people")->Arg(10)->Arg(100)->Arg(1'000)->Arg(10'000)->Unit(
        benchmark::kMicrosecond);
}

BENCHMARK(timewright_sets)->Name("slot_search/first_common_hour/timewright")->Apply(sizes);
BENCHMARK(timewright_lists)->Name("slot_search/first_common_hour/timewright_lists")->Apply(sizes);
BENCHMARK(icl_union)->Name("slot_search/first_common_hour/icl_union")->Apply(sizes);

BENCHMARK(timewright_rows)->Name("slot_search/first_common_hour/timewright_rows")->Apply(sizes);
BENCHMARK(icl_union_of_sets)->Name("slot_search/first_common_hour/icl_union_of_sets")->Apply(sizes);
BENCHMARK(best_ten_rows)
    ->Name("slot_search/best_ten/timewright_rows")
    ->Arg(1'000)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(best_ten_icl)
    ->Name("slot_search/best_ten/icl_map")
    ->Arg(1'000)
    ->Unit(benchmark::kMicrosecond);

void organisations(benchmark::internal::Benchmark* bench) {
    bench->ArgNames({"people", "rooms"})
        ->Args({50, 20})
        ->Args({100, 20})
        ->Args({50, 40})
        ->Unit(benchmark::kMicrosecond);
}
BENCHMARK(whole_search_warm)->Name("slot_search/whole_search/warm")->Apply(organisations);
BENCHMARK(whole_search_ready)->Name("slot_search/whole_search/ready")->Apply(organisations);
BENCHMARK(whole_search_calendars)->Name("slot_search/whole_search/calendars")->Apply(organisations);

} // namespace
