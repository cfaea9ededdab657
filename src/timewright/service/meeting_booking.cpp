// Booking, holding, confirming, waiting.
#include "timewright/service/meeting_command.hpp"
#include "timewright/service/meeting_form.hpp"
#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/series_frontier.hpp"
#include "timewright/service/waitlist.hpp"

#include <utility>

namespace timewright::detail {

meeting_answer meeting_command::book(const meeting_request& asked,
                                     std::optional<std::chrono::seconds> hold_for) {
    if (auto wrong = find_fault(asked)) return invalid(std::move(*wrong));
    if (auto ok = load_people(); !ok) return faulted(ok.error());
    meeting_document document = to_document(asked, *people_);
    document.details.uid = mint_.make<booking_id>().to_string();
    auto frontiers = settle_frontier(claims_, context_.organization, document, desk_.now());
    if (!frontiers) return faulted(frontiers.error());
    const auto occurrences = compute_claimed(document, zones_);
    if (!occurrences) return invalid(occurrences.error());
    if (auto no = find_veto(document, *occurrences, true)) return std::move(*no);
    if (hold_for && !document.pending.empty())
        return invalid(
            "what needs an approval cannot be held: book it, and it keeps its time "
            "until somebody decides",
            "/rooms");
    if (asked.bump) {
        if (hold_for || asked.waitlist || asked.skip_occurrences || !document.pending.empty())
            return invalid("only a whole booking that needs no approval lets others give way", "/bump");
        return bump(document, *occurrences, *frontiers);
    }
    if (asked.waitlist && !hold_for && occurrences->front().span.start() > desk_.now())
        return wait(std::move(document), *occurrences);
    auto request = to_request(document, *occurrences, {});
    if (!request) return faulted(request.error());
    let_go_on(*request, document, std::move(*frontiers), zones_);
    if (request->occurrences.empty()) // each of them breaks something
        return veto(to_sentences(broken_, *people_));
    const auto deadline = approval_deadline(document, *occurrences);
    auto made = hold_for   ? booker_.hold(context_, *request, *hold_for)
                : deadline ? booker_.settle(compute_booking(context_, *request,
                                                            mint_.make<booking_id>(), deadline))
                           : booker_.book(context_, *request);
    if (made && deadline) made->expires_at = made->repeated ? deadline_held(made->id) : deadline;
    return finish(std::move(made), document, *occurrences, std::nullopt);
}

meeting_answer meeting_command::confirm(booking_id id) {
    const bool known = read(id).has_value();
    if (known && document_.waits)
        return invalid(
            "the meeting is on the waitlist; there is nothing to confirm before it "
            "is offered its time",
            "");
    if (known && !document_.pending.empty())
        return invalid("the meeting awaits an approval; whoever may approve it confirms it", "");
    auto made = booker_.confirm(context_, id);
    if (!made) return refused(std::move(made).error());
    if (auto ok = read(id); !ok) return answer_for_gone(std::move(*made), ok.error());
    const auto occurrences = compute_claimed(document_, zones_);
    if (!occurrences) return faulted(occurrences.error());
    return to_answer(std::move(*made), document_, *occurrences);
}

meeting_answer meeting_command::wait(meeting_document document,
                                     std::span<const meeting_occurrence> occurrences) {
    if (document.skip_occurrences)
        return invalid("a meeting waits whole: leave out skip-occurrences", "/waitlist");
    const zone floating = floating_zone_of(document, zones_);
    const sys_seconds last = occurrences.back().span.end();
    if (!document.pending.empty())
        return invalid("what needs an approval has no waitlist: ask for it when it is free",
                       "/waitlist");
    if (document.details.is_recurring() && goes_on_beyond(document, floating, last))
        return invalid(
            "a series that goes on beyond what can be booked cannot wait; make it "
            "end earlier",
            "/waitlist");
    document.claimed_until.reset();
    document.waits = true;
    document.since = desk_.now();
    const booking_id id = mint_.make<booking_id>();
    change asked = compute_waiting(context_, document, occurrences, id);
    auto quotas =
        find_new_quotas(claims_, context_.organization, compute_request(document, occurrences));
    if (!quotas) return faulted(quotas.error());
    asked.users = std::move(*quotas);
    if (asked.parts.front().claims.empty())
        return invalid(
            "there is nothing to wait for: name a room, a resource or somebody to "
            "insist on",
            "/waitlist");
    const auto place =
        find_place_in_line(claims_, context_.organization, asked, desk_.now(), zones_);
    if (!place) return faulted(place.error());
    document.since = *place;
    asked.edits.front().document = to_text(document);
    auto made = booker_.apply(asked);
    if (!made) return faulted(made.error());
    return told_of_waiting(std::move(*made), document, occurrences);
}

meeting_answer meeting_command::told_of_waiting(outcome made, const meeting_document& document,
                                                std::span<const meeting_occurrence> occurrences) {
    const bool booked = made.bookings.size() > 1;
    const std::uint64_t sequence = made.bookings.empty() ? 0 : made.bookings.back().sequence;
    if (booked) // what it waited with comes first
        made.parts.erase(made.parts.begin(),
                         made.parts.begin() + static_cast<std::ptrdiff_t>(made.parts.size() / 2));
    auto read = to_booking(std::move(made));
    if (!read) return finish(std::move(read), document, occurrences, std::nullopt);
    read->sequence = sequence;
    meeting_booked told = to_answer(std::move(*read), document, occurrences);
    told.waits = !booked;
    if (told.waits) told.rooms.clear();
    for (meeting_occurrence& o : told.occurrences) o.applied = booked;
    return told;
}

void meeting_command::leave_the_line() {
    document_.waits = false;
    document_.since.reset();
    held_.clear();
}

} // namespace timewright::detail
