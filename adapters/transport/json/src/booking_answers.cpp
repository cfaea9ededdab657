// Answers about bookings.
#include <timewright/adapters/json/answers.hpp>

#include "rule.hpp"
#include "writer.hpp"

#include <boost/json/serialize.hpp>

namespace timewright::json {
namespace {

namespace bj = boost::json;

const char* role_name(participant_role held) {
    // The API knows no mere listeners: they need not come.
    return held == participant_role::non_participant ? to_string(participant_role::optional)
                                                     : to_string(held);
}

const char* status_name(participation_status status) {
    // Who sent somebody else does not come.
    return status == participation_status::delegated ? to_string(participation_status::declined)
                                                     : to_string(status);
}

bj::object to_json(const participant& one) {
    return {{"user", one.user ? json::to_json(*one.user) : bj::value(nullptr)},
            {"email", one.email},
            {"name", one.name},
            {"role", role_name(one.role)},
            {"participationStatus", status_name(one.status)}};
}

bj::array participants_of(const event& details) {
    bj::array made;
    for (const participant& one : details.participants)
        if (one.kind != calendar_user_kind::room && one.kind != calendar_user_kind::resource)
            made.push_back(to_json(one));
    return made;
}

bj::object to_json(const meeting_occurrence& one) {
    bj::object made{{"recurrenceId", to_iso(one.recurrence_id)}};
    made["start"] = to_rfc3339(one.span.start());
    made["end"] = to_rfc3339(one.span.end());
    return made;
}

std::string zone_name_of(const event_time& start, std::string_view fallback) {
    switch (start.kind) {
        case event_time_kind::zoned: return start.in_zone.name();
        case event_time_kind::utc: return "Etc/UTC";
        case event_time_kind::floating:
        case event_time_kind::date: break;
    }
    return std::string(fallback);
}

const char* status_of(const meeting_view& meeting) {
    if (meeting.waits) return "waiting";
    if (!meeting.pending.empty()) return "pending";
    if (meeting.expires_at) return "held";
    return to_string(meeting.details.status);
}

bool is_imported(const meeting_view& meeting) { return !meeting.source.empty(); }

} // namespace

std::string write_booked(const meeting_booked& booked) {
    bj::array occurrences;
    for (const meeting_occurrence& one : booked.occurrences) {
        bj::object made = to_json(one);
        made["outcome"] = one.applied ? "applied" : booked.waits ? "waiting" : "refused";
        occurrences.push_back(std::move(made));
    }
    bj::object made{{"id", json::to_json(booked.id)},
                    {"sequence", booked.sequence},
                    {"rooms", json::to_json(booked.rooms)},
                    {"occurrences", std::move(occurrences)},
                    {"conflicts", json::to_json(booked.conflicts)}};
    if (booked.waits) made["status"] = "waiting";
    if (!booked.pending.empty()) {
        made["status"] = "pending";
        made["pending"] = json::to_json(booked.pending);
    }
    if (!booked.violations.empty()) made["violations"] = json::to_json(booked.violations);
    if (!booked.others.empty()) {
        bj::array others;
        for (const booking_id id : booked.others) others.push_back(json::to_json(id));
        made["gaveWay"] = std::move(others);
    }
    if (booked.conflicts_left_out > 0) made["more"] = booked.conflicts_left_out;
    if (booked.expires_at) made["expiresAt"] = to_rfc3339(*booked.expires_at);
    return bj::serialize(made);
}

bool can_edit(const meeting_view& meeting, const principal& me) {
    if (is_imported(meeting)) return false;
    if (me.is_admin() || (me.keeps_rooms() && !meeting.rooms.empty())) return true;
    const auto& organizer = meeting.details.organizer;
    return organizer && organizer->user == me.user;
}

std::string write_booking(const meeting_view& meeting, const booking_reader& reader) {
    const event& details = meeting.details;
    bj::array occurrences;
    for (const meeting_occurrence& one : meeting.occurrences) {
        bj::object each = to_json(one);
        if (!one.applied) each["outcome"] = "conflicted";
        occurrences.push_back(std::move(each));
    }
    bj::object made{{"id", json::to_json(meeting.id)}, {"sequence", meeting.sequence}};
    made["title"] = details.summary;
    if (!details.description.empty()) made["description"] = details.description;
    made["start"] = to_iso(details.start.local);
    made["timeZone"] = zone_name_of(details.start, reader.time_zone);
    made["duration"] = to_iso(details.duration);
    made["rooms"] = json::to_json(meeting.rooms);
    made["participants"] = participants_of(details);
    made["insist"] = json::to_json(meeting.insisted);
    made["organizer"] = details.organizer && details.organizer->user
                            ? json::to_json(*details.organizer->user)
                            : bj::value(nullptr);
    if (!details.rules.empty()) made["recurrenceRule"] = json::to_json(details.rules.front());
    made["status"] = status_of(meeting);
    if (meeting.expires_at) made["expiresAt"] = to_rfc3339(*meeting.expires_at);
    if (!meeting.pending.empty()) made["pending"] = json::to_json(meeting.pending);
    made["imported"] = is_imported(meeting);
    if (is_imported(meeting)) made["source"] = meeting.source;
    made["canEdit"] = can_edit(meeting, reader.me);
    made["allDay"] = details.is_all_day();
    made["occurrences"] = std::move(occurrences);
    return bj::serialize(made);
}

} // namespace timewright::json
