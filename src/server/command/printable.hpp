/// @file
/// printable: text from outside (file names, titles, UIDs) made fit for JSON and for terminals.
#pragma once

#include <string>
#include <string_view>

namespace timewright::command {

/// The text as UTF-8: each byte that is not part of a well-formed character becomes U+FFFD.
[[nodiscard]] std::string as_utf8(std::string_view text);

/// The text as UTF-8 that no terminal obeys: control characters and those that turn the direction
/// of writing become '?'.
[[nodiscard]] std::string printable(std::string_view text);

} // namespace timewright::command
