// What is asked of calendars, by interval_index and resource_calendar and by what programs use
// instead: Boost.ICL, absl's B-trees (where Debian's libabsl-dev is installed) and std::multimap.
//
//     calendars_10000_of_200/...   one of 10,000 calendars with 200 bookings each, drawn at random
//     one_calendar/.../N           one calendar with N bookings that do not overlap
//     overlapping/.../N            N intervals of which about twelve overlap any hour
//
// Without rivals, one_calendar and overlapping go up to ten million: the table of growth.
//
// Every rival answers the same questions; answers are summed and compared before anything is timed.
#include <timewright/conflict/interval_index.hpp>
#include <timewright/conflict/interval_snapshot.hpp>
#include <timewright/conflict/resource_calendar.hpp>

#include <benchmark/benchmark.h>
#include <boost/icl/interval_map.hpp>
#include <boost/icl/interval_set.hpp>
#include <boost/icl/separate_interval_set.hpp>
#ifdef TIMEWRIGHT_BENCH_ABSL
#include <absl/container/btree_map.h>
#endif

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <vector>

namespace {

using namespace timewright;
using seconds = std::chrono::seconds;

constexpr std::int64_t hour = 3'600;
constexpr std::int64_t quarter = hour / 4;
// So many that no rival has the answers' lines in its cache or learns the way by heart.
constexpr std::size_t questions_kept = 1 << 16;

interval between(std::int64_t from, std::int64_t to) {
    return {sys_seconds(seconds(from)), sys_seconds(seconds(to))};
}

struct booking {
    std::int64_t start, end;
};

/// Bookings of a quarter to two hours with gaps of a quarter to an hour; each ten-thousandth gap is
/// of eight hours.
std::vector<booking> disjoint(std::size_t count, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<booking> made;
    std::int64_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        at += quarter * static_cast<std::int64_t>(1 + random() % 4);
        if (i % 10'000 == 9'999) at += 8 * hour;
        const std::int64_t end = at + quarter * static_cast<std::int64_t>(1 + random() % 8);
        made.push_back({at, end});
        at = end;
    }
    return made;
}

/// One starts every five minutes; they take up to two hours, but one in a thousand takes up to four
/// days, as holidays do. About twelve overlap any hour, and two or three of those are long.
std::vector<booking> overlapping(std::size_t count, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<booking> made;
    const auto span = static_cast<std::int64_t>(count) * 300;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t start = static_cast<std::int64_t>(random()) * 37 % span;
        const std::int64_t longest = i % 1'000 == 0 ? 96 * hour : 2 * hour;
        made.push_back({start, start + 60 + static_cast<std::int64_t>(random()) % longest});
    }
    return made;
}

std::vector<interval> questions(std::int64_t end, std::int64_t length, std::uint32_t seed) {
    std::mt19937_64 random(seed);
    std::vector<interval> asked;
    for (std::size_t i = 0; i < questions_kept; ++i) {
        const auto from = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(end));
        asked.push_back(between(from, from + length));
    }
    return asked;
}

/// Larger worlds are for the table of growth alone.
constexpr std::size_t rivals_max = 1'000'000;
/// Whether rivals agree is asked of so many questions before anything is timed.
constexpr std::size_t compared = 2'000;

void require(bool same, const char* what) {
    if (same) return;
    std::fprintf(stderr, "%s: the rivals do not agree\n", what);
    std::exit(1);
}

// ---- rivals --------------------------------------------------------------------------------------

using icl_span = boost::icl::right_open_interval<std::int64_t>;
using icl_set = boost::icl::separate_interval_set<std::int64_t, std::less, icl_span>;

icl_span icl_of(const interval& w) {
    return {w.start().time_since_epoch().count(), w.end().time_since_epoch().count()};
}

/// Free by start and end, as one writes it over an ordered map.
template <class Map>
bool map_is_free(const Map& map, const interval& w) {
    auto at = map.lower_bound(w.end().time_since_epoch().count());
    if (at == map.begin()) return true;
    return std::prev(at)->second <= w.start().time_since_epoch().count();
}

