/// @file
/// rank: which of two possible slots is better. One formula, so that an answer can be checked.
///
///     score = (weights of the optional calendars that can take the slot) / (weights of all)
///
/// in 0..1, and 1 when nobody is optional. Required calendars and groups do not enter: a slot that
/// misses one of them is no slot. Weights are whole numbers from 1, so that sums are exact and do
/// not depend on an order. The order of slots is score down, then time. Whom a group chooses does
/// not enter either: that is the group's own order (resource_group.hpp, team.hpp).
#pragma once

#include <cstdint>

namespace timewright {

/// The weights at one slot. Invariant of its users: present <= all.
struct optional_weight {
    std::uint64_t present = 0; ///< of those that can take the slot
    std::uint64_t all = 0;

    friend bool operator==(const optional_weight&, const optional_weight&) = default;
};

[[nodiscard]] constexpr double compute_score(optional_weight weight) noexcept {
    if (weight.all == 0) return 1.0;
    return static_cast<double>(weight.present) / static_cast<double>(weight.all);
}

/// Nothing can rank higher.
[[nodiscard]] constexpr bool is_perfect(optional_weight weight) noexcept {
    return weight.present == weight.all;
}

} // namespace timewright
