/// @file
/// blockers: who is in the way of a slot, and at which candidates the fewest are. A part of explain.
///
/// **Who blocks.** At one candidate everything that is required either can take the slot or blocks
/// it: a calendar that cannot, and a group of which too few members can. The set of those that block
/// is minimal in the strict sense: mend all of them and the slot is possible, leave any one and it is
/// not. A group is mended by as many of its members as it lacks, whichever they are. So the
/// interesting question is at which candidates the fewest people and rooms would have to be freed.
/// The nearest candidates are those, then those with the fewest blockers who are not even at work,
/// then the earliest; of candidates with the same blockers only the best is told.
///
/// Structure: one sweep over the candidates with the cursors of slot_search. Complexity, for c
/// candidates and n calendars with m intervals: O(m + c n) looks within the query's budget.
#pragma once

#include <timewright/availability/calendar_cursor.hpp>
#include <timewright/availability/slot_query.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/availability/start_grid.hpp>
#include <timewright/time/interval.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace timewright {

/// What a group that blocks is short of.
struct group_shortage {
    std::size_t lacking = 0; ///< how many of the members would have to be freed, from 1
    /// The members that suit and cannot take the slot, in the group's order. Fewer than are lacking
    /// means that the group cannot be had at any time.
    std::vector<std::size_t> members{};

    friend bool operator==(const group_shortage&, const group_shortage&) = default;
};

/// A candidate that is refused, and by whom. At least one blocks.
struct blocked_slot {
    interval span;
    std::vector<std::size_t> calendars{};    ///< required calendars that cannot take it, ascending
    std::vector<std::size_t> groups{};       ///< groups too few members of which can, ascending
    std::vector<group_shortage> shortages{}; ///< of each of `groups`, in the same order

    /// The least number of people and rooms that would have to be freed.
    [[nodiscard]] std::size_t size() const noexcept {
        std::size_t all = calendars.size();
        for (const group_shortage& shortage : shortages) all += shortage.lacking;
        return all;
    }

    friend bool operator==(const blocked_slot&, const blocked_slot&) = default;
};

// ---------------------------------------------------------------------------------------------

namespace detail {

/// Who blocks a slot at `start`, candidate or not. Nobody: the lists are empty.
[[nodiscard]] inline blocked_slot find_blockers(const slot_query& query,
                                                std::span<const settled_group> groups,
                                                sys_seconds start) {
    blocked_slot blocked{.span = interval(start, query.duration)};
    for (const std::size_t calendar : query.required)
        if (!can_take(query, calendar, blocked.span)) blocked.calendars.push_back(calendar);
    std::sort(blocked.calendars.begin(), blocked.calendars.end());
    for (std::size_t g = 0; g < groups.size(); ++g) {
        group_shortage shortage;
        for (const std::size_t member : groups[g].members)
            if (!can_take(query, member, blocked.span)) shortage.members.push_back(member);
        const std::size_t free = groups[g].members.size() - shortage.members.size();
        if (free >= groups[g].needed) continue;
        shortage.lacking = groups[g].needed - free;
        blocked.groups.push_back(g);
        blocked.shortages.push_back(std::move(shortage));
    }
    return blocked;
}

/// Goes over all candidates and keeps those with the fewest blockers.
class blocker_sweep {
  public:
    blocker_sweep(const slot_query& query, std::size_t nearest_max)
        : query_(query), nearest_max_(nearest_max), groups_(settle_groups(query)), make_(query) {
        for (const std::size_t calendar : query.required) require({&calendar, 1}, 1);
        for (const settled_group& group : groups_) require(group.members, group.needed);
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
            if (must_stop()) break;
            looks_ += cost();
            if (!judge(t, last)) return false;
        }
        return true;
    }

    [[nodiscard]] std::vector<blocked_slot> nearest() const {
        std::vector<blocked_slot> told;
        told.reserve(nearest_.size());
        for (const candidate& near : nearest_)
            told.push_back(find_blockers(query_, groups_, near.start));
        return told;
    }

    /// Groups that too few members suit at whatever time.
    [[nodiscard]] std::vector<std::size_t> hopeless_groups() const {
        std::vector<std::size_t> hopeless;
        for (std::size_t g = 0; g < groups_.size(); ++g)
            if (groups_[g].is_hopeless()) hopeless.push_back(g);
        return hopeless;
    }

    [[nodiscard]] std::uint64_t looks() const { return looks_; }
    [[nodiscard]] bool truncated() const { return truncated_; }

  private:
    /// Whether it can take a slot, and whether it is at work at all.
    struct two_cursors {
        calendar_cursor whole;
        calendar_cursor hours;
    };

    struct candidate {
        std::size_t lacking; // how many people and rooms would have to be freed
        std::size_t closed;  // how many of the blockers are not at work
        sys_seconds start;
        std::vector<std::size_t> blockers; // indexes of requirements, ascending

        [[nodiscard]] bool nearer_than(const candidate& other) const {
            return std::tuple(lacking, closed, start) <
                   std::tuple(other.lacking, other.closed, other.start);
        }
    };

    /// Of one candidate. A group without suitable members is looked at too.
    [[nodiscard]] std::uint64_t cost() const { return std::max<std::uint64_t>(cursors_.size(), 1); }

    [[nodiscard]] bool must_stop() {
        truncated_ = looks_ + cost() > query_.looks_max || query_.stop.stop_requested();
        return truncated_;
    }

    void require(std::span<const std::size_t> calendars, std::size_t needed) {
        requirements_.push_back({cursors_.size(), cursors_.size() + calendars.size(), needed});
        for (const std::size_t calendar : calendars)
            cursors_.push_back({make_.of(calendar), make_.of_hours(calendar)});
    }

    /// How many of the requirement's calendars can, counted up to those that are needed.
    template <class Cursor>
    [[nodiscard]] std::size_t count(const requirement& wanted, Cursor two_cursors::* which,
                                    sys_seconds t, sys_seconds last) {
        std::size_t can = 0;
        for (std::size_t i = wanted.first; i < wanted.last && can < wanted.needed; ++i)
            if ((cursors_[i].*which).next_fit(t, last) == t) ++can;
        return can;
    }

    /// False when nobody blocks the slot at t.
    [[nodiscard]] bool judge(sys_seconds t, sys_seconds last) {
        candidate found{.lacking = 0, .closed = 0, .start = t, .blockers = {}};
        for (std::size_t r = 0; r < requirements_.size(); ++r) {
            const requirement& wanted = requirements_[r];
            const std::size_t free = count(wanted, &two_cursors::whole, t, last);
            if (free == wanted.needed) continue;
            found.blockers.push_back(r);
            found.lacking += wanted.needed - free;
            if (count(wanted, &two_cursors::hours, t, last) < wanted.needed) ++found.closed;
            // More blockers than the worst of those that are kept: it cannot become one of them.
            if (nearest_.size() == nearest_max_ && found.lacking > nearest_.back().lacking)
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
    std::size_t nearest_max_; // from 1
    std::vector<settled_group> groups_;
    cursor_maker make_;
    std::vector<two_cursors> cursors_;
    std::vector<requirement> requirements_;
    std::vector<candidate> nearest_;
    std::uint64_t looks_ = 0;
    bool truncated_ = false;
};

} // namespace detail

} // namespace timewright
