/// @file
/// outcome: what became of a change. Exact names, append only.
#pragma once

#include <timewright/base/id.hpp>
#include <timewright/booking/claim.hpp>
#include <timewright/conflict/conflict.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace timewright {

enum class outcome_code : std::uint8_t {
    applied = 0,                       ///< it is durable
    exists = 1,                        ///< the same request came before; this is its answer
    exists_with_different_request = 2, ///< the key was used for another request; nothing was done
    refused = 3,                       ///< it does not fit; see conflicts
    stale = 4,                         ///< a booking is not at the expected sequence
    expired = 5,                       ///< the hold to be confirmed no longer lives
    not_found = 6,                     ///< a booking that was to be edited does not exist
    malformed = 7,                     ///< the change contradicts itself or exceeds a limit
    already_confirmed = 8,             ///< what was to be confirmed is no hold (any more)
    /// What the change was made from has moved on: it passes over those who wait (they are named in
    /// `bookings`), or takes what a dead hold kept from them (named in `conflicts`), or expects
    /// another frontier or, of a booking that the client did not name, another sequence. Make it
    /// anew; nothing was done and the key is still free.
    outdated = 9,
    vetoed = 10, ///< the change itself said that it must not happen; `detail` says why
};

[[nodiscard]] constexpr const char* to_slug(outcome_code code) noexcept {
    switch (code) {
        case outcome_code::applied: return "applied";
        case outcome_code::exists: return "exists";
        case outcome_code::exists_with_different_request: return "exists-with-different-request";
        case outcome_code::refused: return "refused";
        case outcome_code::stale: return "stale";
        case outcome_code::expired: return "expired";
        case outcome_code::not_found: return "not-found";
        case outcome_code::malformed: return "malformed";
        case outcome_code::already_confirmed: return "already-confirmed";
        case outcome_code::outdated: return "outdated";
        case outcome_code::vetoed: return "vetoed";
    }
    return "malformed";
}

/// A booking that the change named, and its sequence: after the change if it was applied, as the
/// store has it if the change was stale (0: does not exist). Those of offers that were applied
/// follow those of the change itself.
struct booking_sequence {
    booking_id booking;
    std::uint64_t sequence = 0;

    friend bool operator==(const booking_sequence&, const booking_sequence&) = default;
};

/// What became of one part, and who was taken for each of its claims, in their order.
struct part_outcome {
    booking_id booking;
    part_id part = 0;
    bool applied = false;
    std::vector<calendar_user_id> users{}; ///< empty unless applied

    friend bool operator==(const part_outcome&, const part_outcome&) = default;
};

struct outcome {
    outcome_code code = outcome_code::malformed;
    /// What the first try was told; differs from code only when code is `exists`.
    outcome_code decided = outcome_code::malformed;
    std::vector<booking_sequence> bookings{};
    std::vector<part_outcome> parts{};
    /// Refused: what is in the way. Applied: what informing claims overlap, and what stood against
    /// parts that did not fit. At most conflicts_max; conflicts_left_out counts the rest.
    std::vector<conflict> conflicts{};
    std::size_t conflicts_left_out = 0;
    std::string detail{}; ///< malformed, vetoed: the sentence that says what is wrong

    static constexpr std::size_t conflicts_max = 100;

    friend bool operator==(const outcome&, const outcome&) = default;
};

} // namespace timewright
