#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/line_writer.hpp"

#include <timewright/icalendar/component.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace timewright {

std::string escape_text(std::string_view text) {
    std::string made;
    made.reserve(text.size() + 8);
    detail::append_escaped(made, text);
    return made;
}

std::string unescape_text(std::string_view raw) {
    std::size_t escape = raw.find('\\');
    if (escape == std::string_view::npos) return std::string(raw);
    std::string made(raw);
    char* to = made.data() + escape;
    while (escape + 1 < raw.size()) {
        const char next = raw[escape + 1];
        *to++ = next == 'n' || next == 'N' ? '\n' : next;
        const std::size_t plain = escape + 2;
        escape = std::min(raw.find('\\', plain), raw.size());
        std::memcpy(to, raw.data() + plain, escape - plain);
        to += escape - plain;
    }
    if (escape < raw.size()) *to++ = '\\'; // at the end it stands for itself
    made.resize(static_cast<std::size_t>(to - made.data()));
    return made;
}

std::vector<std::string> split_text(std::string_view raw) {
    std::vector<std::string> entries;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= raw.size(); ++i) {
        if (i + 1 < raw.size() && raw[i] == '\\') {
            ++i;
        } else if (i == raw.size() || raw[i] == ',') {
            entries.push_back(unescape_text(raw.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    return entries;
}

namespace detail {

namespace {

constexpr bool is_escaped(char c) { return c == '\\' || c == ';' || c == ','; }

/// Where the first byte at or after `at` is that TEXT cannot hold as it is. Eight bytes are looked
/// at together; where one of them may be such a byte, each by itself.
std::size_t next_stop(std::string_view text, std::size_t at) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t tops = 0x8080808080808080U;
    const auto has_zero = [](std::uint64_t word) { return (word - ones) & ~word & tops; };
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        const std::uint64_t stops = has_zero(word ^ (ones * '\\')) | has_zero(word ^ (ones * ';')) |
                                    has_zero(word ^ (ones * ',')) | has_zero(word ^ (ones * 0x7F)) |
                                    ((word - ones * 0x20) & ~word & tops);
        if (stops != 0) break;
    }
    while (at < text.size() && !is_escaped(text[at]) && !is_control(text[at])) ++at;
    return at;
}

} // namespace

void append_escaped(std::string& into, std::string_view text) {
    for (std::size_t plain = 0;;) {
        const std::size_t at = next_stop(text, plain);
        into.append(text.data() + plain, at - plain);
        if (at == text.size()) return;
        plain = at + 1;
        const char c = text[at];
        if (is_escaped(c)) {
            into += '\\';
            into += c;
        } else if (c == '\n' || (c == '\r' && (plain == text.size() || text[plain] != '\n'))) {
            into += "\\n";
        }
    }
}

std::string decode_parameter(std::string_view raw) {
    if (raw.find('^') == std::string_view::npos) return std::string(raw);
    std::string made;
    made.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char next = raw[i] == '^' && i + 1 < raw.size() ? raw[i + 1] : '\0';
        if (next == 'n' || next == '^' || next == '\'') {
            made += next == 'n' ? '\n' : next == '^' ? '^' : '"';
            ++i;
        } else {
            made += raw[i];
        }
    }
    return made;
}

} // namespace detail

} // namespace timewright
