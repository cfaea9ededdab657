#include "timewright/availability/busy_event.hpp"

#include <timewright/availability/busy_calendar.hpp>
#include <timewright/calendar/calendar.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace timewright {

struct busy_calendar::contents {
    zone floating_zone{};
    std::vector<busy_interval> singles{}; ///< by start
    std::chrono::seconds longest{0};      ///< of the singles
    std::vector<detail::compiled_series> series{};
    std::vector<event> others{};
};

namespace {

error too_many_blocks(const busy_options& options) {
    return {.code = errc::limit_reached,
            .message = "the single meetings of the window are more than the " +
                       std::to_string(options.blocks_max) +
                       " stretches of time that were allowed: ask for a shorter window"};
}

} // namespace

busy_calendar::busy_calendar(std::shared_ptr<const contents> made) : contents_(std::move(made)) {}

result<busy_calendar, error> busy_calendar::make(const calendar& source,
                                                 const zone& floating_zone) {
    // All that a single event can lie in.
    constexpr interval always(std::chrono::sys_days(std::chrono::year(1) / 1 / 1),
                              std::chrono::sys_days(std::chrono::year(10'001) / 1 / 1));
    contents made{.floating_zone = floating_zone};
    for (const event& each : source.events) {
        switch (detail::shape_of(each)) {
            case detail::event_shape::timeless:
                break;
            case detail::event_shape::single:
                if (const auto span = detail::single_span(each, always, floating_zone))
                    made.singles.push_back({*span, each.effective_busy()});
                break;
            case detail::event_shape::series: {
                auto compiled = detail::compile_series(each, floating_zone);
                if (!compiled) return unexpected(std::move(compiled).error());
                made.series.push_back(*std::move(compiled));
                break;
            }
            case detail::event_shape::other:
                made.others.push_back(each);
                break;
        }
    }
    for (const busy_period& period : source.busy)
        if (period.type != busy_type::free) made.singles.push_back({period.span, period.type});
    std::sort(made.singles.begin(), made.singles.end(),
              [](const busy_interval& a, const busy_interval& b) { return a.span < b.span; });
    for (const busy_interval& one : made.singles)
        made.longest = std::max(made.longest, one.span.length());
    return busy_calendar(std::make_shared<const contents>(std::move(made)));
}

result<std::vector<busy_interval>, error> busy_calendar::busy_in(
    interval window, const busy_options& budgets) const {
    busy_options options = budgets;
    options.floating_zone = contents_->floating_zone;
    const std::vector<busy_interval>& singles = contents_->singles;
    // No interval ends in the window that begins earlier than the longest is long.
    auto next = std::upper_bound(singles.begin(), singles.end(), window.start(),
                                 [this](sys_seconds start, const busy_interval& one) {
                                     return start - contents_->longest < one.span.start();
                                 });
    std::vector<busy_interval> blocks;
    for (; next != singles.end() && next->span.start() < window.end(); ++next) {
        if (next->span.end() <= window.start()) continue;
        if (blocks.size() == options.blocks_max) return unexpected(too_many_blocks(options));
        blocks.push_back(*next);
    }
    for (const detail::compiled_series& each : contents_->series)
        if (auto ok = detail::append_busy(each, window, options, blocks); !ok)
            return unexpected(std::move(ok).error());
    for (const event& each : contents_->others)
        if (auto ok = detail::append_busy(each, window, options, blocks); !ok)
            return unexpected(std::move(ok).error());
    return blocks;
}

} // namespace timewright
