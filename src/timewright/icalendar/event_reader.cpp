#include "timewright/icalendar/event_reader.hpp"

#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/line_writer.hpp"
#include "timewright/icalendar/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace timewright::detail {

namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr seconds day_length = std::chrono::hours(24);

/// VALARM;REPEAT beyond this is no reminder.
constexpr std::int64_t alarm_repeats_max = 1'000;

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// The index of the word in a table, or its size.
template <std::size_t size>
std::size_t index_of(const std::array<std::string_view, size>& words, std::string_view word) {
    std::size_t i = 0;
    while (i < size && !same_word(words[i], word)) ++i;
    return i;
}

/// U+202A..U+202E and U+2066..U+2069 turn the direction of text and can disguise it.
bool turns_text(std::string_view text) {
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        if (text[i] != '\xE2') continue;
        const auto second = static_cast<unsigned char>(text[i + 1]);
        const auto third = static_cast<unsigned char>(text[i + 2]);
        if ((second == 0x80 && third >= 0xAA && third <= 0xAE) ||
            (second == 0x81 && third >= 0xA6 && third <= 0xA9))
            return true;
    }
    return false;
}

std::string_view without_mailto(std::string_view value) {
    return starts_with_word(value, "mailto:") ? value.substr(7) : std::string_view();
}

} // namespace

std::string line_of(const property& written) {
    std::string line = written.name;
    for (const parameter& p : written.parameters) {
        line += ";" + p.name + "=";
        for (std::size_t i = 0; i < p.values.size(); ++i)
            line += (i == 0 ? "" : ",") + parameter_text(p.values[i]);
    }
    return line + ":" + written.value;
}

void event_reader::error_at(const property& at, std::string what, std::string mend) {
    problems_.add(problem_severity::error, at, std::move(what), std::move(mend));
}
void event_reader::warn_at(const property& at, std::string what, std::string mend) {
    problems_.add(problem_severity::warning, at, std::move(what), std::move(mend));
}
void event_reader::note_habit(const property& at, std::string what, std::string mend) {
    if (options_.strict) warn_at(at, std::move(what), std::move(mend));
}

std::optional<event> event_reader::read(const component& vevent) {
    event made;
    if (!read_times(vevent, made)) return std::nullopt;
    for (const property& p : vevent.properties) {
        if (same_word(p.name, "RRULE"))
            read_rule(p, made, false);
        else if (same_word(p.name, "EXRULE"))
            read_rule(p, made, true);
        else if (same_word(p.name, "RDATE"))
            read_rdates(p, made);
        else if (same_word(p.name, "EXDATE"))
            read_exdates(p, made);
        else if (read_words(p, made) == taken::not_known &&
                 read_people(p, made) == taken::not_known)
            keep(p, made);
    }
    for (const component& inner : vevent.components) keep_component(inner, made);
    if (made.uid.empty())
        problems_.add(problem_severity::warning, vevent.line, 1, "the event has no UID",
                      "give every event a UID of its own");
    return made;
}

// ---- times -------------------------------------------------------------------------------------

std::optional<event_time> event_reader::read_time(const property& at, std::string_view value) {
    const result<written_time, error> written = parse_time(value);
    if (!written) {
        error_at(at, at.name + ": " + written.error().message, "write a time that exists");
        return std::nullopt;
    }
    const std::string_view kind = at.parameter_value("VALUE");
    const parameter* tzid = at.find("TZID");
    if (written->is_date) {
        if (!same_word(kind, "DATE"))
            note_habit(at, at.name + " is a date but lacks VALUE=DATE",
                       "write " + at.name + ";VALUE=DATE:");
        return event_time::date(std::chrono::floor<days>(written->local));
    }
    if (same_word(kind, "DATE")) {
        error_at(at, at.name + " says VALUE=DATE but has the time " + quote(value),
                 "write a date such as 20261123, or leave VALUE=DATE out");
        return std::nullopt;
    }
    if (written->is_utc) {
        if (tzid != nullptr)
            note_habit(at, at.name + " has both a TZID and a Z", "leave one of them out");
        return event_time::utc(sys_seconds(written->local.time_since_epoch()));
    }
    if (tzid == nullptr || tzid->values.empty() || tzid->values.front().empty())
        return event_time::floating(written->local);
    const std::string& name = tzid->values.front();
    if (const zone* in = zones_.find(name); in != nullptr)
        return event_time::zoned(written->local, *in);
    problems_.add(problem_severity::error, at.line, tzid->column,
                  "the time zone " + quote(name) + " is unknown: " + zones_.why_unknown(name),
                  "name a zone of the IANA database, such as Europe/Lisbon, or add its VTIMEZONE");
    return std::nullopt;
}

