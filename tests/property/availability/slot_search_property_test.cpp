// Goal: find_slots and explain answer as an array of minutes does, whatever the question.
// Method: seeded random worlds of five hours (people, hours, tentative and unknown time, buffers,
// limits a day, units, groups of which several are needed, seats and features, weights, grids, notice,
// orders) around changes of a zone's offset; a failing world is named by its seed. Explanations are
// verified by applying them.
// TIMEWRIGHT_SEARCHES and TIMEWRIGHT_FIRST_SEED say how many worlds, and which.
#include "property/availability/search_world.hpp"
#include "unit/availability/times.hpp"

#include <timewright/availability/explain.hpp>
#include <timewright/availability/slot_search.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable); // NOLINT(concurrency-mt-unsafe): nobody sets it
    return text == nullptr ? otherwise : std::stoull(text);
}

const std::uint64_t first_seed = number_from("TIMEWRIGHT_FIRST_SEED", 0);
const std::uint64_t searches = number_from("TIMEWRIGHT_SEARCHES", 60'000);
const std::uint64_t explanations = searches / 6;

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
    for (std::uint64_t seed = first_seed; seed < first_seed + searches; ++seed) {
        const search_world world = draw(seed);
        const auto answer = find_slots(world.to_query());
        ASSERT_TRUE(answer) << "seed " << seed << ": " << answer.error().message;
        ASSERT_FALSE(answer->truncated) << "seed " << seed;
        ASSERT_EQ(answer->slots, minute_array(world).best()) << "seed " << seed;
        found += answer->slots.empty() ? 0 : 1;
    }
    // The worlds are neither all empty nor all full, or this would prove little.
    EXPECT_GT(found, searches / 8);
    EXPECT_LT(found, searches * 3 / 4);
}

