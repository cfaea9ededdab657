/// @file
/// timekeeper: the time at which a process decides and answers. It never steps back, neither within
/// the process nor behind anything that any process has left a trace of.
#pragma once

#include "row_reader.hpp"

#include <timewright/ports/clock.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>

namespace timewright::postgres {

class timekeeper {
  public:
    /// Without a clock of its own it goes by the database's.
    explicit timekeeper(const clock* own) : own_(own) {}

    [[nodiscard]] sys_seconds settle(const present_row& seen) {
        const sys_seconds asked = own_ != nullptr ? own_->now() : seen.clock;
        const auto at = std::max(asked, seen.decided).time_since_epoch().count();
        auto latest = latest_.load();
        while (latest < at && !latest_.compare_exchange_weak(latest, at)) {
        }
        return sys_seconds(std::chrono::seconds(std::max(latest, at)));
    }

  private:
    const clock* own_;
    std::atomic<std::chrono::seconds::rep> latest_ = std::chrono::seconds::min().count();
};

} // namespace timewright::postgres
