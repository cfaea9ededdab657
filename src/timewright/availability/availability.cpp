#include <timewright/availability/availability.hpp>
#include <timewright/availability/busy_calendar.hpp>
#include <timewright/calendar/calendar.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace timewright {
namespace {

constexpr sys_seconds first_instant = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr sys_seconds last_instant = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);

result<void, error> check(const availability_options& options) {
    for (const std::chrono::seconds buffer : {options.buffer_before, options.buffer_after})
        if (buffer < std::chrono::seconds(0) || buffer > buffer_max)
            return unexpected(invalid_input("a buffer is from zero to 366 days long"));
    return options.hours ? validate(*options.hours) : result<void, error>{};
}

/// The part of the window in which something may be placed at all; nothing when there is none.
std::optional<interval> bookable(interval window, const availability_options& options) {
    const sys_seconds from = std::max(window.start(), options.not_before.value_or(window.start()));
    const sys_seconds to = std::min(window.end(), options.not_after.value_or(window.end()));
    if (from >= to) return std::nullopt;
    return interval(from, to);
}

std::optional<time_set> open_of(interval window, const availability_options& options) {
    const auto within = bookable(window, options);
    if (!within) return time_set{};
    if (options.hours) return compute_open(*options.hours, *within);
    if (*within == window) return std::nullopt;
    return time_set(*within);
}

/// `busy_in` answers for a window with busy_intervals or an error.
template <class Source>
result<availability, error> make_availability(interval window, const availability_options& options,
                                              Source&& busy_in) {
    if (auto ok = check(options); !ok) return unexpected(std::move(ok).error());
    if (window.start() < first_instant || window.end() > last_instant)
        return unexpected(invalid_input("a window lies within the years 1 to 9999"));
    // What ends shortly before the window still keeps its beginning free, and the other way round.
    const interval wide(window.start() - options.buffer_before,
                        window.end() + options.buffer_after);
    const auto blocks = busy_in(wide);
    if (!blocks) return unexpected(blocks.error());
    const auto seen = [&](const time_set& taken) {
        return compute_buffered(taken, options.buffer_before, options.buffer_after)
            .clipped_to(window);
    };
    if (!options.tentative_apart)
        return availability{.busy = seen(compute_busy(*blocks, options.tentative)),
                            .open = open_of(window, options)};
    const availability apart = compute_availability(*blocks);
    time_set busy = seen(apart.busy);
    // The buffer of what is firm may reach into what is tentative: then it is firm there.
    time_set tentative = subtract(seen(apart.tentative), busy);
    return availability{.busy = std::move(busy),
                        .open = open_of(window, options),
                        .tentative = std::move(tentative)};
}

} // namespace

result<availability, error> availability_of(const calendar& source, interval window,
                                            const availability_options& options) {
    return make_availability(window, options,
                             [&](interval wide) { return busy_of(source, wide, options.blocks); });
}

result<availability, error> availability_of(const busy_calendar& source, interval window,
                                            const availability_options& options) {
    return make_availability(window, options,
                             [&](interval wide) { return source.busy_in(wide, options.blocks); });
}

} // namespace timewright
