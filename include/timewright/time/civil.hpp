/// @file
/// Civil time as text: instants, local times, dates and durations, written one way and read
/// strictly.
///
///     instant     2026-11-23T09:00:00Z, 2026-11-23T10:00:00+01:00      (RFC 3339 section 5.6)
///     local time  2026-11-23T09:00:00                                  (RFC 8984 section 1.4.4)
///     date        2026-11-23
///     duration    PT45M, P1D, P1W, -PT15M                              (RFC 5545 section 3.3.6)
///
/// Reading accepts exactly these forms, in the years 0001 to 9999, and nothing before or after.
/// A day that the calendar does not have (February 30), hour 24, second 60 and fractions of a
/// second are refused with the reason: guessing would book another time than was meant.
///
///     auto start = parse_local("2026-03-29T02:30:00");   // a local time; whether a zone has it
///                                                        // is for zone::resolve to say
///     auto length = parse_duration("P1D");               // a calendar day: 23 to 25 hours
///     length->is_exact();                                // false
///     to_fields(*start).hour;                            // 2
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace timewright {

using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::sys_seconds;

/// A duration in RFC 5545's sense: calendar days, which are as long as the zone makes them, and
/// then exact seconds. Both parts have the same sign.
struct civil_duration {
    std::int32_t days = 0;
    std::chrono::seconds time{0};

    /// True when it is the same length everywhere: no calendar days.
    [[nodiscard]] constexpr bool is_exact() const noexcept { return days == 0; }

    friend constexpr bool operator==(const civil_duration&, const civil_duration&) = default;
};

/// The longest duration that parse_duration accepts, in days: the years that dates can have.
inline constexpr std::int32_t duration_days_max = 3'652'059;

/// What a clock and a calendar on the wall show.
struct civil_fields {
    std::int32_t year = 0;
    std::uint8_t month = 0; ///< 1..12
    std::uint8_t day = 0;   ///< 1..31
    std::uint8_t hour = 0;
    std::uint8_t minute = 0;
    std::uint8_t second = 0;

    friend constexpr bool operator==(const civil_fields&, const civil_fields&) = default;
};

/// The fields of a local time, in the Gregorian calendar of all years that std::chrono has names
/// for; what lies beyond is taken for the first or last of them.
[[nodiscard]] constexpr civil_fields to_fields(local_seconds t) noexcept;

/// "2026-11-23T09:00:00Z". Years beyond 0001..9999 get a sign and as many digits as they need,
/// which nothing here reads back; beyond year 32767 the text stays at that bound.
[[nodiscard]] std::string to_rfc3339(sys_seconds t);
/// "2026-11-23T09:00:00"; years as above.
[[nodiscard]] std::string to_iso(local_seconds t);
/// "2026-11-23"; years as above.
[[nodiscard]] std::string to_iso(local_days day);
/// "PT45M", "P1D", "P1DT2H30M", "-PT15M", "PT0S". Precondition: days and time have no opposite
/// signs.
[[nodiscard]] std::string to_iso(const civil_duration& length);
/// An offset from UTC: "+05:30", "-05:00", "+00:00"; with seconds where it has some: "+00:53:28".
[[nodiscard]] std::string to_iso_offset(std::chrono::seconds offset);

/// Reads "2026-11-23T09:00:00Z" or, with an offset from UTC, "2026-11-23T10:00:00+01:00".
/// Errors: invalid_input; also when the instant in UTC leaves the years 0001 to 9999.
[[nodiscard]] result<sys_seconds, error> parse_rfc3339(std::string_view text);
/// Reads "2026-11-23T09:00:00". Errors: invalid_input.
[[nodiscard]] result<local_seconds, error> parse_local(std::string_view text);
/// Reads "2026-11-23". Errors: invalid_input.
[[nodiscard]] result<local_days, error> parse_date(std::string_view text);
/// Reads [+-]P[nW][nD][T[nH][nM][nS]] with at least one part; a week is seven calendar days.
/// Weeks with days (RFC 8984) and hours with seconds but no minutes are accepted too.
/// Errors: invalid_input, also beyond duration_days_max.
[[nodiscard]] result<civil_duration, error> parse_duration(std::string_view text);

namespace detail {

/// Somebody's text inside our sentence: short, on one line, nothing that a terminal would obey.
[[nodiscard]] inline std::string quoted(std::string_view text, std::size_t bytes_max = 60) {
    std::string shown = "\"";
    for (const char c : text.substr(0, bytes_max)) shown += c >= ' ' && c <= '~' ? c : '?';
    shown += text.size() > bytes_max ? "...\"" : "\"";
    return shown;
}

/// Writes a number with at least `digits_min` digits.
inline void append_number(std::string& text, std::int64_t number, std::size_t digits_min) {
    const std::string digits = std::to_string(number);
    if (digits.size() < digits_min) text.append(digits_min - digits.size(), '0');
    text += digits;
}

/// The days that std::chrono has names for; all others are written as the nearest of them.
inline constexpr local_days first_written_day{std::chrono::year::min() / std::chrono::January / 1};
inline constexpr local_days last_written_day{std::chrono::year::max() / std::chrono::December / 31};

inline void append_date(std::string& text, local_days day) {
    const std::chrono::year_month_day date{std::clamp(day, first_written_day, last_written_day)};
    const int y = static_cast<int>(date.year());
    if (y < 0) text += '-';
    if (y > 9999) text += '+';
    append_number(text, y < 0 ? -y : y, 4);
    text += '-';
    append_number(text, static_cast<unsigned>(date.month()), 2);
    text += '-';
    append_number(text, static_cast<unsigned>(date.day()), 2);
}

inline void append_date_time(std::string& text, local_seconds t) {
    // Before it is cut into days, because at the ends of 64 bits that overflows.
    const local_seconds bounded =
        std::clamp(t, local_seconds{first_written_day},
                   local_seconds{last_written_day} + std::chrono::seconds{86'399});
    const local_days day = std::chrono::floor<std::chrono::days>(bounded);
    append_date(text, day);
    const std::int64_t second_of_day = (bounded - day).count();
    text += 'T';
    append_number(text, second_of_day / 3600, 2);
    text += ':';
    append_number(text, second_of_day / 60 % 60, 2);
    text += ':';
    append_number(text, second_of_day % 60, 2);
}

/// Reads one text from left to right. The first thing that is wrong is kept as a sentence, and
/// from then on every step fails, so that a reader is a plain list of steps.
class civil_reader {
  public:
    civil_reader(std::string_view text, std::string_view right) : text_(text), right_(right) {}

    [[nodiscard]] bool failed() const noexcept { return failed_; }
    [[nodiscard]] bool at_end() const noexcept { return rest_at_ == text_.size(); }
    [[nodiscard]] char peek() const noexcept { return at_end() ? '\0' : text_[rest_at_]; }
    [[nodiscard]] bool at_digit() const noexcept { return peek() >= '0' && peek() <= '9'; }

    /// Steps over the character if it comes next.
    bool take(char expected) {
        if (failed_ || at_end() || text_[rest_at_] != expected) return false;
        ++rest_at_;
        return true;
    }
    void expect(char expected) {
        if (!take(expected)) fail("");
    }
    /// Exactly so many digits.
    int digits(int count) {
        int number = 0;
        for (int i = 0; i < count && !failed_; ++i) {
            if (!at_digit()) {
                fail("");
                break;
            }
            number = number * 10 + (text_[rest_at_++] - '0');
        }
        return failed_ ? 0 : number;
    }
    /// One digit or more, at most `most`. Leading zeros are fine.
    std::int64_t number(std::int64_t most, const char* too_large) {
        if (!at_digit()) fail("");
        std::int64_t number = 0;
        while (!failed_ && at_digit()) {
            number = number * 10 + (text_[rest_at_++] - '0');
            if (number > most) fail(too_large);
        }
        return failed_ ? 0 : number;
    }
    /// Keeps the first failure. An empty reason means "not of this form".
    void fail(std::string_view reason) {
        if (!failed_) reason_ = reason;
        failed_ = true;
    }
    void expect_end() {
        if (!failed_ && !at_end()) fail("there is more text after it");
    }
    [[nodiscard]] error failure() const {
        std::string message = quoted(text_) + " is not " + std::string(right_);
        if (!reason_.empty()) message += ": " + reason_;
        return invalid_input(std::move(message));
    }

    local_days date() {
        using namespace std::chrono;
        const int y = digits(4);
        expect('-');
        const int m = digits(2);
        expect('-');
        const int d = digits(2);
        if (failed_) return local_days{};
        if (y == 0) fail("the years go from 0001 to 9999");
        if (m < 1 || m > 12) fail("the months go from 01 to 12");
        const year_month_day day{year{y}, month{static_cast<unsigned>(m)},
                                 std::chrono::day{static_cast<unsigned>(d)}};
        if (!day.ok()) fail("that month has no such day");
        return failed_ ? local_days{} : local_days{day};
    }
    std::chrono::seconds time_of_day() {
        const int h = digits(2);
        expect(':');
        const int m = digits(2);
        expect(':');
        const int s = digits(2);
        if (h > 23) fail("the hours go from 00 to 23");
        if (m > 59) fail("the minutes go from 00 to 59");
        if (s == 60) fail("leap seconds are not counted here, the seconds go from 00 to 59");
        if (s > 59) fail("the seconds go from 00 to 59");
        if (peek() == '.' || peek() == ',') fail("times are whole seconds");
        return std::chrono::seconds{h * 3600 + m * 60 + s};
    }
    local_seconds date_time() {
        const local_days day = date();
        expect('T');
        const std::chrono::seconds time = time_of_day();
        return failed_ ? local_seconds{} : local_seconds{day} + time;
    }
    /// "Z", or "+hh:mm" and "-hh:mm".
    std::chrono::seconds offset() {
        if (take('Z')) return std::chrono::seconds{0};
        const bool west = take('-');
        if (!west) expect('+');
        const int h = digits(2);
        expect(':');
        const int m = digits(2);
        if (h > 23 || m > 59) fail("the offset from UTC goes from -23:59 to +23:59");
        const std::chrono::seconds size{h * 3600 + m * 60};
        return west ? -size : size;
    }

  private:
    std::string_view text_;
    std::string_view right_;
    std::string reason_;
    std::size_t rest_at_ = 0;
    bool failed_ = false;
};

} // namespace detail

namespace detail {

/// civil_fields as words: month, day, hour and minute lie in the second. A compiler that puts
/// single bytes together needs as many instructions for that as for all the arithmetic.
struct civil_words {
    std::int32_t year;
    std::uint32_t month_to_minute;
    std::uint32_t second;
};
static_assert(sizeof(civil_words) == sizeof(civil_fields));

constexpr std::uint32_t word_of(std::uint32_t byte_0, std::uint32_t byte_1, std::uint32_t byte_2,
                                std::uint32_t byte_3) noexcept {
    const auto byte = [](std::uint32_t number) { return static_cast<std::uint8_t>(number); };
    return std::bit_cast<std::uint32_t>(
        std::array{byte(byte_0), byte(byte_1), byte(byte_2), byte(byte_3)});
}

/// The first of January, in a year that begins in March so that February's length comes last.
inline constexpr std::uint32_t january_of_march_year = 306;

/// Month and day by the method of C. Neri and L. Schneider, "Euclidean affine functions and their
/// application to calendar algorithms" (2022).
constexpr std::uint32_t to_month_and_day(std::uint32_t day_of_march_year) noexcept {
    const std::uint32_t month_scaled = 2'141 * day_of_march_year + 197'913;
    const std::uint32_t month = month_scaled >> 16; // 3 for March, up to 14 for February
    return word_of(month > 12 ? month - 12 : month, (month_scaled & 0xFFFF) / 2'141 + 1, 0, 0);
}

inline constexpr auto days_of_march_year = [] {
    std::array<std::uint32_t, 366> days{};
    for (std::uint32_t day = 0; day < days.size(); ++day) days[day] = to_month_and_day(day);
    return days;
}();

inline constexpr auto minutes_of_day = [] {
    std::array<std::uint32_t, 1'440> minutes{};
    for (std::uint32_t m = 0; m < minutes.size(); ++m) minutes[m] = word_of(0, 0, m / 60, m % 60);
    return minutes;
}();

constexpr civil_fields to_fields(std::int32_t march_year, std::uint32_t day_of_march_year,
                                 std::uint32_t second_of_day) noexcept {
    const std::uint32_t minute = second_of_day / 60;
    return std::bit_cast<civil_fields>(civil_words{
        .year = march_year + (day_of_march_year >= january_of_march_year ? 1 : 0),
        .month_to_minute = days_of_march_year[day_of_march_year] | minutes_of_day[minute],
        .second = word_of(second_of_day - minute * 60, 0, 0, 0),
    });
}

/// In all years, with the centuries that are no leap years.
constexpr civil_fields to_fields_of_any_year(local_seconds t) noexcept {
    constexpr local_seconds last = local_seconds{last_written_day} + std::chrono::seconds{86'399};
    const local_seconds bounded = std::clamp(t, local_seconds{first_written_day}, last);
    // Whole cycles of 400 years are added until no number is negative, and taken off the year.
    constexpr std::uint32_t cycles = 82;
    constexpr std::uint32_t days_added = 719'468 + 146'097 * cycles;
    const auto seconds = static_cast<std::uint64_t>(bounded.time_since_epoch().count() +
                                                    std::int64_t{days_added} * 86'400);
    const auto days = static_cast<std::uint32_t>(seconds / 86'400);
    const std::uint32_t century_scaled = 4 * days + 3;
    const std::uint32_t century = century_scaled / 146'097;
    const std::uint32_t day_of_century_scaled = century_scaled % 146'097 | 3;
    const std::uint32_t year_of_century = day_of_century_scaled / 1'461;
    return to_fields(static_cast<std::int32_t>(100 * century + year_of_century) -
                         static_cast<std::int32_t>(400 * cycles),
                     day_of_century_scaled % 1'461 / 4,
                     static_cast<std::uint32_t>(seconds - std::uint64_t{days} * 86'400));
}

} // namespace detail

/// From March 1900 to February 2100 every fourth year is a leap year, so a cycle of 1,461 days is
/// all the arithmetic that is needed; two tables of 7 KB together know the rest.
constexpr civil_fields to_fields(local_seconds t) noexcept {
    constexpr local_days first{std::chrono::year(1900) / std::chrono::March / 1};
    constexpr local_days end{std::chrono::year(2100) / std::chrono::March / 1};
    constexpr auto span = static_cast<std::uint64_t>(std::chrono::seconds{end - first}.count());
    // Unsigned, so that one comparison sees both what is before and what is after.
    const std::uint64_t seconds =
        static_cast<std::uint64_t>(t.time_since_epoch().count()) -
        static_cast<std::uint64_t>(local_seconds{first}.time_since_epoch().count());
    if (seconds >= span) [[unlikely]]
        return detail::to_fields_of_any_year(t);
    const auto days = static_cast<std::uint32_t>(seconds / 86'400);
    const std::uint32_t scaled = 4 * days + 3;
    const std::uint32_t year = scaled / 1'461;
    return detail::to_fields(1900 + static_cast<std::int32_t>(year), scaled % 1'461 / 4,
                             static_cast<std::uint32_t>(seconds - std::uint64_t{days} * 86'400));
}

inline std::string to_rfc3339(sys_seconds t) {
    std::string text;
    detail::append_date_time(text, local_seconds{t.time_since_epoch()});
    text += 'Z';
    return text;
}

inline std::string to_iso(local_seconds t) {
    std::string text;
    detail::append_date_time(text, t);
    return text;
}

inline std::string to_iso(local_days day) {
    std::string text;
    detail::append_date(text, day);
    return text;
}

inline std::string to_iso(const civil_duration& length) {
    const std::int64_t days = length.days;
    const std::int64_t time = length.time.count();
    TIMEWRIGHT_EXPECTS(!(days < 0 && time > 0) && !(days > 0 && time < 0));
    const bool negative = days < 0 || time < 0;
    // Unsigned, because the smallest number has no positive twin.
    const auto size = [](std::int64_t n) {
        return n < 0 ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
    };
    std::string text = negative ? "-P" : "P";
    if (days != 0) text += std::to_string(size(days)) + "D";
    if (time == 0) return days != 0 ? text : text + "T0S";
    const std::uint64_t left = size(time);
    text += 'T';
    if (left >= 3600) text += std::to_string(left / 3600) + "H";
    if (left / 60 % 60 != 0) text += std::to_string(left / 60 % 60) + "M";
    // RFC 5545 knows no hours followed by seconds without minutes.
    if (left >= 3600 && left / 60 % 60 == 0 && left % 60 != 0) text += "0M";
    if (left % 60 != 0) text += std::to_string(left % 60) + "S";
    return text;
}

inline std::string to_iso_offset(std::chrono::seconds offset) {
    const bool west = offset < std::chrono::seconds{0};
    const std::int64_t size = west ? -offset.count() : offset.count();
    std::string text = west ? "-" : "+";
    detail::append_number(text, size / 3600, 2);
    text += ':';
    detail::append_number(text, size / 60 % 60, 2);
    if (size % 60 != 0) {
        text += ':';
        detail::append_number(text, size % 60, 2);
    }
    return text;
}

inline result<sys_seconds, error> parse_rfc3339(std::string_view text) {
    detail::civil_reader in(text, "an instant such as 2026-11-23T09:00:00Z");
    const local_seconds local = in.date_time();
    if (!in.failed() && in.at_end()) in.fail("it lacks the offset from UTC, Z or such as +01:00");
    const std::chrono::seconds offset = in.offset();
    in.expect_end();
    if (in.failed()) return unexpected(in.failure());

    using namespace std::chrono;
    static constexpr sys_seconds first{sys_days{year{1} / January / 1}};
    static constexpr sys_seconds last{sys_days{year{10'000} / January / 1}};
    const sys_seconds t{local.time_since_epoch() - offset};
    if (t < first || t >= last) {
        in.fail("in UTC it is outside of the years 0001 to 9999");
        return unexpected(in.failure());
    }
    return t;
}

inline result<local_seconds, error> parse_local(std::string_view text) {
    detail::civil_reader in(text, "a local time such as 2026-11-23T09:00:00");
    const local_seconds t = in.date_time();
    if (!in.failed() && !in.at_end() && (in.peek() == 'Z' || in.peek() == '+' || in.peek() == '-'))
        in.fail("a local time has no offset from UTC");
    in.expect_end();
    if (in.failed()) return unexpected(in.failure());
    return t;
}

inline result<local_days, error> parse_date(std::string_view text) {
    detail::civil_reader in(text, "a date such as 2026-11-23");
    const local_days day = in.date();
    in.expect_end();
    if (in.failed()) return unexpected(in.failure());
    return day;
}

inline result<civil_duration, error> parse_duration(std::string_view text) {
    static constexpr const char* too_long = "that is longer than 9999 years";
    static constexpr std::int64_t seconds_max = std::int64_t{duration_days_max} * 86'400;
    struct unit {
        char letter;
        std::int64_t size;
    };
    static constexpr unit day_units[] = {{'W', 7}, {'D', 1}};
    static constexpr unit time_units[] = {{'H', 3600}, {'M', 60}, {'S', 1}};

    detail::civil_reader in(text, "a duration such as PT45M, P1D or P1W");
    // Reads the parts of one half in the order of their units; says whether there was one.
    const auto read_parts = [&in](const auto& units, std::int64_t most, std::int64_t& sum) {
        const unit* next = std::begin(units);
        bool some = false;
        while (!in.failed() && in.at_digit()) {
            const std::int64_t count = in.number(seconds_max, too_long);
            while (next != std::end(units) && !in.failed() && !in.take(next->letter)) ++next;
            if (in.failed() || next == std::end(units)) {
                in.fail("the parts are weeks W, days D, then T and hours H, minutes M, seconds S");
                break;
            }
            if (count > (most - sum) / next->size) {
                in.fail(too_long);
                break;
            }
            sum += count * next->size;
            some = true;
            ++next;
        }
        return some;
    };

    const bool negative = in.take('-');
    if (!negative) in.take('+');
    in.expect('P');
    std::int64_t days = 0;
    std::int64_t time = 0;
    bool some = read_parts(day_units, duration_days_max, days);
    if (in.take('T')) {
        some = read_parts(time_units, seconds_max, time);
    }
    if (!some) in.fail("");
    in.expect_end();
    if (in.failed()) return unexpected(in.failure());
    return civil_duration{static_cast<std::int32_t>(negative ? -days : days),
                          std::chrono::seconds{negative ? -time : time}};
}

} // namespace timewright
