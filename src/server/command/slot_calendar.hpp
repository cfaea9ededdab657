/// @file
/// slot_calendar: a calendar file as a slot search sees it: buffers, limits a day, units.
#pragma once

#include "server/command/calendar_file.hpp"

#include <timewright/availability/availability.hpp>
#include <timewright/availability/day_limit.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>

#include <chrono>
#include <cstdint>

namespace timewright::command {

struct slot_calendar_rules {
    interval known; ///< the search asks for nothing outside of it
    std::chrono::seconds duration{};
    tentative_as tentative = tentative_as::busy;
    bool tentative_apart = false;   ///< into availability::tentative
    std::chrono::seconds before{0}; ///< free time that is needed ahead of a slot
    std::chrono::seconds after{0};  ///< and behind it
    day_limit limit{};
    std::uint32_t capacity = 1; ///< each event takes one of so many
    std::uint32_t units = 1;    ///< the slot takes so many
};

/// What can be taken of the file's owner, but for hours. Errors: those of busy_blocks and
/// compute_full_days.
[[nodiscard]] result<availability, error> read_availability(const calendar_file& file,
                                                            const slot_calendar_rules& rules);

} // namespace timewright::command
