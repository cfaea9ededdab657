// Reading meetings back: what a reader sees of bookings, from their documents and their claims.
#include "timewright/service/house_rules.hpp"
#include "timewright/service/meeting_document.hpp"
#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/meeting_people.hpp"

#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace timewright {

namespace {

/// When the meeting is that a claim is for.
interval without_buffers(const detail::meeting_document& document, const live_claim& claim) {
    const detail::meeting_buffer around = detail::buffer_of(document, claim.user);
    const sys_seconds start = claim.span.start() + around.before;
    const sys_seconds end = claim.span.end() - around.after;
    return start < end ? interval(start, end) : claim.span;
}

/// Claims of one booking to what a reader sees of it.
meeting_view to_view(const booking_record& record, const detail::meeting_document& document,
                     std::span<const live_claim> claims, const detail::people_and_rooms& known) {
    meeting_view view{.id = record.booking,
                      .sequence = record.sequence,
                      .details = document.details,
                      .insisted = document.insisted,
                      .source = document.source};
    const auto add = [](std::vector<calendar_user_id>& to, calendar_user_id id) {
        if (std::find(to.begin(), to.end(), id) == to.end()) to.push_back(id);
    };
    std::map<part_id, interval> parts;
    for (const live_claim& c : claims) {
        if (c.part == going_on_part) continue; // that it goes on is no occurrence
        if (is_quota(c.user)) continue;
        add(known.is_person(c.user) ? view.people : view.rooms, c.user);
        parts.emplace(c.part, without_buffers(document, c));
    }
    for (const auto& [part, span] : parts)
    {
        const local_seconds which = detail::recurrence_id_of(document.details, part);
        const auto& lost = document.conflicted;
        view.occurrences.push_back(
            {which, span, std::find(lost.begin(), lost.end(), which) == lost.end()});
    }
    std::sort(view.occurrences.begin(), view.occurrences.end(),
              [](const auto& a, const auto& b) { return a.span < b.span; });
    view.expires_at = deadline_of(claims);
    view.waits = document.waits;
    for (const calendar_user_id id : document.pending)
        if (std::find(view.rooms.begin(), view.rooms.end(), id) != view.rooms.end())
            view.pending.push_back(id);
    std::map<std::string_view, calendar_user_id> by_email;
    for (const auto* list : {&document.people, &document.insisted})
        for (const calendar_user_id id : *list)
            if (const calendar_user* user = known.find(id)) by_email.emplace(user->email, id);
    for (participant& p : view.details.participants)
        if (const auto at = by_email.find(p.email); at != by_email.end()) p.user = at->second;
    if (view.details.organizer) view.details.organizer->user = document.organizer;
    return view;
}

} // namespace

result<std::vector<meeting_view>, error> scheduler::list_meetings(
    organization_id organization, interval window, std::span<const calendar_user_id> users) {
    auto known = detail::people_and_rooms::load(*this, organization);
    if (!known) return unexpected(std::move(known).error());
    std::vector<calendar_user_id> everybody;
    if (users.empty()) {
        auto all = list_users(organization);
        if (!all) return unexpected(std::move(all).error());
        for (const auto& user : *all) everybody.push_back(user.value.id);
        users = everybody;
    }
    auto loaded = parts_.claims.load(organization, users, window);
    if (!loaded) return unexpected(std::move(loaded).error());
    std::unordered_map<booking_id, std::vector<live_claim>> by_booking;
    std::vector<booking_id> ids;
    for (const live_claim& c : loaded->claims) {
        if (c.part == going_on_part) continue;
        auto& list = by_booking[c.id.booking];
        if (list.empty()) ids.push_back(c.id.booking);
        list.push_back(c);
    }
    auto records = parts_.claims.find(organization, ids);
    if (!records) return unexpected(std::move(records).error());
    std::vector<meeting_view> views;
    for (const booking_record& record : *records) {
        auto document = detail::to_document(record.document, parts_.zones);
        if (!document) continue; // one that is damaged hides no other; find_meeting() says what it is
        views.push_back(to_view(record, *document, by_booking[record.booking], *known));
    }
    std::sort(views.begin(), views.end(), [](const meeting_view& a, const meeting_view& b) {
        return std::pair(a.occurrences.front().span, a.id) <
               std::pair(b.occurrences.front().span, b.id);
    });
    return views;
}

result<std::vector<meeting_view>, error> scheduler::list_pending(const request_context& context) {
    auto known = detail::people_and_rooms::load(*this, context.organization);
    if (!known) return unexpected(std::move(known).error());
    const auto rules =
        detail::house_rules::load(parts_.records, context.organization, parts_.zones);
    if (!rules) return unexpected(rules.error());
    const detail::policy_asker asker = detail::to_asker(context, *known);
    std::vector<calendar_user_id> mine;
    auto users = list_users(context.organization);
    if (!users) return unexpected(std::move(users).error());
    for (const auto& user : *users) {
        const booking_policy& policy = rules->policy_for(user.value.id);
        if (policy.approvers && !policy.approvers->empty() && detail::may_approve(policy, asker))
            mine.push_back(user.value.id);
    }
    if (mine.empty()) return std::vector<meeting_view>();
    auto listed = list_meetings(context.organization, interval(now(), policy_reach_max), mine);
    if (!listed) return listed;
    std::erase_if(*listed, [](const meeting_view& one) { return one.pending.empty(); });
    return listed;
}

result<meeting_view, error> scheduler::find_meeting(organization_id organization, booking_id id) {
    auto record = parts_.claims.find(organization, {&id, 1});
    if (!record) return unexpected(std::move(record).error());
    if (record->empty())
        return unexpected(
            error{.code = errc::not_found, .message = "there is no booking " + id.to_string()});
    auto claims = parts_.claims.claims_of(organization, id);
    if (!claims) return unexpected(std::move(claims).error());
    auto known = detail::people_and_rooms::load(*this, organization);
    if (!known) return unexpected(std::move(known).error());
    auto document = detail::to_document(record->front().document, parts_.zones);
    if (!document) return unexpected(std::move(document).error());
    return to_view(record->front(), *document, *claims, *known);
}

} // namespace timewright
