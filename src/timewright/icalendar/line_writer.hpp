/// @file
/// line_writer: content lines as RFC 5545 section 3.1 wants them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace timewright::detail {

/// Appends one logical line: control characters left out, bytes that are not UTF-8 replaced, folded
/// at 75 octets between characters, ended by CR LF. An empty line is not written.
void write_line(std::string& into, std::string_view line);

/// Ends the line that was appended to `into` from `begin` on, as write_line() would write it. Short
/// lines of plain ASCII, nearly all are, stay where they are.
void end_line(std::string& into, std::size_t begin);

/// A parameter's value: RFC 6868 encoded, quoted where it must be.
[[nodiscard]] std::string parameter_text(std::string_view value);
void append_parameter_text(std::string& into, std::string_view value);
/// The reverse, of a value without its quotes: ^n, ^^ and ^' (RFC 6868).
[[nodiscard]] std::string decode_parameter(std::string_view raw);
/// Whether a text is parameters and nothing else, as they stand in a line: "RSVP=TRUE;X-A=1".
[[nodiscard]] bool are_parameters(std::string_view text);
/// escape_text(), appended.
void append_escaped(std::string& into, std::string_view text);

} // namespace timewright::detail
