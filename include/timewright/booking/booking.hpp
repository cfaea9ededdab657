/// @file
/// booking: what a caller asks to be booked, as a value, and the change that it means.
///
/// These are the pure halves of service/booker: from a request to a change, and from an outcome to a
/// booking or a refusal. Whoever has another way to reach a store uses them directly.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/change.hpp>
#include <timewright/booking/outcome.hpp>
#include <timewright/booking/quota.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace timewright {

/// Who asks, and the key that makes a retry safe.
struct request_context {
    organization_id organization = default_organization;
    account_id actor{};
    std::string origin{};      ///< what it came through; stops sync echoes
    std::string request_key{}; ///< minted by the client before it sends; empty: no protection
    fingerprint request_digest{}; ///< of what the client sent
    calendar_user_id asker{};     ///< who the actor is, for policies
    bool administrator = false;   ///< what policies may let through
};

/// When: one occurrence.
struct booking_part {
    part_id id = 0; ///< see part_id; 0 for a booking that does not recur
    interval span;
    std::vector<quota_draw> draws{}; ///< what it takes of quotas, which the change must know
};

/// A room, a projector, one of several rooms. The same candidate serves every occurrence unless
/// substitutes are welcome.
struct resource_need {
    candidates who;
    std::uint32_t units = 1;
    bool substitutes = false; ///< each occurrence may take another candidate
    std::chrono::seconds buffer_before{0}; ///< taken before each occurrence
    std::chrono::seconds buffer_after{0};
};

struct booking_request {
    std::string document{}; ///< kept as it is; what it means is the caller's
    std::vector<booking_part> occurrences{};
    std::vector<resource_need> resources{};          ///< refused on a collision
    std::vector<calendar_user_id> people{};          ///< told of a collision, never refused
    std::vector<calendar_user_id> people_insisted{}; ///< people who must be free
    busy_type type = busy_type::busy;
    change_mode mode = change_mode::every_part;
    /// The series goes on beyond the frontier of its resources: it waits there for the roll job.
    bool goes_on = false;
    /// Where the frontiers were when the occurrences were worked out (frontier_rule::expect), and
    /// the quotas that are new (frontier_rule::keep).
    std::vector<user_edit> users{};
};

/// The part with which a series that goes on waits for the frontier; no local time is as late.
inline constexpr part_id going_on_part = std::numeric_limits<part_id>::max();

/// A booking as it stands after a command.
struct booking {
    booking_id id;
    std::uint64_t sequence = 0;
    std::vector<part_outcome> parts{}; ///< as in the outcome of the change; users by need, then people
    std::vector<conflict> conflicts{}; ///< of people who were only told, and of parts left out
    std::size_t conflicts_left_out = 0;
    std::optional<sys_seconds> expires_at{}; ///< a hold: dead from this instant on
    bool repeated = false;                   ///< this answers a retry: nothing happened again
    std::vector<booking_id> others{}; ///< further bookings that the change edited, offers included
};

enum class refusal_reason : std::uint8_t {
    conflicts,  ///< it does not fit
    stale,      ///< the booking changed since it was read
    expired,    ///< the hold ran out
    already_confirmed, ///< it is no hold (any more)
    not_found,  ///< there is no such booking
    key_reused, ///< the request key belongs to another request
    policy,     ///< a policy forbids it; `fault` says which
    invalid,    ///< the request can never succeed as it is
    fault,      ///< the world failed; see fault.again before sending it again
};

struct refusal {
    refusal_reason reason = refusal_reason::conflicts;
    std::vector<conflict> conflicts{};
    std::size_t conflicts_left_out = 0;
    std::uint64_t current_sequence = 0; ///< stale: where the booking is now
    error fault{};                      ///< policy, invalid, fault: what is wrong
};

/// The parts and claims that a request means. In each part: resources in order, then people, then
/// insisted people (who is both is insisted on), then quotas. deadline makes them holds.
[[nodiscard]] inline std::vector<part> compute_parts(const booking_request& asked, booking_id id,
                                                     std::optional<sys_seconds> deadline) {
    // Whoever is named twice is claimed once, or would be in the way of himself.
    std::unordered_set<calendar_user_id> known;
    const auto once = [&](std::vector<calendar_user_id> people) {
        std::erase_if(people, [&](calendar_user_id who) { return !known.insert(who).second; });
        return people;
    };
    const std::vector<calendar_user_id> insisted = once(asked.people_insisted);
    const std::vector<calendar_user_id> told = once(asked.people);

    std::vector<part> parts;
    parts.reserve(asked.occurrences.size());
    for (const booking_part& when : asked.occurrences) {
        part made{.booking = id, .id = when.id, .claims = {}};
        std::uint32_t choice = 0;
        for (const resource_need& need : asked.resources) {
            ++choice;
            const bool same = need.who.is_choice() && !need.substitutes;
            const interval taken(when.span.start() - need.buffer_before,
                                 when.span.end() + need.buffer_after);
            made.claims.push_back({.who = need.who, .span = taken, .units = need.units,
                                   .effect = claim_effect::blocks, .type = asked.type,
                                   .deadline = deadline, .choice = same ? choice : 0});
        }
        const auto add_people = [&](const std::vector<calendar_user_id>& people, claim_effect effect) {
            for (const calendar_user_id person : people)
                made.claims.push_back({.who = person, .span = when.span, .units = 1, .effect = effect,
                                       .type = asked.type, .deadline = deadline, .choice = 0});
        };
        add_people(told, claim_effect::informs);
        add_people(insisted, claim_effect::blocks);
        for (const quota_draw& draw : when.draws)
            made.claims.push_back({.who = draw.quota, .span = draw.period, .units = draw.units,
                                   .effect = claim_effect::blocks, .type = busy_type::free,
                                   .deadline = deadline, .choice = 0});
        parts.push_back(std::move(made));
    }
    if (!asked.goes_on || parts.empty()) return parts;
    // The same choices as in the other parts, so that it waits where it takes place.
    part waiting{.booking = id, .id = going_on_part, .claims = {}};
    for (std::size_t i = 0; i < asked.resources.size(); ++i) {
        claim one = parts.front().claims[i];
        one.span = end_of_time;
        one.effect = claim_effect::waits;
        waiting.claims.push_back(std::move(one));
    }
    parts.push_back(std::move(waiting));
    return parts;
}

