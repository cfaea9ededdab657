#include "timewright/icalendar/event_reader.hpp"

#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/harmless.hpp"
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

/// The index of the word in a table, or its size.
template <std::size_t size>
std::size_t index_of(const std::array<std::string_view, size>& words, std::string_view word) {
    std::size_t i = 0;
    while (i < size && !same_word(words[i], word)) ++i;
    return i;
}

/// U+202A..U+202E and U+2066..U+2069 turn the direction of text and can disguise it.
bool turns_text(std::string_view text) {
    for (std::size_t i = text.find('\xE2'); i < text.size() && i + 2 < text.size();
         i = text.find('\xE2', i + 1)) {
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

void event_reader::error_at(const content_line& at, std::string what, std::string mend) {
    problems_.add(problem_severity::error, at, std::move(what), std::move(mend));
}
void event_reader::warn_at(const content_line& at, std::string what, std::string mend) {
    problems_.add(problem_severity::warning, at, std::move(what), std::move(mend));
}
void event_reader::note_habit(const content_line& at, std::string what, std::string mend) {
    if (options_.strict) warn_at(at, std::move(what), std::move(mend));
}

bool event_reader::time_lines::take(known_name name, const content_line& line) {
    const auto first = [&line](const content_line*& into) {
        if (into == nullptr) into = &line;
        return true;
    };
    switch (name) {
        case known_name::dtstart:
            return first(start);
        case known_name::dtend:
            return first(end);
        case known_name::duration:
            return first(duration);
        case known_name::recurrence_id:
            return first(recurrence_id);
        default:
            return false;
    }
}

bool event_reader::read(component_view vevent, event& into) {
    time_lines times;
    lines_.clear();
    std::size_t others = 0;
    vevent.for_each_property([&](const content_line& line) {
        const known_name name = known_name_of(line.name());
        if (times.take(name, line)) return;
        lines_.push_back({name, &line});
        others += name == known_name::other ? 1 : 0;
    });
    if (!read_times(vevent, times, into)) return false;
    vevent.for_each_component(
        [&](component_view inner) { others += inner.begin_line().jump + std::size_t{1}; });
    if (others != 0) into.other_lines.reserve(others);
    for (const auto& [name, line] : lines_) read_line(name, *line, into);
    vevent.for_each_component(
        [&](component_view inner) { keep_component(inner, into.other_lines); });
    if (into.uid.empty())
        problems_.add(problem_severity::warning, vevent.line(), 1, "the event has no UID",
                      "give every event a UID of its own");
    return true;
}

// ---- times -------------------------------------------------------------------------------------

bool event_reader::read_time(const content_line& at, std::string_view value, event_time& into) {
    written_time written;
    if (!scan_time(value, written)) {
        error_at(at, std::string(at.name()) + ": " + parse_time(value).error().message,
                 "write a time that exists");
        return false;
    }
    content_line::written_parameter tzid;
    std::string_view kind;
    for (std::size_t i = 0; i < at.parameters_size;) {
        const content_line::written_parameter one = at.parameter_at(i);
        if (!tzid && same_word(one.name, "TZID")) tzid = one;
        if (kind.empty() && same_word(one.name, "VALUE")) kind = one.first();
    }
    if (written.is_date) {
        if (!same_word(kind, "DATE"))
            note_habit(at, std::string(at.name()) + " is a date but lacks VALUE=DATE",
                       "write " + std::string(at.name()) + ";VALUE=DATE:");
        into = event_time::date(std::chrono::floor<days>(written.local));
        return true;
    }
    if (same_word(kind, "DATE")) {
        error_at(at, std::string(at.name()) + " says VALUE=DATE but has the time " + quote(value),
                 "write a date such as 20261123, or leave VALUE=DATE out");
        return false;
    }
    into.local = written.local;
    if (written.is_utc) {
        if (tzid)
            note_habit(at, std::string(at.name()) + " has both a TZID and a Z",
                       "leave one of them out");
        into.kind = event_time_kind::utc;
        return true;
    }
    if (tzid.first().empty()) {
        into.kind = event_time_kind::floating;
        return true;
    }
    return find_zone(at, tzid, into);
}

bool event_reader::find_zone(const content_line& at, const content_line::written_parameter& tzid,
                             event_time& into) {
    const std::string_view written = tzid.first();
    const bool encoded = written.find('^') != std::string_view::npos;
    const std::string decoded = encoded ? decode_parameter(written) : std::string();
    const std::string_view name = encoded ? std::string_view(decoded) : written;
    const zone* in = zones_.find(name);
    if (in == nullptr) {
        problems_.add(
            problem_severity::error, at.line, tzid.column,
            "the time zone " + quote(name) + " is unknown: " + zones_.why_unknown(name),
            "name a zone of the IANA database, such as Europe/Lisbon, or add its VTIMEZONE");
        return false;
    }
    into.kind = event_time_kind::zoned;
    into.in_zone = *in;
    return true;
}

std::optional<event_time> event_reader::read_time(const content_line& at, std::string_view value) {
    event_time made;
    if (!read_time(at, value, made)) return std::nullopt;
    return made;
}

bool event_reader::read_times(component_view vevent, const time_lines& lines, event& into) {
    if (lines.start == nullptr) {
        problems_.add(problem_severity::error, vevent.line(), 1,
                      "the event has no DTSTART and was left out", "say when it starts");
        return false;
    }
    if (!read_time(*lines.start, lines.start->value(), into.start)) return false;
    if (into.is_all_day()) into.duration.days = 1;
    if (lines.end != nullptr && lines.duration != nullptr)
        warn_at(*lines.duration, "the event has both DTEND and DURATION; DTEND is used",
                "leave one of them out");
    if (lines.end != nullptr && !read_end(*lines.end, into)) return false;
    if (lines.end == nullptr && lines.duration != nullptr && !read_duration(*lines.duration, into))
        return false;
    return lines.recurrence_id == nullptr || read_recurrence_id(*lines.recurrence_id, into);
}

bool event_reader::read_end(const content_line& at, event& into) {
    event_time read;
    if (!read_time(at, at.value(), read)) return false;
    const event_time* end = &read;
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

bool event_reader::read_duration(const content_line& at, event& into) {
    const result<civil_duration, error> length = parse_duration(at.value());
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

bool event_reader::read_recurrence_id(const content_line& at, event& into) {
    const std::string range = at.parameter_value("RANGE");
    into.this_and_future = detail::same_word(range, "THISANDFUTURE");
    if (!range.empty() && !into.this_and_future) {
        error_at(at,
                 "RECURRENCE-ID with RANGE=" + on_one_line(range) +
                     " is not supported; this change of the series was left out",
                 "write RANGE=THISANDFUTURE, or end the series with UNTIL and start another");
        return false;
    }
    into.recurrence_id = read_time(at, at.value());
    return into.recurrence_id.has_value();
}

// ---- recurrence --------------------------------------------------------------------------------

void event_reader::read_rule(const content_line& at, event& into, bool exclusion) {
    std::vector<problem> notes;
    result<recurrence_rule, error> rule = parse_rule(at.value(), notes);
    for (problem& note : notes)
        problems_.add(options_.strict ? problem_severity::warning : note.severity, at.line,
                      at.column() + note.column - 1, std::move(note.what), std::move(note.mend));
    const std::string consequence =
        exclusion ? "; the exception was left out" : "; only the occurrence at DTSTART is read";
    if (!rule) {
        const std::uint32_t into_value =
            rule.error().where.column == 0 ? 0 : rule.error().where.column - 1;
        problems_.add(problem_severity::error, at.line, at.column() + into_value,
                      std::string(at.name()) + ": " + rule.error().message + consequence,
                      "mend the rule (RFC 5545 section 3.3.10)");
        return;
    }
    if (into.is_all_day() && rule->freq < frequency::daily) {
        error_at(at,
                 std::string(at.name()) + ": a series of dates has no hours, minutes or seconds" +
                     consequence,
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

bool event_reader::date_fits(const content_line& at, const event& into) {
    if (into.rdates.size() + into.exdates.size() < options_.limits.dates_per_event_max) return true;
    error_at(at,
             "the event has more than " + std::to_string(options_.limits.dates_per_event_max) +
                 " RDATE and EXDATE entries; the rest was left out",
             "write a rule, or raise the limit dates_per_event_max");
    return false;
}

std::optional<event_date> event_reader::read_rdate(const content_line& at, const std::string& entry,
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

void event_reader::read_rdates(const content_line& at, event& into) {
    const bool period = same_word(at.parameter_value("VALUE"), "PERIOD");
    for (const std::string& entry : split_text(at.value())) {
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

void event_reader::read_exdates(const content_line& at, event& into) {
    if (at.value().empty()) return; // some write an empty one
    for (const std::string& entry : split_text(at.value())) {
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

std::string event_reader::read_text(const content_line& at) {
    std::string text = unescape_text(at.value());
    if (turns_text(text))
        warn_at(at,
                std::string(at.name()) +
                    " holds a character that turns the direction of text, which can disguise it",
                "leave U+202A to U+202E and U+2066 to U+2069 out");
    return text;
}

void event_reader::read_transparency(const content_line& at, event& into) {
    const bool transparent = same_word(at.value(), "TRANSPARENT");
    into.transp = transparent ? transparency::transparent : transparency::opaque;
    if (!transparent && !same_word(at.value(), "OPAQUE"))
        warn_at(at, "TRANSP is " + quote(at.value()) + "; OPAQUE is read",
                "write OPAQUE or TRANSPARENT");
}

sys_seconds event_reader::read_stamp(const content_line& at) {
    if (written_time stamp; scan_time(at.value(), stamp) && !stamp.is_date)
        return sys_seconds(stamp.local.time_since_epoch());
    warn_at(at, "DTSTAMP is no time in UTC", "write DTSTAMP:20261123T090000Z");
    return {};
}

void event_reader::read_line(known_name name, const content_line& at, event& into) {
    switch (name) {
        case known_name::uid:
            into.uid = unescape_text(at.value());
            return;
        case known_name::summary:
            into.summary = read_text(at);
            return;
        case known_name::location:
            into.location = read_text(at);
            return;
        case known_name::description:
            into.description = read_text(at);
            return;
        case known_name::status:
            return read_status(at, into);
        case known_name::transp:
            return read_transparency(at, into);
        case known_name::busy_status:
            return read_busy_status(at, into);
        case known_name::sequence:
            into.sequence = read_sequence(at);
            return;
        case known_name::dtstamp:
            into.stamp = read_stamp(at);
            return;
        case known_name::rrule:
            return read_rule(at, into, false);
        case known_name::exrule:
            return read_rule(at, into, true);
        case known_name::rdate:
            return read_rdates(at, into);
        case known_name::exdate:
            return read_exdates(at, into);
        case known_name::organizer:
            into.organizer = read_participant(at);
            return;
        case known_name::attendee:
            return read_attendee(at, into);
        default:
            keep(at, into.other_lines);
    }
}

void event_reader::read_status(const content_line& at, event& into) {
    static constexpr std::array<std::string_view, 3> words{"CONFIRMED", "TENTATIVE", "CANCELLED"};
    const std::size_t index = index_of(words, at.value());
    if (index < words.size())
        into.status = static_cast<event_status>(index);
    else
        warn_at(at, "STATUS is " + quote(at.value()) + "; CONFIRMED is read",
                "write CONFIRMED, TENTATIVE or CANCELLED");
}

void event_reader::read_busy_status(const content_line& at, event& into) {
    static constexpr std::array<std::string_view, 5> words{"FREE", "TENTATIVE", "OOF", "BUSY",
                                                           "WORKINGELSEWHERE"};
    static constexpr std::array<busy_type, 5> types{busy_type::free, busy_type::busy_tentative,
                                                    busy_type::busy_unavailable, busy_type::busy,
                                                    busy_type::free};
    const std::size_t index = index_of(words, at.value());
    if (index < words.size())
        into.busy = types[index];
    else
        warn_at(at, "X-MICROSOFT-CDO-BUSYSTATUS is " + quote(at.value()) + "; it is ignored",
                "write FREE, TENTATIVE, BUSY or OOF");
}

std::int32_t event_reader::read_sequence(const content_line& at) {
    const std::optional<std::int64_t> number = whole_number(at.value());
    if (number && *number >= 0 && *number <= 2'147'483'647)
        return static_cast<std::int32_t>(*number);
    warn_at(at, "SEQUENCE is " + quote(at.value()) + "; 0 is read",
            "write a whole number from 0 to 2147483647");
    return 0;
}

void event_reader::read_attendee(const content_line& at, event& into) {
    const std::size_t most = options_.limits.participants_per_event_max;
    if (into.participants.size() < most)
        into.participants.push_back(read_participant(at));
    else if (into.participants.size() == most)
        error_at(
            at,
            "the event has more than " + std::to_string(most) + " ATTENDEEs; the rest was left out",
            "invite a group, or raise the limit participants_per_event_max");
}

participant event_reader::read_participant(const content_line& at) {
    participant made;
    made.email = without_mailto(at.value());
    const bool by_mail = !made.email.empty();
    if (!by_mail && !same_word(at.value(), no_address)) made.other_address = at.value();
    for (std::size_t i = 0; i < at.parameters_size;) {
        const std::size_t begin = i + 1;
        const content_line::written_parameter one = at.parameter_at(i);
        if (read_parameter(one, by_mail, made)) continue;
        if (!made.other_parameters.empty()) made.other_parameters += ';';
        made.other_parameters += at.parameters().substr(begin, i - begin);
    }
    if (turns_text(made.name))
        warn_at(at, "CN holds a character that turns the direction of text, which can disguise it",
                "leave U+202A to U+202E and U+2066 to U+2069 out");
    return made;
}

/// False for what is kept as it is written: other parameters, and words that are not known, which
/// RFC 5545 has read as the default.
bool event_reader::read_parameter(const content_line::written_parameter& one, bool by_mail,
                                  participant& into) {
    static constexpr std::array<std::string_view, 4> roles{"CHAIR", "REQ-PARTICIPANT",
                                                           "OPT-PARTICIPANT", "NON-PARTICIPANT"};
    static constexpr std::array<std::string_view, 5> statuses{"NEEDS-ACTION", "ACCEPTED",
                                                              "DECLINED", "TENTATIVE", "DELEGATED"};
    static constexpr std::array<std::string_view, 4> kinds{"INDIVIDUAL", "GROUP", "RESOURCE",
                                                           "ROOM"};
    const std::string_view value = one.first();
    if (same_word(one.name, "CN") && into.name.empty()) {
        into.name = decode_parameter(value);
        return true;
    }
    if (same_word(one.name, "EMAIL") && !by_mail && into.email.empty()) {
        into.email = decode_parameter(value);
        return true;
    }
    if (same_word(one.name, "ROLE")) {
        const std::size_t i = index_of(roles, value);
        if (i < roles.size()) into.role = static_cast<participant_role>(i);
        return i < roles.size();
    }
    if (same_word(one.name, "PARTSTAT")) {
        const std::size_t i = index_of(statuses, value);
        if (i < statuses.size()) into.status = static_cast<participation_status>(i);
        return i < statuses.size();
    }
    if (same_word(one.name, "CUTYPE")) {
        const std::size_t i = index_of(kinds, value);
        if (i < kinds.size()) into.kind = static_cast<calendar_user_kind>(i);
        return i < kinds.size();
    }
    return false;
}

// ---- what is not interpreted -------------------------------------------------------------------

void event_reader::keep(const content_line& at, std::vector<std::string>& into) {
    if (passes(at)) into.emplace_back(at.whole());
}

/// Tells of a line that must not be kept.
bool event_reader::passes(const content_line& at) {
    if (names_a_file(at)) {
        warn_at(at, "ATTACH names a file or network path; it was left out",
                "attach by an https address");
        return false;
    }
    return true;
}

/// The same within an alarm.
bool event_reader::passes_within(const content_line& at) {
    if (!passes(at)) return false;
    const std::optional<std::int64_t> repeats = too_many_repeats(at);
    if (!repeats) return true;
    warn_at(at, "the alarm repeats " + std::to_string(*repeats) + " times; it was left out",
            "repeat an alarm at most " + std::to_string(alarm_repeats_max) + " times");
    return false;
}

void event_reader::keep_component(component_view inner, std::vector<std::string>& into) {
    const std::size_t before = into.size();
    const content_line* const last = inner.end_line();
    for (const content_line* at = &inner.begin_line(); at <= last; ++at) {
        if (at->name_size == 0) { // a component within that has no END
            at += at->jump;
        } else if (same_word(at->name(), "BEGIN") || same_word(at->name(), "END")) {
            into.push_back((at->jump != 0 ? "BEGIN:" : "END:") + std::string(trimmed(at->value())));
        } else if (passes_within(*at)) {
            into.emplace_back(at->whole());
        } else {
            into.resize(before);
            return;
        }
    }
}

} // namespace timewright::detail
