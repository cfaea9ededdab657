/// @file
/// slot_search: when can these people meet, and in which rooms?
///
/// Problem: given a window, a duration and candidates for the start (every `step` from the start of
/// the window, or the wall-clock grid of a zone), find the starts at which every required calendar
/// can take the whole slot and each group has as many members as it needs that can; rank them by
/// how many of the optional calendars can come (rank.hpp). The question is slot_query.hpp's.
///
///     result<slot_answer, error> answer = find_slots(query);
///     answer->slots[0].span, .score, .rooms (here {2} or {3}), .missing (here {} or {4})
///
/// A slot lies within one open stretch of each calendar: hours 09:00-12:00 and 13:00-17:00 hold no
/// slot across noon.
///
/// Structure: leapfrog. Every calendar keeps a cursor into its sorted busy and open intervals and
/// answers one question: the first start from t on that fits you. Requirements (a required
/// calendar; or a group that needs k: the k-th earliest of its members' answers, before which fewer
/// than k can) are asked in turn; whoever says later than t moves t forward, over everything that
/// the others have in between, which is skipped by galloping and never looked at. When all agree, t
/// is a slot. The obvious alternatives pay for what does not matter: a table of minutes or a bit map
/// costs window x people before the first answer, and so does the union of all busy time. Without
/// optional calendars the search ends with the last slot that was asked for, and with them as soon
/// as `slots_max` perfect ones are known.
///
/// Complexity, for n calendars with m intervals together and c candidates that fit everyone
/// required: each cursor only moves forward, so O(m) for moves at the worst and less by galloping,
/// and O(c n) questions answered from a cursor's memory (one comparison each). Telling who is chosen
/// and who is missing costs a logarithm for each member and optional calendar of each slot, up to
/// slot_details_max of them. Memory O(n + slots_max + slot_details_max), and the tentative calendars
/// once more.
#pragma once

#include <timewright/availability/calendar_cursor.hpp>
#include <timewright/availability/rank.hpp>
#include <timewright/availability/slot_query.hpp>
#include <timewright/availability/start_grid.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

struct slot {
    interval span;
    double score = 1.0; ///< rank.hpp
    /// Who was chosen: of each group of any_of, in order, as many as it needs.
    std::vector<std::size_t> rooms{};
    std::vector<std::size_t> missing{}; ///< the optional calendars that cannot take it, in order

    friend bool operator==(const slot&, const slot&) = default;
};

/// Group members and optional calendars that one answer speaks of, over all its slots. An answer
/// that would have more ends early and says so; one slot is always told whole.
inline constexpr std::size_t slot_details_max = 1'000'000;

struct slot_answer {
    std::vector<slot> slots{}; ///< in the order that was asked for
    /// The budget or slot_details_max ended the search, or it was cancelled: later or better slots
    /// may exist. The slots that are there are right.
    bool truncated = false;
    bool cancelled = false;  ///< slot_query::stop ended it
    std::uint64_t looks = 0; ///< what the search cost, in the measure of looks_max
};

/// The slots. Errors: validate's.
[[nodiscard]] result<slot_answer, error> find_slots(const slot_query& query);

// ---------------------------------------------------------------------------------------------

namespace detail {

/// A group as it is searched: whoever does not suit is out of it.
struct settled_group {
    std::vector<std::size_t> members;
    std::size_t needed;

