/// @file
/// values: dates, times, durations, offsets and periods as iCalendar writes them (RFC 5545
/// section 3.3).
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/civil.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace timewright::detail {

/// "20261123", "20261123T090000" or "20261123T090000Z".
struct written_time {
    local_seconds local{};
    bool is_date = false;
    bool is_utc = false;
};

/// Errors: invalid_input; the years are 0001 to 9999, a second of 60 is read as 59.
[[nodiscard]] result<written_time, error> parse_time(std::string_view text);

/// The same without an explanation: false for what is no time.
[[nodiscard]] bool scan_time(std::string_view text, written_time& into) noexcept;

/// "+0100", "-003044". Errors: invalid_input beyond +-23:59:59 and for "-0000".
[[nodiscard]] result<std::chrono::seconds, error> parse_offset(std::string_view text);

/// The PRODID of a calendar that names none; read back it is none.
inline constexpr std::string_view own_product = "-//Timewright//Timewright//EN";

/// Appends "20261123" or "20261123T090000".
void append_date_text(std::string& into, local_seconds time);
void append_date_time_text(std::string& into, local_seconds time);

[[nodiscard]] std::string date_text(local_seconds time);      ///< "20261123"
[[nodiscard]] std::string date_time_text(local_seconds time); ///< "20261123T090000"
[[nodiscard]] std::string offset_text(std::chrono::seconds offset);

} // namespace timewright::detail