std::optional<event_time> event_reader::read_only_time(const property& at) {
    return read_time(at, at.value);
}

bool event_reader::read_times(const component& vevent, event& into) {
    const property* start = vevent.find("DTSTART");
    if (start == nullptr) {
        problems_.add(problem_severity::error, vevent.line, 1,
                      "the event has no DTSTART and was left out", "say when it starts");
        return false;
    }
    const std::optional<event_time> begin = read_only_time(*start);
    if (!begin) return false;
    into.start = *begin;
    if (into.is_all_day()) into.duration.days = 1;
    const property* end = vevent.find("DTEND");
    const property* duration = vevent.find("DURATION");
    if (end != nullptr && duration != nullptr)
        warn_at(*duration, "the event has both DTEND and DURATION; DTEND is used",
                "leave one of them out");
    if (end != nullptr && !read_end(*end, into)) return false;
    if (end == nullptr && duration != nullptr && !read_duration(*duration, into)) return false;
    const property* id = vevent.find("RECURRENCE-ID");
    return id == nullptr || read_recurrence_id(*id, into);
}

bool event_reader::read_end(const property& at, event& into) {
    const std::optional<event_time> end = read_only_time(at);
    if (!end) return false;
    if ((end->kind == event_time_kind::date) != into.is_all_day()) {
        error_at(at, "DTSTART and DTEND are not both dates or both times; the event was left out",
                 "write both as dates or both as times");
        return false;
    }
    if ((end->kind == event_time_kind::floating) !=
        (into.start.kind == event_time_kind::floating)) {
        error_at(at, "only one of DTSTART and DTEND has a time zone; the event was left out",
                 "give both a TZID, or none");
        return false;
    }
    const bool clock = into.start.needs_zone();
    const seconds length = clock
                               ? end->local - into.start.local
                               : end->to_instant(zone::utc()) - into.start.to_instant(zone::utc());
    if (length < seconds(0)) {
        error_at(at, "DTEND is before DTSTART; the event was left out",
                 "let it end after it starts");
        return false;
    }
    if (into.is_all_day()) {
        if (length == seconds(0))
            warn_at(at, "DTEND equals DTSTART; it is the day after the last, so one day is read",
                    "write DTEND as the day after");
        else
            into.duration.days =
                static_cast<std::int32_t>(std::chrono::duration_cast<days>(length).count());
        return true;
    }
    if (length == seconds(0))
        problems_.add(options_.strict ? problem_severity::warning : problem_severity::info, at,
                      "the event has no length: it takes no time", "let it end after it starts");
    into.duration.time = length;
    return true;
}

bool event_reader::read_duration(const property& at, event& into) {
    const result<civil_duration, error> length = parse_duration(at.value);
    if (!length) {
        error_at(at, "DURATION: " + length.error().message + "; the event was left out",
                 "write a duration such as PT45M");
        return false;
    }
    if (length->days < 0 || length->time < seconds(0)) {
        error_at(at, "the DURATION is negative; the event was left out",
                 "let the event end after it starts");
        return false;
    }
    into.duration = *length;
    if (!into.is_all_day()) return true;
    if (length->time % day_length != seconds(0)) {
        error_at(at, "an all-day event lasts whole days; the event was left out",
                 "write the DURATION in days, or DTSTART with a time");
        return false;
    }
    into.duration.days += static_cast<std::int32_t>(length->time / day_length);
    into.duration.time = seconds(0);
    if (into.duration.days == 0) {
        warn_at(at, "an all-day event lasts at least a day; one day is read", "write P1D");
        into.duration.days = 1;
    }
    return true;
}

bool event_reader::read_recurrence_id(const property& at, event& into) {
    if (const std::string_view range = at.parameter_value("RANGE"); !range.empty()) {
        error_at(at,
                 "RECURRENCE-ID with RANGE=" + std::string(on_one_line(range)) +
                     " is not supported; this change of the series was left out",
                 "end the series with UNTIL and start another with the change");
        return false;
    }
    into.recurrence_id = read_only_time(at);
    return into.recurrence_id.has_value();
}