    /// No time can help it.
    [[nodiscard]] bool is_hopeless() const noexcept { return members.size() < needed; }
};

[[nodiscard]] inline std::vector<settled_group> settle_groups(const slot_query& query) {
    std::vector<settled_group> groups;
    groups.reserve(query.any_of.size());
    for (const resource_group& group : query.any_of)
        groups.push_back({suitable_members(group, query.traits), group.needed});
    return groups;
}

/// What is to be told of a start that everybody required can take.
[[nodiscard]] inline slot describe_slot(const slot_query& query,
                                        std::span<const settled_group> groups, sys_seconds start) {
    slot described{.span = interval(start, query.duration)};
    for (const settled_group& group : groups) {
        std::size_t lacking = group.needed;
        for (std::size_t i = 0; i < group.members.size() && lacking > 0; ++i) {
            if (!can_take(query, group.members[i], described.span)) continue;
            described.rooms.push_back(group.members[i]);
            --lacking;
        }
    }
    optional_weight weight;
    for (const optional_calendar& wanted : query.optional) {
        weight.all += wanted.weight;
        if (can_take(query, wanted.calendar, described.span))
            weight.present += wanted.weight;
        else
            described.missing.push_back(wanted.calendar);
    }
    described.score = compute_score(weight);
    return described;
}

[[nodiscard]] inline slot describe_slot(const slot_query& query, sys_seconds start) {
    return describe_slot(query, settle_groups(query), start);
}

/// How many of these calendars are needed. A required calendar is a group of one.
struct requirement {
    std::size_t first;
    std::size_t last;
    std::size_t needed;
};

/// Looks between two questions whether to stop.
inline constexpr std::uint64_t looks_between_stops = 1'024;

class slot_finder {
  public:
    explicit slot_finder(const slot_query& query)
        : query_(query),
          grid_(query),
          make_(query),
          last_(query.window.end() - query.duration),
          groups_(settle_groups(query)),
          wanted_(query.order == slot_order::first ? 1 : query.slots_max) {
        std::size_t asked = query.required.size();
        for (const settled_group& group : groups_) asked += group.members.size();
        cursors_.reserve(asked);
        requirements_.reserve(query.required.size() + groups_.size());
        for (const std::size_t calendar : query.required) require({&calendar, 1}, 1);
        for (const settled_group& group : groups_) require(group.members, group.needed);
        for (const optional_calendar& wanted : query.optional) {
            weight_all_ += wanted.weight;
            if (ranked()) optional_.push_back(make_.of(wanted.calendar));
        }
    }

    [[nodiscard]] slot_answer run() {
        sys_seconds t = query_.window.start();
        if (query_.not_before) t = std::max(t, *query_.not_before);
        if (t <= last_) t = grid_.at_or_after(t);
        while (t <= last_ && !enough() && settle(t)) {
            keep({t, ranked() ? weigh(t) : optional_weight{}});
            t = grid_.at_or_after(t + std::chrono::seconds(1));
        }
        return answer();
    }

  private:
    struct candidate {
        sys_seconds start;
        optional_weight weight;
    };

    [[nodiscard]] bool ranked() const { return query_.order == slot_order::best; }

    void require(std::span<const std::size_t> calendars, std::size_t needed) {
        requirements_.push_back({cursors_.size(), cursors_.size() + calendars.size(), needed});
        for (const std::size_t calendar : calendars) cursors_.push_back(make_.of(calendar));
    }

    /// Better first. Equal weights of one query mean equal scores, without rounding.
    [[nodiscard]] static bool before(const candidate& a, const candidate& b) {
        if (a.weight.present != b.weight.present) return a.weight.present > b.weight.present;
        return a.start < b.start;
    }

    /// As many as are wanted, and what comes later cannot be better.
    [[nodiscard]] bool enough() const {
        return best_.size() == wanted_ && (!ranked() || is_perfect(best_.front().weight));
    }

    /// Moves t to the first candidate that every requirement can take; false when there is none or
    /// the budget is used up.
    [[nodiscard]] bool settle(sys_seconds& t) {
        for (std::size_t agreed = 0; agreed < requirements_.size();) {
            const requirement& asked = requirements_[asked_];
            const auto fit = next_fit(asked, t);
            if (!fit || truncated_) return false;
            if (*fit == t) {
                ++agreed;
            } else {
                t = grid_.at_or_after(*fit);
                if (t > last_) return false;
                // Where the k-th of several can, those before it may no longer: they are asked
                // again.
                agreed = t == *fit && asked.needed == 1 ? 1 : 0;
            }
            if (agreed < requirements_.size()) asked_ = (asked_ + 1) % requirements_.size();
        }
        return true;
    }

