#include "server/settings.hpp"

#include "server/command/json_line.hpp"

#include <timewright/base/contract.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

namespace timewright::hosting {
namespace {

constexpr std::size_t secret_bytes_max = std::size_t{64} * 1024;

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<std::chrono::seconds> length_of(std::string_view text) {
    const auto read = parse_duration(text);
    if (!read) return std::nullopt;
    return std::chrono::days(read->days) + read->time;
}

std::string shown(std::int64_t seconds) {
    using std::chrono::days;
    const auto whole = static_cast<std::int32_t>(seconds / 86'400);
    if (seconds % 86'400 == 0) return to_iso(civil_duration{.days = whole});
    return to_iso(civil_duration{.time = std::chrono::seconds(seconds)});
}

std::string listed(std::span<const std::string_view> words) {
    std::string all;
    for (const std::string_view word : words)
        all += (all.empty() ? "" : " or ") + std::string(word);
    return all;
}

bool is_within(const setting& row, std::int64_t value) {
    return row.least <= value && value <= row.most;
}

/// What would be right, or nothing when the text is.
std::optional<std::string> what_is_right(const setting& row, std::string_view text) {
    const std::string range =
        "a whole number from " + std::to_string(row.least) + " to " + std::to_string(row.most);
    const auto number = whole_number(text);
    switch (row.kind) {
        case setting_kind::text:
            return std::nullopt;
        case setting_kind::number:
            if (number && is_within(row, *number)) return std::nullopt;
            return std::optional<std::string>(range);
        case setting_kind::number_or_off:
            if (text == "off" || (number && is_within(row, *number))) return std::nullopt;
            return range + ", or off";
        case setting_kind::duration:
            if (const auto length = length_of(text); length && is_within(row, length->count()))
                return std::nullopt;
            return "a duration from " + shown(row.least) + " to " + shown(row.most) + ", such as " +
                   std::string(row.otherwise);
        case setting_kind::choice:
            if (std::find(row.choices.begin(), row.choices.end(), text) != row.choices.end())
                return std::nullopt;
            return listed(row.choices);
    }
    return std::nullopt;
}

error about(const given_value& given, const std::string& why) {
    // In a file, line and column say where; which key stands there helps nevertheless.
    const std::string what = given.where.file.empty() ? given.origin : given.key;
    return {.code = errc::invalid_input, .message = what + ": " + why, .where = given.where};
}

/// The first line of the file that a secret stands in.
result<std::string, error> read_secret(const given_value& from) {
    std::ifstream file(from.text, std::ios::binary);
    std::string text(secret_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.eof() && !file) {
        error failed =
            about(from, "the file " + from.text + " cannot be read: " + std::strerror(errno) +
                            "; it is to hold the secret");
        failed.code = errc::io;
        return unexpected(std::move(failed));
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > secret_bytes_max)
        return unexpected(about(from, "the file " + from.text + " is too long for a secret"));
    text.resize(std::min(text.find_first_of("\r\n"), text.size()));
    if (text.empty())
        return unexpected(about(from, "the first line of " + from.text + " is empty"));
    return text;
}

/// The row that the key means, itself or as the file of a secret.
struct meant {
    std::size_t row = 0;
    bool by_file = false;
};
std::optional<meant> find(std::string_view key) {
    const auto rows = all_settings();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].key == key) return meant{i, false};
        if (rows[i].secret && file_key_of(rows[i]) == key) return meant{i, true};
    }
    return std::nullopt;
}

std::string in_quotes(std::string_view text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') made += '\\';
        made += static_cast<unsigned char>(c) < ' ' ? '?' : c;
    }
    return made + "\"";
}

std::string as_toml(const setting& row, const std::string& text) {
    const bool plain = row.kind == setting_kind::number ||
                       (row.kind == setting_kind::number_or_off && text != "off");
    return plain ? text : in_quotes(row.secret ? mask_password(text) : text);
}

} // namespace

std::string flag_of(std::string_view key) {
    std::string made = "--" + std::string(key);
    std::replace_if(made.begin(), made.end(), [](char c) { return c == '.' || c == '_'; }, '-');
    return made;
}

