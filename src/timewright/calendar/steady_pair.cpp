#include "timewright/calendar/steady_pair.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace timewright::detail {

namespace {

using std::chrono::seconds;

constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t cycle_seconds = days_in_cycle * seconds_per_day;
/// The clocks are not moved by more at once; of changes closer together than this, one reading may
/// be pushed over the next.
constexpr std::int64_t change_max = 27 * std::int64_t{3600};
/// Nothing takes place later, whatever the clocks.
constexpr std::int64_t last_instant = last_second + 2 * seconds_per_day;
constexpr std::size_t patterns_max = 64;

sys_seconds instant(std::int64_t t) { return sys_seconds(seconds(t)); }

std::optional<std::int64_t> next_transition(const zone& in, std::int64_t after) {
    const std::optional<sys_seconds> next = in.next_transition(instant(after));
    if (!next) return std::nullopt;
    return next->time_since_epoch().count();
}

/// What the points of the circles stand for, with starts in a stretch of local time, by start.
/// False: they are too many to be worth it.
bool list_points(const steady_series& series, const std::vector<rule_circle>& circles,
                 std::int64_t from, std::int64_t to, std::vector<steady_span>& found) {
    constexpr std::size_t points_max = 2'000;
    const auto read = [&series](std::int64_t local) {
        return series.in.to_instant(local_seconds(seconds(local))).time_since_epoch().count();
    };
    for (const rule_circle& circle : circles)
        for (const std::int64_t rest : circle.rests) {
            const std::int64_t point = rest + series.shift;
            for (std::int64_t at = from + floor_mod(point - from, circle.length); at < to;
                 at += circle.length) {
                if (found.size() == points_max) return false;
                const std::int64_t start = read(at);
                const std::int64_t days = series.duration.days;
                const std::int64_t end = days == 0 ? start : read(at + days * seconds_per_day);
                found.push_back({.start = start, .end = end + series.duration.time.count()});
            }
        }
    std::sort(found.begin(), found.end(),
              [](const steady_span& a, const steady_span& b) { return a.start < b.start; });
    return true;
}

/// The least instant at which both are in step again after it; none: beyond all years.
std::optional<std::int64_t> joint_period(const compiled_recurrence& a,
                                         const compiled_recurrence& b) {
    const std::int64_t cycles = std::lcm(calendar_cycles_of(a), calendar_cycles_of(b));
    if (cycles >= cycles_max) return std::nullopt;
    return cycles * cycle_seconds;
}

} // namespace

void steady_pair::side::begin(std::int64_t at) {
    stream.seek(at);
    running = {.start = at, .end = at};
    advance();
}

void steady_pair::side::advance() {
    has_next = stream.next(next);
    ++moves;
}

/// To the first that starts then or later. A few steps cost less than a leap.
void steady_pair::side::advance_to(std::int64_t start) {
    constexpr int steps_max = 8;
    for (int step = 0; step < steps_max; ++step) {
        if (!has_next || next.start >= start) return;
        advance();
    }
    if (!has_next || next.start >= start) return;
    stream.seek(start);
    advance();
}

std::int64_t steady_pair::side::next_start() const {
    if (has_next) return next.start;
    return stream.is_truncated() ? stream.complete_to() : no_time;
}

steady_pair::steady_pair(const steady_series& a, const steady_series& b, std::size_t steps_max)
    : a_(a, steps_max), b_(b, steps_max), steps_max_(steps_max) {
    longest_ = std::max(a.longest, b.longest);
    for (side* one : {&a_, &b_}) {
        one->circles = circles_of(*one->series->rules);
        one->period = short_period_of(*one->series->rules);
    }
    if (a_.period && b_.period) period_ = common_multiple(*a_.period, *b_.period);
    points_period_ = 1;
    for (const side* one : {&a_, &b_})
        if (one->circles)
            for (const rule_circle& circle : *one->circles)
                if (points_period_)
                    points_period_ = common_multiple(*points_period_, circle.length);
}

std::size_t steady_pair::steps() const noexcept {
    return a_.stream.steps() + a_.moves + b_.stream.steps() + b_.moves + stretches_;
}

