// Goal: find_slots and explain answer as an array of minutes does, whatever the question.
// Method: seeded random worlds of five hours (people, hours, rooms, groups, weights, grids, notice)
// around changes of a zone's offset; a failing world is named by its seed. Explanations are
// verified by applying them.
#include "property/availability/search_world.hpp"
#include "unit/availability/times.hpp"

#include <timewright/availability/explain.hpp>
#include <timewright/availability/slot_search.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <tuple>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

constexpr std::uint64_t searches = 60'000;
constexpr std::uint64_t explanations = 10'000;

constexpr sys_seconds change =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 1) + std::chrono::hours(6);

/// UTC, a zone of odd quarters, and three that change their offset at `change`: an hour back, an
/// hour ahead, and half an hour back as on Lord Howe.
const std::vector<zone>& zones() {
    using namespace std::chrono_literals;
    static const std::vector<zone> all{
        zone(), zone::fixed("Asia/Kathmandu", 5h + 45min), zone_with_change(-4h, -5h, change),
        zone_with_change(1h, 2h, change), zone_with_change(11h, 10h + 30min, change)};
    return all;
}

search_world draw(std::uint64_t seed) { return world_source(seed).draw(zones(), change); }

TEST(SlotSearchProperty, AnswersAsAnArrayOfMinutesDoes) {
    std::size_t found = 0;
    for (std::uint64_t seed = 0; seed < searches; ++seed) {
        const search_world world = draw(seed);
        const auto answer = find_slots(world.to_query());
        ASSERT_TRUE(answer) << "seed " << seed << ": " << answer.error().message;
        ASSERT_FALSE(answer->truncated) << "seed " << seed;
        ASSERT_EQ(answer->slots, minute_array(world).best()) << "seed " << seed;
        found += answer->slots.empty() ? 0 : 1;
    }
    // The worlds are neither all empty nor all full, or this would prove little.
    EXPECT_GT(found, searches / 4);
    EXPECT_LT(found, searches * 3 / 4);
}

TEST(SlotSearchProperty, WithinABudgetGivesOnlyRightSlots) {
    for (std::uint64_t seed = 0; seed < searches / 5; ++seed) {
        const search_world world = draw(seed);
        slot_query query = world.to_query();
        query.looks_max = seed % 50;
        const auto answer = find_slots(query);
        ASSERT_TRUE(answer) << "seed " << seed;
        ASSERT_LE(answer->looks, query.looks_max) << "seed " << seed;
        const minute_array naive(world);
        if (!answer->truncated) {
            ASSERT_EQ(answer->slots, naive.best()) << "seed " << seed;
        }
        ASSERT_TRUE(std::is_sorted(answer->slots.begin(), answer->slots.end(),
                                   [](const slot& a, const slot& b) {
                                       return a.score != b.score ? a.score > b.score
                                                                 : a.span < b.span;
                                   }))
            << "seed " << seed;
        for (const slot& s : answer->slots) {
            const auto start = (s.span.start() - world.origin) / std::chrono::minutes(1);
            ASSERT_EQ(s, naive.slot_at(static_cast<int>(start))) << "seed " << seed;
        }
    }
}

/// A candidate with its blockers, and how many of those are not at work.
struct judged {
    blocked_slot blocked;
    std::size_t closed = 0;

    [[nodiscard]] auto key() const {
        return std::tuple(blocked.calendars.size() + blocked.groups.size(), closed,
                          blocked.span.start());
    }
};

judged judge(const search_world& world, const minute_array& naive, int start) {
    judged j{.blocked = {.span = {world.at(start), world.at(start + world.duration)}}};
    for (const std::size_t calendar : world.required) {
        if (naive.can_take(calendar, start)) continue;
        j.blocked.calendars.push_back(calendar);
        j.closed += naive.is_open(calendar, start) ? 0 : 1;
    }
    for (std::size_t g = 0; g < world.any_of.size(); ++g) {
        if (naive.room_of(world.any_of[g], start)) continue;
        j.blocked.groups.push_back(g);
        const bool some_open =
            std::any_of(world.any_of[g].begin(), world.any_of[g].end(),
                        [&](std::size_t calendar) { return naive.is_open(calendar, start); });
        j.closed += some_open ? 0 : 1;
    }
    return j;
}

/// All candidates by nearness, of each set of blockers the first, cut to `most`.
std::vector<blocked_slot> nearest(const search_world& world, const minute_array& naive,
                                  std::size_t most) {
    std::vector<judged> all;
    for (const int start : naive.candidates()) all.push_back(judge(world, naive, start));
    std::sort(all.begin(), all.end(),
              [](const judged& a, const judged& b) { return a.key() < b.key(); });
    std::vector<blocked_slot> told;
    for (const judged& j : all) {
        const bool known = std::any_of(told.begin(), told.end(), [&](const blocked_slot& b) {
            return b.calendars == j.blocked.calendars && b.groups == j.blocked.groups;
        });
        if (!known && told.size() < most) told.push_back(j.blocked);
    }
    return told;
}

/// The query that a relaxation speaks of.
slot_query applied(slot_query query, const relaxation& change_made, sys_seconds known_until) {
    switch (change_made.kind) {
        case relaxation_kind::shorter:
            query.duration = change_made.found.span.length();
            break;
        case relaxation_kind::without_calendar:
            std::erase(query.required, change_made.index);
            break;
        case relaxation_kind::another_room:
            query.any_of.erase(query.any_of.begin() +
                               static_cast<std::ptrdiff_t>(change_made.index));
            break;
        case relaxation_kind::later: {
            const auto from = query.window.end() - query.duration + std::chrono::seconds(1);
            query.window = interval(query.window.start(), known_until);
            query.not_before = std::max(query.not_before.value_or(from), from);
            break;
        }
    }
    query.slots_max = slots_limit_max;
    return query;
}

TEST(ExplainProperty, NamesTheFewestBlockersAndRelaxationsThatWork) {
    std::size_t explained = 0;
    std::size_t relaxed[4] = {0, 0, 0, 0};
    for (std::uint64_t seed = 0; seed < explanations; ++seed) {
        const search_world world = draw(seed);
        const slot_query query = world.to_query();
        const minute_array naive(world);
        const sys_seconds known_until = query.window.end() + std::chrono::minutes(120);
        const std::size_t most = 1 + seed % 4;
        const auto why = explain(query, {.nearest_max = most, .known_until = known_until});
        ASSERT_TRUE(why) << "seed " << seed;
        ASSERT_EQ(why->fits, !naive.best().empty()) << "seed " << seed;
        if (why->fits) continue;
        ++explained;

        ASSERT_EQ(why->nearest, nearest(world, naive, most)) << "seed " << seed;
        for (const relaxation& r : why->relaxations) {
            const auto works = find_slots(applied(query, r, known_until));
            ASSERT_TRUE(works) << "seed " << seed;
            ASSERT_NE(std::find(works->slots.begin(), works->slots.end(), r.found),
                      works->slots.end())
                << "seed " << seed << ", relaxation " << to_string(r.kind);
            ++relaxed[static_cast<std::size_t>(r.kind)];
        }
    }
    EXPECT_GT(explained, explanations / 4);
    for (const std::size_t of_a_kind : relaxed) EXPECT_GT(of_a_kind, 20U);
}

} // namespace
