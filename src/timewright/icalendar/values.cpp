#include "timewright/icalendar/values.hpp"

#include "timewright/icalendar/characters.hpp"

#include <algorithm>

namespace timewright::detail {

namespace {

/// The number of the digits [at, at + count), or -1.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return -1;
    int number = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (!is_digit(text[i])) return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

unexpected<error> wrong_time(std::string_view text, const std::string& why) {
    return unexpected(invalid_input(quote(text) + " is no date or time: " + why));
}

/// Of a number below 100. Returns what comes after.
char* put_two_digits(char* at, unsigned number) {
    *at++ = static_cast<char>('0' + number / 10 % 10);
    *at++ = static_cast<char>('0' + number % 10);
    return at;
}

char* put_date(char* at, local_seconds time) {
    const std::chrono::year_month_day ymd(std::chrono::floor<std::chrono::days>(time));
    const auto year = static_cast<unsigned>(static_cast<int>(ymd.year()));
    at = put_two_digits(at, year / 100);
    at = put_two_digits(at, year % 100);
    at = put_two_digits(at, static_cast<unsigned>(ymd.month()));
    return put_two_digits(at, static_cast<unsigned>(ymd.day()));
}

char* put_of_day(char* at, unsigned seconds) {
    at = put_two_digits(at, seconds / 3600);
    at = put_two_digits(at, seconds / 60 % 60);
    return put_two_digits(at, seconds % 60);
}

} // namespace

bool scan_time(std::string_view text, written_time& into) noexcept {
    into.is_date = text.size() == 8;
    into.is_utc = text.size() == 16 && upper(text[15]) == 'Z';
    if (!into.is_date && !into.is_utc && text.size() != 15) return false;
    const int year = digits_at(text, 0, 4);
    const int month = digits_at(text, 4, 2);
    const int day = digits_at(text, 6, 2);
    if (year <= 0 || month < 0 || day < 0) return false;
    const std::chrono::year_month_day ymd{std::chrono::year(year),
                                          std::chrono::month(static_cast<unsigned>(month)),
                                          std::chrono::day(static_cast<unsigned>(day))};
    if (!ymd.ok()) return false;
    into.local = local_seconds(std::chrono::local_days(ymd));
    if (into.is_date) return true;
    const int hour = digits_at(text, 9, 2);
    const int minute = digits_at(text, 11, 2);
    const int second = digits_at(text, 13, 2);
    if (upper(text[8]) != 'T' || hour < 0 || minute < 0 || second < 0) return false;
    if (hour > 23 || minute > 59 || second > 60) return false;
    into.local += std::chrono::seconds(hour * 3600 + minute * 60 + std::min(second, 59));
    return true;
}

result<written_time, error> parse_time(std::string_view text) {
    written_time made;
    if (scan_time(text, made)) return made;
    const int year = digits_at(text, 0, 4);
    const int month = digits_at(text, 4, 2);
    const int day = digits_at(text, 6, 2);
    const bool form = made.is_date || made.is_utc || text.size() == 15;
    if (!form || year < 0 || month < 0 || day < 0)
        return wrong_time(text, "write 20261123, 20261123T090000 or 20261123T090000Z");
    if (year == 0) return wrong_time(text, "the years are 0001 to 9999");
    const std::chrono::year_month_day ymd{std::chrono::year(year),
                                          std::chrono::month(static_cast<unsigned>(month)),
                                          std::chrono::day(static_cast<unsigned>(day))};
    if (!ymd.ok()) return wrong_time(text, "there is no such day");
    if (upper(text[8]) != 'T' || digits_at(text, 9, 2) < 0 || digits_at(text, 11, 2) < 0 ||
        digits_at(text, 13, 2) < 0)
        return wrong_time(text, "write 20261123T090000, with a T between date and time");
    return wrong_time(text, "the time of day is 000000 to 235959");
}

result<std::chrono::seconds, error> parse_offset(std::string_view text) {
    const bool sign = text.starts_with('+') || text.starts_with('-');
    const int hour = digits_at(text, 1, 2);
    const int minute = digits_at(text, 3, 2);
    const int second = text.size() == 7 ? digits_at(text, 5, 2) : 0;
    const bool form = sign && (text.size() == 5 || text.size() == 7);
    if (!form || hour < 0 || minute < 0 || second < 0 || hour > 23 || minute > 59 || second > 59)
        return unexpected(invalid_input(
            quote(text) + " is no offset from UTC: write +0100 or -0500, up to 2359"));
    const std::chrono::seconds offset =
        std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
    return text.front() == '-' ? -offset : offset;
}

void append_date_text(std::string& into, local_seconds time) {
    char text[8];
    into.append(text, put_date(text, time));
}

void append_date_time_text(std::string& into, local_seconds time) {
    char text[15];
    char* at = put_date(text, time);
    *at++ = 'T';
    const auto of_day = time - std::chrono::floor<std::chrono::days>(time);
    into.append(text, put_of_day(at, static_cast<unsigned>(of_day.count())));
}

std::string date_text(local_seconds time) {
    std::string text;
    append_date_text(text, time);
    return text;
}

std::string date_time_text(local_seconds time) {
    std::string text;
    append_date_time_text(text, time);
    return text;
}

std::string offset_text(std::chrono::seconds offset) {
    const auto count = static_cast<unsigned>(std::chrono::abs(offset).count());
    char digits[6];
    const char* const end = put_of_day(digits, count);
    std::string text = offset < std::chrono::seconds(0) ? "-" : "+";
    text.append(static_cast<const char*>(digits), count % 60 != 0 ? end : end - 2);
    return text;
}

} // namespace timewright::detail
