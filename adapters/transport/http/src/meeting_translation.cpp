#include "meeting_translation.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace timewright::http {
namespace {

step<zone> zone_of(const call& c, const std::string& name) {
    auto found = c.parts.desk.zones().find(name);
    if (found) return std::move(*found);
    error unknown = std::move(found).error();
    unknown.pointer = "/timeZone";
    return unexpected(to_response(unknown));
}

step<event_time> start_of(const call& c, const json::booking_body& asked) {
    if (asked.all_day && asked.time_zone.empty())
        return event_time{.local = asked.start, .kind = event_time_kind::date};
    auto in_zone = zone_of(c, asked.time_zone);
    if (!in_zone) return unexpected(std::move(in_zone).error());
    if (asked.all_day) return event_time{.local = asked.start, .kind = event_time_kind::date};
    return event_time::zoned(asked.start, *in_zone);
}

/// The people among the invited, each once and without those insisted on, and the guests.
struct invited {
    std::vector<calendar_user_id> people{};
    std::vector<std::string> guests{};
};

/// Who has that address in the organization: a guest who is one of us is one of us.
std::optional<calendar_user_id> find_by_email(std::span<const versioned<calendar_user>> users,
                                              std::string_view email) {
    for (const auto& [user, version] : users)
        if (user.kind == calendar_user_kind::individual && equal_without_case(user.email, email))
            return user.id;
    return std::nullopt;
}

step<invited> sort_out(const call& c, const std::vector<json::invitee>& participants,
                       const std::vector<calendar_user_id>& insisted) {
    std::vector<versioned<calendar_user>> users;
    const bool has_addresses = std::any_of(participants.begin(), participants.end(),
                                           [](const auto& one) { return !one.user; });
    if (has_addresses) {
        auto listed = c.parts.desk.list_users(c.organization());
        if (!listed) return unexpected(to_response(listed.error()));
        users = std::move(*listed);
    }
    std::set<calendar_user_id> seen(insisted.begin(), insisted.end());
    std::set<std::string> addresses;
    invited made;
    for (const json::invitee& one : participants) {
        const auto user = one.user ? one.user : find_by_email(users, one.email);
        if (user && seen.insert(*user).second) made.people.push_back(*user);
        if (!user && addresses.insert(one.email).second) made.guests.push_back(one.email);
    }
    return made;
}

/// Whom the booking insisted on and who is still invited: an edit that says nothing of insisting
/// changes nothing of it.
std::vector<calendar_user_id> still_insisted(const meeting_view& before, const invited& now) {
    std::vector<calendar_user_id> kept;
    for (const calendar_user_id person : before.insisted)
        if (std::find(now.people.begin(), now.people.end(), person) != now.people.end())
            kept.push_back(person);
    return kept;
}

/// Those people less the ones insisted on.
std::vector<calendar_user_id> without(std::vector<calendar_user_id> people,
                                      const std::vector<calendar_user_id>& insisted) {
    std::erase_if(people, [&](calendar_user_id one) {
        return std::find(insisted.begin(), insisted.end(), one) != insisted.end();
    });
    return people;
}

step<event_time> moved_start(const call& c, const json::booking_patch& asked,
                             const meeting_view* before) {
    event_time start = before ? before->details.start : event_time::utc(sys_seconds{});
    start.local = *asked.start;
    if (!asked.time_zone) return start;
    auto in_zone = zone_of(c, *asked.time_zone);
    if (!in_zone) return unexpected(std::move(in_zone).error());
    if (start.kind == event_time_kind::date) return start;
    return event_time::zoned(*asked.start, *in_zone);
}

} // namespace

step<meeting_request> to_meeting(const call& c, json::booking_body asked) {
    if (asked.on_behalf_of && !c.me.is_admin() && *asked.on_behalf_of != c.me.user)
        return unexpected(forbidden("only an administrator books on behalf of somebody else"));
    auto start = start_of(c, asked);
    if (!start) return unexpected(std::move(start).error());
    auto who = sort_out(c, asked.participants, asked.insisted);
    if (!who) return unexpected(std::move(who).error());
    return meeting_request{.title = std::move(asked.title),
                           .description = std::move(asked.description),
                           .start = std::move(*start),
                           .duration = asked.duration,
                           .rule = std::move(asked.rule),
                           .rooms = std::move(asked.rooms),
                           .resources = std::move(asked.resources),
                           .people = std::move(who->people),
                           .insisted = std::move(asked.insisted),
                           .guests = std::move(who->guests),
                           .organizer = asked.on_behalf_of.value_or(c.me.user),
                           .skip_occurrences = asked.skip_occurrences,
                           .waitlist = asked.waitlist,
                           .bump = asked.bump};
}

step<meeting_edit> to_edit(const call& c, json::booking_patch asked, const meeting_view* before) {
    const std::vector<calendar_user_id> none;
    meeting_edit made{.title = std::move(asked.title),
                      .description = std::move(asked.description),
                      .duration = asked.duration,
                      .rooms = std::move(asked.rooms)};
    if (asked.start) {
        auto start = moved_start(c, asked, before);
        if (!start) return unexpected(std::move(start).error());
        made.start = std::move(*start);
    }
    if (asked.participants) {
        auto who = sort_out(c, *asked.participants, asked.insisted.value_or(none));
        if (!who) return unexpected(std::move(who).error());
        made.insisted = asked.insisted ? std::move(*asked.insisted)
                        : before       ? still_insisted(*before, *who)
                                       : none;
        made.people = without(std::move(who->people), *made.insisted);
        made.guests = std::move(who->guests);
    } else if (asked.insisted) {
        if (before) made.people = without(before->people, *asked.insisted);
        made.insisted = std::move(asked.insisted);
    }
    return made;
}

} // namespace timewright::http
