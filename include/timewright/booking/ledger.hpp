/// @file
/// ledger: what a store must know to decide, and the writes that a decision makes.
///
/// A ledger holds, for each organization, the limits of its calendar users, the claims on each in
/// order of their start, its bookings with their documents, and the answers to keyed requests. The
/// memory store is a ledger behind a mutex; the SQLite store keeps one beside its file; a networked
/// store loads a small one for each batch. All of them ask the same decide().
///
/// Not thread-safe; owners lock around it.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/base/id.hpp>
#include <timewright/booking/change.hpp>
#include <timewright/booking/claim.hpp>
#include <timewright/booking/outcome.hpp>

#include <algorithm>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace timewright {

struct user_record {
    organization_id organization;
    calendar_user_id user;
    bookable limits;

    friend bool operator==(const user_record&, const user_record&) = default;
};

struct booking_record {
    organization_id organization;
    booking_id booking;
    std::uint64_t sequence = 0;
    std::string document{};

    friend bool operator==(const booking_record&, const booking_record&) = default;
};

/// Who sent a key. The same key of another account is another key.
struct answer_key {
    organization_id organization;
    account_id actor;
    std::string request_key{};

    friend bool operator==(const answer_key&, const answer_key&) = default;
};

struct answer_record {
    answer_key key;
    fingerprint request_digest;
    outcome answer;
    sys_seconds decided_at;

    friend bool operator==(const answer_record&, const answer_record&) = default;
};

/// How long the answer to a keyed request is kept.
inline constexpr std::chrono::hours answers_kept{24};

/// What happened to a booking, as readers of the feed see it.
enum class feed_kind : std::uint8_t {
    created = 0,
    updated = 1,
    removed = 2,
    expired = 3, ///< removed because its hold ran out
    user = 4,    ///< the limits of a calendar user changed; no booking is named
};

[[nodiscard]] constexpr const char* to_slug(feed_kind kind) noexcept {
    switch (kind) {
        case feed_kind::created: return "created";
        case feed_kind::updated: return "updated";
        case feed_kind::removed: return "removed";
        case feed_kind::expired: return "expired";
        case feed_kind::user: return "user";
    }
    return "updated";
}

/// A place in the feed. Opaque to clients; totally ordered.
struct feed_cursor {
    std::uint64_t transaction = 0;
    std::uint32_t ordinal = 0;

    friend constexpr auto operator<=>(const feed_cursor&, const feed_cursor&) = default;
};

/// Enough for mail, sync and devices to act without a load.
struct feed_entry {
    feed_cursor cursor{}; ///< given by the store when it commits
    organization_id organization;
    account_id actor{};
    std::string origin{};
    feed_kind kind = feed_kind::updated;
    booking_id booking{};
    std::uint64_t sequence = 0;
    sys_seconds decided_at{};
    std::string document_before{};        ///< empty when it was created
    std::string document_after{};         ///< empty when it was removed
    std::vector<live_claim> released{};
    std::vector<live_claim> added{};
    std::vector<calendar_user_id> users{}; ///< everybody whose claims the booking held before or after

    friend bool operator==(const feed_entry&, const feed_entry&) = default;
};

/// A booking that ceased to exist, as a key.
struct booking_key {
    organization_id organization;
    booking_id booking;

    friend bool operator==(const booking_key&, const booking_key&) = default;
};

struct owned_claim {
    organization_id organization;
    live_claim claim;

    friend bool operator==(const owned_claim&, const owned_claim&) = default;
};

/// The net effect of a batch. Claims that a batch both added and released appear in neither list
/// (but in the feed). Apply all of it or nothing.
struct writes {
    std::vector<user_record> users{};
    std::vector<booking_record> bookings{};
    std::vector<booking_key> bookings_removed{};
    std::vector<owned_claim> claims_released{};
    std::vector<owned_claim> claims_added{};
    std::vector<answer_record> answers{};
    std::vector<feed_entry> feed{};

    [[nodiscard]] bool empty() const noexcept {
        return users.empty() && bookings.empty() && bookings_removed.empty() &&
               claims_released.empty() && claims_added.empty() && answers.empty() && feed.empty();
    }
};

