/// @file
/// busy_calendar: a calendar made ready for many questions about its busy time.
///
///     auto ready = busy_calendar::make(calendar, lisbon);
///     auto monday = availability_of(*ready, monday_morning, options);
///     auto july = ready->busy_in(july, options.blocks);
///
/// busy_of() reads the calendar anew each time: right for one question. Here its rules are compiled
/// and its single meetings are instants in order, so that a question costs what takes place in its
/// window, not what the calendar holds. The answers are the same.
#pragma once

#include <timewright/availability/availability.hpp>
#include <timewright/availability/free_busy.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <memory>
#include <vector>

namespace timewright {

struct calendar;

/// Cheap to copy; immutable, so threads may share it.
class TIMEWRIGHT_EXPORT busy_calendar {
  public:
    /// Floating and all-day times are read in `floating_zone`, once and for all.
    /// Errors: those of recurrence::make(). Complexity: n log n for n events.
    [[nodiscard]] static result<busy_calendar, error> make(const calendar& source,
                                                           const zone& floating_zone);

    /// As busy_of(), in another order: single meetings by time, then series. `budgets.floating_zone`
    /// has no meaning here. Errors: those of busy_of().
    /// Complexity: logarithmic in the single meetings and linear in what takes place in the window;
    /// meetings much longer than most make it look further back.
    [[nodiscard]] result<std::vector<busy_interval>, error> busy_in(
        interval window, const busy_options& budgets) const;

  private:
    struct contents;
    explicit busy_calendar(std::shared_ptr<const contents> made);
    std::shared_ptr<const contents> contents_;
};

/// As availability_of() of a calendar. options.blocks.floating_zone has no meaning here.
/// Errors: those of that function.
[[nodiscard]] TIMEWRIGHT_EXPORT result<availability, error> availability_of(
    const busy_calendar& source, interval window, const availability_options& options);

} // namespace timewright
