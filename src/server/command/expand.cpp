#include "server/command/expand.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"

#include <timewright/calendar/event.hpp>
#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace timewright::command {
namespace {

using std::chrono::days;

constexpr sys_seconds first_instant = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr sys_seconds last_instant = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);

/// What was asked, read.
struct question {
    event series;
    zone home; ///< whose clock the series is on; UTC for floating times and dates without a zone
    sys_seconds from = first_instant;
    sys_seconds to = last_instant;
    std::size_t limit = static_cast<std::size_t>(occurrences_limit_max);
    bool limited = false; ///< by --limit
    skipped_time skipped = skipped_time::shift;
};

/// The occurrences that were found, and whether a budget cut them short.
struct listing {
    std::vector<occurrence> occurrences{};
    bool truncated = false;
};

result<event_time_kind, error> read_kind(const expand_options& options) {
    const int said =
        (options.zone.empty() ? 0 : 1) + (options.floating ? 1 : 0) + (options.utc ? 1 : 0);
    if (options.all_day) {
        if (options.utc || options.floating)
            return unexpected(invalid_input("--all-day: a day has no --utc and no --floating"));
        return event_time_kind::date;
    }
    if (said != 1)
        return unexpected(
            invalid_input("say one of --zone ZONE, --floating and --utc: whose clock is meant"));
    if (options.utc) return event_time_kind::utc;
    return options.floating ? event_time_kind::floating : event_time_kind::zoned;
}

/// A time of the series: a date, a local time, or (where the series has instants) one with Z.
result<event_time, error> read_time(std::string_view option, std::string_view text,
                                    const question& asked) {
    const event_time_kind kind = asked.series.start.kind;
    const bool date = kind == event_time_kind::date;
    if (date || text.size() == 10) {
        // Midnight may be written out, as programs do that know no dates.
        const bool midnight = text.size() == 19 && text.substr(10) == "T00:00:00";
        const auto day = parse_date(midnight ? text.substr(0, 10) : text);
        if (!day) return unexpected(about(option, day.error()));
        if (!date && option != "--exdate")
            return unexpected(
                about(option, invalid_input("a date alone is a whole day: add a time, "
                                            "as in 2026-03-07T09:00:00, or say "
                                            "--all-day")));
        return event_time::date(*day);
    }
    if (!text.empty() && text.back() == 'Z' && kind != event_time_kind::floating) {
        const auto instant = parse_rfc3339(text);
        if (!instant) return unexpected(about(option, instant.error()));
        return event_time::utc(*instant);
    }
    const auto local = parse_local(text);
    if (!local) return unexpected(about(option, local.error()));
    return event_time{.local = *local, .kind = kind, .in_zone = asked.home};
}

result<civil_duration, error> read_length(const expand_options& options) {
    if (options.duration.empty()) return civil_duration{.days = options.all_day ? 1 : 0};
    auto length = parse_duration(options.duration);
    if (!length) return unexpected(about("--duration", length.error()));
    if (length->days < 0 || length->time < std::chrono::seconds(0))
        return unexpected(about("--duration", invalid_input("an event does not last less than "
                                                            "nothing")));
    if (options.all_day && (length->days == 0 || length->time != std::chrono::seconds(0)))
        return unexpected(
            about("--duration", invalid_input("an all-day event lasts whole days, as in P1D")));
    return length;
}

result<std::vector<recurrence_rule>, error> read_rules(std::string_view option,
                                                       const std::vector<std::string>& texts) {
    std::vector<recurrence_rule> rules;
    for (const std::string& text : texts) {
        auto rule = parse_rule(text);
        if (!rule) {
            error wrong = std::move(rule).error();
            wrong.where = {}; // the option says where; a column of its text would read as a file's
            return unexpected(about(option, std::move(wrong)));
        }
        rules.push_back(*std::move(rule));
    }
    return rules;
}

result<void, error> read_times(const expand_options& options, question& asked) {
    for (const std::string& text : options.rdates) {
        const auto time = read_time("--rdate", text, asked);
        if (!time) return unexpected(time.error());
        asked.series.rdates.push_back({.start = *time});
    }
    for (const std::string& text : options.exdates) {
        const auto time = read_time("--exdate", text, asked);
        if (!time) return unexpected(time.error());
        asked.series.exdates.push_back(*time);
    }
    return {};
}

result<void, error> read_series(const expand_options& options, question& asked) {
    const auto kind = read_kind(options);
    if (!kind) return unexpected(kind.error());
    asked.series.start.kind = *kind;
    const auto start = read_time("--dtstart", options.dtstart, asked);
    if (!start) return unexpected(start.error());
    asked.series.start = *start;
    if (start->kind != *kind) // an instant where a zone is said
        asked.series.start =
            event_time::zoned(asked.home.to_local(start->to_instant(asked.home)), asked.home);
    const auto length = read_length(options);
    if (!length) return unexpected(length.error());
    asked.series.duration = *length;
    auto rules = read_rules("--rrule", options.rrules);
    if (!rules) return unexpected(std::move(rules).error());
    asked.series.rules = *std::move(rules);
    auto exclusions = read_rules("--exrule", options.exrules);
    if (!exclusions) return unexpected(std::move(exclusions).error());
    asked.series.exclusion_rules = *std::move(exclusions);
    return read_times(options, asked);
}

