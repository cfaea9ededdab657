#include "timewright/service/alternatives.hpp"

#include <timewright/conflict/overload.hpp>
#include <timewright/time/time_set.hpp>

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>

namespace timewright::detail {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// A single meeting may move by a week, a series by half a day: then it is still the same meeting.
constexpr seconds reach_of_one = hours(24 * 7);
constexpr seconds reach_of_series = hours(12);
constexpr seconds step = minutes(15);

/// By how much the whole meeting can be shifted while one calendar user has room for every
/// occurrence: a set of shifts, kept as instants around the first occurrence's start.
class shift_search {
  public:
    shift_search(store& claims, const alternatives_question& question)
        : claims_(claims),
          question_(question),
          first_(question.occurrences.front().span),
          reach_(question.occurrences.size() == 1 ? reach_of_one : reach_of_series),
          window_(question.occurrences.front().span.start() - reach_,
                  question.occurrences.back().span.end() + reach_) {}

    /// Starts of the first occurrence at which this user can take all of them.
    [[nodiscard]] result<time_set, error> starts_for(calendar_user_id user, std::uint32_t units) {
        const auto known = memo_.find(user);
        if (known != memo_.end()) return known->second;
        auto loaded = claims_.load(question_.organization, {&user, 1}, window_);
        if (!loaded) return unexpected(std::move(loaded).error());
        time_set starts;
        if (!loaded->users.empty() && !loaded->users.front().limits.disabled &&
            loaded->users.front().limits.capacity >= units)
            starts = fold(taken_by_others(*loaded, loaded->users.front().limits, units),
                          question_.rules.buffer_for(user));
        if (!starts.empty()) starts = allowed(user, starts);
        memo_.emplace(user, starts);
        return starts;
    }

    [[nodiscard]] interval first() const { return first_; }
    [[nodiscard]] seconds reach() const { return reach_; }

  private:
    /// Where fewer units are left than are asked for. Beyond the frontier there are none.
    [[nodiscard]] std::vector<interval> taken_by_others(const snapshot& loaded,
                                                        const bookable& limits,
                                                        std::uint32_t units) const {
        std::vector<load> loads;
        const sys_seconds frontier = std::max(limits.bookable_until, window_.start());
        if (frontier < window_.end())
            loads.push_back({interval(frontier, window_.end()), limits.capacity});
        for (const live_claim& c : loaded.claims)
            if (c.effect != claim_effect::waits &&
                (!question_.except || c.id.booking != *question_.except))
                loads.push_back({c.span, c.units});
        return compute_overload(loads, limits.capacity - units);
    }

    /// Each occurrence o forbids the shifts at which it would meet something taken.
    [[nodiscard]] time_set fold(const std::vector<interval>& taken,
                                const meeting_buffer& around) const {
        std::vector<interval> forbidden;
        for (const meeting_occurrence& o : question_.occurrences) {
            const seconds offset = o.span.start() - first_.start();
            const interval near(o.span.start() - reach_ - around.before,
                                o.span.end() + reach_ + around.after);
            const auto from =
                std::lower_bound(taken.begin(), taken.end(), near.start(),
                                 [](const interval& t, sys_seconds at) { return t.end() <= at; });
            // A start s of the first occurrence collides when [s + offset, + length) overlaps t.
            for (auto t = from; t != taken.end() && t->start() < near.end(); ++t)
                forbidden.emplace_back(
                    t->start() - offset - o.span.length() - around.after + seconds(1),
                    t->end() - offset + around.before);
        }
        const interval shifts(first_.start() - reach_, first_.start() + reach_ + seconds(1));
        return subtract(time_set(shifts), time_set::from_unsorted(std::move(forbidden)));
    }

