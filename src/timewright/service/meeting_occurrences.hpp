// When a meeting takes place, and what that claims.
#pragma once

#include "timewright/service/meeting_document.hpp"

#include <timewright/booking/booking.hpp>
#include <timewright/booking/claim.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/ports/store.hpp>
#include <timewright/time/zone_registry.hpp>

#include <span>
#include <vector>

namespace timewright::detail {

/// More occurrences than this are not claimed by one booking.
inline constexpr std::size_t occurrences_max = 5'000;

/// The part that an occurrence is: its nominal local start, or 0 in a meeting that does not recur.
[[nodiscard]] part_id part_of(const event& details, local_seconds recurrence_id);
/// The reverse.
[[nodiscard]] local_seconds recurrence_id_of(const event& details, part_id part);

/// The zone in which dates and floating times of the document are meant; UTC if it says none.
[[nodiscard]] zone floating_zone_of(const meeting_document& document, const zone_registry& zones);

/// The occurrences that a booking claims: from the first on up to the frontier that the document
/// names, or, where it names none, for scheduler::series_claimed_for. A function of the document alone, so that a retry means the same.
/// Errors: invalid_input (nothing ever takes place), limit_reached.
[[nodiscard]] result<std::vector<meeting_occurrence>, error> compute_claimed(
    const meeting_document& document, const zone_registry& zones);

/// Whether a series has occurrences that end later than that.
[[nodiscard]] bool goes_on_beyond(const meeting_document& document, const zone& floating,
                                  sys_seconds until);

/// The buffers around what the user is taken for.
[[nodiscard]] meeting_buffer buffer_of(const meeting_document& document, calendar_user_id user);

/// What an occurrence takes of the meeting's quotas.
[[nodiscard]] std::vector<quota_draw> compute_draws(const meeting_document& document,
                                                    const interval& span);

/// The quotas that the request draws from and the store does not know yet, or knows with another
/// limit: the change that draws from them sets them.
[[nodiscard]] result<std::vector<user_edit>, error> find_new_quotas(store& claims,
                                                                    organization_id organization,
                                                                    const booking_request& asked);

/// The claims that a document means for these occurrences. `held` rooms are preferred where there is
/// a choice: who moves a meeting wants to keep the room.
[[nodiscard]] booking_request compute_request(const meeting_document& document,
                                              std::span<const meeting_occurrence> occurrences,
                                              std::span<const calendar_user_id> held = {});

} // namespace timewright::detail
