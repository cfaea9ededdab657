// Policies as directory records: content lines, as in records.hpp.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/policy.hpp>
#include <timewright/time/zone_registry.hpp>

#include <string>
#include <string_view>

namespace timewright::detail {

[[nodiscard]] std::string to_record(const booking_policy& policy);
/// Errors: corrupt_data; unknown_zone when the zone database lost a zone.
[[nodiscard]] result<booking_policy, error> to_policy(std::string_view record,
                                                      const zone_registry& zones);

/// "week/time/480/Europe/Lisbon": one quota on a line, the zone last.
[[nodiscard]] std::string to_text(const booking_quota& quota);
/// Errors: corrupt_data; unknown_zone.
[[nodiscard]] result<booking_quota, error> to_quota(std::string_view text,
                                                    const zone_registry& zones);

} // namespace timewright::detail
