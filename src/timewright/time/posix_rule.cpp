#include "timewright/time/posix_rule.hpp"

#include <timewright/base/contract.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace timewright::detail {

namespace {

constexpr std::int64_t day_seconds = 86'400;

/// Reads the text from left to right; after the first failure every step does nothing.
class rule_reader {
  public:
    explicit rule_reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] const std::string& why() const noexcept { return why_; }
    [[nodiscard]] bool failed() const noexcept { return !why_.empty(); }
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

    void fail(const char* why) {
        if (!failed()) why_ = why;
        rest_ = {};
    }
    bool take(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void expect(char c, const char* why) {
        if (!take(c)) fail(why);
    }
    /// Digits whose number is at most `most`.
    int number(int most, const char* why) {
        int number = 0;
        std::size_t digits = 0;
        while (digits < rest_.size() && digits < 4 && is_digit(rest_[digits]))
            number = number * 10 + (rest_[digits++] - '0');
        if (digits == 0 || number > most) {
            fail(why);
            return 0;
        }
        rest_.remove_prefix(digits);
        return number;
    }
    /// [+-]h[:mm[:ss]] in seconds.
    std::int32_t signed_time(int hours_max, const char* why) {
        const bool negative = take('-');
        if (!negative) take('+');
        std::int32_t seconds = number(hours_max, why) * 3600;
        if (take(':')) seconds += number(59, why) * 60;
        if (take(':')) seconds += number(59, why);
        return negative ? -seconds : seconds;
    }
    /// Three letters or more, or <letters, digits, + and ->.
    std::string abbreviation() {
        const bool in_brackets = take('<');
        std::size_t length = 0;
        while (length < rest_.size() &&
               (is_letter(rest_[length]) ||
                (in_brackets &&
                 (is_digit(rest_[length]) || rest_[length] == '+' || rest_[length] == '-'))))
            ++length;
        std::string name(rest_.substr(0, length));
        rest_.remove_prefix(length);
        if (length < 3) fail("has a time zone abbreviation of less than three characters");
        if (in_brackets) expect('>', "has a time zone abbreviation without its closing >");
        return name;
    }
    yearly_moment moment() {
        yearly_moment found;
        if (take('M')) {
            static constexpr const char* why =
                "has a day of change that is not Mmonth.week.weekday";
            found.by = yearly_moment::form::weekday_of_month;
            found.month = number(12, why);
            expect('.', why);
            found.week = number(5, why);
            expect('.', why);
            found.day = number(6, why);
            if (found.month == 0 || found.week == 0) fail(why);
        } else if (take('J')) {
            found.day = number(365, "has a day of change Jn with n outside of 1 to 365");
            if (found.day == 0) fail("has a day of change Jn with n outside of 1 to 365");
        } else {
            found.by = yearly_moment::form::day_of_year;
            found.day = number(365, "has a day of change n outside of 0 to 365");
        }
        if (take('/'))
            found.seconds = signed_time(167, "has an hour of change outside of -167 to 167");
        return found;
    }

  private:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }
    static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

    std::string_view rest_;
    std::string why_;
};

} // namespace

std::int64_t yearly_moment::in_year(int in) const {
    using namespace std::chrono;
    const year y{in};
    const sys_days new_year{y / January / 1};
    sys_days date = new_year;
    switch (by) {
        case form::day_without_leap:
            date = new_year + days{day - 1 + (y.is_leap() && day >= 60 ? 1 : 0)};
            break;
        case form::day_of_year:
            date = new_year + days{day};
            break;
        case form::weekday_of_month: {
            const weekday wanted{static_cast<unsigned>(day)};
            const std::chrono::month m{static_cast<unsigned>(month)};
            date = week == 5 ? sys_days{y / m / wanted[last]}
                             : sys_days{y / m / wanted[static_cast<unsigned>(week)]};
            break;
        }
    }
    return std::int64_t{date.time_since_epoch().count()} * day_seconds + seconds;
}

result<posix_rule, error> parse_posix_rule(std::string_view text) {
    rule_reader in(text);
    posix_rule rule;
    rule.standard.abbreviation = in.abbreviation();
    static constexpr const char* wrong_offset =
        "has an offset that is not hours from -24 to 24, minutes and seconds";
    // POSIX counts offsets westwards.
    rule.standard.offset = -in.signed_time(24, wrong_offset);
    if (!in.at_end()) {
        posix_daylight daylight;
        daylight.kind = {rule.standard.offset + 3600, true, in.abbreviation()};
        if (!in.take(',')) {
            daylight.kind.offset = -in.signed_time(24, wrong_offset);
            in.expect(',', "has daylight saving time but no days on which it starts and ends");
        }
        daylight.start = in.moment();
        in.expect(',', "has daylight saving time that starts but does not end");
        daylight.end = in.moment();
        if (!in.at_end()) in.fail("goes on after the day on which daylight saving time ends");
        rule.daylight = std::move(daylight);
    }
    if (in.failed()) return unexpected(error{.code = errc::corrupt_data, .message = in.why()});
    return rule;
}

std::vector<daylight_stretch> daylight_stretches(const posix_rule& rule, int first_year,
                                                 int last_year) {
    TIMEWRIGHT_EXPECTS(rule.daylight.has_value());
    const auto& [kind, start, end] = *rule.daylight;
    std::vector<daylight_stretch> stretches;
    for (int year = first_year; year <= last_year; ++year) {
        const std::int64_t begins = start.in_year(year) - rule.standard.offset;
        std::int64_t ends = end.in_year(year) - kind.offset;
        if (ends == begins) continue;
        if (ends < begins) ends = end.in_year(year + 1) - kind.offset;
        // Where it lasts all year, the end of one year's is the start of the next one's, or later.
        if (!stretches.empty() && begins <= stretches.back().end) {
            stretches.back().end = std::max(stretches.back().end, ends);
        } else if (begins < ends) {
            stretches.push_back({begins, ends});
        }
    }
    return stretches;
}

} // namespace timewright::detail
