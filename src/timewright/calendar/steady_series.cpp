#include "timewright/calendar/steady_series.hpp"

#include "timewright/calendar/local_rule.hpp"

#include <algorithm>
#include <utility>

namespace timewright::detail {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::seconds;

/// Beyond all that instants of the years 1 to 9999 can be.
constexpr std::int64_t horizon = last_second + 4 * seconds_per_day;
/// A clock reading and an instant, or two clocks, differ by less.
constexpr std::int64_t slack = 3 * seconds_per_day;

std::int64_t number(sys_seconds t) { return t.time_since_epoch().count(); }
std::int64_t number(local_seconds t) { return t.time_since_epoch().count(); }
sys_seconds instant(std::int64_t t) { return sys_seconds(seconds(t)); }

std::int64_t bounded_instant(std::int64_t t) { return std::clamp(t, -2 * horizon, 2 * horizon); }

/// Reads what an event says one by one: when that begins and ends, and what holds afterwards.
class explicit_part {
  public:
    explicit_part(const event& series, const zone& floating)
        : series_(series),
          floating_(floating),
          home_(series.start.zone_or(floating)),
          named_(instant_of(series.start)) {}

    result<steady_series, error> run() {
        std::int64_t most = longest(series_.duration).count();
        take(series_.start, series_.duration);
        for (const event_date& extra : series_.rdates)
            take(extra.start, extra.duration.value_or(series_.duration));
        for (const event_time& excluded : series_.exdates) name(excluded);
        for (std::size_t i = 0; i < series_.overrides.size(); ++i) {
            const event& changed = series_.overrides[i];
            take(changed.start, changed.duration);
            most = std::max(most, longest(changed.duration).count());
            if (changed.recurrence_id) name(*changed.recurrence_id);
            if (changed.recurrence_id && changed.this_and_future) change(i);
        }
        for (const event_date& extra : series_.rdates)
            if (extra.duration) most = std::max(most, longest(*extra.duration).count());
        made_.first = bounded_instant(first_ + std::min<std::int64_t>(0, shift_least_) - slack);
        made_.from = bounded_instant(
            std::max(over_, named_ + std::max<std::int64_t>(0, shift_most_) + most) + slack);
        made_.on_rules_from = made_.from;
        if (auto settled = settle(); !settled) return unexpected(std::move(settled).error());
        // The start is a member of `rules` too.
        if (made_.rules && series_.rdates.empty() && series_.exdates.empty() &&
            series_.overrides.empty())
            made_.from = made_.first;
        return std::move(made_);
    }

  private:
    [[nodiscard]] std::int64_t instant_of(const event_time& time) const {
        return bounded_instant(number(time.to_instant(floating_)));
    }
    void name(const event_time& time) { named_ = std::max(named_, instant_of(time)); }
    void take(const event_time& start, const civil_duration& duration) {
        const std::int64_t at = instant_of(start);
        first_ = std::min(first_, at);
        over_ = std::max(over_, at + longest(duration).count());
        named_ = std::max(named_, at);
    }

    /// An override for this and the future: as expand() reads it.
    void change(std::size_t index) {
        const event& changed = series_.overrides[index];
        const event_time& id = *changed.recurrence_id;
        const bool foreign =
            id.kind == event_time_kind::utc
                ? series_.start.kind != event_time_kind::utc
                : id.kind == event_time_kind::zoned && id.in_zone.name() != home_.name();
        local_seconds from = foreign ? home_.to_local(id.to_instant(floating_)) : id.local;
        if (id.kind == event_time_kind::date && !series_.is_all_day())
            from += series_.start.local - floor<days>(series_.start.local);
        const std::int64_t shift =
            bounded_instant(number(changed.start.local)) - bounded_instant(number(from));
        shift_least_ = std::min(shift_least_, shift);
        shift_most_ = std::max(shift_most_, shift);
        if (last_change_ && from < last_from_) return;
        last_change_ = index;
        last_from_ = from;
        made_.shift = shift;
    }

