/// @file
/// The zone data that the differential tests read: the pinned releases, what zic makes of
/// synthetic.zi both ways, and the whole database of this machine.
#pragma once

#include <timewright/time/zone_registry.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace timewright::testing {

/// synthetic.zi compiled by the system's zic, when first asked for; removed when the tests end.
/// The style is zic's word after -b: "slim" or "fat".
[[nodiscard]] std::filesystem::path synthetic_zoneinfo(const std::string& style);

/// Compiles a source with the options given, into a directory that is removed when the tests end.
/// Empty when zic refuses.
[[nodiscard]] std::filesystem::path compile_zones(const std::string& options,
                                                  const std::filesystem::path& source);

/// One name of each zone: of files that are equal byte by byte, as links are, only the first.
[[nodiscard]] std::vector<std::string> different_zones(const zone_registry& zones);

} // namespace timewright::testing
