// One JSON value from text, strictly: see requests.hpp. Boost.JSON alone keeps the last of two equal
// members in silence, so the tree is built here, where both are seen.
#pragma once

#include <timewright/adapters/json/problem_document.hpp>
#include <timewright/base/result.hpp>

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace timewright::json {

[[nodiscard]] result<boost::json::value, problem_document> parse_document(std::string_view text);

/// A reference token of a JSON pointer: "~" and "/" escaped, with the slash before it.
[[nodiscard]] std::string pointer_token(std::string_view name);

} // namespace timewright::json
