#include "timewright/service/meeting_people.hpp"

#include <set>

namespace timewright::detail {

namespace {

participant participant_for(const calendar_user& user, participant_role role) {
    return {
        .user = user.id,
        .email = user.email.empty() ? user.id.to_string() + "@calendar-user.invalid" : user.email,
        .name = user.name,
        .role = role,
        .status = participation_status::needs_action,
        .kind = user.kind};
}

/// Dates and floating times are meant where the (first) room is, or else the (first) person.
std::string zone_name_for(const meeting_document& document, const people_and_rooms& known) {
    std::vector<calendar_user_id> order;
    order.reserve(document.needs() + document.people.size() + 1);
    for (const auto& group : document.rooms) order.push_back(group.front());
    for (const resource_units& r : document.resources) order.push_back(r.id);
    if (document.organizer) order.push_back(*document.organizer);
    order.insert(order.end(), document.people.begin(), document.people.end());
    for (const calendar_user_id id : order)
        if (const calendar_user* user = known.find(id); user != nullptr && !user->zone_name.empty())
            return user->zone_name;
    return "UTC";
}

} // namespace

void name_participants(meeting_document& document, const people_and_rooms& known,
                       const std::vector<std::string>& guests) {
    event& details = document.details;
    details.organizer.reset();
    details.participants.clear();
    if (document.organizer)
        if (const calendar_user* user = known.find(*document.organizer)) {
            details.organizer = participant_for(*user, participant_role::chair);
            details.organizer->status = participation_status::accepted;
        }
    for (const auto* list : {&document.insisted, &document.people})
        for (const calendar_user_id id : *list)
            if (const calendar_user* user = known.find(id)) {
                participant made = participant_for(*user, participant_role::required);
                if (document.organizer == id) made.status = participation_status::accepted;
                details.participants.push_back(std::move(made));
            }
    for (const std::string& email : guests)
        details.participants.push_back({.email = email, .role = participant_role::required});
}

void include_organizer(meeting_document& document) {
    if (!document.organizer) return;
    for (const auto* list : {&document.people, &document.insisted})
        if (std::find(list->begin(), list->end(), *document.organizer) != list->end()) return;
    for (const auto& group : document.rooms) // it was booked at the room's own display
        if (std::find(group.begin(), group.end(), *document.organizer) != group.end()) return;
    document.people.insert(document.people.begin(), *document.organizer);
}

std::vector<std::string> guests_of(const meeting_document& document,
                                   const people_and_rooms& known) {
    std::set<std::string> ours;
    for (const auto* list : {&document.insisted, &document.people})
        for (const calendar_user_id id : *list)
            if (const calendar_user* user = known.find(id))
                ours.insert(participant_for(*user, participant_role::required).email);
    std::vector<std::string> guests;
    for (const participant& p : document.details.participants)
        if (!ours.contains(p.email)) guests.push_back(p.email);
    return guests;
}

meeting_document to_document(const meeting_request& asked, const people_and_rooms& known) {
    meeting_document made;
    made.details.start = asked.start;
    made.details.duration = asked.duration;
    if (asked.rule) made.details.rules.push_back(*asked.rule);
    made.details.summary = asked.title;
    made.details.description = asked.description;
    made.rooms = asked.rooms;
    made.resources = asked.resources;
    made.people = asked.people;
    made.insisted = asked.insisted;
    made.organizer = asked.organizer;
    include_organizer(made);
    made.skip_occurrences = asked.skip_occurrences;
    if (asked.start.kind == event_time_kind::date)
        made.floating_zone_name = zone_name_for(made, known);
    name_participants(made, known, asked.guests);
    return made;
}

} // namespace timewright::detail