TEST(SlotSearchProperty, WithinABudgetGivesOnlyRightSlots) {
    for (std::uint64_t seed = first_seed; seed < first_seed + searches / 5; ++seed) {
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
        const bool ranked = world.order == slot_order::best;
        ASSERT_TRUE(std::is_sorted(answer->slots.begin(), answer->slots.end(),
                                   [ranked](const slot& a, const slot& b) {
                                       return ranked && a.score != b.score ? a.score > b.score
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
        return std::tuple(blocked.size(), closed, blocked.span.start());
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
        const resource_group& group = world.any_of[g];
        const std::size_t chosen = naive.rooms_of(group, start).size();
        if (chosen == group.needed) continue;
        group_shortage shortage{.lacking = group.needed - chosen};
        std::size_t open = 0;
        for (const std::size_t member : group.members) {
            if (!naive.has_what_is_asked(group, member)) continue;
            if (!naive.can_take(member, start)) shortage.members.push_back(member);
            open += naive.is_open(member, start) ? 1 : 0;
        }
        j.blocked.groups.push_back(g);
        j.blocked.shortages.push_back(std::move(shortage));
        j.closed += open >= group.needed ? 0 : 1;
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

/// Freed of everything that is in its way.
void set_free(world_calendar& calendar) {
    calendar.busy.clear();
    calendar.tentative.clear();
    calendar.shared.clear();
    calendar.open.reset();
    calendar.unknown = false;
    calendar.day_meetings_max = -1;
    calendar.day_minutes_max = -1;
}

/// The least number of people and rooms whose freeing makes the slot possible, by trying all sets.
/// Nothing when no set does.
std::optional<std::size_t> least_to_free(const search_world& world, int start) {
    std::vector<std::size_t> asked = world.required;
    for (const resource_group& group : world.any_of)
        asked.insert(asked.end(), group.members.begin(), group.members.end());
    std::optional<std::size_t> least;
    for (std::uint32_t set = 0; set < (1U << asked.size()); ++set) {
        const auto size = static_cast<std::size_t>(std::popcount(set));
        if (least && size >= *least) continue;
        search_world freed = world;
        for (std::size_t i = 0; i < asked.size(); ++i)
            if ((set >> i & 1U) != 0) set_free(freed.calendars[asked[i]]);
        if (minute_array(freed).slot_at(start)) least = size;
    }
    return least;
}

/// From when, until when the calendars are known, in minutes.
constexpr int known_from = 0;
int known_until(const search_world& world) { return world.known_until(); }

/// The world that a relaxation speaks of.
search_world applied(search_world world, const relaxation& change_made,
                     const std::vector<std::size_t>& further) {
    switch (change_made.kind) {
        case relaxation_kind::shorter:
            world.duration =
                static_cast<int>(change_made.found.span.length() / std::chrono::minutes(1));
            break;
        case relaxation_kind::without_calendar:
            std::erase(world.required, change_made.index);
            break;
        case relaxation_kind::another_room:
            if (further.empty()) {
                world.any_of.erase(world.any_of.begin() +
                                   static_cast<std::ptrdiff_t>(change_made.index));
            } else {
                auto& members = world.any_of[change_made.index].members;
                members.insert(members.end(), further.begin(), further.end());
            }
            break;
        case relaxation_kind::later:
            world.not_before = std::max(world.not_before, world.window_to - world.duration + 1);
            world.window_to = known_until(world);
            break;
        case relaxation_kind::earlier:
            world.window_to = world.window_from - 1 + world.duration;
            world.window_from -= (world.window_from - known_from) / world.step * world.step;
            break;
        case relaxation_kind::over_tentative:
            for (const std::size_t c : change_made.calendars) world.calendars[c].tentative.clear();
            break;
        case relaxation_kind::outside_hours:
            for (const std::size_t c : change_made.calendars) world.calendars[c].open.reset();
            break;
    }
    world.slots_max = slots_limit_max;
    return world;
}

/// Starts at which everybody required can, by time.
std::vector<int> fitting(const search_world& world) {
    const minute_array naive(world);
    std::vector<int> starts;
    for (const int start : naive.candidates())
        if (naive.slot_at(start)) starts.push_back(start);
    return starts;
}

int minute_of(const search_world& world, sys_seconds t) {
    return static_cast<int>((t - world.origin) / std::chrono::minutes(1));
}

/// Of all starts with a limit given up by whomever it helps, the fewest required calendars for which
/// it has to be; nothing when that makes no slot, or not without the groups' giving way too.
std::optional<std::size_t> fewest_broken(const search_world& world, relaxation_kind kind) {
    std::optional<std::size_t> fewest;
    const auto give_up = [kind](world_calendar& c) {
        if (kind == relaxation_kind::outside_hours)
            c.open.reset();
        else
            c.tentative.clear();
    };
    const minute_array naive(world);
    search_world soft = world;
    for (const std::size_t c : world.required) give_up(soft.calendars[c]);
    for (const int start : fitting(soft)) {
        std::size_t broken = 0;
        for (const std::size_t c : world.required) broken += naive.can_take(c, start) ? 0 : 1;
        fewest = std::min(fewest.value_or(broken), broken);
    }
    return fewest;
}

/// For relaxations that say all by their kind.
slot nothing_found(const search_world& world) {
    return {.span = {world.at(0), world.at(world.duration)}};
}

const relaxation* find(const explanation& why, relaxation_kind kind) {
    for (const relaxation& r : why.relaxations)
        if (r.kind == kind) return &r;
    return nullptr;
}

/// Two more calendars that nobody named.
std::vector<std::size_t> add_further(search_world& world, std::uint64_t seed) {
    if (seed % 2 == 0) return {};
    std::vector<std::size_t> further;
    for (int from = 0; from < 2; ++from) {
        further.push_back(world.calendars.size());
        world.calendars.push_back({.busy = {{from * 30, from * 30 + 60}},
                                   .traits = {.seats = 20, .units = 3, .features = {"video"}}});
    }
    return further;
}

TEST(ExplainProperty, NamesTheFewestBlockersAndRelaxationsThatWork) {
    std::size_t explained = 0;
    std::size_t relaxed[7] = {};
    for (std::uint64_t seed = first_seed; seed < first_seed + explanations; ++seed) {
        search_world world = draw(seed);
        const std::vector<std::size_t> further = add_further(world, seed);
        const minute_array naive(world);
        const std::size_t most = 1 + seed % 4;
        const auto why = explain(world.to_query(), {.nearest_max = most,
                                                    .known_until = world.at(known_until(world)),
                                                    .known_from = world.at(known_from),
                                                    .further = further});
        ASSERT_TRUE(why) << "seed " << seed;
        ASSERT_EQ(why->fits, !naive.best().empty()) << "seed " << seed;
        if (why->fits) continue;
        ++explained;

        ASSERT_EQ(why->nearest, nearest(world, naive, most)) << "seed " << seed;
        for (const relaxation& r : why->relaxations) {
            const search_world changed = applied(world, r, further);
            const std::vector<int> starts = fitting(changed);
            const int start = minute_of(world, r.found.span.start());
            ASSERT_NE(std::find(starts.begin(), starts.end(), start), starts.end())
                << "seed " << seed << ", relaxation " << to_string(r.kind);
            ASSERT_EQ(minute_array(changed).slot_at(start), r.found)
                << "seed " << seed << ", relaxation " << to_string(r.kind);
            if (r.kind == relaxation_kind::later) {
                ASSERT_EQ(start, starts.front());
            }
            if (r.kind == relaxation_kind::earlier) {
                ASSERT_EQ(start, starts.back());
            }
            ++relaxed[static_cast<std::size_t>(r.kind)];
        }
        for (const relaxation_kind kind : {relaxation_kind::later, relaxation_kind::earlier})
            ASSERT_EQ(
                find(*why, kind) != nullptr,
                !fitting(applied(world, {.kind = kind, .found = nothing_found(world)}, {})).empty())
                << "seed " << seed << ", relaxation " << to_string(kind);
    }
    EXPECT_GT(explained, explanations / 4);
    for (const std::size_t of_a_kind : relaxed) EXPECT_GT(of_a_kind, explanations / 1'000);
}

TEST(ExplainProperty, GivesUpHoursAndTentativeTimeOfAsFewAsCanBe) {
    std::size_t given_up = 0;
    for (std::uint64_t seed = first_seed; seed < first_seed + explanations; ++seed) {
        const search_world world = draw(seed);
        const auto why = explain(world.to_query());
        ASSERT_TRUE(why) << "seed " << seed;
        if (why->fits) continue;
        for (const relaxation_kind kind :
             {relaxation_kind::over_tentative, relaxation_kind::outside_hours}) {
            if (kind == relaxation_kind::over_tentative && world.tentative == tentative_as::free)
                continue;
            const auto fewest = fewest_broken(world, kind);
            if (!fewest) continue;
            const relaxation* told = find(*why, kind);
            ASSERT_NE(told, nullptr) << "seed " << seed << ", relaxation " << to_string(kind);
            ASSERT_EQ(told->calendars.size(), *fewest) << "seed " << seed;
            ++given_up;
        }
    }
    EXPECT_GT(given_up, explanations / 500);
}

TEST(ExplainProperty, NobodyCanBeLeftOutOfTheSmallestSetThatBlocks) {
    std::size_t tried = 0;
    for (std::uint64_t seed = first_seed; seed < first_seed + explanations; ++seed) {
        const search_world world = draw(seed);
        std::size_t asked = world.required.size();
        for (const resource_group& group : world.any_of) asked += group.members.size();
        if (asked > 6) continue; // all subsets are tried
        const auto why = explain(world.to_query(), {.nearest_max = 1});
        ASSERT_TRUE(why) << "seed " << seed;
        if (why->fits || why->nearest.empty()) continue;
        const blocked_slot& blocked = why->nearest.front();
        const auto least = least_to_free(world, minute_of(world, blocked.span.start()));
        ASSERT_EQ(least.has_value(), why->hopeless_groups.empty()) << "seed " << seed;
        if (!least) continue;
        ASSERT_EQ(*least, blocked.size()) << "seed " << seed;
        for (const int start : minute_array(world).candidates())
            ASSERT_GE(judge(world, minute_array(world), start).blocked.size(), *least);
        ++tried;
    }
    EXPECT_GT(tried, explanations / 50);
}

TEST(ExplainProperty, TellsOfARefusedSlotWhoBlocksItAndWhatHelpsThere) {
    std::size_t refused = 0;
    for (std::uint64_t seed = first_seed; seed < first_seed + explanations; ++seed) {
        search_world world = draw(seed);
        const std::vector<std::size_t> further = add_further(world, seed);
        const minute_array naive(world);
        const int span = world.window_to - world.window_from - world.duration;
        const int start = world.window_from + static_cast<int>(seed * 7 % (1 + span));
        const auto why = explain_slot(world.to_query(), world.at(start), {.further = further});
        ASSERT_TRUE(why) << "seed " << seed;
        const std::vector<int> starts = fitting(world);
        const auto here = std::find(starts.begin(), starts.end(), start);
        ASSERT_EQ(why->fits, here != starts.end()) << "seed " << seed;
        if (why->fits) continue;
        ++refused;

        ASSERT_EQ(why->blocked, judge(world, naive, start).blocked) << "seed " << seed;
        const std::vector<int> candidates = naive.candidates();
        ASSERT_EQ(why->too_soon, start < world.not_before) << "seed " << seed;
        if (!why->too_soon) {
            ASSERT_EQ(why->off_grid,
                      std::find(candidates.begin(), candidates.end(), start) == candidates.end())
                << "seed " << seed;
        }
        // The nearest slots on both sides, where there are some.
        const auto after = std::upper_bound(starts.begin(), starts.end(), start);
        for (const relaxation& r : why->relaxations) {
            const int found = minute_of(world, r.found.span.start());
            if (r.kind == relaxation_kind::later) {
                ASSERT_TRUE(after != starts.end() && found == *after) << "seed " << seed;
            } else if (r.kind == relaxation_kind::earlier) {
                ASSERT_TRUE(after != starts.begin() && found == *(after - 1)) << "seed " << seed;
            } else {
                ASSERT_EQ(found, start) << "seed " << seed;
                ASSERT_EQ(minute_array(applied(world, r, further)).slot_at(start), r.found)
                    << "seed " << seed << ", relaxation " << to_string(r.kind);
            }
        }
        const auto tells = [&why](relaxation_kind kind) {
            return std::any_of(why->relaxations.begin(), why->relaxations.end(),
                               [kind](const relaxation& r) { return r.kind == kind; });
        };
        ASSERT_EQ(tells(relaxation_kind::later), after != starts.end()) << "seed " << seed;
        ASSERT_EQ(tells(relaxation_kind::earlier), after != starts.begin()) << "seed " << seed;
    }
    EXPECT_GT(refused, explanations / 4);
}

} // namespace
