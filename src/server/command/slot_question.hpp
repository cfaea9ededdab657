/// @file
/// slot_question: the options of `timewright slots` as a search over calendar files.
#pragma once

#include "server/command/slot_facts.hpp"
#include "server/command/slots.hpp"

#include <timewright/availability/slot_search.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace timewright::command {

/// The longest window of one search.
inline constexpr std::chrono::days slots_window_max{3660};
/// How far after the window --explain looks for a later day, and before it for an earlier one.
inline constexpr std::chrono::days later_reach{14};

struct slot_question {
    slot_query query;
    std::vector<std::string> names;         ///< of query.calendars, as given
    interval known;                         ///< the calendars were read over it
    zone shown_in;                          ///< for people
    std::vector<std::size_t> further{};     ///< calendars that only --explain tries
    std::vector<std::string> groups{};      ///< the names of query.any_of
    std::optional<std::size_t> organizer{}; ///< of --order graph
    double percentage = 50;                 ///< of --order graph
};

/// Reads options and files. Errors: the first that is wrong.
[[nodiscard]] result<slot_question, error> read_question(const slots_options& options,
                                                         std::ostream& err);

} // namespace timewright::command
