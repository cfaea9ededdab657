#include "timewright/icalendar/zone_definition.hpp"

#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/values.hpp"

#include <timewright/calendar/recurrence.hpp>
#include <timewright/icalendar/parse.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace timewright::detail {

namespace {

using std::chrono::January;
using std::chrono::seconds;

/// Some write a definition as holding from 1601 on.
constexpr local_seconds first_onset{local_days(std::chrono::year(1) / January / 1)};
constexpr local_seconds last_onset{
    local_days(std::chrono::year(definition_years_end) / January / 1)};
/// A clock is changed a few times a year.
constexpr recurrence_budget onsets_budget{.steps_max = 20'000, .starts_max = 2'500};
constexpr std::size_t onsets_max = 5'000; ///< of one definition

error placed(error e, const content_line& at) {
    e.where.line = at.line;
    e.where.column = at.column();
    return e;
}

error missing(component_view in, const char* name) {
    error e = invalid_input("the " + std::string(in.name()) + " has no " + name);
    e.where.line = in.line();
    e.where.column = 1;
    return e;
}

struct onset {
    zone_observance change;
    seconds offset_before;
};

result<seconds, error> offset_of(component_view observance, const char* name) {
    const content_line* found = observance.find(name);
    if (found == nullptr) return unexpected(missing(observance, name));
    result<seconds, error> offset = parse_offset(found->value());
    if (!offset) return unexpected(placed(std::move(offset).error(), *found));
    return offset;
}

/// An RRULE or RDATE.
result<void, error> add_dates(const content_line& line, seconds offset_before,
                              recurrence_source& into) {
    if (same_word(line.name(), "RRULE")) {
        result<recurrence_rule, error> rule = parse_rule(line.value());
        if (!rule) return unexpected(placed(std::move(rule).error(), line));
        if (rule->until && rule->until->kind == until_kind::utc)
            rule->until = {.at = rule->until->at + offset_before, .kind = until_kind::local};
        into.rules.push_back(std::move(*rule));
    } else if (same_word(line.name(), "RDATE")) {
        for (const std::string& entry : split_text(line.value())) {
            const result<written_time, error> date = parse_time(entry);
            if (!date) return unexpected(placed(date.error(), line));
            into.extra.push_back(date->local);
        }
    }
    return {};
}

/// DTSTART, RRULEs and RDATEs of a STANDARD or DAYLIGHT, in the local time before the change.
result<recurrence_source, error> source_of(component_view observance, seconds offset_before) {
    const content_line* start = observance.find("DTSTART");
    if (start == nullptr) return unexpected(missing(observance, "DTSTART"));
    const result<written_time, error> first = parse_time(start->value());
    if (!first) return unexpected(placed(first.error(), *start));
    recurrence_source source{.start = first->local};
    result<void, error> read;
    observance.for_each_property([&](const content_line& line) {
        if (read) read = add_dates(line, offset_before, source);
    });
    if (!read) return unexpected(std::move(read).error());
    return source;
}

result<void, error> add_onsets(component_view observance, std::vector<onset>& into) {
    const result<seconds, error> before = offset_of(observance, "TZOFFSETFROM");
    if (!before) return unexpected(before.error());
    const result<seconds, error> after = offset_of(observance, "TZOFFSETTO");
    if (!after) return unexpected(after.error());
    result<recurrence_source, error> source = source_of(observance, *before);
    if (!source) return unexpected(std::move(source).error());
    const bool daylight = same_word(observance.name(), "DAYLIGHT");
    result<recurrence, error> series = recurrence::make(std::move(*source));
    if (!series) return unexpected(std::move(series).error());
    const recurrence_starts found =
        series->starts_in({.from = first_onset, .to = last_onset}, onsets_budget);
    if (found.truncated || into.size() + found.starts.size() > onsets_max)
        return unexpected(error{.code = errc::limit_reached,
                                .message = "the definition changes the clock too often: at most " +
                                           std::to_string(onsets_max) + " times are read",
                                .where = {.file = {}, .line = observance.line(), .column = 1}});
    const std::string name = observance.text_of("TZNAME");
    for (const local_seconds local : found.starts)
        into.push_back({{.at = sys_seconds(local.time_since_epoch() - *before),
                         .offset = *after,
                         .abbreviation = name,
                         .daylight = daylight},
                        *before});
    return {};
}

} // namespace

result<zone, error> zone_of(component_view definition, const std::string& name) {
    std::vector<onset> onsets;
    result<void, error> read;
    definition.for_each_component([&](component_view observance) {
        const std::string_view kind = observance.name();
        if (read && (same_word(kind, "STANDARD") || same_word(kind, "DAYLIGHT")))
            read = add_onsets(observance, onsets);
    });
    if (!read) return unexpected(std::move(read).error());
    if (onsets.empty()) return unexpected(missing(definition, "STANDARD or DAYLIGHT block"));
    std::stable_sort(onsets.begin(), onsets.end(),
                     [](const onset& a, const onset& b) { return a.change.at < b.change.at; });
    const seconds before = onsets.front().offset_before;
    std::vector<zone_observance> changes;
    for (onset& one : onsets) {
        if (!changes.empty() && changes.back().at == one.change.at) changes.pop_back();
        changes.push_back(std::move(one.change));
    }
    return zone::from_observances(name, before, std::move(changes));
}

bool agree_in_some_year(const zone& a, const zone& b) {
    const auto agree_in = [&](int year) {
        const std::chrono::sys_days first(std::chrono::year(year) / January / 1);
        for (int day = 0; day < 365; ++day) {
            const sys_seconds noon = first + std::chrono::days(day) + std::chrono::hours(12);
            if (a.offset_at(noon) != b.offset_at(noon)) return false;
        }
        return true;
    };
    for (int year = 2037; year >= 1990; --year)
        if (agree_in(year)) return true;
    return false;
}

} // namespace timewright::detail