    /// The earliest start that may suit as many of the calendars as are needed. It suits them if
    /// it is t.
    [[nodiscard]] std::optional<sys_seconds> next_fit(const requirement& wanted, sys_seconds t) {
        if (wanted.needed != 1) return next_fit_of_several(wanted, t);
        std::optional<sys_seconds> earliest;
        for (std::size_t i = wanted.first; i < wanted.last; ++i) {
            if (!look()) return std::nullopt;
            const auto fit = cursors_[i].next_fit(t, last_);
            if (fit && (!earliest || *fit < *earliest)) earliest = fit;
            if (earliest == t) break;
        }
        return earliest;
    }

    [[nodiscard]] std::optional<sys_seconds> next_fit_of_several(const requirement& wanted,
                                                                 sys_seconds t) {
        fits_.clear();
        std::size_t now = 0;
        for (std::size_t i = wanted.first; i < wanted.last && now < wanted.needed; ++i) {
            if (!look()) return std::nullopt;
            const auto fit = cursors_[i].next_fit(t, last_);
            if (!fit) continue;
            fits_.push_back(*fit);
            if (*fit == t) ++now;
        }
        if (fits_.size() < wanted.needed) return std::nullopt;
        const auto decisive = fits_.begin() + static_cast<std::ptrdiff_t>(wanted.needed - 1);
        std::nth_element(fits_.begin(), decisive, fits_.end());
        return *decisive;
    }

    [[nodiscard]] optional_weight weigh(sys_seconds t) {
        std::uint64_t present = 0;
        for (std::size_t i = 0; i < optional_.size(); ++i)
            if (look() && optional_[i].next_fit(t, last_) == t)
                present += query_.optional[i].weight;
        return {present, weight_all_};
    }

    [[nodiscard]] bool look() {
        if (looks_ == pause_at_ && !may_go_on()) return false;
        ++looks_;
        return true;
    }

    [[nodiscard]] bool may_go_on() {
        cancelled_ = cancelled_ || query_.stop.stop_requested();
        truncated_ = cancelled_ || looks_ == query_.looks_max;
        if (!truncated_) pause_at_ = std::min(looks_ + looks_between_stops, query_.looks_max);
        return !truncated_;
    }

    /// Keeps the best: a heap whose front is the worst of them. Without ranks, in order of time.
    void keep(candidate found) {
        if (truncated_) return; // it may have been weighed only in part
        if (!ranked()) return best_.push_back(found);
        if (best_.size() == wanted_) {
            if (!before(found, best_.front())) return;
            std::pop_heap(best_.begin(), best_.end(), before);
            best_.pop_back();
        }
        best_.push_back(found);
        std::push_heap(best_.begin(), best_.end(), before);
    }

    [[nodiscard]] slot_answer answer() {
        if (ranked()) std::sort_heap(best_.begin(), best_.end(), before);
        std::size_t details = query_.optional.size();
        for (const settled_group& group : groups_) details += group.members.size();
        const std::size_t told_max =
            std::max<std::size_t>(1, slot_details_max / std::max<std::size_t>(1, details));
        if (best_.size() > told_max) {
            best_.resize(told_max);
            truncated_ = true;
        }
        slot_answer answer{.truncated = truncated_, .cancelled = cancelled_, .looks = looks_};
        answer.slots.reserve(best_.size());
        for (const candidate& found : best_)
            answer.slots.push_back(describe_slot(query_, groups_, found.start));
        return answer;
    }

    const slot_query& query_;
    start_grid grid_;
    cursor_maker make_;
    sys_seconds last_; // the latest start within the window
    std::vector<settled_group> groups_;
    std::size_t wanted_;
    std::vector<calendar_cursor> cursors_;
    std::vector<requirement> requirements_;
    std::vector<calendar_cursor> optional_;
    std::vector<candidate> best_;
    std::vector<sys_seconds> fits_; // of the members of a group, kept to save allocations
    std::uint64_t weight_all_ = 0;
    std::uint64_t looks_ = 0;
    std::uint64_t pause_at_ = 0; // looks at which the budget and the stop are looked at
    std::size_t asked_ = 0;      // who is asked next: whoever refused last is asked first
    bool truncated_ = false;
    bool cancelled_ = false;
};

} // namespace detail

inline result<slot_answer, error> find_slots(const slot_query& query) {
    if (auto ok = validate(query); !ok) return unexpected(std::move(ok).error());
    return detail::slot_finder(query).run();
}

} // namespace timewright
