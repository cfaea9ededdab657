// For each route of the table a request that is right, so that only who sends it can be wrong.
#pragma once

#include "api_world.hpp"

#include <map>
#include <string>
#include <vector>

namespace timewright::testing {

/// The route's path with this id in it.
inline std::string path_of(const http::route& route, const std::string& id) {
    std::string path(route.pattern);
    if (const std::size_t at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, id);
    return path;
}

/// A body that the route takes.
inline std::string body_of(const http::route& route, const api_world& world) {
    if (route.body == http::body_kind::none) return "";
    if (route.body == http::body_kind::calendar) return "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
    static const std::string window =
        R"("from":"2026-11-23T00:00:00Z","to":"2026-11-24T00:00:00Z")";
    const std::map<std::string, std::string> bodies{
        {"POST /session", R"({"email":"ana@example.com","password":"wrong password"})"},
        {"POST /me/tokens", R"({"name":"Report","scopes":["read"]})"},
        {"POST /users",
         R"({"email":"new@example.com","name":"New","password":"12345678","timeZone":"UTC"})"},
        {"PATCH /users/{id}", R"({"name":"Other"})"},
        {"POST /groups", R"({"name":"New","members":[]})"},
        {"PATCH /groups/{id}", R"({"name":"Other"})"},
        {"POST /rooms", R"({"name":"New","timeZone":"UTC"})"},
        {"PATCH /rooms/{id}", R"({"name":"Other"})"},
        {"POST /resources", R"({"name":"New","timeZone":"UTC"})"},
        {"PATCH /resources/{id}", R"({"name":"Other"})"},
        {"PUT /calendar-users/{id}/working-hours", R"({"timeZone":"UTC","hours":[]})"},
        {"PUT /policy", R"({"longest":"PT8H"})"},
        {"PUT /calendar-users/{id}/policy", R"({"longest":"PT8H"})"},
        {"POST /free-busy", "{\"users\":[]," + window + "}"},
        {"POST /slots", R"({"duration":"PT45M","required":[")" + world.atlantic.id.to_string() +
                            "\"]," + window + "}"},
        {"POST /bookings", world.booking()},
        {"POST /holds", world.booking()},
        {"PATCH /bookings/{id}", R"({"title":"Other"})"},
    };
    return bodies.at(std::string(route.method) + " " + std::string(route.pattern));
}

inline http::http_response send(api_world& world, const std::string& token, const http::route& route,
                         const std::string& id) {
    std::vector<http::header> headers;
    if (route.key_needed) headers.push_back({"Idempotency-Key", "key"});
    if (route.if_match_needed) // there is no policy yet
        headers.push_back({"If-Match", route.pattern.ends_with("policy") ? "\"0\"" : "\"1\""});
    if (route.body == http::body_kind::calendar) headers.push_back({"Content-Type", "text/calendar"});
    std::string path = path_of(route, id);
    if (route.pattern.ends_with(".ics"))
        path += "?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z";
    if (route.pattern.ends_with("/calendar")) path += "?source=test";
    return world.ask(token, std::string(route.method), path, body_of(route, world), headers);
}

inline std::string name_of(const http::route& route) {
    return std::string(route.method) + " " + std::string(route.pattern);
}

} // namespace timewright::testing
