/// @file
/// rule_walk: the starts that one compiled rule has in a window.
#pragma once

#include "differential/calendar/naive_rule.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace timewright::naive {

struct walk_request {
    std::int64_t from = 0; ///< half-open, as local seconds
    std::int64_t to = 0;
    std::size_t steps_max = 0;
    std::size_t starts_max = 0;
};

struct walk_result {
    std::vector<std::int64_t> starts{}; ///< ascending
    std::int64_t reach = 0;             ///< complete up to here; `to` unless truncated
    bool truncated = false;
    std::size_t steps = 0;
};

[[nodiscard]] walk_result walk(const compiled_rule& rule, const walk_request& request);

} // namespace timewright::naive
