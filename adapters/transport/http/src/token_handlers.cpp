// Personal tokens: those that somebody signed in has given to programs.
#include "handlers.hpp"
#include "new_user.hpp"

#include <timewright/adapters/json/requests.hpp>

#include <algorithm>

namespace timewright::http {
namespace {

http_response tokens_elsewhere() {
    return to_response(error{.code = errc::unsupported,
                             .message = "this service gives no personal tokens; sign in"});
}

/// The key made a token before. Its secret was told then and is not known any more.
http_response made_before(const call& c, token_id id, const json::token_body& asked) {
    const auto all = c.parts.tokens->list_tokens(c.me);
    if (!all) return to_response(all.error());
    const bool same = std::any_of(all->begin(), all->end(), [&](const personal_token& one) {
        return one.id == id && one.name == asked.name && one.scopes == asked.scopes &&
               one.expires_at - one.created_at == asked.length;
    });
    if (!same) return to_response(json::to_problem(refusal{.reason = refusal_reason::key_reused}));
    return to_response(json::problem_document{
        .status = 409,
        .slug = "exists",
        .detail = "this Idempotency-Key has made the token " + id.to_string() +
                  ", whose secret was told once; revoke it and make another with a new key"});
}

} // namespace

http_response list_tokens(call& c) {
    if (c.parts.tokens == nullptr) return tokens_elsewhere();
    const auto limit =
        number_of(c, "limit", personal_tokens::tokens_max, personal_tokens::tokens_max);
    if (!limit) return limit.error();
    const auto all = c.parts.tokens->list_tokens(c.me);
    if (!all) return to_response(all.error());
    std::vector<listed> found;
    for (const personal_token& one : *all)
        found.push_back({one.id.to_string(), json::write_token(one)});
    return page_of(c, std::move(found), std::max<std::size_t>(*limit, 1));
}

http_response create_token(call& c) {
    if (c.parts.tokens == nullptr) return tokens_elsewhere();
    const auto asked = body_of(c, json::read_token);
    if (!asked) return asked.error();
    const calendar_user_id key = id_for_key(c);
    const token_id id(key.high(), key.low());
    const auto made =
        c.parts.tokens->issue_token(c.me, {.id = id,
                                           .name = asked->name,
                                           .scopes = asked->scopes,
                                           .expires_at = c.parts.desk.now() + asked->length});
    if (!made && made.error().code == errc::version_mismatch) return made_before(c, id, *asked);
    if (!made) return to_response(made.error());
    return to_response(201, json::write_issued_token(*made));
}

http_response revoke_token(call& c) {
    if (c.parts.tokens == nullptr) return tokens_elsewhere();
    const auto id = id_of<token_id>(c);
    if (!id) return id.error();
    const auto ended = c.parts.tokens->revoke_token(c.me, *id);
    if (!ended) return to_response(ended.error());
    return no_content();
}

} // namespace timewright::http