void steady_pair::look(std::int64_t from) {
    find_horizon(from);
    clear_until_ = from;
    if (from >= horizon_.to) return;
    const std::int64_t on_rules_from =
        std::min(horizon_.to, std::max({from, a_.series->on_rules_from, b_.series->on_rules_from}));
    if (look_through(from, on_rules_from)) return;
    if (a_.circles && b_.circles)
        pass_stretches(on_rules_from);
    else
        look_through(on_rules_from, horizon_.to);
}

void steady_pair::find_horizon(std::int64_t from) {
    repeats_from_ = from;
    for (const side* one : {&a_, &b_}) {
        repeats_from_ =
            std::max({repeats_from_, one->series->bounded_until, one->series->on_rules_from});
        repeats_from_ =
            std::max(repeats_from_, one->series->in.repeats_from().time_since_epoch().count());
    }
    std::optional<std::int64_t> period = joint_period(*a_.series->rules, *b_.series->rules);
    const bool clocks_stand = !next_transition(a_.series->in, repeats_from_) &&
                              !next_transition(b_.series->in, repeats_from_);
    if (clocks_stand && period_) period = std::min(period.value_or(*period_), *period_);
    horizon_ = {.to = last_instant};
    const std::int64_t margin = longest_ + seconds_per_day;
    if (period && repeats_from_ < last_instant - margin - *period)
        horizon_ = {.to = repeats_from_ + *period + margin, .for_all_time = true};
    for (const side* one : {&a_, &b_})
        if (one->series->end && *one->series->end < horizon_.to)
            horizon_ = {.to = *one->series->end, .for_all_time = true};
}

std::int64_t steady_pair::next_change() const {
    return std::min(a_.next_change.value_or(no_time), b_.next_change.value_or(no_time));
}

/// Into the stretch that begins then.
void steady_pair::enter(std::int64_t change) {
    for (side* one : {&a_, &b_}) {
        one->offset = one->series->in.offset_at(instant(change)).count();
        one->next_change = next_transition(one->series->in, change);
    }
}

bool steady_pair::circles_overlap() {
    const std::int64_t apart = a_.offset - b_.offset;
    for (const auto& [known, overlapping] : overlap_known_)
        if (known == apart) return overlapping;
    const auto spans = [](const side& of) {
        const civil_duration& lasts = of.series->duration;
        return circle_spans{.circles = &*of.circles,
                            .shift = of.series->shift - of.offset,
                            .length = lasts.days * seconds_per_day + lasts.time.count()};
    };
    const bool overlapping = overlap(spans(a_), spans(b_));
    overlap_known_.emplace_back(apart, overlapping);
    return overlapping;
}

/// From change to change of the clocks. Where the circles of the two do not overlap in a stretch,
/// its inside is passed over, and only what lies around its ends is looked at.
void steady_pair::pass_stretches(std::int64_t from) {
    stretch at{.began = from, .moved = change_max};
    std::int64_t open = from; // everything before it is clear
    std::int64_t leap = 366 * seconds_per_day;
    std::optional<change_pattern> pattern;
    enter(from);
    while (at.began < horizon_.to) {
        ++stretches_;
        if (steps() > steps_max_) {
            give_up(open);
            return;
        }
        const bool passable = !circles_overlap();
        at.end = std::min(next_change(), horizon_.to);
        if (!passable) {
            // Most likely they meet soon. A longer look each time, up to a change of the clocks.
            while (at.end < horizon_.to && at.end < open + leap) {
                enter(at.end);
                at.end = std::min(next_change(), horizon_.to);
            }
            leap = std::min(leap * 2, cycle_seconds);
            if (look_through(open, at.end)) return;
            open = at.end;
        }
        const change_pattern ends = change_at(at.end);
        const std::int64_t moved = passable && at.end - at.began >= change_max
                                       ? std::max(std::abs(ends.after_a - ends.before_a),
                                                  std::abs(ends.after_b - ends.before_b))
                                       : change_max; // what a short stretch pushes lands beyond it
        const std::int64_t inner = at.began + 2 * at.moved + longest_ + 1;
        const std::int64_t inner_end = at.end - 2 * moved - 1;
        const bool passed = passable && inner < inner_end;
        if (passed) {
            const bool alone = pattern && inner + change_max < at.end;
            if (!alone || !is_clear(*pattern, open, inner)) {
                if (look_through(open, inner)) return;
                if (alone && open - longest_ >= repeats_from_) note_clear(*pattern);
            }
            open = inner_end;
        }
        pattern.reset();
        if (passed && points_period_ && inner_end - inner > longest_ + change_max) pattern = ends;
        at = {.began = at.end, .moved = moved};
    }
    look_through(open, horizon_.to);
}

