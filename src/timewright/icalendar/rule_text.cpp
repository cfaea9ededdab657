#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/values.hpp"

#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <optional>

namespace timewright {

namespace {

using detail::quote;
using detail::same_word;
using detail::upper_word;

constexpr std::array<std::string_view, 7> frequency_names{"SECONDLY", "MINUTELY", "HOURLY", "DAILY",
                                                          "WEEKLY",   "MONTHLY",  "YEARLY"};
constexpr std::array<std::string_view, 3> skip_names{"OMIT", "BACKWARD", "FORWARD"};
constexpr std::array<std::string_view, 7> weekday_names{"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

/// Longer than any rule that can be of use: every BY-part with all of its values.
constexpr std::size_t rule_bytes_max = 65'536;

std::optional<std::int64_t> whole_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return number;
}

std::optional<std::chrono::weekday> weekday_of(std::string_view text) {
    for (unsigned i = 0; i < 7; ++i)
        if (same_word(text, weekday_names[i])) return std::chrono::weekday(i);
    return std::nullopt;
}

class rule_reader {
  public:
    rule_reader(std::string_view text, std::vector<problem>& notes) : text_(text), notes_(notes) {}

    result<recurrence_rule, error> read() {
        if (text_.size() > rule_bytes_max)
            return unexpected(error{
                .code = errc::limit_reached,
                .message = "the rule is longer than " + std::to_string(rule_bytes_max) + " bytes"});
        for (std::size_t at = 0; at <= text_.size();) {
            const std::size_t end = std::min(text_.find(';', at), text_.size());
            begin_ = at;
            if (auto read = read_part(text_.substr(at, end - at)); !read)
                return unexpected(placed(std::move(read).error()));
            at = end + 1;
        }
        if (!seen_[0])
            return unexpected(
                invalid_input("the rule has no FREQ: write FREQ=DAILY, FREQ=WEEKLY, "
                              "FREQ=MONTHLY or FREQ=YEARLY first"));
        if (seen_[skip_part] && !seen_[rscale_part])
            note("SKIP is there without RSCALE", "write RSCALE=GREGORIAN as well");
        if (auto checked = check(rule_); !checked) {
            begin_ = begin_of_part(checked.error().message);
            return unexpected(placed(std::move(checked).error()));
        }
        return rule_;
    }

  private:
    static constexpr std::size_t rscale_part = 14;
    static constexpr std::size_t skip_part = 15;
    static constexpr std::array<std::string_view, 16> part_names{
        "FREQ",       "INTERVAL",  "COUNT",    "UNTIL",   "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY",
        "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST",     "RSCALE", "SKIP"};

    error placed(error e) const {
        e.where.line = 1;
        e.where.column = static_cast<std::uint32_t>(begin_ + 1);
        return e;
    }
    /// Where the part begins that a sentence of check() begins with; 0 if it names none.
    [[nodiscard]] std::size_t begin_of_part(std::string_view sentence) const {
        const std::string name(sentence.substr(0, sentence.find_first_of("= ")));
        const std::string text = ";" + upper_word(text_);
        const std::size_t at = text.find(";" + name + "=");
        return at == std::string::npos ? 0 : at;
    }
    void note(std::string what, std::string mend) {
        notes_.push_back({problem_severity::info, 1, static_cast<std::uint32_t>(begin_ + 1),
                          std::move(what), std::move(mend)});
    }

    result<void, error> read_part(std::string_view part) {
        if (part.empty()) {
            if (text_.empty()) return unexpected(invalid_input("the rule is empty"));
            note("the rule has an empty part",
                 "write one semicolon between two parts and none after");
            return {};
        }
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos)
            return unexpected(invalid_input("the part " + quote(part) + " is not NAME=VALUE"));
        const std::string_view name = part.substr(0, equals);
        const std::string_view value = part.substr(equals + 1);
        for (std::size_t i = 0; i < part_names.size(); ++i) {
            if (!same_word(name, part_names[i])) continue;
            if (seen_[i])
                return unexpected(invalid_input(std::string(part_names[i]) +
                                                " is there twice: join the values into one part"));
            seen_[i] = true;
            if (upper_word(part) != part)
                note("the part " + quote(part) + " is in lower case", "write " + upper_word(part));
            return read_value(i, value);
        }
        return unexpected(
            invalid_input("the rule has an unknown part " + quote(name) +
                          ": the parts are FREQ, INTERVAL, COUNT, UNTIL, WKST and BY..."));
    }

