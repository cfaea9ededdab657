#include "rule.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>

namespace timewright::json {
namespace {

namespace bj = boost::json;

constexpr std::array<std::string_view, 7> frequencies{"secondly", "minutely", "hourly", "daily",
                                                      "weekly",   "monthly",  "yearly"};
// In the order of std::chrono::weekday::c_encoding().
constexpr std::array<std::string_view, 7> days{"su", "mo", "tu", "we", "th", "fr", "sa"};

frequency frequency_from(const node& value) {
    const std::string name = value.text({.bytes_max = 32});
    for (std::size_t i = 0; i < frequencies.size(); ++i)
        if (frequencies[i] == name) return static_cast<frequency>(i);
    value.fail("this is to be yearly, monthly, weekly, daily, hourly, minutely or secondly");
    return frequency::daily;
}

std::chrono::weekday day_from(const node& value) {
    const std::string name = value.text({.bytes_max = 32});
    for (unsigned i = 0; i < days.size(); ++i)
        if (days[i] == name) return std::chrono::weekday(i);
    value.fail("this is to be mo, tu, we, th, fr, sa or su");
    return std::chrono::Monday;
}

weekday_ordinal nth_day_from(const node& value) {
    weekday_ordinal made;
    value.object([&](object_reader& in) {
        if (const auto type = in.find("@type"))
            if (type->text({.bytes_max = 32}) != "NDay") type->fail("this is to be NDay");
        made.day = day_from(in.need("day"));
        if (const auto nth = in.find("nthOfPeriod"))
            made.ordinal = static_cast<std::int32_t>(nth->number({.min = -53, .max = 53}));
    });
    return made;
}

std::vector<std::int32_t> numbers_from(object_reader& in, std::string_view name,
                                       const number_bounds& bounds) {
    std::vector<std::int32_t> made;
    if (const auto there = in.find(name))
        there->each(recurrence_limits::by_entries_max, [&](const node& element) {
            made.push_back(static_cast<std::int32_t>(element.number(bounds)));
        });
    return made;
}

/// Months are strings in RFC 8984, because other calendars have leap months ("5L").
std::vector<std::int32_t> months_from(object_reader& in) {
    std::vector<std::int32_t> made;
    if (const auto there = in.find("byMonth"))
        there->each(recurrence_limits::by_entries_max, [&](const node& element) {
            const std::string text = element.text({.bytes_max = 8});
            std::int32_t month = 0;
            const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), month);
            if (ec != std::errc() || end != text.data() + text.size() || month < 1 || month > 12)
                element.fail("this is to be a month of the Gregorian calendar as a string, \"1\" "
                             "to \"12\"");
            made.push_back(month);
        });
    return made;
}

void expect_only(object_reader& in, std::string_view name, std::string_view value) {
    if (const auto there = in.find(name))
        if (there->text({.bytes_max = 64}) != value)
            there->fail("only \"" + std::string(value) + "\" is supported here");
}

recurrence_rule members_from(object_reader& in) {
    recurrence_rule made;
    expect_only(in, "@type", "RecurrenceRule");
    made.freq = frequency_from(in.need("frequency"));
    if (const auto interval = in.find("interval"))
        made.interval = interval->number({.min = 1, .max = recurrence_limits::interval_max});
    expect_only(in, "rscale", "gregorian");
    expect_only(in, "skip", "omit");
    if (const auto first = in.find("firstDayOfWeek")) made.week_start = day_from(*first);
    if (const auto by_day = in.find("byDay"))
        by_day->each(recurrence_limits::by_entries_max,
                     [&](const node& element) { made.by_day.push_back(nth_day_from(element)); });
    made.by_month_day = numbers_from(in, "byMonthDay", {.min = -31, .max = 31});
    made.by_month = months_from(in);
    made.by_year_day = numbers_from(in, "byYearDay", {.min = -366, .max = 366});
    made.by_week_no = numbers_from(in, "byWeekNo", {.min = -53, .max = 53});
    made.by_hour = numbers_from(in, "byHour", {.min = 0, .max = 23});
    made.by_minute = numbers_from(in, "byMinute", {.min = 0, .max = 59});
    made.by_second = numbers_from(in, "bySecond", {.min = 0, .max = 59});
    made.by_set_pos = numbers_from(in, "bySetPosition", {.min = -366, .max = 366});
    if (const auto count = in.find("count"))
        made.count = count->number({.min = 1, .max = recurrence_limits::count_max});
    if (const auto until = in.find("until"))
        made.until = recurrence_until{.at = until->local(), .kind = until_kind::local};
    return made;
}

void add_numbers(bj::object& to, const char* name, const std::vector<std::int32_t>& numbers) {
    if (!numbers.empty()) to[name] = bj::array(numbers.begin(), numbers.end());
}

bj::array days_to_json(const std::vector<weekday_ordinal>& by_day) {
    bj::array made;
    for (const weekday_ordinal& entry : by_day) {
        bj::object day{{"day", days[entry.day.c_encoding()]}};
        if (entry.ordinal != 0) day["nthOfPeriod"] = entry.ordinal;
        made.push_back(std::move(day));
    }
    return made;
}

/// The day as RFC 8984 says it: UNTIL as a date means that the whole day is in.
std::string until_text(const recurrence_until& until) {
    return to_iso(until.kind == until_kind::date
                      ? until.at + std::chrono::hours(24) - std::chrono::seconds(1)
                      : until.at);
}

} // namespace

recurrence_rule rule_from(const node& value) {
    recurrence_rule made;
    value.object([&](object_reader& in) { made = members_from(in); });
    if (value.failed()) return {};
    if (const auto fits = check(made); !fits) value.fail(fits.error().message);
    return made;
}

bj::object to_json(const recurrence_rule& rule) {
    bj::object made{{"frequency", frequencies[static_cast<std::size_t>(rule.freq)]}};
    if (rule.interval != 1) made["interval"] = rule.interval;
    if (rule.week_start != std::chrono::Monday)
        made["firstDayOfWeek"] = days[rule.week_start.c_encoding()];
    if (!rule.by_day.empty()) made["byDay"] = days_to_json(rule.by_day);
    add_numbers(made, "byMonthDay", rule.by_month_day);
    if (!rule.by_month.empty()) {
        bj::array months;
        for (const std::int32_t month : rule.by_month) months.emplace_back(std::to_string(month));
        made["byMonth"] = std::move(months);
    }
    add_numbers(made, "byYearDay", rule.by_year_day);
    add_numbers(made, "byWeekNo", rule.by_week_no);
    add_numbers(made, "byHour", rule.by_hour);
    add_numbers(made, "byMinute", rule.by_minute);
    add_numbers(made, "bySecond", rule.by_second);
    add_numbers(made, "bySetPosition", rule.by_set_pos);
    if (rule.count) made["count"] = *rule.count;
    if (rule.until) made["until"] = until_text(*rule.until);
    return made;
}

read_result<recurrence_rule> read_rule(std::string_view text) {
    auto tree = parse_document(text);
    if (!tree) return unexpected(std::move(tree).error());
    first_fault fault;
    recurrence_rule made = rule_from(node(*tree, "", fault));
    if (fault) return unexpected(std::move(*fault));
    return made;
}

std::string write_rule(const recurrence_rule& rule) { return bj::serialize(to_json(rule)); }

} // namespace timewright::json
