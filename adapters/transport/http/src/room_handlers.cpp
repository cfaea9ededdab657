// Rooms and resources: what can be booked besides people's time.
#include <timewright/adapters/json/requests.hpp>

#include "handlers.hpp"
#include "new_user.hpp"

#include <algorithm>
#include <map>

namespace timewright::http {
namespace {

constexpr std::size_t page_size = 200;

/// The two kinds of places, which differ in little else than their address.
struct place_kind {
    calendar_user_kind kind;
    user_scope scope;
    const char* path;
    json::read_result<json::room_body> (*read)(std::string_view);
    json::read_result<json::room_patch> (*read_patch)(std::string_view);
};

constexpr place_kind room_kind{calendar_user_kind::room, user_scope::rooms, "/rooms/",
                               json::read_room, json::read_room_patch};
constexpr place_kind resource_kind{calendar_user_kind::resource, user_scope::resources,
                                   "/resources/", json::read_resource, json::read_resource_patch};

http_response place_response(int status, const versioned<calendar_user>& place) {
    return to_response(status, json::write_user(place.value)).with("ETag", to_etag(place.version));
}

bool has_features(const calendar_user& place, const std::vector<std::string>& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& feature) {
        return std::find(place.features.begin(), place.features.end(), feature) !=
               place.features.end();
    });
}

/// The most units of the claims that are taken at one instant.
std::uint64_t peak_of(std::span<const live_claim> claims) {
    std::map<sys_seconds, std::int64_t> steps;
    for (const live_claim& one : claims) {
        if (one.type == busy_type::free || one.effect == claim_effect::waits) continue;
        steps[one.span.start()] += one.units;
        steps[one.span.end()] -= one.units;
    }
    std::int64_t taken = 0;
    std::int64_t peak = 0;
    for (const auto& [at, by] : steps) peak = std::max(peak, taken += by);
    return static_cast<std::uint64_t>(peak);
}

/// Leaves those that have a unit free during the whole window, and that the caller may book then.
step<std::vector<calendar_user>> only_available(const call& c, std::vector<calendar_user> places) {
    const bool asked = c.target.find("available_from") || c.target.find("available_to");
    if (!asked) return places;
    const auto window = window_of(c, "available_from", "available_to");
    if (!window) return unexpected(window.error());
    std::vector<calendar_user_id> ids;
    for (const calendar_user& place : places) ids.push_back(place.id);
    const auto loaded = c.parts.claims.load(c.organization(), ids, *window);
    if (!loaded) return unexpected(to_response(loaded.error()));
    std::map<calendar_user_id, std::vector<live_claim>> claims;
    for (const live_claim& one : loaded->claims)
        if (one.span.overlaps(*window)) claims[one.user].push_back(one);
    std::erase_if(places, [&](const calendar_user& place) {
        return place.disabled || peak_of(claims[place.id]) >= place.capacity;
    });
    ids.clear();
    for (const calendar_user& place : places) ids.push_back(place.id);
    const auto broken = c.parts.desk.find_violations(c.context(), ids, *window);
    if (!broken) return unexpected(to_response(broken.error()));
    std::vector<calendar_user> allowed;
    for (std::size_t i = 0; i < places.size(); ++i)
        if ((*broken)[i].empty()) allowed.push_back(std::move(places[i]));
    return allowed;
}

http_response list_places(call& c, const place_kind& kind) {
    const auto limit = number_of(c, "limit", page_size, page_size);
    if (!limit) return limit.error();
    const auto seats = number_of(c, "capacity_min", 0, json::request_limits::seats_max);
    if (!seats) return seats.error();
    const std::vector<std::string> features = c.target.find_all("feature");
    const auto users = c.parts.desk.list_users(c.organization());
    if (!users) return to_response(users.error());
    std::vector<calendar_user> places;
    for (const auto& [user, version] : *users)
        if (user.kind == kind.kind && user.seats >= *seats && has_features(user, features))
            places.push_back(user);
    auto available = only_available(c, std::move(places));
    if (!available) return std::move(available).error();
    std::vector<listed> found;
    for (const calendar_user& place : *available)
        found.push_back({place.name + '\0' + place.id.to_string(), json::write_user(place)});
    return page_of(c, std::move(found), std::max<std::size_t>(*limit, 1));
}

http_response create_place(call& c, const place_kind& kind) {
    auto asked = body_of(c, kind.read);
    if (!asked) return std::move(asked).error();
    const auto made = create_user(c, {.kind = kind.kind,
                                      .name = std::move(asked->name),
                                      .email = std::move(asked->email),
                                      .zone_name = std::move(asked->time_zone),
                                      .capacity = asked->capacity,
                                      .seats = asked->seats,
                                      .features = std::move(asked->features)});
    if (!made) return made.error();
    return place_response(201, made->user)
        .with("Location", std::string(api::root) + kind.path + made->user.value.id.to_string());
}

http_response read_place(call& c, const place_kind& kind) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    if (auto refused = refuse_to_device(c, *id)) return std::move(*refused);
    const auto place = user_of(c, *id, kind.scope);
    if (!place) return place.error();
    return place_response(200, *place);
}

calendar_user patched(calendar_user place, json::room_patch asked) {
    if (asked.name) place.name = std::move(*asked.name);
    if (asked.seats) place.seats = *asked.seats;
    if (asked.capacity) place.capacity = *asked.capacity;
    if (asked.features) place.features = std::move(*asked.features);
    if (asked.time_zone) place.zone_name = std::move(*asked.time_zone);
    if (asked.disabled) place.disabled = *asked.disabled;
    return place;
}

http_response edit_place(call& c, const place_kind& kind) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    const auto expected = expected_version(c);
    if (!expected) return expected.error();
    auto asked = body_of(c, kind.read_patch);
    if (!asked) return std::move(asked).error();
    const auto place = user_of(c, *id, kind.scope);
    if (!place) return place.error();
    const auto put = c.parts.desk.put_user(c.organization(),
                                           patched(place->value, std::move(*asked)), *expected);
    if (!put && put.error().code == errc::forbidden)
        return to_response(json::problem_document{
            .status = 409, .slug = "conflict", .detail = put.error().message});
    if (!put) return to_response(put.error());
    return place_response(200, *put);
}

http_response remove_place(call& c, const place_kind& kind) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    const auto expected = expected_version(c);
    if (!expected) return expected.error();
    const auto place = user_of(c, *id, kind.scope);
    if (!place) return place.error();
    const auto removed = c.parts.desk.remove_user(c.organization(), *id, *expected);
    if (!removed) return to_response(removed.error());
    return no_content();
}

} // namespace

http_response list_rooms(call& c) { return list_places(c, room_kind); }
http_response create_room(call& c) { return create_place(c, room_kind); }
http_response read_room(call& c) { return read_place(c, room_kind); }
http_response edit_room(call& c) { return edit_place(c, room_kind); }
http_response remove_room(call& c) { return remove_place(c, room_kind); }
http_response list_resources(call& c) { return list_places(c, resource_kind); }
http_response create_resource(call& c) { return create_place(c, resource_kind); }
http_response read_resource(call& c) { return read_place(c, resource_kind); }
http_response edit_resource(call& c) { return edit_place(c, resource_kind); }
http_response remove_resource(call& c) { return remove_place(c, resource_kind); }

} // namespace timewright::http