    /// What holds when all that was said one by one is over.
    result<void, error> settle() {
        const event& now = last_change_ ? series_.overrides[*last_change_] : series_;
        made_.in = now.start.zone_or(floating_);
        made_.duration = now.duration;
        made_.longest = longest(now.duration).count();
        made_.all_day = now.is_all_day();
        if (last_change_) made_.override_index = static_cast<std::uint32_t>(*last_change_);
        made_.end = made_.from;
        if (series_.rules.empty() || series_.status == event_status::cancelled ||
            now.effective_busy() == busy_type::free || now.duration == civil_duration{})
            return {};
        recurrence_source source{.start = series_.start.local};
        bool open_end = false;
        for (const recurrence_rule& rule : series_.rules) {
            local_rule read = read_locally(rule, series_.is_all_day(), home_);
            if (read.until)
                made_.until =
                    std::max(made_.until.value_or(number(*read.until)), number(*read.until));
            open_end = open_end || read.open_end;
            source.rules.push_back(std::move(read.rule));
        }
        if (open_end) made_.until.reset();
        for (const recurrence_rule& rule : series_.exclusion_rules)
            source.exclusion_rules.push_back(read_locally(rule, series_.is_all_day(), home_).rule);
        return compile(std::move(source));
    }

    result<void, error> compile(recurrence_source source);

    const event& series_;
    const zone& floating_;
    zone home_;
    steady_series made_{};
    std::int64_t first_ = horizon;
    std::int64_t over_ = -horizon;
    std::int64_t named_;
    std::int64_t shift_least_ = 0, shift_most_ = 0;
    std::optional<std::size_t> last_change_{};
    local_seconds last_from_{};
};

/// Where the rules that end do so, as an instant that nothing of them goes beyond.
void note_ends(const compiled_recurrence& rules, steady_series& made) {
    bool unending = false;
    made.bounded_until = made.from;
    for (const std::vector<compiled_rule>* all : {&rules.rules, &rules.exclusion_rules})
        for (const compiled_rule& rule : *all) {
            if (!rule.bounded || rule.end_unknown) {
                unending = unending || all == &rules.rules;
                continue;
            }
            made.bounded_until =
                std::max(made.bounded_until,
                         bounded_instant(rule.last + std::max<std::int64_t>(0, made.shift) +
                                         made.longest + slack));
        }
    made.end.reset();
    if (!unending) made.end = made.bounded_until;
}

result<void, error> explicit_part::compile(recurrence_source source) {
    auto compiled = steady_series::compile(std::move(source));
    if (!compiled) return unexpected(std::move(compiled).error());
    made_.rules = std::move(*compiled);
    note_ends(*made_.rules, made_);
    return {};
}

bool later(const steady_span& a, const steady_span& b) {
    return std::pair(b.start, b.nominal) < std::pair(a.start, a.nominal);
}

} // namespace

result<std::shared_ptr<const compiled_recurrence>, error> steady_series::compile(
    recurrence_source source) {
    auto made = recurrence::make(std::move(source));
    if (!made) return unexpected(std::move(made).error());
    // That nothing matches would be proven anew at each leap.
    std::size_t steps_left = recurrence_limits::count_steps_max / 10;
    const auto never = [&steps_left](const compiled_rule& rule) {
        rule_stream stream(rule);
        std::int64_t any = 0;
        stream.seek(rule.start, last_second, true);
        return stream.fill(&any, 1, steps_left) == 0 && !stream.is_stalled();
    };
    const compiled_recurrence& all = *made->compiled_;
    if (std::none_of(all.rules.begin(), all.rules.end(), never) &&
        std::none_of(all.exclusion_rules.begin(), all.exclusion_rules.end(), never))
        return std::move(made->compiled_);
    auto matching = std::make_shared<compiled_recurrence>(all);
    steps_left = recurrence_limits::count_steps_max / 10;
    std::erase_if(matching->rules, never);
    std::erase_if(matching->exclusion_rules, never);
    return matching;
}

result<steady_series, error> steady_series::make(const event& series, const zone& floating) {
    return explicit_part(series, floating).run();
}

steady_stream::steady_stream(const steady_series& series, std::size_t steps_max)
    : series_(&series),
      steps_max_(steps_max),
      merged_(*series.rules, steps_max),
      read_end_(series.in) {}

void steady_stream::seek(std::int64_t at) {
    floor_ = at;
    at_ = end_ = 0;
    ahead_ = 1;
    pending_.clear();
    const std::int64_t lowest = is_settled(at + offset_)
                                    ? offset_
                                    : offsets_around(series_->in, instant(at)).lowest.count();
    merged_.seek(at + lowest - series_->shift, last_second, true);
}

bool steady_stream::refill() {
    at_ = 0;
    end_ = merged_.fill(block_.data(), ahead_);
    ahead_ = std::min(ahead_ * 2, block_.size());
    return end_ != 0;
}

