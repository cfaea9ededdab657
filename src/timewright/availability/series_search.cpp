#include <timewright/availability/series_search.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace timewright {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::seconds;

result<void, error> check_named(std::size_t calendar, std::vector<bool>& named) {
    if (calendar >= named.size())
        return unexpected(invalid_input("the search names calendar " + std::to_string(calendar) +
                                        " but knows only " + std::to_string(named.size())));
    if (named[calendar])
        return unexpected(
            invalid_input("calendar " + std::to_string(calendar) +
                          " is named twice; each may be required, optional or in one group, once"));
    named[calendar] = true;
    return {};
}

result<void, error> check_calendars(const series_query& query) {
    if (query.required.empty() && query.any_of.empty())
        return unexpected(
            invalid_input("nobody is asked for: name a required calendar or a group"));
    std::vector<bool> named(query.calendars.size());
    for (const std::vector<std::size_t>* list : {&query.required, &query.optional})
        for (const std::size_t calendar : *list)
            if (auto ok = check_named(calendar, named); !ok) return ok;
    for (const std::vector<std::size_t>& group : query.any_of) {
        if (group.empty())
            return unexpected(invalid_input("a group is empty: one of nobody cannot be found"));
        for (const std::size_t calendar : group)
            if (auto ok = check_named(calendar, named); !ok) return ok;
    }
    return {};
}

result<void, error> check_rule(const series_query& query) {
    if (query.rule.count || query.rule.until)
        return unexpected(invalid_input(
            "the rule of a search has no COUNT and no UNTIL: say how many occurrences are wanted"));
    if (auto ok = check(query.rule); !ok) return ok;
    if (query.occurrences == 0 || query.occurrences > series_occurrences_max)
        return unexpected(invalid_input("the number of occurrences must be from 1 to " +
                                        std::to_string(series_occurrences_max)));
    if (query.collisions_max >= query.occurrences)
        return unexpected(
            invalid_input("fewer collisions than occurrences must be allowed: a series of which "
                          "every occurrence collides is none"));
    return {};
}

/// Looks at the candidates in the order of time.
class series_finder {
  public:
    explicit series_finder(const series_query& query) : query_(query) {}

    result<series_answer, error> run() {
        const seconds day = hours(24);
        // Local readings of the window lie within a day of what UTC shows.
        const local_seconds from(query_.first.start().time_since_epoch() - 2 * day);
        const local_seconds to(query_.first.end().time_since_epoch() + 2 * day);
        for (local_seconds at = floor<days>(from); at < to && !answer_.truncated; at += query_.step)
            if (spend(1) && is_candidate(at))
                if (auto ok = look(at); !ok) return unexpected(std::move(ok).error());
        for (series_slot& slot : answer_.slots) describe(slot);
        return std::move(answer_);
    }

  private:
    [[nodiscard]] bool is_candidate(local_seconds start) const {
        const local_resolution reading = query_.in_zone.resolve(start);
        return reading.kind != local_kind::skipped && reading.first >= query_.first.start() &&
               reading.first + query_.duration <= query_.first.end();
    }

    /// False when the budget ends before that.
    [[nodiscard]] bool spend(std::uint64_t looks) {
        if (looks > query_.looks_max - answer_.looks) {
            answer_.truncated = true;
            return false;
        }
        answer_.looks += looks;
        return true;
    }
    [[nodiscard]] bool can_take(std::size_t calendar, const interval& span) {
        return spend(1) && query_.calendars[calendar].can_take(span);
    }

    result<void, error> look(local_seconds start) {
        constexpr std::uint64_t compiling = 50;
        if (!spend(compiling)) return {};
        // As an exception from itself: the rule matches the start when that is gone.
        const auto itself = recurrence::make({.start = start, .exclusion_rules = {query_.rule}});
        if (!itself) return unexpected(itself.error());
        if (itself->contains(start)) return {};
        const auto series = recurrence::make({.start = start, .rules = {query_.rule}});
        if (!series) return unexpected(series.error());
        series_slot found{.start = start};
        recurrence_cursor cursor = series->cursor(
            {.steps_max = static_cast<std::size_t>(query_.looks_max - answer_.looks)});
        while (found.occurrences.size() < query_.occurrences) {
            const std::optional<local_seconds> next = cursor.next();
            if (!next) {
                // Else the years end first.
                if (cursor.truncated()) answer_.truncated = true;
                return {};
            }
            found.occurrences.push_back(
                {.span = interval(query_.in_zone.to_instant(*next), query_.duration)});
        }
        if (spend(cursor.steps()) && weigh(found)) keep(std::move(found));
        return {};
    }