namespace detail {

template <class Id>
struct tenant_key {
    organization_id organization;
    Id id;
    friend bool operator==(const tenant_key&, const tenant_key&) = default;
};

/// Not noexcept, on purpose: the standard library then keeps each hash beside its entry, and does not
/// compute it again, from memory that is far away, for every neighbour that a lookup passes.
struct tenant_hash {
    template <class Id>
    std::size_t operator()(const tenant_key<Id>& key) const {
        return std::hash<Id>{}(key.id) + 31 * std::hash<organization_id>{}(key.organization);
    }
    std::size_t operator()(const answer_key& key) const {
        return std::hash<std::string>{}(key.request_key) ^ std::hash<account_id>{}(key.actor);
    }
};

/// The length of a claim, or the longest that can be told if it is longer than that.
[[nodiscard]] inline std::chrono::seconds length_for_look_back(const interval& span) noexcept {
    const bool too_long = span.start() < sys_seconds{} &&
                          span.end() > span.start() + std::chrono::seconds::max();
    return too_long ? std::chrono::seconds::max() : span.length();
}

/// The earliest start of a claim of such a length that reaches beyond t.
[[nodiscard]] inline sys_seconds look_back(sys_seconds t, std::chrono::seconds longest) noexcept {
    // min() + longest is where the subtraction would leave the range of instants.
    const bool from_the_beginning =
        longest == std::chrono::seconds::max() || t < sys_seconds::min() + longest;
    return from_the_beginning ? sys_seconds::min() : t - longest;
}

} // namespace detail

/// The claims on one calendar user, by start. A query looks back by the longest claim and no further.
class claim_timeline {
  public:
    /// Complexity: O(log n + m), m the claims that start within [span.start - longest, span.end).
    template <class F>
    void for_each_overlapping(const interval& span, F&& visit) const {
        const sys_seconds from = detail::look_back(span.start(), longest_);
        auto at = std::lower_bound(claims_.begin(), claims_.end(), from,
                                   [](const live_claim& c, sys_seconds t) { return c.span.start() < t; });
        for (; at != claims_.end() && at->span.start() < span.end(); ++at)
            if (at->span.overlaps(span)) visit(*at);
    }

    [[nodiscard]] std::span<const live_claim> claims() const noexcept { return claims_; }

    /// Adds a claim that no question sees before settle(). Complexity: O(1), amortized.
    void append(const live_claim& added) {
        longest_ = std::max(longest_, detail::length_for_look_back(added.span));
        claims_.push_back(added);
    }
    [[nodiscard]] bool is_settled() const noexcept { return settled_ == claims_.size(); }

    /// Puts what was appended where it belongs, after what starts at the same time. Complexity:
    /// O(n + k log k) for k of them; O(k) where they come after all others, in order.
    void settle() {
        const auto begin = claims_.begin();
        const auto added = begin + static_cast<std::ptrdiff_t>(settled_);
        settled_ = claims_.size();
        if (std::is_sorted(added == begin ? begin : added - 1, claims_.end(), by_start)) return;
        std::stable_sort(added, claims_.end(), by_start);
        const auto from = std::upper_bound(begin, added, *added, by_start);
        if (claims_.end() - added == 1)
            std::rotate(from, added, claims_.end());
        else
            std::inplace_merge(from, added, claims_.end(), by_start);
    }

    /// Complexity: O(n) moves. Precondition: it is there.
    void erase(const live_claim& gone) {
        auto at = std::lower_bound(claims_.begin(), claims_.end(), gone, by_start);
        while (at != claims_.end() && at->id != gone.id) ++at;
        TIMEWRIGHT_EXPECTS(at != claims_.end());
        claims_.erase(at);
        settled_ = claims_.size();
    }

    /// All of them in one pass. Complexity: O(n). Precondition: they are there, each named once.
    void erase(std::span<const live_claim> gone) {
        if (gone.size() == 1) return erase(gone.front());
        std::unordered_set<claim_id> ids;
        for (const live_claim& c : gone) ids.insert(c.id);
        const std::size_t erased =
            std::erase_if(claims_, [&](const live_claim& c) { return ids.contains(c.id); });
        TIMEWRIGHT_EXPECTS(erased == gone.size());
        settled_ = claims_.size();
    }

  private:
    static bool by_start(const live_claim& a, const live_claim& b) noexcept {
        return a.span.start() < b.span.start();
    }

    std::vector<live_claim> claims_;
    std::size_t settled_ = 0; ///< so many are in order; the others wait for settle()
    std::chrono::seconds longest_{0};
};

