#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/event_reader.hpp"
#include "timewright/icalendar/problem_list.hpp"
#include "timewright/icalendar/values.hpp"
#include "timewright/icalendar/zone_names.hpp"

#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace timewright {

namespace {

using detail::problem_list;
using detail::quote;
using detail::same_word;

/// An event as read, with the line of its BEGIN for what is said about it later.
struct read_event {
    event value;
    std::uint32_t line;
};

/// What was read of the changed occurrences of one series.
struct changed_occurrences {
    std::map<std::pair<local_seconds, event_time_kind>, std::size_t> by_id{}; ///< into overrides
    std::vector<std::uint32_t> lines{};                                       ///< of each override
};

/// Reads one VCALENDAR after the other into one calendar.
class calendar_reader {
  public:
    calendar_reader(const parse_options& options, parsed_calendar& into, problem_list& problems)
        : options_(options), into_(into), problems_(problems) {}

    void read(const component& vcalendar) {
        detail::zone_names zones(options_, vcalendar, problems_);
        detail::event_reader events(options_, zones, problems_);
        check_version(vcalendar);
        take_first(into_.value.name, first_text(vcalendar, {"X-WR-CALNAME", "NAME"}));
        if (std::string product = vcalendar.text_of("PRODID"); product != detail::own_product)
            take_first(into_.value.product, std::move(product));
        take_first(into_.value.method, detail::upper_word(vcalendar.text_of("METHOD")));
        read_zone_name(vcalendar, zones);
        for (const component& inner : vcalendar.components) {
            if (same_word(inner.name, "VEVENT")) {
                if (!read_one(inner, events)) return;
            } else if (same_word(inner.name, "VFREEBUSY")) {
                read_free_busy(inner);
            } else if (!same_word(inner.name, "VTIMEZONE")) {
                problems_.add(problem_severity::info, inner.line, 1,
                              "the " + inner.name +
                                  " was left out: only VEVENT, VFREEBUSY and "
                                  "VTIMEZONE are read",
                              "nothing needs to be done");
            }
        }
    }

    /// Puts overrides into their series. Call it when everything was read.
    void join_series();

  private:
    static std::string first_text(const component& from, std::initializer_list<const char*> names) {
        for (const char* name : names)
            if (std::string text = from.text_of(name); !text.empty()) return text;
        return {};
    }
    static void take_first(std::string& into, std::string value) {
        if (into.empty()) into = std::move(value);
    }

    void check_version(const component& vcalendar) {
        const property* version = vcalendar.find("VERSION");
        if (version != nullptr && version->value == "1.0")
            problems_.add(problem_severity::error, *version,
                          "the calendar is in the older format vCalendar 1.0",
                          "export it as iCalendar 2.0");
        if (!options_.strict) return;
        if (version == nullptr)
            problems_.add(problem_severity::warning, vcalendar.line, 1,
                          "the calendar has no VERSION", "write VERSION:2.0");
        if (vcalendar.find("PRODID") == nullptr)
            problems_.add(problem_severity::warning, vcalendar.line, 1,
                          "the calendar has no PRODID", "say what wrote it: PRODID:-//...");
    }

    void read_zone_name(const component& vcalendar, const detail::zone_names& zones) {
        const property* said = vcalendar.find("X-WR-TIMEZONE");
        if (said == nullptr || said->value.empty()) return;
        const std::string name = unescape_text(said->value);
        if (const std::optional<zone> in = zones.named(name))
            take_first(into_.value.zone_name, in->name());
        else
            problems_.add(
                problem_severity::warning, *said,
                "X-WR-TIMEZONE names the unknown time zone " + quote(name) + "; it is ignored",
                "name a zone of the IANA database, such as Europe/Lisbon");
    }

    bool read_one(const component& vevent, detail::event_reader& events) {
        if (events_.size() >= options_.limits.events_max) {
            problems_.add(problem_severity::error, vevent.line, 1,
                          "the text has more than " + std::to_string(options_.limits.events_max) +
                              " events; the rest was left out",
                          "split the text or raise the limit events_max");
            return false;
        }
        if (std::optional<event> made = events.read(vevent))
            events_.push_back({std::move(*made), vevent.line});
        return true;
    }

    void read_free_busy(const component& vfreebusy) {
        for (const property& p : vfreebusy.properties) {
            if (!same_word(p.name, "FREEBUSY")) continue;
            const busy_type type = busy_type_of(p.parameter_value("FBTYPE"));
            for (const std::string& entry : split_text(p.value)) {
                if (into_.value.busy.size() >= options_.limits.busy_periods_max) {
                    problems_.add(problem_severity::error, p,
                                  "there are more than " +
                                      std::to_string(options_.limits.busy_periods_max) +
                                      " FREEBUSY periods; the rest was left out",
                                  "split the text or raise the limit busy_periods_max");
                    return;
                }
                if (const std::optional<interval> span = period_of(entry))
                    into_.value.busy.push_back({*span, type});
                else
                    problems_.add(problem_severity::error, p,
                                  "the period " + quote(entry) +
                                      " was left out: it is not START/END "
                                      "or START/DURATION in UTC",
                                  "write 20261123T090000Z/20261123T100000Z or "
                                  "20261123T090000Z/PT1H");
            }
        }
    }

    /// FBTYPE; RFC 5545 section 3.2.9: an unknown word means BUSY.
    static busy_type busy_type_of(std::string_view word) {
        if (same_word(word, "FREE")) return busy_type::free;
        if (same_word(word, "BUSY-TENTATIVE")) return busy_type::busy_tentative;
        if (same_word(word, "BUSY-UNAVAILABLE")) return busy_type::busy_unavailable;
        return busy_type::busy;
    }

