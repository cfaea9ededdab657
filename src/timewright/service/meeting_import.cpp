#include "timewright/service/meeting_command.hpp"
#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/series_frontier.hpp"
#include "timewright/service/waitlist.hpp"

#include <timewright/booking/decide.hpp>
#include <timewright/service/meeting_import.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace timewright {
namespace detail {

meeting_answer meeting_command::book_imported(
    meeting_document document, booking_id id, std::uint64_t sequence,
    const std::function<result<booking, refusal>(const change&)>& settle_with) {
    if (auto ok = load_people(); !ok) return faulted(ok.error());
    auto frontiers = settle_frontier(claims_, context_.organization, document, desk_.now());
    if (!frontiers) return faulted(frontiers.error());
    const auto occurrences = compute_claimed(document, zones_);
    if (!occurrences) return invalid(occurrences.error());
    // What has begun when it is imported is judged by no policy.
    const meeting_edit everything{.start = document.details.start};
    if (auto no = find_veto(document, *occurrences, everything)) return std::move(*no);
    auto request = to_request(document, *occurrences, {});
    if (!request) return faulted(request.error());
    let_go_on(*request, document, std::move(*frontiers), zones_);
    const auto deadline = approval_deadline(document, *occurrences);
    change asked = compute_booking(context_, *request, id, deadline);
    if (sequence > 0) {
        asked.edits.front().expected_sequence = sequence;
        asked.releases = {{.booking = id}};
    }
    return finish(settle_with(asked), document, *occurrences, id);
}

} // namespace detail

namespace {

constexpr std::chrono::minutes offer_lasts{15};

std::string to_digits(const fingerprint& of) {
    char digits[34];
    char* end = std::to_chars(digits, digits + 17, of.high, 16).ptr;
    *end++ = '-';
    end = std::to_chars(end, digits + sizeof digits, of.low, 16).ptr;
    return {digits, end};
}

/// When the file was written says nothing about the meeting.
void forget_stamps(event& details) {
    details.stamp = {};
    for (event& one : details.overrides) one.stamp = {};
}

detail::meeting_document to_document(const meeting_import& asked, const zone_registry& zones) {
    detail::meeting_document made{.details = asked.details,
                                  .rooms = asked.rooms,
                                  .people = asked.people,
                                  .floating_zone_name = std::string(asked.floating_zone.name())};
    made.carries_zones = asked.details.start.kind == event_time_kind::zoned &&
                         !zones.find(asked.details.start.in_zone.name());
    detail::meeting_document said = made;
    forget_stamps(said.details);
    made.imported = to_digits(compute_fingerprint(detail::to_text(said)));
    return made;
}

} // namespace

/// Books for real, or on a ledger of its own.
struct meeting_importer::parts {
    scheduler::parts_needed needed;
    scheduler desk;
    booker commands;
    ledger tried{};
    std::set<calendar_user_id> loaded{};

    explicit parts(scheduler::parts_needed all)
        : needed(std::move(all)),
          desk(needed),
          commands(needed.claims, needed.mint, needed.present,
                   [this](organization_id organization, std::span<const booking_record> waiting) {
                       return detail::compute_offers(
                           organization, waiting, needed.present.now() + offer_lasts, needed.zones);
                   }) {}

    result<imported_meeting, meeting_refusal> import(const request_context& context,
                                                     const meeting_import& asked, bool for_real) {
        if (asked.details.effective_busy() == busy_type::free)
            return imported_meeting{.outcome = import_result::skipped};
        if (asked.details.uid.empty())
            return detail::invalid("the event has no UID, by which it would be known again", "");
        const detail::meeting_document document = to_document(asked, needed.zones);
        const booking_id id = imported_id(context.organization, asked.details);
        const auto known = needed.claims.find(context.organization, {&id, 1});
        if (!known) return detail::faulted(known.error());
        std::uint64_t sequence = 0;
        if (!known->empty()) {
            const auto before = detail::to_document(known->front().document, needed.zones);
            if (before && before->imported == document.imported)
                return imported_meeting{import_result::unchanged, id};
            sequence = known->front().sequence;
        }
        const auto settle = [&](const change& whole) {
            return for_real ? commands.settle(whole) : try_out(whole);
        };
        const auto made = detail::meeting_command(desk, commands, needed, context)
                              .book_imported(document, id, sequence, settle);
        if (!made) return unexpected(made.error());
        return imported_meeting{sequence == 0 ? import_result::booked : import_result::changed, id};
    }

    /// Decides on what is booked and what was tried before.
    result<booking, refusal> try_out(const change& whole) {
        if (auto ok = load(whole); !ok)
            return unexpected(
                refusal{.reason = refusal_reason::fault, .fault = std::move(ok).error()});
        decision seen = decide(tried, {&whole, 1}, needed.present.now());
        tried.apply(seen.made);
        return to_booking(std::move(seen.outcomes.front()));
    }

    result<void, error> load(const change& whole) {
        std::vector<calendar_user_id> users;
        const auto add = [&](calendar_user_id user) {
            if (loaded.insert(user).second) users.push_back(user);
        };
        for (const user_edit& u : whole.users) add(u.user);
        for (const part& p : whole.parts)
            for (const claim& k : p.claims)
                for (const calendar_user_id user : k.who.users()) add(user);
        auto found = needed.claims.load(whole.organization, users,
                                        interval(sys_seconds::min(), sys_seconds::max()));
        if (!found) return unexpected(std::move(found).error());
        // Nobody is asked here what he waits for.
        std::erase_if(found->claims,
                      [](const live_claim& c) { return c.effect == claim_effect::waits; });
        std::set<booking_id> named;
        for (const booking_edit& e : whole.edits) named.insert(e.booking);
        for (const live_claim& c : found->claims) named.insert(c.id.booking);
        std::erase_if(named, [&](booking_id id) {
            return tried.find_booking(whole.organization, id) != nullptr;
        });
        const std::vector<booking_id> ids(named.begin(), named.end());
        auto records = needed.claims.find(whole.organization, ids);
        if (!records) return unexpected(std::move(records).error());
        writes known{.users = std::move(found->users), .bookings = std::move(*records)};
        // What ended between the two questions has no record.
        for (const booking_record& b : known.bookings) named.erase(b.booking);
        for (const live_claim& c : found->claims)
            if (!named.contains(c.id.booking))
                known.claims_added.push_back({whole.organization, c});
        tried.apply(known);
        return {};
    }
};

meeting_importer::meeting_importer(scheduler::parts_needed all)
    : parts_(std::make_unique<parts>(std::move(all))) {}
meeting_importer::~meeting_importer() = default;

result<imported_meeting, meeting_refusal> meeting_importer::import(const request_context& context,
                                                                   const meeting_import& asked) {
    return parts_->import(context, asked, true);
}

result<imported_meeting, meeting_refusal> meeting_importer::try_import(
    const request_context& context, const meeting_import& asked) {
    return parts_->import(context, asked, false);
}

booking_id imported_id(organization_id organization, const event& details) {
    std::string name = "import " + organization.to_string() + " " + details.uid;
    // One occurrence that came without its series.
    if (details.recurrence_id) name += " " + to_iso(details.recurrence_id->local);
    const fingerprint number = compute_fingerprint(name);
    // A name-based UUID of our own making (RFC 9562, version 8).
    return {(number.high & ~0xF000ULL) | 0x8000ULL,
            (number.low & ~(0xC0ULL << 56)) | (0x80ULL << 56)};
}

} // namespace timewright
