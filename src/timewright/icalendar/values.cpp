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

std::string padded(int number, std::size_t width) {
    std::string digits = std::to_string(number);
    return digits.size() >= width ? digits : std::string(width - digits.size(), '0') + digits;
}

} // namespace

result<written_time, error> parse_time(std::string_view text) {
    const int year = digits_at(text, 0, 4);
    const int month = digits_at(text, 4, 2);
    const int day = digits_at(text, 6, 2);
    const bool is_date = text.size() == 8;
    const bool is_utc = text.size() == 16 && upper(text[15]) == 'Z';
    const bool form = is_date || is_utc || text.size() == 15;
    if (!form || year < 0 || month < 0 || day < 0)
        return wrong_time(text, "write 20261123, 20261123T090000 or 20261123T090000Z");
    if (year == 0) return wrong_time(text, "the years are 0001 to 9999");
    const std::chrono::year_month_day ymd{std::chrono::year(year),
                                          std::chrono::month(static_cast<unsigned>(month)),
                                          std::chrono::day(static_cast<unsigned>(day))};
    if (!ymd.ok()) return wrong_time(text, "there is no such day");
    written_time made{
        .local = local_seconds(std::chrono::local_days(ymd)), .is_date = is_date, .is_utc = is_utc};
    if (is_date) return made;
    const int hour = digits_at(text, 9, 2);
    const int minute = digits_at(text, 11, 2);
    const int second = digits_at(text, 13, 2);
    if (upper(text[8]) != 'T' || hour < 0 || minute < 0 || second < 0)
        return wrong_time(text, "write 20261123T090000, with a T between date and time");
    if (hour > 23 || minute > 59 || second > 60)
        return wrong_time(text, "the time of day is 000000 to 235959");
    made.local += std::chrono::hours(hour) + std::chrono::minutes(minute) +
                  std::chrono::seconds(std::min(second, 59));
    return made;
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

std::string date_text(local_seconds time) {
    const std::chrono::year_month_day ymd(std::chrono::floor<std::chrono::days>(time));
    return padded(static_cast<int>(ymd.year()), 4) +
           padded(static_cast<int>(static_cast<unsigned>(ymd.month())), 2) +
           padded(static_cast<int>(static_cast<unsigned>(ymd.day())), 2);
}

std::string date_time_text(local_seconds time) {
    const std::chrono::hh_mm_ss of_day(time - std::chrono::floor<std::chrono::days>(time));
    return date_text(time) + "T" + padded(static_cast<int>(of_day.hours().count()), 2) +
           padded(static_cast<int>(of_day.minutes().count()), 2) +
           padded(static_cast<int>(of_day.seconds().count()), 2);
}

std::string offset_text(std::chrono::seconds offset) {
    const auto count = static_cast<int>(std::chrono::abs(offset).count());
    std::string text = offset < std::chrono::seconds(0) ? "-" : "+";
    text += padded(count / 3600, 2) + padded(count / 60 % 60, 2);
    if (count % 60 != 0) text += padded(count % 60, 2);
    return text;
}

} // namespace timewright::detail
