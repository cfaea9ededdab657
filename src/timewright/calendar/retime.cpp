#include "timewright/calendar/retimed_zones.hpp"

#include <timewright/base/contract.hpp>
#include <timewright/calendar/occurrence.hpp>
#include <timewright/calendar/retime.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <tuple>
#include <utility>

namespace timewright {

namespace {

using std::chrono::days;
using std::chrono::hours;

/// The bounds of the years that zones are followed in.
constexpr sys_seconds first_instant = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr sys_seconds last_instant = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);
/// Beyond the window zones are compared for so long: what a release changes begins soon or never.
constexpr days beyond_length{3653};
/// Two releases disagree by less than this, as offsets from UTC are smaller.
constexpr hours disagreement_max{52};

interval widened(const interval& window, std::chrono::seconds by) {
    // Compared before anything is added: windows may reach to the ends of time.
    const sys_seconds start =
        window.start() < first_instant + by ? first_instant : window.start() - by;
    const sys_seconds end = window.end() > last_instant - by ? last_instant : window.end() + by;
    return start < end ? interval(start, end) : window;
}

error used_up(const std::string& what, const std::string& budget) {
    return {.code = errc::limit_reached,
            .message = what + " " + budget + "; ask for a shorter window"};
}

std::string shown(const event& source) {
    constexpr std::size_t shown_max = 100;
    return "the event with UID " + source.uid.substr(0, shown_max);
}

/// How long one occurrence lasts at most.
std::chrono::seconds longest(const event& source) {
    // Bounded before they are added; longer ones are refused when the event is expanded.
    const auto of = [](const civil_duration& d) {
        constexpr std::chrono::seconds length_max = days(366 * 10'000);
        const std::chrono::seconds whole =
            std::clamp<std::chrono::seconds>(days(d.days), -length_max, length_max);
        const std::chrono::seconds part = std::clamp(d.time, -length_max, length_max);
        return std::min(whole + days(2) + part, length_max);
    };
    std::chrono::seconds most = of(source.duration);
    for (const event& changed : source.overrides) most = std::max(most, of(changed.duration));
    for (const event_date& extra : source.rdates)
        if (extra.duration) most = std::max(most, of(*extra.duration));
    return most;
}

bool has_floating_times(const event& source) {
    return source.start.needs_zone() ||
           std::any_of(source.overrides.begin(), source.overrides.end(),
                       [](const event& one) { return one.start.needs_zone(); });
}

/// An occurrence that takes time, where it is and where it was.
struct taken {
    std::size_t event = 0;
    std::optional<interval> before{};
    interval now;
    bool changed = false;
    bool asked = false;
};

/// One calendar by both releases.
class calendar_retimer {
  public:
    calendar_retimer(const retime_calendar& source, std::size_t number,
                     detail::retimed_zones& zones, const retime_options& options,
                     std::size_t& occurrences_left, std::size_t& pairs_left, retime_report& report)
        : source_(source),
          number_(number),
          zones_(zones),
          options_(options),
          occurrences_left_(occurrences_left),
          pairs_left_(pairs_left),
          report_(report),
          floating_{source.floating_zone, source.floating_zone} {}

    result<void, error> run() {
        const auto floating = zones_.of(source_.floating_zone);
        if (!floating) return unexpected(floating.error());
        floating_ = *floating;
        std::vector<std::size_t> unmoved;
        for (std::size_t i = 0; i < source_.events.size(); ++i) {
            const auto differs = may_move(source_.events[i]);
            if (!differs) return unexpected(differs.error());
            if (!*differs)
                unmoved.push_back(i);
            else if (auto ok = compare(i); !ok)
                return ok;
            note_rest(i);
        }
        return find_conflicts(unmoved);
    }

  private:
    using listing = result<std::vector<occurrence>, error>;

    /// Errors of one event name it.
    static error about(const event& source, error why) {
        why.message = shown(source) + ": " + why.message;
        return why;
    }

    result<bool, error> may_move(const event& source) {
        const interval near = widened(options_.window, longest(source));
        const auto differs = zones_.differ(source, near);
        if (!differs) return unexpected(about(source, differs.error()));
        return *differs || (has_floating_times(source) &&
                            !detail::same_offsets(floating_.older, floating_.newer, near));
    }

    [[nodiscard]] listing expanded(const event& source, const interval& in, const zone& floating) {
        auto found = expand(source, in,
                            {.floating_zone = floating,
                             .steps_max = options_.steps_max,
                             .occurrences_max = occurrences_left_,
                             .moments = true});
        if (!found) return unexpected(about(source, std::move(found).error()));
        if (found->truncated)
            return unexpected(used_up(shown(source) + " was not followed to its end: it takes more",
                                      "steps or occurrences than are left"));
        occurrences_left_ -= found->occurrences.size();
        return std::move(found->occurrences);
    }

    /// An occurrence is found again by its override, else by its nominal start. A change of all later
    /// occurrences stands for many: then it takes both.
    static auto key(const event& source, const occurrence& o) {
        const bool one = o.is_overridden() && !o.described_by(source).this_and_future;
        return std::tuple(o.override_index, one ? local_seconds{} : o.recurrence_id);
    }

    [[nodiscard]] bool counts(const occurrence& o) const {
        return o.span.overlaps(options_.window);
    }

    /// Expands the event by both releases and lists what is not where it was.
    result<void, error> compare(std::size_t i) {
        const event& source = source_.events[i];
        // What leaves the window, or comes into it, is seen on both sides of its edge.
        const interval wide = widened(options_.window, disagreement_max);
        auto older = expanded(zones_.by_older(source), wide, floating_.older);
        if (!older) return unexpected(std::move(older).error());
        auto newer = expanded(zones_.by_newer(source), wide, floating_.newer);
        if (!newer) return unexpected(std::move(newer).error());
        const auto by_key = [&source](const occurrence& a, const occurrence& b) {
            return key(source, a) < key(source, b);
        };
        std::sort(older->begin(), older->end(), by_key);
        std::sort(newer->begin(), newer->end(), by_key);
        const std::size_t first = report_.occurrences.size();
        match(i, *older, *newer);
        std::sort(report_.occurrences.begin() + static_cast<std::ptrdiff_t>(first),
                  report_.occurrences.end(), [](const retimed& a, const retimed& b) {
                      return a.recurrence_id < b.recurrence_id;
                  });
        return {};
    }

    void match(std::size_t i, const std::vector<occurrence>& older,
               const std::vector<occurrence>& newer) {
        std::vector<const occurrence*> gone;
        std::vector<const occurrence*> come;
        const event& source = source_.events[i];
        auto a = older.begin();
        auto b = newer.begin();
        while (a != older.end() || b != newer.end()) {
            if (b == newer.end() || (a != older.end() && key(source, *a) < key(source, *b)))
                gone.push_back(&*a++);
            else if (a == older.end() || key(source, *b) < key(source, *a))
                come.push_back(&*b++);
            else
                note(i, &*a++, &*b++);
        }
        // An RDATE in UTC has no nominal start of its own: it is found again by its instant.
        for (const occurrence* o : gone) {
            const auto same = std::find_if(come.begin(), come.end(),
                                           [o](const occurrence* n) { return n->span == o->span; });
            if (same == come.end()) {
                note(i, o, nullptr);
            } else {
                note(i, o, *same);
                come.erase(same);
            }
        }
        for (const occurrence* n : come) note(i, nullptr, n);
    }

    /// One occurrence by both releases; one of them may be missing.
    void note(std::size_t i, const occurrence* was, const occurrence* is) {
        TIMEWRIGHT_EXPECTS(was != nullptr || is != nullptr);
        const event& series = source_.events[i];
        const occurrence& known = was != nullptr ? *was : *is;
        const event& described = known.described_by(series);
        const bool at_hand = (was != nullptr && counts(*was)) || (is != nullptr && counts(*is));
        const bool equal = was != nullptr && is != nullptr && was->span == is->span;
        retimed found{.calendar = number_, .event = i, .recurrence_id = known.recurrence_id};
        if (was != nullptr) found.old_span = was->span;
        if (is != nullptr) found.new_span = is->span;
        bool asked = false;
        if (was == nullptr) {
            found.outcome = retime_outcome::added;
        } else if (is == nullptr) {
            found.outcome = retime_outcome::removed;
        } else if (const retime_policy policy = policy_for(series, described);
                   policy == retime_policy::keep_instant) {
            found.outcome = retime_outcome::kept;
            found.new_span = found.old_span;
            found.reading = reading_of(described, was->span.start());
        } else if (policy == retime_policy::ask) {
            found.outcome = retime_outcome::asked;
            asked = !equal;
        }
        if (at_hand && !equal) report_.occurrences.push_back(found);
        if (found.new_span && described.effective_busy() != busy_type::free && !known.moment)
            taken_.push_back({.event = i,
                              .before = found.old_span,
                              .now = *found.new_span,
                              .changed = at_hand && found.old_span != found.new_span,
                              .asked = asked});
    }

    [[nodiscard]] retime_policy policy_for(const event& series, const event& described) const {
        if (described.start.needs_zone()) return retime_policy::keep_wall;
        return options_.policy_of ? options_.policy_of(series) : options_.policy;
    }

    /// What the clock of the event shows by the newer release.
    [[nodiscard]] local_seconds reading_of(const event& described, sys_seconds t) {
        if (described.start.kind != event_time_kind::zoned)
            return local_seconds(t.time_since_epoch());
        const auto change = zones_.of(described.start.in_zone);
        return change ? change->newer.to_local(t) : local_seconds(t.time_since_epoch());
    }

    [[nodiscard]] bool has_occurrence_in(const event& source, const interval& later) {
        const auto found = expand(zones_.by_newer(source), later,
                                  {.floating_zone = floating_.newer,
                                   .steps_max = options_.steps_max,
                                   .occurrences_max = 1,
                                   .moments = true});
        // What cannot be followed may well go on.
        return !found || found->truncated || !found->occurrences.empty();
    }

    void note_rest(std::size_t i) {
        const event& source = source_.events[i];
        const sys_seconds end = std::min(options_.window.end(), last_instant - days(1));
        const interval later(end, std::min(end + beyond_length, last_instant));
        const auto change = source.start.kind == event_time_kind::zoned
                                ? zones_.of(source.start.in_zone)
                                : result<detail::retimed_zone, error>(floating_);
        if (change && (source.start.kind == event_time_kind::zoned || source.start.needs_zone()) &&
            !detail::same_offsets(change->older, change->newer, later) &&
            has_occurrence_in(source, later))
            report_.beyond.push_back({number_, i});
    }

    /// Where something is that was not there before, nothing if nowhere.
    [[nodiscard]] std::optional<interval> where_changed() const {
        std::optional<interval> all;
        for (const taken& one : taken_)
            if (one.changed)
                all = all ? interval(std::min(all->start(), one.now.start()),
                                     std::max(all->end(), one.now.end()))
                          : one.now;
        return all;
    }

    result<void, error> find_conflicts(const std::vector<std::size_t>& unmoved) {
        const auto where = where_changed();
        if (!where) return {};
        for (const std::size_t i : unmoved) {
            const event& source = source_.events[i];
            const auto found = expanded(zones_.by_newer(source), *where, floating_.newer);
            if (!found) return unexpected(found.error());
            for (const occurrence& o : *found)
                if (!o.moment && o.described_by(source).effective_busy() != busy_type::free)
                    taken_.push_back({.event = i, .before = o.span, .now = o.span});
        }
        std::sort(taken_.begin(), taken_.end(), [](const taken& a, const taken& b) {
            return std::tuple(a.now, a.event) < std::tuple(b.now, b.event);
        });
        return sweep();
    }

    /// In the order of their starts, each against those before it that have not ended. Of two that
    /// stayed nothing new can be said, so what stayed is held against what changed only.
    result<void, error> sweep() {
        std::vector<const taken*> changed;
        std::vector<const taken*> stayed;
        for (const taken& one : taken_) {
            if (!meet(one, changed)) return unexpected(too_many_pairs());
            if (one.changed && !meet(one, stayed)) return unexpected(too_many_pairs());
            (one.changed ? changed : stayed).push_back(&one);
        }
        return {};
    }

    static error too_many_pairs() {
        return used_up("the conflicts were not looked for to their end: more meetings overlap than",
                       "the budget of pairs allows");
    }

    /// False when the budget is used up.
    bool meet(const taken& one, std::vector<const taken*>& open) {
        std::erase_if(open,
                      [&](const taken* other) { return other->now.end() <= one.now.start(); });
        if (open.size() > pairs_left_) return false;
        pairs_left_ -= open.size();
        for (const taken* other : open) {
            const std::string& uid = source_.events[one.event].uid;
            const bool same_series = !uid.empty() && source_.events[other->event].uid == uid;
            if (other->event == one.event || same_series) continue;
            if (one.before && other->before && one.before->overlaps(*other->before)) continue;
            if (const auto overlap = other->now.intersection(one.now))
                report_.conflicts.push_back({.calendar = number_,
                                             .first = other->event,
                                             .second = one.event,
                                             .overlap = *overlap,
                                             .if_wall_is_kept = one.asked || other->asked});
        }
        return true;
    }

    const retime_calendar& source_;
    std::size_t number_;
    detail::retimed_zones& zones_;
    const retime_options& options_;
    std::size_t& occurrences_left_;
    std::size_t& pairs_left_;
    retime_report& report_;
    detail::retimed_zone floating_;
    std::vector<taken> taken_{};
};

} // namespace

result<retime_report, error> compute_retime(std::span<const retime_calendar> calendars,
                                            const zone_registry& older, const zone_registry& newer,
                                            const retime_options& options) {
    detail::retimed_zones zones(older, newer);
    retime_report report;
    std::size_t occurrences_left = options.occurrences_max;
    std::size_t pairs_left = options.pairs_max;
    for (std::size_t i = 0; i < calendars.size(); ++i) {
        calendar_retimer one(calendars[i], i, zones, options, occurrences_left, pairs_left, report);
        if (auto ok = one.run(); !ok) return unexpected(std::move(ok).error());
    }
    return report;
}

} // namespace timewright
