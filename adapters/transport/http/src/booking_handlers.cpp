// Bookings and holds.
#include <timewright/adapters/json/requests.hpp>
#include <timewright/time/civil.hpp>

#include "handlers.hpp"
#include "meeting_translation.hpp"

#include <algorithm>

namespace timewright::http {
namespace {

constexpr std::size_t page_size = 500;

std::string my_zone_name(const call& c) {
    const auto me = c.parts.desk.find_user(c.organization(), c.me.user);
    return me && !me->value.zone_name.empty() ? me->value.zone_name : "UTC";
}

http_response booked_response(int status, const meeting_booked& booked) {
    return to_response(status, json::write_booked(booked)).with("ETag", to_etag(booked.sequence));
}

http_response created_response(const meeting_booked& booked, const char* path) {
    const bool is_settled = !booked.waits && booked.pending.empty();
    return booked_response(is_settled ? 201 : 202, booked)
        .with("Location", std::string(api::root) + path + booked.id.to_string());
}

/// The booking, if the caller may change it. None when it is gone but the request carries a key: then
/// this may be the repetition of a request whose answer the store still knows.
step<std::optional<meeting_view>> changeable_meeting_of(const call& c, booking_id id) {
    auto found = c.parts.desk.find_meeting(c.organization(), id);
    if (!found && found.error().code == errc::not_found && !c.request_key().empty())
        return std::optional<meeting_view>{};
    if (!found) return unexpected(to_response(found.error()));
    if (!json::can_edit(*found, c.me))
        return unexpected(
            forbidden(found->source.empty()
                          ? "only the organizer or an administrator may change this booking"
                          : "this booking came from a calendar file; change it there and import "
                            "it again"));
    return std::optional<meeting_view>(std::move(*found));
}

step<edit_scope> scope_of(const call& c) {
    std::optional<local_seconds> recurrence_id;
    if (const auto text = c.target.find("recurrenceId")) {
        const auto read = parse_local(*text);
        if (!read)
            return unexpected(
                bad_parameter("recurrenceId", "is no local time: " + read.error().message));
        recurrence_id = *read;
    }
    std::optional<edit_range> range;
    if (const auto text = c.target.find("range")) {
        range = json::edit_range_from(*text);
        if (!range) return unexpected(bad_parameter("range", "is to be this, this-and-future or all"));
    }
    auto scope = json::make_scope(recurrence_id, range);
    if (!scope) return unexpected(to_response(scope.error()));
    return *scope;
}

bool is_empty(const meeting_edit& edit) {
    return !edit.title && !edit.description && !edit.guests && !edit.moves_claims();
}

/// The users named in the query; each must be one of the organization's.
step<std::vector<calendar_user_id>> users_of(const call& c) {
    std::vector<calendar_user_id> users;
    for (const std::string& text : c.target.find_all("user")) {
        const auto id = calendar_user_id::from_string(text);
        if (!id) return unexpected(bad_parameter("user", "is to be an id: " + id.error().message));
        const auto there = user_of(c, *id);
        if (!there) return unexpected(there.error());
        if (std::find(users.begin(), users.end(), *id) == users.end()) users.push_back(*id);
    }
    return users;
}

/// What a device books is its own room, and nothing else.
std::optional<http_response> refuse_to_device(
    const call& c, const std::vector<std::vector<calendar_user_id>>& rooms,
    const std::vector<resource_units>& resources) {
    if (!c.me.is_device()) return std::nullopt;
    if (rooms == std::vector<std::vector<calendar_user_id>>{{c.me.user}} && resources.empty())
        return std::nullopt;
    return forbidden("the account of a device books its own room, and nothing else");
}

/// Pages are ordered by the first occurrence in the window, then by id.
std::string sort_key_of(const meeting_view& meeting) {
    const std::string start =
        meeting.occurrences.empty() ? "" : to_rfc3339(meeting.occurrences.front().span.start());
    return start + " " + meeting.id.to_string();
}

} // namespace

http_response create_booking(call& c) {
    auto asked = body_of(c, json::read_booking);
    if (!asked) return std::move(asked).error();
    if (auto refused = refuse_to_device(c, asked->rooms, asked->resources))
        return std::move(*refused);
    const auto meeting = to_meeting(c, std::move(*asked));
    if (!meeting) return meeting.error();
    const auto booked = c.parts.desk.book(c.context(), *meeting);
    if (!booked) return to_response(booked.error());
    return created_response(*booked, "/bookings/");
}

http_response create_hold(call& c) {
    auto asked = body_of(c, json::read_hold);
    if (!asked) return std::move(asked).error();
    if (asked->booking.waitlist)
        return to_response(
            invalid_input("a hold does not wait: ask for a booking with \"waitlist\""));
    const std::chrono::seconds length = asked->length.value_or(c.parts.hold_default);
    const auto meeting = to_meeting(c, std::move(asked->booking));
    if (!meeting) return meeting.error();
    const auto held = c.parts.desk.hold(c.context(), *meeting, length);
    if (!held) return to_response(held.error());
    return created_response(*held, "/bookings/");
}

http_response confirm_hold(call& c) {
    const auto id = id_of<booking_id>(c);
    if (!id) return id.error();
    const auto meeting = changeable_meeting_of(c, *id);
    if (!meeting) return meeting.error();
    const auto confirmed = c.parts.desk.confirm(c.context(), *id);
    if (!confirmed) return to_response(confirmed.error());
    return booked_response(200, *confirmed);
}

http_response release_hold(call& c) {
    const auto id = id_of<booking_id>(c);
    if (!id) return id.error();
    const auto meeting = changeable_meeting_of(c, *id);
    if (!meeting) return meeting.error();
    if (*meeting && !(*meeting)->expires_at)
        return to_response(
            json::to_problem(refusal{.reason = refusal_reason::already_confirmed}));
    const std::uint64_t sequence = *meeting ? (*meeting)->sequence : 1;
    const auto released = c.parts.desk.cancel(c.context(), *id, sequence, {});
    if (!released) return to_response(released.error());
    return no_content();
}

http_response list_bookings(call& c) {
    const auto window = window_of(c);
    if (!window) return window.error();
    const auto limit = number_of(c, "limit", page_size, page_size);
    if (!limit) return limit.error();
    auto users = users_of(c);
    if (!users) return users.error();
    if (c.me.is_device() && users->empty()) users->push_back(c.me.user);
    for (const calendar_user_id user : *users)
        if (auto refused = refuse_to_device(c, user)) return std::move(*refused);
    const auto meetings = c.parts.desk.list_meetings(c.organization(), *window, *users);
    if (!meetings) return to_response(meetings.error());
    const std::string zone_name = my_zone_name(c);
    const json::booking_reader reader{.me = c.me, .time_zone = zone_name};
    std::vector<listed> items;
    for (const meeting_view& meeting : *meetings)
        items.push_back({sort_key_of(meeting), json::write_booking(meeting, reader)});
    return page_of(c, std::move(items), std::max<std::size_t>(*limit, 1));
}

http_response read_booking(call& c) {
    const auto id = id_of<booking_id>(c);
    if (!id) return id.error();
    const auto meeting = c.parts.desk.find_meeting(c.organization(), *id);
    if (!meeting) return to_response(meeting.error());
    const auto& rooms = meeting->rooms;
    if (c.me.is_device() && std::find(rooms.begin(), rooms.end(), c.me.user) == rooms.end())
        return forbidden("the account of a device is for its own room alone");
    const std::string zone_name = my_zone_name(c);
    return to_response(200, json::write_booking(*meeting, {.me = c.me, .time_zone = zone_name}))
        .with("ETag", to_etag(meeting->sequence));
}

http_response edit_booking(call& c) {
    const auto id = id_of<booking_id>(c);
    if (!id) return id.error();
    const auto expected = expected_version(c);
    if (!expected) return expected.error();
    auto asked = body_of(c, json::read_booking_patch);
    if (!asked) return std::move(asked).error();
    const auto before = changeable_meeting_of(c, *id);
    if (!before) return before.error();
    if (asked->rooms)
        if (auto refused = refuse_to_device(c, *asked->rooms, {})) return std::move(*refused);
    const edit_scope scope = asked->scope;
    const auto edit = to_edit(c, std::move(*asked), *before ? &**before : nullptr);
    if (!edit) return edit.error();
    if (is_empty(*edit))
        return to_response(invalid_input("this changes nothing: send the members that are to be "
                                         "another way"));
    const auto updated = c.parts.desk.update(c.context(), *id, *expected, *edit, scope);
    if (!updated) return to_response(updated.error());
    return booked_response(200, *updated);
}

http_response cancel_booking(call& c) {
    const auto id = id_of<booking_id>(c);
    if (!id) return id.error();
    const auto expected = expected_version(c);
    if (!expected) return expected.error();
    const auto scope = scope_of(c);
    if (!scope) return scope.error();
    const auto before = changeable_meeting_of(c, *id);
    if (!before) return before.error();
    const auto cancelled = c.parts.desk.cancel(c.context(), *id, *expected, *scope);
    if (!cancelled) return to_response(cancelled.error());
    return no_content();
}

} // namespace timewright::http
