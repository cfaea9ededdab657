/// @file
/// The zone data of the tests: one release of the IANA database that lies beside this file, so that
/// a test says the same on every machine. See README.md here.
#pragma once

#include <timewright/time/zone_registry.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace timewright::testing {

inline constexpr std::string_view pinned_tzdata_version = "2026f";

[[nodiscard]] inline std::filesystem::path pinned_zoneinfo() {
    return std::filesystem::path(TIMEWRIGHT_TESTS_DIR) / "zoneinfo" / pinned_tzdata_version;
}

[[nodiscard]] inline const zone_registry& pinned_zones() {
    static const zone_registry shared = *zone_registry::open(pinned_zoneinfo());
    return shared;
}

/// A zone that is known to be there.
[[nodiscard]] inline zone pinned_zone(std::string_view name) { return *pinned_zones().find(name); }

} // namespace timewright::testing
