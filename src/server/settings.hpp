/// @file
/// settings: everything that can be chosen about a server, in one table.
///
/// From the table come the options of `timewright serve`, the names of the environment's variables,
/// the keys of the file, what --print-config shows, and docs/reference/configuration.md:
///
///     limits.idle_time      --limits-idle-time      TIMEWRIGHT_LIMITS_IDLE_TIME
///
/// An option wins over the environment, the environment over the file, the file over the default.
/// A secret can also stand in a file of its own, which KEY_file names (--KEY-file,
/// TIMEWRIGHT_KEY_FILE); of the two, only one may be given in one place.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::hosting {

enum class setting_kind : std::uint8_t {
    text,
    number,        ///< whole, from least to most
    number_or_off, ///< the same, or the word off
    duration,      ///< PT10M; from least to most seconds, a day is 24 hours
    choice,        ///< one of the words in `choices`
};

struct setting {
    std::string_view key; ///< as in the file; a dot after its table
    setting_kind kind = setting_kind::text;
    std::string_view otherwise{}; ///< the default
    std::string_view shape{};     ///< of a value: "FILE", "N", ...
    std::string_view help{};
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::span<const std::string_view> choices{};
    bool secret = false; ///< may hold a password: shown masked, and KEY_file exists
};

/// Every setting, in the order in which they are shown.
[[nodiscard]] std::span<const setting> all_settings();

/// "--limits-idle-time"
[[nodiscard]] std::string flag_of(std::string_view key);
/// "TIMEWRIGHT_LIMITS_IDLE_TIME"
[[nodiscard]] std::string variable_of(std::string_view key);
/// "database_file": the key that names the file in which a secret stands.
[[nodiscard]] std::string file_key_of(const setting& secret);

/// A value as somebody gave it, and where.
struct given_value {
    std::string key{}; ///< of the table, or KEY_file of a secret
    std::string text{};
    std::string origin{}; ///< "--port", "TIMEWRIGHT_PORT", "timewright.toml:3:8"
    source_position where{};
};

/// One place that values come from; later ones win over earlier ones.
using given_values = std::vector<given_value>;

class settings {
  public:
    /// Every value is checked, also of those that lose. Errors: invalid_input, with the origin and what
    /// would be right; io when a secret's file cannot be read.
    [[nodiscard]] static result<settings, error> make(std::span<const given_values> places);

    /// The value, given or default. Precondition for all: the table has the key, of that kind.
    [[nodiscard]] const std::string& text(std::string_view key) const;
    [[nodiscard]] std::int64_t number(std::string_view key) const;
    /// None: off.
    [[nodiscard]] std::optional<std::int64_t> number_or_off(std::string_view key) const;
    [[nodiscard]] std::chrono::seconds duration(std::string_view key) const;
    [[nodiscard]] bool is_default(std::string_view key) const;

    /// The settings as a file would have them, each with its origin behind it; secrets are masked.
    [[nodiscard]] std::string to_toml() const;
    /// The same as a line of JSON each: {"key","value","origin"}.
    [[nodiscard]] std::string to_json_lines() const;

  private:
    struct chosen {
        std::string text{};
        std::string origin{}; ///< empty: the default
    };
    [[nodiscard]] const chosen& of(std::string_view key) const;

    std::vector<chosen> values_{}; // in the table's order
};

/// What the environment says. `variable` is std::getenv, or a test's.
[[nodiscard]] given_values read_environment(
    const std::function<const char*(const char*)>& variable);

/// What a TOML file says. Errors: invalid_input with file, line and column: a key that there is not,
/// a value of another type, bad TOML; io when it cannot be read; limit_reached beyond 1 MiB.
[[nodiscard]] result<given_values, error> read_settings_file(const std::string& path);
[[nodiscard]] result<given_values, error> read_settings_text(std::string_view text,
                                                             const std::string& name);

/// The address of a database without its password.
[[nodiscard]] std::string mask_password(std::string_view address);

/// docs/reference/configuration.md
[[nodiscard]] std::string settings_page();

} // namespace timewright::hosting
