#include <timewright/calendar/recurrence.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

namespace {

struct part_range {
    std::string_view name;
    std::int32_t first;
    std::int32_t last;
    bool from_the_end; ///< negative values count from the end
};

std::string range_text(const part_range& part) {
    const std::string range = std::to_string(part.first) + " to " + std::to_string(part.last);
    if (!part.from_the_end) return range;
    return range + " or -" + std::to_string(part.last) + " to -1";
}

result<void, error> check_part(const std::vector<std::int32_t>& values, const part_range& part) {
    if (values.size() > recurrence_limits::by_entries_max)
        return unexpected(error{.code = errc::limit_reached,
                                .message = std::string(part.name) + " has more than " +
                                           std::to_string(recurrence_limits::by_entries_max) +
                                           " entries"});
    for (const std::int32_t value : values) {
        const bool fits = (value >= part.first && value <= part.last) ||
                          (part.from_the_end && value <= -1 && value >= -part.last);
        if (!fits)
            return unexpected(invalid_input(std::string(part.name) + "=" + std::to_string(value) +
                                            " is out of range: it is " + range_text(part)));
    }
    return {};
}

result<void, error> check_numbers(const recurrence_rule& rule) {
    if (rule.interval < 1 || rule.interval > recurrence_limits::interval_max)
        return unexpected(invalid_input("INTERVAL=" + std::to_string(rule.interval) +
                                        " is out of range: it is 1 to " +
                                        std::to_string(recurrence_limits::interval_max)));
    if (!rule.count) return {};
    if (*rule.count < 1 || *rule.count > recurrence_limits::count_max)
        return unexpected(invalid_input("COUNT=" + std::to_string(*rule.count) +
                                        " is out of range: it is 1 to " +
                                        std::to_string(recurrence_limits::count_max) +
                                        "; for a series without an end leave COUNT out"));
    if (rule.until)
        return unexpected(invalid_input("COUNT and UNTIL do not go together: keep one of them"));
    return {};
}

result<void, error> check_lists(const recurrence_rule& rule) {
    const struct {
        const std::vector<std::int32_t>& values;
        part_range range;
    } parts[] = {
        {rule.by_second, {"BYSECOND", 0, 60, false}},
        {rule.by_minute, {"BYMINUTE", 0, 59, false}},
        {rule.by_hour, {"BYHOUR", 0, 23, false}},
        {rule.by_month_day, {"BYMONTHDAY", 1, 31, true}},
        {rule.by_year_day, {"BYYEARDAY", 1, 366, true}},
        {rule.by_week_no, {"BYWEEKNO", 1, 53, true}},
        {rule.by_month, {"BYMONTH", 1, 12, false}},
        {rule.by_set_pos, {"BYSETPOS", 1, 366, true}},
    };
    for (const auto& part : parts)
        if (auto checked = check_part(part.values, part.range); !checked) return checked;
    return {};
}

result<void, error> check_days(const recurrence_rule& rule) {
    if (rule.by_day.size() > recurrence_limits::by_entries_max)
        return unexpected(error{.code = errc::limit_reached,
                                .message = "BYDAY has more than " +
                                           std::to_string(recurrence_limits::by_entries_max) +
                                           " entries"});
    bool ordinals = false;
    for (const weekday_ordinal& entry : rule.by_day) {
        if (!entry.day.ok())
            return unexpected(
                invalid_input("BYDAY has an entry that is no weekday: it is one of "
                              "MO, TU, WE, TH, FR, SA, SU"));
        if (entry.ordinal < -53 || entry.ordinal > 53)
            return unexpected(invalid_input("BYDAY has the ordinal " +
                                            std::to_string(entry.ordinal) +
                                            ": it is 1 to 53 or -53 to -1"));
        ordinals = ordinals || entry.ordinal != 0;
    }
    if (!rule.week_start.ok())
        return unexpected(invalid_input("WKST is one of MO, TU, WE, TH, FR, SA, SU"));
    if (ordinals && rule.freq != frequency::monthly && rule.freq != frequency::yearly)
        return unexpected(
            invalid_input("BYDAY with an ordinal (2MO, -1FR) goes with FREQ=MONTHLY "
                          "or FREQ=YEARLY only"));
    if (ordinals && !rule.by_week_no.empty())
        return unexpected(invalid_input("BYDAY with an ordinal does not go with BYWEEKNO"));
    return {};
}

/// RFC 5545 section 3.3.10: which BY-part goes with which FREQ.
result<void, error> check_combination(const recurrence_rule& rule) {
    if (!rule.by_week_no.empty() && rule.freq != frequency::yearly)
        return unexpected(invalid_input("BYWEEKNO goes with FREQ=YEARLY only"));
    if (!rule.by_year_day.empty() &&
        (rule.freq == frequency::daily || rule.freq == frequency::weekly ||
         rule.freq == frequency::monthly))
        return unexpected(
            invalid_input("BYYEARDAY does not go with FREQ=DAILY, WEEKLY or MONTHLY"));
    if (!rule.by_month_day.empty() && rule.freq == frequency::weekly)
        return unexpected(invalid_input("BYMONTHDAY does not go with FREQ=WEEKLY"));
    const bool other_part = !rule.by_second.empty() || !rule.by_minute.empty() ||
                            !rule.by_hour.empty() || !rule.by_day.empty() ||
                            !rule.by_month_day.empty() || !rule.by_year_day.empty() ||
                            !rule.by_week_no.empty() || !rule.by_month.empty();
    if (!rule.by_set_pos.empty() && !other_part)
        return unexpected(invalid_input("BYSETPOS needs another BY-part to choose from"));
    return {};
}

} // namespace

result<void, error> check(const recurrence_rule& rule) {
    if (auto numbers = check_numbers(rule); !numbers) return numbers;
    if (auto lists = check_lists(rule); !lists) return lists;
    if (auto days = check_days(rule); !days) return days;
    return check_combination(rule);
}

} // namespace timewright
