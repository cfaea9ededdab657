/// @file
/// explain: why a search finds nothing, and what would help.
///
///     result<explanation, error> why = explain(query);
///     why->nearest[0]      // Tuesday 10:00: Bob cannot, and no room of the first group is free
///     why->relaxations[0]  // without Bob there is a slot on Tuesday at 10:00
///
/// **Who blocks.** At one candidate everything that is required either can take the slot or
/// blocks it. The set of those that block is minimal in the strict sense: drop all of them and the
/// slot is possible, keep any one of them and it is not. So the interesting question is at which
/// candidates that set is smallest. The nearest candidates are those with the fewest blockers, then
/// with the fewest who are not even at work, then the earliest; of candidates with the same
/// blockers only the best is told.
///
/// **What would help.** Each relaxation was searched for, and carries the slot that it makes
/// possible: a shorter meeting, going without one calendar, another room than those of a group,
/// a later day.
///
/// Structure: one sweep over the candidates with the cursors of slot_search. Complexity, for c
/// candidates and n calendars with m intervals: O(m + c n) looks within the query's budget, and
/// one search for each relaxation.
#pragma once

#include <timewright/availability/slot_search.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace timewright {

/// A candidate that is refused, and by whom. At least one blocks.
struct blocked_slot {
    interval span;
    std::vector<std::size_t> calendars{}; ///< required calendars that cannot take it, ascending
    std::vector<std::size_t> groups{};    ///< groups of any_of no member of which can, ascending

    friend bool operator==(const blocked_slot&, const blocked_slot&) = default;
};

enum class relaxation_kind : std::uint8_t {
    shorter,          ///< `duration` instead; the longest that fits, in whole five minutes
    without_calendar, ///< without the required calendar `index`
    another_room,     ///< with another than the members of group `index`
    later,            ///< after the window, as early as it goes
};

/// The word for it in text: "shorter", "without", "another-room", "later".
[[nodiscard]] constexpr const char* to_string(relaxation_kind kind) noexcept {
    switch (kind) {
        case relaxation_kind::shorter:
            return "shorter";
        case relaxation_kind::without_calendar:
            return "without";
        case relaxation_kind::another_room:
            return "another-room";
        case relaxation_kind::later:
            return "later";
    }
    return "later";
}

/// One change to the query with which something fits.
struct relaxation {
    relaxation_kind kind = relaxation_kind::shorter;
    std::size_t index = 0; ///< without_calendar: of query.calendars; another_room: of query.any_of
    slot found;            ///< the best slot of the changed query; its length is the duration

    friend bool operator==(const relaxation&, const relaxation&) = default;
};

struct explain_options {
    std::size_t nearest_max = 3;
    /// How far the calendars are known. Only up to there is a later day looked for.
    std::optional<sys_seconds> known_until{};
};

struct explanation {
    bool fits = false; ///< there is a slot, so nothing to explain: the rest is empty
    std::vector<blocked_slot> nearest{};
    std::vector<relaxation> relaxations{};
    bool truncated = false; ///< the budget ended first: nearer candidates may exist
};

/// Errors: those of validate(query).
[[nodiscard]] result<explanation, error> explain(const slot_query& query,
                                                 const explain_options& options = {});

// ---------------------------------------------------------------------------------------------

namespace detail {

/// Goes over all candidates and keeps those with the fewest blockers.
class blocker_sweep {
  public:
    blocker_sweep(const slot_query& query, std::size_t nearest_max)
        : query_(query), nearest_max_(nearest_max) {
        for (const std::size_t calendar : query.required) require({&calendar, 1});
        for (const std::vector<std::size_t>& group : query.any_of) require(group);
    }

    /// False when something fits.
    [[nodiscard]] bool run() {
        const sys_seconds last = query_.window.end() - query_.duration;
        start_grid grid(query_);
        sys_seconds t = query_.window.start();
        if (query_.not_before) t = std::max(t, *query_.not_before);
        for (; t <= last; t += std::chrono::seconds(1)) {
            t = grid.at_or_after(t);
            if (t > last) break;
            if (looks_ + cursors_.size() > query_.looks_max) {
                truncated_ = true;
                break;
            }
            looks_ += cursors_.size();
            if (!judge(t, last)) return false;
        }
        return true;
    }

