// Settings from TOML, with the place of each value.
#include "server/settings.hpp"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace timewright::hosting {
namespace {

constexpr std::size_t file_bytes_max = 1U << 20;

source_position at(const toml::source_region& where, const std::string& name) {
    return {.file = name,
            .line = static_cast<std::uint32_t>(where.begin.line),
            .column = static_cast<std::uint32_t>(where.begin.column)};
}

error bad(std::string message, source_position where) {
    return {.code = errc::invalid_input, .message = std::move(message), .where = std::move(where)};
}

/// How many letters must be changed, added or left out (Levenshtein); only for short words.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

std::vector<std::string> known_keys() {
    std::vector<std::string> made;
    for (const setting& row : all_settings()) {
        made.emplace_back(row.key);
        if (row.secret) made.push_back(file_key_of(row));
    }
    return made;
}

error unknown_key(std::string_view key, source_position where) {
    std::string message = "there is no setting \"" + std::string(key.substr(0, 60)) + "\"";
    std::string nearest;
    std::size_t least = 4; // further away it would be a guess
    if (key.size() <= 60)
        for (const std::string& known : known_keys())
            if (const std::size_t d = distance(key, known); d < least) {
                least = d;
                nearest = known;
            }
    message += nearest.empty() ? "; `timewright serve --print-config` shows all"
                               : "; did you mean \"" + nearest + "\"?";
    return bad(std::move(message), std::move(where));
}

const setting* find_row(std::string_view key) {
    for (const setting& row : all_settings())
        if (row.key == key || (row.secret && file_key_of(row) == key)) return &row;
    return nullptr;
}

bool is_table(std::string_view key) {
    const auto rows = all_settings();
    return std::any_of(rows.begin(), rows.end(), [&](const setting& row) {
        return row.key.starts_with(std::string(key) + ".");
    });
}

/// The value as text, if it is of the type that the row has in a file.
std::optional<std::string> text_of(const setting& row, const toml::node& value) {
    const bool number = row.kind == setting_kind::number || row.kind == setting_kind::number_or_off;
    if (number && value.is_integer()) return std::to_string(value.as_integer()->get());
    if (row.kind != setting_kind::number && value.is_string()) return value.as_string()->get();
    return std::nullopt;
}

class reader {
  public:
    explicit reader(const std::string& name) : name_(name) {}

    result<given_values, error> read(const toml::table& all) {
        for (const auto& [key, value] : all) {
            const std::string name(key.str());
            if (value.is_table() && is_table(name)) {
                for (const auto& [inner, leaf] : *value.as_table())
                    add(name + "." + std::string(inner.str()), inner.source(), leaf);
            } else {
                add(name, key.source(), value);
            }
        }
        if (failed_) return unexpected(std::move(*failed_));
        return std::move(made_);
    }

  private:
    /// The failure that stands first in the file is told; toml++ sorts keys by name.
    void fail(error why) {
        const auto before = [](const source_position& a, const source_position& b) {
            return std::pair(a.line, a.column) < std::pair(b.line, b.column);
        };
        if (!failed_ || before(why.where, failed_->where)) failed_ = std::move(why);
    }

    void add(const std::string& key, const toml::source_region& place, const toml::node& value) {
        const setting* row = find_row(key);
        if (row == nullptr) return fail(unknown_key(key, at(place, name_)));
        const source_position where = at(value.source(), name_);
        const auto text = text_of(*row, value);
        if (!text)
            return fail(bad(
                key + " is to be " +
                    (row->kind == setting_kind::number ? std::string("a number, without quotes: ")
                     : row->kind == setting_kind::number_or_off
                         ? std::string("a number without quotes, or \"off\": ")
                         : std::string("text in quotes: ")) +
                    key.substr(key.find('.') + 1) + " = " +
                    (row->kind == setting_kind::number || row->kind == setting_kind::number_or_off
                         ? std::string(row->otherwise)
                         : "\"" + std::string(row->otherwise) + "\""),
                where));
        made_.push_back({.key = key,
                         .text = *text,
                         .origin = name_ + ":" + std::to_string(where.line) + ":" +
                                   std::to_string(where.column),
                         .where = where});
    }

    const std::string& name_;
    given_values made_{};
    std::optional<error> failed_{};
};

} // namespace

result<given_values, error> read_settings_text(std::string_view text, const std::string& name) {
    const toml::parse_result parsed = toml::parse(text, name);
    if (!parsed) {
        const toml::parse_error& why = parsed.error();
        return unexpected(
            bad("this is no TOML: " + std::string(why.description()), at(why.source(), name)));
    }
    return reader(name).read(parsed.table());
}

result<given_values, error> read_settings_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(file_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.eof() && !file)
        return unexpected(
            error{.code = errc::io,
                  .message = "--config: " + path + " cannot be read: " + std::strerror(errno)});
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > file_bytes_max)
        return unexpected(error{
            .code = errc::limit_reached,
            .message = "--config: " + path + " is longer than a configuration may be, 1 MiB"});
    return read_settings_text(text, path);
}

} // namespace timewright::hosting
