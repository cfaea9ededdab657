// Working hours, imported and exported calendars, and the searches over them.
#include <timewright/adapters/json/requests.hpp>

#include "handlers.hpp"

#include <algorithm>

namespace timewright::http {
namespace {

constexpr std::size_t source_bytes_max = 100;

/// Their own calendar is everybody's to change, those of rooms and equipment are facility managers',
/// others' are the administrator's.
step<versioned<calendar_user>> changeable_user_of(const call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return unexpected(id.error());
    auto user = user_of(c, *id);
    const bool is_theirs = user && (c.me.is_admin() || c.me.user == *id ||
                                    (c.me.keeps_rooms() && is_place(user->value)));
    if (user && !is_theirs)
        return unexpected(forbidden("only an administrator may change another's calendar, and a "
                                    "facility manager that of a room"));
    return user;
}

bool is_source_name(std::string_view name) {
    return !name.empty() && name.size() <= source_bytes_max &&
           std::none_of(name.begin(), name.end(), [](char ch) {
               return static_cast<unsigned char>(ch) < 0x20 || ch == 0x7F;
           });
}

/// The zone that was asked for, or that of who asks.
step<zone> alignment_zone_of(const call& c, std::string name) {
    if (name.empty()) {
        const auto me = c.parts.desk.find_user(c.organization(), c.me.user);
        if (!me) return unexpected(to_response(me.error()));
        name = me->value.zone_name.empty() ? "UTC" : me->value.zone_name;
    }
    auto found = c.parts.desk.zones().find(name);
    if (found) return std::move(*found);
    error unknown = std::move(found).error();
    unknown.pointer = "/timeZone";
    return unexpected(to_response(unknown));
}

http_response export_response(std::string text) {
    http_response made{.status = 200, .body = std::move(text)};
    made.with("Content-Type", "text/calendar; charset=utf-8");
    made.with("Content-Disposition", "attachment; filename=\"calendar.ics\"");
    return made;
}

} // namespace

http_response put_hours(call& c) {
    const auto user = changeable_user_of(c);
    if (!user) return user.error();
    auto asked = body_of(c, json::read_working_hours);
    if (!asked) return std::move(asked).error();
    auto zone = c.parts.desk.zones().find(asked->time_zone);
    if (!zone) {
        error unknown = zone.error();
        unknown.pointer = "/timeZone";
        return to_response(unknown);
    }
    const working_hours hours{.in_zone = std::move(*zone), .weekly = std::move(asked->weekly)};
    const auto put = c.parts.desk.put_working_hours(c.organization(), user->value.id, hours);
    if (!put) return to_response(put.error());
    return to_response(200, json::write_working_hours(hours));
}

http_response read_hours(call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    const auto user = user_of(c, *id);
    if (!user) return user.error();
    const auto hours = c.parts.desk.find_working_hours(c.organization(), *id);
    if (!hours) return to_response(hours.error());
    if (!*hours) return not_found("no working hours were set: every time will do");
    return to_response(200, json::write_working_hours(**hours));
}

http_response import_calendar(call& c) {
    const auto user = changeable_user_of(c);
    if (!user) return user.error();
    const std::string source = c.target.find("source").value_or("");
    if (!is_source_name(source))
        return bad_parameter("source", "is to name where the calendar comes from, in at most 100 "
                                       "bytes; what that source held before is replaced");
    const auto report = c.parts.desk.import_calendar(c.context(), user->value.id, source,
                                                     c.request.body);
    if (!report) return to_response(report.error());
    return to_response(200, json::write_import(*report));
}

http_response export_calendar(call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    if (auto refused = refuse_to_device(c, *id)) return std::move(*refused);
    const auto user = user_of(c, *id);
    if (!user) return user.error();
    const auto window = window_of(c);
    if (!window) return window.error();
    auto text = c.parts.desk.export_calendar(c.organization(), *id, *window);
    if (!text) return to_response(text.error());
    return export_response(std::move(*text));
}

http_response find_free_busy(call& c) {
    const auto asked = body_of(c, json::read_free_busy);
    if (!asked) return asked.error();
    const auto busy = c.parts.desk.find_busy(c.organization(), asked->users, asked->window);
    if (!busy) return to_response(busy.error());
    return to_response(200, json::write_free_busy(asked->users, *busy));
}

http_response find_slots(call& c) {
    auto asked = body_of(c, json::read_slots);
    if (!asked) return std::move(asked).error();
    if (asked->request.align) {
        auto zone = alignment_zone_of(c, asked->time_zone);
        if (!zone) return std::move(zone).error();
        asked->request.align->in_zone = std::move(*zone);
    }
    const auto found = c.parts.desk.find_slots(c.context(), asked->request);
    if (!found) return to_response(found.error());
    return to_response(200, json::write_slots(*found));
}

} // namespace timewright::http
