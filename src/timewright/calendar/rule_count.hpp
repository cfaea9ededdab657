/// @file
/// rule_count: where COUNT runs out, found by counting pieces of the calendar instead of starts.
#pragma once

#include "timewright/calendar/compiled_rule.hpp"

#include <cstddef>
#include <cstdint>

namespace timewright::detail {

/// Sets rule.last to its last start when the series' start and `count - 1` later ones are all. Costs
/// one step for each piece or year passed; when `steps_left` is used up, sets rule.end_unknown.
void find_end(compiled_rule& rule, std::int64_t count, std::size_t& steps_left);

} // namespace timewright::detail