    result<void, error> read_value(std::size_t part, std::string_view value) {
        const std::string_view name = part_names[part];
        switch (part) {
            case 0:
                return read_frequency(value);
            case 1:
                return read_number(name, value, rule_.interval);
            case 2:
                return read_number(name, value, rule_.count.emplace());
            case 3:
                return read_until(value);
            case 4:
                return read_list(name, value, rule_.by_second);
            case 5:
                return read_list(name, value, rule_.by_minute);
            case 6:
                return read_list(name, value, rule_.by_hour);
            case 7:
                return read_days(value);
            case 8:
                return read_list(name, value, rule_.by_month_day);
            case 9:
                return read_list(name, value, rule_.by_year_day);
            case 10:
                return read_list(name, value, rule_.by_week_no);
            case 11:
                return read_list(name, value, rule_.by_month);
            case 12:
                return read_list(name, value, rule_.by_set_pos);
            case rscale_part:
                return check_calendar(value);
            case skip_part:
                return read_skip(value);
            default:
                return read_week_start(value);
        }
    }

    result<void, error> read_frequency(std::string_view value) {
        for (std::size_t i = 0; i < frequency_names.size(); ++i) {
            if (!same_word(value, frequency_names[i])) continue;
            rule_.freq = static_cast<frequency>(i);
            return {};
        }
        return unexpected(invalid_input("FREQ=" + quote(value) +
                                        " is not one of SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, "
                                        "MONTHLY, YEARLY"));
    }

    static result<void, error> read_number(std::string_view name, std::string_view value,
                                           std::int64_t& into) {
        const std::optional<std::int64_t> number = whole_number(value);
        if (!number)
            return unexpected(invalid_input(std::string(name) + "=" + quote(value) +
                                            " is not a whole number from 1 on"));
        into = *number;
        return {};
    }

    result<void, error> read_until(std::string_view value) {
        result<detail::written_time, error> time = detail::parse_time(value);
        if (!time) {
            error wrong = std::move(time).error();
            wrong.message = "UNTIL: " + wrong.message;
            return unexpected(std::move(wrong));
        }
        rule_.until = {.at = time->local,
                       .kind = time->is_date  ? until_kind::date
                               : time->is_utc ? until_kind::utc
                                              : until_kind::local};
        return {};
    }

    /// Calls take(entry) for each entry of a comma list; take returns false for a doubled one.
    template <class Take>
    result<void, error> for_each_entry(std::string_view name, std::string_view value, Take&& take) {
        std::size_t entries = 0;
        for (std::size_t at = 0; at <= value.size();) {
            const std::size_t end = std::min(value.find(',', at), value.size());
            if (++entries > recurrence_limits::by_entries_max)
                return unexpected(error{
                    .code = errc::limit_reached,
                    .message = std::string(name) + " has more than " +
                               std::to_string(recurrence_limits::by_entries_max) + " entries"});
            result<bool, error> taken = take(value.substr(at, end - at));
            if (!taken) return unexpected(std::move(taken).error());
            if (!*taken && !told_of_double_) {
                told_of_double_ = true;
                note(std::string(name) + " names " + quote(value.substr(at, end - at)) + " twice",
                     "name it once");
            }
            at = end + 1;
        }
        return {};
    }

    result<void, error> read_list(std::string_view name, std::string_view value,
                                  std::vector<std::int32_t>& into) {
        std::bitset<1024> seen;
        return for_each_entry(name, value, [&](std::string_view entry) -> result<bool, error> {
            const std::optional<std::int64_t> number = whole_number(entry);
            if (!number || *number < -999 || *number > 999)
                return unexpected(invalid_input(std::string(name) + " has the entry " +
                                                quote(entry) +
                                                ", which is no number in its range"));
            const auto key = static_cast<std::size_t>(*number < 0 ? 1000 + *number : *number);
            const bool first = *number < 0
                                   ? std::find(into.begin(), into.end(), *number) == into.end()
                                   : !seen[key];
            if (first) into.push_back(static_cast<std::int32_t>(*number));
            if (*number >= 0) seen[key] = true;
            return first;
        });
    }

    result<void, error> read_days(std::string_view value) {
        return for_each_entry("BYDAY", value, [&](std::string_view entry) -> result<bool, error> {
            const std::size_t letters = entry.size() >= 2 ? entry.size() - 2 : 0;
            const std::optional<std::chrono::weekday> day = weekday_of(entry.substr(letters));
            const std::optional<std::int64_t> ordinal =
                letters == 0 ? std::optional<std::int64_t>(0)
                             : whole_number(entry.substr(0, letters));
            if (!day || !ordinal || (letters != 0 && *ordinal == 0) || *ordinal < -53 ||
                *ordinal > 53)
                return unexpected(invalid_input("BYDAY has the entry " + quote(entry) +
                                                ", which is not like MO, 2MO or -1FR"));
            const weekday_ordinal made{*day, static_cast<std::int32_t>(*ordinal)};
            const bool first =
                std::find(rule_.by_day.begin(), rule_.by_day.end(), made) == rule_.by_day.end();
            if (first) rule_.by_day.push_back(made);
            return first;
        });
    }

