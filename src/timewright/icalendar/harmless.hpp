/// @file
/// harmless: what of the lines that are kept as they are written must not be kept.
#pragma once

#include "timewright/icalendar/characters.hpp"

#include <timewright/icalendar/content_lines.hpp>

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace timewright::detail {

/// VALARM;REPEAT beyond this is no reminder.
inline constexpr std::int64_t alarm_repeats_max = 1'000;

[[nodiscard]] inline std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// An attachment by a file or network path would make whoever opens it fetch from there.
[[nodiscard]] inline bool names_a_file(const content_line& at) {
    if (!same_word(at.name(), "ATTACH")) return false;
    const std::string_view value = trimmed(at.value());
    const bool drive = value.size() > 2 && value[1] == ':' && (value[2] == '\\' || value[2] == '/');
    return drive || starts_with_word(value, "file:") || starts_with_word(value, "smb:") ||
           value.starts_with("\\\\") || value.starts_with('/');
}

/// How often the alarm repeats, where that is too often.
[[nodiscard]] inline std::optional<std::int64_t> too_many_repeats(const content_line& at) {
    if (!same_word(at.name(), "REPEAT")) return std::nullopt;
    const std::optional<std::int64_t> repeats = whole_number(at.value());
    return repeats && *repeats > alarm_repeats_max ? repeats : std::nullopt;
}

/// False for a component that is left out as a whole because of one of its lines.
[[nodiscard]] inline bool is_harmless(component_view inner) {
    for (const content_line* at = &inner.begin_line(); at <= inner.end_line(); ++at) {
        if (at->name_size == 0) // a component within that has no END
            at += at->jump;
        else if (names_a_file(*at) || too_many_repeats(*at))
            return false;
    }
    return true;
}

} // namespace timewright::detail