/// Overlaps over a multimap by start: from the earliest start that can still reach the window.
template <class Map, class Visit>
void map_overlaps(const Map& map, std::int64_t longest, const interval& w, Visit visit) {
    const std::int64_t from = w.start().time_since_epoch().count();
    const std::int64_t to = w.end().time_since_epoch().count();
    for (auto at = map.upper_bound(from - longest); at != map.end() && at->first < to; ++at)
        if (at->second > from) visit(at->second);
}

#ifdef TIMEWRIGHT_BENCH_ABSL
using btree = absl::btree_map<std::int64_t, std::int64_t>;
using btree_multi = absl::btree_multimap<std::int64_t, std::int64_t>;
#endif
using std_multi = std::multimap<std::int64_t, std::int64_t>;

// ---- ten thousand calendars ----------------------------------------------------------------------

constexpr std::size_t calendars_max = 10'000;
constexpr std::size_t bookings_each = 200;

struct many_calendars {
    std::vector<resource_calendar<std::uint32_t>> ours{calendars_max};
    std::vector<icl_set> icl{calendars_max};
    std::vector<std::vector<booking>> bookings{};
    std::vector<std::uint32_t> which{};
    std::vector<interval> windows{};
    std::vector<resource_calendar<std::uint32_t>::question> asked{};
    std::vector<booking> changed{}; ///< what is given back and taken again, by `which`

    many_calendars() {
        std::mt19937 random(1);
        for (std::size_t c = 0; c < calendars_max; ++c) {
            bookings.push_back(disjoint(bookings_each, static_cast<std::uint32_t>(c)));
            // Bookings are not made in the order of their times.
            std::vector<booking> order = bookings.back();
            std::shuffle(order.begin(), order.end(), random);
            for (const booking& b : order) {
                require(ours[c].insert_if_free({between(b.start, b.end), 0}).inserted, "insert");
                icl[c].insert(icl_span(b.start, b.end));
            }
        }
        windows = questions(bookings[0].back().end, hour / 2, 2);
        for (const interval& w : windows) {
            which.push_back(static_cast<std::uint32_t>(random() % calendars_max));
            asked.push_back({&ours[which.back()], w});
            changed.push_back(bookings[which.back()][random() % bookings_each]);
        }
        for (std::size_t i = 0; i < windows.size(); ++i)
            require(ours[which[i]].is_free(windows[i]) ==
                        !boost::icl::intersects(icl[which[i]], icl_of(windows[i])),
                    "calendars");
    }
    static many_calendars& the() {
        static many_calendars made;
        return made;
    }
};

void calendars_is_free(benchmark::State& state) {
    auto& in = many_calendars::the();
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(in.asked[i].calendar->is_free(in.asked[i].window));
        i = (i + 1) % questions_kept;
    }
}
BENCHMARK(calendars_is_free)->Name("calendars_10000_of_200/is_free/timewright");

void calendars_is_free_batched(benchmark::State& state) {
    auto& in = many_calendars::the();
    std::array<bool, 256> answers{};
    std::size_t i = 0;
    for (auto _ : state) {
        resource_calendar<std::uint32_t>::is_free(std::span(in.asked).subspan(i, answers.size()),
                                                  answers);
        benchmark::DoNotOptimize(answers);
        i = (i + answers.size()) % questions_kept;
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(answers.size()));
    state.counters["ns_each"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(answers.size()) / 1e9,
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(calendars_is_free_batched)->Name("calendars_10000_of_200/is_free/timewright_batched");

void calendars_is_free_icl(benchmark::State& state) {
    auto& in = many_calendars::the();
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            boost::icl::intersects(in.icl[in.which[i]], icl_of(in.windows[i])));
        i = (i + 1) % questions_kept;
    }
}
BENCHMARK(calendars_is_free_icl)->Name("calendars_10000_of_200/is_free/icl");

// One booking is given back and taken again: the churn of a day.
void calendars_churn(benchmark::State& state) {
    auto& in = many_calendars::the();
    std::size_t i = 0;
    for (auto _ : state) {
        const std::uint32_t c = in.which[i];
        const booking& b = in.changed[i];
        auto& calendar = in.ours[c];
        benchmark::DoNotOptimize(calendar.erase(between(b.start, b.end), 0));
        benchmark::DoNotOptimize(calendar.insert_if_free({between(b.start, b.end), 0}));
        i = (i + 1) % questions_kept;
    }
}
BENCHMARK(calendars_churn)->Name("calendars_10000_of_200/churn/timewright");

