/// @file
/// A small random world for searches, and the naive answer to a search in it: an array of minutes.
///
/// Everything happens on whole minutes, and a search's naive answer tries every candidate and looks
/// at every minute of it. It is slow and obviously right. It stays as the oracle.
#pragma once

#include <timewright/availability/availability.hpp>
#include <timewright/availability/capacity.hpp>
#include <timewright/availability/day_limit.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace timewright::test {

/// Minutes [from, to) after the origin of the world.
struct minutes_span {
    int from;
    int to;
};

struct world_calendar {
    std::vector<minutes_span> busy{};
    std::optional<std::vector<minutes_span>> open{};
    std::vector<minutes_span> tentative{};
    std::vector<minutes_span> shared{}; ///< each takes one of `shared_max` units; one is wanted
    std::uint32_t shared_max = 1;
    bool unknown = false;
    int buffer_before = 0; ///< free minutes that are needed ahead of a slot, and behind it
    int buffer_after = 0;
    int day_meetings_max = -1; ///< of `busy` and the slot, on a day of the world; -1: no limit
    int day_minutes_max = -1;  ///< -1: no limit
    resource_traits traits{};

    [[nodiscard]] bool has_day_limit() const {
        return day_meetings_max >= 0 || day_minutes_max >= 0;
    }
};

/// A search, in minutes.
struct search_world {
    sys_seconds origin{};
    zone align_zone{};
    zone day_zone{};     ///< whose days are limited
    int limited_for = 1; ///< limits a day are for a slot of this length: the one first asked for
    int window_from = 0;
    int window_to = 1;
    int duration = 1;
    int step = 1;
    int align = 0;       ///< 0: none
    int not_before = -1; ///< -1: none
    std::size_t slots_max = 10;
    std::vector<world_calendar> calendars{};
    std::vector<std::size_t> required{};
    std::vector<optional_calendar> optional{};
    std::vector<resource_group> any_of{};
    slot_order order = slot_order::best;
    tentative_as tentative = tentative_as::busy;
    unknown_as unknown = unknown_as::busy;

    [[nodiscard]] sys_seconds at(int minute) const { return origin + std::chrono::minutes(minute); }

    [[nodiscard]] time_set to_set(const std::vector<minutes_span>& spans) const {
        std::vector<interval> all;
        for (const minutes_span& s : spans) all.emplace_back(at(s.from), at(s.to));
        return time_set::from_unsorted(std::move(all));
    }

    [[nodiscard]] time_set when_used_up(const world_calendar& c) const {
        std::vector<capacity_use> uses;
        for (const minutes_span& s : c.shared) uses.push_back({.span = {at(s.from), at(s.to)}});
        return capacity_profile(c.shared_max, uses).busy_for(1);
    }

    /// The days on which the calendar takes no more, by the library.
    [[nodiscard]] time_set full_days(const world_calendar& c) const {
        day_limit limit{.in_zone = day_zone};
        if (c.day_meetings_max >= 0)
            limit.meetings_max = static_cast<std::size_t>(c.day_meetings_max);
        if (c.day_minutes_max >= 0) limit.time_max = std::chrono::minutes(c.day_minutes_max);
        std::vector<interval> meetings;
        for (const minutes_span& s : c.busy) meetings.emplace_back(at(s.from), at(s.to));
        // Of the world, not of the window: explanations look around it.
        return *compute_full_days(meetings, limit, {at(0), at(known_until())},
                                  std::chrono::minutes(limited_for));
    }

    /// Nothing is asked of later minutes.
    [[nodiscard]] int known_until() const { return window_to + 120; }

