#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/line_writer.hpp"
#include "timewright/icalendar/values.hpp"
#include "timewright/icalendar/zone_printer.hpp"

#include <timewright/icalendar/component.hpp>
#include <timewright/icalendar/print.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace timewright {

namespace {

using detail::date_text;
using detail::date_time_text;
using detail::parameter_text;
using detail::write_line;
using std::chrono::days;

/// "DTSTART;TZID=Europe/Lisbon" and "20261123T090000".
std::string time_value(const event_time& time) {
    if (time.kind == event_time_kind::date) return date_text(time.local);
    return date_time_text(time.local) + (time.kind == event_time_kind::utc ? "Z" : "");
}
std::string time_parameters(const event_time& time) {
    if (time.kind == event_time_kind::date) return ";VALUE=DATE";
    if (time.kind == event_time_kind::zoned) return ";TZID=" + parameter_text(time.in_zone.name());
    return {};
}
void print_time(std::string& into, std::string_view name, const event_time& time) {
    write_line(into, std::string(name) + time_parameters(time) + ":" + time_value(time));
}

void print_text(std::string& into, std::string_view name, const std::string& text) {
    if (!text.empty()) write_line(into, std::string(name) + ":" + escape_text(text));
}

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
    event_time end = start;
    end.local += duration.time;
    if (start.kind == event_time_kind::zoned) {
        const sys_seconds instant = start.to_instant(zone::utc()) + duration.time;
        end.local = start.in_zone.to_local(instant);
        if (end.to_instant(zone::utc()) != instant) end.kind = event_time_kind::utc;
        if (end.kind == event_time_kind::utc) end = event_time::utc(instant);
    }
    if (duration.is_exact())
        print_time(into, "DTEND", end);
    else
        write_line(into, "DURATION:" + to_iso(duration));
}

std::string rdate_value(const event_date& date) {
    std::string value = time_value(date.start);
    if (date.duration) value += "/" + to_iso(*date.duration);
    return value;
}

void print_dates(std::string& into, const event& value) {
    for (const recurrence_rule& rule : value.rules) write_line(into, "RRULE:" + to_string(rule));
    for (const recurrence_rule& rule : value.exclusion_rules)
        write_line(into, "EXRULE:" + to_string(rule));
    for (const event_date& date : value.rdates)
        write_line(into, "RDATE" + std::string(date.duration ? ";VALUE=PERIOD" : "") +
                             (date.duration && date.start.kind == event_time_kind::date
                                  ? std::string()
                                  : time_parameters(date.start)) +
                             ":" + rdate_value(date));
    for (const event_time& time : value.exdates) print_time(into, "EXDATE", time);
    if (value.recurrence_id) print_time(into, "RECURRENCE-ID", *value.recurrence_id);
}

void print_participant(std::string& into, std::string_view property_name, const participant& who,
                       bool organizer) {
    std::string line(property_name);
    if (!who.name.empty()) line += ";CN=" + parameter_text(who.name);
    if (who.kind != calendar_user_kind::individual)
        line += ";CUTYPE=" + detail::upper_word(to_string(who.kind));
    static constexpr const char* roles[] = {"CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT",
                                            "NON-PARTICIPANT"};
    if (who.role != participant_role::required)
        line += std::string(";ROLE=") + roles[static_cast<std::size_t>(who.role)];
    if (who.status != participation_status::needs_action || !organizer)
        line += ";PARTSTAT=" + detail::upper_word(to_string(who.status));
    line += who.email.empty() ? ":invalid:nomail" : ":mailto:" + who.email;
    write_line(into, line);
}

void print_busy(std::string& into, busy_type type) {
    static constexpr const char* words[] = {"FREE", "TENTATIVE", "OOF", "BUSY"};
    write_line(into,
               std::string("X-MICROSOFT-CDO-BUSYSTATUS:") + words[static_cast<std::size_t>(type)]);
}

/// Kept lines are written only if their BEGINs and ENDs match: they must not open or close anything
/// around them.
bool is_balanced(const std::vector<std::string>& lines) {
    std::vector<std::string> open;
    for (const std::string& raw : lines) {
        const std::string line = detail::on_one_line(raw);
        if (detail::starts_with_word(line, "BEGIN:")) {
            open.push_back(detail::upper_word(line.substr(6)));
        } else if (detail::starts_with_word(line, "END:")) {
            if (open.empty() || open.back() != detail::upper_word(line.substr(4))) return false;
            open.pop_back();
        } else if (detail::starts_with_word(line, "BEGIN") ||
                   detail::starts_with_word(line, "END;")) {
            return false;
        }
    }
    return open.empty();
}

