#include "timewright/calendar/day_numbers.hpp"
#include "timewright/calendar/local_reader.hpp"
#include "timewright/calendar/local_rule.hpp"

#include <timewright/calendar/occurrence.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>

namespace timewright {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

/// Longer than there are years; keeps arithmetic away from the ends of the numbers.
constexpr std::int64_t duration_seconds_max = 10'000LL * 366 * detail::seconds_per_day;

using detail::offsets_around;
using detail::longest;
using detail::shift_max;

sys_seconds clamped(sys_seconds t) {
    constexpr sys_seconds first{seconds(detail::first_second) - days(2)};
    constexpr sys_seconds last{seconds(detail::last_second) + days(2)};
    return std::clamp(t, first, last);
}

bool is_usable(const civil_duration& duration) {
    return duration.days >= 0 && duration.time >= seconds(0) &&
           duration.time.count() <= duration_seconds_max &&
           duration.days <= duration_seconds_max / detail::seconds_per_day;
}

local_seconds local_at(sys_seconds t, seconds offset) {
    return local_seconds(t.time_since_epoch() + offset);
}

/// Finds the occurrences of one event.
class expander {
  public:
    expander(const event& series, interval window, const expansion_options& options)
        : series_(series),
          options_(options),
          floating_(options.floating_zone.value_or(zone{})),
          home_(series.start.zone_or(floating_)),
          from_(clamped(window.start())),
          to_(clamped(window.end())) {}

    result<expansion, error> run() {
        if (auto usable = check_input(); !usable) return unexpected(std::move(usable).error());
        if (series_.status == event_status::cancelled || from_ >= to_) return expansion{};
        longest_ = longest(series_.duration);
        collect_overrides();
        collect_later_changes();
        collect_dates();
        recurrence_source source = make_source();
        result<recurrence, error> compiled = recurrence::make(std::move(source));
        if (!compiled) return unexpected(std::move(compiled).error());
        list_starts(*compiled);
        list_extras();
        list_overrides();
        return finish();
    }

  private:
    /// Times by which something names occurrences: local times, instants, or whole days.
    struct names {
        std::vector<local_seconds> locals{};
        std::vector<sys_seconds> instants{};
        std::vector<local_days> days_of{};

        void order() {
            std::sort(locals.begin(), locals.end());
            std::sort(instants.begin(), instants.end());
            std::sort(days_of.begin(), days_of.end());
        }
        [[nodiscard]] bool name(local_seconds local, sys_seconds instant) const {
            return std::binary_search(locals.begin(), locals.end(), local) ||
                   std::binary_search(instants.begin(), instants.end(), instant) ||
                   std::binary_search(days_of.begin(), days_of.end(),
                                      std::chrono::floor<days>(local));
        }
    };

    result<void, error> check_input() const {
        bool needs_zone = series_.start.needs_zone();
        bool usable = is_usable(series_.duration);
        for (const event& changed : series_.overrides) {
            needs_zone = needs_zone || changed.start.needs_zone();
            usable = usable && is_usable(changed.duration);
        }
        for (const event_date& extra : series_.rdates)
            usable = usable && (!extra.duration || is_usable(*extra.duration));
        if (needs_zone && !options_.floating_zone)
            return unexpected(
                invalid_input("a floating or all-day event has no instants of its own: name a zone "
                              "to read it in"));
        if (!usable)
            return unexpected(
                invalid_input("the duration of an event is not negative and at most 10,000 years"));
        return {};
    }

    /// True when the time is of another clock than the series', so that only its instant compares.
    [[nodiscard]] bool is_foreign(const event_time& time) const {
        if (time.kind == event_time_kind::utc) return series_.start.kind != event_time_kind::utc;
        if (time.kind != event_time_kind::zoned) return false;
        return time.in_zone.name() != home_.name();
    }

    void add_name(names& into, const event_time& time) const {
        const bool date = time.kind == event_time_kind::date;
        if (date != series_.is_all_day())
            into.days_of.push_back(std::chrono::floor<days>(nominal(time)));
        else if (is_foreign(time))
            into.instants.push_back(time.to_instant(floating_));
        else
            into.locals.push_back(time.local);
    }