// ---- recurrence --------------------------------------------------------------------------------

void event_reader::read_rule(const property& at, event& into, bool exclusion) {
    std::vector<problem> notes;
    result<recurrence_rule, error> rule = parse_rule(at.value, notes);
    for (problem& note : notes)
        problems_.add(options_.strict ? problem_severity::warning : note.severity, at.line,
                      at.column + note.column - 1, std::move(note.what), std::move(note.mend));
    const std::string consequence =
        exclusion ? "; the exception was left out" : "; only the occurrence at DTSTART is read";
    if (!rule) {
        const std::uint32_t into_value =
            rule.error().where.column == 0 ? 0 : rule.error().where.column - 1;
        problems_.add(problem_severity::error, at.line, at.column + into_value,
                      at.name + ": " + rule.error().message + consequence,
                      "mend the rule (RFC 5545 section 3.3.10)");
        return;
    }
    if (into.is_all_day() && rule->freq < frequency::daily) {
        error_at(at, at.name + ": a series of dates has no hours, minutes or seconds" + consequence,
                 "use FREQ=DAILY or longer, or give DTSTART a time");
        return;
    }
    if (into.rules.size() + into.exclusion_rules.size() >= recurrence_limits::rules_max) {
        error_at(at,
                 "the event has more than " + std::to_string(recurrence_limits::rules_max) +
                     " rules; this one was left out",
                 "write one RRULE");
        return;
    }
    if (rule->until) {
        const bool utc =
            into.start.kind == event_time_kind::utc || into.start.kind == event_time_kind::zoned;
        const until_kind right = into.is_all_day() ? until_kind::date
                                 : utc             ? until_kind::utc
                                                   : until_kind::local;
        if (rule->until->kind != right)
            note_habit(
                at, "UNTIL is not written in the form that goes with DTSTART",
                "write UNTIL as a date with a date, in UTC with a zone, else as a local time");
        if (rule->until->at + days(1) < into.start.local)
            warn_at(at, "UNTIL is before DTSTART: only the occurrence at DTSTART takes place",
                    "let the series end after it starts");
    }
    (exclusion ? into.exclusion_rules : into.rules).push_back(std::move(*rule));
}

bool event_reader::date_fits(const property& at, const event& into) {
    if (into.rdates.size() + into.exdates.size() < options_.limits.dates_per_event_max) return true;
    error_at(at,
             "the event has more than " + std::to_string(options_.limits.dates_per_event_max) +
                 " RDATE and EXDATE entries; the rest was left out",
             "write a rule, or raise the limit dates_per_event_max");
    return false;
}

std::optional<event_date> event_reader::read_rdate(const property& at, const std::string& entry,
                                                   bool period) {
    if (!period) {
        std::optional<event_time> start = read_time(at, entry);
        if (!start) return std::nullopt;
        return event_date{.start = std::move(*start)};
    }
    const std::size_t slash = std::min(entry.find('/'), entry.size());
    const std::optional<event_time> start = read_time(at, entry.substr(0, slash));
    if (!start) return std::nullopt;
    const std::string length = slash < entry.size() ? entry.substr(slash + 1) : std::string();
    civil_duration duration;
    if (length.starts_with('P') || length.starts_with('+')) {
        if (auto parsed = parse_duration(length)) duration = *parsed;
    } else if (!length.empty()) {
        const std::optional<event_time> end = read_time(at, length);
        if (!end) return std::nullopt;
        duration.time = end->to_instant(zone::utc()) - start->to_instant(zone::utc());
    }
    if (duration.days < 0 || duration.time < seconds(0) || duration == civil_duration{}) {
        error_at(at, "the period " + quote(entry) + " has no end after its start; it was left out",
                 "write START/END or START/DURATION");
        return std::nullopt;
    }
    return event_date{.start = *start, .duration = duration};
}

void event_reader::read_rdates(const property& at, event& into) {
    const bool period = same_word(at.parameter_value("VALUE"), "PERIOD");
    for (const std::string& entry : split_text(at.value)) {
        if (!date_fits(at, into)) return;
        std::optional<event_date> date = read_rdate(at, entry, period);
        if (!date) continue;
        if (into.is_all_day() && date->start.kind != event_time_kind::date) {
            error_at(at, "RDATE has a time, the event is all-day; the entry was left out",
                     "write RDATE;VALUE=DATE:");
            continue;
        }
        into.rdates.push_back(std::move(*date));
    }
}

