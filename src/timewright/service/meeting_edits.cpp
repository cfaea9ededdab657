#include "timewright/service/meeting_edits.hpp"

#include "timewright/service/series_move.hpp"

#include <timewright/calendar/recurrence.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace timewright::detail {

namespace {

/// An UNTIL that keeps every occurrence before the given one.
recurrence_until just_before(const event& details, local_seconds recurrence_id,
                             const zone& floating) {
    using std::chrono::seconds;
    switch (details.start.kind) {
        case event_time_kind::date:
            return {recurrence_id - std::chrono::days(1), until_kind::date};
        case event_time_kind::floating:
            return {recurrence_id - seconds(1), until_kind::local};
        default:
            break;
    }
    event_time at = details.start;
    at.local = recurrence_id;
    const sys_seconds last = at.to_instant(floating) - seconds(1);
    return {local_seconds(last.time_since_epoch()), until_kind::utc};
}

event_time at_local(const event& details, local_seconds local) {
    event_time made = details.start;
    made.local = local;
    return made;
}

/// How many occurrences a rule has counted before one of them, exceptions included.
std::int64_t starts_before(const event& series, const recurrence_rule& rule, local_seconds at) {
    recurrence_rule counted_rule = rule;
    if (series.is_all_day()) { // days have no times of day to repeat at
        counted_rule.by_hour.clear();
        counted_rule.by_minute.clear();
        counted_rule.by_second.clear();
    }
    const auto alone =
        recurrence::make({.start = series.start.local, .rules = {std::move(counted_rule)}});
    if (!alone) return 0;
    const auto counted = alone->starts_in({.from = series.start.local, .to = at});
    return static_cast<std::int64_t>(counted.starts.size());
}

} // namespace

void exclude(meeting_document& document, local_seconds recurrence_id, edit_range range,
             const zone& floating) {
    event& details = document.details;
    const bool later_too = range == edit_range::this_and_future;
    const auto is_out = [&](local_seconds at) {
        return later_too ? at >= recurrence_id : at == recurrence_id;
    };
    std::erase_if(details.overrides,
                  [&](const event& o) { return is_out(o.recurrence_id->local); });
    if (!later_too) {
        details.exdates.push_back(at_local(details, recurrence_id));
        return;
    }
    std::erase_if(details.rdates, [&](const event_date& d) { return is_out(d.start.local); });
    for (recurrence_rule& rule : details.rules) {
        rule.count.reset();
        rule.until = just_before(details, recurrence_id, floating);
    }
}

event& override_for(event& series, const meeting_occurrence& occurrence) {
    for (event& o : series.overrides)
        if (o.recurrence_id->local == occurrence.recurrence_id) return o;
    event made = series;
    made.rules.clear();
    made.exclusion_rules.clear();
    made.rdates.clear();
    made.exdates.clear();
    made.overrides.clear();
    made.recurrence_id = at_local(series, occurrence.recurrence_id);
    made.start = *made.recurrence_id;
    return series.overrides.emplace_back(std::move(made));
}

void rename(event& series, const std::string& uid) {
    series.uid = uid;
    for (event& o : series.overrides) o.uid = uid;
}

void keep_following(event& series, local_seconds recurrence_id) {
    for (recurrence_rule& rule : series.rules)
        if (rule.count)
            rule.count =
                std::max<std::int64_t>(1, *rule.count - starts_before(series, rule, recurrence_id));
    const auto is_out = [&](local_seconds at) { return at < recurrence_id; };
    std::erase_if(series.overrides, [&](const event& o) { return is_out(o.recurrence_id->local); });
    std::erase_if(series.exdates, [&](const event_time& t) { return is_out(t.local); });
    std::erase_if(series.rdates, [&](const event_date& d) { return is_out(d.start.local); });
    series.start = at_local(series, recurrence_id);
}

void claim_edit(event& series, local_seconds recurrence_id, const meeting_edit& edit) {
    const auto is_the_one = [&](const event& o) { return o.recurrence_id->local == recurrence_id; };
    for (event& o : series.overrides) {
        if (!is_the_one(o)) continue;
        apply_words(o, edit);
        if (edit.start) o.start = *o.recurrence_id; // where the series will have it
    }
}

result<void, error> apply_edit(event& series, const meeting_edit& edit, const zone& floating) {
    // What an occurrence says otherwise than the series is left to it.
    for (event& o : series.overrides) {
        meeting_edit shared = edit;
        if (o.summary != series.summary) shared.title.reset();
        if (o.description != series.description) shared.description.reset();
        if (o.duration != series.duration) shared.duration.reset();
        apply_words(o, shared);
    }
    apply_words(series, edit);
    if (!edit.start) return {};
    return move_series(series, *edit.start, floating);
}

void apply_words(event& to, const meeting_edit& edit) {
    if (edit.title) to.summary = *edit.title;
    if (edit.description) to.description = *edit.description;
    if (edit.duration) to.duration = *edit.duration;
}

} // namespace timewright::detail
