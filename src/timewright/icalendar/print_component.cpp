#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/line_writer.hpp"

#include <timewright/icalendar/component.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace timewright {

namespace detail {

namespace {

constexpr std::size_t octets_max = 75; ///< of a physical line, without its line break

/// Printable ASCII throughout, looked at eight bytes at a time.
[[nodiscard]] bool is_plain(std::string_view line) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t tops = 0x8080808080808080U;
    const auto is_odd = [](std::uint64_t word) {
        // A top bit says that the byte is below the blank, is DEL or is not ASCII.
        const std::uint64_t last = word ^ (ones * 0x7F);
        return (((word - ones * 0x20) | (last - ones) | word) & tops) != 0;
    };
    std::uint64_t word = 0;
    while (line.size() >= sizeof word) {
        std::memcpy(&word, line.data(), sizeof word);
        if (is_odd(word)) return false;
        line.remove_prefix(sizeof word);
    }
    word = ones * ' ';
    std::memcpy(&word, line.data(), line.size());
    return !is_odd(word);
}

void write_clean_line(std::string& into, std::string_view line) {
    if (line.empty()) return;
    std::size_t room = octets_max;
    while (line.size() > room) {
        std::size_t cut = room;
        while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) --cut;
        into += line.substr(0, cut);
        into += "\r\n ";
        line.remove_prefix(cut);
        room = octets_max - 1; // the space counts
    }
    into += line;
    into += "\r\n";
}

} // namespace

void write_line(std::string& into, std::string_view line) {
    if (is_plain(line))
        write_clean_line(into, line);
    else
        write_clean_line(into, on_one_line(line));
}

/// Folds a line of plain ASCII where it stands: from its end, so that every byte moves once.
void fold_in_place(std::string& into, std::size_t begin) {
    constexpr std::size_t rest_max = octets_max - 1; // the blank counts
    const std::size_t size = into.size() - begin;
    const std::size_t folds = (size - octets_max + rest_max - 1) / rest_max;
    into.resize(into.size() + 3 * folds);
    for (std::size_t fold = folds; fold > 0; --fold) {
        const std::size_t from = octets_max + (fold - 1) * rest_max; // of what was the line
        const std::size_t length = std::min(rest_max, size - from);
        char* const to = into.data() + begin + from + 3 * fold;
        std::memmove(to, into.data() + begin + from, length);
        to[-3] = '\r';
        to[-2] = '\n';
        to[-1] = ' ';
    }
    into += "\r\n";
}

void end_line(std::string& into, std::size_t begin) {
    const std::string_view line(into.data() + begin, into.size() - begin);
    if (!line.empty() && is_plain(line)) {
        if (line.size() > octets_max)
            fold_in_place(into, begin);
        else
            into += "\r\n";
        return;
    }
    const std::string copy(line);
    into.resize(begin);
    write_line(into, copy);
}

void append_parameter_text(std::string& into, std::string_view value) {
    for (const char c : value)
        if (is_control(c) || c == '"' || c == '^' || c == ':' || c == ';' || c == ',') {
            into += parameter_text(value);
            return;
        }
    into += value;
}

std::string parameter_text(std::string_view value) {
    std::string made;
    bool quoted = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (c == '\r' && i + 1 < value.size() && value[i + 1] == '\n') continue;
        if (c == '\n' || c == '\r')
            made += "^n";
        else if (c == '"')
            made += "^'";
        else if (c == '^')
            made += "^^";
        else if (!is_control(c))
            made += c;
        quoted = quoted || c == ':' || c == ';' || c == ',';
    }
    return quoted ? "\"" + made + "\"" : made;
}

} // namespace detail

namespace {

/// A name can hold nothing that would end it.
std::string clean_name(std::string_view name) {
    std::string made;
    for (const char c : name)
        if (detail::is_name_character(c)) made += c;
    return made.empty() ? "X" : made;
}

void print_property(std::string& into, const property& printed) {
    std::string line = clean_name(printed.name);
    for (const parameter& p : printed.parameters) {
        line += ";" + clean_name(p.name) + "=";
        for (std::size_t i = 0; i < p.values.size(); ++i)
            line += (i == 0 ? "" : ",") + detail::parameter_text(p.values[i]);
    }
    line += ":" + printed.value;
    detail::write_line(into, line);
}

void print_into(std::string& into, const component& tree) {
    const std::string name = clean_name(tree.name);
    detail::write_line(into, "BEGIN:" + name);
    for (const property& p : tree.properties) print_property(into, p);
    for (const component& inner : tree.components) print_into(into, inner);
    detail::write_line(into, "END:" + name);
}

} // namespace

std::string print_component(const component& tree) {
    std::string text;
    print_into(text, tree);
    return text;
}

} // namespace timewright
