/// @file
/// slot_question: the options of `timewright slots` as a search over calendar files.
#pragma once

#include "server/command/slots.hpp"

#include <timewright/availability/slot_search.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

namespace timewright::command {

/// The longest window of one search.
inline constexpr std::chrono::days slots_window_max{3660};
/// How far after the window --explain looks for a later day.
inline constexpr std::chrono::days later_reach{14};

struct slot_question {
    slot_query query;
    std::vector<std::string> names; ///< of query.calendars, as given
    sys_seconds known_until;        ///< the calendars were read up to there
    zone shown_in;                  ///< for people
};

/// Reads options and files. Errors: the first that is wrong.
[[nodiscard]] result<slot_question, error> read_question(const slots_options& options,
                                                         std::ostream& err);

} // namespace timewright::command
