// How fast are zone lookups, against the date library?
//
// Twenty zones, instants and local times at random between 2000 and 2037, both in random order: the
// case of free/busy questions about people all over the world. Rival: date::date-tz 3.0.1, which
// knows no changes after 2037. `in_order` is the case of walking through one calendar, with a hint.
// Items per second are lookups.
#include <timewright/time/zone_registry.hpp>

#include <benchmark/benchmark.h>
#include <date/tz.h>

#include <chrono>
#include <cstdint>
#include <random>
#include <vector>

namespace {

using namespace timewright;
using std::chrono::seconds;

constexpr const char* zone_names[] = {
    "America/New_York", "America/Los_Angeles", "America/Chicago",  "America/Sao_Paulo",
    "America/Halifax",  "America/St_Johns",    "Europe/London",    "Europe/Lisbon",
    "Europe/Berlin",    "Europe/Dublin",       "Europe/Moscow",    "Europe/Istanbul",
    "Africa/Cairo",     "Asia/Tokyo",          "Asia/Kolkata",     "Asia/Tehran",
    "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Honolulu"};

constexpr std::size_t questions = 4096;

struct question {
    std::size_t zone;
    seconds when; // since 1970, of UTC or of the local clock
};

std::vector<question> random_questions() {
    std::mt19937_64 random(2026);
    std::uniform_int_distribution<std::size_t> any_zone(0, std::size(zone_names) - 1);
    // 2000-01-01 to 2037-01-01: beyond, the rival is wrong.
    std::uniform_int_distribution<std::int64_t> any_second(946'684'800, 2'114'380'800);
    std::vector<question> all;
    for (std::size_t i = 0; i < questions; ++i)
        all.push_back({any_zone(random), seconds{any_second(random)}});
    return all;
}

std::vector<zone> our_zones() {
    const zone_registry registry = *zone_registry::system();
    std::vector<zone> zones;
    for (const char* name : zone_names) zones.push_back(*registry.find(name));
    return zones;
}

std::vector<const date::time_zone*> their_zones() {
    std::vector<const date::time_zone*> zones;
    for (const char* name : zone_names) zones.push_back(date::locate_zone(name));
    return zones;
}

void count_lookups(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(questions));
}

void offsets_ours(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = our_zones();
    for (auto _ : state) {
        for (const question& q : all)
            benchmark::DoNotOptimize(zones[q.zone].offset_at(sys_seconds{q.when}));
    }
    count_lookups(state);
}
BENCHMARK(offsets_ours)->Name("zone/utc_to_offset/timewright");

void offsets_theirs(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = their_zones();
    for (auto _ : state) {
        for (const question& q : all)
            benchmark::DoNotOptimize(zones[q.zone]->get_info(date::sys_seconds{q.when}).offset);
    }
    count_lookups(state);
}
BENCHMARK(offsets_theirs)->Name("zone/utc_to_offset/date");

void offsets_in_order(benchmark::State& state) {
    const auto zones = our_zones();
    for (auto _ : state) {
        zone_hint hint;
        sys_seconds t{seconds{1'767'225'600}}; // 2026, three hours at a time
        for (std::size_t i = 0; i < questions; ++i, t += std::chrono::hours{3})
            benchmark::DoNotOptimize(zones[0].offset_at(t, hint));
    }
    count_lookups(state);
}
BENCHMARK(offsets_in_order)->Name("zone/utc_to_offset_in_order/timewright");

void instants_ours(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = our_zones();
    for (auto _ : state) {
        for (const question& q : all)
            benchmark::DoNotOptimize(zones[q.zone].resolve(local_seconds{q.when}));
    }
    count_lookups(state);
}
BENCHMARK(instants_ours)->Name("zone/local_to_utc/timewright");

void instants_theirs(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = their_zones();
    for (auto _ : state) {
        for (const question& q : all)
            benchmark::DoNotOptimize(
                zones[q.zone]->to_sys(date::local_seconds{q.when}, date::choose::earliest));
    }
    count_lookups(state);
}
BENCHMARK(instants_theirs)->Name("zone/local_to_utc/date");

} // namespace
