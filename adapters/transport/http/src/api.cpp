// From a request to the handler of its route: every check that does not depend on what the handler
// does is made here, from the table.
#include "call.hpp"
#include "contract.hpp"

#include <timewright/adapters/http/access.hpp>
#include <timewright/adapters/http/api.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace timewright::http {
namespace {

using refusal_response = std::optional<http_response>;

http_response refuse(int status, const char* slug, std::string detail) {
    return to_response(
        json::problem_document{.status = status, .slug = slug, .detail = std::move(detail)});
}

/// The segments below /api/v1, or none when the path lies elsewhere.
std::optional<std::span<const std::string>> below_root(const request_target& target) {
    const std::span<const std::string> all(target.segments);
    if (all.size() < 2 || all[0] != "api" || all[1] != "v1") return std::nullopt;
    return all.subspan(2);
}

/// What stands for the "{id}"s when the path has the pattern's shape.
std::optional<std::vector<std::string>> match(std::string_view pattern,
                                              std::span<const std::string> segments) {
    std::vector<std::string> captured;
    std::size_t at = 0;
    while (!pattern.empty()) {
        pattern.remove_prefix(1); // the slash
        const std::string_view piece = pattern.substr(0, pattern.find('/'));
        pattern.remove_prefix(piece.size());
        if (at == segments.size()) return std::nullopt;
        if (piece.front() == '{')
            captured.push_back(segments[at]);
        else if (piece != segments[at])
            return std::nullopt;
        ++at;
    }
    if (at != segments.size()) return std::nullopt;
    return captured;
}

/// Sets the call's route, or says why there is none.
refusal_response find_route(call& c) {
    const auto segments = below_root(c.target);
    if (!segments) return not_found("there is nothing at this address");
    std::string_view method = c.request.method;
    if (method == "HEAD") method = "GET";
    std::string allowed;
    for (const route& candidate : routes()) {
        auto captured = match(candidate.pattern, *segments);
        if (!captured) continue;
        if (candidate.method == method) {
            c.matched = &candidate;
            c.captured = std::move(*captured);
            return std::nullopt;
        }
        allowed += (allowed.empty() ? "" : ", ") + std::string(candidate.method);
        if (candidate.method == "GET") allowed += ", HEAD";
    }
    if (allowed.empty()) return not_found("there is nothing at this address");
    return refuse(405, "method-not-allowed", "this address knows the methods " + allowed)
        .with("Allow", allowed);
}

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD"; }

/// "only an account with the role admin or facility_manager may do this"
std::string refusal_of(role_set who) {
    return "only an account with the role " + to_string(who, " or ") + " may do this";
}

std::string refusal_of(token_scope scope) {
    if (scope == token_scope::account)
        return "a personal token may not do this; sign in with POST /api/v1/session";
    return "this token is not for that: it lacks the scope " + std::string(to_string(scope));
}

/// Who asks, and whether the route is theirs.
refusal_response check_access(call& c) {
    const presented_token presented = find_token(c.request);
    if (!is_safe(c.request.method) && !presented.bearer && is_foreign(c.request))
        return forbidden("a page of another site may not do this in your name");
    if (c.matched->who.is_open()) return std::nullopt;
    if (presented.token.empty())
        return refuse(401, "unauthorized",
                      "sign in with POST /api/v1/session and send the cookie, or the token as "
                      "Authorization: Bearer TOKEN");
    auto me = c.parts.who.authenticate(presented.token);
    if (!me) return to_response(me.error());
    c.me = std::move(*me);
    if (!c.me.scopes.contains(c.matched->scope)) return forbidden(refusal_of(c.matched->scope));
    if (!c.matched->who.contains(c.me.granted)) return forbidden(refusal_of(c.matched->who));
    return std::nullopt;
}

bool is_request_key(std::string_view key) {
    return key.size() <= change_limits::request_key_bytes_max &&
           std::all_of(key.begin(), key.end(), [](char ch) { return '!' <= ch && ch <= '~'; });
}

refusal_response check_headers(const call& c) {
    const auto& headers = c.request.headers;
    for (const char* name : {"idempotency-key", "if-match", "content-type"})
        if (values_of(headers, name).size() > 1)
            return refuse(400, "invalid-input",
                          "the header " + std::string(name) + " is there twice; send it once");
    const std::string_view key = c.request_key();
    if (key.empty() && (c.matched->key_needed || has_header(headers, "idempotency-key")))
        return refuse(400, "invalid-input",
                      "send an Idempotency-Key, new for each request (a UUID), so that sending it "
                      "again cannot book twice");
    if (!is_request_key(key))
        return refuse(400, "invalid-input",
                      "an Idempotency-Key has at most 255 visible ASCII characters, no spaces");
    if (c.matched->if_match_needed && !has_header(headers, "if-match"))
        return refuse(428, "precondition-required",
                      "send the ETag of what you read as If-Match, so that no other change is "
                      "overwritten");
    return std::nullopt;
}

refusal_response check_query(const call& c) {
    static constexpr std::string_view repeatable[] = {"user", "feature"};
    const auto known = c.matched->query;
    for (const auto& [name, value] : c.target.query) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            return refuse(
                400, "unknown-member",
                "there is no query parameter of that name here; known are: " + [&] {
                    std::string all;
                    for (const std::string_view k : known)
                        all += (all.empty() ? "" : ", ") + std::string(k);
                    return all.empty() ? std::string("none") : all;
                }());
        const bool repeats =
            std::find(std::begin(repeatable), std::end(repeatable), name) != std::end(repeatable);
        if (!repeats && c.target.find_all(name).size() > 1)
            return bad_parameter(name, "is there twice; send it once");
    }
    return std::nullopt;
}

