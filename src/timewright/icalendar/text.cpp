#include "timewright/icalendar/characters.hpp"

#include <timewright/icalendar/component.hpp>

namespace timewright {

std::string escape_text(std::string_view text) {
    std::string made;
    made.reserve(text.size() + 8);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        if (c == '\n' || c == '\r') {
            made += "\\n";
        } else if (c == '\\' || c == ';' || c == ',') {
            made += '\\';
            made += c;
        } else if (!detail::is_control(c)) {
            made += c;
        }
    }
    return made;
}

std::string unescape_text(std::string_view raw) {
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

} // namespace timewright