    [[nodiscard]] std::vector<blocked_slot> nearest() const {
        std::vector<blocked_slot> told;
        for (const candidate& near : nearest_) {
            blocked_slot blocked{.span = interval(near.start, query_.duration)};
            for (const std::size_t r : near.blockers)
                if (r < query_.required.size())
                    blocked.calendars.push_back(query_.required[r]);
                else
                    blocked.groups.push_back(r - query_.required.size());
            std::sort(blocked.calendars.begin(), blocked.calendars.end());
            told.push_back(std::move(blocked));
        }
        return told;
    }

    [[nodiscard]] std::uint64_t looks() const { return looks_; }
    [[nodiscard]] bool truncated() const { return truncated_; }

  private:
    /// Whether it can take a slot, and whether it is at work at all.
    struct two_cursors {
        calendar_cursor whole;
        calendar_cursor open;
    };

    struct candidate {
        std::size_t closed; // how many of the blockers are not at work
        sys_seconds start;
        std::vector<std::size_t> blockers; // indexes of requirements, ascending

        [[nodiscard]] bool nearer_than(const candidate& other) const {
            return std::tuple(blockers.size(), closed, start) <
                   std::tuple(other.blockers.size(), other.closed, other.start);
        }
    };

    void require(std::span<const std::size_t> calendars) {
        requirements_.push_back({cursors_.size(), cursors_.size() + calendars.size()});
        for (const std::size_t calendar : calendars) {
            const availability& known = query_.calendars[calendar];
            cursors_.push_back({calendar_cursor(known.busy, known.open, query_.duration),
                                calendar_cursor(nothing_, known.open, query_.duration)});
        }
    }

    /// False when nobody blocks the slot at t.
    [[nodiscard]] bool judge(sys_seconds t, sys_seconds last) {
        candidate found{.closed = 0, .start = t, .blockers = {}};
        for (std::size_t r = 0; r < requirements_.size(); ++r) {
            bool taken = false;
            bool at_work = false;
            for (std::size_t i = requirements_[r].first; i < requirements_[r].last; ++i) {
                taken = taken || cursors_[i].whole.next_fit(t, last) == t;
                at_work = at_work || cursors_[i].open.next_fit(t, last) == t;
            }
            if (taken) continue;
            found.blockers.push_back(r);
            if (!at_work) ++found.closed;
            // More blockers than the worst of those that are kept: it cannot become one of them.
            if (nearest_.size() == nearest_max_ && !nearest_.empty() &&
                found.blockers.size() > nearest_.back().blockers.size())
                return true;
        }
        if (found.blockers.empty()) return false;
        keep(std::move(found));
        return true;
    }

    /// The best of each set of blockers, in order, nearest_max of them.
    void keep(candidate found) {
        const auto same = std::find_if(nearest_.begin(), nearest_.end(), [&](const candidate& c) {
            return c.blockers == found.blockers;
        });
        if (same != nearest_.end()) {
            if (!found.nearer_than(*same)) return;
            nearest_.erase(same);
        }
        const auto place = std::find_if(nearest_.begin(), nearest_.end(),
                                        [&](const candidate& c) { return found.nearer_than(c); });
        nearest_.insert(place, std::move(found));
        if (nearest_.size() > nearest_max_) nearest_.pop_back();
    }

    const slot_query& query_;
    std::size_t nearest_max_;
    time_set nothing_{};
    std::vector<two_cursors> cursors_;
    std::vector<requirement> requirements_;
    std::vector<candidate> nearest_;
    std::uint64_t looks_ = 0;
    bool truncated_ = false;
};

/// Tries changes of a query, within what is left of its budget.
class relaxation_search {
  public:
    relaxation_search(const slot_query& query, std::uint64_t looks) : changed_(query) {
        changed_.slots_max = 1;
        spend(looks);
    }

