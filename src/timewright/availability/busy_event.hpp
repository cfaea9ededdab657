/// @file
/// busy_event: what one event takes of its owner's time, by the cheapest way that its shape allows.
#pragma once

#include <timewright/availability/free_busy.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/calendar/recurrence.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace timewright::detail {

enum class event_shape : std::uint8_t {
    timeless, ///< neither it nor any override takes time
    single,   ///< one meeting at one time, as most are
    series,   ///< one rule and nothing that changes single occurrences
    other,    ///< whatever is unusual: expand() knows it all
};

[[nodiscard]] event_shape shape_of(const event& source);

/// Where an event of shape `single` takes place, if that overlaps the window and has a length.
[[nodiscard]] std::optional<interval> single_span(const event& source, interval window,
                                                  const zone& floating);

/// An event of shape `series`, ready for many windows.
struct compiled_series {
    std::string uid;
    recurrence starts;
    zone clock;
    std::chrono::seconds length;
    std::optional<sys_seconds> until; ///< the last instant at which it starts
    busy_type type;
};

/// Errors: those of recurrence::make().
[[nodiscard]] result<compiled_series, error> compile_series(const event& source,
                                                            const zone& floating);

/// Appends what the series takes. Errors: limit_reached.
[[nodiscard]] result<void, error> append_busy(const compiled_series& source, interval window,
                                              const busy_options& options,
                                              std::vector<busy_interval>& blocks);

/// Appends what an event of any shape takes. Errors: those of expand(), limit_reached.
[[nodiscard]] result<void, error> append_busy(const event& source, interval window,
                                              const busy_options& options,
                                              std::vector<busy_interval>& blocks);

} // namespace timewright::detail
