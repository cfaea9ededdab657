/// @file
/// characters: what iCalendar text says of single characters, and UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace timewright::detail {

[[nodiscard]] constexpr char upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// ASCII comparison without case, as RFC 5545 compares all names.
[[nodiscard]] constexpr bool same_word(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i] && upper(a[i]) != upper(b[i])) return false;
    return true;
}
[[nodiscard]] inline std::string upper_word(std::string_view word) {
    std::string made(word);
    for (char& c : made) c = upper(c);
    return made;
}
[[nodiscard]] constexpr bool starts_with_word(std::string_view text,
                                              std::string_view word) noexcept {
    return text.size() >= word.size() && same_word(text.substr(0, word.size()), word);
}

/// Without blanks and tabs around it.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    return text;
}

/// A control character that no content line may hold; a tab may be.
[[nodiscard]] constexpr bool is_control(char c) noexcept {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F';
}
/// RFC 5545 allows letters, digits and '-'. Programs write '_' and '.' in X- names.
[[nodiscard]] constexpr bool is_name_character(char c) noexcept {
    return is_digit(c) || (upper(c) >= 'A' && upper(c) <= 'Z') || c == '-' || c == '_' || c == '.';
}

/// The length of the well-formed UTF-8 sequence that begins at `at`, or 0: overlong forms,
/// surrogates and what lies beyond U+10FFFF are not well formed (RFC 3629).
[[nodiscard]] constexpr std::size_t utf8_length(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) -> unsigned {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
    const bool low = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool high = (lead == 0xED && byte(1) >= 0xA0) || (lead == 0xF4 && byte(1) >= 0x90);
    return low || high ? 0 : length;
}

inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// What can stand on one line: control characters left out, bytes that are not UTF-8 replaced.
[[nodiscard]] inline std::string on_one_line(std::string_view text) {
    std::string made;
    made.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_length(text, i);
        if (length == 0)
            made += replacement_character;
        else if (!is_control(text[i]))
            made += text.substr(i, length);
        i += length == 0 ? 1 : length;
    }
    return made;
}

/// Somebody's text within our sentence: short, on one line, UTF-8.
[[nodiscard]] inline std::string quote(std::string_view text) {
    constexpr std::size_t bytes_max = 60;
    std::string shown = on_one_line(text.substr(0, bytes_max));
    if (text.size() > bytes_max) shown += "...";
    return "\"" + shown + "\"";
}

} // namespace timewright::detail
