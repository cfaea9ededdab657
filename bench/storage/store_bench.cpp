// How many bookings a second does a store take?
//
// What is booked: see bookings.hpp. rooms:1000 spreads it; rooms:1 is one room, whose days fill up.
//
//     store/memory/timewright          memory_store, one change an apply()
//     store/memory/mutex_and_map       what one would write by hand: a mutex, a std::multimap for each
//                                      calendar, maps of documents and of keys, and a feed
//     store/sqlite/one_by_one          sqlite_store on a file, synchronous=FULL, the next booking
//                                      after the last was durable: one transaction each
//     store/sqlite/in_flight:64        64 bookings in flight, as 64 callers make them
//
// Items per second are durable (on SQLite) bookings. Real time is what counts there: it waits for
// the disk.
#include "bookings.hpp"

#include <timewright/storage/memory_store.hpp>
#ifdef TIMEWRIGHT_BENCH_SQLITE
#include <timewright/adapters/sqlite/sqlite_store.hpp>
#endif

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::bench;

constexpr std::size_t bookings = 4'000;

void memory_ours(benchmark::State& state) {
    const auto rooms = static_cast<std::size_t>(state.range(0));
    const std::vector<change> all = requests(rooms, bookings);
    const system_clock now;
    for (auto _ : state) {
        state.PauseTiming();
        auto store = std::make_unique<memory_store>(now);
        const change known = introduce(rooms);
        if (!store->apply({&known, 1})) std::abort();
        state.ResumeTiming();
        for (const change& one : all)
            if (store->apply({&one, 1})->front().code != outcome_code::applied) std::abort();
        state.PauseTiming();
        store.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bookings));
}

/// The rival: what one would write by hand for the same job. It books one room for people who may be
/// double-booked, keeps documents, answers and a feed, and knows no holds, series, units or
/// sequences.
class mutex_and_map {
  public:
    bool book(const change& asked) {
        const std::lock_guard lock(mutex_);
        if (const auto known = answers_.find(asked.request_key); known != answers_.end())
            return known->second;
        const part& wanted = asked.parts.front();
        const claim& room = wanted.claims.front();
        const bool free = is_free(calendars_[room.who.users().front()], room.span);
        answers_.emplace(asked.request_key, free);
        if (!free) return false;
        const booking_id id = asked.edits.front().booking;
        const std::string& document = *asked.edits.front().document;
        for (const claim& one : wanted.claims)
            calendars_[one.who.users().front()].emplace(one.span.start(),
                                                        std::pair(one.span.end(), id));
        documents_.emplace(id, document);
        feed_.push_back({id, document, wanted.claims});
        return true;
    }

  private:
    struct entry {
        booking_id booking;
        std::string document;
        std::vector<claim> claims;
    };
    using calendar = std::multimap<sys_seconds, std::pair<sys_seconds, booking_id>>;

    static bool is_free(const calendar& taken, const interval& span) {
        const auto next = taken.lower_bound(span.start());
        return (next == taken.end() || next->first >= span.end()) &&
               (next == taken.begin() || std::prev(next)->second.first <= span.start());
    }

    std::mutex mutex_;
    std::unordered_map<calendar_user_id, calendar> calendars_;
    std::unordered_map<booking_id, std::string> documents_;
    std::unordered_map<std::string, bool> answers_;
    std::vector<entry> feed_;
};

void memory_by_hand(benchmark::State& state) {
    const std::vector<change> all = requests(static_cast<std::size_t>(state.range(0)), bookings);
    for (auto _ : state) {
        state.PauseTiming();
        auto store = std::make_unique<mutex_and_map>();
        state.ResumeTiming();
        for (const change& one : all)
            if (!store->book(one)) std::abort();
        state.PauseTiming();
        store.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bookings));
}

BENCHMARK(memory_ours)
    ->Name("store/memory/timewright")
    ->ArgName("rooms")
    ->Arg(1)
    ->Arg(1'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(memory_by_hand)
    ->Name("store/memory/mutex_and_map")
    ->ArgName("rooms")
    ->Arg(1)
    ->Arg(1'000)
    ->Unit(benchmark::kMillisecond);

#ifdef TIMEWRIGHT_BENCH_SQLITE
/// A file in the working directory, on whatever disk that is.
class database_file {
  public:
    database_file()
        : directory_(std::filesystem::current_path() /
                     ("bench_store." + std::to_string(::getpid()))) {
        std::filesystem::create_directory(directory_);
        database_ = *sqlite_database::open({.path = directory_ / "bench.db"}, clock_);
    }
    ~database_file() {
        database_.reset();
        std::filesystem::remove_all(directory_);
    }
    database_file(const database_file&) = delete;
    database_file& operator=(const database_file&) = delete;

    [[nodiscard]] sqlite_database& get() { return *database_; }

  private:
    system_clock clock_;
    std::filesystem::path directory_;
    std::unique_ptr<sqlite_database> database_;
};

void sqlite_bookings(benchmark::State& state) {
    constexpr std::size_t rooms = 1'000;
    const std::vector<change> all = requests(rooms, bookings);
    for (auto _ : state) {
        state.PauseTiming();
        {
            database_file file;
            sqlite_store store(file.get());
            const change known = introduce(rooms);
            if (!store.apply({&known, 1})) std::abort();
            state.ResumeTiming();
            if (!send(store, all, static_cast<std::size_t>(state.range(0)))) std::abort();
            state.PauseTiming();
        }
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bookings));
}

BENCHMARK(sqlite_bookings)
    ->Name("store/sqlite/durable")
    ->ArgName("in_flight")
    ->Arg(1)
    ->Arg(64)
    ->Arg(512)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);
#endif

} // namespace
