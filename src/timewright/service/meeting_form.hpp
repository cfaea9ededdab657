// What is wrong with a request for a meeting, before anything is looked up.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/service/meeting.hpp>

#include <optional>

namespace timewright::detail {

/// The first fault of the request's form; its pointer names the member.
[[nodiscard]] std::optional<error> find_fault(const meeting_request& asked);

} // namespace timewright::detail
