// Groups of people, whom policies name as one.
#include "handlers.hpp"
#include "new_user.hpp"

#include <timewright/adapters/http/message.hpp>
#include <timewright/adapters/json/requests.hpp>

#include <algorithm>
#include <set>

namespace timewright::http {
namespace {

constexpr std::size_t page_size = 200;

http_response group_response(int status, const versioned<calendar_user>& group) {
    return to_response(status, json::write_user(group.value)).with("ETag", to_etag(group.version));
}

/// The response that refuses them, if one is no person: a group of groups would say nothing, as
/// policies look at people.
std::optional<http_response> refuse_members(const call& c,
                                            const std::vector<calendar_user_id>& members) {
    if (members.empty()) return std::nullopt;
    const auto users = c.parts.desk.list_users(c.organization());
    if (!users) return to_response(users.error());
    std::set<calendar_user_id> people;
    for (const auto& [user, version] : *users)
        if (user.kind == calendar_user_kind::individual) people.insert(user.id);
    const auto at = std::find_if(members.begin(), members.end(),
                                 [&](calendar_user_id id) { return !people.contains(id); });
    if (at == members.end()) return std::nullopt;
    return to_response(
        json::problem_document{.status = 422,
                               .slug = "impossible",
                               .detail = "there is no person of this id",
                               .pointer = "/members/" + std::to_string(at - members.begin())});
}

calendar_user patched(calendar_user group, json::group_patch asked) {
    if (asked.name) group.name = std::move(*asked.name);
    if (asked.time_zone) group.zone_name = std::move(*asked.time_zone);
    if (asked.members) group.members = std::move(*asked.members);
    if (asked.disabled) group.disabled = *asked.disabled;
    return group;
}

} // namespace

http_response list_groups(call& c) {
    const std::string wanted = c.target.find("q").value_or("");
    const auto limit = number_of(c, "limit", page_size, page_size);
    if (!limit) return limit.error();
    const auto users = c.parts.desk.list_users(c.organization());
    if (!users) return to_response(users.error());
    std::vector<listed> found;
    for (const auto& [user, version] : *users)
        if (user.kind == calendar_user_kind::group && contains_without_case(user.name, wanted))
            found.push_back({user.name + '\0' + user.id.to_string(), json::write_user(user)});
    return page_of(c, std::move(found), std::max<std::size_t>(*limit, 1));
}

http_response create_group(call& c) {
    auto asked = body_of(c, json::read_group);
    if (!asked) return std::move(asked).error();
    if (auto refused = refuse_members(c, asked->members)) return std::move(*refused);
    const auto made = create_user(c, {.kind = calendar_user_kind::group,
                                      .name = std::move(asked->name),
                                      .zone_name = std::move(asked->time_zone),
                                      .members = std::move(asked->members)});
    if (!made) return made.error();
    return group_response(201, made->user)
        .with("Location", std::string(api::root) + "/groups/" + made->user.value.id.to_string());
}

http_response read_group(call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    const auto group = user_of(c, *id, user_scope::groups);
    if (!group) return group.error();
    return group_response(200, *group);
}

http_response edit_group(call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    const auto expected = expected_version(c);
    if (!expected) return expected.error();
    auto asked = body_of(c, json::read_group_patch);
    if (!asked) return std::move(asked).error();
    const auto group = user_of(c, *id, user_scope::groups);
    if (!group) return group.error();
    if (asked->members)
        if (auto refused = refuse_members(c, *asked->members)) return std::move(*refused);
    const auto put = c.parts.desk.put_user(c.organization(),
                                           patched(group->value, std::move(*asked)), *expected);
    if (!put) return to_response(put.error());
    return group_response(200, *put);
}

http_response remove_group(call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    const auto expected = expected_version(c);
    if (!expected) return expected.error();
    const auto group = user_of(c, *id, user_scope::groups);
    if (!group) return group.error();
    const auto removed = c.parts.desk.remove_user(c.organization(), *id, *expected);
    if (!removed) return to_response(removed.error());
    return no_content();
}

} // namespace timewright::http