    /// What the clock of the series shows then.
    [[nodiscard]] local_seconds nominal(const event_time& time) const {
        return is_foreign(time) ? home_.to_local(time.to_instant(floating_)) : time.local;
    }

    void collect_overrides() {
        for (const event& changed : series_.overrides)
            if (changed.recurrence_id) add_name(overridden_, *changed.recurrence_id);
        overridden_.order();
        for (const event_time& time : series_.exdates) add_name(excluded_, time);
        excluded_.order();
    }

    /// The overrides for this and the future, and how far they move what they hold for.
    void collect_later_changes() {
        for (std::size_t i = 0; i < series_.overrides.size(); ++i) {
            const event& changed = series_.overrides[i];
            if (!changed.this_and_future || !changed.recurrence_id) continue;
            local_seconds from = nominal(*changed.recurrence_id);
            if (changed.recurrence_id->kind == event_time_kind::date && !series_.is_all_day())
                from += series_.start.local - std::chrono::floor<days>(series_.start.local);
            const seconds shift = changed.start.local - from;
            later_.push_back({from, shift, static_cast<std::uint32_t>(i)});
            longest_ = std::max(longest_, longest(changed.duration));
            // Another zone's clock may read more than a day earlier or later.
            moved_later_ = std::max(moved_later_, shift + 2 * shift_max);
            moved_earlier_ = std::max(moved_earlier_, 2 * shift_max - shift);
        }
        std::sort(later_.begin(), later_.end(),
                  [](const later_change& a, const later_change& b) { return a.from < b.from; });
    }

