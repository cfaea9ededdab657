/// @file
/// hold: a booking whose claims have a deadline, and the two ways in which it ends well.
///
/// A hold keeps a slot while somebody fills in a form or pays. It lives while now < deadline; at the
/// deadline it is dead, whether or not anybody has swept it up. Confirming frees its claims and takes
/// the same ones without a deadline, in one change, which is refused as `expired` unless every claim
/// is alive: even if the room is still free then, somebody may have been told otherwise.
#pragma once

#include <timewright/booking/booking.hpp>
#include <timewright/booking/ledger.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace timewright {

/// How long holds may be asked to last.
inline constexpr std::chrono::seconds hold_length_max = std::chrono::hours(24);

/// The change that turns a hold into a booking. `held` are its claims as the store has them; the
/// sequence guards against their having changed since.
[[nodiscard]] inline change compute_confirmation(const request_context& context,
                                                 const booking_record& record,
                                                 std::span<const live_claim> held) {
    change made = make_change(context);
    made.edits = {{.booking = record.booking,
                   .expected_sequence = record.sequence,
                   .document = record.document}};
    made.releases = {{.booking = record.booking, .part = std::nullopt, .must_be_held = true}};
    for (const live_claim& c : held) {
        if (made.parts.empty() || made.parts.back().id != c.part)
            made.parts.push_back({.booking = record.booking, .id = c.part, .claims = {}});
        made.parts.back().claims.push_back({.who = c.user, .span = c.span, .units = c.units,
                                            .effect = c.effect, .type = c.type,
                                            .deadline = std::nullopt, .choice = 0});
    }
    return made;
}

/// The latest deadline among the claims: when a hold ends. None if it is no hold.
[[nodiscard]] inline std::optional<sys_seconds> deadline_of(std::span<const live_claim> claims) {
    std::optional<sys_seconds> latest;
    for (const live_claim& c : claims)
        if (c.deadline && (!latest || *latest < *c.deadline)) latest = c.deadline;
    return latest;
}

} // namespace timewright
