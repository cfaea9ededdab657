// A small world behind the API: two organizations over memory stores, people with accounts, rooms, a
// clock that stands still. Requests are values; there is no socket.
#pragma once

#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/identity/local_identity.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/ids.hpp>
#include <timewright/storage/memory_directory.hpp>
#include <timewright/storage/memory_store.hpp>
#include <timewright/time/civil.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <string>
#include <utility>
#include <vector>

namespace timewright::testing {

/// Passwords that cost nothing, for tests.
inline local_identity_options cheap_identity() {
    return {.cost = {.passes = 1, .memory_kib = 64, .lanes = 1}};
}

struct api_world {
    static constexpr const char* password = "a long password";

    manual_clock present{*parse_rfc3339("2026-11-22T12:00:00Z")};
    random_ids mint;
    memory_store claims{present};
    memory_directory records;
    scheduler desk{{.claims = claims,
                    .records = records,
                    .present = present,
                    .mint = mint,
                    .zones = pinned_zones()}};
    local_identity who{records, present, cheap_identity()};
    http::api service{{.desk = desk,
                       .claims = claims,
                       .who = who,
                       .people = &who,
                       .tokens = &who,
                       .info = {.version = "1.2.3", .tzdata = "2026f"},
                       .log = [this](const std::string& line) { log.push_back(line); }}};
    std::vector<std::string> log;

    organization_id ours = organization_id::from_number(1);
    organization_id theirs = organization_id::from_number(2);
    calendar_user ana = add_person(ours, "Ana", role::admin);
    calendar_user ben = add_person(ours, "Ben", role::member);
    calendar_user eve = add_person(theirs, "Eve", role::admin);
    calendar_user team = add_group(ours, "Team", {ben.id});
    calendar_user atlantic = add_place(ours, "Atlantic", calendar_user_kind::room);
    calendar_user pacific = add_place(ours, "Pacific", calendar_user_kind::room);
    calendar_user projector = add_place(ours, "Projector", calendar_user_kind::resource);
    calendar_user their_room = add_place(theirs, "Their room", calendar_user_kind::room);
    std::string anas_token = sign_in("ana@example.com");
    std::string bens_token = sign_in("ben@example.com");
    std::string eves_token = sign_in("eve@example.com");

    calendar_user add_person(organization_id organization, const std::string& name, role granted) {
        std::string email = name + "@example.com";
        email[0] = static_cast<char>(email[0] + 32);
        const auto made = desk.put_user(organization,
                                        {.name = name, .email = email, .zone_name = "Europe/Lisbon"},
                                        0);
        who.create({.organization = organization,
                    .user = made->value.id,
                    .email = email,
                    .name = name,
                    .password = password,
                    .granted = granted})
            .value();
        return made->value;
    }

    calendar_user add_group(organization_id organization, const std::string& name,
                            std::vector<calendar_user_id> members) {
        return desk
            .put_user(organization,
                      {.kind = calendar_user_kind::group,
                       .name = name,
                       .members = std::move(members)},
                      0)
            ->value;
    }

    calendar_user add_place(organization_id organization, const std::string& name,
                            calendar_user_kind kind) {
        return desk
            .put_user(organization,
                      {.kind = kind, .name = name, .zone_name = "Europe/Lisbon",
                       .seats = kind == calendar_user_kind::room ? 8U : 0U,
                       .features = {"screen"}},
                      0)
            ->value;
    }

    /// The token of the display at a room.
    std::string add_display(const calendar_user& room) {
        who.create({.organization = ours,
                    .user = room.id,
                    .email = "display@example.com",
                    .name = room.name,
                    .password = password,
                    .granted = role::device})
            .value();
        return sign_in("display@example.com");
    }

    std::string sign_in(const std::string& email) {
        return who.sign_in({.email = email, .password = password})->token;
    }

    /// `headers` may say "authorization" itself.
    http::http_response ask(const std::string& token, const std::string& method,
                            const std::string& path, const std::string& body = "",
                            std::vector<http::header> headers = {}) {
        http::http_request request{
            .method = method, .target = "/api/v1" + path, .headers = std::move(headers), .body = body,
            .address = "192.0.2.1"};
        request.headers.push_back({"Host", "127.0.0.1:8080"});
        if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
        if (!body.empty() && !http::has_header(request.headers, "content-type"))
            request.headers.push_back({"Content-Type", "application/json"});
        return service.handle(request);
    }

    /// A booking of Atlantic by Ben, on the hour.
    std::string booking(const std::string& hour = "09", const std::string& more = "") const {
        return R"({"title":"Planning","start":"2026-11-23T)" + hour +
               R"(:00:00","timeZone":"Europe/Lisbon","duration":"PT45M","rooms":[")" +
               atlantic.id.to_string() + "\"]" + (more.empty() ? "" : "," + more) + "}";
    }
    http::http_response book(const std::string& token, const std::string& key,
                             const std::string& body) {
        return ask(token, "POST", "/bookings", body, {{"Idempotency-Key", key}});
    }
};

inline boost::json::object read(const http::http_response& response) {
    boost::json::error_code ec;
    const boost::json::value parsed = boost::json::parse(response.body, ec);
    return parsed.is_object() ? parsed.get_object() : boost::json::object{};
}

inline std::string text_of(const http::http_response& response, const char* member) {
    const auto object = read(response);
    const auto* found = object.if_contains(member);
    return found != nullptr && found->is_string() ? std::string(found->get_string().c_str()) : "";
}

/// "409 conflict": the status and the problem's slug.
inline std::string verdict(const http::http_response& response) {
    const std::string type = text_of(response, "type");
    return std::to_string(response.status) + " " + type.substr(type.rfind('/') + 1);
}

} // namespace timewright::testing
