/// @file
/// change: the one form of every effect. Booking, holding, confirming, moving, cancelling, a whole
/// series, people and rooms together: each is claims added and released as one.
///
///     change book{.organization = org, .actor = ana, .request_key = "7f3e...",
///                 .edits = {{.booking = id, .expected_sequence = 0, .document = text}},
///                 .parts = {{.booking = id, .claims = {{.who = room, .span = nine_to_ten}}}}};
///     outcome answer = store.apply(book);
///
/// Every booking named by a release or a part must be named by an edit too: touching a booking's
/// claims raises its sequence, so that whoever read it before finds out. Removing a booking (an edit
/// without a document) frees all its claims.
#pragma once

#include <timewright/base/id.hpp>
#include <timewright/booking/claim.hpp>
#include <timewright/booking/fingerprint.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace timewright {

/// What limits claims on a calendar user. Stores keep it, because it must change under the same lock
/// as the claims themselves; names, zones and features are the directory's.
struct bookable {
    std::uint32_t capacity = 1;                          ///< units at any instant, at least 1
    sys_seconds bookable_until = sys_seconds::max();     ///< blocks and informs beyond are refused
    bool disabled = false;                               ///< no new claims; old ones stay

    friend bool operator==(const bookable&, const bookable&) = default;
};

/// What an edit of a calendar user's limits does with its frontier, bookable_until.
enum class frontier_rule : std::uint8_t {
    set,    ///< all limits become those given
    keep,   ///< the others do; the frontier stays where it is, unless the user is new
    raise,  ///< the frontier alone becomes the one given, and never an earlier one than it was
    expect, ///< nothing changes; the change is `outdated` unless the frontier is the one given
};

/// Makes a calendar user known to the store, or changes its limits. A capacity below what is
/// already claimed is refused.
struct user_edit {
    calendar_user_id user;
    bookable limits;
    frontier_rule frontier = frontier_rule::set;

    /// True when the limits but for the frontier become those given.
    [[nodiscard]] bool sets_limits() const noexcept {
        return frontier == frontier_rule::set || frontier == frontier_rule::keep;
    }
};

struct booking_edit {
    booking_id booking;
    std::uint64_t expected_sequence = 0;   ///< 0: it must not exist yet
    std::optional<std::string> document{}; ///< opaque to stores; none: the booking is removed
    /// The sequence is what the service read, not what the client named: if the booking has moved on
    /// the change is `outdated`, and its key stays free for another try.
    bool is_composed = false;
};

/// Frees claims before any part is placed.
struct release {
    booking_id booking;
    std::optional<part_id> part{}; ///< none: every part
    /// True to confirm a hold: the change is `expired` unless there is something to free and all of
    /// it is alive, and `already_confirmed` if any of it has no deadline.
    bool must_be_held = false;
};

/// One occurrence: all of its claims fit, or none is taken.
struct part {
    booking_id booking;
    part_id id = 0;
    std::vector<claim> claims{};
};

enum class change_mode : std::uint8_t {
    every_part,     ///< all or nothing
    parts_that_fit, ///< best effort, with an outcome for each
};

struct change {
    organization_id organization = default_organization;
    account_id actor{};
    std::string origin{};      ///< what it came through ("http", "import:ana.ics"); stops sync echoes
    std::string request_key{}; ///< minted by the client; empty: a retry is not recognised
    fingerprint request_digest{}; ///< of what the client sent, never of what we derived from it
    std::vector<user_edit> users{};
    std::vector<booking_edit> edits{};
    std::vector<release> releases{};
    std::vector<part> parts{};
    change_mode mode = change_mode::every_part;
    /// What is tried after this change, one after the other, in the same decision: each happens if
    /// it fits and is left out if it does not. They are for those who wait for what is freed here.
    /// Each is a change without a key, limits, veto or offers of its own.
    std::vector<change> offers{};
    /// Why it must not happen, whatever is free: the outcome is `vetoed`. So a refusal that the store
    /// knows nothing of binds the key as any other does, and a retry of what was applied before the
    /// rule came is still told that it was.
    std::string veto{};
};

