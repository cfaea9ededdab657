// The kinds of the directory records that the service keeps.
#pragma once

namespace timewright::detail {

/// Of the nil organization, as whoever looks for one does not know it yet.
inline constexpr const char* organization_kind = "organization";
inline constexpr const char* user_kind = "calendar-user";
inline constexpr const char* hours_kind = "working-hours";
inline constexpr const char* source_kind = "calendar-source";
inline constexpr const char* policy_kind = "policy";
/// The key of the policy that holds where a calendar user has none of its own.
inline constexpr const char* organization_policy = "organization";

} // namespace timewright::detail
