// Moving a whole series: what its rules, dates and changed occurrences become.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/time/zone.hpp>

namespace timewright::detail {

/// Gives the series another start, in the same or another zone. Whatever belongs to an occurrence
/// (its exception, its change, its UNTIL) goes along by as much on the clock; a weekly rule repeats on
/// the weekdays that its own became.
/// Errors: unsupported, with the pointer /start, for a rule that names days of the month or year, or
/// times of day, and would have to name others: that is another series.
[[nodiscard]] result<void, error> move_series(event& series, const event_time& to,
                                              const zone& floating);

} // namespace timewright::detail
