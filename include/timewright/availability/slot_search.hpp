/// @file
/// slot_search: when can these people meet, and in which rooms?
///
/// Problem: given a window, a duration and candidates for the start (every `step` from the start of
/// the window, or the wall-clock grid of a zone), find the starts at which every required calendar
/// can take the whole slot and each group has a member that can; rank them by how many of the
/// optional calendars can come (rank.hpp).
///
///     slot_query query{.window = week, .duration = 45min};
///     query.calendars = {alice, bob, room_1, room_2, carol};        // availability values
///     query.required = {0, 1};
///     query.any_of = {{2, 3}};                                      // the first that is free
///     query.optional = {{.calendar = 4}};
///     result<slot_answer, error> answer = find_slots(query);
///     answer->slots[0].span, .score, .rooms (here {2} or {3}), .missing (here {} or {4})
///
/// A slot lies within one open stretch of each calendar: hours 09:00-12:00 and 13:00-17:00 hold no
/// slot across noon.
///
/// Structure: leapfrog. Every calendar keeps a cursor into its sorted busy and open intervals and
/// answers one question: the first start from t on that fits you. Requirements (a required
/// calendar, or a group: the earliest of its members' answers) are asked in turn; whoever says
/// later than t moves t forward, over everything that the others have in between, which is skipped
/// by galloping and never looked at. When all agree, t is a slot. The obvious alternatives pay for
/// what does not matter: a table of minutes or a bit map costs window x people before the first
/// answer, and so does the union of all busy time. Without optional calendars the search ends with
/// the last slot that was asked for, and with them as soon as `slots_max` perfect ones are known.
///
/// Complexity, for n calendars with m intervals together and c candidates that fit everyone
/// required: each cursor only moves forward, so O(m) for moves at the worst and less by galloping,
/// and O(c n) questions answered from a cursor's memory (one comparison each). Memory O(n +
/// slots_max).
#pragma once

#include <timewright/availability/availability.hpp>
#include <timewright/availability/rank.hpp>
#include <timewright/base/contract.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace timewright {

/// Somebody whose coming is welcome, not needed.
struct optional_calendar {
    std::size_t calendar = 0; ///< index into slot_query::calendars
    std::uint32_t weight = 1; ///< from 1; relative to the other optional calendars
};

/// Starts only at wall-clock multiples of `every` since midnight in a zone: 15 min gives :00, :15,
/// :30, :45. Skipped local times have no candidate, repeated ones have one in each pass.
struct slot_alignment {
    std::chrono::seconds every; ///< divides 24 hours
    zone in_zone{};
};

/// Slots that one search gives back at most.
inline constexpr std::size_t slots_limit_max = 10'000;

struct slot_query {
    interval window;               ///< every slot lies within
    std::chrono::seconds duration; ///< of the slot; > 0
    /// Candidates are window.start + k * step; with `align`, each moved up to the grid.
    std::chrono::seconds step = std::chrono::minutes(15);
    std::optional<slot_alignment> align{};
    /// Notice: no slot starts earlier (the clock's now plus the notice that people want).
    std::optional<sys_seconds> not_before{};

    /// Everybody who is known; the lists below name them by index. Nobody is named twice.
    std::vector<availability> calendars{};
    std::vector<std::size_t> required{};
    std::vector<optional_calendar> optional{};
    /// Of each group one member is needed: the first in its order that is free.
    std::vector<std::vector<std::size_t>> any_of{};

    std::size_t slots_max = 10; ///< 1..slots_limit_max
    /// The budget: looks at one calendar for one candidate. About 10 ns each.
    std::uint64_t looks_max = 5'000'000;
};

struct slot {
    interval span;
    double score = 1.0;                 ///< rank.hpp
    std::vector<std::size_t> rooms{};   ///< of each group of any_of, in order, who was chosen
    std::vector<std::size_t> missing{}; ///< the optional calendars that cannot take it, in order

    friend bool operator==(const slot&, const slot&) = default;
};

struct slot_answer {
    std::vector<slot> slots{}; ///< score down, then time
    /// The budget ended before the window did: later or better slots may exist. The slots that are
    /// there are right.
    bool truncated = false;
    std::uint64_t looks = 0; ///< what the search cost, in the measure of looks_max
};

/// Is this a question at all? Errors: invalid_input, with what would be right, for a duration that
/// is not positive or longer than the window; a step or a grid that is not positive; a grid that
/// does not divide the day; nobody required and no group; an empty group; an index beyond
/// `calendars`; a calendar that is named twice (groups that overlap included); a weight of 0;
/// slots_max outside 1..slots_limit_max; a window outside the years 1 to 9999.
[[nodiscard]] result<void, error> validate(const slot_query& query);