void event_reader::read_exdates(const property& at, event& into) {
    if (at.value.empty()) return; // some write an empty one
    for (const std::string& entry : split_text(at.value)) {
        if (!date_fits(at, into)) return;
        std::optional<event_time> time = read_time(at, entry);
        if (!time) continue;
        if ((time->kind == event_time_kind::date) != into.is_all_day())
            note_habit(at, "EXDATE and DTSTART are not both dates or both times",
                       "write EXDATE in the form of DTSTART");
        into.exdates.push_back(std::move(*time));
    }
}

// ---- words and people --------------------------------------------------------------------------

std::string event_reader::read_text(const property& at) {
    std::string text = unescape_text(at.value);
    if (turns_text(text))
        warn_at(
            at,
            at.name + " holds a character that turns the direction of text, which can disguise it",
            "leave U+202A to U+202E and U+2066 to U+2069 out");
    return text;
}

event_reader::taken event_reader::read_words(const property& at, event& into) {
    static constexpr std::array<std::string_view, 15> names{"UID",
                                                            "SUMMARY",
                                                            "LOCATION",
                                                            "DESCRIPTION",
                                                            "STATUS",
                                                            "TRANSP",
                                                            "X-MICROSOFT-CDO-BUSYSTATUS",
                                                            "SEQUENCE",
                                                            "DTSTAMP",
                                                            "DTSTART",
                                                            "DTEND",
                                                            "DURATION",
                                                            "RECURRENCE-ID",
                                                            "BEGIN",
                                                            "END"};
    switch (index_of(names, at.name)) {
        case 0:
            into.uid = unescape_text(at.value);
            break;
        case 1:
            into.summary = read_text(at);
            break;
        case 2:
            into.location = read_text(at);
            break;
        case 3:
            into.description = read_text(at);
            break;
        case 4:
            read_status(at, into);
            break;
        case 5:
            into.transp = same_word(at.value, "TRANSPARENT") ? transparency::transparent
                                                             : transparency::opaque;
            if (!same_word(at.value, "TRANSPARENT") && !same_word(at.value, "OPAQUE"))
                warn_at(at, "TRANSP is " + quote(at.value) + "; OPAQUE is read",
                        "write OPAQUE or TRANSPARENT");
            break;
        case 6:
            read_busy_status(at, into);
            break;
        case 7:
            read_sequence(at, into);
            break;
        case 8:
            if (const auto stamp = parse_time(at.value); stamp && !stamp->is_date)
                into.stamp = sys_seconds(stamp->local.time_since_epoch());
            else
                warn_at(at, "DTSTAMP is no time in UTC", "write DTSTAMP:20261123T090000Z");
            break;
        case names.size():
            return taken::not_known;
        default:
            break; // read before
    }
    return taken::yes;
}

void event_reader::read_status(const property& at, event& into) {
    static constexpr std::array<std::string_view, 3> words{"CONFIRMED", "TENTATIVE", "CANCELLED"};
    const std::size_t index = index_of(words, at.value);
    if (index < words.size())
        into.status = static_cast<event_status>(index);
    else
        warn_at(at, "STATUS is " + quote(at.value) + "; CONFIRMED is read",
                "write CONFIRMED, TENTATIVE or CANCELLED");
}

void event_reader::read_busy_status(const property& at, event& into) {
    static constexpr std::array<std::string_view, 5> words{"FREE", "TENTATIVE", "OOF", "BUSY",
                                                           "WORKINGELSEWHERE"};
    static constexpr std::array<busy_type, 5> types{busy_type::free, busy_type::busy_tentative,
                                                    busy_type::busy_unavailable, busy_type::busy,
                                                    busy_type::free};
    const std::size_t index = index_of(words, at.value);
    if (index < words.size())
        into.busy = types[index];
    else
        warn_at(at, "X-MICROSOFT-CDO-BUSYSTATUS is " + quote(at.value) + "; it is ignored",
                "write FREE, TENTATIVE, BUSY or OOF");
}

