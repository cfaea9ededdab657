/// @file
/// Writes TZif files for tests (RFC 9636), right ones and, byte by byte, wrong ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace timewright::testing {

struct tzif_kind {
    std::int32_t offset = 0;
    bool daylight = false;
    std::uint8_t name_at = 0;
};

/// What goes into the file. Counts can be overridden, to announce what is not there.
struct tzif_builder {
    char version = '2';
    std::vector<std::pair<std::int64_t, std::uint8_t>> changes{};
    std::vector<tzif_kind> kinds{{}};
    std::string names = std::string("UTC\0", 4);
    std::string footer = "\nUTC0\n";
    std::uint32_t leap_seconds = 0;

    static void append(std::string& to, std::uint64_t number, unsigned bytes) {
        while (bytes-- > 0) to += static_cast<char>(number >> (8 * bytes) & 0xFFU);
    }

    [[nodiscard]] std::string header(std::uint64_t change_count) const {
        std::string text = "TZif";
        text += version;
        text.append(15, '\0');
        append(text, 0, 4); // UT indicators
        append(text, 0, 4); // standard indicators
        append(text, leap_seconds, 4);
        append(text, change_count, 4);
        append(text, kinds.size(), 4);
        append(text, names.size(), 4);
        return text;
    }
    [[nodiscard]] std::string block(unsigned instant_bytes) const {
        std::string text;
        for (const auto& [at, kind] : changes)
            append(text, static_cast<std::uint64_t>(at), instant_bytes);
        for (const auto& [at, kind] : changes) append(text, kind, 1);
        for (const tzif_kind& kind : kinds) {
            append(text, static_cast<std::uint32_t>(kind.offset), 4);
            append(text, kind.daylight ? 1 : 0, 1);
            append(text, kind.name_at, 1);
        }
        text += names;
        for (std::uint32_t i = 0; i < leap_seconds; ++i) text.append(instant_bytes + 4, '\0');
        return text;
    }
    /// Both blocks, or the only one of version 1, which is '\0'.
    [[nodiscard]] std::string file() const {
        if (version == '\0') return header(changes.size()) + block(4);
        tzif_builder first = *this;
        first.changes.clear();
        first.leap_seconds = 0;
        return first.header(0) + first.block(4) + header(changes.size()) + block(8) + footer;
    }
};

[[nodiscard]] inline std::span<const std::byte> bytes_of(const std::string& text) {
    return std::as_bytes(std::span(text));
}

} // namespace timewright::testing
