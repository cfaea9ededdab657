/// The compiled part of free_busy: from a calendar's events to the time that they take.
#include <timewright/availability/free_busy.hpp>
#include <timewright/calendar/calendar.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/calendar/occurrence.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace timewright {
namespace {

/// The event as a person would find it again. A long UID is cut: it came from outside.
error budget_used_up(const event& source, const std::string& budget) {
    constexpr std::size_t shown_max = 100;
    return {.code = errc::limit_reached,
            .message = "the busy time of the event with UID " + source.uid.substr(0, shown_max) +
                       " was not worked out to its end: it takes more than " + budget +
                       "; ask for a shorter window, or correct its rule"};
}

/// True when neither the series nor any override can take time: nothing to expand.
bool takes_no_time(const event& source) {
    if (source.effective_busy() != busy_type::free) return false;
    return std::all_of(source.overrides.begin(), source.overrides.end(),
                       [](const event& one) { return one.effective_busy() == busy_type::free; });
}

/// Away from the ends of the numbers, and within what expand() takes, no check of it is needed.
constexpr std::chrono::days usable_length{36'600};
constexpr local_seconds first_usable = std::chrono::local_days(std::chrono::year(2) / 1 / 1);
constexpr local_seconds last_usable = std::chrono::local_days(std::chrono::year(9900) / 1 / 1);

/// One meeting at one time, as most are. Whatever is unusual is left to expand().
bool is_plain(const event& source) {
    return source.rules.empty() && source.rdates.empty() && source.exdates.empty() &&
           source.overrides.empty() && source.exclusion_rules.empty() &&
           source.duration.days >= 0 && source.duration.days <= usable_length.count() &&
           source.duration.time >= std::chrono::seconds(0) &&
           source.duration.time <= usable_length && source.start.local >= first_usable &&
           source.start.local < last_usable;
}

/// Where a plain event takes place, if that overlaps the window and has a length.
std::optional<interval> plain_span(const event& source, interval window, const zone& floating) {
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

result<void, error> append_busy(const event& source, interval window, const busy_options& options,
                                std::vector<busy_interval>& blocks) {
    if (takes_no_time(source)) return {};
    const std::size_t left = options.blocks_max - blocks.size();
    if (left > 0 && is_plain(source)) {
        if (const auto span = plain_span(source, window, options.floating_zone))
            blocks.push_back({*span, source.effective_busy()});
        return {};
    }
    const auto found = expand(source, window,
                              {.floating_zone = options.floating_zone,
                               .steps_max = options.steps_max,
                               .occurrences_max = left});
    if (!found) return unexpected(found.error());
    if (found->truncated)
        return unexpected(budget_used_up(
            source, found->occurrences.size() >= left
                        ? "the " + std::to_string(left) + " stretches of time that are left of " +
                              std::to_string(options.blocks_max) + " for the calendar"
                        : std::to_string(options.steps_max) + " steps"));
    for (const occurrence& o : found->occurrences) {
        const busy_type type = o.described_by(source).effective_busy();
        if (!o.moment && type != busy_type::free) blocks.push_back({o.span, type});
    }
    return {};
}

} // namespace

result<std::vector<busy_interval>, error> busy_of(const calendar& source, interval window,
                                                  const busy_options& options) {
    std::vector<busy_interval> blocks;
    for (const event& each : source.events)
        if (auto ok = append_busy(each, window, options, blocks); !ok)
            return unexpected(std::move(ok).error());
    for (const busy_period& period : source.busy)
        if (period.type != busy_type::free && period.span.overlaps(window))
            blocks.push_back({period.span, period.type});
    return blocks;
}

} // namespace timewright
