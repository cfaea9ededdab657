// The bodies of bookings, holds and their edits.
#include <timewright/adapters/json/requests.hpp>

#include "body_parts.hpp"
#include "reader.hpp"
#include "rule.hpp"

namespace timewright::json {
namespace {

using limits = request_limits;

std::string title_from(const node& value) {
    return value.text({.bytes_max = limits::title_bytes_max});
}

std::string description_from(const node& value) {
    return value.text(
        {.bytes_min = 0, .bytes_max = limits::description_bytes_max, .lines = true});
}

/// A local time; a day alone is its midnight.
local_seconds start_from(const node& value) {
    const std::string text = value.text({.bytes_max = 64});
    if (text.size() == 10)
        if (const auto day = parse_date(text)) return local_seconds(*day);
    return value.local();
}

civil_duration length_from(const node& value) {
    const civil_duration read = value.duration();
    if (std::chrono::days(read.days) + read.time > limits::meeting_length_max)
        value.fail("a meeting is to be at most " +
                   std::to_string(limits::meeting_length_max.count()) + " days long");
    return read;
}

invitee invitee_from(const node& value) {
    const std::string text = value.text({.bytes_max = limits::email_bytes_max});
    if (const auto user = calendar_user_id::from_string(text)) return {.user = *user};
    if (is_email(text)) return {.email = text};
    value.fail("this is to be the id of a calendar user or an e-mail address");
    return {};
}

std::vector<invitee> invitees_from(const node& value) {
    std::vector<invitee> made;
    value.each(limits::participants_max,
               [&](const node& element) { made.push_back(invitee_from(element)); });
    return made;
}

std::vector<calendar_user_id> users_from(const node& value) {
    return value.user_ids(limits::users_max);
}

/// rooms, anyRoomOf and anyOf, as groups of which one each is taken. None when none was said.
std::optional<std::vector<std::vector<calendar_user_id>>> rooms_from(object_reader& in) {
    const auto rooms = in.find("rooms");
    const auto any_room_of = in.find("anyRoomOf");
    const auto any_of = in.find("anyOf");
    if (!rooms && !any_room_of && !any_of) return std::nullopt;
    if (rooms && any_room_of)
        any_room_of->fail("say either \"rooms\" (all of them) or \"anyRoomOf\" (one of them)");
    std::vector<std::vector<calendar_user_id>> made;
    if (rooms)
        for (const calendar_user_id room : users_from(*rooms)) made.push_back({room});
    if (any_room_of) {
        made.push_back(users_from(*any_room_of));
        if (made.back().empty()) any_room_of->fail("this is to name at least one room");
    }
    if (any_of)
        for (auto& group : groups_from(*any_of)) made.push_back(std::move(group));
    return made;
}

std::vector<resource_units> resources_from(const node& value) {
    std::vector<resource_units> made;
    value.each(limits::users_max, [&](const node& element) {
        element.object([&](object_reader& in) {
            resource_units one{.id = in.need("id").id<calendar_user_id>()};
            if (const auto units = in.find("units"))
                one.units = static_cast<std::uint32_t>(
                    units->number({.min = 1, .max = limits::capacity_max}));
            made.push_back(one);
        });
    });
    return made;
}

bool skips_from(const node& value) {
    const std::string text = value.text({.bytes_max = 32});
    if (text != "refuse" && text != "skip-occurrences")
        value.fail("this is to be refuse or skip-occurrences");
    return text == "skip-occurrences";
}

void check_whole_days(object_reader& in, const booking_body& made) {
    if (!made.all_day) {
        if (made.time_zone.empty())
            in.fail("say the zone of \"start\" in \"timeZone\", such as Europe/Lisbon");
        return;
    }
    if (made.start != local_seconds(std::chrono::floor<std::chrono::days>(made.start)))
        in.fail("an all-day booking is to start at midnight");
    if (made.duration.time.count() != 0)
        in.fail("an all-day booking is to last whole days, such as P1D");
}

booking_body booking_from(object_reader& in) {
    booking_body made;
    made.title = title_from(in.need("title"));
    made.description = in.maybe("description", description_from).value_or("");
    made.start = start_from(in.need("start"));
    made.time_zone = in.maybe("timeZone", time_zone_from).value_or("");
    made.duration = length_from(in.need("duration"));
    made.all_day = in.maybe("allDay", [](const node& n) { return n.boolean(); }).value_or(false);
    if (auto rooms = rooms_from(in)) made.rooms = std::move(*rooms);
    if (const auto there = in.find("resources")) made.resources = resources_from(*there);
    if (const auto there = in.find("participants")) made.participants = invitees_from(*there);
    if (const auto there = in.find("insist")) made.insisted = users_from(*there);
    made.rule = in.maybe("recurrenceRule", rule_from);
    made.skip_occurrences = in.maybe("onConflict", skips_from).value_or(false);
    made.waitlist = in.maybe("waitlist", [](const node& n) { return n.boolean(); }).value_or(false);
    made.bump = in.maybe("bump", [](const node& n) { return n.boolean(); }).value_or(false);
    made.on_behalf_of =
        in.maybe("onBehalfOf", [](const node& n) { return n.id<calendar_user_id>(); });
    check_whole_days(in, made);
    return made;
}

hold_body hold_from(object_reader& in) {
    hold_body made;
    if (const auto length = in.find("expiresIn")) {
        made.length = length->exact_duration();
        if (*made.length > limits::hold_length_max)
            length->fail("a hold is to last at most PT1H");
    }
    made.booking = booking_from(in);
    return made;
}

booking_patch patch_from(object_reader& in) {
    booking_patch made;
    made.title = in.maybe("title", title_from);
    made.description = in.maybe("description", description_from);
    made.start = in.maybe("start", start_from);
    made.time_zone = in.maybe("timeZone", time_zone_from);
    made.duration = in.maybe("duration", length_from);
    made.rooms = rooms_from(in);
    made.participants = in.maybe("participants", invitees_from);
    made.insisted = in.maybe("insist", users_from);
    const auto recurrence_id = in.maybe("recurrenceId", [](const node& n) { return n.local(); });
    const auto range = in.maybe("range", [](const node& n) {
        const auto read = edit_range_from(n.text({.bytes_max = 32}));
        if (!read) n.fail("this is to be this, this-and-future or all");
        return read.value_or(edit_range::all);
    });
    auto scope = make_scope(recurrence_id, range);
    if (scope) made.scope = *scope;
    else in.fail(scope.error().detail);
    if (made.time_zone && !made.start)
        in.fail("\"timeZone\" goes with \"start\": say both to move the booking");
    return made;
}

} // namespace

std::optional<edit_range> edit_range_from(std::string_view text) {
    if (text == "this") return edit_range::this_one;
    if (text == "this-and-future") return edit_range::this_and_future;
    if (text == "all") return edit_range::all;
    return std::nullopt;
}

read_result<edit_scope> make_scope(std::optional<local_seconds> recurrence_id,
                                   std::optional<edit_range> range) {
    const edit_range meant =
        range.value_or(recurrence_id ? edit_range::this_one : edit_range::all);
    if (!recurrence_id && meant != edit_range::all)
        return unexpected(problem_document{
            .detail = "\"range\" is about an occurrence: name it in \"recurrenceId\""});
    // "all" together with an occurrence means the whole series, whichever was clicked.
    if (meant == edit_range::all) return edit_scope{};
    return edit_scope{.recurrence_id = recurrence_id, .range = meant};
}

read_result<booking_body> read_booking(std::string_view text) {
    return read_body(text, booking_from);
}

read_result<hold_body> read_hold(std::string_view text) { return read_body(text, hold_from); }

read_result<booking_patch> read_booking_patch(std::string_view text) {
    return read_body(text, patch_from);
}

} // namespace timewright::json