    result<void, error> read_week_start(std::string_view value) {
        const std::optional<std::chrono::weekday> day = weekday_of(value);
        if (!day)
            return unexpected(invalid_input("WKST=" + quote(value) +
                                            " is not one of MO, TU, WE, TH, FR, SA, SU"));
        rule_.week_start = *day;
        return {};
    }

    /// RFC 7529: the calendar that the rule counts in.
    static result<void, error> check_calendar(std::string_view value) {
        if (same_word(value, "GREGORIAN")) return {};
        return unexpected(error{.code = errc::unsupported,
                                .message = "RSCALE=" + quote(value) +
                                           " is not supported: the calendar of a rule is "
                                           "GREGORIAN, which need not be said"});
    }

    result<void, error> read_skip(std::string_view value) {
        static constexpr std::array<invalid_day, skip_names.size()> skips{
            invalid_day::omit, invalid_day::backward, invalid_day::forward};
        for (std::size_t i = 0; i < skip_names.size(); ++i) {
            if (!same_word(value, skip_names[i])) continue;
            rule_.skip = skips[i];
            return {};
        }
        return unexpected(
            invalid_input("SKIP=" + quote(value) + " is not one of OMIT, BACKWARD, FORWARD"));
    }

    std::string_view text_;
    std::vector<problem>& notes_;
    recurrence_rule rule_{};
    std::array<bool, 16> seen_{};
    std::size_t begin_ = 0;
    bool told_of_double_ = false;
};

void append_list(std::string& text, std::string_view name,
                 const std::vector<std::int32_t>& values) {
    if (values.empty()) return;
    text += ";";
    text += name;
    for (std::size_t i = 0; i < values.size(); ++i)
        text += (i == 0 ? "=" : ",") + std::to_string(values[i]);
}

void append_days(std::string& text, const std::vector<weekday_ordinal>& days) {
    if (days.empty()) return;
    text += ";BYDAY";
    for (std::size_t i = 0; i < days.size(); ++i) {
        text += i == 0 ? "=" : ",";
        if (days[i].ordinal != 0) text += std::to_string(days[i].ordinal);
        text += weekday_names[days[i].day.c_encoding() % 7];
    }
}

} // namespace

result<recurrence_rule, error> parse_rule(std::string_view text, std::vector<problem>& notes) {
    return rule_reader(text, notes).read();
}

result<recurrence_rule, error> parse_rule(std::string_view text) {
    std::vector<problem> unwanted;
    return parse_rule(text, unwanted);
}

std::string to_string(const recurrence_rule& rule) {
    const bool skips = rule.skip != invalid_day::omit;
    std::string text = skips ? "RSCALE=GREGORIAN;FREQ=" : "FREQ=";
    text += frequency_names[static_cast<std::size_t>(rule.freq)];
    if (rule.interval != 1) text += ";INTERVAL=" + std::to_string(rule.interval);
    if (rule.count) text += ";COUNT=" + std::to_string(*rule.count);
    if (rule.until) {
        text += ";UNTIL=" + (rule.until->kind == until_kind::date
                                 ? detail::date_text(rule.until->at)
                                 : detail::date_time_text(rule.until->at));
        if (rule.until->kind == until_kind::utc) text += "Z";
    }
    append_list(text, "BYSECOND", rule.by_second);
    append_list(text, "BYMINUTE", rule.by_minute);
    append_list(text, "BYHOUR", rule.by_hour);
    append_days(text, rule.by_day);
    append_list(text, "BYMONTHDAY", rule.by_month_day);
    append_list(text, "BYYEARDAY", rule.by_year_day);
    append_list(text, "BYWEEKNO", rule.by_week_no);
    append_list(text, "BYMONTH", rule.by_month);
    append_list(text, "BYSETPOS", rule.by_set_pos);
    if (rule.week_start != std::chrono::Monday)
        text += ";WKST=" + std::string(weekday_names[rule.week_start.c_encoding() % 7]);
    if (skips) text += ";SKIP=" + std::string(skip_names[static_cast<std::size_t>(rule.skip)]);
    return text;
}

} // namespace timewright
