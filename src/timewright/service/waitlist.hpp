// Those who wait: what they wait for, and what they are offered when it is freed.
#pragma once

#include "timewright/service/meeting_document.hpp"

#include <timewright/booking/booking.hpp>
#include <timewright/ports/store.hpp>

#include <chrono>
#include <span>
#include <vector>

namespace timewright::detail {

/// The same part of somebody who waits for it until the deadline. Whoever waits for one of several
/// waits for each of them.
[[nodiscard]] part waiting_part(const part& wanted, sys_seconds deadline);

/// The change that puts a meeting on the waitlist, or, if it fits whole at this moment, books it.
[[nodiscard]] change compute_waiting(const request_context& context,
                                     const meeting_document& document,
                                     std::span<const meeting_occurrence> occurrences,
                                     booking_id id);

/// The place of whoever comes now: after all who wait for any of the same.
[[nodiscard]] result<sys_seconds, error> find_place_in_line(store& claims,
                                                            organization_id organization,
                                                            const change& waiting, sys_seconds now,
                                                            const zone_registry& zones);

/// A hold for each of those who wait, in the order in which they came; see booker::offer_maker.
[[nodiscard]] std::vector<change> compute_offers(organization_id organization,
                                                 std::span<const booking_record> waiting,
                                                 sys_seconds deadline, const zone_registry& zones);

} // namespace timewright::detail
