#include <timewright/adapters/http/target.hpp>

#include <algorithm>

namespace timewright::http {
namespace {

int hex_digit(char c) {
    if ('0' <= c && c <= '9') return c - '0';
    if ('a' <= c && c <= 'f') return c - 'a' + 10;
    if ('A' <= c && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// None for bad percent-encoding. In a query "+" is a space.
std::optional<std::string> decode(std::string_view text, bool in_query) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && in_query) {
            plain += ' ';
        } else if (text[i] != '%') {
            plain += text[i];
        } else {
            if (text.size() - i < 3) return std::nullopt;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            plain += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return plain;
}

bool is_harmless(std::string_view segment) {
    static constexpr std::string_view refused("/\\\0", 3);
    return segment != "." && segment != ".." &&
           segment.find_first_of(refused) == std::string_view::npos;
}

error bad(const char* why) { return invalid_input(std::string("the request's address ") + why); }

/// Calls use(piece) for each piece between separators; stops when it says false.
template <class F>
bool split(std::string_view text, char separator, F&& use) {
    while (true) {
        const std::size_t end = text.find(separator);
        if (!use(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

bool read_query(std::string_view text, request_target& made) {
    return text.empty() || split(text, '&', [&](std::string_view pair) {
        if (pair.empty()) return true;
        const std::size_t equals = pair.find('=');
        auto name = decode(pair.substr(0, equals), true);
        auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                      : decode(pair.substr(equals + 1), true);
        if (!name || !value || made.query.size() == query_parameters_max) return false;
        made.query.emplace_back(std::move(*name), std::move(*value));
        return true;
    });
}

} // namespace

std::string request_target::path() const {
    std::string joined;
    for (const std::string& segment : segments) joined += "/" + segment;
    return joined.empty() ? "/" : joined;
}

std::optional<std::string> request_target::find(std::string_view name) const {
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return std::nullopt;
}

std::vector<std::string> request_target::find_all(std::string_view name) const {
    std::vector<std::string> found;
    for (const auto& [key, value] : query)
        if (key == name) found.push_back(value);
    return found;
}

result<request_target, error> parse_target(std::string_view target) {
    if (target.size() > target_bytes_max)
        return unexpected(bad("is longer than 8 KiB"));
    if (target.empty() || target.front() != '/')
        return unexpected(bad("is to be a path that starts with a slash"));
    const std::size_t mark = target.find('?');
    const std::string_view path = target.substr(1, mark == std::string_view::npos ? mark : mark - 1);
    request_target made;
    const bool fine = path.empty() || split(path, '/', [&](std::string_view piece) {
        auto segment = decode(piece, false);
        if (!segment || !is_harmless(*segment)) return false;
        made.segments.push_back(std::move(*segment));
        return true;
    });
    if (!fine)
        return unexpected(bad("has a path segment that is not allowed: \".\", \"..\", an encoded "
                              "slash or backslash, or bad percent-encoding"));
    if (mark != std::string_view::npos && !read_query(target.substr(mark + 1), made))
        return unexpected(bad("has a query that cannot be read: bad percent-encoding or more than "
                              "500 parameters"));
    return made;
}

} // namespace timewright::http
