#include "timewright/availability/busy_event.hpp"

#include <timewright/calendar/occurrence.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace timewright::detail {
namespace {

using std::chrono::seconds;

/// The event as a person would find it again. A long UID is cut: it came from outside.
error budget_used_up(std::string_view uid, const std::string& budget) {
    constexpr std::size_t shown_max = 100;
    return {.code = errc::limit_reached,
            .message = "the busy time of the event with UID " +
                       std::string(uid.substr(0, shown_max)) +
                       " was not worked out to its end: it takes more than " + budget +
                       "; ask for a shorter window, or correct its rule"};
}

/// The budget that ended: of stretches, when there are as many as were left, or of steps.
error budget_used_up(std::string_view uid, bool of_blocks, std::size_t left,
                     const busy_options& options) {
    if (!of_blocks) return budget_used_up(uid, std::to_string(options.steps_max) + " steps");
    return budget_used_up(uid, "the " + std::to_string(left) +
                                   " stretches of time that are left of " +
                                   std::to_string(options.blocks_max) + " for the calendar");
}

/// Away from the ends of the numbers, and within what expand() takes, no check of it is needed.
constexpr std::chrono::days usable_length{36'600};
constexpr local_seconds first_usable = std::chrono::local_days(std::chrono::year(2) / 1 / 1);
constexpr local_seconds last_usable = std::chrono::local_days(std::chrono::year(9900) / 1 / 1);

bool has_usable_numbers(const event& source) {
    return source.duration.days >= 0 && source.duration.days <= usable_length.count() &&
           source.duration.time >= seconds(0) && source.duration.time <= usable_length &&
           source.start.local >= first_usable && source.start.local < last_usable;
}

bool is_plain_series(const event& source) {
    if (source.rules.size() != 1 || source.duration.days != 0 ||
        source.start.kind == event_time_kind::date)
        return false;
    // An UNTIL before the start leaves the start alone: that is expand()'s business.
    const auto& until = source.rules.front().until;
    return !until || until->at - std::chrono::days(2) > source.start.local;
}

/// `source`, of shape other or unknown, through expand().
result<void, error> append_expanded(const event& source, interval window,
                                    const busy_options& options,
                                    std::vector<busy_interval>& blocks) {
    const std::size_t left = options.blocks_max - blocks.size();
    const auto found = expand(source, window,
                              {.floating_zone = options.floating_zone,
                               .steps_max = options.steps_max,
                               .occurrences_max = left});
    if (!found) return unexpected(found.error());
    if (found->truncated)
        return unexpected(
            budget_used_up(source.uid, found->occurrences.size() >= left, left, options));
    for (const occurrence& o : found->occurrences) {
        const busy_type type = o.described_by(source).effective_busy();
        if (!o.moment && type != busy_type::free) blocks.push_back({o.span, type});
    }
    return {};
}

} // namespace

event_shape shape_of(const event& source) {
    if (source.effective_busy() == busy_type::free &&
        std::all_of(source.overrides.begin(), source.overrides.end(),
                    [](const event& one) { return one.effective_busy() == busy_type::free; }))
        return event_shape::timeless;
    if (!source.rdates.empty() || !source.exdates.empty() || !source.overrides.empty() ||
        !source.exclusion_rules.empty() || !has_usable_numbers(source))
        return event_shape::other;
    if (source.rules.empty()) return event_shape::single;
    return is_plain_series(source) ? event_shape::series : event_shape::other;
}

std::optional<interval> single_span(const event& source, interval window, const zone& floating) {
    const local_seconds local = source.start.local;
    const std::chrono::days whole{source.duration.days};
    // Most of a calendar lies elsewhere; that is seen without a zone. Offsets are below 26 hours.
    constexpr std::chrono::hours slack{52};
    const sys_seconds as_utc(local.time_since_epoch());
    if (as_utc - slack >= window.end() ||
        as_utc + whole + source.duration.time + slack <= window.start())
        return std::nullopt;
    const sys_seconds start = source.start.to_instant(floating);
    sys_seconds end = start + source.duration.time;
    if (whole.count() != 0)
        end = (source.start.kind == event_time_kind::utc
                   ? start + whole
                   : source.start.zone_or(floating).to_instant(local + whole)) +
              source.duration.time;
    if (end <= start || start >= window.end() || end <= window.start()) return std::nullopt;
    return interval(start, end);
}

result<compiled_series, error> compile_series(const event& source, const zone& floating) {
    recurrence_rule rule = source.rules.front();
    std::optional<sys_seconds> until;
    if (rule.until && rule.until->kind == until_kind::utc) {
        until = sys_seconds(rule.until->at.time_since_epoch());
        rule.until.reset();
    }
    recurrence_source made{.start = source.start.local};
    made.rules.push_back(std::move(rule));
    auto starts = recurrence::make(std::move(made));
    if (!starts) return unexpected(std::move(starts).error());
    return compiled_series{.uid = source.uid,
                           .starts = *std::move(starts),
                           .clock = source.start.zone_or(floating),
                           .length = source.duration.time,
                           .until = until,
                           .type = source.effective_busy()};
}

result<void, error> append_busy(const compiled_series& source, interval window,
                                const busy_options& options, std::vector<busy_interval>& blocks) {
    if (source.length == seconds(0)) return {};
    const sys_seconds from = window.start() - source.length + seconds(1);
    sys_seconds to = window.end();
    if (source.until) to = std::min(to, *source.until + seconds(1));
    if (from >= to) return {};
    const std::size_t left = options.blocks_max - blocks.size();
    const auto found =
        source.starts.instants_in({from, to}, source.clock, skipped_time::shift,
                                  {.steps_max = options.steps_max, .starts_max = left});
    if (found.truncated)
        return unexpected(budget_used_up(source.uid, found.instants.size() >= left, left, options));
    for (const sys_seconds start : found.instants)
        blocks.push_back({interval(start, source.length), source.type});
    return {};
}

result<void, error> append_busy(const event& source, interval window, const busy_options& options,
                                std::vector<busy_interval>& blocks) {
    const bool at_budget = blocks.size() == options.blocks_max;
    const event_shape shape = shape_of(source);
    if (shape == event_shape::timeless) return {};
    if (shape == event_shape::single && !at_budget) {
        if (const auto span = single_span(source, window, options.floating_zone))
            blocks.push_back({*span, source.effective_busy()});
        return {};
    }
    if (shape == event_shape::series) {
        const auto compiled = compile_series(source, options.floating_zone);
        if (!compiled) return unexpected(compiled.error());
        return append_busy(*compiled, window, options, blocks);
    }
    return append_expanded(source, window, options, blocks);
}

} // namespace timewright::detail
