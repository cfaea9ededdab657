#include "timewright/service/bumped_meeting.hpp"

#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/waitlist.hpp"

#include <timewright/booking/hold.hpp>

#include <algorithm>
#include <utility>

namespace timewright::detail {

result<void, error> bumped_meeting::move(booking_id id, const std::set<part_id>& parts,
                                         change& into) const {
    auto found = claims_.find(organization_, {&id, 1});
    if (!found) return unexpected(std::move(found).error());
    if (found->empty()) return {}; // it has just gone: the store sees that its time is free
    const booking_record& record = found->front();
    auto document = to_document(record.document, zones_);
    if (!document) return unexpected(std::move(document).error());
    auto held = claims_.claims_of(organization_, id);
    if (!held) return unexpected(std::move(held).error());
    if (deadline_of(*held)) {
        into.edits.push_back({id, record.sequence, std::nullopt, true});
        return {};
    }
    if (document->details.is_recurring())
        mark_conflicted(record, std::move(*document), parts, *held, into);
    else
        let_wait(record, std::move(*document), into);
    return {};
}

void bumped_meeting::let_wait(const booking_record& record, meeting_document document,
                              change& into) const {
    const auto occurrences = compute_claimed(document, zones_);
    if (!occurrences) return; // it cannot be worked out: then it cannot be moved either
    const meeting_occurrence when = occurrences->front();
    meeting_document elsewhere = document;
    document.waits = true;
    document.since = displaced_since;
    into.edits.push_back({record.booking, record.sequence, to_text(document), true});
    into.releases.push_back({.booking = record.booking});
    for (const part& p : compute_parts(compute_request(document, {&when, 1}), record.booking,
                                       std::nullopt))
        into.parts.push_back(waiting_part(p, when.span.start()));

    if (!find_other_rooms(elsewhere, when)) return;
    change offer{.organization = organization_, .actor = into.actor, .origin = into.origin};
    offer.edits = {{record.booking, record.sequence + 1, to_text(elsewhere)}};
    offer.releases = {{.booking = record.booking}};
    offer.parts = compute_parts(compute_request(elsewhere, {&when, 1}), record.booking, std::nullopt);
    into.offers.push_back(std::move(offer));
}

void bumped_meeting::mark_conflicted(const booking_record& record, meeting_document document,
                                     const std::set<part_id>& parts,
                                     const std::vector<live_claim>& held, change& into) const {
    for (const part_id id : parts) {
        document.conflicted.push_back(recurrence_id_of(document.details, id));
        into.releases.push_back({.booking = record.booking, .part = id});
        part told{.booking = record.booking, .id = id, .claims = {}};
        for (const live_claim& c : held)
            if (c.part == id && c.effect == claim_effect::informs)
                told.claims.push_back({.who = c.user,
                                       .span = c.span,
                                       .units = c.units,
                                       .effect = c.effect,
                                       .type = c.type});
        if (!told.claims.empty()) into.parts.push_back(std::move(told));
    }
    into.edits.push_back({record.booking, record.sequence, to_text(document), true});
}

/// Gives each group, in place of what it asked for, the other rooms that have what it had: so many
/// seats and all features. False if nothing else suits, or its organizer might not book it.
bool bumped_meeting::find_other_rooms(meeting_document& document,
                                      const meeting_occurrence& when) const {
    if (document.rooms.empty()) return false;
    for (auto& group : document.rooms) {
        const calendar_user* had = known_.find(group.front());
        if (had == nullptr) return false;
        std::vector<calendar_user_id> others;
        for (const calendar_user_id room :
             known_.rooms_for(std::max<std::size_t>(had->seats, 1))) {
            const calendar_user& other = *known_.find(room);
            const bool suits = std::all_of(
                had->features.begin(), had->features.end(), [&](const std::string& wanted) {
                    return std::find(other.features.begin(), other.features.end(), wanted) !=
                           other.features.end();
                });
            if (suits && others.size() < change_limits::candidates_max) others.push_back(room);
        }
        group = std::move(others);
        if (group.empty()) return false;
    }
    const calendar_user_id organizer = document.organizer.value_or(calendar_user_id{});
    const policy_asker asker{.self = organizer,
                             .who = policy_person(organizer, known_.groups_of(organizer))};
    const auto broken =
        judge(rules_, asker, {.document = document, .occurrences = {&when, 1}, .now = now_});
    // Quotas are as they were: it takes no more than before, and only what is known can be offered.
    return broken.empty() && document.pending.empty() && document.quotas.empty();
}

} // namespace timewright::detail