void calendars_churn_icl(benchmark::State& state) {
    auto& in = many_calendars::the();
    std::size_t i = 0;
    for (auto _ : state) {
        const std::uint32_t c = in.which[i];
        const booking& b = in.changed[i];
        const icl_span span(b.start, b.end);
        in.icl[c].erase(span);
        if (!boost::icl::intersects(in.icl[c], span)) in.icl[c].insert(span);
        i = (i + 1) % questions_kept;
    }
}
BENCHMARK(calendars_churn_icl)->Name("calendars_10000_of_200/churn/icl");

// ---- one large calendar --------------------------------------------------------------------------

struct one_calendar {
    std::vector<booking> bookings;
    resource_calendar<std::uint32_t> ours;
    icl_set icl;
#ifdef TIMEWRIGHT_BENCH_ABSL
    btree tree;
#endif
    std::vector<interval> windows;
    std::vector<resource_calendar<std::uint32_t>::question> asked;

    explicit one_calendar(std::size_t count) : bookings(disjoint(count, 7)) {
        std::vector<booking> order = bookings;
        std::mt19937 random(3);
        std::shuffle(order.begin(), order.end(), random);
        for (const booking& b : order) {
            require(ours.insert_if_free({between(b.start, b.end), 0}).inserted, "insert");
            if (count > rivals_max) continue;
            icl.insert(icl_span(b.start, b.end));
#ifdef TIMEWRIGHT_BENCH_ABSL
            tree.emplace(b.start, b.end);
#endif
        }
        windows = questions(bookings.back().end, hour / 2, 4);
        for (const interval& w : windows) {
            asked.push_back({&ours, w});
            if (asked.size() < compared && count <= rivals_max)
                require(ours.is_free(w) == !boost::icl::intersects(icl, icl_of(w)), "one calendar");
        }
        std::shuffle(bookings.begin(), bookings.end(), random);
    }
    static one_calendar& of(std::int64_t count) {
        static std::map<std::int64_t, one_calendar> made;
        return made.try_emplace(count, static_cast<std::size_t>(count)).first->second;
    }
};

template <class Ask>
void ask_one(benchmark::State& state, Ask ask) {
    auto& in = one_calendar::of(state.range(0));
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(ask(in, i));
        i = (i + 1) % questions_kept;
    }
}

