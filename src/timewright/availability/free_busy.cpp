/// The compiled part of free_busy: from a calendar's events to the time that they take.
#include <timewright/availability/free_busy.hpp>
#include <timewright/calendar/calendar.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/calendar/occurrence.hpp>

#include <algorithm>
#include <cstddef>
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

result<void, error> append_busy(const event& source, interval window, const busy_options& options,
                                std::vector<busy_interval>& blocks) {
    if (takes_no_time(source)) return {};
    const std::size_t left = options.blocks_max - blocks.size();
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