    [[nodiscard]] slot_query to_query() const {
        slot_query query{.window = {at(window_from), at(window_to)},
                         .duration = std::chrono::minutes(duration),
                         .step = std::chrono::minutes(step)};
        if (align != 0) query.align = {std::chrono::minutes(align), align_zone};
        if (not_before >= 0) query.not_before = at(not_before);
        for (const world_calendar& c : calendars) {
            const time_set busy =
                compute_buffered(to_set(c.busy), std::chrono::minutes(c.buffer_before),
                                 std::chrono::minutes(c.buffer_after));
            availability known{.busy = unite(unite(busy, full_days(c)), when_used_up(c))};
            if (c.open) known.open = to_set(*c.open);
            known.tentative = to_set(c.tentative);
            known.unknown = c.unknown;
            query.calendars.push_back(std::move(known));
            query.traits.push_back(c.traits);
        }
        query.required = required;
        query.optional = optional;
        query.any_of = any_of;
        query.slots_max = slots_max;
        query.order = order;
        query.tentative = tentative;
        query.unknown = unknown;
        return query;
    }
};

/// The naive answers about one world.
class minute_array {
  public:
    explicit minute_array(const search_world& world) : world_(world) {
        for (const world_calendar& c : world.calendars) {
            const bool dark = c.unknown && world.unknown == unknown_as::busy;
            std::vector<bool> can(static_cast<std::size_t>(world.window_to),
                                  !c.open.has_value() && !dark);
            if (c.open && !dark)
                for (const minutes_span& s : *c.open) fill(can, s, true);
            open_.push_back(can);
            for (const minutes_span& s : c.busy)
                fill(can, {s.from - c.buffer_after, s.to + c.buffer_before}, false);
            close_full_days(can, c);
            for (int m = 0; m < world.window_to; ++m)
                if (used_at(c, m) >= static_cast<std::ptrdiff_t>(c.shared_max))
                    fill(can, {m, m + 1}, false);
            if (world.tentative == tentative_as::busy)
                for (const minutes_span& s : c.tentative) fill(can, s, false);
            can_.push_back(std::move(can));
        }
    }

    [[nodiscard]] bool can_take(std::size_t calendar, int start) const {
        return is_whole(can_[calendar], start);
    }
    /// At work throughout, busy or not.
    [[nodiscard]] bool is_open(std::size_t calendar, int start) const {
        return is_whole(open_[calendar], start);
    }

    /// The first members, as many as are needed, that have what is asked for and can; perhaps fewer.
    [[nodiscard]] std::vector<std::size_t> rooms_of(const resource_group& group, int start) const {
        std::vector<std::size_t> rooms;
        for (const std::size_t calendar : group.members)
            if (rooms.size() < group.needed && has_what_is_asked(group, calendar) &&
                can_take(calendar, start))
                rooms.push_back(calendar);
        return rooms;
    }

    [[nodiscard]] bool has_what_is_asked(const resource_group& group, std::size_t calendar) const {
        const resource_traits& traits = world_.calendars[calendar].traits;
        if (traits.seats < group.least.seats || traits.units < group.least.units) return false;
        for (const std::string& wanted : group.least.features)
            if (std::count(traits.features.begin(), traits.features.end(), wanted) == 0)
                return false;
        return true;
    }

    /// Every start to be tried: the steps, each moved minute by minute up to the grid.
    [[nodiscard]] std::vector<int> candidates() const {
        std::vector<int> all;
        for (int step = world_.window_from; step + world_.duration <= world_.window_to;
             step += world_.step) {
            int start = step;
            while (world_.align != 0 && !is_on_grid(start)) ++start;
            if (start + world_.duration > world_.window_to) break;
            if (start < world_.not_before) continue;
            if (all.empty() || all.back() != start) all.push_back(start);
        }
        return all;
    }

