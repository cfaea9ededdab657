#include "timewright/calendar/local_reader.hpp"
#include "timewright/calendar/merged_starts.hpp"

#include <timewright/calendar/recurrence.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace timewright {

namespace detail {

namespace {

/// Orders the times, each once, and gives them as numbers.
template <class Time>
std::vector<std::int64_t> ascending_numbers(std::vector<Time>& times) {
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    std::vector<std::int64_t> numbers;
    numbers.reserve(times.size());
    for (const Time& time : times) numbers.push_back(time.time_since_epoch().count());
    return numbers;
}

result<void, error> compile_rules(const std::vector<recurrence_rule>& rules, local_seconds start,
                                  std::size_t& steps_left, std::vector<compiled_rule>& into) {
    into.reserve(rules.size());
    for (const recurrence_rule& rule : rules) {
        if (auto checked = check(rule); !checked) return checked;
        if (rule.until && rule.until->kind == until_kind::utc)
            return unexpected(invalid_input(
                "UNTIL in UTC must be turned into the local time of the series first"));
        into.push_back(compile(rule, start, steps_left));
        // Two periods may then share a day, and their times would come out of order.
        if (into.back().chooses_times() && into.back().repeats_days())
            return unexpected(error{.code = errc::unsupported,
                                    .message = "SKIP=FORWARD together with BYSETPOS and several "
                                               "times of day is not supported: leave one out"});
    }
    return {};
}

result<void, error> check_sizes(const recurrence_source& source) {
    if (source.rules.size() + source.exclusion_rules.size() > recurrence_limits::rules_max)
        return unexpected(error{.code = errc::limit_reached,
                                .message = "a series has at most " +
                                           std::to_string(recurrence_limits::rules_max) +
                                           " rules (RRULE and EXRULE)"});
    if (source.extra.size() + source.excluded.size() + source.excluded_days.size() >
        recurrence_limits::dates_max)
        return unexpected(error{.code = errc::limit_reached,
                                .message = "a series has at most " +
                                           std::to_string(recurrence_limits::dates_max) +
                                           " dates (RDATE and EXDATE)"});
    return {};
}

/// Far beyond all years that can be named, and far from the ends of the numbers.
constexpr std::int64_t far = std::int64_t{1} << 60;

constexpr local_seconds local_time(std::int64_t at) {
    return local_seconds(std::chrono::seconds(at));
}

std::int64_t bounded_number(std::int64_t at) { return std::clamp(at, -far, far); }

} // namespace

} // namespace detail

recurrence::recurrence(std::shared_ptr<const detail::compiled_recurrence> compiled)
    : compiled_(std::move(compiled)) {}

result<recurrence, error> recurrence::make(recurrence_source source) {
    const std::int64_t start = source.start.time_since_epoch().count();
    if (start < detail::first_second || start > detail::last_second)
        return unexpected(invalid_input("the start lies outside of the years 0001 to 9999"));
    if (auto sizes = detail::check_sizes(source); !sizes)
        return unexpected(std::move(sizes).error());
    auto compiled = std::make_shared<detail::compiled_recurrence>();
    compiled->start = source.start;
    std::size_t steps_left = recurrence_limits::count_steps_max;
    if (auto rules = detail::compile_rules(source.rules, source.start, steps_left, compiled->rules);
        !rules)
        return unexpected(std::move(rules).error());
    if (auto rules = detail::compile_rules(source.exclusion_rules, source.start, steps_left,
                                           compiled->exclusion_rules);
        !rules)
        return unexpected(std::move(rules).error());
    source.extra.push_back(source.start);
    compiled->extra = detail::ascending_numbers(source.extra);
    compiled->excluded = detail::ascending_numbers(source.excluded);
    compiled->excluded_days = detail::ascending_numbers(source.excluded_days);
    return recurrence(std::move(compiled));
}

recurrence_starts recurrence::list(local_window window, recurrence_budget budget,
                                   bool forward) const {
    recurrence_starts found{.complete_to = forward ? window.to : window.from};
    if (window.from >= window.to) return found;
    detail::merged_starts merged(*compiled_, budget.steps_max);
    merged.seek(detail::bounded_number(window.from.time_since_epoch().count()),
                detail::bounded_number(window.to.time_since_epoch().count()) - 1, forward);
    std::array<std::int64_t, 256> block{};
    const auto room = [&] {
        return std::min(block.size(), budget.starts_max - found.starts.size());
    };
    while (const std::size_t filled = merged.fill(block.data(), room())) {
        const auto end = block.begin() + static_cast<std::ptrdiff_t>(filled);
        std::transform(block.begin(), end, std::back_inserter(found.starts), detail::local_time);
    }
    if (found.starts.size() == budget.starts_max && merged.fill(block.data(), 1) == 1) {
        found.truncated = true;
        found.complete_to = detail::local_time(forward ? block[0] : block[0] + 1);
    } else if (merged.is_truncated()) {
        found.truncated = true;
        found.complete_to = detail::local_time(merged.complete_to());
    }
    found.steps = budget.steps_max - merged.steps_left();
    return found;
}

recurrence_starts recurrence::starts_in(local_window window, recurrence_budget budget) const {
    return list(window, budget, true);
}

recurrence_starts recurrence::starts_in_backward(local_window window,
                                                 recurrence_budget budget) const {
    return list(window, budget, false);
}