    /// False when it collides too often, is worse than all that are kept, or the budget ended.
    [[nodiscard]] bool weigh(series_slot& found) {
        std::size_t most = query_.collisions_max;
        if (answer_.slots.size() == query_.slots_max)
            most = std::min(most, answer_.slots.back().collisions);
        served_.assign(query_.any_of.size(), {});
        for (std::size_t g = 0; g < query_.any_of.size(); ++g)
            served_[g].resize(query_.any_of[g].size());
        for (series_occurrence& one : found.occurrences) {
            if (!serve(one) && ++found.collisions > most) return false;
            if (answer_.truncated) return false;
        }
        choose_rooms(found);
        return true;
    }

    /// Who can serve it; of each group the first, as its index in the group, until the series has a
    /// room of its own. False when it collides.
    [[nodiscard]] bool serve(series_occurrence& one) {
        for (const std::size_t calendar : query_.required)
            if (!can_take(calendar, one.span)) one.blocking.push_back(calendar);
        std::vector<std::vector<bool>> able(query_.any_of.size());
        for (std::size_t g = 0; g < query_.any_of.size(); ++g) {
            const std::vector<std::size_t>& group = query_.any_of[g];
            for (const std::size_t calendar : group)
                able[g].push_back(can_take(calendar, one.span));
            if (std::none_of(able[g].begin(), able[g].end(), [](bool can) { return can; }))
                one.blocking.insert(one.blocking.end(), group.begin(), group.end());
        }
        if (one.collides()) return false;
        for (std::size_t g = 0; g < able.size(); ++g)
            for (std::size_t m = 0; m < able[g].size(); ++m) served_[g][m] += able[g][m] ? 1U : 0U;
        for (const std::vector<bool>& members : able)
            one.rooms.push_back(static_cast<std::size_t>(
                std::find(members.begin(), members.end(), true) - members.begin()));
        return true;
    }

    /// For each group the member that serves most; where it cannot, the first that can.
    void choose_rooms(series_slot& found) {
        for (std::size_t g = 0; g < query_.any_of.size(); ++g) {
            const std::vector<std::size_t>& group = query_.any_of[g];
            const auto most = std::max_element(served_[g].begin(), served_[g].end());
            const std::size_t own = group[static_cast<std::size_t>(most - served_[g].begin())];
            found.rooms.push_back(own);
            for (series_occurrence& one : found.occurrences) {
                if (one.collides()) continue;
                // Asked again, so that what was found need not be kept for all members.
                const bool serves = query_.calendars[own].can_take(one.span);
                one.rooms[g] = serves ? own : group[one.rooms[g]];
                found.substitutes += serves ? 0U : 1U;
            }
        }
    }

    /// Candidates come in the order of time, so that the later of equal ones stands behind.
    void keep(series_slot found) {
        const auto before = [](const series_slot& a, const series_slot& b) {
            return std::tuple(a.collisions, a.substitutes) <
                   std::tuple(b.collisions, b.substitutes);
        };
        const auto at = std::upper_bound(answer_.slots.begin(), answer_.slots.end(), found, before);
        answer_.slots.insert(at, std::move(found));
        if (answer_.slots.size() > query_.slots_max) answer_.slots.pop_back();
    }

    void describe(series_slot& slot) const {
        for (series_occurrence& one : slot.occurrences)
            for (const std::size_t calendar : query_.optional)
                if (!query_.calendars[calendar].can_take(one.span)) one.missing.push_back(calendar);
    }

    const series_query& query_;
    std::vector<std::vector<std::size_t>> served_{}; ///< by group and member: occurrences
    series_answer answer_{};
};

} // namespace

result<void, error> validate(const series_query& query) {
    constexpr sys_seconds first_instant = std::chrono::sys_days(std::chrono::year(1) / 1 / 3);
    constexpr sys_seconds last_instant = std::chrono::sys_days(std::chrono::year(9999) / 12 / 29);
    if (query.first.start() < first_instant || last_instant < query.first.end())
        return unexpected(invalid_input("the window lies outside the years 0001 to 9999"));
    if (query.duration <= seconds(0))
        return unexpected(invalid_input("the duration must be longer than zero"));
    if (query.duration > query.first.length())
        return unexpected(
            invalid_input("the duration is longer than the window of the first "
                          "occurrence"));
    if (query.step <= seconds(0) || hours(24) % query.step != seconds(0))
        return unexpected(invalid_input("the step must divide a day, as 15 minutes or 2 hours do"));
    if (query.slots_max == 0 || query.slots_max > series_slots_max)
        return unexpected(invalid_input("the limit of slots must be from 1 to " +
                                        std::to_string(series_slots_max)));
    if (auto ok = check_rule(query); !ok) return ok;
    return check_calendars(query);
}

result<series_answer, error> find_series_slots(const series_query& query) {
    if (auto ok = validate(query); !ok) return unexpected(std::move(ok).error());
    return series_finder(query).run();
}

} // namespace timewright
