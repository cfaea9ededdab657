#include "issued_tokens.hpp"

#include "directory_walk.hpp"
#include "tokens.hpp"

#include <timewright/time/interval.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace timewright::identity_local {
namespace {

constexpr std::size_t id_digits = 32;
constexpr std::size_t ids_at = secret_prefix.size();
constexpr std::size_t random_at = ids_at + 2 * id_digits + 1;

template <class Tag>
std::string hex_of(const basic_id<Tag>& id) {
    std::string text = id.to_string();
    std::erase(text, '-');
    return text;
}

/// 32 hexadecimal digits with the dashes of a UUID.
std::string with_dashes(std::string_view digits) {
    std::string text(digits);
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return text;
}

std::string prefix_of(account_id owner) { return owner.to_string() + "/"; }

error refused(errc code, std::string message, const char* pointer = "") {
    return {.code = code, .message = std::move(message), .pointer = pointer};
}

error no_token() {
    return {.code = errc::unauthorized,
            .message = "this session or token has ended or never was; sign in again"};
}

std::chrono::sys_days day_of(sys_seconds t) { return std::chrono::floor<std::chrono::days>(t); }

} // namespace

bool is_secret(std::string_view text) {
    return text.starts_with(secret_prefix) && text.size() > random_at &&
           text[random_at - 1] == '_' && is_token(text.substr(random_at)) &&
           std::all_of(text.begin() + ids_at, text.begin() + random_at - 1,
                       [](char c) { return ('0' <= c && c <= '9') || ('a' <= c && c <= 'f'); });
}

bool issued_tokens::is_alive(const token_record& record, const account_record& owner) const {
    return present_.now() < record.what.expires_at && !owner.known.disabled &&
           record.account == owner.known.who.account && record.generation == owner.generation;
}

result<void, error> issued_tokens::check(const account_record& owner,
                                         const new_token& asked) const {
    if (asked.name.empty() || asked.name.size() > personal_tokens::name_bytes_max)
        return unexpected(
            refused(errc::invalid_input, "the name of a token has 1 to 200 bytes", "/name"));
    if (asked.scopes.empty() || asked.scopes.contains(token_scope::account))
        return unexpected(refused(errc::invalid_input,
                                  "a token has scopes: one or more of read, book and admin",
                                  "/scopes"));
    if (asked.scopes.contains(token_scope::admin) && !owner.known.who.keeps_rooms())
        return unexpected(refused(errc::forbidden,
                                  "the scope admin is for tokens of administrators and facility "
                                  "managers",
                                  "/scopes"));
    const sys_seconds now = present_.now();
    if (asked.expires_at <= now || asked.expires_at > now + personal_tokens::length_max)
        return unexpected(
            refused(errc::invalid_input, "a token ends after now, and within 366 days"));
    return {};
}

/// Takes away the account's dead tokens; refuses when the living are as many as may be.
result<void, error> issued_tokens::make_room(const account_record& owner) {
    std::size_t living = 0;
    auto read = each_record(records_, token_kind, prefix_of(owner.known.who.account),
                            [&](const directory_record& record) {
                                const auto known = to_token_record(record.body);
                                if (!known || !is_alive(*known, owner))
                                    return remove_record(records_, record.key);
                                ++living;
                                return result<void, error>{};
                            });
    if (!read) return read;
    if (living >= personal_tokens::tokens_max)
        return unexpected(
            refused(errc::limit_reached, "an account has at most " +
                                             std::to_string(personal_tokens::tokens_max) +
                                             " tokens; take one away that is not needed any more"));
    return {};
}

result<issued_token, error> issued_tokens::issue(const std::string& key,
                                                 const account_record& owner,
                                                 const new_token& asked) {
    if (auto fits = check(owner, asked); !fits) return unexpected(std::move(fits).error());
    auto random = make_token();
    if (!random) return unexpected(std::move(random).error());
    const token_id id = asked.id.is_nil() ? mint_.make<token_id>() : asked.id;
    const account_id account = owner.known.who.account;
    std::string secret = std::string(secret_prefix) + hex_of(account) + hex_of(id) + "_" + *random;
    auto digest = digest_of(secret);
    if (!digest) return unexpected(std::move(digest).error());
    if (records_.find(key_of_token(account, id)))
        return unexpected(refused(errc::version_mismatch, "this token is there already"));
    if (auto room = make_room(owner); !room) return unexpected(std::move(room).error());
    const token_record made{.email = key,
                            .account = account,
                            .generation = owner.generation,
                            .digest = std::move(*digest),
                            .what = {.id = id,
                                     .name = asked.name,
                                     .scopes = asked.scopes,
                                     .created_at = present_.now(),
                                     .expires_at = asked.expires_at}};
    auto put = records_.put(key_of_token(account, id), 0, to_text(made));
    if (!put) return unexpected(std::move(put).error());
    return issued_token{.secret = std::move(secret), .what = made.what};
}

result<std::vector<personal_token>, error> issued_tokens::list(const account_record& owner) {
    std::vector<personal_token> found;
    auto read = each_record(records_, token_kind, prefix_of(owner.known.who.account),
                            [&](const directory_record& record) {
                                const auto known = to_token_record(record.body);
                                if (known && is_alive(*known, owner)) found.push_back(known->what);
                                return result<void, error>{};
                            });
    if (!read) return unexpected(std::move(read).error());
    return found;
}

result<void, error> issued_tokens::revoke(account_id owner, token_id which) {
    const directory_key key = key_of_token(owner, which);
    const auto found = records_.find(key);
    if (!found && found.error().code == errc::not_found)
        return unexpected(refused(errc::not_found, "there is no token of that id"));
    if (!found) return unexpected(found.error());
    return remove_record(records_, key);
}

result<token_record, error> issued_tokens::find(std::string_view secret) {
    if (!is_secret(secret)) return unexpected(no_token());
    const auto account = account_id::from_string(with_dashes(secret.substr(ids_at, id_digits)));
    const auto id =
        token_id::from_string(with_dashes(secret.substr(ids_at + id_digits, id_digits)));
    if (!account || !id) return unexpected(no_token());
    const auto found = records_.find(key_of_token(*account, *id));
    if (!found && found.error().code == errc::not_found) return unexpected(no_token());
    if (!found) return unexpected(found.error());
    auto record = to_token_record(found->body);
    if (!record) return unexpected(std::move(record).error());
    const auto digest = digest_of(secret);
    if (!digest) return unexpected(digest.error());
    // Both are digests: how long they take to differ tells nothing about the secret.
    if (*digest != record->digest || present_.now() >= record->what.expires_at)
        return unexpected(no_token());
    return record;
}

void issued_tokens::note_use(const token_record& found) {
    const std::chrono::sys_days today = day_of(present_.now());
    if (found.what.last_used && *found.what.last_used >= today) return;
    const directory_key key = key_of_token(found.account, found.what.id);
    const auto there = records_.find(key);
    if (!there) return;
    auto record = to_token_record(there->body);
    if (!record) return;
    record->what.last_used = today;
    // Where two use it at once, one of them has noted the day.
    static_cast<void>(records_.put(key, there->version, to_text(*record)));
}

} // namespace timewright::identity_local