/// The best slots. Errors: validate's.
[[nodiscard]] result<slot_answer, error> find_slots(const slot_query& query);

// ---------------------------------------------------------------------------------------------

namespace detail {

inline constexpr sys_seconds first_instant =
    std::chrono::sys_days(std::chrono::year(1) / std::chrono::January / 1);
inline constexpr sys_seconds last_instant =
    std::chrono::sys_days(std::chrono::year(10000) / std::chrono::January / 1);

/// The first of the intervals, from index `from`, that ends after t. Gallops: the cost is the
/// logarithm of the distance, so that short moves are cheap and long ones are too.
[[nodiscard]] inline std::size_t first_ending_after(std::span<const interval> intervals,
                                                    std::size_t from, sys_seconds t) {
    std::size_t low = from; // everything before it ends at or before t
    std::size_t reach = 1;
    while (low < intervals.size() && intervals[low].end() <= t) {
        const std::size_t high = std::min(low + reach, intervals.size());
        if (high == intervals.size() || intervals[high].end() > t) {
            const auto found =
                std::partition_point(intervals.begin() + static_cast<std::ptrdiff_t>(low + 1),
                                     intervals.begin() + static_cast<std::ptrdiff_t>(high),
                                     [t](const interval& i) { return i.end() <= t; });
            return static_cast<std::size_t>(found - intervals.begin());
        }
        low = high;
        reach *= 2;
    }
    return low;
}

/// One calendar, asked for ever later starts.
class calendar_cursor {
  public:
    /// Both sets must outlive the cursor.
    calendar_cursor(const time_set& busy, const std::optional<time_set>& open,
                    std::chrono::seconds duration)
        : busy_(busy.intervals()), duration_(duration), limited_(open.has_value()) {
        if (open) open_ = open->intervals();
    }
    calendar_cursor(const availability& calendar, std::chrono::seconds duration)
        : calendar_cursor(calendar.busy, calendar.open, duration) {}

    /// The first start from t on at which the slot fits, if that is not after `last`.
    /// Precondition: t never decreases from call to call, and `last` is always the same.
    [[nodiscard]] std::optional<sys_seconds> next_fit(sys_seconds t, sys_seconds last) {
        if (t > fits_to_) search(t, last);
        t = std::max(t, fits_from_);
        if (t > last) return std::nullopt;
        return t;
    }

  private:
    /// Finds the next run of starts that fit. When there is none, the run lies beyond all time.
    void search(sys_seconds t, sys_seconds last) {
        fits_from_ = fits_to_ = sys_seconds::max();
        while (t <= last) {
            sys_seconds latest = last;
            if (limited_) {
                next_open_ = first_ending_after(open_, next_open_, t);
                if (next_open_ == open_.size()) return;
                const interval& open = open_[next_open_];
                latest = std::min(latest, open.end() - duration_);
                t = std::max(t, open.start());
                if (t > latest) { // this stretch is too short for the slot, or nearly over
                    t = open.end();
                    continue;
                }
            }
            next_busy_ = first_ending_after(busy_, next_busy_, t);
            if (next_busy_ < busy_.size()) {
                const interval& busy = busy_[next_busy_];
                if (busy.start() < t + duration_) {
                    t = busy.end();
                    continue;
                }
                latest = std::min(latest, busy.start() - duration_);
            }
            fits_from_ = t;
            fits_to_ = latest;
            return;
        }
    }

    std::span<const interval> busy_;
    std::span<const interval> open_{};
    std::chrono::seconds duration_;
    bool limited_;
    std::size_t next_busy_ = 0;
    std::size_t next_open_ = 0;
    // The run of starts last known to fit; none fits between the last question and its beginning.
    sys_seconds fits_from_ = sys_seconds::min();
    sys_seconds fits_to_ = sys_seconds::min();
};

/// The candidates for a start, in order.
class start_grid {
  public:
    explicit start_grid(const slot_query& query)
        : origin_(query.window.start()),
          step_(std::min(query.step, query.window.length())),
          align_(query.align) {}

    /// The first candidate at or after t. Precondition: t >= the start of the window.
    [[nodiscard]] sys_seconds at_or_after(sys_seconds t) {
        if (!align_) return step_up(t);
        // The candidate that belongs to a step is the first grid point from it on. So the first
        // candidate from t on belongs to the first step after the last grid point before t.
        const sys_seconds before = grid_before(t);
        const sys_seconds step =
            before < origin_ ? origin_ : step_up(before + std::chrono::seconds(1));
        return grid_up(step);
    }

  private:
    [[nodiscard]] sys_seconds step_up(sys_seconds t) const {
        const auto passed = t - origin_;
        return origin_ + (passed + step_ - std::chrono::seconds(1)) / step_ * step_;
    }

