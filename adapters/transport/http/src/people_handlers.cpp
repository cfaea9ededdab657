// People: calendar users of kind individual, and the accounts with which they sign in.
#include <timewright/adapters/http/message.hpp>
#include <timewright/adapters/json/requests.hpp>

#include "handlers.hpp"
#include "new_user.hpp"

#include <algorithm>

namespace timewright::http {
namespace {

/// What somebody who is no administrator must type before colleagues are listed, and how many are:
/// enough to find a person, not to copy the directory.
constexpr std::size_t query_bytes_min = 2;
constexpr std::size_t member_hits_max = 20;
constexpr std::size_t page_size = 200;

http_response person_response(int status, const versioned<calendar_user>& person) {
    return to_response(status, json::write_user(person.value))
        .with("ETag", to_etag(person.version));
}

http_response accounts_elsewhere() {
    return to_response(error{.code = errc::unsupported,
                             .message = "accounts of this service are kept elsewhere; passwords "
                                        "and roles cannot be set here"});
}

http_response address_taken() {
    return to_response(json::problem_document{.status = 409,
                                              .slug = "exists",
                                              .detail = "this e-mail address has an account",
                                              .pointer = "/email"});
}

/// Nobody becomes a display.
http_response devices_belong_to_rooms() {
    return to_response(json::problem_document{
        .status = 422,
        .slug = "impossible",
        .detail = "the account of a device belongs to a room, not to a person; make one with "
                  "timewright user add EMAIL --role device --room ROOM",
        .pointer = "/role"});
}

/// The account that belongs to the person; none when somebody has no way to sign in.
step<std::optional<account>> account_of(const call& c, const calendar_user& person) {
    if (c.parts.people == nullptr) return std::optional<account>{};
    auto found = c.parts.people->find(person.email);
    if (!found && found.error().code == errc::not_found) return std::optional<account>{};
    if (!found) return unexpected(to_response(found.error()));
    if (found->who.organization != c.organization() || found->who.user != person.id)
        return std::optional<account>{};
    return std::optional<account>(std::move(*found));
}

bool locks_oneself_out(const call& c, calendar_user_id person, const json::user_patch& asked) {
    return person == c.me.user && (asked.disabled.value_or(false) ||
                                   asked.granted.value_or(role::admin) != role::admin);
}

calendar_user patched(calendar_user person, const json::user_patch& asked) {
    if (asked.name) person.name = *asked.name;
    if (asked.time_zone) person.zone_name = *asked.time_zone;
    if (asked.disabled) person.disabled = *asked.disabled;
    return person;
}

account_edit account_edit_of(json::user_patch asked) {
    return {.name = std::move(asked.name),
            .password = std::move(asked.password),
            .granted = asked.granted,
            .disabled = asked.disabled};
}

/// The account of a person just made. Removes the person again when it cannot be.
step<account> create_account(call& c, const created_user& person, json::user_body asked) {
    auto made = c.parts.people->create({.organization = c.organization(),
                                        .user = person.user.value.id,
                                        .email = std::move(asked.email),
                                        .name = std::move(asked.name),
                                        .password = std::move(asked.password),
                                        .granted = asked.granted});
    if (made) return std::move(*made);
    if (made.error().code == errc::version_mismatch) {
        auto there = account_of(c, person.user.value);
        if (there && *there) return std::move(**there); // an earlier try with the same key
    }
    if (!person.repeated) {
        // Best effort: a person without an account does no harm, and the next try finds it.
        static_cast<void>(c.parts.desk.remove_user(c.organization(), person.user.value.id,
                                                   person.user.version));
    }
    if (made.error().code == errc::version_mismatch) return unexpected(address_taken());
    return unexpected(to_response(made.error()));
}

} // namespace

http_response list_people(call& c) {
    const std::string wanted = c.target.find("q").value_or("");
    const auto limit = number_of(c, "limit", page_size, page_size);
    if (!limit) return limit.error();
    const bool all_of_it = c.me.is_admin();
    if (!all_of_it && wanted.size() < query_bytes_min) return page_of(c, {}, 1);
    const auto users = c.parts.desk.list_users(c.organization());
    if (!users) return to_response(users.error());
    std::vector<listed> found;
    for (const auto& [user, version] : *users) {
        if (user.kind != calendar_user_kind::individual) continue;
        if (!contains_without_case(user.name, wanted) && !contains_without_case(user.email, wanted))
            continue;
        found.push_back({user.name + '\0' + user.id.to_string(), json::write_user(user)});
        if (!all_of_it && found.size() == member_hits_max) break;
    }
    return page_of(c, std::move(found), std::max<std::size_t>(*limit, 1));
}

http_response create_person(call& c) {
    auto asked = body_of(c, json::read_user);
    if (!asked) return std::move(asked).error();
    if (c.parts.people == nullptr) return accounts_elsewhere();
    if (asked->granted == role::device) return devices_belong_to_rooms();
    if (c.request_key().empty() && c.parts.people->find(asked->email)) return address_taken();
    auto person = create_user(c, {.kind = calendar_user_kind::individual,
                                  .name = asked->name,
                                  .email = asked->email,
                                  .zone_name = asked->time_zone});
    if (!person) return std::move(person).error();
    const versioned<calendar_user> made = person->user;
    auto login = create_account(c, *person, std::move(*asked));
    if (!login) return std::move(login).error();
    return person_response(201, made)
        .with("Location", std::string(api::root) + "/users/" + made.value.id.to_string());
}

http_response read_person(call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    const auto person = user_of(c, *id, user_scope::people);
    if (!person) return person.error();
    return person_response(200, *person);
}

http_response edit_person(call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    const auto expected = expected_version(c);
    if (!expected) return expected.error();
    auto asked = body_of(c, json::read_user_patch);
    if (!asked) return std::move(asked).error();
    const auto person = user_of(c, *id, user_scope::people);
    if (!person) return person.error();
    if (asked->granted == role::device) return devices_belong_to_rooms();
    if (locks_oneself_out(c, *id, *asked))
        return forbidden("another administrator must do this, so that one remains");
    const auto login = account_of(c, person->value);
    if (!login) return login.error();
    if (!*login && (asked->password || asked->granted)) return accounts_elsewhere();

    const auto put = c.parts.desk.put_user(c.organization(), patched(person->value, *asked), *expected);
    if (!put) return to_response(put.error());
    if (*login) {
        const auto edited =
            c.parts.people->edit(person->value.email, account_edit_of(std::move(*asked)));
        if (!edited) return to_response(edited.error());
    }
    return person_response(200, *put);
}

http_response remove_person(call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    const auto expected = expected_version(c);
    if (!expected) return expected.error();
    const auto person = user_of(c, *id, user_scope::people);
    if (!person) return person.error();
    if (*id == c.me.user)
        return forbidden("another administrator must do this, so that one remains");
    if (person->version != *expected)
        return to_response(error{.code = errc::version_mismatch,
                                 .message = "the person changed since you read it; load it again"});
    // The account first: nobody may be signed in without a calendar user.
    const auto login = account_of(c, person->value);
    if (!login) return login.error();
    if (*login) {
        const auto removed = c.parts.people->remove(person->value.email);
        if (!removed && removed.error().code != errc::not_found)
            return to_response(removed.error());
    }
    const auto removed = c.parts.desk.remove_user(c.organization(), *id, *expected);
    if (!removed) return to_response(removed.error());
    return no_content();
}

} // namespace timewright::http