void event_reader::read_sequence(const property& at, event& into) {
    const std::optional<std::int64_t> number = whole_number(at.value);
    if (number && *number >= 0 && *number <= 2'147'483'647)
        into.sequence = static_cast<std::int32_t>(*number);
    else
        warn_at(at, "SEQUENCE is " + quote(at.value) + "; 0 is read",
                "write a whole number from 0 to 2147483647");
}

event_reader::taken event_reader::read_people(const property& at, event& into) {
    if (same_word(at.name, "ORGANIZER")) {
        into.organizer = read_participant(at);
        return taken::yes;
    }
    if (!same_word(at.name, "ATTENDEE")) return taken::not_known;
    const std::size_t most = options_.limits.participants_per_event_max;
    if (into.participants.size() < most)
        into.participants.push_back(read_participant(at));
    else if (into.participants.size() == most)
        error_at(
            at,
            "the event has more than " + std::to_string(most) + " ATTENDEEs; the rest was left out",
            "invite a group, or raise the limit participants_per_event_max");
    return taken::yes;
}

participant event_reader::read_participant(const property& at) {
    static constexpr std::array<std::string_view, 4> roles{"CHAIR", "REQ-PARTICIPANT",
                                                           "OPT-PARTICIPANT", "NON-PARTICIPANT"};
    static constexpr std::array<std::string_view, 5> statuses{"NEEDS-ACTION", "ACCEPTED",
                                                              "DECLINED", "TENTATIVE", "DELEGATED"};
    static constexpr std::array<std::string_view, 4> kinds{"INDIVIDUAL", "GROUP", "RESOURCE",
                                                           "ROOM"};
    participant made;
    made.email = without_mailto(at.value);
    if (made.email.empty()) made.email = at.parameter_value("EMAIL");
    made.name = at.parameter_value("CN");
    // RFC 5545: a word that is not known is read as the default.
    if (const std::size_t i = index_of(roles, at.parameter_value("ROLE")); i < roles.size())
        made.role = static_cast<participant_role>(i);
    if (const std::size_t i = index_of(statuses, at.parameter_value("PARTSTAT"));
        i < statuses.size())
        made.status = static_cast<participation_status>(i);
    if (const std::size_t i = index_of(kinds, at.parameter_value("CUTYPE")); i < kinds.size())
        made.kind = static_cast<calendar_user_kind>(i);
    if (turns_text(made.name))
        warn_at(at, "CN holds a character that turns the direction of text, which can disguise it",
                "leave U+202A to U+202E and U+2066 to U+2069 out");
    return made;
}

// ---- what is not interpreted -------------------------------------------------------------------

/// An attachment by a file or network path would make whoever opens it fetch from there.
bool event_reader::names_a_file(const property& at) {
    if (!same_word(at.name, "ATTACH")) return false;
    const std::string_view value = at.value;
    const bool drive = value.size() > 2 && value[1] == ':' && (value[2] == '\\' || value[2] == '/');
    const bool file = starts_with_word(value, "file:") || starts_with_word(value, "smb:") ||
                      value.starts_with("\\\\") || value.starts_with("//") ||
                      value.starts_with('/');
    if (drive || file)
        warn_at(at, "ATTACH names a file or network path; it was left out",
                "attach by an https address");
    return drive || file;
}

void event_reader::keep(const property& at, event& into) {
    if (!names_a_file(at)) into.other_lines.push_back(line_of(at));
}

void event_reader::keep_component(const component& inner, event& into) {
    std::vector<std::string> lines{"BEGIN:" + inner.name};
    for (const property& p : inner.properties) {
        if (names_a_file(p)) return;
        const std::optional<std::int64_t> repeats =
            same_word(p.name, "REPEAT") ? whole_number(p.value) : std::nullopt;
        if (repeats && *repeats > alarm_repeats_max) {
            warn_at(p, "the alarm repeats " + std::to_string(*repeats) + " times; it was left out",
                    "repeat an alarm at most " + std::to_string(alarm_repeats_max) + " times");
            return;
        }
        lines.push_back(line_of(p));
    }
    lines.push_back("END:" + inner.name);
    if (!inner.components.empty())
        problems_.add(problem_severity::info, inner.line, 1,
                      "components within the " + inner.name + " were left out", "none are needed");
    into.other_lines.insert(into.other_lines.end(), lines.begin(), lines.end());
}

} // namespace timewright::detail
