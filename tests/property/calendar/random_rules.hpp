// Rules of every kind for RapidCheck, valid by construction: parts that do not go together are not
// drawn.
#pragma once

#include <timewright/calendar/recurrence.hpp>

#include <rapidcheck.h>

#include <chrono>
#include <cstdint>
#include <vector>

namespace timewright::test {

/// first <= value < end, all equally likely: RapidCheck keeps early draws near the first.
inline int draw_between(int first, int end) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(first, end));
}

inline std::vector<std::int32_t> draw_list(std::int32_t first, std::int32_t last,
                                           bool from_the_end) {
    std::vector<std::int32_t> list;
    if (draw_between(0, 10) >= 2) return list;
    for (int n = *rc::gen::inRange(1, 4); n > 0; --n) {
        const std::int32_t value = draw_between(first, last + 1);
        list.push_back(from_the_end && *rc::gen::arbitrary<bool>() ? -value : value);
    }
    return list;
}

inline local_seconds draw_local() {
    // 1995 to 2035, at whole minutes.
    return local_seconds(std::chrono::seconds(788'918'400)) +
           std::chrono::minutes(draw_between(0, 40 * 366 * 1440));
}

inline std::vector<weekday_ordinal> draw_days(bool ordinals) {
    std::vector<weekday_ordinal> days;
    if (draw_between(0, 10) >= 4) return days;
    for (int n = *rc::gen::inRange(1, 4); n > 0; --n)
        days.push_back(
            {std::chrono::weekday(*rc::gen::inRange(0U, 7U)), ordinals ? draw_between(-5, 6) : 0});
    return days;
}

/// A rule of `shortest` or a longer frequency, for a series that starts at `start`.
inline recurrence_rule draw_rule(local_seconds start, frequency shortest) {
    recurrence_rule rule;
    rule.freq = static_cast<frequency>(
        draw_between(static_cast<int>(shortest), static_cast<int>(frequency::yearly) + 1));
    const bool yearly = rule.freq == frequency::yearly;
    rule.interval = *rc::gen::inRange(1, 5);
    rule.by_month = draw_list(1, 12, false);
    if (rule.freq != frequency::weekly) rule.by_month_day = draw_list(1, 31, true);
    if (yearly || rule.freq < frequency::daily) rule.by_year_day = draw_list(1, 366, true);
    if (yearly) rule.by_week_no = draw_list(1, 53, true);
    rule.by_day = draw_days((yearly && rule.by_week_no.empty()) || rule.freq == frequency::monthly);
    rule.by_hour = draw_list(0, 23, false);
    rule.by_minute = draw_list(0, 59, false);
    if (rule.freq >= frequency::daily) rule.by_second = draw_list(0, 59, false);
    rule.week_start = std::chrono::weekday(*rc::gen::inRange(0U, 7U));
    if (!rule.by_day.empty() || !rule.by_month.empty() || !rule.by_hour.empty())
        rule.by_set_pos = draw_list(1, 5, true);
    const int end = draw_between(0, 3);
    if (end == 1) rule.count = draw_between(1, 200);
    if (end == 2)
        rule.until = {.at = start + std::chrono::hours(draw_between(0, 24 * 1000)),
                      .kind = until_kind::local};
    RC_ASSERT(check(rule).has_value());
    return rule;
}

} // namespace timewright::test