    [[nodiscard]] std::optional<slot> shorter() {
        constexpr auto unit = std::chrono::minutes(5);
        const std::chrono::seconds asked = changed_.duration;
        std::optional<slot> longest;
        // What fits at a length fits at every shorter one, so the longest is found by halving.
        std::int64_t fits = 0;
        std::int64_t fails = (asked + unit - std::chrono::seconds(1)) / unit;
        while (fails - fits > 1) {
            const std::int64_t middle = fits + (fails - fits) / 2;
            changed_.duration = middle * unit;
            if (auto found = best()) {
                longest = std::move(found);
                fits = middle;
            } else {
                fails = middle;
            }
        }
        changed_.duration = asked;
        return longest;
    }

    [[nodiscard]] std::optional<slot> without_calendar(std::size_t calendar) {
        const std::vector<std::size_t> required = changed_.required;
        std::erase(changed_.required, calendar);
        auto found = best();
        changed_.required = required;
        return found;
    }

    [[nodiscard]] std::optional<slot> without_group(std::size_t group) {
        const auto groups = changed_.any_of;
        changed_.any_of.erase(changed_.any_of.begin() + static_cast<std::ptrdiff_t>(group));
        auto found = best();
        changed_.any_of = groups;
        return found;
    }

    /// As early as possible, not as good as possible: so the optional calendars stand aside.
    [[nodiscard]] std::optional<slot> later(sys_seconds known_until) {
        if (known_until <= changed_.window.end()) return std::nullopt;
        const slot_query asked = changed_;
        // Starts that would have ended after the window are later ones too.
        const sys_seconds from = asked.window.end() - asked.duration + std::chrono::seconds(1);
        changed_.window = interval(asked.window.start(), known_until);
        changed_.not_before = std::max(asked.not_before.value_or(from), from);
        changed_.optional.clear();
        const auto found = best();
        changed_.window = asked.window;
        changed_.not_before = asked.not_before;
        changed_.optional = asked.optional;
        if (!found) return std::nullopt;
        return describe_slot(asked, found->span.start());
    }

    [[nodiscard]] bool truncated() const { return truncated_; }

  private:
    [[nodiscard]] std::optional<slot> best() {
        auto answer = find_slots(changed_);
        if (!answer) return std::nullopt; // nobody is left to ask
        truncated_ = truncated_ || answer->truncated;
        spend(answer->looks);
        if (answer->slots.empty()) return std::nullopt;
        return std::move(answer->slots.front());
    }

    void spend(std::uint64_t looks) { changed_.looks_max -= std::min(looks, changed_.looks_max); }

    slot_query changed_;
    bool truncated_ = false;
};

} // namespace detail

inline result<explanation, error> explain(const slot_query& query, const explain_options& options) {
    if (auto ok = validate(query); !ok) return unexpected(std::move(ok).error());
    detail::blocker_sweep sweep(query, std::max<std::size_t>(options.nearest_max, 1));
    if (!sweep.run()) return explanation{.fits = true};
    explanation told{.nearest = sweep.nearest(), .truncated = sweep.truncated()};

    detail::relaxation_search search(query, sweep.looks());
    const auto tell = [&](relaxation_kind kind, std::size_t index, std::optional<slot> found) {
        if (found) told.relaxations.push_back({kind, index, *std::move(found)});
    };
    // Going without one calendar helps exactly where it alone blocks.
    for (const blocked_slot& blocked : told.nearest) {
        if (blocked.calendars.size() + blocked.groups.size() != 1) continue;
        if (blocked.groups.empty())
            tell(relaxation_kind::without_calendar, blocked.calendars.front(),
                 search.without_calendar(blocked.calendars.front()));
        else
            tell(relaxation_kind::another_room, blocked.groups.front(),
                 search.without_group(blocked.groups.front()));
    }
    tell(relaxation_kind::shorter, 0, search.shorter());
    if (options.known_until) tell(relaxation_kind::later, 0, search.later(*options.known_until));
    told.truncated = told.truncated || search.truncated();
    return told;
}

} // namespace timewright