void is_free(benchmark::State& state) {
    ask_one(state, [](auto& in, std::size_t i) { return in.ours.is_free(in.windows[i]); });
}
void is_free_batched(benchmark::State& state) {
    auto& in = one_calendar::of(state.range(0));
    std::array<bool, 256> answers{};
    std::size_t i = 0;
    for (auto _ : state) {
        resource_calendar<std::uint32_t>::is_free(std::span(in.asked).subspan(i, answers.size()),
                                                  answers);
        benchmark::DoNotOptimize(answers);
        i = (i + answers.size()) % questions_kept;
    }
    state.counters["ns_each"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(answers.size()) / 1e9,
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
void is_free_icl(benchmark::State& state) {
    ask_one(state, [](auto& in, std::size_t i) {
        return boost::icl::intersects(in.icl, icl_of(in.windows[i]));
    });
}
void churn(benchmark::State& state) {
    ask_one(state, [](auto& in, std::size_t i) {
        const booking& b = in.bookings[i % in.bookings.size()];
        in.ours.erase(between(b.start, b.end), 0);
        return in.ours.insert_if_free({between(b.start, b.end), 0}).inserted;
    });
}
void churn_icl(benchmark::State& state) {
    ask_one(state, [](auto& in, std::size_t i) {
        const booking& b = in.bookings[i % in.bookings.size()];
        const icl_span span(b.start, b.end);
        in.icl.erase(span);
        const bool free = !boost::icl::intersects(in.icl, span);
        if (free) in.icl.insert(span);
        return free;
    });
}
void next_gap(benchmark::State& state) {
    ask_one(state, [](auto& in, std::size_t i) {
        return in.ours.find_gap(in.windows[i].start(), seconds(8 * hour));
    });
}
void next_gap_icl(benchmark::State& state) {
    ask_one(state, [](auto& in, std::size_t i) {
        std::int64_t at = in.windows[i].start().time_since_epoch().count();
        auto next = in.icl.lower_bound(icl_span(at, at + 1));
        for (; next != in.icl.end() && next->lower() - at < 8 * hour; ++next)
            at = std::max(at, next->upper());
        return at;
    });
}
#define TIMEWRIGHT_SIZES ->Arg(10'000)->Arg(1'000'000)
#define TIMEWRIGHT_GROWTH \
    ->Arg(1'000)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Arg(10'000'000)->MinTime(0.2)
BENCHMARK(is_free)->Name("one_calendar/is_free/timewright") TIMEWRIGHT_GROWTH;
BENCHMARK(is_free_batched)->Name("one_calendar/is_free/timewright_batched") TIMEWRIGHT_GROWTH;
BENCHMARK(is_free_icl)->Name("one_calendar/is_free/icl") TIMEWRIGHT_SIZES;
BENCHMARK(churn)->Name("one_calendar/churn/timewright") TIMEWRIGHT_GROWTH;
BENCHMARK(churn_icl)->Name("one_calendar/churn/icl") TIMEWRIGHT_SIZES;
BENCHMARK(next_gap)->Name("one_calendar/next_gap_of_8_h/timewright") TIMEWRIGHT_GROWTH;
BENCHMARK(next_gap_icl)->Name("one_calendar/next_gap_of_8_h/icl") TIMEWRIGHT_SIZES;

#ifdef TIMEWRIGHT_BENCH_ABSL
void is_free_absl(benchmark::State& state) {
    ask_one(state, [](auto& in, std::size_t i) { return map_is_free(in.tree, in.windows[i]); });
}
void churn_absl(benchmark::State& state) {
    ask_one(state, [](auto& in, std::size_t i) {
        const booking& b = in.bookings[i % in.bookings.size()];
        in.tree.erase(b.start);
        const bool free = map_is_free(in.tree, between(b.start, b.end));
        if (free) in.tree.emplace(b.start, b.end);
        return free;
    });
}
void next_gap_absl(benchmark::State& state) {
    ask_one(state, [](auto& in, std::size_t i) {
        std::int64_t at = in.windows[i].start().time_since_epoch().count();
        auto next = in.tree.upper_bound(at);
        if (next != in.tree.begin()) at = std::max(at, std::prev(next)->second);
        for (; next != in.tree.end() && next->first - at < 8 * hour; ++next) at = next->second;
        return at;
    });
}
BENCHMARK(is_free_absl)->Name("one_calendar/is_free/absl_btree_map") TIMEWRIGHT_SIZES;
BENCHMARK(churn_absl)->Name("one_calendar/churn/absl_btree_map") TIMEWRIGHT_SIZES;
BENCHMARK(next_gap_absl)->Name("one_calendar/next_gap_of_8_h/absl_btree_map") TIMEWRIGHT_SIZES;
#endif

// ---- intervals that overlap ----------------------------------------------------------------------

struct overlapping_index {
    std::vector<booking> bookings;
    interval_index<std::uint32_t> ours;
    interval_snapshot snapshot;
    std::vector<interval_handle> handles;
    std_multi map;
#ifdef TIMEWRIGHT_BENCH_ABSL
    btree_multi tree;
#endif
    std::int64_t longest = 0;
    std::vector<interval> windows;

    explicit overlapping_index(std::size_t count) : bookings(overlapping(count, 9)) {
        for (const booking& b : bookings) {
            handles.push_back(ours.insert(between(b.start, b.end), 0));
            longest = std::max(longest, b.end - b.start);
            if (count > rivals_max) continue;
            map.emplace(b.start, b.end);
#ifdef TIMEWRIGHT_BENCH_ABSL
            tree.emplace(b.start, b.end);
#endif
        }
        snapshot = ours.to_snapshot();
        windows = questions(static_cast<std::int64_t>(count) * 300, 60, 5);
        for (std::size_t i = 0; i < compared && count <= rivals_max; ++i) {
            std::size_t scanned = 0;
            map_overlaps(map, longest, windows[i], [&](std::int64_t) { ++scanned; });
            require(ours.count_overlaps(windows[i]) == scanned, "overlapping");
            require(snapshot.count_overlaps(windows[i]) == scanned, "snapshot");
        }
    }
    static overlapping_index& of(std::int64_t count) {
        static std::map<std::int64_t, overlapping_index> made;
        return made.try_emplace(count, static_cast<std::size_t>(count)).first->second;
    }
};

template <class Ask>
void ask_overlapping(benchmark::State& state, Ask ask) {
    auto& in = overlapping_index::of(state.range(0));
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(ask(in, i));
        i = (i + 1) % questions_kept;
    }
}

std::int64_t enumerated(const overlapping_index& in, std::size_t i) {
    std::int64_t sum = 0;
    in.ours.visit_overlaps(in.windows[i], [&](const auto& entry) {
        sum += entry.span.end().time_since_epoch().count();
    });
    return sum;
}
template <class Map>
std::int64_t enumerated_in(const Map& map, const overlapping_index& in, std::size_t i) {
    std::int64_t sum = 0;
    map_overlaps(map, in.longest, in.windows[i], [&](std::int64_t end) { sum += end; });
    return sum;
}
void count_live(benchmark::State& state) {
    ask_overlapping(state,
                    [](auto& in, std::size_t i) { return in.ours.count_overlaps(in.windows[i]); });
}
template <class Source>
void count_batched(benchmark::State& state, const Source& source,
                   const std::vector<interval>& windows) {
    std::array<std::size_t, 256> counts{};
    std::size_t i = 0;
    for (auto _ : state) {
        source.count_overlaps(std::span(windows).subspan(i, counts.size()), counts);
        benchmark::DoNotOptimize(counts);
        i = (i + counts.size()) % questions_kept;
    }
    state.counters["ns_each"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(counts.size()) / 1e9,
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
void count_live_batched(benchmark::State& state) {
    auto& in = overlapping_index::of(state.range(0));
    count_batched(state, in.ours, in.windows);
}
void count_snapshot_batched(benchmark::State& state) {
    auto& in = overlapping_index::of(state.range(0));
    count_batched(state, in.snapshot, in.windows);
}
void count_snapshot(benchmark::State& state) {
    ask_overlapping(
        state, [](auto& in, std::size_t i) { return in.snapshot.count_overlaps(in.windows[i]); });
}
void enumerate(benchmark::State& state) {
    ask_overlapping(state, [](auto& in, std::size_t i) { return enumerated(in, i); });
}
void enumerate_map(benchmark::State& state) {
    ask_overlapping(state, [](auto& in, std::size_t i) { return enumerated_in(in.map, in, i); });
}
// Nine questions, then one interval moves: the everyday mix.
void mixed(benchmark::State& state) {
    ask_overlapping(state, [](auto& in, std::size_t i) {
        if (i % 10 != 9) return enumerated(in, i);
        const std::size_t which = i * 61 % in.handles.size();
        const booking& b = in.bookings[which];
        in.ours.move(in.handles[which], between(b.start + 60, b.end + 60));
        in.ours.move(in.handles[which], between(b.start, b.end));
        return std::int64_t{0};
    });
}
template <class Map>
std::int64_t mix_in(Map& map, overlapping_index& in, std::size_t i) {
    if (i % 10 != 9) return enumerated_in(map, in, i);
    const booking& b = in.bookings[i % in.bookings.size()];
    const auto change = [&map](std::int64_t start, std::int64_t end, std::int64_t by) {
        auto at = map.lower_bound(start);
        while (at->second != end) ++at;
        map.erase(at);
        map.emplace(start + by, end + by);
    };
    change(b.start, b.end, 60);
    change(b.start + 60, b.end + 60, -60);
    return 0;
}
void mixed_map(benchmark::State& state) {
    ask_overlapping(state, [](auto& in, std::size_t i) { return mix_in(in.map, in, i); });
}
BENCHMARK(count_live)->Name("overlapping/count/timewright") TIMEWRIGHT_GROWTH;
BENCHMARK(count_live_batched)->Name("overlapping/count/timewright_batched") TIMEWRIGHT_SIZES;
BENCHMARK(count_snapshot)->Name("overlapping/count/snapshot") TIMEWRIGHT_SIZES;
BENCHMARK(count_snapshot_batched)->Name("overlapping/count/snapshot_batched") TIMEWRIGHT_GROWTH;
BENCHMARK(enumerate)->Name("overlapping/enumerate/timewright") TIMEWRIGHT_SIZES;
BENCHMARK(enumerate_map)->Name("overlapping/enumerate/std_multimap") TIMEWRIGHT_SIZES;
BENCHMARK(mixed)->Name("overlapping/mixed/timewright") TIMEWRIGHT_SIZES;
BENCHMARK(mixed_map)->Name("overlapping/mixed/std_multimap") TIMEWRIGHT_SIZES;

#ifdef TIMEWRIGHT_BENCH_ABSL
void count_absl(benchmark::State& state) {
    ask_overlapping(state, [](auto& in, std::size_t i) {
        std::size_t count = 0;
        map_overlaps(in.tree, in.longest, in.windows[i], [&](std::int64_t) { ++count; });
        return count;
    });
}
void enumerate_absl(benchmark::State& state) {
    ask_overlapping(state, [](auto& in, std::size_t i) { return enumerated_in(in.tree, in, i); });
}
void mixed_absl(benchmark::State& state) {
    ask_overlapping(state, [](auto& in, std::size_t i) { return mix_in(in.tree, in, i); });
}
BENCHMARK(count_absl)->Name("overlapping/count/absl_btree_multimap") TIMEWRIGHT_SIZES;
BENCHMARK(enumerate_absl)->Name("overlapping/enumerate/absl_btree_multimap") TIMEWRIGHT_SIZES;
BENCHMARK(mixed_absl)->Name("overlapping/mixed/absl_btree_multimap") TIMEWRIGHT_SIZES;
#endif

// ---- ICL's way to keep identities ----------------------------------------------------------------

// An interval_map of sets: each segment holds the names of those that go on during it.
using icl_names =
    boost::icl::interval_map<std::int64_t, std::set<std::uint32_t>, boost::icl::partial_absorber,
                             std::less, boost::icl::inplace_plus, boost::icl::inter_section,
                             icl_span>;

struct icl_overlapping {
    overlapping_index& in;
    icl_names names{};

    explicit icl_overlapping(std::int64_t count) : in(overlapping_index::of(count)) {
        for (std::uint32_t i = 0; i < in.bookings.size(); ++i) add(i, 0);
        for (std::size_t i = 0; i < compared; ++i)
            require(enumerated_here(i) == enumerated(in, i), "interval_map");
    }
    static icl_overlapping& of(std::int64_t count) {
        static std::map<std::int64_t, icl_overlapping> made;
        return made.try_emplace(count, count).first->second;
    }

    icl_span span_of(std::uint32_t i, std::int64_t by) const {
        return {in.bookings[i].start + by, in.bookings[i].end + by};
    }
    void add(std::uint32_t i, std::int64_t by) { names.add({span_of(i, by), {i}}); }
    void subtract(std::uint32_t i, std::int64_t by) { names.subtract({span_of(i, by), {i}}); }
    std::int64_t enumerated_here(std::size_t i) const {
        std::set<std::uint32_t> found;
        const auto [first, last] = names.equal_range(icl_of(in.windows[i]));
        for (auto at = first; at != last; ++at) found.insert(at->second.begin(), at->second.end());
        std::int64_t sum = 0;
        for (const std::uint32_t one : found) sum += in.bookings[one].end;
        return sum;
    }
};

void mixed_icl(benchmark::State& state) {
    auto& in = icl_overlapping::of(state.range(0));
    std::size_t i = 0;
    for (auto _ : state) {
        if (i % 10 != 9) {
            benchmark::DoNotOptimize(in.enumerated_here(i));
        } else {
            const auto which = static_cast<std::uint32_t>(i * 61 % in.in.bookings.size());
            in.subtract(which, 0);
            in.add(which, 60);
            in.subtract(which, 60);
            in.add(which, 0);
        }
        i = (i + 1) % questions_kept;
    }
}
BENCHMARK(mixed_icl)->Name("overlapping/mixed/icl_interval_map_of_sets")->Arg(10'000);

} // namespace
