#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/line_writer.hpp"

#include <timewright/icalendar/component.hpp>

namespace timewright {

std::string escape_text(std::string_view text) {
    std::string made;
    made.reserve(text.size() + 8);
    detail::append_escaped(made, text);
    return made;
}

std::string unescape_text(std::string_view raw) {
    if (raw.find('\\') == std::string_view::npos) return std::string(raw);
    std::string made;
    made.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\\' && i + 1 < raw.size()) {
            const char next = raw[++i];
            made += next == 'n' || next == 'N' ? '\n' : next;
        } else {
            made += raw[i];
        }
    }
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

void append_escaped(std::string& into, std::string_view text) {
    std::size_t plain = 0; // from here on nothing was appended yet
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool escaped = c == '\\' || c == ';' || c == ',';
        if (!escaped && !is_control(c)) continue;
        into += text.substr(plain, i - plain);
        plain = i + 1;
        if (escaped) {
            into += '\\';
            into += c;
        } else if (c == '\n' || (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
            into += "\\n";
        }
    }
    into += text.substr(plain);
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
