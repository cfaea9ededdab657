/// @file
/// conflict: one reason why a claim does not fit, named so that a person can act on it.
#pragma once

#include <timewright/base/id.hpp>
#include <timewright/time/interval.hpp>

#include <cstdint>
#include <optional>

namespace timewright {

/// Why. Append only: the numbers are stored.
enum class conflict_reason : std::uint8_t {
    overlap = 0,          ///< live claims leave too few units
    beyond_horizon = 1,   ///< the claim ends after the calendar user's bookable_until
    disabled = 2,         ///< the calendar user takes no more claims
    unknown_user = 3,     ///< the organization has no such calendar user
    too_many_units = 4,   ///< more units than the calendar user has at all
    search_limit = 5,     ///< the search among candidates ended at its stated limit
};

/// The slug by which JSON and logs name a reason: "beyond-horizon".
[[nodiscard]] constexpr const char* to_slug(conflict_reason reason) noexcept {
    switch (reason) {
        case conflict_reason::overlap: return "overlap";
        case conflict_reason::beyond_horizon: return "beyond-horizon";
        case conflict_reason::disabled: return "disabled";
        case conflict_reason::unknown_user: return "unknown-user";
        case conflict_reason::too_many_units: return "too-many-units";
        case conflict_reason::search_limit: return "search-limit";
    }
    return "overlap";
}

struct conflict {
    calendar_user_id user;
    interval span; ///< of the claim that is in the way; where none is, of the claim that was asked for
    std::optional<booking_id> with; ///< the booking in the way, if it is one
    conflict_reason reason = conflict_reason::overlap;

    friend bool operator==(const conflict&, const conflict&) = default;
};

} // namespace timewright