result<void, error> read_bounds(const expand_options& options, question& asked) {
    if (!options.from.empty()) {
        const auto from = read_instant("--from", options.from);
        if (!from) return unexpected(from.error());
        asked.from = *from;
    }
    if (!options.to.empty()) {
        const auto to = read_instant("--to", options.to);
        if (!to) return unexpected(to.error());
        asked.to = *to;
    }
    if (asked.to <= asked.from)
        return unexpected(invalid_input("--to: " + to_rfc3339(asked.to) + " is not after --from " +
                                        to_rfc3339(asked.from)));
    if (options.limit) {
        asked.limited = true;
        asked.limit = static_cast<std::size_t>(*options.limit);
    }
    if (options.skipped != "shift" && options.skipped != "omit")
        return unexpected(invalid_input("--skipped: it is one of shift and omit"));
    asked.skipped = options.skipped == "omit" ? skipped_time::omit : skipped_time::shift;
    const bool endless =
        std::any_of(asked.series.rules.begin(), asked.series.rules.end(),
                    [](const recurrence_rule& rule) { return !rule.count && !rule.until; });
    if (endless && options.to.empty() && options.reverse)
        return unexpected(invalid_input("--reverse: the rule never ends, so say --to"));
    if (endless && options.to.empty() && !options.limit)
        return unexpected(invalid_input("--rrule: the rule never ends, so say --to or --limit"));
    return {};
}

result<question, error> read(const expand_options& options) {
    question asked;
    if (!options.zone.empty()) {
        const auto zones = open_zones(options.zoneinfo);
        if (!zones) return unexpected(zones.error());
        const auto home = read_zone(*zones, "--zone", options.zone);
        if (!home) return unexpected(home.error());
        asked.home = *home;
    }
    if (auto ok = read_series(options, asked); !ok) return unexpected(std::move(ok).error());
    if (auto ok = read_bounds(options, asked); !ok) return unexpected(std::move(ok).error());
    return asked;
}

/// Those that start within [from, to), from whichever end was asked for.
result<listing, error> list_starts(const question& asked, bool reverse) {
    const auto most = static_cast<std::size_t>(occurrences_limit_max);
    // One more than asked tells whether there are more; those that run at `from` already are not
    // asked for.
    auto found = expand(asked.series, interval(asked.from, asked.to),
                        {.floating_zone = asked.home,
                         .occurrences_max = reverse ? std::min(most, asked.limit + 1) : most,
                         .skipped = asked.skipped,
                         .moments = true,
                         .newest_first = reverse});
    if (!found) return unexpected(std::move(found).error());
    std::erase_if(found->occurrences,
                  [&](const occurrence& o) { return o.span.start() < asked.from; });
    listing listed{std::move(found->occurrences), found->truncated};
    if (listed.occurrences.size() < asked.limit) return listed;
    // Beyond --limit nobody asked; beyond our own limit there may be more.
    listed.truncated =
        !asked.limited && (listed.truncated || listed.occurrences.size() > asked.limit);
    listed.occurrences.erase(listed.occurrences.begin() + static_cast<std::ptrdiff_t>(asked.limit),
                             listed.occurrences.end());
    return listed;
}

struct shown_times {
    std::string local;
    std::string utc{}; ///< empty where there are no instants
    std::string end;
};

shown_times show(const occurrence& o, const question& asked) {
    const sys_seconds end = o.moment ? o.span.start() : o.span.end();
    if (o.all_day) {
        const auto last = std::chrono::floor<days>(asked.home.to_local(end));
        return {.local = to_iso(std::chrono::floor<days>(o.recurrence_id)), .end = to_iso(last)};
    }
    if (asked.series.start.kind == event_time_kind::floating)
        return {.local = to_iso(o.recurrence_id), .end = to_iso(asked.home.to_local(end))};
    return {to_iso(o.recurrence_id), to_rfc3339(o.span.start()), to_rfc3339(end)};
}

void print(const occurrence& o, const question& asked, bool json, std::ostream& out) {
    const shown_times times = show(o, asked);
    if (json) {
        json_line line;
        line.add_text("local", times.local);
        if (!times.utc.empty()) line.add_text("utc", times.utc);
        out << line.add_text("end", times.end).to_string();
        return;
    }
    out << times.local;
    if (!times.utc.empty()) out << "  " << times.utc;
    out << " - " << times.end;
    if (o.shifted) out << "  (the clocks skip this time)";
    out << "\n";
}

} // namespace

int run(const expand_options& options, std::ostream& out, std::ostream& err) {
    const auto asked = read(options);
    if (!asked) return refuse(err, asked.error());
    const auto found = list_starts(*asked, options.reverse);
    if (!found) return refuse(err, found.error());
    for (const occurrence& o : found->occurrences) print(o, *asked, options.json, out);
    if (found->truncated) {
        err << "timewright: the list is not complete: its budget ended after "
            << found->occurrences.size() << " occurrences; narrow it with --from and --to\n";
        return exit_nothing;
    }
    return found->occurrences.empty() ? exit_nothing : exit_found;
}

} // namespace timewright::command
