#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/known_names.hpp"
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

using std::chrono::days;

/// One line, appended piece by piece and ended when it goes out of scope.
class line {
  public:
    line(std::string& into, std::string_view name) : into_(into), begin_(into.size()) {
        into_ += name;
    }
    line(const line&) = delete;
    line& operator=(const line&) = delete;
    ~line() { detail::end_line(into_, begin_); }

    line& raw(std::string_view text) {
        into_ += text;
        return *this;
    }
    line& text(std::string_view text) {
        detail::append_escaped(into_, text);
        return *this;
    }
    line& parameter(std::string_view name, std::string_view value) {
        into_ += name;
        detail::append_parameter_text(into_, value);
        return *this;
    }
    line& time(const event_time& time) {
        if (time.kind == event_time_kind::date) {
            detail::append_date_text(into_, time.local);
            return *this;
        }
        detail::append_date_time_text(into_, time.local);
        if (time.kind == event_time_kind::utc) into_ += 'Z';
        return *this;
    }
    /// ";TZID=Europe/Lisbon" or ";VALUE=DATE", where the time needs it.
    line& time_parameters(const event_time& time) {
        if (time.kind == event_time_kind::date) into_ += ";VALUE=DATE";
        if (time.kind == event_time_kind::zoned) parameter(";TZID=", time.in_zone.name());
        return *this;
    }

  private:
    std::string& into_;
    std::size_t begin_;
};

void print_time(std::string& into, std::string_view name, const event_time& time) {
    line(into, name).time_parameters(time).raw(":").time(time);
}

