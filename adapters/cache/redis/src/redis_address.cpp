#include "redis_address.hpp"

#include <charconv>
#include <optional>

namespace timewright::redis {
namespace {

unexpected<error> refuse(const char* what) {
    return unexpected(invalid_input(std::string("the address of Redis ") + what +
                                    "; it is redis://[[user]:password@]host[:port][/database]"));
}

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), into);
    return failed == std::errc() && end == text.data() + text.size();
}

std::optional<int> digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return std::nullopt;
}

/// %40 is @.
std::optional<std::string> unescaped(std::string_view text) {
    std::string made;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            made += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const auto high = digit_of(text[i + 1]);
        const auto low = digit_of(text[i + 2]);
        if (!high || !low) return std::nullopt;
        made += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    return made;
}

} // namespace

result<address, error> parse_address(std::string_view text) {
    constexpr std::string_view scheme = "redis://";
    if (!text.starts_with(scheme)) return refuse("does not begin with redis://");
    text.remove_prefix(scheme.size());
    address made;
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        const std::string_view who = text.substr(0, at);
        const std::size_t colon = who.find(':');
        const auto user = unescaped(who.substr(0, colon));
        const auto password =
            colon == std::string_view::npos ? std::nullopt : unescaped(who.substr(colon + 1));
        if (!user || !password) return refuse("has no password before its @");
        made.user = *user;
        made.password = *password;
        text.remove_prefix(at + 1);
    }
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
        const std::string_view number = text.substr(slash + 1);
        if (!number.empty() && !read_number(number, made.database))
            return refuse("ends with a database that is no number");
        text = text.substr(0, slash);
    }
    std::string_view port;
    if (text.starts_with('[')) { // [::1]:6379
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return refuse("has no ] after its [");
        made.host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else {
        made.host = text.substr(0, text.find(':'));
        port = text.substr(made.host.size());
    }
    if (made.host.empty()) return refuse("names no host");
    if (!port.empty() &&
        (port[0] != ':' || !read_number(port.substr(1), made.port) || made.port == 0))
        return refuse("has a port that is no number from 1 to 65535");
    return made;
}

} // namespace timewright::redis
