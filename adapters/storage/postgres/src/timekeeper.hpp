/// @file
/// timekeeper: the time at which a process decides and answers. It never steps back, neither within
/// the process nor behind what any process on the same database has gone by.
#pragma once

#include "row_reader.hpp"

#include <timewright/ports/clock.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>

namespace timewright::postgres {

class timekeeper {
  public:
    /// Without a clock of its own it goes by the database's.
    explicit timekeeper(const clock* own) : own_(own) {}

    /// keep(statement) runs what makes a later time known to all processes, before anybody is told
    /// of it: once a second at most.
    template <class Keep>
    [[nodiscard]] sys_seconds settle(const present_row& seen, Keep&& keep) {
        const sys_seconds asked = own_ != nullptr ? own_->now() : seen.clock;
        const auto at = std::max(asked, seen.decided).time_since_epoch().count();
        auto latest = latest_.load();
        while (latest < at && !latest_.compare_exchange_weak(latest, at)) {
        }
        const sys_seconds settled(std::chrono::seconds(std::max(latest, at)));
        if (settled > seen.decided)
            keep("SELECT keep_present(" + std::to_string(settled.time_since_epoch().count()) + ")");
        return settled;
    }

  private:
    const clock* own_;
    std::atomic<std::chrono::seconds::rep> latest_ = std::chrono::seconds::min().count();
};

} // namespace timewright::postgres
