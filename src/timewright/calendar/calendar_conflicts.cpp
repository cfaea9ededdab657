#include "timewright/calendar/steady_series.hpp"

#include <timewright/calendar/calendar_conflicts.hpp>
#include <timewright/calendar/occurrence.hpp>
#include <timewright/calendar/series_conflict.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace timewright {

namespace {

using std::chrono::seconds;

/// An event, and whether all that it takes is known.
struct member {
    event_place place;
    const event* source = nullptr;
    const zone* floating = nullptr;
    bool listed = false; ///< every occurrence is in the sweep
};

/// Time that a member takes.
struct taken_span {
    interval span;
    std::size_t member = 0;
};

error about(const event& source, error why) {
    constexpr std::size_t shown_max = 100;
    why.message = "the event with UID " + source.uid.substr(0, shown_max) + ": " + why.message;
    return why;
}

class conflict_scan {
  public:
    conflict_scan(std::span<const conflict_calendar> calendars,
                  const conflict_scan_options& options)
        : calendars_(calendars), options_(options), steps_left_(options.steps_max) {}

    result<calendar_conflicts, error> run() {
        if (auto ok = list_what_ends(); !ok) return unexpected(std::move(ok).error());
        const std::size_t ended = taken_.size();
        for (std::size_t i = 0; i < members_.size() && ended > 0; ++i)
            if (!members_[i].listed)
                if (auto ok = join(i); !ok) return unexpected(std::move(ok).error());
        if (auto ok = sweep(); !ok) return unexpected(std::move(ok).error());
        if (options_.on_progress) count_pairs();
        for (std::size_t i = 0; i < members_.size(); ++i)
            if (!members_[i].listed)
                if (auto ok = decide_with_all(i); !ok) return unexpected(std::move(ok).error());
        return finish();
    }

  private:
    [[nodiscard]] bool may_conflict(std::size_t i, std::size_t j) const {
        const member& a = members_[i];
        const member& b = members_[j];
        if (a.place.calendar == b.place.calendar) return true;
        return options_.across && (a.source->uid.empty() || a.source->uid != b.source->uid);
    }
    /// Whether the sweep has seen all of what the two share.
    [[nodiscard]] bool is_swept(std::size_t i, std::size_t j) const {
        const auto whole = [this](std::size_t one, std::size_t other) {
            return members_[one].listed && (members_[other].listed || joined_[other]);
        };
        return whole(i, j) || whole(j, i);
    }

    result<expansion, error> expanded(const member& of, const interval& window) const {
        auto found =
            expand(*of.source, window,
                   {.floating_zone = *of.floating, .occurrences_max = options_.occurrences_max});
        if (!found) return unexpected(about(*of.source, std::move(found).error()));
        std::erase_if(found->occurrences, [&of](const occurrence& o) {
            return o.described_by(*of.source).effective_busy() == busy_type::free;
        });
        return found;
    }
    void take(std::size_t i, const expansion& found) {
        for (const occurrence& o : found.occurrences) taken_.push_back({o.span, i});
    }

    result<void, error> list_what_ends() {
        for (std::size_t c = 0; c < calendars_.size(); ++c)
            for (std::size_t e = 0; e < calendars_[c].events.size(); ++e)
                if (auto ok = add({.place = {c, e},
                                   .source = &calendars_[c].events[e],
                                   .floating = &calendars_[c].floating_zone});
                    !ok)
                    return ok;
        joined_.resize(members_.size());
        for (const taken_span& one : taken_)
            hull_ = hull_ ? interval(std::min(hull_->start(), one.span.start()),
                                     std::max(hull_->end(), one.span.end()))
                          : one.span;
        return {};
    }

    result<void, error> add(member one) {
        // What expand() refuses is refused first.
        constexpr sys_seconds early = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
        if (auto ok = expanded(one, {early, seconds(1)}); !ok)
            return unexpected(std::move(ok).error());
        const auto steady = detail::steady_series::make(*one.source, *one.floating);
        if (!steady) return unexpected(about(*one.source, steady.error()));
        if (steady->end && *steady->end > steady->first) {
            const auto found = expanded(
                one, {sys_seconds(seconds(steady->first)), sys_seconds(seconds(*steady->end))});
            if (!found) return unexpected(found.error());
            one.listed = !found->truncated;
            if (one.listed) take(members_.size(), *found);
        }
        members_.push_back(one);
        return {};
    }

    /// A series without end joins for as long as the others last.
    result<void, error> join(std::size_t i) {
        const auto found = expanded(members_[i], *hull_);
        if (!found) return unexpected(found.error());
        joined_[i] = !found->truncated;
        if (joined_[i]) take(i, *found);
        return {};
    }

