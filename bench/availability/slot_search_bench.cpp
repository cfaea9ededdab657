// The first hour that N people have in common within 30 days, candidates every 15 minutes.
//
// Everybody has about seven busy stretches a day: the night before nine and after five, and five
// meetings. All of them are free together once, on day 20 at 14:00. The rival builds the union of
// all busy time as a Boost.ICL interval_set, as programs do, and looks for the first gap. Both
// start from the same sorted lists and must give the same answer, which is checked before timing.
//
//     slot_search/first_common_hour/timewright        from prepared time_sets, as a search is asked
//     slot_search/first_common_hour/timewright_lists  the making of the time_sets included
//     slot_search/first_common_hour/icl_union
#include <timewright/availability/slot_search.hpp>

#include <benchmark/benchmark.h>
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

void sizes(benchmark::internal::Benchmark* bench) {
    bench->ArgName("people")->Arg(10)->Arg(100)->Arg(1'000)->Unit(benchmark::kMicrosecond);
}

BENCHMARK(timewright_sets)->Name("slot_search/first_common_hour/timewright")->Apply(sizes);
BENCHMARK(timewright_lists)->Name("slot_search/first_common_hour/timewright_lists")->Apply(sizes);
BENCHMARK(icl_union)->Name("slot_search/first_common_hour/icl_union")->Apply(sizes);

} // namespace