class ledger {
  public:
    [[nodiscard]] const bookable* find_user(organization_id org, calendar_user_id user) const {
        const auto at = users_.find({org, user});
        return at == users_.end() ? nullptr : &at->second.limits;
    }

    [[nodiscard]] const booking_record* find_booking(organization_id org, booking_id booking) const {
        const auto at = bookings_.find({org, booking});
        return at == bookings_.end() ? nullptr : &at->second.record;
    }

    [[nodiscard]] const answer_record* find_answer(const answer_key& key) const {
        const auto at = answers_.find(key);
        return at == answers_.end() ? nullptr : &at->second;
    }

    /// Visits the claims on a user that overlap the span, dead holds included.
    template <class F>
    void for_each_overlapping(organization_id org, calendar_user_id user, const interval& span,
                              F&& visit) const {
        const auto at = users_.find({org, user});
        if (at != users_.end()) at->second.timeline.for_each_overlapping(span, visit);
    }

    /// All claims on a user, by start.
    [[nodiscard]] std::span<const live_claim> claims_on(organization_id org,
                                                        calendar_user_id user) const {
        const auto at = users_.find({org, user});
        if (at == users_.end()) return {};
        return at->second.timeline.claims();
    }

    /// All claims of a booking, in the order in which they were added.
    [[nodiscard]] std::span<const live_claim> claims_of(organization_id org, booking_id booking) const {
        const auto at = bookings_.find({org, booking});
        if (at == bookings_.end()) return {};
        return at->second.claims;
    }

    /// Visits the bookings whose last claim died at or before `now`, once each, earliest first, until
    /// visit(organization, booking, sequence) answers false. A booking of which anything lives (some
    /// of its parts were confirmed) is not visited: nobody may remove it for what died.
    template <class F>
    void for_each_due_hold(sys_seconds now, F&& visit) const {
        const claim_deadline* last = nullptr;
        for (const claim_deadline& d : deadlines_) {
            if (d.at > now) return;
            const bool again = last != nullptr && last->at == d.at &&
                               last->organization == d.organization &&
                               last->claim.booking == d.claim.booking;
            last = &d;
            if (again) continue;
            const held_booking& held = bookings_.at({d.organization, d.claim.booking});
            if (death_of(held) != d.at) continue;
            if (!visit(d.organization, held.record.booking, held.record.sequence)) return;
        }
    }

    template <class F>
    void for_each_booking(F&& visit) const {
        for (const auto& [key, held] : bookings_) visit(held.record, std::span(held.claims));
    }

    template <class F>
    void for_each_user(F&& visit) const {
        for (const auto& [key, held] : users_)
            visit(user_record{key.organization, key.id, held.limits});
    }

    /// Takes the writes of one decision (or of a load). Preconditions: released claims are there,
    /// claims are added only to known users and bookings.
    void apply(const writes& made) { take(made); }
    /// The same, and takes the bookings and answers themselves, not copies. The feed stays.
    void apply(writes&& made) { take(std::move(made)); }

    /// Forgets answers that have been kept long enough. Call it with the time of each batch.
    void forget_answers_before(sys_seconds cut) {
        while (!answers_by_age_.empty() && answers_by_age_.front().first < cut) {
            const auto at = answers_.find(answers_by_age_.front().second);
            if (at != answers_.end() && at->second.decided_at < cut) answers_.erase(at);
            answers_by_age_.pop_front();
        }
    }

  private:
    struct held_user {
        bookable limits;
        claim_timeline timeline;
    };
    struct held_booking {
        booking_record record;
        std::vector<live_claim> claims;
    };

    struct claim_deadline {
        sys_seconds at;
        organization_id organization;
        claim_id claim;
        friend auto operator<=>(const claim_deadline&, const claim_deadline&) = default;
    };
    template <class Writes>
    void take(Writes&& made) {
        // Of what is lent to us we copy, what is given we move.
        const auto of = [](auto& part) -> auto&& {
            if constexpr (std::is_const_v<std::remove_reference_t<Writes>>)
                return part;
            else
                return std::move(part);
        };
        if (made.bookings.size() > bookings_.size()) bookings_.reserve(made.bookings.size());
        if (made.answers.size() > answers_.size()) answers_.reserve(made.answers.size());
        for (const user_record& u : made.users) users_[{u.organization, u.user}].limits = u.limits;
        erase(made.claims_released);
        for (auto& b : made.bookings) bookings_[{b.organization, b.booking}].record = of(b);
        insert(made.claims_added);
        for (const booking_key& b : made.bookings_removed) {
            TIMEWRIGHT_EXPECTS(claims_of(b.organization, b.booking).empty());
            bookings_.erase({b.organization, b.booking});
        }
        for (auto& a : made.answers) {
            answers_by_age_.emplace_back(a.decided_at, a.key);
            answers_.insert_or_assign(a.key, of(a));
        }
    }

