// What does a booking cost when there are many already, and how long does opening take?
//
// A database is filled through the contents port with `stored` bookings of 1,000 rooms, one after the
// other in each, half an hour long from the first day on; then 4,000 more are booked, after them.
// The clock stands on the first day, so that all of it is in the future.
//
//     store/memory/growth     memory_store, one change an apply()
//     store/sqlite/growth     sqlite_store, durable, 64 in flight
//     store/sqlite/open       opening it after a process that had booked 2,000 more was killed
#include "bookings.hpp"

#include <timewright/adapters/sqlite/sqlite_contents.hpp>
#include <timewright/adapters/sqlite/sqlite_store.hpp>
#include <timewright/storage/memory_store.hpp>

#include <benchmark/benchmark.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::bench;

constexpr std::size_t rooms = 1'000;
constexpr std::size_t more = 4'000;

/// As book() makes it, already there.
void add_booking(contents_page& page, std::size_t n) {
    const change asked = book(n, rooms);
    page.bookings.push_back(
        {default_organization, asked.edits.front().booking, 1, *asked.edits.front().document});
    std::uint32_t ordinal = 0;
    for (const claim& one : asked.parts.front().claims)
        page.claims.push_back({default_organization,
                               {.id = {asked.edits.front().booking, 1, ordinal++},
                                .part = 0,
                                .user = one.who.users().front(),
                                .span = one.span,
                                .effect = one.effect}});
}

result<void, error> stored_bookings(std::size_t count, const contents::visitor& write) {
    contents_page everybody;
    everybody.moment.as_of = first_day;
    for (const user_edit& u : introduce(rooms).users)
        everybody.users.push_back({default_organization, u.user, u.limits});
    auto done = write(std::move(everybody));
    for (std::size_t n = 0; n < count && done;) {
        contents_page page;
        page.moment.as_of = first_day;
        for (; n < count && page.bookings.size() < contents_page::rows_max; ++n)
            add_booking(page, n);
        done = write(std::move(page));
    }
    return done;
}

std::vector<change> bookings_after(std::size_t stored, std::size_t count) {
    std::vector<change> all;
    for (std::size_t n = stored; n < stored + count; ++n) all.push_back(book(n, rooms));
    return all;
}

void memory_growth(benchmark::State& state) {
    const manual_clock present(first_day);
    auto stored = static_cast<std::size_t>(state.range(0));
    memory_store store(present);
    const change known = introduce(rooms);
    if (!store.apply({&known, 1})) std::abort();
    for (std::size_t n = 0; n < stored; ++n) {
        const change one = book(n, rooms);
        if (store.apply({&one, 1})->front().code != outcome_code::applied) std::abort();
    }
    for (auto _ : state) {
        state.PauseTiming();
        const std::vector<change> all = bookings_after(stored, more);
        stored += more;
        state.ResumeTiming();
        for (const change& one : all)
            if (store.apply({&one, 1})->front().code != outcome_code::applied) std::abort();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(more));
}

/// A file in the working directory, on whatever disk that is.
class filled_file {
  public:
    explicit filled_file(std::size_t stored)
        : directory_(std::filesystem::current_path() /
                     ("bench_growth." + std::to_string(::getpid()))) {
        std::filesystem::create_directory(directory_);
        sqlite_contents to(path());
        const auto done =
            to.fill([&](const contents::visitor& write) { return stored_bookings(stored, write); });
        if (!done) std::abort();
    }
    ~filled_file() { std::filesystem::remove_all(directory_); }
    filled_file(const filled_file&) = delete;
    filled_file& operator=(const filled_file&) = delete;

    [[nodiscard]] std::filesystem::path path() const { return directory_ / "bench.db"; }

  private:
    std::filesystem::path directory_;
};

void sqlite_growth(benchmark::State& state) {
    const manual_clock present(first_day);
    auto stored = static_cast<std::size_t>(state.range(0));
    const filled_file file(stored);
    const auto database = sqlite_database::open({.path = file.path()}, present);
    if (!database) std::abort();
    sqlite_store store(**database);
    for (auto _ : state) {
        state.PauseTiming();
        const std::vector<change> all = bookings_after(stored, more);
        stored += more;
        state.ResumeTiming();
        if (!send(store, all, 64)) std::abort();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(more));
}

/// In a process of its own, which is killed as soon as it is answered.
void book_and_be_killed(const std::filesystem::path& path, std::size_t stored) {
    const pid_t child = ::fork();
    if (child == 0) {
        const manual_clock present(first_day);
        const auto database =
            sqlite_database::open({.path = path, .check_on_open = false}, present);
        if (!database) ::_exit(1);
        sqlite_store store(**database);
        if (!send(store, bookings_after(stored, 2'000), 64)) ::_exit(1);
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) std::abort();
}

void sqlite_open(benchmark::State& state) {
    const manual_clock present(first_day);
    auto stored = static_cast<std::size_t>(state.range(0));
    const filled_file file(stored);
    for (auto _ : state) {
        state.PauseTiming();
        book_and_be_killed(file.path(), stored);
        stored += 2'000;
        state.ResumeTiming();
        auto database = sqlite_database::open({.path = file.path()}, present);
        if (!database) std::abort();
        state.PauseTiming();
        database->reset();
        state.ResumeTiming();
    }
}

void to_a_million(benchmark::internal::Benchmark* each) {
    each->ArgName("stored")->UseRealTime()->Unit(benchmark::kMillisecond);
    for (const int stored : {1'000, 10'000, 100'000, 1'000'000}) each->Arg(stored);
}
BENCHMARK(memory_growth)->Name("store/memory/growth")->Iterations(10)->Apply(to_a_million);
BENCHMARK(sqlite_growth)->Name("store/sqlite/growth")->Iterations(5)->Apply(to_a_million);
BENCHMARK(sqlite_open)->Name("store/sqlite/open")->Iterations(3)->Apply(to_a_million);

} // namespace

BENCHMARK_MAIN();
