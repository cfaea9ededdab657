#include "timewright/service/waitlist.hpp"

#include "timewright/service/meeting_occurrences.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace timewright::detail {

namespace {

constexpr const char* waitlist_origin = "waitlist";

change touch(organization_id organization, const booking_record& record) {
    change made{.organization = organization, .origin = waitlist_origin};
    made.edits = {{record.booking, record.sequence, record.document}};
    return made;
}

} // namespace

part waiting_part(const part& wanted, sys_seconds deadline) {
    part made{.booking = wanted.booking, .id = wanted.id, .claims = {}};
    for (const claim& k : wanted.claims)
        for (const calendar_user_id user : k.who.users())
            made.claims.push_back({.who = user,
                                   .span = k.span,
                                   .units = k.units,
                                   .effect = claim_effect::waits,
                                   .type = k.type,
                                   .deadline = deadline});
    return made;
}

change compute_waiting(const request_context& context, const meeting_document& document,
                       std::span<const meeting_occurrence> occurrences, booking_id id) {
    meeting_document taken = document;
    taken.waits = false;
    taken.since.reset();
    const booking_request request = compute_request(taken, occurrences);
    change at_once{
        .organization = context.organization, .actor = context.actor, .origin = context.origin};
    at_once.edits = {{id, 1, request.document}};
    at_once.releases = {{.booking = id}};
    at_once.parts = compute_parts(request, id, std::nullopt);

    change made = make_change(context);
    made.edits = {{id, 0, to_text(document)}};
    // Nobody waits for a meeting that has begun.
    for (const part& p : at_once.parts)
        made.parts.push_back(waiting_part(p, occurrences.front().span.start()));
    made.offers.push_back(std::move(at_once));
    return made;
}

result<sys_seconds, error> find_place_in_line(store& claims, organization_id organization,
                                              const change& waiting, sys_seconds now,
                                              const zone_registry& zones) {
    std::vector<calendar_user_id> users;
    interval window = waiting.parts.front().claims.front().span;
    for (const part& p : waiting.parts)
        for (const claim& k : p.claims) {
            window = interval(std::min(window.start(), k.span.start()),
                              std::max(window.end(), k.span.end()));
            users.push_back(k.who.users().front());
        }
    std::sort(users.begin(), users.end());
    users.erase(std::unique(users.begin(), users.end()), users.end());
    auto loaded = claims.load(organization, users, window);
    if (!loaded) return unexpected(std::move(loaded).error());
    std::vector<booking_id> others;
    for (const live_claim& c : loaded->claims)
        if (c.effect == claim_effect::waits) others.push_back(c.id.booking);
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    auto records = claims.find(organization, others);
    if (!records) return unexpected(std::move(records).error());
    sys_seconds place = now;
    for (const booking_record& record : *records)
        if (const auto other = to_document(record.document, zones); other && other->since)
            place = std::max(place, *other->since + std::chrono::seconds(1));
    return place;
}

std::vector<change> compute_offers(organization_id organization,
                                   std::span<const booking_record> waiting, sys_seconds deadline,
                                   const zone_registry& zones) {
    using in_line = std::tuple<sys_seconds, booking_id, change>;
    std::vector<in_line> line;
    for (const booking_record& record : waiting) {
        auto document = to_document(record.document, zones);
        if (document && !document->waits) continue; // no longer, or a series at its frontier
        const sys_seconds since =
            document ? document->since.value_or(sys_seconds::max()) : sys_seconds::max();
        if (document) document->waits = false;
        if (document) document->since.reset();
        const auto occurrences =
            document ? compute_claimed(*document, zones)
                     : result<std::vector<meeting_occurrence>, error>(unexpected(document.error()));
        // What cannot be read is offered nothing, and must not keep others from anything.
        change offer = touch(organization, record);
        if (occurrences) {
            booking_request request = compute_request(*document, *occurrences);
            offer.edits.front().document = std::move(request.document);
            offer.releases = {{.booking = record.booking}};
            offer.parts = compute_parts(request, record.booking, deadline);
        }
        line.emplace_back(since, record.booking, std::move(offer));
    }
    std::sort(line.begin(), line.end(), [](const in_line& a, const in_line& b) {
        return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
    });
    std::vector<change> offers;
    offers.reserve(line.size());
    for (in_line& one : line) offers.push_back(std::move(std::get<2>(one)));
    return offers;
}

} // namespace timewright::detail
