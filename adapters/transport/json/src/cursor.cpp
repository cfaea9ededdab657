#include <timewright/adapters/json/cursor.hpp>

#include <charconv>
#include <cstdint>

namespace timewright::json {
namespace {

constexpr char hex[] = "0123456789abcdef";

int hex_digit(char c) {
    if ('0' <= c && c <= '9') return c - '0';
    if ('a' <= c && c <= 'f') return c - 'a' + 10;
    return -1;
}

template <class Number>
bool read_hex(std::string_view text, Number& number) {
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    return ec == std::errc() && end == text.data() + text.size();
}

error unknown_cursor() {
    return invalid_input("this is no cursor of this service: send one back as it was given");
}

} // namespace

std::string to_text(const feed_cursor& cursor) {
    char text[2 * 16 + 1];
    char* at = std::to_chars(text, text + sizeof text, cursor.transaction, 16).ptr;
    *at++ = '.';
    at = std::to_chars(at, text + sizeof text, cursor.ordinal, 16).ptr;
    return std::string(text, at);
}

result<feed_cursor, error> feed_cursor_from(std::string_view text) {
    const std::size_t dot = text.find('.');
    feed_cursor made;
    if (dot == std::string_view::npos || !read_hex(text.substr(0, dot), made.transaction) ||
        !read_hex(text.substr(dot + 1), made.ordinal))
        return unexpected(unknown_cursor());
    return made;
}

std::string page_cursor_of(std::string_view sort_key) {
    std::string text;
    text.reserve(2 * sort_key.size());
    for (const char c : sort_key) {
        const auto byte = static_cast<unsigned char>(c);
        text += hex[byte >> 4];
        text += hex[byte & 15U];
    }
    return text;
}

result<std::string, error> sort_key_of(std::string_view page_cursor) {
    std::string key;
    if (page_cursor.size() % 2 != 0) return unexpected(unknown_cursor());
    for (std::size_t i = 0; i < page_cursor.size(); i += 2) {
        const int high = hex_digit(page_cursor[i]);
        const int low = hex_digit(page_cursor[i + 1]);
        if (high < 0 || low < 0) return unexpected(unknown_cursor());
        key += static_cast<char>(high * 16 + low);
    }
    return key;
}

} // namespace timewright::json
