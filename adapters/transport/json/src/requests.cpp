// The bodies about people, rooms, hours and searches; those about bookings are in booking_requests.cpp.
#include <timewright/adapters/json/requests.hpp>

#include "body_parts.hpp"
#include "reader.hpp"

#include <algorithm>
#include <array>

namespace timewright::json {
namespace {

using limits = request_limits;

role role_from(const node& value) {
    const auto read = role_from_string(value.text({.bytes_max = 32}));
    if (!read) value.fail("this is to be admin, facility_manager, member, viewer or device");
    return read.value_or(role::member);
}

std::string name_from(const node& value) { return value.text({.bytes_max = limits::name_bytes_max}); }

std::string password_from(const node& value) {
    return value.text({.bytes_min = 8, .bytes_max = limits::password_bytes_max, .secret = true});
}

token_scopes scopes_from(const node& value) {
    token_scopes made;
    value.each(all_token_scopes.size(), [&](const node& element) {
        const auto one = token_scope_from_string(element.text({.bytes_max = 32}));
        if (!one) return element.fail("this is to be read, book or admin");
        if (made.contains(*one)) return element.fail("this scope is named twice");
        made.insert(*one);
    });
    if (made.empty()) value.fail("a token is to have at least one scope: read, book, admin");
    return made;
}

std::chrono::days token_length_from(const node& value) {
    return std::chrono::days(
        value.number({.min = 1, .max = personal_tokens::length_max.count()}));
}

bool boolean_from(const node& value) { return value.boolean(); }

room_body place_from(object_reader& in, bool has_seats) {
    room_body made;
    made.name = name_from(in.need("name"));
    if (has_seats) made.seats = in.maybe("seats", seats_from).value_or(0);
    made.capacity = in.maybe("capacity", capacity_from).value_or(1);
    made.features = in.maybe("features", features_from).value_or(std::vector<std::string>{});
    made.time_zone = time_zone_from(in.need("timeZone"));
    made.email = in.maybe("email", [](const node& n) { return n.email(); }).value_or("");
    return made;
}

room_patch place_patch_from(object_reader& in, bool has_seats) {
    room_patch made;
    made.name = in.maybe("name", name_from);
    if (has_seats) made.seats = in.maybe("seats", seats_from);
    made.capacity = in.maybe("capacity", capacity_from);
    made.features = in.maybe("features", features_from);
    made.time_zone = in.maybe("timeZone", time_zone_from);
    made.disabled = in.maybe("disabled", boolean_from);
    return made;
}

/// "09:00"; "24:00" only as an end.
std::chrono::seconds time_of_day_from(const node& value) {
    const std::string text = value.text({.bytes_max = 16});
    const auto digit = [&](std::size_t at) { return text[at] - '0'; };
    const auto is_digit = [&](std::size_t at) { return '0' <= text[at] && text[at] <= '9'; };
    if (text.size() == 5 && text[2] == ':' && is_digit(0) && is_digit(1) && is_digit(3) &&
        is_digit(4)) {
        const int hours = digit(0) * 10 + digit(1);
        const int minutes = digit(3) * 10 + digit(4);
        if (minutes < 60 && hours * 60 + minutes <= 24 * 60)
            return std::chrono::minutes(hours * 60 + minutes);
    }
    value.fail("this is to be a time of day such as 09:00, at most 24:00");
    return {};
}

void add_day(weekday_set& days, const node& value) {
    static constexpr std::array<std::string_view, 7> names{"su", "mo", "tu", "we",
                                                           "th", "fr", "sa"};
    const std::string name = value.text({.bytes_max = 16});
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) return value.fail("this is to be mo, tu, we, th, fr, sa or su");
    days.insert(std::chrono::weekday(static_cast<unsigned>(at - names.begin())));
}

weekly_span span_from(object_reader& in) {
    weekly_span made{};
    in.need("days").each(7, [&](const node& element) { add_day(made.days, element); });
    made.start = time_of_day_from(in.need("start"));
    made.end = time_of_day_from(in.need("end"));
    if (made.days.empty()) in.fail("\"days\" is to name at least one day");
    if (made.start >= made.end)
        in.fail("hours are to end after they start; hours over midnight are two entries, one to "
                "24:00 and one from 00:00 of the next day");
    return made;
}

} // namespace

interval window_from(object_reader& in, std::chrono::seconds length_max) {
    const sys_seconds from = in.need("from").instant();
    const node end = in.need("to");
    const sys_seconds to = end.instant();
    const auto window = interval::make({.start = from, .end = to});
    if (!window) {
        end.fail("\"to\" is to be after \"from\"");
        return interval(sys_seconds{}, std::chrono::seconds(1));
    }
    if (window->length() > length_max)
        end.fail("from \"from\" to \"to\" are to be at most " +
                 std::to_string(std::chrono::floor<std::chrono::days>(length_max).count()) +
                 " days");
    return *window;
}

