/// @file
/// line_writer: content lines as RFC 5545 section 3.1 wants them.
#pragma once

#include <string>
#include <string_view>

namespace timewright::detail {

/// Appends one logical line: control characters left out, bytes that are not UTF-8 replaced, folded
/// at 75 octets between characters, ended by CR LF. An empty line is not written.
void write_line(std::string& into, std::string_view line);

/// A parameter's value: RFC 6868 encoded, quoted where it must be.
[[nodiscard]] std::string parameter_text(std::string_view value);

} // namespace timewright::detail
