// Policies, and the approvals that they ask for.
#include <timewright/adapters/json/policies.hpp>

#include "handlers.hpp"

#include <algorithm>

namespace timewright::http {
namespace {

constexpr std::size_t page_size = 500;

step<zone> zone_of(const call& c, const std::string& name, std::string pointer) {
    auto found = c.parts.desk.zones().find(name);
    if (found) return std::move(*found);
    error unknown = std::move(found).error();
    unknown.pointer = std::move(pointer);
    return unexpected(to_response(unknown));
}

/// The policy with its zones.
step<booking_policy> to_policy(const call& c, json::policy_body asked) {
    booking_policy made = std::move(asked.policy);
    if (asked.hours) {
        auto in_zone = zone_of(c, asked.hours->time_zone, "/hours/timeZone");
        if (!in_zone) return unexpected(std::move(in_zone).error());
        made.hours = working_hours{.in_zone = std::move(*in_zone),
                                   .weekly = std::move(asked.hours->weekly)};
    }
    for (std::size_t i = 0; i < made.quotas.size(); ++i) {
        auto in_zone = zone_of(c, asked.quota_zones[i],
                               "/quotas/" + std::to_string(i) + "/timeZone");
        if (!in_zone) return unexpected(std::move(in_zone).error());
        made.quotas[i].in_zone = std::move(*in_zone);
    }
    return made;
}

http_response read(const call& c, calendar_user_id id) {
    const auto policy = c.parts.desk.find_policy(c.organization(), id);
    if (!policy) return to_response(policy.error());
    return to_response(200, json::write_policy(policy->value))
        .with("ETag", to_etag(policy->version));
}

http_response put(call& c, calendar_user_id id) {
    const auto expected = expected_version(c, 0); // "0": there is none yet
    if (!expected) return expected.error();
    auto asked = body_of(c, json::read_policy);
    if (!asked) return std::move(asked).error();
    const auto policy = to_policy(c, std::move(*asked));
    if (!policy) return policy.error();
    const auto version = c.parts.desk.put_policy(c.organization(), id, *policy, *expected);
    if (!version) return to_response(version.error());
    return to_response(200, json::write_policy(*policy)).with("ETag", to_etag(*version));
}

step<calendar_user_id> known_user_of(const call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return unexpected(id.error());
    const auto user = user_of(c, *id);
    if (!user) return unexpected(user.error());
    return *id;
}

} // namespace

http_response read_house_policy(call& c) { return read(c, {}); }
http_response put_house_policy(call& c) { return put(c, {}); }

http_response read_policy(call& c) {
    const auto id = known_user_of(c);
    return id ? read(c, *id) : id.error();
}

http_response put_policy(call& c) {
    const auto id = id_of<calendar_user_id>(c);
    if (!id) return id.error();
    const auto user = user_of(c, *id);
    if (!user) return user.error();
    if (!is_place(user->value) && !c.me.is_admin())
        return forbidden("a facility manager sets the policies of rooms and equipment");
    return put(c, *id);
}

http_response list_approvals(call& c) {
    const auto limit = number_of(c, "limit", page_size, page_size);
    if (!limit) return limit.error();
    const auto pending = c.parts.desk.list_pending(c.context());
    if (!pending) return to_response(pending.error());
    std::vector<listed> items;
    for (const meeting_view& meeting : *pending)
        items.push_back({to_rfc3339(meeting.occurrences.front().span.start()) + " " +
                             meeting.id.to_string(),
                         json::write_booking(meeting, {.me = c.me, .time_zone = "UTC"})});
    return page_of(c, std::move(items), std::max<std::size_t>(*limit, 1));
}

http_response approve_booking(call& c) {
    const auto id = id_of<booking_id>(c);
    if (!id) return id.error();
    const auto expected = expected_version(c);
    if (!expected) return expected.error();
    const auto approved = c.parts.desk.approve(c.context(), *id, *expected);
    if (!approved) return to_response(approved.error());
    return to_response(200, json::write_booked(*approved))
        .with("ETag", to_etag(approved->sequence));
}

http_response decline_booking(call& c) {
    const auto id = id_of<booking_id>(c);
    if (!id) return id.error();
    const auto expected = expected_version(c);
    if (!expected) return expected.error();
    const auto declined = c.parts.desk.decline(c.context(), *id, *expected);
    if (!declined) return to_response(declined.error());
    return no_content();
}

} // namespace timewright::http