recurrence_instants recurrence::instants_in(interval window, const zone& in, skipped_time skipped,
                                            recurrence_budget budget) const {
    using std::chrono::seconds;
    const std::int64_t from = detail::bounded_number(window.start().time_since_epoch().count());
    const std::int64_t to = detail::bounded_number(window.end().time_since_epoch().count());
    const auto at = [](std::int64_t t) { return sys_seconds(seconds(t)); };
    recurrence_instants found{.complete_to = window.end()};
    detail::merged_starts merged(*compiled_, budget.steps_max);
    merged.seek(from + detail::offsets_around(in, at(from)).lowest.count(),
                to + detail::offsets_around(in, at(to)).highest.count(), true);
    detail::local_reader read(in);
    std::array<std::int64_t, 64> block{};
    bool disordered = false;
    std::optional<std::int64_t> missing;
    while (const std::size_t filled = merged.fill(block.data(), block.size())) {
        const std::size_t wanted = found.instants.size() + filled;
        if (wanted > found.instants.capacity())
            found.instants.reserve(std::max(wanted, 2 * found.instants.capacity()));
        for (std::size_t i = 0; i < filled; ++i) {
            bool gap = false;
            const std::int64_t t = read(block[i], gap);
            disordered = disordered || gap;
            if (t < from || t >= to || (gap && skipped == skipped_time::omit)) continue;
            found.instants.push_back(at(t));
        }
        if (found.instants.size() <= budget.starts_max) continue;
        missing = block[filled - 1];
        break;
    }
    if (merged.is_truncated()) missing = merged.complete_to();
    found.truncated = missing.has_value();
    bool gap = false;
    if (missing) found.complete_to = std::min(window.end(), at(read(*missing, gap)));
    found.steps = budget.steps_max - merged.steps_left();
    auto& all = found.instants;
    // Around a gap a later local time may be an earlier instant, or the same.
    if (disordered) {
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
    }
    if (missing) all.erase(std::lower_bound(all.begin(), all.end(), found.complete_to), all.end());
    if (all.size() > budget.starts_max) {
        found.truncated = true;
        found.complete_to = all[budget.starts_max];
        all.resize(budget.starts_max);
    }
    return found;
}

bool recurrence::contains(local_seconds start, recurrence_budget budget) const {
    return !starts_in({.from = start, .to = start + std::chrono::seconds(1)}, budget)
                .starts.empty();
}

local_seconds recurrence::start() const noexcept { return compiled_->start; }

bool recurrence::is_bounded() const noexcept {
    return std::all_of(compiled_->rules.begin(), compiled_->rules.end(),
                       [](const detail::compiled_rule& rule) { return rule.bounded; });
}

/// Starts are read ahead by blocks that grow, and forgotten when the direction changes.
struct recurrence_cursor::state {
    state(std::shared_ptr<const detail::compiled_recurrence> compiled, std::size_t steps_max)
        : series(std::move(compiled)),
          merged(*series, steps_max),
          budget(steps_max),
          place(series->start.time_since_epoch().count()) {}

    std::optional<local_seconds> step(bool towards_later) {
        if (!under_way || forward != towards_later) turn(towards_later);
        if (next == end) {
            next = 0;
            end = merged.fill(block.data(), ahead);
            ahead = std::min(ahead * 2, block.size());
            if (end == 0) return std::nullopt;
        }
        const std::int64_t at = block[next++];
        place = forward ? at + 1 : at;
        return detail::local_time(at);
    }
    void turn(bool towards_later) {
        forward = towards_later;
        under_way = true;
        next = end = 0;
        ahead = 1;
        if (forward)
            merged.seek(place, detail::far, true);
        else
            merged.seek(-detail::far, place - 1, false);
    }

    std::shared_ptr<const detail::compiled_recurrence> series;
    detail::merged_starts merged;
    std::size_t budget;
    std::int64_t place; ///< next() finds this or later, previous() earlier
    bool forward = true;
    bool under_way = false;
    std::array<std::int64_t, 64> block{};
    std::size_t next = 0, end = 0, ahead = 1;
};

recurrence_cursor::recurrence_cursor(std::unique_ptr<state> made) : state_(std::move(made)) {}
recurrence_cursor::recurrence_cursor(recurrence_cursor&&) noexcept = default;
recurrence_cursor& recurrence_cursor::operator=(recurrence_cursor&&) noexcept = default;
recurrence_cursor::~recurrence_cursor() = default;

void recurrence_cursor::seek(local_seconds at) {
    state_->place = detail::bounded_number(at.time_since_epoch().count());
    state_->under_way = false;
}
std::optional<local_seconds> recurrence_cursor::next() { return state_->step(true); }
std::optional<local_seconds> recurrence_cursor::previous() { return state_->step(false); }
bool recurrence_cursor::truncated() const noexcept {
    return state_->next == state_->end && state_->merged.is_truncated();
}
std::size_t recurrence_cursor::steps() const noexcept {
    return state_->budget - state_->merged.steps_left();
}

recurrence_cursor recurrence::cursor(recurrence_budget budget) const {
    return recurrence_cursor(
        std::make_unique<recurrence_cursor::state>(compiled_, budget.steps_max));
}

} // namespace timewright
