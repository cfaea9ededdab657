/// @file
/// target: what a request's target says, taken apart (RFC 9112 section 3.2.1, origin-form).
///
/// Segments are decoded one by one, so that an encoded slash never makes a new one. What could name
/// something else than it seems is refused: dot segments in any spelling, encoded slashes and
/// backslashes, NUL, bad percent-encoding.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timewright::http {

struct request_target {
    std::vector<std::string> segments{}; ///< "/" has none
    std::vector<std::pair<std::string, std::string>> query{};

    /// The segments joined again, with a slash before each; "/" when there are none.
    [[nodiscard]] TIMEWRIGHT_EXPORT std::string path() const;
    /// The first value of the parameter.
    [[nodiscard]] TIMEWRIGHT_EXPORT std::optional<std::string> find(std::string_view name) const;
    [[nodiscard]] TIMEWRIGHT_EXPORT std::vector<std::string> find_all(std::string_view name) const;
};

inline constexpr std::size_t target_bytes_max = 8192;
inline constexpr std::size_t query_parameters_max = 500;

/// Errors: invalid_input.
[[nodiscard]] TIMEWRIGHT_EXPORT result<request_target, error> parse_target(std::string_view target);

} // namespace timewright::http
