/// @file
/// What a time zone may be called, and which names are near to one that does not exist.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::detail {

/// True for one or more parts between single slashes, of ASCII letters, digits, '_', '-', '+' and
/// '.', none of them "." or "..": such a name stays below the directory that it is looked for in.
[[nodiscard]] bool is_zone_name(std::string_view text, std::size_t bytes_max) noexcept;

/// Up to `names_max` of the names, the nearest first: those equal but for case, spaces and dashes,
/// alone if there are any; then those with the same last part ("Berlin"); then those that a few
/// typing errors lead to.
[[nodiscard]] std::vector<std::string> nearest_zone_names(std::string_view wanted,
                                                          std::span<const std::string> names,
                                                          std::size_t names_max);

} // namespace timewright::detail