std::string variable_of(std::string_view key) {
    std::string made = "TIMEWRIGHT_" + std::string(key);
    for (char& c : made) {
        if ('a' <= c && c <= 'z') c = static_cast<char>(c - 32);
        if (c == '.') c = '_';
    }
    return made;
}

std::string file_key_of(const setting& secret) { return std::string(secret.key) + "_file"; }

given_values read_environment(const std::function<const char*(const char*)>& variable) {
    given_values made;
    const auto look = [&](const std::string& key) {
        const std::string name = variable_of(key);
        const char* text = variable(name.c_str());
        if (text == nullptr || *text == '\0') return;
        made.push_back({.key = key, .text = text, .origin = name});
    };
    for (const setting& row : all_settings()) {
        look(std::string(row.key));
        if (row.secret) look(file_key_of(row));
    }
    return made;
}

result<settings, error> settings::make(std::span<const given_values> places) {
    const auto rows = all_settings();
    settings made;
    for (const setting& row : rows) made.values_.push_back({std::string(row.otherwise), {}});
    for (const given_values& place : places) {
        std::vector<const given_value*> seen(rows.size());
        for (const given_value& given : place) {
            const auto which = find(given.key);
            TIMEWRIGHT_EXPECTS(which.has_value());
            const auto [at, by_file] = *which;
            if (seen[at] != nullptr)
                return unexpected(about(
                    given, "the same is said by " + seen[at]->origin + "; leave one of them out"));
            seen[at] = &given;
            std::string text = given.text;
            if (by_file) {
                auto secret = read_secret(given);
                if (!secret) return unexpected(std::move(secret).error());
                text = std::move(*secret);
            }
            if (const auto right = what_is_right(rows[at], text))
                return unexpected(
                    about(given, detail::quoted(text) + " is not right; it is to be " + *right));
            made.values_[at] = {std::move(text), given.origin};
        }
    }
    return made;
}

const settings::chosen& settings::of(std::string_view key) const {
    const auto which = find(key);
    TIMEWRIGHT_EXPECTS(which.has_value());
    return values_[which->row];
}

const std::string& settings::text(std::string_view key) const { return of(key).text; }

std::int64_t settings::number(std::string_view key) const {
    const auto read = whole_number(of(key).text);
    TIMEWRIGHT_EXPECTS(read.has_value());
    return *read;
}

std::optional<std::int64_t> settings::number_or_off(std::string_view key) const {
    return whole_number(of(key).text);
}

std::chrono::seconds settings::duration(std::string_view key) const {
    const auto read = length_of(of(key).text);
    TIMEWRIGHT_EXPECTS(read.has_value());
    return *read;
}

bool settings::is_default(std::string_view key) const { return of(key).origin.empty(); }

std::string settings::to_toml() const {
    std::string made;
    std::string_view table;
    const auto rows = all_settings();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t dot = rows[i].key.find('.');
        const auto of_row =
            dot == std::string_view::npos ? std::string_view() : rows[i].key.substr(0, dot);
        if (of_row != table) made += "\n[" + std::string(table = of_row) + "]\n";
        const std::string line =
            std::string(rows[i].key.substr(dot == std::string_view::npos ? 0 : dot + 1)) + " = " +
            as_toml(rows[i], values_[i].text);
        made += line + std::string(line.size() < 40 ? 40 - line.size() : 1, ' ') + "# " +
                (values_[i].origin.empty() ? "default" : values_[i].origin) + "\n";
    }
    return made;
}

std::string settings::to_json_lines() const {
    std::string made;
    const auto rows = all_settings();
    for (std::size_t i = 0; i < rows.size(); ++i)
        made += command::json_line()
                    .add_text("key", rows[i].key)
                    .add_text("value",
                              rows[i].secret ? mask_password(values_[i].text) : values_[i].text)
                    .add_text("origin", values_[i].origin.empty() ? "default" : values_[i].origin)
                    .to_string();
    return made;
}

} // namespace timewright::hosting
