#include "timewright/calendar/steady_pair.hpp"

#include <timewright/calendar/series_conflict.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace timewright {

namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr sys_seconds first_instant{seconds(detail::first_second) - days(2)};
constexpr sys_seconds last_instant{seconds(detail::last_second) + days(2)};

sys_seconds instant(std::int64_t t) { return sys_seconds(seconds(t)); }
std::int64_t number(sys_seconds t) { return t.time_since_epoch().count(); }

bool takes_time(const event& series, const occurrence& o) {
    return o.described_by(series).effective_busy() != busy_type::free;
}

/// What an event takes of a window, by start; complete for starts before `to`.
struct listing {
    std::vector<occurrence> taken{};
    sys_seconds to{};
    std::size_t steps = 0;
};

result<listing, error> list(const event& series, const interval& window,
                            const std::optional<zone>& floating, std::size_t occurrences_max,
                            std::size_t steps_max) {
    auto found = expand(
        series, window,
        {.floating_zone = floating, .steps_max = steps_max, .occurrences_max = occurrences_max});
    if (!found) return unexpected(std::move(found).error());
    listing made{.taken = std::move(found->occurrences), .to = window.end()};
    made.steps = found->truncated ? occurrences_max : made.taken.size() + 1;
    // Of those that start with the last one some may be missing.
    if (found->truncated)
        made.to = made.taken.empty() ? window.start()
                                     : std::max(window.start(), made.taken.back().span.start());
    std::erase_if(made.taken, [&](const occurrence& o) { return !takes_time(series, o); });
    return made;
}

/// The first overlap that begins in the window.
std::optional<collision> first_overlap(const std::vector<occurrence>& a,
                                       const std::vector<occurrence>& b, const interval& window) {
    const occurrence* running_a = nullptr;
    const occurrence* running_b = nullptr;
    auto next_a = a.begin();
    auto next_b = b.begin();
    while (next_a != a.end() || next_b != b.end()) {
        const bool a_first = next_b == b.end() ||
                             (next_a != a.end() && next_a->span.start() <= next_b->span.start());
        const occurrence& one = a_first ? *next_a++ : *next_b++;
        const occurrence* other = a_first ? running_b : running_a;
        const sys_seconds at = one.span.start();
        if (at >= window.end()) break;
        if (other != nullptr && other->span.end() > at && at >= window.start())
            return collision{.at = at, .a = a_first ? one : *other, .b = a_first ? *other : one};
        const occurrence*& running = a_first ? running_a : running_b;
        if (running == nullptr || one.span.end() > running->span.end()) running = &one;
    }
    return std::nullopt;
}

class collision_search {
  public:
    collision_search(const event& a, const event& b, const collision_options& options)
        : a_(a), b_(b), options_(options) {}

    result<collision_answer, error> run() {
        // What expand() refuses is refused first.
        const interval nowhere(first_instant, seconds(1));
        for (const auto& [series, floating] : sides())
            if (auto ok = list(*series, nowhere, *floating, 1, options_.steps_max); !ok)
                return unexpected(std::move(ok).error());
        auto steady_a = detail::steady_series::make(a_, options_.floating_zone_a.value_or(zone{}));
        if (!steady_a) return unexpected(std::move(steady_a).error());
        auto steady_b = detail::steady_series::make(b_, options_.floating_zone_b.value_or(zone{}));
        if (!steady_b) return unexpected(std::move(steady_b).error());
        at_ = std::clamp(instant(std::max(steady_a->first, steady_b->first)), first_instant,
                         last_instant);
        if (options_.from) at_ = std::clamp(*options_.from, at_, std::max(at_, last_instant));
        if (auto ok = expand_both(*steady_a, *steady_b); !ok)
            return unexpected(std::move(ok).error());
        if (!done_) follow_rules(*steady_a, *steady_b);
        answer_.steps += steps_;
        return answer_;
    }

  private:
    [[nodiscard]] std::array<std::pair<const event*, const std::optional<zone>*>, 2> sides() const {
        return {{{&a_, &options_.floating_zone_a}, {&b_, &options_.floating_zone_b}}};
    }

    void conclude(collision_outcome outcome, sys_seconds clear_until) {
        done_ = true;
        answer_.outcome = outcome;
        answer_.clear_until = std::min(clear_until, sys_seconds(seconds(detail::last_second)));
    }
    void conclude(const collision& found) {
        conclude(collision_outcome::collides, found.at);
        answer_.first = found;
    }

    /// Up to where the rules alone tell what happens, by windows that grow.
    result<void, error> expand_both(const detail::steady_series& a,
                                    const detail::steady_series& b) {
        const sys_seconds told = std::min(last_instant, instant(std::max(a.from, b.from)));
        seconds length = days(8);
        std::size_t most = 1'024;
        for (;;) {
            if (at_ >= last_instant || (a.end && number(at_) >= *a.end) ||
                (b.end && number(at_) >= *b.end)) {
                conclude(
                    a.end || b.end ? collision_outcome::never : collision_outcome::never_in_years,
                    at_);
                return {};
            }
            if (at_ >= told) return {};
            const auto passed = look_at({at_, std::min(at_ + length, told)}, most);
            if (!passed) return unexpected(passed.error());
            if (done_) return {};
            if (*passed == at_)
                most *= 4; // more of them run at once
            else
                length = 2 * (*passed - at_);
            at_ = *passed;
            if (steps_ > options_.steps_max) {
                conclude(collision_outcome::undecided, at_);
                return {};
            }
        }
    }

    /// Gives up to where there is no collision.
    result<sys_seconds, error> look_at(const interval& window, std::size_t most) {
        std::array<listing, 2> found;
        sys_seconds to = window.end();
        for (std::size_t i = 0; i < 2; ++i) {
            const auto [series, floating] = sides()[i];
            auto one = list(*series, {window.start(), to}, *floating, most, options_.steps_max);
            if (!one) return unexpected(std::move(one).error());
            steps_ += one->steps;
            to = std::max(window.start(), std::min(to, one->to));
            found[i] = std::move(*one);
            if (to == window.start()) return to;
        }
        if (auto first = first_overlap(found[0].taken, found[1].taken, {window.start(), to}))
            conclude(*first);
        return to;
    }

    void follow_rules(const detail::steady_series& a, const detail::steady_series& b) {
        const std::size_t left = options_.steps_max - std::min(steps_, options_.steps_max);
        detail::steady_pair pair(a, b, left);
        pair.look(number(at_));
        steps_ += pair.steps();
        if (const auto& met = pair.met())
            conclude(collision{
                .at = instant(met->at), .a = described(a, met->a), .b = described(b, met->b)});
        else if (pair.is_truncated())
            conclude(collision_outcome::undecided, instant(pair.clear_until()));
        else
            conclude(pair.horizon().for_all_time ? collision_outcome::never
                                                 : collision_outcome::never_in_years,
                     instant(pair.horizon().to));
    }

    static occurrence described(const detail::steady_series& series,
                                const detail::steady_span& span) {
        return {.recurrence_id = local_seconds(seconds(span.nominal)),
                .span = interval(instant(span.start), instant(span.end)),
                .all_day = series.all_day,
                .shifted = span.shifted,
                .override_index = series.override_index};
    }

    const event& a_;
    const event& b_;
    const collision_options& options_;
    sys_seconds at_{}; ///< before it there is no collision
    std::size_t steps_ = 0;
    bool done_ = false;
    collision_answer answer_{};
};

} // namespace

result<collision_answer, error> find_first_collision(const event& a, const event& b,
                                                     const collision_options& options) {
    return collision_search(a, b, options).run();
}

} // namespace timewright