void print_one(std::string& into, const event& value) {
    write_line(into, "BEGIN:VEVENT");
    print_text(into, "UID", value.uid);
    print_time(into, "DTSTAMP", event_time::utc(value.stamp));
    print_time(into, "DTSTART", value.start);
    print_end(into, value);
    print_dates(into, value);
    print_text(into, "SUMMARY", value.summary);
    print_text(into, "LOCATION", value.location);
    print_text(into, "DESCRIPTION", value.description);
    if (value.status != event_status::confirmed)
        write_line(into, "STATUS:" + detail::upper_word(to_string(value.status)));
    if (value.transp == transparency::transparent) write_line(into, "TRANSP:TRANSPARENT");
    if (value.busy) print_busy(into, *value.busy);
    if (value.sequence != 0) write_line(into, "SEQUENCE:" + std::to_string(value.sequence));
    if (value.organizer) print_participant(into, "ORGANIZER", *value.organizer, true);
    for (const participant& who : value.participants)
        print_participant(into, "ATTENDEE", who, false);
    if (is_balanced(value.other_lines))
        for (const std::string& line : value.other_lines) write_line(into, line);
    write_line(into, "END:VEVENT");
}

void print_with_overrides(std::string& into, const event& value) {
    print_one(into, value);
    for (const event& changed : value.overrides) print_one(into, changed);
}

/// The zones that a calendar uses, with the stretch of time that each VTIMEZONE must hold for.
class used_zones {
  public:
    void add(const event& value) {
        add(value.start, value);
        for (const event_date& date : value.rdates) add(date.start, value);
        for (const event_time& time : value.exdates) add(time, value);
        if (value.recurrence_id) add(*value.recurrence_id, value);
        for (const event& changed : value.overrides) add(changed);
    }
    void print(std::string& into) const {
        constexpr sys_seconds horizon =
            std::chrono::sys_days(std::chrono::year(2038) / std::chrono::January / 1);
        for (const auto& [name, used] : zones_) {
            const sys_seconds from = std::max(first_start, used.first - days(366));
            const sys_seconds to = std::min(last_end, std::max(horizon, used.last + days(731)));
            detail::print_zone(into, used.in, std::min(from, to - days(1)), to);
        }
    }

  private:
    static constexpr sys_seconds first_start =
        std::chrono::sys_days(std::chrono::year(2) / std::chrono::January / 1);
    static constexpr sys_seconds last_end =
        std::chrono::sys_days(std::chrono::year(9998) / std::chrono::January / 1);

    struct use {
        zone in;
        sys_seconds first;
        sys_seconds last;
    };

    void add(const event_time& time, const event& value) {
        if (time.kind != event_time_kind::zoned) return;
        const sys_seconds start(time.local.time_since_epoch());
        const sys_seconds end = start + days(value.duration.days) + value.duration.time;
        const auto [at, fresh] = zones_.emplace(time.in_zone.name(), use{time.in_zone, start, end});
        if (fresh) return;
        at->second.first = std::min(at->second.first, start);
        at->second.last = std::max(at->second.last, end);
    }

    std::map<std::string, use> zones_{};
};

/// FREEBUSY lines, periods of one type in a row on one line.
void print_free_busy(std::string& into, const std::vector<busy_period>& periods) {
    if (periods.empty()) return;
    write_line(into, "BEGIN:VFREEBUSY");
    write_line(into, "UID:free-busy");
    write_line(into, "DTSTAMP:19700101T000000Z");
    for (const busy_period& period : periods)
        write_line(into, "FREEBUSY;FBTYPE=" + detail::upper_word(to_string(period.type)) + ":" +
                             time_value(event_time::utc(period.span.start())) + "/" +
                             time_value(event_time::utc(period.span.end())));
    write_line(into, "END:VFREEBUSY");
}

} // namespace

std::string print_event(const event& value, const print_options&) {
    std::string text;
    print_with_overrides(text, value);
    return text;
}

std::string print_calendar(const calendar& value, const print_options& options) {
    std::string text;
    write_line(text, "BEGIN:VCALENDAR");
    write_line(text, "VERSION:2.0");
    write_line(text, "PRODID:" + (value.product.empty() ? std::string(detail::own_product)
                                                        : escape_text(value.product)));
    print_text(text, "METHOD", value.method);
    print_text(text, "X-WR-CALNAME", value.name);
    print_text(text, "X-WR-TIMEZONE", value.zone_name);
    if (options.time_zones) {
        used_zones zones;
        for (const event& one : value.events) zones.add(one);
        zones.print(text);
    }
    for (const event& one : value.events) print_with_overrides(text, one);
    print_free_busy(text, value.busy);
    write_line(text, "END:VCALENDAR");
    return text;
}

} // namespace timewright
