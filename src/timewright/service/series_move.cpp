#include "timewright/service/series_move.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace timewright::detail {

namespace {

using std::chrono::days;
using std::chrono::seconds;

/// From where to where, by the clock.
struct shift {
    event_time from;
    event_time to;
    zone floating; ///< where dates and floating times are meant

    [[nodiscard]] seconds by() const { return to.local - from.local; }
    [[nodiscard]] days by_days() const {
        return std::chrono::floor<days>(to.local) - std::chrono::floor<days>(from.local);
    }
    [[nodiscard]] bool changes_time_of_day() const { return by() != seconds(by_days()); }

    [[nodiscard]] bool is_on_the_old_clock(const event_time& t) const {
        return t.kind == from.kind &&
               (t.kind != event_time_kind::zoned || t.in_zone.name() == from.in_zone.name());
    }
    /// A time that names an occurrence, or is one.
    [[nodiscard]] event_time of(event_time t) const {
        if (t.kind == event_time_kind::date && from.kind != event_time_kind::date) {
            t.local += by_days(); // it names the whole day
            return t;
        }
        if (!is_on_the_old_clock(t))
            t.local = from.zone_or(floating).to_local(t.to_instant(floating));
        event_time moved = to;
        moved.local = t.local + by();
        return moved;
    }
    [[nodiscard]] recurrence_until of(recurrence_until until) const {
        switch (until.kind) {
            case until_kind::date:
                until.at += by_days();
                return until;
            case until_kind::local:
                until.at += by();
                return until;
            case until_kind::utc:
                break;
        }
        const sys_seconds last(until.at.time_since_epoch());
        event_time moved = to;
        moved.local = from.zone_or(floating).to_local(last) + by();
        until.at = local_seconds(moved.to_instant(floating).time_since_epoch());
        return until;
    }
};

bool names_days_beyond_weekdays(const recurrence_rule& rule) {
    if (!rule.by_month_day.empty() || !rule.by_year_day.empty() || !rule.by_week_no.empty() ||
        !rule.by_month.empty() || !rule.by_set_pos.empty())
        return true;
    const bool by_week = rule.freq == frequency::weekly || rule.freq == frequency::daily;
    for (const weekday_ordinal& day : rule.by_day)
        if (day.ordinal != 0 || !by_week) return true;
    return false;
}

bool names_times_of_day(const recurrence_rule& rule) {
    return !rule.by_hour.empty() || !rule.by_minute.empty() || !rule.by_second.empty();
}

result<void, error> move_rule(recurrence_rule& rule, const shift& move) {
    const auto another = [](const char* what) {
        error made{.code = errc::unsupported,
                   .message = std::string("the series repeats by ") + what +
                              ", which a move would leave as they are; end it and book another"};
        made.pointer = "/start";
        return unexpected(std::move(made));
    };
    if (move.changes_time_of_day() && names_times_of_day(rule)) return another("times of day");
    if (move.by_days() != days(0)) {
        if (names_days_beyond_weekdays(rule)) return another("days of the month or year");
        for (weekday_ordinal& day : rule.by_day) day.day += move.by_days();
        // Weeks that begin as much later keep the days of one week together.
        if (!rule.by_day.empty()) rule.week_start += move.by_days();
    }
    if (rule.until) rule.until = move.of(*rule.until);
    return {};
}

} // namespace

result<void, error> move_series(event& series, const event_time& to, const zone& floating) {
    const shift move{.from = series.start, .to = to, .floating = floating};
    event moved = series;
    for (auto* rules : {&moved.rules, &moved.exclusion_rules})
        for (recurrence_rule& rule : *rules)
            if (auto done = move_rule(rule, move); !done) return done;
    for (event_time& t : moved.exdates) t = move.of(t);
    for (event_date& d : moved.rdates) d.start = move.of(d.start);
    for (event& o : moved.overrides) {
        o.recurrence_id = move.of(*o.recurrence_id);
        o.start = move.of(o.start);
    }
    moved.start = to;
    series = std::move(moved);
    return {};
}

} // namespace timewright::detail
