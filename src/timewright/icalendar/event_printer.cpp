#include "timewright/icalendar/event_printer.hpp"

#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/line.hpp"
#include "timewright/icalendar/line_writer.hpp"

#include <timewright/icalendar/print.hpp>

#include <utility>

namespace timewright::detail {

namespace {

using std::chrono::days;

/// DTEND where it says the same as the duration, which most programs read better; else DURATION.
void print_end(std::string& into, const event& value) {
    const event_time& start = value.start;
    const civil_duration& duration = value.duration;
    if (value.is_all_day() && duration.time.count() == 0) {
        event_time end = start;
        end.local += days(duration.days);
        if (duration.days > 0) print_time(into, "DTEND", end);
        return;
    }
    if (duration == civil_duration{}) return;
    if (!duration.is_exact()) {
        line(into, "DURATION:").raw(to_iso(duration));
        return;
    }
    event_time end = start;
    end.local += duration.time;
    if (start.kind == event_time_kind::zoned) {
        const sys_seconds instant = start.to_instant(zone::utc()) + duration.time;
        end.local = start.in_zone.to_local(instant);
        // Of a repeated time a reader takes the first.
        if (end.to_instant(zone::utc()) != instant) end = event_time::utc(instant);
    }
    print_time(into, "DTEND", end);
}

void print_rdate(std::string& into, const event_date& date) {
    line made(into, "RDATE");
    if (date.duration) made.raw(";VALUE=PERIOD");
    if (!date.duration || date.start.kind != event_time_kind::date)
        made.time_parameters(date.start);
    made.raw(":").time(date.start);
    if (date.duration) made.raw("/").raw(to_iso(*date.duration));
}

void print_busy(std::string& into, busy_type type) {
    static constexpr const char* words[] = {"FREE", "TENTATIVE", "OOF", "BUSY"};
    line(into, "X-MICROSOFT-CDO-BUSYSTATUS:").raw(words[static_cast<std::size_t>(type)]);
}

} // namespace

void print_time(std::string& into, std::string_view name, const event_time& time) {
    line(into, name).time_parameters(time).raw(":").time(time);
}

void print_text(std::string& into, std::string_view name, std::string_view text) {
    if (!text.empty()) line(into, name).raw(":").text(text);
}

void print_participant(std::string& into, std::string_view property_name, const participant& who,
                       bool organizer) {
    static constexpr const char* roles[] = {"CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT",
                                            "NON-PARTICIPANT"};
    static constexpr const char* statuses[] = {"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE",
                                               "DELEGATED"};
    const bool others = are_parameters(who.other_parameters);
    // A word that we do not know stands for itself.
    const auto is_kept = [&](std::string_view name) {
        return others && upper_word(";" + who.other_parameters).find(name) != std::string::npos;
    };
    line made(into, property_name);
    if (!who.name.empty()) made.parameter(";CN=", who.name);
    if (who.kind != calendar_user_kind::individual)
        made.raw(";CUTYPE=").raw(upper_word(to_string(who.kind)));
    if (who.role != participant_role::required)
        made.raw(";ROLE=").raw(roles[static_cast<std::size_t>(who.role)]);
    const bool said = who.status != participation_status::needs_action;
    if (said || (!organizer && !is_kept(";PARTSTAT=")))
        made.raw(";PARTSTAT=").raw(statuses[static_cast<std::size_t>(who.status)]);
    const bool by_mail = who.other_address.empty() && !who.email.empty();
    if (!who.email.empty() && !by_mail) made.parameter(";EMAIL=", who.email);
    if (others) made.raw(";").raw(who.other_parameters);
    if (by_mail)
        made.raw(":mailto:").raw(who.email);
    else
        made.raw(":").raw(who.other_address.empty() ? no_address : who.other_address);
}

bool is_balanced(const std::vector<std::string>& lines) {
    std::vector<std::string> open;
    for (const std::string& raw : lines) {
        // What begins with another character is neither, whatever is left out of it.
        const char first = raw.empty() ? 'X' : upper(raw.front());
        if (first > ' ' && first < '\x7F' && first != 'B' && first != 'E') continue;
        const std::string line = on_one_line(raw);
        if (starts_with_word(line, "BEGIN:")) {
            open.push_back(upper_word(line.substr(6)));
        } else if (starts_with_word(line, "END:")) {
            if (open.empty() || open.back() != upper_word(line.substr(4))) return false;
            open.pop_back();
        } else if (starts_with_word(line, "BEGIN") || starts_with_word(line, "END;")) {
            return false;
        }
    }
    return open.empty();
}

void print_others(std::string& into, const std::vector<std::string>& lines) {
    if (is_balanced(lines))
        for (const std::string& one : lines) put_line(into, one);
}

void print_group(std::string& into, const event& value, known_name group) {
    switch (group) {
        case known_name::uid:
            return print_text(into, "UID", value.uid);
        case known_name::dtstamp:
            return print_time(into, "DTSTAMP", event_time::utc(value.stamp));
        case known_name::dtstart:
            return print_time(into, "DTSTART", value.start);
        case known_name::dtend:
        case known_name::duration:
            return print_end(into, value);
        case known_name::rrule:
            for (const recurrence_rule& rule : value.rules)
                line(into, "RRULE:").raw(to_string(rule));
            return;
        case known_name::exrule:
            for (const recurrence_rule& rule : value.exclusion_rules)
                line(into, "EXRULE:").raw(to_string(rule));
            return;
        case known_name::rdate:
            for (const event_date& date : value.rdates) print_rdate(into, date);
            return;
        case known_name::exdate:
            for (const event_time& time : value.exdates) print_time(into, "EXDATE", time);
            return;
        case known_name::recurrence_id:
            if (value.recurrence_id)
                print_time(into,
                           value.this_and_future ? "RECURRENCE-ID;RANGE=THISANDFUTURE"
                                                 : "RECURRENCE-ID",
                           *value.recurrence_id);
            return;
        case known_name::summary:
            return print_text(into, "SUMMARY", value.summary);
        case known_name::location:
            return print_text(into, "LOCATION", value.location);
        case known_name::description:
            return print_text(into, "DESCRIPTION", value.description);
        case known_name::status:
            if (value.status != event_status::confirmed)
                line(into, "STATUS:").raw(upper_word(to_string(value.status)));
            return;
        case known_name::transp:
            if (value.transp == transparency::transparent) put_line(into, "TRANSP:TRANSPARENT");
            return;
        case known_name::busy_status:
            if (value.busy) print_busy(into, *value.busy);
            return;
        case known_name::sequence:
            if (value.sequence != 0) line(into, "SEQUENCE:").raw(std::to_string(value.sequence));
            return;
        case known_name::organizer:
            if (value.organizer) print_participant(into, "ORGANIZER", *value.organizer, true);
            return;
        case known_name::attendee:
            for (const participant& who : value.participants)
                print_participant(into, "ATTENDEE", who, false);
            return;
        case known_name::other:
            return print_others(into, value.other_lines);
    }
}

void print_one(std::string& into, const event& value, std::string_view name) {
    line(into, "BEGIN:").raw(name);
    for (const known_name group : event_groups) print_group(into, value, group);
    line(into, "END:").raw(name);
}

void print_with_overrides(std::string& into, const event& value, std::string_view name) {
    print_one(into, value, name);
    for (const event& changed : value.overrides) print_one(into, changed, name);
}

} // namespace timewright::detail
