#include "server/command/printable.hpp"

#include <cstddef>
#include <cstdint>

namespace timewright::command {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

/// One character at the front of a text: how many bytes, and which. No bytes: ill-formed.
struct decoded {
    std::size_t bytes = 0;
    std::uint32_t code_point = 0;
};

/// RFC 3629: shortest form only, no surrogates, up to U+10FFFF.
decoded decode_first(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    if (byte(0) < 0x80) return {1, byte(0)};
    const std::size_t bytes = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (byte(0) < 0xC0 || byte(0) > 0xF4 || text.size() < bytes) return {};
    std::uint32_t code_point = byte(0) & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return {};
        code_point = code_point << 6 | (byte(i) & 0x3FU);
    }
    const bool surrogate = 0xD800 <= code_point && code_point <= 0xDFFF;
    if (code_point < least[bytes] || code_point > 0x10FFFF || surrogate) return {};
    return {bytes, code_point};
}

/// C0, DEL, C1, and the marks that turn the direction of what follows.
bool commands_a_terminal(std::uint32_t c) {
    return c < 0x20 || (0x7F <= c && c <= 0x9F) || c == 0x200E || c == 0x200F ||
           (0x202A <= c && c <= 0x202E) || (0x2066 <= c && c <= 0x2069) || c == 0x2028 ||
           c == 0x2029;
}

template <class Write>
void for_each_character(std::string_view text, Write&& write) {
    while (!text.empty()) {
        const decoded first = decode_first(text);
        const std::size_t bytes = first.bytes == 0 ? 1 : first.bytes;
        write(first, text.substr(0, bytes));
        text.remove_prefix(bytes);
    }
}

} // namespace

std::string as_utf8(std::string_view text) {
    std::string well_formed;
    for_each_character(text, [&](decoded c, std::string_view bytes) {
        well_formed += c.bytes == 0 ? replacement : bytes;
    });
    return well_formed;
}

std::string printable(std::string_view text) {
    std::string shown;
    for_each_character(text, [&](decoded c, std::string_view bytes) {
        if (c.bytes == 0)
            shown += replacement;
        else if (commands_a_terminal(c.code_point))
            shown += '?';
        else
            shown += bytes;
    });
    return shown;
}

} // namespace timewright::command
