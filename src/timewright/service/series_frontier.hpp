// Where a series ends for now: the frontiers of what it claims.
#pragma once

#include "timewright/service/meeting_document.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/booking.hpp>
#include <timewright/ports/store.hpp>

#include <optional>
#include <span>
#include <vector>

namespace timewright::detail {

/// Lets a series claim up to the earliest frontier of its rooms and resources, as they are now, and
/// gives it its place in line. What has no frontier does not limit. Answers what the change is to
/// expect of the frontiers.
[[nodiscard]] result<std::vector<user_edit>, error> settle_frontier(store& claims,
                                                                    organization_id organization,
                                                                    meeting_document& document,
                                                                    sys_seconds now);

/// The claims of a series up to its frontier, and whether it goes on there.
void let_go_on(booking_request& request, const meeting_document& document,
               std::vector<user_edit> frontiers, const zone_registry& zones);

/// The first collision of the series, beyond its frontier, with each other one that goes on in the
/// same rooms. At most conflicts_max are looked for.
[[nodiscard]] result<std::vector<conflict>, error> find_later_conflicts(
    store& claims, organization_id organization, const meeting_document& document, booking_id id,
    std::span<const calendar_user_id> rooms, const zone_registry& zones);

} // namespace timewright::detail
