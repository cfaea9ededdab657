/// @file
/// A small random world for searches, and the naive answer to a search in it: an array of minutes.
///
/// Everything happens on whole minutes, and a search's naive answer tries every candidate and looks
/// at every minute of it. It is slow and obviously right. It stays as the oracle.
#pragma once

#include <timewright/availability/slot_search.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
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
};

/// A search, in minutes.
struct search_world {
    sys_seconds origin{};
    zone align_zone{};
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
    std::vector<std::vector<std::size_t>> any_of{};

    [[nodiscard]] sys_seconds at(int minute) const { return origin + std::chrono::minutes(minute); }

    [[nodiscard]] time_set to_set(const std::vector<minutes_span>& spans) const {
        std::vector<interval> all;
        for (const minutes_span& s : spans) all.emplace_back(at(s.from), at(s.to));
        return time_set::from_unsorted(std::move(all));
    }

    [[nodiscard]] slot_query to_query() const {
        slot_query query{.window = {at(window_from), at(window_to)},
                         .duration = std::chrono::minutes(duration),
                         .step = std::chrono::minutes(step)};
        if (align != 0) query.align = {std::chrono::minutes(align), align_zone};
        if (not_before >= 0) query.not_before = at(not_before);
        for (const world_calendar& c : calendars) {
            availability known{.busy = to_set(c.busy)};
            if (c.open) known.open = to_set(*c.open);
            query.calendars.push_back(std::move(known));
        }
        query.required = required;
        query.optional = optional;
        query.any_of = any_of;
        query.slots_max = slots_max;
        return query;
    }
};

/// The naive answers about one world.
class minute_array {
  public:
    explicit minute_array(const search_world& world) : world_(world) {
        for (const world_calendar& c : world.calendars) {
            std::vector<bool> can(static_cast<std::size_t>(world.window_to), !c.open.has_value());
            if (c.open)
                for (const minutes_span& s : *c.open) fill(can, s, true);
            open_.push_back(can);
            for (const minutes_span& s : c.busy) fill(can, s, false);
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

    [[nodiscard]] std::optional<std::size_t> room_of(const std::vector<std::size_t>& group,
                                                     int start) const {
        for (const std::size_t calendar : group)
            if (can_take(calendar, start)) return calendar;
        return std::nullopt;
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
        for (const std::vector<std::size_t>& group : world_.any_of) {
            const auto room = room_of(group, start);
            if (!room) return std::nullopt;
            found.rooms.push_back(*room);
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
        std::stable_sort(all.begin(), all.end(),
                         [](const slot& a, const slot& b) { return a.score > b.score; });
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), world_.slots_max)),
                  all.end());
        return all;
    }

  private:
    [[nodiscard]] bool is_whole(const std::vector<bool>& minutes, int start) const {
        for (int minute = start; minute < start + world_.duration; ++minute)
            if (!minutes[static_cast<std::size_t>(minute)]) return false;
        return true;
    }

    static void fill(std::vector<bool>& minutes, const minutes_span& s, bool value) {
        for (int m = s.from; m < s.to && m < static_cast<int>(minutes.size()); ++m)
            minutes[static_cast<std::size_t>(m)] = value;
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
        world.step = number(1, 40);
        if (number(0, 2) == 0) world.align = grids[static_cast<std::size_t>(number(0, 5))];
        if (number(0, 4) == 0) world.not_before = number(0, world.window_to);
        world.slots_max = static_cast<std::size_t>(number(1, 12));
        draw_roles(world);
        for (world_calendar& c : world.calendars) {
            const int density = number(0, 3);
            c.busy = draw_spans(world.window_to, number(0, 4 * density), 40);
            if (number(0, 2) == 0) c.open = draw_spans(world.window_to, number(0, 4), 200);
        }
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
            for (int member = number(1, 4); member > 0; --member)
                world.any_of.back().push_back(next());
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
