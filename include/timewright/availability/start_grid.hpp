/// @file
/// start_grid: the candidates for a start of a slot search, in order. A part of slot_search.
///
/// They are window.start + k * step. With an alignment each is moved up to the grid of the wall
/// clock, and those that then coincide are one. The grid is even within a period of the zone, so
/// that a candidate is found by arithmetic; only where the clocks change is it looked for anew.
#pragma once

#include <timewright/availability/slot_query.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <chrono>

namespace timewright::detail {

/// The candidates for a start, in order.
class start_grid {
  public:
    explicit start_grid(const slot_query& query)
        : origin_(query.window.start()),
          step_(std::min(query.step, query.window.length())),
          align_(query.align ? *query.align : slot_alignment{.every = std::chrono::seconds(0)}) {}

    /// The first candidate at or after t. Precondition: t >= the start of the window.
    [[nodiscard]] sys_seconds at_or_after(sys_seconds t) {
        return align_.every.count() != 0 ? aligned_at_or_after(t) : step_up(t);
    }

  private:
    /// The candidate that belongs to a step is the first grid point from it on. So the first
    /// candidate from t on belongs to the first step after the last grid point before t.
    [[nodiscard]] sys_seconds aligned_at_or_after(sys_seconds t) {
        const sys_seconds before = grid_before(t);
        const sys_seconds step =
            before < origin_ ? origin_ : step_up(before + std::chrono::seconds(1));
        return grid_up(step);
    }

    [[nodiscard]] sys_seconds step_up(sys_seconds t) const {
        const auto passed = t - origin_;
        return origin_ + (passed + step_ - std::chrono::seconds(1)) / step_ * step_;
    }

    /// The first grid point at or after t. Within a period of the zone the grid is even.
    [[nodiscard]] sys_seconds grid_up(sys_seconds t) {
        for (;;) {
            enter(t);
            const auto local = t.time_since_epoch() + offset_;
            const sys_seconds point = t + (align_.every - floor_mod(local)) % align_.every;
            if (point < until_) return point;
            t = until_;
        }
    }

    /// The last grid point before t.
    [[nodiscard]] sys_seconds grid_before(sys_seconds t) {
        for (;;) {
            const sys_seconds last = t - std::chrono::seconds(1);
            enter(last);
            const sys_seconds point = last - floor_mod(last.time_since_epoch() + offset_);
            if (since_ <= point) return point;
            t = since_;
        }
    }

    [[nodiscard]] std::chrono::seconds floor_mod(std::chrono::seconds local) const {
        const auto rest = local % align_.every;
        return rest < std::chrono::seconds(0) ? rest + align_.every : rest;
    }

    void enter(sys_seconds t) {
        if (since_ <= t && t < until_) return;
        const zone_period period = align_.in_zone.period_at(t);
        since_ = period.begin;
        until_ = period.end;
        offset_ = period.offset;
    }

    sys_seconds origin_;
    std::chrono::seconds step_;
    slot_alignment align_;                   // every 0: none
    sys_seconds since_ = sys_seconds::max(); // the period of the zone that was last looked at
    sys_seconds until_ = sys_seconds::min();
    std::chrono::seconds offset_{0};
};

} // namespace timewright::detail
