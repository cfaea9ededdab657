/// @file
/// The time zone names of Windows and what CLDR makes of them.
#pragma once

#include <span>
#include <string_view>

namespace timewright::detail {

struct windows_zone {
    std::string_view windows; ///< "W. Europe Standard Time"
    std::string_view iana;    ///< "Europe/Berlin", by today's name
    std::string_view older;   ///< the name in CLDR, where IANA has renamed the zone; else the same
};

/// Sorted by the Windows name, byte by byte.
[[nodiscard]] std::span<const windows_zone> windows_zones() noexcept;

} // namespace timewright::detail