/// A change that carries the context and nothing else yet.
[[nodiscard]] inline change make_change(const request_context& context) {
    change made;
    made.organization = context.organization;
    made.actor = context.actor;
    made.origin = context.origin;
    made.request_key = context.request_key;
    made.request_digest = context.request_digest;
    return made;
}

/// The change that creates a booking, or, with a deadline, a hold.
[[nodiscard]] inline change compute_booking(const request_context& context,
                                            const booking_request& asked, booking_id id,
                                            std::optional<sys_seconds> deadline = std::nullopt) {
    change made = make_change(context);
    made.edits = {{.booking = id, .expected_sequence = 0, .document = asked.document}};
    made.users = asked.users;
    made.parts = compute_parts(asked, id, deadline);
    made.mode = asked.mode;
    return made;
}

/// The change that gives a booking other times, people or resources: all its claims are freed and
/// taken anew, as one.
[[nodiscard]] inline change compute_update(const request_context& context,
                                           const booking_request& asked, booking_id id,
                                           std::uint64_t expected_sequence) {
    change made = make_change(context);
    made.edits = {{.booking = id, .expected_sequence = expected_sequence, .document = asked.document}};
    made.releases = {{.booking = id}};
    made.users = asked.users;
    made.parts = compute_parts(asked, id, std::nullopt);
    made.mode = asked.mode;
    return made;
}

/// The change that ends a booking or a hold.
[[nodiscard]] inline change compute_cancellation(const request_context& context, booking_id id,
                                                 std::uint64_t expected_sequence) {
    change made = make_change(context);
    made.edits = {{.booking = id, .expected_sequence = expected_sequence, .document = std::nullopt}};
    return made;
}

/// What an outcome means to whoever asked for one booking.
[[nodiscard]] inline result<booking, refusal> to_booking(outcome answer) {
    if (answer.code == outcome_code::exists_with_different_request)
        return unexpected(refusal{.reason = refusal_reason::key_reused});
    switch (answer.decided) {
        case outcome_code::applied: {
            booking made;
            if (!answer.bookings.empty()) {
                made.id = answer.bookings.front().booking;
                made.sequence = answer.bookings.front().sequence;
            }
            for (const booking_sequence& other : answer.bookings)
                if (other.booking != made.id && std::find(made.others.begin(), made.others.end(),
                                                          other.booking) == made.others.end())
                    made.others.push_back(other.booking);
            made.parts = std::move(answer.parts);
            made.conflicts = std::move(answer.conflicts);
            made.conflicts_left_out = answer.conflicts_left_out;
            made.repeated = answer.code == outcome_code::exists;
            return made;
        }
        case outcome_code::refused:
            return unexpected(refusal{.reason = refusal_reason::conflicts,
                                      .conflicts = std::move(answer.conflicts),
                                      .conflicts_left_out = answer.conflicts_left_out});
        case outcome_code::stale:
            return unexpected(refusal{.reason = refusal_reason::stale,
                                      .current_sequence = answer.bookings.front().sequence});
        case outcome_code::expired: return unexpected(refusal{.reason = refusal_reason::expired});
        case outcome_code::already_confirmed:
            return unexpected(refusal{.reason = refusal_reason::already_confirmed});
        case outcome_code::not_found: return unexpected(refusal{.reason = refusal_reason::not_found});
        case outcome_code::vetoed:
            return unexpected(refusal{
                .reason = refusal_reason::policy,
                .fault = {.code = errc::forbidden, .message = std::move(answer.detail)}});
        case outcome_code::outdated:
            return unexpected(refusal{
                .reason = refusal_reason::fault,
                .fault = {.code = errc::unavailable,
                          .message = "what was asked for changes too quickly; send it again",
                          .again = retry::safe}});
        default:
            return unexpected(
                refusal{.reason = refusal_reason::invalid, .fault = invalid_input(answer.detail)});
    }
}

} // namespace timewright