    /// The first grid point at or after t. Within a period of the zone the grid is even.
    [[nodiscard]] sys_seconds grid_up(sys_seconds t) {
        for (;;) {
            enter(t);
            const auto local = t.time_since_epoch() + offset_;
            const sys_seconds point = t + (align_->every - floor_mod(local)) % align_->every;
            if (point < until_) return point;
            t = until_;
        }
    }

    /// The last grid point before t.
    [[nodiscard]] sys_seconds grid_before(sys_seconds t) {
        for (;;) {
            const sys_seconds last = t - std::chrono::seconds(1);
            enter(last);
            const sys_seconds point = last - floor_mod(last.time_since_epoch() + offset_);
            if (since_ <= point) return point;
            t = since_;
        }
    }

    [[nodiscard]] std::chrono::seconds floor_mod(std::chrono::seconds local) const {
        const auto rest = local % align_->every;
        return rest < std::chrono::seconds(0) ? rest + align_->every : rest;
    }

    void enter(sys_seconds t) {
        if (since_ <= t && t < until_) return;
        const zone_period period = align_->in_zone.period_at(t);
        since_ = period.begin;
        until_ = period.end;
        offset_ = period.offset;
    }

    sys_seconds origin_;
    std::chrono::seconds step_;
    std::optional<slot_alignment> align_;
    sys_seconds since_ = sys_seconds::max(); // the period of the zone that was last looked at
    sys_seconds until_ = sys_seconds::min();
    std::chrono::seconds offset_{0};
};

/// What is to be told of a start that everybody required can take.
[[nodiscard]] inline slot describe_slot(const slot_query& query, sys_seconds start) {
    slot described{.span = interval(start, query.duration)};
    for (const std::vector<std::size_t>& group : query.any_of)
        described.rooms.push_back(
            *std::find_if(group.begin(), group.end(), [&](std::size_t calendar) {
                return query.calendars[calendar].can_take(described.span);
            }));
    optional_weight weight;
    for (const optional_calendar& wanted : query.optional) {
        weight.all += wanted.weight;
        if (query.calendars[wanted.calendar].can_take(described.span))
            weight.present += wanted.weight;
        else
            described.missing.push_back(wanted.calendar);
    }
    described.score = compute_score(weight);
    return described;
}

/// A requirement: one of these calendars. A required calendar is a group of one.
struct requirement {
    std::size_t first;
    std::size_t last;
};

class slot_finder {
  public:
    explicit slot_finder(const slot_query& query)
        : query_(query), grid_(query), last_(query.window.end() - query.duration) {
        for (const std::size_t calendar : query.required) require({&calendar, 1});
        for (const std::vector<std::size_t>& group : query.any_of) require(group);
        for (const optional_calendar& wanted : query.optional) {
            optional_.emplace_back(query.calendars[wanted.calendar], query.duration);
            weight_all_ += wanted.weight;
        }
    }

    [[nodiscard]] slot_answer run() {
        sys_seconds t = query_.window.start();
        if (query_.not_before) t = std::max(t, *query_.not_before);
        if (t <= last_) t = grid_.at_or_after(t);
        while (t <= last_ && !enough() && settle(t)) {
            keep({t, weigh(t)});
            t = grid_.at_or_after(t + std::chrono::seconds(1));
        }
        return answer();
    }

  private:
    struct candidate {
        sys_seconds start;
        optional_weight weight;
    };

    void require(std::span<const std::size_t> calendars) {
        requirements_.push_back({cursors_.size(), cursors_.size() + calendars.size()});
        for (const std::size_t calendar : calendars)
            cursors_.emplace_back(query_.calendars[calendar], query_.duration);
    }

    /// Better first. Equal weights of one query mean equal scores, without rounding.
    [[nodiscard]] static bool before(const candidate& a, const candidate& b) {
        if (a.weight.present != b.weight.present) return a.weight.present > b.weight.present;
        return a.start < b.start;
    }

    /// As many perfect slots as are wanted: what comes later cannot be better.
    [[nodiscard]] bool enough() const {
        return best_.size() == query_.slots_max && is_perfect(best_.front().weight);
    }

    /// Moves t to the first candidate that every requirement can take; false when there is none or
    /// the budget is used up.
    [[nodiscard]] bool settle(sys_seconds& t) {
        for (std::size_t agreed = 0; agreed < requirements_.size();) {
            const auto fit = next_fit(requirements_[asked_], t);
            if (!fit || truncated_) return false;
            if (*fit == t) {
                ++agreed;
            } else {
                t = grid_.at_or_after(*fit);
                if (t > last_) return false;
                agreed = t == *fit ? 1 : 0;
            }
            if (agreed < requirements_.size()) asked_ = (asked_ + 1) % requirements_.size();
        }
        return true;
    }