std::vector<std::vector<calendar_user_id>> groups_from(const node& value) {
    std::vector<std::vector<calendar_user_id>> made;
    value.each(limits::groups_max, [&](const node& element) {
        made.push_back(element.user_ids(limits::users_max));
        if (made.back().empty()) element.fail("a group is to name at least one id");
    });
    return made;
}

hours_body hours_from(object_reader& in) {
    hours_body made;
    made.time_zone = time_zone_from(in.need("timeZone"));
    in.need("hours").each(weekly_hours_parts_max, [&](const node& element) {
        element.object([&](object_reader& part) { made.weekly.push_back(span_from(part)); });
    });
    return made;
}

std::vector<std::string> features_from(const node& value) {
    std::vector<std::string> made;
    value.each(limits::features_max,
               [&](const node& element) { made.push_back(element.text({.bytes_max = limits::name_bytes_max})); });
    return made;
}

std::uint32_t seats_from(const node& value) {
    return static_cast<std::uint32_t>(value.number({.min = 0, .max = limits::seats_max}));
}

std::uint32_t capacity_from(const node& value) {
    return static_cast<std::uint32_t>(value.number({.min = 1, .max = limits::capacity_max}));
}

std::string time_zone_from(const node& value) { return value.text({.bytes_max = 100}); }

read_result<session_body> read_session(std::string_view text) {
    return read_body(text, [](object_reader& in) {
        session_body made;
        // Any text: whether it is an address must not change the answer.
        made.email = in.need("email").text({.bytes_max = limits::email_bytes_max});
        made.password = in.need("password").text(
            {.bytes_max = limits::password_bytes_max, .secret = true});
        return made;
    });
}

read_result<token_body> read_token(std::string_view text) {
    return read_body(text, [](object_reader& in) {
        token_body made;
        made.name = name_from(in.need("name"));
        made.scopes = scopes_from(in.need("scopes"));
        made.length = in.maybe("expiresInDays", token_length_from).value_or(made.length);
        return made;
    });
}

read_result<user_body> read_user(std::string_view text) {
    return read_body(text, [](object_reader& in) {
        user_body made;
        made.email = in.need("email").email();
        made.name = name_from(in.need("name"));
        made.password = password_from(in.need("password"));
        made.granted = in.maybe("role", role_from).value_or(role::member);
        made.time_zone = time_zone_from(in.need("timeZone"));
        return made;
    });
}

read_result<user_patch> read_user_patch(std::string_view text) {
    return read_body(text, [](object_reader& in) {
        user_patch made;
        made.name = in.maybe("name", name_from);
        made.password = in.maybe("password", password_from);
        made.granted = in.maybe("role", role_from);
        made.time_zone = in.maybe("timeZone", time_zone_from);
        made.disabled = in.maybe("disabled", boolean_from);
        return made;
    });
}

read_result<room_body> read_room(std::string_view text) {
    return read_body(text, [](object_reader& in) { return place_from(in, true); });
}

read_result<room_body> read_resource(std::string_view text) {
    return read_body(text, [](object_reader& in) { return place_from(in, false); });
}

read_result<room_patch> read_room_patch(std::string_view text) {
    return read_body(text, [](object_reader& in) { return place_patch_from(in, true); });
}

read_result<room_patch> read_resource_patch(std::string_view text) {
    return read_body(text, [](object_reader& in) { return place_patch_from(in, false); });
}

read_result<group_body> read_group(std::string_view text) {
    return read_body(text, [](object_reader& in) {
        group_body made;
        made.name = name_from(in.need("name"));
        made.time_zone = in.maybe("timeZone", time_zone_from).value_or("");
        made.members = in.need("members").user_ids(limits::members_max);
        return made;
    });
}

read_result<group_patch> read_group_patch(std::string_view text) {
    return read_body(text, [](object_reader& in) {
        group_patch made;
        made.name = in.maybe("name", name_from);
        made.time_zone = in.maybe("timeZone", time_zone_from);
        made.members =
            in.maybe("members", [](const node& n) { return n.user_ids(limits::members_max); });
        made.disabled = in.maybe("disabled", boolean_from);
        return made;
    });
}

read_result<hours_body> read_working_hours(std::string_view text) {
    return read_body(text, hours_from);
}

read_result<free_busy_body> read_free_busy(std::string_view text) {
    return read_body(text, [](object_reader& in) {
        auto users = in.need("users").user_ids(limits::users_max);
        return free_busy_body{.users = std::move(users),
                              .window = window_from(in, limits::search_window_max)};
    });
}

bool is_email(std::string_view text) {
    static constexpr std::string_view refused = "()<>[],;:\\\"";
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
    if (text.size() > limits::email_bytes_max || text.find('@', at + 1) != std::string_view::npos)
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return '!' <= c && c <= '~' && refused.find(c) == std::string_view::npos;
    });
}

} // namespace timewright::json
