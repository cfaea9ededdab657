// From what a request says to what the scheduler takes: zones by name, people by address.
#pragma once

#include "call.hpp"

#include <timewright/adapters/json/requests.hpp>

namespace timewright::http {

[[nodiscard]] step<meeting_request> to_meeting(const call& c, json::booking_body asked);

/// `before` is the booking as it stands; none when it is gone and only its key is remembered.
[[nodiscard]] step<meeting_edit> to_edit(const call& c, json::booking_patch asked,
                                         const meeting_view* before);

} // namespace timewright::http
