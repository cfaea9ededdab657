/// @file
/// policies: what may be booked of a calendar user, as JSON.
///
///     {"notice":"PT1H","horizon":"P90D","shortest":"PT15M","longest":"PT4H","durationStep":"PT15M",
///      "bufferBefore":"PT5M","bufferAfter":"PT10M","seats":8,"bookers":[ids],
///      "administratorsOverride":true,"approvers":[ids],"approvalWithin":"P2D","bumpers":[ids],
///      "hours":{"timeZone":"Europe/Lisbon","hours":[...]},
///      "quotas":[{"per":"week","time":"PT8H","timeZone":"Europe/Lisbon"},
///                {"per":"day","bookings":3,"timeZone":"Europe/Lisbon"}]}
///
/// What is left out is not said: it then comes from the organization's policy. A day is 24 hours.
#pragma once

#include <timewright/adapters/json/requests.hpp>
#include <timewright/base/export.hpp>
#include <timewright/booking/policy.hpp>
#include <timewright/service/meeting.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::json {

/// A policy whose zones are still names: policy.hours and policy.quotas lack theirs.
struct policy_body {
    booking_policy policy{};
    std::optional<hours_body> hours{};
    std::vector<std::string> quota_zones{}; ///< one for each of policy.quotas
};

[[nodiscard]] TIMEWRIGHT_EXPORT read_result<policy_body> read_policy(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_policy(const booking_policy& policy);

} // namespace timewright::json