    /// The earliest start that suits any of the requirement's calendars.
    [[nodiscard]] std::optional<sys_seconds> next_fit(const requirement& wanted, sys_seconds t) {
        std::optional<sys_seconds> earliest;
        for (std::size_t i = wanted.first; i < wanted.last; ++i) {
            if (!look()) return std::nullopt;
            const auto fit = cursors_[i].next_fit(t, last_);
            if (fit && (!earliest || *fit < *earliest)) earliest = fit;
            if (earliest == t) break;
        }
        return earliest;
    }

    [[nodiscard]] optional_weight weigh(sys_seconds t) {
        std::uint64_t present = 0;
        for (std::size_t i = 0; i < optional_.size(); ++i)
            if (look() && optional_[i].next_fit(t, last_) == t)
                present += query_.optional[i].weight;
        return {present, weight_all_};
    }

    [[nodiscard]] bool look() {
        if (looks_ == query_.looks_max) {
            truncated_ = true;
            return false;
        }
        ++looks_;
        return true;
    }

    /// Keeps the best: a heap whose front is the worst of them.
    void keep(candidate found) {
        if (truncated_) return; // it may have been weighed only in part
        if (best_.size() == query_.slots_max) {
            if (!before(found, best_.front())) return;
            std::pop_heap(best_.begin(), best_.end(), before);
            best_.pop_back();
        }
        best_.push_back(found);
        std::push_heap(best_.begin(), best_.end(), before);
    }

    [[nodiscard]] slot_answer answer() {
        std::sort_heap(best_.begin(), best_.end(), before);
        slot_answer answer{.truncated = truncated_, .looks = looks_};
        answer.slots.reserve(best_.size());
        for (const candidate& found : best_)
            answer.slots.push_back(describe_slot(query_, found.start));
        return answer;
    }

    const slot_query& query_;
    start_grid grid_;
    sys_seconds last_; // the latest start within the window
    std::vector<calendar_cursor> cursors_;
    std::vector<requirement> requirements_;
    std::vector<calendar_cursor> optional_;
    std::vector<candidate> best_;
    std::uint64_t weight_all_ = 0;
    std::uint64_t looks_ = 0;
    std::size_t asked_ = 0; // who is asked next: whoever refused last is asked first
    bool truncated_ = false;
};

/// Everybody named once, and known. `named` remembers by calendar.
[[nodiscard]] inline result<void, error> check_named(std::size_t calendar,
                                                     std::vector<bool>& named) {
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

[[nodiscard]] inline result<void, error> check_calendars(const slot_query& query) {
    if (query.required.empty() && query.any_of.empty())
        return unexpected(
            invalid_input("nobody is asked for: name a required calendar or a group"));
    std::vector<bool> named(query.calendars.size());
    for (const std::size_t calendar : query.required)
        if (auto ok = check_named(calendar, named); !ok) return ok;
    for (const std::vector<std::size_t>& group : query.any_of) {
        if (group.empty())
            return unexpected(invalid_input("a group is empty: one of nobody cannot be found"));
        for (const std::size_t calendar : group)
            if (auto ok = check_named(calendar, named); !ok) return ok;
    }
    for (const optional_calendar& wanted : query.optional) {
        if (auto ok = check_named(wanted.calendar, named); !ok) return ok;
        if (wanted.weight == 0)
            return unexpected(
                invalid_input("an optional calendar has weight 0: weights start "
                              "at 1; leave out whoever does not matter"));
    }
    return {};
}

} // namespace detail

inline result<void, error> validate(const slot_query& query) {
    using std::chrono::seconds;
    if (query.window.start() < detail::first_instant || detail::last_instant < query.window.end())
        return unexpected(invalid_input("the window lies outside the years 0001 to 9999"));
    if (query.duration <= seconds(0))
        return unexpected(invalid_input("the duration must be longer than zero"));
    if (query.duration > query.window.length())
        return unexpected(invalid_input("the duration is longer than the window"));
    if (query.step <= seconds(0))
        return unexpected(invalid_input("the step must be longer than zero"));
    if (query.align && query.align->every <= seconds(0))
        return unexpected(invalid_input("the alignment must be longer than zero"));
    if (query.align && std::chrono::hours(24) % query.align->every != seconds(0))
        return unexpected(
            invalid_input("the alignment must divide a day, as 15 minutes or 2 hours do"));
    if (query.slots_max == 0 || query.slots_max > slots_limit_max)
        return unexpected(invalid_input("the limit of slots must be from 1 to " +
                                        std::to_string(slots_limit_max)));
    return detail::check_calendars(query);
}

inline result<slot_answer, error> find_slots(const slot_query& query) {
    if (auto ok = validate(query); !ok) return unexpected(std::move(ok).error());
    return detail::slot_finder(query).run();
}

} // namespace timewright