    /// Visits the claims user by user, so that freeing a series costs one pass over each timeline and not
    /// one a claim. Those of one user stay in their order.
    template <class F>
    static void for_each_user_of(std::span<const owned_claim> claims, F&& visit) {
        std::vector<owned_claim> sorted(claims.begin(), claims.end());
        const auto key_of = [](const owned_claim& c) {
            return std::tie(c.organization, c.claim.user);
        };
        std::stable_sort(
            sorted.begin(), sorted.end(),
            [&](const owned_claim& a, const owned_claim& b) { return key_of(a) < key_of(b); });
        std::vector<live_claim> mine;
        for (std::size_t i = 0; i < sorted.size();) {
            const std::size_t first = i;
            mine.clear();
            for (; i < sorted.size() && key_of(sorted[i]) == key_of(sorted[first]); ++i)
                mine.push_back(sorted[i].claim);
            visit(detail::tenant_key<calendar_user_id>{sorted[first].organization,
                                                       sorted[first].claim.user},
                  std::span<const live_claim>(mine));
        }
    }

    /// One pass over each timeline, not one a claim, so that a series costs little more than a meeting.
    void insert(std::span<const owned_claim> added) {
        std::vector<claim_timeline*> touched;
        for (const auto& [org, c] : added) {
            const auto booking = bookings_.find({org, c.id.booking});
            TIMEWRIGHT_EXPECTS(booking != bookings_.end());
            booking->second.claims.push_back(c);
            const auto user = users_.find({org, c.user});
            TIMEWRIGHT_EXPECTS(user != users_.end());
            claim_timeline& timeline = user->second.timeline;
            if (timeline.is_settled()) touched.push_back(&timeline);
            timeline.append(c);
            if (c.deadline) deadlines_.insert({*c.deadline, org, c.id});
        }
        for (claim_timeline* timeline : touched) timeline->settle();
    }

    void erase(std::span<const owned_claim> gone) {
        std::unordered_map<detail::tenant_key<booking_id>, std::unordered_set<claim_id>,
                           detail::tenant_hash>
            by_booking;
        for (const auto& [org, c] : gone) {
            by_booking[{org, c.id.booking}].insert(c.id);
            if (c.deadline) deadlines_.erase({*c.deadline, org, c.id});
        }
        for_each_user_of(gone, [&](const auto& key, std::span<const live_claim> claims) {
            const auto user = users_.find(key);
            TIMEWRIGHT_EXPECTS(user != users_.end());
            user->second.timeline.erase(claims);
        });
        for (const auto& entry : by_booking) {
            const std::unordered_set<claim_id>& ids = entry.second;
            const auto booking = bookings_.find(entry.first);
            TIMEWRIGHT_EXPECTS(booking != bookings_.end());
            std::erase_if(booking->second.claims,
                          [&](const live_claim& c) { return ids.contains(c.id); });
        }
    }

    /// The instant from which nothing of a booking lives, if there is one.
    [[nodiscard]] static std::optional<sys_seconds> death_of(const held_booking& held) {
        std::optional<sys_seconds> latest;
        for (const live_claim& c : held.claims) {
            if (!c.deadline) return std::nullopt;
            if (!latest || *latest < *c.deadline) latest = c.deadline;
        }
        return latest;
    }

    std::unordered_map<detail::tenant_key<calendar_user_id>, held_user, detail::tenant_hash> users_;
    std::unordered_map<detail::tenant_key<booking_id>, held_booking, detail::tenant_hash> bookings_;
    std::set<claim_deadline> deadlines_;
    std::unordered_map<answer_key, answer_record, detail::tenant_hash> answers_;
    std::deque<std::pair<sys_seconds, answer_key>> answers_by_age_;
};

} // namespace timewright
