/// @file
/// The zone data of the tests: a release of the IANA database that lies beside this file, so that a
/// test says the same on every machine; and an older one, for what a new release moves. See
/// README.md here.
#pragma once

#include <timewright/time/zone_registry.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace timewright::testing {

inline constexpr std::string_view pinned_tzdata_version = "2026f";

inline constexpr std::string_view older_tzdata_version = "2025b";

[[nodiscard]] inline std::filesystem::path pinned_zoneinfo(
    std::string_view version = pinned_tzdata_version) {
    return std::filesystem::path(TIMEWRIGHT_TESTS_DIR) / "zoneinfo" / version;
}

[[nodiscard]] inline const zone_registry& pinned_zones() {
    static const zone_registry shared = *zone_registry::open(pinned_zoneinfo());
    return shared;
}

/// The same zones by the older release.
[[nodiscard]] inline const zone_registry& older_zones() {
    static const zone_registry shared = *zone_registry::open(pinned_zoneinfo(older_tzdata_version));
    return shared;
}

/// A zone that is known to be there.
[[nodiscard]] inline zone pinned_zone(std::string_view name) { return *pinned_zones().find(name); }

} // namespace timewright::testing