void print_text(std::string& into, std::string_view name, std::string_view text) {
    if (!text.empty()) line(into, name).raw(":").text(text);
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

void print_participant(std::string& into, std::string_view property_name, const participant& who,
                       bool organizer) {
    static constexpr const char* roles[] = {"CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT",
                                            "NON-PARTICIPANT"};
    static constexpr const char* statuses[] = {"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE",
                                               "DELEGATED"};
    const bool others = detail::are_parameters(who.other_parameters);
    // A word that we do not know stands for itself.
    const auto is_kept = [&](std::string_view name) {
        return others &&
               detail::upper_word(";" + who.other_parameters).find(name) != std::string::npos;
    };
    line made(into, property_name);
    if (!who.name.empty()) made.parameter(";CN=", who.name);
    if (who.kind != calendar_user_kind::individual)
        made.raw(";CUTYPE=").raw(detail::upper_word(to_string(who.kind)));
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
        made.raw(":").raw(who.other_address.empty() ? detail::no_address : who.other_address);
}

void print_busy(std::string& into, busy_type type) {
    static constexpr const char* words[] = {"FREE", "TENTATIVE", "OOF", "BUSY"};
    line(into, "X-MICROSOFT-CDO-BUSYSTATUS:").raw(words[static_cast<std::size_t>(type)]);
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

void print_words(std::string& into, const event& value) {
    print_text(into, "SUMMARY", value.summary);
    print_text(into, "LOCATION", value.location);
    print_text(into, "DESCRIPTION", value.description);
}

void print_dates(std::string& into, const event& value) {
    for (const recurrence_rule& rule : value.rules) line(into, "RRULE:").raw(to_string(rule));
    for (const recurrence_rule& rule : value.exclusion_rules)
        line(into, "EXRULE:").raw(to_string(rule));
    for (const event_date& date : value.rdates) print_rdate(into, date);
    for (const event_time& time : value.exdates) print_time(into, "EXDATE", time);
    if (value.recurrence_id) print_time(into, "RECURRENCE-ID", *value.recurrence_id);
}

void print_others(std::string& into, const std::vector<std::string>& lines) {
    if (is_balanced(lines))
        for (const std::string& one : lines) line(into, one);
}

void print_one(std::string& into, const event& value, std::string_view name = "VEVENT") {
    line(into, "BEGIN:").raw(name);
    print_text(into, "UID", value.uid);
    print_time(into, "DTSTAMP", event_time::utc(value.stamp));
    print_time(into, "DTSTART", value.start);
    print_end(into, value);
    print_dates(into, value);
    print_words(into, value);
    if (value.status != event_status::confirmed)
        line(into, "STATUS:").raw(detail::upper_word(to_string(value.status)));
    if (value.transp == transparency::transparent) line(into, "TRANSP:TRANSPARENT");
    if (value.busy) print_busy(into, *value.busy);
    if (value.sequence != 0) line(into, "SEQUENCE:").raw(std::to_string(value.sequence));
    if (value.organizer) print_participant(into, "ORGANIZER", *value.organizer, true);
    for (const participant& who : value.participants)
        print_participant(into, "ATTENDEE", who, false);
    print_others(into, value.other_lines);
    line(into, "END:").raw(name);
}

void print_availability(std::string& into, const published_availability& value) {
    line(into, "BEGIN:VAVAILABILITY");
    print_text(into, "UID", value.uid);
    print_time(into, "DTSTAMP", event_time::utc(value.stamp));
    if (value.start) print_time(into, "DTSTART", *value.start);
    if (value.end) print_time(into, "DTEND", *value.end);
    if (value.busy != busy_type::busy_unavailable)
        line(into, "BUSYTYPE:").raw(detail::upper_word(to_string(value.busy)));
    if (value.priority != 0) line(into, "PRIORITY:").raw(std::to_string(value.priority));
    print_text(into, "SUMMARY", value.summary);
    print_text(into, "LOCATION", value.location);
    print_text(into, "DESCRIPTION", value.description);
    if (value.sequence != 0) line(into, "SEQUENCE:").raw(std::to_string(value.sequence));
    if (value.organizer) print_participant(into, "ORGANIZER", *value.organizer, true);
    print_others(into, value.other_lines);
    for (const event& one : value.available) {
        print_one(into, one, "AVAILABLE");
        for (const event& changed : one.overrides) print_one(into, changed, "AVAILABLE");
    }
    line(into, "END:VAVAILABILITY");
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
    void add(const published_availability& value) {
        event whole;
        if (value.start) add(*value.start, whole);
        if (value.end) add(*value.end, whole);
        for (const event& one : value.available) add(one);
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
        const auto at = zones_.find(time.in_zone.name());
        if (at == zones_.end()) {
            zones_.emplace(time.in_zone.name(), use{time.in_zone, start, end});
            return;
        }
        at->second.first = std::min(at->second.first, start);
        at->second.last = std::max(at->second.last, end);
    }

    std::map<std::string, use> zones_{};
};

void print_free_busy(std::string& into, const std::vector<busy_period>& periods) {
    if (periods.empty()) return;
    line(into, "BEGIN:VFREEBUSY");
    line(into, "UID:free-busy");
    line(into, "DTSTAMP:19700101T000000Z");
    for (const busy_period& period : periods)
        line(into, "FREEBUSY;FBTYPE=")
            .raw(detail::upper_word(to_string(period.type)))
            .raw(":")
            .time(event_time::utc(period.span.start()))
            .raw("/")
            .time(event_time::utc(period.span.end()));
    line(into, "END:VFREEBUSY");
}

/// Splits kept lines: properties stand before all components.
struct kept_lines {
    std::vector<std::string> properties{};
    std::vector<std::string> components{};
};
kept_lines sorted(const std::vector<std::string>& lines) {
    kept_lines made;
    int depth = 0;
    for (const std::string& one : lines) {
        const bool begins = detail::starts_with_word(one, "BEGIN:");
        (depth > 0 || begins ? made.components : made.properties).push_back(one);
        depth += begins ? 1 : detail::starts_with_word(one, "END:") ? -1 : 0;
    }
    return made;
}

std::size_t expected_bytes(const calendar& value) {
    std::size_t bytes = 1'024;
    for (const event& one : value.events) {
        bytes += 256 + one.summary.size() + one.location.size() + one.description.size();
        bytes += 128 * (one.participants.size() + one.overrides.size());
        for (const std::string& kept : one.other_lines) bytes += kept.size() + 4;
    }
    return bytes;
}

} // namespace

std::string print_event(const event& value, const print_options&) {
    std::string text;
    print_with_overrides(text, value);
    return text;
}

std::string print_calendar(const calendar& value, const print_options& options) {
    std::string text;
    text.reserve(expected_bytes(value));
    const kept_lines kept =
        is_balanced(value.other_lines) ? sorted(value.other_lines) : kept_lines();
    line(text, "BEGIN:VCALENDAR");
    line(text, "VERSION:2.0");
    if (value.product.empty())
        line(text, "PRODID:").raw(detail::own_product);
    else
        line(text, "PRODID:").text(value.product);
    print_text(text, "METHOD", value.method);
    print_text(text, "X-WR-CALNAME", value.name);
    print_text(text, "X-WR-TIMEZONE", value.zone_name);
    for (const std::string& one : kept.properties) line(text, one);
    if (options.time_zones) {
        used_zones zones;
        for (const event& one : value.events) zones.add(one);
        for (const published_availability& one : value.availability) zones.add(one);
        zones.print(text);
    }
    for (const event& one : value.events) print_with_overrides(text, one);
    print_free_busy(text, value.busy);
    for (const published_availability& one : value.availability) print_availability(text, one);
    for (const std::string& one : kept.components) line(text, one);
    line(text, "END:VCALENDAR");
    return text;
}

} // namespace timewright
