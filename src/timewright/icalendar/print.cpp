#include "timewright/icalendar/calendar_printer.hpp"
#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/event_printer.hpp"
#include "timewright/icalendar/line.hpp"
#include "timewright/icalendar/used_zones.hpp"
#include "timewright/icalendar/values.hpp"

#include <timewright/icalendar/print.hpp>

namespace timewright {

namespace detail {

void print_free_busy(std::string& into, const std::vector<busy_period>& periods) {
    if (periods.empty()) return;
    put_line(into, "BEGIN:VFREEBUSY");
    put_line(into, "UID:free-busy");
    put_line(into, "DTSTAMP:19700101T000000Z");
    for (const busy_period& period : periods)
        line(into, "FREEBUSY;FBTYPE=")
            .raw(upper_word(to_string(period.type)))
            .raw(":")
            .time(event_time::utc(period.span.start()))
            .raw("/")
            .time(event_time::utc(period.span.end()));
    put_line(into, "END:VFREEBUSY");
}

void print_availability(std::string& into, const published_availability& value) {
    put_line(into, "BEGIN:VAVAILABILITY");
    print_text(into, "UID", value.uid);
    print_time(into, "DTSTAMP", event_time::utc(value.stamp));
    if (value.start) print_time(into, "DTSTART", *value.start);
    if (value.end) print_time(into, "DTEND", *value.end);
    if (value.busy != busy_type::busy_unavailable)
        line(into, "BUSYTYPE:").raw(upper_word(to_string(value.busy)));
    if (value.priority != 0) line(into, "PRIORITY:").raw(std::to_string(value.priority));
    print_text(into, "SUMMARY", value.summary);
    print_text(into, "LOCATION", value.location);
    print_text(into, "DESCRIPTION", value.description);
    if (value.sequence != 0) line(into, "SEQUENCE:").raw(std::to_string(value.sequence));
    if (value.organizer) print_participant(into, "ORGANIZER", *value.organizer, true);
    print_others(into, value.other_lines);
    for (const event& one : value.available) print_with_overrides(into, one, "AVAILABLE");
    put_line(into, "END:VAVAILABILITY");
}

kept_lines sorted(const std::vector<std::string>& lines) {
    kept_lines made;
    if (!is_balanced(lines)) return made;
    int depth = 0;
    for (const std::string& one : lines) {
        const bool begins = starts_with_word(one, "BEGIN:");
        (depth > 0 || begins ? made.components : made.properties).push_back(one);
        depth += begins ? 1 : starts_with_word(one, "END:") ? -1 : 0;
    }
    return made;
}

} // namespace detail

namespace {

using detail::line;
using detail::print_text;
using detail::print_with_overrides;
using detail::put_line;

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
    const detail::kept_lines kept = detail::sorted(value.other_lines);
    put_line(text, "BEGIN:VCALENDAR");
    put_line(text, "VERSION:2.0");
    if (value.product.empty())
        line(text, "PRODID:").raw(detail::own_product);
    else
        line(text, "PRODID:").text(value.product);
    print_text(text, "METHOD", value.method);
    print_text(text, "X-WR-CALNAME", value.name);
    print_text(text, "X-WR-TIMEZONE", value.zone_name);
    for (const std::string& one : kept.properties) put_line(text, one);
    if (options.time_zones) {
        detail::used_zones zones;
        for (const event& one : value.events) zones.add(one);
        for (const published_availability& one : value.availability) zones.add(one);
        zones.print(text);
    }
    for (const event& one : value.events) print_with_overrides(text, one);
    detail::print_free_busy(text, value.busy);
    for (const published_availability& one : value.availability)
        detail::print_availability(text, one);
    for (const std::string& one : kept.components) put_line(text, one);
    put_line(text, "END:VCALENDAR");
    return text;
}

} // namespace timewright