    static std::optional<interval> period_of(std::string_view entry) {
        const std::size_t slash = entry.find('/');
        if (slash == std::string_view::npos) return std::nullopt;
        const auto start = detail::parse_time(entry.substr(0, slash));
        const std::string_view end = entry.substr(slash + 1);
        if (!start || !start->is_utc) return std::nullopt;
        const sys_seconds from(start->local.time_since_epoch());
        sys_seconds to = from;
        if (end.starts_with('P') || end.starts_with('+')) {
            const auto length = parse_duration(end);
            if (!length) return std::nullopt;
            to = from + std::chrono::days(length->days) + length->time;
        } else if (const auto time = detail::parse_time(end); time && time->is_utc) {
            to = sys_seconds(time->local.time_since_epoch());
        }
        if (to <= from) return std::nullopt;
        return interval(from, to);
    }

    void tell_of_double(const read_event& first, const read_event& second);
    void add_override(event& series, read_event&& changed);
    void check_overrides(const event& series);

    const parse_options& options_;
    parsed_calendar& into_;
    problem_list& problems_;
    std::vector<read_event> events_{};
    std::unordered_map<std::string, changed_occurrences> changes_{}; ///< by UID
};

void calendar_reader::join_series() {
    std::vector<event>& events = into_.value.events;
    std::unordered_map<std::string, std::size_t> series; // by UID, into events
    std::unordered_map<std::string, std::size_t> first;  // by UID, into events_
    for (std::size_t i = 0; i < events_.size(); ++i) {
        read_event& read = events_[i];
        if (read.value.recurrence_id) continue;
        if (!read.value.uid.empty()) {
            const auto [at, fresh] = series.emplace(read.value.uid, events.size());
            if (!fresh) {
                tell_of_double({events[at->second], events_[first[read.value.uid]].line}, read);
                if (events[at->second] == read.value) continue;
            } else {
                first[read.value.uid] = i;
            }
        }
        events.push_back(std::move(read.value));
    }
    for (read_event& read : events_) {
        if (!read.value.recurrence_id) continue;
        const auto at = series.find(read.value.uid);
        if (at == series.end() || read.value.uid.empty())
            events.push_back(std::move(read.value));
        else
            add_override(events[at->second], std::move(read));
    }
    for (const event& one : events)
        if (!one.overrides.empty()) check_overrides(one);
}

void calendar_reader::tell_of_double(const read_event& first, const read_event& second) {
    const bool same = first.value == second.value;
    problems_.add(same ? problem_severity::warning : problem_severity::error, second.line, 1,
                  "the UID " + quote(second.value.uid) + " was used at line " +
                      std::to_string(first.line) +
                      (same ? " for the same event; it is read once"
                            : " for another event; both are kept as events of their own"),
                  "give every event a UID of its own; a changed occurrence needs a RECURRENCE-ID");
}

/// Of two versions of one occurrence the one with the higher SEQUENCE counts, else the later.
void calendar_reader::add_override(event& series, read_event&& changed) {
    changed.value.rules.clear();
    changed.value.exclusion_rules.clear();
    changed.value.rdates.clear();
    changed.value.exdates.clear();
    const event_time& id = *changed.value.recurrence_id;
    changed_occurrences& changes = changes_[series.uid];
    const auto [at, fresh] =
        changes.by_id.emplace(std::pair(id.local, id.kind), series.overrides.size());
    if (fresh) {
        changes.lines.push_back(changed.line);
        series.overrides.push_back(std::move(changed.value));
        return;
    }
    event& known = series.overrides[at->second];
    problems_.add(problem_severity::warning, changed.line, 1,
                  "the occurrence was changed at line " +
                      std::to_string(changes.lines[at->second]) +
                      " already; the version with the higher SEQUENCE is used",
                  "write each changed occurrence once");
    if (changed.value.sequence >= known.sequence) known = std::move(changed.value);
}

/// Tells of changed occurrences that the series does not have. They take place nevertheless.
void calendar_reader::check_overrides(const event& series) {
    constexpr std::size_t starts_max = 20'000; // beyond, nobody is told
    event plain = series;
    plain.overrides.clear();
    plain.exdates.clear();
    plain.status = event_status::confirmed;
    plain.duration = {.days = 0, .time = std::chrono::seconds(1)};
    const zone floating = options_.floating_zone;
    std::vector<sys_seconds> wanted;
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

} // namespace

parsed_calendar parse_calendar(std::string_view text, const parse_options& options) {
    parsed_calendar made{.file = options.file};
    parsed_components tree =
        parse_components(text, {.limits = options.limits.text, .strict = options.strict});
    made.problems = std::move(tree.problems);
    problem_list problems(made.problems, options.limits.text.problems_max);
    calendar_reader reader(options, made, problems);
    for (const component& outermost : tree.components) {
        if (same_word(outermost.name, "VCALENDAR"))
            reader.read(outermost);
        else
            problems.add(problem_severity::error, outermost.line, 1,
                         "the " + outermost.name + " is not within a VCALENDAR and was left out",
                         "put it between BEGIN:VCALENDAR and END:VCALENDAR");
    }
    if (tree.components.empty() && made.problems.empty())
        problems.add(problem_severity::error, 1, 1, "the text has no VCALENDAR",
                     "an iCalendar text begins with BEGIN:VCALENDAR");
    reader.join_series();
    std::stable_sort(made.problems.begin(), made.problems.end(),
                     [](const problem& a, const problem& b) {
                         return std::pair(a.line, a.column) < std::pair(b.line, b.column);
                     });
    return made;
}

} // namespace timewright