    [[nodiscard]] std::optional<slot> slot_at(int start) const {
        slot found{.span = {world_.at(start), world_.at(start + world_.duration)}};
        for (const std::size_t calendar : world_.required)
            if (!can_take(calendar, start)) return std::nullopt;
        for (const resource_group& group : world_.any_of) {
            const std::vector<std::size_t> rooms = rooms_of(group, start);
            if (rooms.size() < group.needed) return std::nullopt;
            found.rooms.insert(found.rooms.end(), rooms.begin(), rooms.end());
        }
        double present = 0;
        double all = 0;
        for (const optional_calendar& wanted : world_.optional) {
            all += wanted.weight;
            if (can_take(wanted.calendar, start))
                present += wanted.weight;
            else
                found.missing.push_back(wanted.calendar);
        }
        found.score = all == 0 ? 1 : present / all;
        return found;
    }

    [[nodiscard]] std::vector<slot> best() const {
        std::vector<slot> all;
        for (const int start : candidates())
            if (auto found = slot_at(start)) all.push_back(*std::move(found));
        if (world_.order == slot_order::best)
            std::stable_sort(all.begin(), all.end(),
                             [](const slot& a, const slot& b) { return a.score > b.score; });
        const std::size_t most = world_.order == slot_order::first ? 1 : world_.slots_max;
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), most)), all.end());
        return all;
    }

  private:
    [[nodiscard]] bool is_whole(const std::vector<bool>& minutes, int start) const {
        for (int minute = start; minute < start + world_.duration; ++minute)
            if (!minutes[static_cast<std::size_t>(minute)]) return false;
        return true;
    }

    [[nodiscard]] static std::ptrdiff_t used_at(const world_calendar& c, int minute) {
        return std::count_if(c.shared.begin(), c.shared.end(), [minute](const minutes_span& s) {
            return s.from <= minute && minute < s.to;
        });
    }

    static void fill(std::vector<bool>& minutes, const minutes_span& s, bool value) {
        for (int m = std::max(s.from, 0); m < s.to && m < static_cast<int>(minutes.size()); ++m)
            minutes[static_cast<std::size_t>(m)] = value;
    }

    [[nodiscard]] std::int64_t date_of(int minute) const {
        const sys_seconds t = world_.at(minute);
        const auto local = t.time_since_epoch() + world_.day_zone.period_at(t).offset;
        return std::chrono::floor<std::chrono::days>(local).count();
    }

    /// Files every minute of every meeting under its date.
    void close_full_days(std::vector<bool>& can, const world_calendar& c) const {
        if (!c.has_day_limit()) return;
        std::map<std::int64_t, std::set<std::size_t>> meetings;
        std::map<std::int64_t, std::set<int>> taken;
        for (std::size_t i = 0; i < c.busy.size(); ++i)
            for (int m = c.busy[i].from; m < c.busy[i].to; ++m) {
                meetings[date_of(m)].insert(i);
                taken[date_of(m)].insert(m);
            }
        for (int m = 0; m < world_.window_to; ++m) {
            const auto count = static_cast<int>(meetings[date_of(m)].size());
            const int minutes = static_cast<int>(taken[date_of(m)].size()) + world_.limited_for;
            if ((c.day_meetings_max >= 0 && count >= c.day_meetings_max) ||
                (c.day_minutes_max >= 0 && minutes > c.day_minutes_max))
                fill(can, {m, m + 1}, false);
        }
    }

    [[nodiscard]] bool is_on_grid(int minute) const {
        const sys_seconds t = world_.at(minute);
        const auto local = t.time_since_epoch() + world_.align_zone.period_at(t).offset;
        return local.count() % (60 * world_.align) == 0;
    }

    const search_world& world_;
    std::vector<std::vector<bool>> can_;
    std::vector<std::vector<bool>> open_;
};

/// Draws worlds; the same seed draws the same one.
class world_source {
  public:
    explicit world_source(std::uint64_t seed) : random_(seed) {}

