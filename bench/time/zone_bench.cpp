// How fast are zone lookups, against date, Abseil's cctz and ICU?
//
// Twenty zones, instants and local times at random between 2000 and 2037 in random order: the case of
// free/busy questions about people all over the world. (The rival date 3.0.1 knows no changes after
// 2037.) The questions are those of the issue: instant to offset; local time to instants with the
// classification unique, skipped, repeated; instant to civil fields. Each rival does what its own
// interface does cheapest for the same answer, and each answer is checked against ours first.
// `in_order` is the case of walking through one calendar, with a hint. Items per second are lookups.
#include <timewright/time/civil.hpp>
#include <timewright/time/zone_registry.hpp>

#include <absl/time/civil_time.h>
#include <absl/time/time.h>
#include <benchmark/benchmark.h>
#include <date/tz.h>
#include <unicode/basictz.h>
#include <unicode/gregocal.h>
#include <unicode/timezone.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
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

std::vector<absl::TimeZone> absl_zones() {
    std::vector<absl::TimeZone> zones(std::size(zone_names));
    for (std::size_t i = 0; i < zones.size(); ++i)
        if (!absl::LoadTimeZone(zone_names[i], &zones[i])) std::abort();
    return zones;
}

/// ICU's own zone data; BasicTimeZone is what answers local times with a choice.
std::vector<std::unique_ptr<icu::BasicTimeZone>> icu_zones() {
    std::vector<std::unique_ptr<icu::BasicTimeZone>> zones;
    for (const char* name : zone_names)
        zones.emplace_back(dynamic_cast<icu::BasicTimeZone*>(
            icu::TimeZone::createTimeZone(icu::UnicodeString(name))));
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

void offsets_date(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = their_zones();
    for (auto _ : state) {
        for (const question& q : all)
            benchmark::DoNotOptimize(zones[q.zone]->get_info(date::sys_seconds{q.when}).offset);
    }
    count_lookups(state);
}
BENCHMARK(offsets_date)->Name("zone/utc_to_offset/date");

void offsets_absl(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = absl_zones();
    for (auto _ : state) {
        for (const question& q : all)
            benchmark::DoNotOptimize(
                zones[q.zone].At(absl::FromUnixSeconds(q.when.count())).offset);
    }
    count_lookups(state);
}
BENCHMARK(offsets_absl)->Name("zone/utc_to_offset/absl");

void offsets_icu(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = icu_zones();
    for (auto _ : state) {
        for (const question& q : all) {
            std::int32_t raw = 0;
            std::int32_t saving = 0;
            UErrorCode status = U_ZERO_ERROR;
            zones[q.zone]->getOffset(static_cast<double>(q.when.count()) * 1000, 0, raw, saving,
                                     status);
            benchmark::DoNotOptimize(raw + saving);
        }
    }
    count_lookups(state);
}
BENCHMARK(offsets_icu)->Name("zone/utc_to_offset/icu");

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

void instants_date(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = their_zones();
    for (auto _ : state) {
        for (const question& q : all)
            benchmark::DoNotOptimize(zones[q.zone]->get_info(date::local_seconds{q.when}).result);
    }
    count_lookups(state);
}
BENCHMARK(instants_date)->Name("zone/local_to_utc/date");

/// Local times are civil fields in Abseil: they are made before the clock runs.
void instants_absl(benchmark::State& state) {
    const auto zones = absl_zones();
    std::vector<std::pair<std::size_t, absl::CivilSecond>> all;
    for (const question& q : random_questions())
        all.emplace_back(q.zone, absl::CivilSecond() + q.when.count());
    for (auto _ : state) {
        for (const auto& [zone_number, local] : all)
            benchmark::DoNotOptimize(zones[zone_number].At(local).kind);
    }
    count_lookups(state);
}
BENCHMARK(instants_absl)->Name("zone/local_to_utc/absl");

/// ICU classifies by asking twice: with what was before, and with what comes after.
void instants_icu(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = icu_zones();
    for (auto _ : state) {
        for (const question& q : all) {
            std::int32_t raw[2] = {};
            std::int32_t saving[2] = {};
            UErrorCode status = U_ZERO_ERROR;
            const double local = static_cast<double>(q.when.count()) * 1000;
            zones[q.zone]->getOffsetFromLocal(local, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER,
                                              raw[0], saving[0], status);
            zones[q.zone]->getOffsetFromLocal(local, UCAL_TZ_LOCAL_LATTER, UCAL_TZ_LOCAL_LATTER,
                                              raw[1], saving[1], status);
            benchmark::DoNotOptimize(raw[0] + saving[0] == raw[1] + saving[1]);
        }
    }
    count_lookups(state);
}
BENCHMARK(instants_icu)->Name("zone/local_to_utc/icu");

void civil_ours(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = our_zones();
    for (auto _ : state) {
        for (const question& q : all)
            benchmark::DoNotOptimize(to_fields(zones[q.zone].to_local(sys_seconds{q.when})));
    }
    count_lookups(state);
}
BENCHMARK(civil_ours)->Name("zone/utc_to_civil/timewright");

void civil_date(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = their_zones();
    for (auto _ : state) {
        for (const question& q : all) {
            const auto local = zones[q.zone]->to_local(date::sys_seconds{q.when});
            const auto day = date::floor<date::days>(local);
            benchmark::DoNotOptimize(date::year_month_day(day));
            benchmark::DoNotOptimize(date::hh_mm_ss<seconds>(local - day));
        }
    }
    count_lookups(state);
}
BENCHMARK(civil_date)->Name("zone/utc_to_civil/date");

void civil_absl(benchmark::State& state) {
    const auto all = random_questions();
    const auto zones = absl_zones();
    for (auto _ : state) {
        for (const question& q : all)
            benchmark::DoNotOptimize(
                absl::ToCivilSecond(absl::FromUnixSeconds(q.when.count()), zones[q.zone]));
    }
    count_lookups(state);
}
BENCHMARK(civil_absl)->Name("zone/utc_to_civil/absl");

void civil_icu(benchmark::State& state) {
    const auto all = random_questions();
    UErrorCode status = U_ZERO_ERROR;
    std::vector<std::unique_ptr<icu::GregorianCalendar>> calendars;
    for (const auto& z : icu_zones())
        calendars.push_back(std::make_unique<icu::GregorianCalendar>(*z, status));
    for (auto _ : state) {
        for (const question& q : all) {
            icu::GregorianCalendar& calendar = *calendars[q.zone];
            calendar.setTime(static_cast<double>(q.when.count()) * 1000, status);
            benchmark::DoNotOptimize(calendar.get(UCAL_SECOND, status));
        }
    }
    count_lookups(state);
}
BENCHMARK(civil_icu)->Name("zone/utc_to_civil/icu");

} // namespace