/// Limits of one change; beyond them the outcome is `malformed` and names the limit.
struct change_limits {
    static constexpr std::size_t request_key_bytes_max = 255;
    static constexpr std::size_t origin_bytes_max = 1'024;
    static constexpr std::size_t document_bytes_max = 1U << 20;
    static constexpr std::size_t users_max = 10'000;
    static constexpr std::size_t edits_max = 10'000;
    static constexpr std::size_t releases_max = 200'000;
    static constexpr std::size_t parts_max = 200'000;
    static constexpr std::size_t claims_max = 200'000;
    static constexpr std::size_t candidates_max = 512;
    static constexpr std::size_t offers_max = 1'000;
    static constexpr std::size_t veto_bytes_max = 4'096;
};

[[nodiscard]] inline std::string find_malformation(const change& c);

/// Says what is wrong with the offers of a change; empty when nothing is.
[[nodiscard]] inline std::string find_malformed_offer(const change& c) {
    if (c.offers.size() > change_limits::offers_max)
        return "the change makes more than 1000 offers";
    for (const change& offer : c.offers) {
        if (!(offer.organization == c.organization)) return "an offer is for another organization";
        if (!offer.request_key.empty() || !offer.users.empty() || !offer.offers.empty() ||
            !offer.veto.empty())
            return "an offer has no key, no limits, no veto and no offers of its own";
        if (std::string wrong = find_malformation(offer); !wrong.empty()) return wrong;
    }
    return {};
}

/// Says what is wrong with the form of a change; empty when nothing is.
[[nodiscard]] inline std::string find_malformation(const change& c) {
    using limits = change_limits;
    if (c.request_key.size() > limits::request_key_bytes_max)
        return "the request key is longer than 255 bytes";
    if (c.origin.size() > limits::origin_bytes_max) return "the origin is longer than 1024 bytes";
    if (c.veto.size() > limits::veto_bytes_max) return "the veto is longer than 4096 bytes";
    if (c.users.size() > limits::users_max) return "the change edits more than 10000 calendar users";
    if (c.edits.size() > limits::edits_max) return "the change edits more than 10000 bookings";
    if (c.releases.size() > limits::releases_max) return "the change makes more than 200000 releases";
    if (c.parts.size() > limits::parts_max) return "the change has more than 200000 parts";
    std::vector<booking_id> edited; // both sorted below
    std::vector<booking_id> removed;
    edited.reserve(c.edits.size());
    for (const booking_edit& e : c.edits) {
        if (e.booking.is_nil()) return "a booking has the nil id";
        edited.push_back(e.booking);
        if (e.document && e.document->size() > limits::document_bytes_max)
            return "a document is longer than 1 MiB";
        if (e.document) continue;
        removed.push_back(e.booking);
        if (e.expected_sequence == 0) return "a booking that must not exist cannot be removed";
    }
    std::sort(edited.begin(), edited.end());
    std::sort(removed.begin(), removed.end());
    if (const auto twice = std::adjacent_find(edited.begin(), edited.end()); twice != edited.end())
        return "the booking " + twice->to_string() + " is edited twice";
    const auto is_in = [](const std::vector<booking_id>& sorted, booking_id one) {
        return std::binary_search(sorted.begin(), sorted.end(), one);
    };
    for (const release& r : c.releases)
        if (!is_in(edited, r.booking))
            return "claims of " + r.booking.to_string() + " are released without editing it";
    for (const user_edit& u : c.users)
        if (u.user.is_nil() || u.limits.capacity == 0)
            return "a calendar user needs an id and a capacity of at least 1";

    std::size_t claims = 0;
    std::map<std::uint32_t, const candidates*> choices;
    for (const part& p : c.parts) {
        if (!is_in(edited, p.booking) || is_in(removed, p.booking))
            return "a part claims for " + p.booking.to_string() +
                   ", which the change does not create or edit";
        claims += p.claims.size();
        for (const claim& k : p.claims) {
            if (k.units == 0) return "a claim takes 0 units; it takes at least 1";
            if (k.who.users().size() > limits::candidates_max)
                return "a claim names more than 512 candidates";
            if (k.choice == 0) continue;
            const auto [first, is_new] = choices.try_emplace(k.choice, &k.who);
            if (!is_new && !(*first->second == k.who))
                return "claims with the same choice name different candidates";
        }
    }
    if (claims > limits::claims_max) return "the change makes more than 200000 claims";
    return find_malformed_offer(c);
}

} // namespace timewright