    /// In the order of their starts, each against those before it that have not ended.
    result<void, error> sweep() {
        std::sort(taken_.begin(), taken_.end(), [](const taken_span& a, const taken_span& b) {
            return std::tuple(a.span, a.member) < std::tuple(b.span, b.member);
        });
        std::vector<const taken_span*> open;
        std::size_t left = options_.overlaps_max;
        for (const taken_span& one : taken_) {
            std::erase_if(open, [&one](const taken_span* other) {
                return other->span.end() <= one.span.start();
            });
            if (open.size() > left)
                return unexpected(error{.code = errc::limit_reached,
                                        .message = "more meetings overlap than the budget of " +
                                                   std::to_string(options_.overlaps_max) +
                                                   " overlaps allows; look at fewer calendars"});
            left -= open.size();
            for (const taken_span* other : open) meet(*other, one);
            open.push_back(&one);
        }
        return {};
    }

    void meet(const taken_span& earlier, const taken_span& later) {
        const std::size_t i = std::min(earlier.member, later.member);
        const std::size_t j = std::max(earlier.member, later.member);
        if (i == j || !is_swept(i, j) || !may_conflict(i, j)) return;
        const interval both(later.span.start(), std::min(earlier.span.end(), later.span.end()));
        const auto [at, first_time] = met_.try_emplace(
            {i, j}, event_conflict{members_[i].place, members_[j].place, both, false});
        if (!first_time && both.start() > at->second.first.start()) at->second.more = true;
    }

    /// Pairs that are decided one by one, of which one is series i.
    [[nodiscard]] bool is_decided_with(std::size_t i, std::size_t j) const {
        const bool once = members_[j].listed || i < j;
        return once && !is_swept(i, j) && may_conflict(i, j);
    }
    void count_pairs() {
        for (std::size_t i = 0; i < members_.size(); ++i)
            for (std::size_t j = 0; !members_[i].listed && j < members_.size(); ++j)
                if (is_decided_with(i, j)) ++pairs_;
    }

    /// A series that the sweep has not seen whole, with all others, each pair once.
    result<void, error> decide_with_all(std::size_t i) {
        for (std::size_t j = 0; j < members_.size(); ++j) {
            if (!is_decided_with(i, j)) continue;
            if (options_.on_progress) options_.on_progress(decided_++, pairs_);
            if (auto ok = decide(std::min(i, j), std::max(i, j)); !ok) return ok;
        }
        return {};
    }

    /// Two that the sweep has not seen whole.
    result<void, error> decide(std::size_t i, std::size_t j) {
        const member& a = members_[i];
        const member& b = members_[j];
        const auto look = [&](std::optional<sys_seconds> from) {
            auto answer =
                find_first_collision(*a.source, *b.source,
                                     {.floating_zone_a = *a.floating,
                                      .floating_zone_b = *b.floating,
                                      .from = from,
                                      .steps_max = std::min(options_.pair_steps_max, steps_left_)});
            if (answer) steps_left_ -= std::min(steps_left_, answer->steps);
            return answer;
        };
        const auto first = look(std::nullopt);
        if (!first) return unexpected(first.error());
        if (first->outcome == collision_outcome::undecided)
            found_.undecided.push_back({a.place, b.place, first->clear_until});
        if (!first->collides()) return {};
        const auto second = look(first->first->at + seconds(1));
        if (!second) return unexpected(second.error());
        met_.try_emplace(
            {i, j}, event_conflict{a.place, b.place, first->first->overlap(), !second->is_never()});
        return {};
    }

    calendar_conflicts finish() {
        for (const auto& [members, one] : met_) found_.pairs.push_back(one);
        std::sort(found_.undecided.begin(), found_.undecided.end(),
                  [](const undecided_conflict& x, const undecided_conflict& y) {
                      return std::tie(x.a, x.b) < std::tie(y.a, y.b);
                  });
        std::sort(found_.pairs.begin(), found_.pairs.end(),
                  [](const event_conflict& x, const event_conflict& y) {
                      return std::tie(x.first, x.a, x.b) < std::tie(y.first, y.a, y.b);
                  });
        return std::move(found_);
    }

    std::span<const conflict_calendar> calendars_;
    const conflict_scan_options& options_;
    std::size_t steps_left_;
    std::size_t pairs_ = 0;   ///< to be decided one by one
    std::size_t decided_ = 0; ///< of those
    std::vector<member> members_{};
    std::vector<bool> joined_{}; ///< its occurrences within the hull are in the sweep
    std::vector<taken_span> taken_{};
    std::optional<interval> hull_{}; ///< of all that ends
    std::map<std::pair<std::size_t, std::size_t>, event_conflict> met_{};
    calendar_conflicts found_{};
};

} // namespace

result<calendar_conflicts, error> find_conflicts(std::span<const conflict_calendar> calendars,
                                                 const conflict_scan_options& options) {
    return conflict_scan(calendars, options).run();
}

} // namespace timewright
