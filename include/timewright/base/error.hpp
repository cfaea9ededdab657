/// @file
/// error: what the world got wrong, said so that a person can mend it and a program can react.
///
/// Three questions are answered apart: what kind of failure (`errc`), may the same call be sent
/// again (`retry`), and what should a person do (`message`, a whole sentence). Input errors also say
/// where: a file, line and column, or a JSON pointer.
///
/// A refused booking is no error: see booking/outcome.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace timewright {

/// The kind of failure. Append only: the numbers are stable.
enum class errc : std::uint8_t {
    invalid_input = 0,   ///< malformed or out of range; the message says what would be right
    not_found = 1,       ///< the thing named does not exist
    unknown_zone = 2,    ///< no such time zone in this zone database
    corrupt_data = 3,    ///< stored or read data contradicts itself
    limit_reached = 4,   ///< a stated budget was used up; the message names it
    unsupported = 5,     ///< well formed, but outside what this version does
    ambiguous_time = 6,  ///< a skipped or repeated local time, and the caller chose to reject those
    version_mismatch = 7, ///< a record changed since it was read
    unauthorized = 8,    ///< who is asking is not known
    forbidden = 9,       ///< who is asking may not
    unavailable = 10,    ///< a database, file or service cannot be reached or is closed
    io = 11,             ///< reading or writing failed
    internal = 12,       ///< a fault of ours that was caught in time
};

/// May the same call be made again?
enum class retry : std::uint8_t {
    never,    ///< it would fail again
    safe,     ///< nothing took effect; try later
    in_doubt, ///< nobody knows whether it took effect; sending it again with its key settles it
};

/// Where in the input. All parts optional; lines and columns count from 1, columns in bytes.
struct source_position {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    friend bool operator==(const source_position&, const source_position&) = default;
};

struct error {
    errc code = errc::internal;
    std::string message;
    retry again = retry::never;
    source_position where{};
    std::string pointer{}; ///< RFC 6901 JSON pointer to the offending member, when input was JSON

    friend bool operator==(const error&, const error&) = default;
};

/// The slug by which documents, logs and problem types name a kind of failure: "unknown-zone".
[[nodiscard]] constexpr const char* to_slug(errc code) noexcept {
    switch (code) {
        case errc::invalid_input: return "invalid-input";
        case errc::not_found: return "not-found";
        case errc::unknown_zone: return "unknown-zone";
        case errc::corrupt_data: return "corrupt-data";
        case errc::limit_reached: return "limit-reached";
        case errc::unsupported: return "unsupported";
        case errc::ambiguous_time: return "ambiguous-time";
        case errc::version_mismatch: return "version-mismatch";
        case errc::unauthorized: return "unauthorized";
        case errc::forbidden: return "forbidden";
        case errc::unavailable: return "unavailable";
        case errc::io: return "io";
        case errc::internal: return "internal";
    }
    return "internal";
}

/// The commonest error: the input is wrong and the sentence says what would be right.
[[nodiscard]] inline error invalid_input(std::string message) {
    return {.code = errc::invalid_input, .message = std::move(message)};
}

/// "file:line:column: message", leaving out what is not known.
[[nodiscard]] inline std::string to_string(const error& e) {
    std::string text;
    if (!e.where.file.empty()) text += e.where.file + ":";
    if (e.where.line != 0) {
        text += std::to_string(e.where.line) + ":";
        if (e.where.column != 0) text += std::to_string(e.where.column) + ":";
    }
    if (!text.empty()) text += " ";
    text += e.message;
    if (!e.pointer.empty()) text += " (at " + e.pointer + ")";
    return text;
}

} // namespace timewright