/// Into the stretch that begins then, and what changes there.
steady_pair::change_pattern steady_pair::change_at(std::int64_t change) {
    change_pattern found{.phase = floor_mod(change, points_period_.value_or(1)),
                         .before_a = a_.offset,
                         .before_b = b_.offset};
    if (change < horizon_.to) enter(change);
    found.after_a = a_.offset;
    found.after_b = b_.offset;
    return found;
}

/// Around a change of the clocks that lies apart from others. Where not even the points of the
/// circles meet, the same holds for every change that comes at the same place of their period.
bool steady_pair::is_clear(const change_pattern& pattern, std::int64_t from, std::int64_t to) {
    for (const auto& [known, clear] : clear_known_)
        if (known == pattern) return clear;
    const bool clear = points_lie_apart(pattern, from, to);
    if (clear_known_.size() < patterns_max) clear_known_.emplace_back(pattern, clear);
    return clear;
}

/// The rules themselves were looked at, not their points: that holds elsewhere, too, if they are in
/// step there.
void steady_pair::note_clear(const change_pattern& pattern) {
    if (!period_ || *points_period_ % *period_ != 0) return;
    for (auto& [known, clear] : clear_known_)
        if (known == pattern) clear = true;
}

bool steady_pair::points_lie_apart(const change_pattern& around, std::int64_t from,
                                   std::int64_t to) const {
    std::vector<steady_span> all_a;
    std::vector<steady_span> all_b;
    const auto [low_a, high_a] = std::minmax(around.before_a, around.after_a);
    const auto [low_b, high_b] = std::minmax(around.before_b, around.after_b);
    const std::int64_t begin = from - longest_;
    if (!list_points(*a_.series, *a_.circles, begin + low_a, to + high_a, all_a) ||
        !list_points(*b_.series, *b_.circles, begin + low_b, to + high_b, all_b))
        return false;
    std::int64_t ends_a = from;
    std::int64_t ends_b = from;
    for (auto a = all_a.begin(), b = all_b.begin(); a != all_a.end() || b != all_b.end();) {
        const bool a_first = b == all_b.end() || (a != all_a.end() && a->start <= b->start);
        const steady_span& one = a_first ? *a++ : *b++;
        const std::int64_t other_ends = a_first ? ends_b : ends_a;
        if (one.start >= from && one.start < to && other_ends > one.start) return false;
        std::int64_t& ends = a_first ? ends_a : ends_b;
        ends = std::max(ends, one.end);
    }
    return true;
}

/// True when the search is over.
bool steady_pair::look_through(std::int64_t from, std::int64_t to) {
    if (from >= to) return false;
    return sweep(from, std::min(to, horizon_.to));
}

bool steady_pair::give_up(std::int64_t at) {
    truncated_ = true;
    clear_until_ = std::max(clear_until_, at);
    return true;
}

/// Looks at every start of either that something of the other could still run at.
bool steady_pair::sweep(std::int64_t from, std::int64_t to) {
    a_.begin(from - a_.series->longest);
    b_.begin(from - b_.series->longest);
    for (;;) {
        const bool a_first = a_.next_start() <= b_.next_start();
        side& one = a_first ? a_ : b_;
        const side& other = a_first ? b_ : a_;
        const std::int64_t at = one.next_start();
        if (at >= to) break;
        if (!one.has_next || steps() > steps_max_) return give_up(std::max(at, from));
        if (other.running.end > at) {
            if (at >= from) {
                met_ = steady_meeting{.at = at,
                                      .a = a_first ? one.next : other.running,
                                      .b = a_first ? other.running : one.next};
                clear_until_ = at;
                return true;
            }
        } else {
            // Nothing of the other runs; what ends before its next start meets nothing.
            const std::int64_t start = other.next_start();
            if (start >= to) break;
            if (at < start - one.series->longest) {
                one.advance_to(start - one.series->longest);
                continue;
            }
        }
        if (one.next.end > one.running.end) one.running = one.next;
        one.advance();
    }
    clear_until_ = std::max(clear_until_, to);
    return false;
}

} // namespace timewright::detail
