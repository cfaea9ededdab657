// The kinds of the directory records that the service keeps.
#pragma once

namespace timewright::detail {

inline constexpr const char* user_kind = "calendar-user";
inline constexpr const char* hours_kind = "working-hours";
inline constexpr const char* source_kind = "calendar-source";

} // namespace timewright::detail