bool steady_stream::next(steady_span& found) {
    for (;;) {
        if (at_ == end_ && !refill()) return !is_truncated() && take_pending(found);
        const std::int64_t nominal = block_[at_];
        const std::int64_t local = nominal + series_->shift;
        if (!is_settled(local)) settle_near(local);
        const bool settled = is_settled(local);
        // Nothing that is still to be read starts before it.
        const std::int64_t start = settled ? local - offset_ : earliest_instant(local);
        if (!pending_.empty() && pending_.front().start <= start) {
            take_pending(found);
            return true;
        }
        ++at_;
        if (!settled)
            read_near_change(nominal);
        else if (place(nominal, start, false, found))
            return true;
    }
}

bool steady_stream::take_pending(steady_span& found) {
    if (pending_.empty()) return false;
    std::pop_heap(pending_.begin(), pending_.end(), later);
    found = pending_.back();
    pending_.pop_back();
    return true;
}

std::int64_t steady_stream::complete_to() const {
    const std::int64_t local = merged_.complete_to() + series_->shift;
    const local_resolution reading = series_->in.resolve(local_seconds(seconds(local)));
    const std::int64_t earliest =
        std::min(number(reading.first), number(reading.second)) - shift_max.count();
    return pending_.empty() ? earliest : std::min(earliest, pending_.front().start);
}

/// False for what takes no time and for what starts before the floor.
bool steady_stream::place(std::int64_t nominal, std::int64_t start, bool shifted,
                          steady_span& found) {
    if (start < floor_) return false;
    const civil_duration& duration = series_->duration;
    std::int64_t end = start;
    if (duration.days != 0) {
        bool skipped = false;
        end = read_end_(nominal + series_->shift + duration.days * seconds_per_day, skipped);
    }
    end += duration.time.count();
    if (end <= start) return false;
    found = {.start = start, .end = end, .nominal = nominal, .shifted = shifted};
    return true;
}

/// Finds the readings near it that are settled, if it is one of them.
void steady_stream::settle_near(std::int64_t local) {
    // Further from a change than offsets can differ, a reading has one instant.
    const std::int64_t margin = 2 * zone_offset_limit.count();
    offset_ = series_->in.offset_at(instant(local - offset_), hint_).count();
    settled_from_ = std::max(hint_.begin, -zone_seconds_bound) + margin + offset_;
    settled_to_ = std::min(hint_.end, zone_seconds_bound) - margin + offset_;
}

void steady_stream::read_near_change(std::int64_t nominal) {
    const std::int64_t local = nominal + series_->shift;
    const local_resolution reading = series_->in.resolve(local_seconds(seconds(local)));
    const std::int64_t start = number(reading.first);
    const bool skipped = reading.kind == local_kind::skipped;
    if (skipped && series_->until && start > *series_->until &&
        nominal != number(series_->rules->start))
        return;
    if (skipped && is_said_again(start)) return;
    steady_span read;
    if (!place(nominal, start, skipped, read)) return;
    pending_.push_back(read);
    std::push_heap(pending_.begin(), pending_.end(), later);
}

/// No clock reading from `local` on is an instant before it. Precondition: asked ascending.
std::int64_t steady_stream::earliest_instant(std::int64_t local) {
    constexpr std::int64_t near = 6 * std::int64_t{3600};
    if (local < near_from_ || local >= near_to_) {
        const sys_seconds t = series_->in.to_instant(local_seconds(seconds(local)));
        const seconds around = shift_max + shift_max + seconds(near);
        seconds highest = series_->in.offset_at(t - around);
        std::optional<sys_seconds> next = series_->in.next_transition(t - around);
        for (; next && *next <= t + around; next = series_->in.next_transition(*next))
            highest = std::max(highest, series_->in.offset_at(*next));
        near_from_ = local - near;
        near_to_ = local + near;
        near_highest_ = highest.count();
    }
    return local - near_highest_;
}

/// Whether the reading that a skipped time is shifted to is an occurrence itself.
bool steady_stream::is_said_again(std::int64_t start) {
    const std::int64_t nominal = number(series_->in.to_local(instant(start))) - series_->shift;
    if (!probe_) probe_ = std::make_unique<merged_starts>(*series_->rules, steps_max_);
    probe_->seek(nominal, nominal, true);
    std::int64_t again = 0;
    return probe_->fill(&again, 1) == 1;
}

} // namespace timewright::detail
