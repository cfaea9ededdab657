// Signing in and out, who is asking, and what this service is.
#include <timewright/adapters/http/access.hpp>
#include <timewright/adapters/json/requests.hpp>

#include "handlers.hpp"

#include <algorithm>
#include <chrono>

namespace timewright::http {
namespace {

std::string zone_name_of(const call& c, const principal& who) {
    const auto user = c.parts.desk.find_user(who.organization, who.user);
    return user && !user->value.zone_name.empty() ? user->value.zone_name : "UTC";
}

http_response refused_sign_in(const error& failure) {
    if (failure.code != errc::limit_reached) return to_response(failure);
    return to_response(json::problem_document{.status = 429,
                                              .slug = "too-many-attempts",
                                              .detail = failure.message});
}

} // namespace

http_response create_session(call& c) {
    auto asked = body_of(c, json::read_session);
    if (!asked) return std::move(asked).error();
    const auto made = c.parts.who.sign_in({.email = std::move(asked->email),
                                           .password = std::move(asked->password),
                                           .address = c.request.address});
    if (!made) return refused_sign_in(made.error());
    const std::chrono::seconds lifetime =
        std::max(std::chrono::seconds(0), made->expires_at - c.parts.desk.now());
    return to_response(200, json::write_session(*made, zone_name_of(c, made->who)))
        .with("Set-Cookie", write_cookie(c.request, made->token, lifetime));
}

http_response end_session(call& c) {
    const auto ended = c.parts.who.sign_out(find_token(c.request).token);
    if (!ended) return to_response(ended.error());
    return no_content().with("Set-Cookie", write_cookie(c.request, "", {}));
}

http_response read_me(call& c) {
    return to_response(200, json::write_me(c.me, zone_name_of(c, c.me)));
}

http_response read_info(call& c) { return to_response(200, json::write_info(c.parts.info)); }

} // namespace timewright::http
