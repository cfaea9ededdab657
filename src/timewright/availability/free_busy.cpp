/// The compiled part of free_busy: from a calendar's events to the time that they take.
#include "timewright/availability/busy_event.hpp"

#include <timewright/availability/free_busy.hpp>
#include <timewright/calendar/calendar.hpp>

#include <utility>
#include <vector>

namespace timewright {

result<std::vector<busy_interval>, error> busy_of(const calendar& source, interval window,
                                                  const busy_options& options) {
    std::vector<busy_interval> blocks;
    for (const event& each : source.events)
        if (auto ok = detail::append_busy(each, window, options, blocks); !ok)
            return unexpected(std::move(ok).error());
    for (const busy_period& period : source.busy)
        if (period.type != busy_type::free && period.span.overlaps(window))
            blocks.push_back({period.span, period.type});
    return blocks;
}

} // namespace timewright
