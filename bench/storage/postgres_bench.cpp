// How many durable bookings a second does postgres_store take?
//
// Run by against_pgbench.py, which starts the cluster, names it in TIMEWRIGHT_BENCH_POSTGRES and runs
// the rivals. What is booked: see bookings.hpp.
//
//     store/postgres/spread   1,000 rooms, so many in flight over so many writing connections
//     store/postgres/hot      one room, whose days fill up
//     store/postgres/series   260 parts of a room and five people as one change, and as 260 changes
#include "bookings.hpp"

#include <timewright/adapters/postgres/postgres_store.hpp>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::bench;

/// A schema of its own for each measurement, so that none fills the tables of another.
std::unique_ptr<postgres_database> fresh_database(std::size_t connections) {
    static int last = 0;
    const char* where = std::getenv("TIMEWRIGHT_BENCH_POSTGRES");
    if (where == nullptr) return nullptr;
    auto opened = postgres_database::open({.connection = where,
                                           .schema = "bench_" + std::to_string(++last),
                                           .writing_connections = connections});
    return opened ? std::move(*opened) : nullptr;
}

void bookings_in_flight(benchmark::State& state, std::size_t rooms) {
    constexpr std::size_t bookings = 20'000;
    const std::vector<change> all = requests(rooms, bookings);
    const auto in_flight = static_cast<std::size_t>(state.range(0));
    for (auto _ : state) {
        state.PauseTiming();
        const auto database = fresh_database(static_cast<std::size_t>(state.range(1)));
        if (!database) return state.SkipWithError("TIMEWRIGHT_BENCH_POSTGRES names no database");
        postgres_store store(*database);
        const change known = introduce(rooms);
        if (!store.apply({&known, 1})) std::abort();
        state.ResumeTiming();
        if (!send(store, all, in_flight)) std::abort();
        state.PauseTiming();
        if (database->guard_alarms() != 0) std::abort();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bookings));
}
void spread(benchmark::State& state) { bookings_in_flight(state, 1'000); }
void hot(benchmark::State& state) { bookings_in_flight(state, 1); }

constexpr std::size_t occurrences = 260;

claim taken(calendar_user_id who, std::size_t week, claim_effect effect) {
    return {
        .who = who,
        .span = {first_day + std::chrono::days(7 * static_cast<int>(week)), std::chrono::hours(1)},
        .effect = effect};
}

/// A room that blocks and five people who are informed, each week for five years.
change series_of(std::size_t number, std::size_t from, std::size_t to) {
    change made;
    made.request_key = "series-" + std::to_string(number) + "-" + std::to_string(from);
    const booking_id id = id_of(number * 1'000 + from);
    made.edits = {{.booking = id, .document = std::string(500, 'x')}};
    for (std::size_t week = from; week < to; ++week) {
        part one{.booking = id, .id = static_cast<part_id>(week + 1)};
        one.claims.push_back(taken(room_of(number), week, claim_effect::blocks));
        for (std::size_t i = 0; i < 5; ++i)
            one.claims.push_back(taken(person_of(i), week, claim_effect::informs));
        made.parts.push_back(std::move(one));
    }
    return made;
}

void series(benchmark::State& state, bool as_one) {
    const auto database = fresh_database(1);
    if (!database) return state.SkipWithError("TIMEWRIGHT_BENCH_POSTGRES names no database");
    postgres_store store(*database);
    const change known = introduce(1'000);
    if (!store.apply({&known, 1})) std::abort();
    std::size_t number = 0;
    for (auto _ : state) {
        ++number;
        const std::size_t step = as_one ? occurrences : 1;
        for (std::size_t from = 0; from < occurrences; from += step) {
            const change asked = series_of(number, from, from + step);
            if (store.apply({&asked, 1})->front().code != outcome_code::applied) std::abort();
        }
    }
    state.SetItemsProcessed(state.iterations());
}
void series_as_one(benchmark::State& state) { series(state, true); }
void series_one_by_one(benchmark::State& state) { series(state, false); }

BENCHMARK(spread)
    ->Name("store/postgres/spread")
    ->ArgNames({"in_flight", "connections"})
    ->ArgsProduct({{64}, {1, 2, 4}})
    ->UseRealTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(hot)
    ->Name("store/postgres/hot")
    ->ArgNames({"in_flight", "connections"})
    ->Args({32, 1})
    ->UseRealTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(series_as_one)
    ->Name("store/postgres/series/one_change")
    ->UseRealTime()
    ->Iterations(10)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(series_one_by_one)
    ->Name("store/postgres/series/one_by_one")
    ->UseRealTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