/// "application/json; charset=utf-8" is application/json; another charset is another type.
bool is_media_type(std::string_view value, std::string_view wanted) {
    const std::size_t semicolon = value.find(';');
    std::string_view type = value.substr(0, semicolon);
    while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
    if (!equal_without_case(type, wanted)) return false;
    if (semicolon == std::string_view::npos) return true;
    std::string parameters;
    for (const char ch : value.substr(semicolon + 1))
        if (ch != ' ' && ch != '"') parameters += ch;
    return parameters.empty() || equal_without_case(parameters, "charset=utf-8");
}

refusal_response check_media_type(const call& c) {
    const auto& headers = c.request.headers;
    const std::string_view coding = value_of(headers, "content-encoding");
    if (!coding.empty() && !equal_without_case(coding, "identity"))
        return refuse(415, "unsupported-media-type", "send the body without Content-Encoding");
    if (c.matched->body == body_kind::none) return std::nullopt;
    const bool calendar = c.matched->body == body_kind::calendar;
    const char* wanted = calendar ? "text/calendar" : "application/json";
    if (!is_media_type(value_of(headers, "content-type"), wanted))
        return refuse(415, "unsupported-media-type",
                      "send the body as Content-Type: " + std::string(wanted) + ", in UTF-8");
    return std::nullopt;
}

std::size_t bytes_max_of(const route& matched) {
    switch (matched.body) {
        case body_kind::none:
            return 0;
        case body_kind::json:
            return json_bytes_max;
        case body_kind::calendar:
            return calendar_bytes_max;
    }
    return 0;
}

refusal_response check_body(const call& c) {
    if (c.matched->body == body_kind::none)
        return c.request.body.empty()
                   ? std::nullopt
                   : refusal_response(refuse(400, "invalid-input", "this request takes no body"));
    if (c.request.body.size() > bytes_max_of(*c.matched))
        return refuse(413, "too-large",
                      "the body may have at most " + std::to_string(bytes_max_of(*c.matched)) +
                          " bytes here");
    return std::nullopt;
}

/// Everything that the head of a request alone can be refused for.
refusal_response check_head(call& c) {
    if (auto refused = find_route(c)) return refused;
    if (auto refused = check_access(c)) return refused;
    if (auto refused = check_query(c)) return refused;
    if (auto refused = check_headers(c)) return refused;
    return check_media_type(c);
}

http_response answer(call& c) {
    try {
        if (auto refused = check_head(c)) return std::move(*refused);
        if (auto refused = check_body(c)) return std::move(*refused);
        return c.matched->handle(c);
    } catch (const std::exception& thrown) {
        // The library throws nothing of its own: this is memory that ran out, or the like.
        return to_response(error{.code = errc::internal, .message = thrown.what()});
    }
}

http_response finished(http_response made) {
    made.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff");
    return made;
}

} // namespace

api::api(parts_needed parts)
    : parts_(std::move(parts)), contract_(std::make_shared<contract>(parts_.info.version)) {}

http_response api::handle(const http_request& request) const {
    const auto target = parse_target(request.target);
    if (!target) return finished(to_response(target.error()));
    if (auto described = contract_->find(request, *target)) return finished(std::move(*described));
    call c{.parts = parts_, .request = request, .target = *target};
    http_response made = answer(c);
    if (made.status >= 500 && parts_.log)
        parts_.log(request.method + " " + std::string(c.matched ? c.matched->pattern : "") +
                   " answered " + std::to_string(made.status) + ": " + made.note + " (request " +
                   request.id + ")");
    made.matched = c.matched;
    return finished(std::move(made));
}

std::optional<http_response> api::admit(const http_request& head) const {
    const auto target = parse_target(head.target);
    if (!target) return finished(to_response(target.error()));
    if (auto described = contract_->find(head, *target))
        return described->status == 200 ? std::nullopt
                                        : std::optional(finished(std::move(*described)));
    call c{.parts = parts_, .request = head, .target = *target};
    if (auto refused = check_head(c)) {
        refused->matched = c.matched;
        return finished(std::move(*refused));
    }
    return std::nullopt;
}

std::size_t api::body_bytes_max(const http_request& head) const {
    const auto target = parse_target(head.target);
    if (!target) return 0;
    call c{.parts = parts_, .request = head, .target = *target};
    return find_route(c) ? 0 : bytes_max_of(*c.matched);
}

} // namespace timewright::http
