/// @file
/// component: iCalendar text as a tree of named content lines, without knowing what they mean
/// (RFC 5545 section 3.1).
///
/// A line `DTSTART;TZID=Europe/Lisbon:20261123T090000` is a property with a name, parameters and a
/// raw value; BEGIN and END make components. Nothing is lost and nothing is interpreted, so other
/// code can keep small records in this form:
///
///     component record{.name = "X-ACCOUNT"};
///     record.add_text("X-NAME", "Ana, the first");
///     std::string text = print_component(record);          // BEGIN:X-ACCOUNT ... END:X-ACCOUNT
///     auto again = parse_component(text);
///     again->text_of("X-NAME");                            // "Ana, the first"
///
/// Reading is bounded by `component_limits` and never recursive. Every oddity is a `problem` with
/// its line and column; the rest of the text is still read.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

enum class problem_severity : std::uint8_t {
    info = 0,    ///< worth knowing; the meaning is clear
    warning = 1, ///< read, but probably not what was meant, or not what others will read
    error = 2,   ///< something was left out or could not be read
};

/// "info", "warning", "error".
[[nodiscard]] constexpr const char* to_string(problem_severity severity) noexcept {
    switch (severity) {
        case problem_severity::info:
            return "info";
        case problem_severity::warning:
            return "warning";
        case problem_severity::error:
            return "error";
    }
    return "error";
}

/// Something about a text that its author should know.
struct problem {
    problem_severity severity = problem_severity::error;
    std::uint32_t line = 0;   ///< from 1; of the content line's first physical line, or finer
    std::uint32_t column = 0; ///< from 1, in bytes
    std::string what{};       ///< what is wrong
    std::string mend{};       ///< what would be right

    friend bool operator==(const problem&, const problem&) = default;
};

struct parameter {
    std::string name{};                ///< as written; compared without case
    std::vector<std::string> values{}; ///< without quotes, RFC 6868 decoded
    std::uint32_t column = 0;          ///< of its name, on the property's line; if folded away 1

    /// Positions do not count.
    friend bool operator==(const parameter& a, const parameter& b) {
        return a.name == b.name && a.values == b.values;
    }
};

struct property {
    std::string name{}; ///< as written; compared without case
    std::vector<parameter> parameters{};
    std::string value{};      ///< raw: still escaped
    std::uint32_t line = 0;   ///< where it was read
    std::uint32_t column = 0; ///< of the value, on `line`, when it is there; else 1

    /// The first parameter of that name, or nullptr.
    [[nodiscard]] TIMEWRIGHT_EXPORT const parameter* find(std::string_view parameter_name) const;
    /// The first value of the parameter, or empty.
    [[nodiscard]] TIMEWRIGHT_EXPORT std::string_view parameter_value(
        std::string_view parameter_name) const;

    /// Positions do not count.
    friend bool operator==(const property& a, const property& b) {
        return a.name == b.name && a.parameters == b.parameters && a.value == b.value;
    }
};

struct component {
    std::string name{}; ///< as written; compared without case
    std::vector<property> properties{};
    std::vector<component> components{};
    std::uint32_t line = 0; ///< of its BEGIN

    /// The first property of that name, or nullptr.
    [[nodiscard]] TIMEWRIGHT_EXPORT const property* find(std::string_view property_name) const;
    /// The first property's raw value, or empty.
    [[nodiscard]] TIMEWRIGHT_EXPORT std::string_view value_of(std::string_view property_name) const;
    /// The first property's value as TEXT: unescaped. Empty when absent.
    [[nodiscard]] TIMEWRIGHT_EXPORT std::string text_of(std::string_view property_name) const;
    /// Adds a property whose value is written as it is. Line breaks in it are not written.
    TIMEWRIGHT_EXPORT component& add(std::string property_name, std::string raw_value);
    /// Adds a property whose value is TEXT: escaped.
    TIMEWRIGHT_EXPORT component& add_text(std::string property_name, std::string_view text);

    friend bool operator==(const component& a, const component& b) {
        return a.name == b.name && a.properties == b.properties && a.components == b.components;
    }
};

/// What one text may be. Reported as an error when hit; reading ends there, but for a line that is
/// too long: that is left out.
struct component_limits {
    std::size_t text_bytes_max = 64U << 20;
    std::size_t line_bytes_max = 1U << 20; ///< unfolded
    std::size_t depth_max = 16;            ///< components within components
    std::size_t components_max = 250'000;
    std::size_t properties_max = 4'000'000;
    std::size_t parameters_max = 256; ///< of one line, values counted
    std::size_t problems_max = 1'000; ///< listed; beyond, one more says so
};

struct component_options {
    component_limits limits{};
    /// Report what RFC 5545 forbids and everybody accepts (bare LF, empty lines) as warnings.
    bool strict = false;
};

struct parsed_components {
    std::vector<component> components{}; ///< those outermost
    std::vector<problem> problems{};
};

/// Reads every component of the text.
[[nodiscard]] TIMEWRIGHT_EXPORT parsed_components
parse_components(std::string_view text, const component_options& options = {});

/// Reads a text that is one component and has nothing wrong with it.
/// Errors: invalid_input or limit_reached with line and column of the first problem of severity
/// error; invalid_input when there is no component or more than one.
[[nodiscard]] TIMEWRIGHT_EXPORT result<component, error> parse_component(
    std::string_view text, const component_options& options = {});

/// RFC 5545 text: CRLF, folded at 75 octets between characters, parameters quoted and RFC 6868
/// encoded. Line breaks and other control characters in names and raw values are left out, so that
/// no value can start a line of its own.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string print_component(const component& tree);

/// TEXT (RFC 5545 section 3.3.11): backslash, semicolon, comma and line breaks escaped; other
/// control characters left out.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string escape_text(std::string_view text);
/// The reverse. An escape that TEXT does not know stands for its character; a backslash at the end
/// for itself.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string unescape_text(std::string_view raw);
/// Splits a raw TEXT list (CATEGORIES, say) at commas that are not escaped, then unescapes.
[[nodiscard]] TIMEWRIGHT_EXPORT std::vector<std::string> split_text(std::string_view raw);

} // namespace timewright