    /// Those of the starts on the grid that the user's policy lets through.
    [[nodiscard]] time_set allowed(calendar_user_id user, const time_set& starts) const {
        const booking_policy& policy = question_.rules.policy_for(user);
        const bool asked_for = std::find(question_.asked.pending.begin(),
                                         question_.asked.pending.end(),
                                         user) != question_.asked.pending.end();
        if (!asked_for && needs_approval(policy, question_.asker)) return {};
        user_judge judge(policy, {.asker = question_.asker,
                                  .window = window_,
                                  .participants = question_.asked.details.participants.size(),
                                  .now = question_.now});
        if (judge.is_silent()) return starts;
        std::vector<interval> kept;
        for (seconds shift = -reach_; shift <= reach_; shift += step) {
            const sys_seconds at = first_.start() + shift;
            const auto fits = [&](const meeting_occurrence& o) {
                const interval moved(o.span.start() + shift, o.span.end() + shift);
                return judge.violations_of(moved).empty();
            };
            if (starts.contains(at) && std::all_of(question_.occurrences.begin(),
                                                   question_.occurrences.end(), fits))
                kept.emplace_back(at, seconds(1));
        }
        return time_set::from_unsorted(std::move(kept));
    }

    store& claims_;
    const alternatives_question& question_;
    interval first_;
    seconds reach_;
    interval window_;
    std::unordered_map<calendar_user_id, time_set> memo_;
};

/// The nearest start to the one asked for, on the grid of steps from it, in the set and not past.
class nearest_starts {
  public:
    nearest_starts(const shift_search& search, sys_seconds now) : search_(search), now_(now) {}

    template <class F>
    void for_each(F&& visit) const {
        for (seconds distance = step; distance <= search_.reach(); distance += step)
            for (const seconds shift : {distance, -distance}) {
                const sys_seconds at = search_.first().start() + shift;
                if (at >= now_ && !visit(at)) return;
            }
    }

  private:
    const shift_search& search_;
    sys_seconds now_;
};

/// One room of each group that is free at the start, none twice; empty if there is none.
result<std::vector<calendar_user_id>, error> pick_rooms(
    shift_search& search, const std::vector<std::vector<calendar_user_id>>& groups,
    sys_seconds at) {
    std::vector<calendar_user_id> chosen;
    for (const auto& group : groups) {
        bool found = false;
        for (const calendar_user_id room : group) {
            if (std::find(chosen.begin(), chosen.end(), room) != chosen.end()) continue;
            auto starts = search.starts_for(room, 1);
            if (!starts) return unexpected(std::move(starts).error());
            if (!starts->contains(at)) continue;
            chosen.push_back(room);
            found = true;
            break;
        }
        if (!found) return std::vector<calendar_user_id>();
    }
    return chosen;
}

} // namespace

result<std::vector<alternative>, error> find_alternatives(store& claims,
                                                          const alternatives_question& question) {
    shift_search search(claims, question);
    std::vector<alternative> found;

    // Everybody and everything that must be free and cannot be exchanged.
    time_set possible(interval(search.first().start() - search.reach(),
                               search.first().start() + search.reach() + seconds(1)));
    const auto require = [&](calendar_user_id user, std::uint32_t units) -> result<void, error> {
        auto starts = search.starts_for(user, units);
        if (!starts) return unexpected(std::move(starts).error());
        possible = intersect(possible, *starts);
        return {};
    };
    for (const resource_units& r : question.asked.resources)
        if (auto ok = require(r.id, r.units); !ok) return unexpected(ok.error());
    for (const calendar_user_id person : question.asked.insisted)
        if (auto ok = require(person, 1); !ok) return unexpected(ok.error());

    const auto offer = [&](const std::vector<std::vector<calendar_user_id>>& groups,
                           sys_seconds at) -> result<bool, error> {
        if (!possible.contains(at)) return false;
        auto rooms = pick_rooms(search, groups, at);
        if (!rooms) return unexpected(std::move(rooms).error());
        if (rooms->size() != groups.size()) return false;
        found.push_back({interval(at, search.first().length()), std::move(*rooms)});
        return true;
    };

    // The same time in another room: only where exactly one room was asked for is it clear which.
    if (question.asked.rooms.size() == 1 && search.first().start() >= question.now)
        for (const calendar_user_id room : question.all_rooms) {
            if (found.size() == 2) break;
            if (auto ok = offer({{room}}, search.first().start()); !ok)
                return unexpected(ok.error());
        }

    std::optional<error> failed;
    nearest_starts(search, question.now).for_each([&](sys_seconds at) {
        auto ok = offer(question.asked.rooms, at);
        if (!ok) failed = ok.error();
        return ok && found.size() < alternatives_max;
    });
    if (failed) return unexpected(std::move(*failed));
    return found;
}

} // namespace timewright::detail
