#include "timewright/icalendar/free_busy_reader.hpp"

#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/values.hpp"

#include <timewright/time/civil.hpp>
#include <timewright/time/interval.hpp>

#include <optional>
#include <string>

namespace timewright::detail {

namespace {

std::optional<interval> period_of(std::string_view entry) {
    const std::size_t slash = entry.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto start = parse_time(entry.substr(0, slash));
    const std::string_view end = entry.substr(slash + 1);
    if (!start || !start->is_utc) return std::nullopt;
    const sys_seconds from(start->local.time_since_epoch());
    sys_seconds to = from;
    if (end.starts_with('P') || end.starts_with('+')) {
        const auto length = parse_duration(end);
        if (!length) return std::nullopt;
        to = from + std::chrono::days(length->days) + length->time;
    } else if (const auto time = parse_time(end); time && time->is_utc) {
        to = sys_seconds(time->local.time_since_epoch());
    }
    if (to <= from) return std::nullopt;
    return interval(from, to);
}

} // namespace

/// RFC 5545 section 3.2.9.
busy_type busy_type_of(std::string_view word, busy_type otherwise) {
    if (same_word(word, "FREE")) return busy_type::free;
    if (same_word(word, "BUSY")) return busy_type::busy;
    if (same_word(word, "BUSY-TENTATIVE")) return busy_type::busy_tentative;
    if (same_word(word, "BUSY-UNAVAILABLE")) return busy_type::busy_unavailable;
    return otherwise;
}

void read_free_busy(component_view vfreebusy, std::size_t periods_max, problem_list& problems,
                    std::vector<busy_period>& into) {
    bool full = false;
    vfreebusy.for_each_property([&](const content_line& line) {
        if (full || !same_word(line.name(), "FREEBUSY")) return;
        const busy_type type = busy_type_of(line.find("FBTYPE").first(), busy_type::busy);
        for (const std::string& entry : split_text(line.value())) {
            if (into.size() >= periods_max) {
                full = true;
                problems.add(problem_severity::error, line,
                             "there are more than " + std::to_string(periods_max) +
                                 " FREEBUSY periods; the rest was left out",
                             "split the text or raise the limit busy_periods_max");
                return;
            }
            if (const std::optional<interval> span = period_of(entry))
                into.push_back({*span, type});
            else
                problems.add(problem_severity::error, line,
                             "the period " + quote(entry) +
                                 " was left out: it is not START/END or START/DURATION in UTC",
                             "write 20261123T090000Z/20261123T100000Z or 20261123T090000Z/PT1H");
        }
    });
}

} // namespace timewright::detail