    [[nodiscard]] search_world draw(const std::vector<zone>& zones, sys_seconds origin) {
        search_world world;
        // Up to five hours around the origin, at which the zones change their offset.
        world.origin = origin - std::chrono::minutes(number(0, 300));
        world.align_zone =
            zones[static_cast<std::size_t>(number(0, static_cast<int>(zones.size()) - 1))];
        world.window_from = number(0, 40);
        world.window_to = world.window_from + number(1, 300);
        world.duration = number(1, std::min(world.window_to - world.window_from, 60));
        world.limited_for = world.duration;
        world.step = number(1, 40);
        if (number(0, 2) == 0) world.align = grids[static_cast<std::size_t>(number(0, 5))];
        if (number(0, 4) == 0) world.not_before = number(0, world.window_to);
        world.slots_max = static_cast<std::size_t>(number(1, 12));
        // Midnight falls anywhere in the world.
        world.day_zone = zone::fixed("Test/Days", std::chrono::minutes(number(-840, 840)));
        draw_roles(world);
        for (world_calendar& c : world.calendars) {
            const int density = number(0, 3);
            c.busy = draw_spans(world.window_to, number(0, 4 * density), 40);
            if (number(0, 2) == 0) c.open = draw_spans(world.window_to, number(0, 4), 200);
            if (number(0, 2) == 0) c.tentative = draw_spans(world.window_to, number(0, 4), 40);
            if (number(0, 3) == 0) c.shared = draw_spans(world.window_to, number(0, 12), 60);
            c.shared_max = static_cast<std::uint32_t>(number(1, 4));
            c.unknown = number(0, 15) == 0;
            if (number(0, 3) == 0) c.buffer_before = number(0, 20);
            if (number(0, 3) == 0) c.buffer_after = number(0, 20);
            if (number(0, 5) == 0) c.day_meetings_max = number(0, 6);
            if (number(0, 5) == 0) c.day_minutes_max = number(0, 240);
            c.traits.seats = static_cast<std::uint32_t>(number(0, 12));
            c.traits.units = static_cast<std::uint32_t>(number(1, 3));
            for (const char* feature : {"video", "board"})
                if (number(0, 2) != 0) c.traits.features.emplace_back(feature);
        }
        if (number(0, 2) == 0) world.tentative = tentative_as::free;
        if (number(0, 2) == 0) world.unknown = unknown_as::free;
        const int order = number(0, 3);
        if (order == 0) world.order = slot_order::all;
        if (order == 1) world.order = slot_order::first;
        return world;
    }

  private:
    static constexpr int grids[] = {1, 5, 15, 20, 30, 60};

    [[nodiscard]] int number(int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(random_);
    }

    void draw_roles(search_world& world) {
        const auto next = [&world] {
            world.calendars.emplace_back();
            return world.calendars.size() - 1;
        };
        for (int n = number(0, 4); n > 0; --n) world.required.push_back(next());
        for (int n = number(world.required.empty() ? 1 : 0, 2); n > 0; --n) {
            world.any_of.emplace_back();
            resource_group& group = world.any_of.back();
            for (int member = number(1, 5); member > 0; --member) group.members.push_back(next());
            if (number(0, 1) == 0)
                group.needed =
                    static_cast<std::size_t>(number(1, static_cast<int>(group.members.size())));
            if (number(0, 2) == 0) group.least.seats = static_cast<std::uint32_t>(number(0, 4));
            if (number(0, 5) == 0) group.least.units = static_cast<std::uint32_t>(number(0, 2));
            if (number(0, 5) == 0) group.least.features = {"video"};
            if (number(0, 11) == 0) group.least.features.emplace_back("board");
        }
        for (int n = number(0, 4); n > 0; --n)
            world.optional.push_back(
                {.calendar = next(), .weight = static_cast<std::uint32_t>(number(1, 8))});
    }

    [[nodiscard]] std::vector<minutes_span> draw_spans(int until, int count, int longest) {
        std::vector<minutes_span> spans;
        for (; count > 0; --count) {
            const int from = number(0, until - 1);
            spans.push_back({from, from + number(1, longest)});
        }
        return spans;
    }

    std::mt19937_64 random_;
};

} // namespace timewright::test
