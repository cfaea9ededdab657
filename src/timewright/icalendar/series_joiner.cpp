#include "timewright/icalendar/series_joiner.hpp"

#include "timewright/icalendar/characters.hpp"

#include <timewright/calendar/occurrence.hpp>

#include <algorithm>
#include <bit>
#include <functional>
#include <optional>
#include <set>

namespace timewright::detail {

/// Most files have no changed occurrence and no doubled UID: then there is nothing to do. One table
/// with open addressing, because twenty thousand UIDs in a map of nodes would cost more than to
/// parse them.
bool series_joiner::all_are_single() const {
    const std::size_t size = std::bit_ceil(events_.size() * 2 + 2);
    std::vector<std::uint32_t> table(size, 0); // 1 + index into events_
    for (std::size_t i = 0; i < events_.size(); ++i) {
        const event& one = events_[i];
        if (one.recurrence_id) return false;
        if (one.uid.empty()) continue;
        std::size_t at = std::hash<std::string_view>{}(one.uid) & (size - 1);
        for (; table[at] != 0; at = (at + 1) & (size - 1))
            if (events_[table[at] - 1].uid == one.uid) return false;
        table[at] = static_cast<std::uint32_t>(i + 1);
    }
    return true;
}

std::vector<event_place> series_joiner::join() {
    std::vector<event_place> places;
    places.reserve(from_.size());
    for (const component_view& from : from_) places.push_back({.from = from});
    if (all_are_single()) {
        for (std::size_t i = 0; i < places.size(); ++i) places[i].event = i;
        return places;
    }
    std::vector<event> read = std::move(events_);
    events_.clear();
    keep_series(read, places);
    keep_changes(read, places);
    for (const event& one : events_)
        if (!one.overrides.empty()) check_overrides(one);
    return places;
}

void series_joiner::keep_series(std::vector<event>& read, std::vector<event_place>& places) {
    for (std::size_t i = 0; i < read.size(); ++i) {
        if (read[i].recurrence_id) continue;
        places[i].event = events_.size();
        if (!read[i].uid.empty()) {
            const auto [at, fresh] = series_.emplace(read[i].uid, events_.size());
            if (!fresh) {
                const event& kept = events_[at->second];
                tell_of_double(read_as_[at->second], kept, i, read[i]);
                if (kept == read[i]) {
                    places[i].event = at->second;
                    continue;
                }
            }
        }
        events_.push_back(std::move(read[i]));
        read_as_.push_back(i);
    }
}

void series_joiner::keep_changes(std::vector<event>& read, std::vector<event_place>& places) {
    for (std::size_t i = 0; i < read.size(); ++i) {
        if (places[i].event != event_place::none) continue;
        const auto at = series_.find(read[i].uid);
        if (at == series_.end() || read[i].uid.empty()) {
            places[i].event = events_.size();
            events_.push_back(std::move(read[i]));
        } else {
            places[i].event = at->second;
            places[i].override =
                add_override(events_[at->second], std::move(read[i]), from_[i].line());
        }
    }
}

void series_joiner::tell_of_double(std::size_t first, const event& kept, std::size_t second,
                                   const event& again) {
    const bool same = kept == again;
    problems_.add(
        same ? problem_severity::warning : problem_severity::error, from_[second].line(), 1,
        "the UID " + quote(again.uid) + " was used at line " + std::to_string(from_[first].line()) +
            (same ? " for the same event; it is read once"
                  : " for another event; both are kept as events of their own"),
        "give every event a UID of its own; a changed occurrence needs a RECURRENCE-ID");
}

/// Of two versions of one occurrence the one with the higher SEQUENCE counts, else the later.
/// Returns which override it is.
std::size_t series_joiner::add_override(event& series, event&& changed, std::uint32_t line) {
    changed.rules.clear();
    changed.exclusion_rules.clear();
    changed.rdates.clear();
    changed.exdates.clear();
    const event_time& id = *changed.recurrence_id;
    changes& known_changes = changes_[series.uid];
    const auto [at, fresh] =
        known_changes.by_id.emplace(std::pair(id.local, id.kind), series.overrides.size());
    const std::size_t index = at->second;
    if (fresh) {
        known_changes.lines.push_back(line);
        series.overrides.push_back(std::move(changed));
        return index;
    }
    event& known = series.overrides[index];
    problems_.add(problem_severity::warning, line, 1,
                  "the occurrence was changed at line " +
                      std::to_string(known_changes.lines[index]) +
                      " already; the version with the higher SEQUENCE is used",
                  "write each changed occurrence once");
    if (changed.sequence >= known.sequence) known = std::move(changed);
    return index;
}

/// Tells of changed occurrences that the series does not have. They take place nevertheless.
void series_joiner::check_overrides(const event& series) {
    constexpr std::size_t starts_max = 20'000; // beyond, nobody is told
    event plain = series;
    plain.overrides.clear();
    plain.exdates.clear();
    plain.status = event_status::confirmed;
    plain.duration = {.days = 0, .time = std::chrono::seconds(1)};
    const zone floating = options_.floating_zone;
    std::vector<sys_seconds> wanted;
    wanted.reserve(series.overrides.size());
    for (const event& changed : series.overrides)
        wanted.push_back(changed.recurrence_id->to_instant(floating));
    const auto [least, most] = std::minmax_element(wanted.begin(), wanted.end());
    const result<expansion, error> found =
        expand(plain, interval(*least - std::chrono::days(2), *most + std::chrono::days(2)),
               {.floating_zone = floating, .steps_max = starts_max, .occurrences_max = starts_max});
    if (!found || found->truncated) return;
    std::set<sys_seconds> starts;
    std::set<local_days> dates;
    for (const occurrence& o : found->occurrences) {
        starts.insert(o.span.start());
        dates.insert(std::chrono::floor<std::chrono::days>(o.recurrence_id));
    }
    const std::vector<std::uint32_t>& lines = changes_[series.uid].lines;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const event_time& id = *series.overrides[i].recurrence_id;
        const bool by_day = id.kind == event_time_kind::date;
        const bool known = by_day ? dates.contains(std::chrono::floor<std::chrono::days>(id.local))
                                  : starts.contains(wanted[i]);
        if (!known)
            problems_.add(problem_severity::info, lines[i], 1,
                          "RECURRENCE-ID names no occurrence of the series; the event takes place "
                          "nevertheless",
                          "check the RECURRENCE-ID, or give the event a UID of its own");
    }
}

} // namespace timewright::detail