    /// RDATEs: on the clock of the series they join its rules; others are instants of their own.
    void collect_dates() {
        for (const event_date& extra : series_.rdates) {
            local_seconds local = nominal(extra.start);
            if (extra.start.kind == event_time_kind::date && !series_.is_all_day())
                local += series_.start.local - std::chrono::floor<days>(series_.start.local);
            if (is_foreign(extra.start)) {
                foreign_.push_back(extra);
                foreign_locals_.push_back(local);
            } else
                extra_.push_back(local);
            if (!extra.duration) continue;
            durations_.emplace_back(local, *extra.duration);
            longest_ = std::max(longest_, longest(*extra.duration));
        }
        std::sort(foreign_locals_.begin(), foreign_locals_.end());
        std::sort(durations_.begin(), durations_.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
    }

    recurrence_rule local_rule(recurrence_rule rule) {
        detail::local_rule read =
            detail::read_locally(std::move(rule), series_.is_all_day(), home_);
        if (read.until)
            last_instant_ = std::max(last_instant_.value_or(*read.until), *read.until);
        open_end_ = open_end_ || read.open_end;
        return std::move(read.rule);
    }

    recurrence_source make_source() {
        recurrence_source source{.start = series_.start.local, .extra = extra_};
        for (const recurrence_rule& rule : series_.rules) source.rules.push_back(local_rule(rule));
        const auto kept = std::pair(last_instant_, open_end_);
        for (const recurrence_rule& rule : series_.exclusion_rules)
            source.exclusion_rules.push_back(local_rule(rule));
        std::tie(last_instant_, open_end_) = kept;
        source.excluded = excluded_.locals;
        source.excluded_days = excluded_.days_of;
        return source;
    }

    void list_starts(const recurrence& compiled) {
        const sys_seconds earliest = clamped(from_ - longest_ - moved_later_);
        const sys_seconds latest = clamped(to_ + moved_earlier_);
        const local_window window{
            .from = local_at(earliest, offsets_around(home_, earliest).lowest),
            .to = local_at(latest, offsets_around(home_, latest).highest)};
        const std::size_t apart = series_.overrides.size() + series_.exdates.size() + 64;
        const recurrence_budget budget{.steps_max = options_.steps_max,
                                       .starts_max = options_.occurrences_max + apart};
        recurrence_starts found = options_.newest_first
                                      ? compiled.starts_in_backward(window, budget)
                                      : compiled.starts_in(window, budget);
        starts_ = std::move(found.starts);
        detail::local_reader read(home_);
        found_.occurrences.reserve(starts_.size());
        for (const local_seconds local : starts_) {
            bool skipped = false;
            const seconds start(read(local.time_since_epoch().count(), skipped));
            list(local, sys_seconds(start), skipped);
        }
        found_.truncated = found.truncated;
        if (!found.truncated) return;
        if (options_.newest_first)
            complete_from_ = last_missing(found.complete_to) + moved_later_;
        else
            complete_to_ = first_missing(found.complete_to) - moved_earlier_;
    }

    /// No occurrence at that local time or later is before it.
    [[nodiscard]] sys_seconds first_missing(local_seconds local) const {
        const local_resolution reading = home_.resolve(local);
        return std::min(reading.first, reading.second);
    }
    /// No occurrence before that local time is at it or later. A skipped time is read as one after
    /// the gap.
    [[nodiscard]] sys_seconds last_missing(local_seconds local) const {
        const sys_seconds reading = home_.to_instant(local);
        const zone_period period = home_.period_at(reading);
        if (period.begin == sys_seconds::min()) return reading;
        const seconds gap = period.offset - home_.offset_at(period.begin - seconds(1));
        return std::max(reading, period.begin + gap);
    }

    void list_extras() {
        for (const event_date& extra : foreign_) {
            const sys_seconds instant = extra.start.to_instant(floating_);
            const local_seconds local = home_.to_local(instant);
            if (!excluded_.name(local, instant)) list(local, instant, false);
        }
    }

    [[nodiscard]] const civil_duration& duration_at(local_seconds local) const {
        const auto at =
            std::lower_bound(durations_.begin(), durations_.end(), local,
                             [](const auto& a, local_seconds b) { return a.first < b; });
        return at != durations_.end() && at->first == local ? at->second : series_.duration;
    }

    /// One occurrence by the rules, unless an exception, an override or a policy takes it away.
    void list(local_seconds local, sys_seconds start, bool skipped) {
        if (skipped && !open_end_ && last_instant_ && start > *last_instant_ &&
            local != series_.start.local)
            return;
        if (std::binary_search(excluded_.instants.begin(), excluded_.instants.end(), start)) return;
        if (overridden_.name(local, start)) return;
        if (list_changed(local)) return;
        if (skipped && options_.skipped == skipped_time::omit) return;
        if (skipped && is_said_again(home_.to_local(start), no_change)) return;
        place(local, start, local, home_, duration_at(local), series_.is_all_day(), skipped,
              occurrence::no_override);
    }

    /// The override for this and the future that holds then: an index into later_, or no_change.
    [[nodiscard]] std::size_t change_at(local_seconds local) const {
        const auto next = std::upper_bound(
            later_.begin(), later_.end(), local,
            [](local_seconds at, const later_change& change) { return at < change.from; });
        return next == later_.begin() ? no_change
                                      : static_cast<std::size_t>(next - later_.begin()) - 1;
    }

    /// Whether an occurrence with that nominal start takes place, told by the same change. Asked of
    /// the clock reading that a skipped time was shifted to: then the two are one.
    [[nodiscard]] bool is_said_again(local_seconds local, std::size_t change) const {
        const bool by_rule =
            options_.newest_first
                ? std::binary_search(starts_.begin(), starts_.end(), local, std::greater<>())
                : std::binary_search(starts_.begin(), starts_.end(), local);
        const bool by_date =
            !by_rule && std::binary_search(foreign_locals_.begin(), foreign_locals_.end(), local);
        if (!by_rule && !by_date) return false;
        const sys_seconds instant = home_.to_instant(local);
        if (std::binary_search(excluded_.instants.begin(), excluded_.instants.end(), instant))
            return false;
        if (by_date && excluded_.name(local, instant)) return false;
        return !overridden_.name(local, instant) && change_at(local) == change;
    }

    /// One that an override for this and the future holds for.
    bool list_changed(local_seconds local) {
        const std::size_t at = change_at(local);
        if (at == no_change) return false;
        const later_change& change = later_[at];
        const event& changed = series_.overrides[change.index];
        if (changed.status == event_status::cancelled) return true;
        const zone& in = changed.start.zone_or(floating_);
        const local_resolution reading = in.resolve(local + change.shift);
        const bool skipped = reading.kind == local_kind::skipped;
        if (skipped && options_.skipped == skipped_time::omit) return true;
        if (skipped && is_said_again(in.to_local(reading.first) - change.shift, at)) return true;
        place(local, reading.first, local + change.shift, in, changed.duration,
              changed.is_all_day(), skipped, change.index);
        return true;
    }

    void list_overrides() {
        for (std::size_t i = 0; i < series_.overrides.size(); ++i) {
            const event& changed = series_.overrides[i];
            if (changed.status == event_status::cancelled) continue;
            const zone& in = changed.start.zone_or(floating_);
            const local_resolution reading = in.resolve(changed.start.local);
            const local_seconds id =
                changed.recurrence_id ? nominal(*changed.recurrence_id) : changed.start.local;
            place(id, reading.first, changed.start.local, in, changed.duration,
                  changed.is_all_day(), reading.kind == local_kind::skipped,
                  static_cast<std::uint32_t>(i));
        }
    }

    /// Adds the occurrence if it overlaps the window.
    void place(local_seconds id, sys_seconds start, local_seconds local, const zone& in,
               const civil_duration& duration, bool all_day, bool shifted, std::uint32_t index) {
        const sys_seconds end = duration.days == 0
                                    ? start + duration.time
                                    : in.to_instant(local + days(duration.days)) + duration.time;
        const bool moment = end <= start;
        if (moment && !options_.moments) return;
        const interval span(start, moment ? start + seconds(1) : end);
        if (span.start() >= to_ || span.end() <= from_) return;
        found_.occurrences.push_back({.recurrence_id = id,
                                      .span = span,
                                      .all_day = all_day,
                                      .moment = moment,
                                      .shifted = shifted,
                                      .override_index = index});
    }

    expansion finish() {
        std::vector<occurrence>& all = found_.occurrences;
        const auto key = [](const occurrence& o) {
            return std::tuple(o.span.start(), o.recurrence_id, o.override_index, o.span.end());
        };
        const auto earlier = [&](const occurrence& a, const occurrence& b) {
            return key(a) < key(b);
        };
        if (!std::is_sorted(all.begin(), all.end(), earlier))
            std::sort(all.begin(), all.end(), earlier);
        // An RDATE may say again, on another clock, what a rule says.
        const auto same = [](const occurrence& a, const occurrence& b) {
            return a.span.start() == b.span.start() && a.recurrence_id == b.recurrence_id &&
                   a.override_index == b.override_index;
        };
        all.erase(std::unique(all.begin(), all.end(), same), all.end());
        if (complete_to_)
            std::erase_if(all,
                          [&](const occurrence& o) { return o.span.start() >= *complete_to_; });
        if (complete_from_)
            std::erase_if(all,
                          [&](const occurrence& o) { return o.span.start() < *complete_from_; });
        if (options_.newest_first) std::reverse(all.begin(), all.end());
        if (all.size() > options_.occurrences_max) {
            all.erase(std::next(all.begin(), static_cast<std::ptrdiff_t>(options_.occurrences_max)),
                      all.end());
            found_.truncated = true;
        }
        return std::move(found_);
    }

    const event& series_;
    const expansion_options& options_;
    zone floating_;
    zone home_;
    sys_seconds from_;
    sys_seconds to_;
    seconds longest_{};
    names overridden_{};
    names excluded_{};
    std::vector<local_seconds> extra_{};
    std::vector<event_date> foreign_{};
    std::vector<local_seconds> foreign_locals_{}; ///< what the clock of the series shows then
    std::vector<local_seconds> starts_{};         ///< by the rules, as options_.newest_first wants
    std::vector<std::pair<local_seconds, civil_duration>> durations_{};
    /// The latest UNTIL in UTC; and whether some rule ends otherwise or not at all.
    std::optional<sys_seconds> last_instant_{};
    bool open_end_ = false;
    std::optional<sys_seconds> complete_to_{}, complete_from_{};
    /// From a nominal start on, the override that holds and how far it moves, by that start.
    struct later_change {
        local_seconds from;
        seconds shift;
        std::uint32_t index;
    };
    std::vector<later_change> later_{};
    static constexpr std::size_t no_change = static_cast<std::size_t>(-1);
    seconds moved_later_{0}, moved_earlier_{0};
    expansion found_{};
};

} // namespace

result<expansion, error> expand(const event& series, interval window,
                                const expansion_options& options) {
    return expander(series, window, options).run();
}

} // namespace timewright
