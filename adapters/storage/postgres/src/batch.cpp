#include "batch.hpp"

#include "array_text.hpp"
#include "postgres_error.hpp"
#include "storage/encoding/encoding.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace timewright::postgres {

namespace {

using user_key = detail::tenant_key<calendar_user_id>;

struct by_user {
    bool operator()(const user_key& left, const user_key& right) const {
        return std::pair(left.organization, left.id) < std::pair(right.organization, right.id);
    }
};
struct asked_user {
    std::vector<interval> windows{};
    std::optional<std::uint32_t> capacity{}; // the least that the batch gives it
};
using asked_users = std::map<user_key, asked_user, by_user>;

/// Fewer and larger windows that cover the same instants.
void coalesce(std::vector<interval>& windows) {
    std::sort(windows.begin(), windows.end(),
              [](const interval& l, const interval& r) { return l.start() < r.start(); });
    std::vector<interval> merged;
    for (const interval& next : windows) {
        if (merged.empty() || merged.back().end() < next.start())
            merged.push_back(next);
        else if (merged.back().end() < next.end())
            merged.back() = interval(merged.back().start(), next.end());
    }
    windows = std::move(merged);
}

/// Each change and, after it, what it offers. What is beyond limits needs nothing.
template <class F>
void for_each_with_offers(std::span<const change> changes, F&& visit) {
    for (const change& c : changes) {
        if (is_beyond_limits(c)) continue;
        visit(c);
        for (const change& offer : c.offers)
            if (!is_beyond_limits(offer)) visit(offer);
    }
}

asked_users users_of(std::span<const change> changes) {
    asked_users asked;
    for_each_with_offers(changes, [&](const change& c) {
        for (const user_edit& u : c.users) {
            asked_user& wanted = asked[{c.organization, u.user}];
            // Whoever goes on without end waits there for the frontier.
            if (u.frontier == frontier_rule::raise) wanted.windows.push_back(end_of_time);
            if (!u.sets_limits()) continue;
            wanted.capacity =
                std::min(wanted.capacity.value_or(u.limits.capacity), u.limits.capacity);
        }
        for (const part& p : c.parts)
            for (const claim& k : p.claims)
                for (const calendar_user_id user : k.who.users())
                    asked[{c.organization, user}].windows.push_back(k.span);
    });
    for (auto& entry : asked) coalesce(entry.second.windows);
    return asked;
}

template <class... Arrays>
std::string join(const Arrays&... arrays) {
    std::string joined;
    ((joined += ", " + arrays.text()), ...);
    return joined;
}

std::string keys_text(std::span<const change> changes) {
    array_text organizations, actors, keys;
    for (const change& c : changes) {
        if (c.request_key.empty()) continue;
        organizations.add(c.organization);
        actors.add(c.actor);
        keys.add(std::string_view(c.request_key));
    }
    return join(organizations, actors, keys);
}

std::string edits_text(std::span<const change> changes) {
    std::unordered_set<detail::tenant_key<booking_id>, detail::tenant_hash> known;
    array_text organizations, bookings;
    for_each_with_offers(changes, [&](const change& c) {
        for (const booking_edit& e : c.edits) {
            if (!known.insert({c.organization, e.booking}).second) continue;
            organizations.add(c.organization);
            bookings.add(e.booking);
        }
    });
    return join(organizations, bookings);
}

/// The bookings that give back what they have: all of it when they are removed.
std::string freeing_text(std::span<const change> changes) {
    std::unordered_set<detail::tenant_key<booking_id>, detail::tenant_hash> known;
    array_text organizations, bookings;
    for_each_with_offers(changes, [&](const change& c) {
        const auto add = [&](booking_id booking) {
            if (!known.insert({c.organization, booking}).second) return;
            organizations.add(c.organization);
            bookings.add(booking);
        };
        for (const booking_edit& e : c.edits)
            if (!e.document) add(e.booking);
        for (const release& r : c.releases) add(r.booking);
    });
    return join(organizations, bookings);
}

std::string users_text(const asked_users& asked) {
    array_text organizations, users, capacities;
    array_text window_organizations, window_users, starts, ends;
    for (const auto& [key, wanted] : asked) {
        organizations.add(key.organization);
        users.add(key.id);
        capacities.add(wanted.capacity);
        for (const interval& window : wanted.windows) {
            window_organizations.add(key.organization);
            window_users.add(key.id);
            starts.add(window.start());
            ends.add(window.end());
        }
    }
    return join(organizations, users, capacities, window_organizations, window_users, starts, ends);
}

/// A claim is found by its booking and by each window that it reaches into: it counts once. Claims
/// of bookings that nobody edits get a booking without a document, which nobody asks for.
void settle_claims(writes& found, std::vector<owned_claim> claims) {
    const auto order = [](const owned_claim& l, const owned_claim& r) {
        return std::pair(l.organization, l.claim.id) < std::pair(r.organization, r.claim.id);
    };
    std::sort(claims.begin(), claims.end(), order);
    claims.erase(std::unique(claims.begin(), claims.end()), claims.end());
    std::unordered_set<detail::tenant_key<booking_id>, detail::tenant_hash> known;
    for (const booking_record& b : found.bookings) known.insert({b.organization, b.booking});
    for (const owned_claim& c : claims)
        if (known.insert({c.organization, c.claim.id.booking}).second)
            found.bookings.push_back({c.organization, c.claim.id.booking, c.claim.id.sequence, {}});
    std::unordered_set<user_key, detail::tenant_hash> users;
    for (const user_record& u : found.users) users.insert({u.organization, u.user});
    for (const owned_claim& c : claims)
        if (!users.contains({c.organization, c.claim.user}))
            throw corrupt_row("there are claims on a calendar user that does not exist");
    found.claims_added = std::move(claims);
}

// --- writing

struct claim_ids {
    array_text organizations, bookings, sequences, ordinals;
    void add(const owned_claim& c) {
        organizations.add(c.organization);
        bookings.add(c.claim.id.booking);
        sequences.add(c.claim.id.sequence);
        ordinals.add(c.claim.id.ordinal);
    }
    [[nodiscard]] std::string text() const {
        return join(organizations, bookings, sequences, ordinals);
    }
};

/// Whether the exclusion constraint watches claims on a user: those whom one blocking claim fills.
class guard_list {
  public:
    guard_list(const ledger& before, const writes& made) : before_(before) {
        for (const user_record& u : made.users)
            capacities_[{u.organization, u.user}] = u.limits.capacity;
    }
    [[nodiscard]] bool watches(const owned_claim& c) const {
        if (c.claim.effect != claim_effect::blocks) return false;
        const auto at = capacities_.find({c.organization, c.claim.user});
        if (at != capacities_.end()) return at->second == 1;
        const bookable* limits = before_.find_user(c.organization, c.claim.user);
        return limits != nullptr && limits->capacity == 1;
    }

  private:
    const ledger& before_;
    std::unordered_map<user_key, std::uint32_t, detail::tenant_hash> capacities_;
};

std::string user_rows(const writes& made) {
    array_text organizations, users, capacities, untils, disabled;
    for (const user_record& u : made.users) {
        organizations.add(u.organization);
        users.add(u.user);
        capacities.add(u.limits.capacity);
        untils.add(u.limits.bookable_until);
        disabled.add(u.limits.disabled);
    }
    return join(organizations, users, capacities, untils, disabled);
}

std::string released_rows(const writes& made) {
    claim_ids released;
    for (const owned_claim& c : made.claims_released) released.add(c);
    return released.text();
}

/// Holds that have run out where new claims are guarded.
std::string dead_rows(const ledger& before, const writes& made, const guard_list& guard,
                      sys_seconds now) {
    claim_ids dead;
    for (const owned_claim& added : made.claims_added) {
        if (!guard.watches(added)) continue;
        before.for_each_overlapping(added.organization, added.claim.user, added.claim.span,
                                    [&](const live_claim& c) {
                                        if (c.effect == claim_effect::blocks && !c.lives_at(now))
                                            dead.add({added.organization, c});
                                    });
    }
    return dead.text();
}

std::string booking_rows(const writes& made) {
    array_text organizations, bookings, sequences, documents;
    for (const booking_record& b : made.bookings) {
        organizations.add(b.organization);
        bookings.add(b.booking);
        sequences.add(b.sequence);
        documents.add(std::string_view(b.document));
    }
    return join(organizations, bookings, sequences, documents);
}

std::string claim_rows(const writes& made, const guard_list& guard, sys_seconds now) {
    claim_ids ids;
    array_text parts, users, starts, ends, units, effects, types, deadlines, guarded;
    std::map<user_key, std::chrono::seconds, by_user> longest;
    for (const owned_claim& c : made.claims_added) {
        ids.add(c);
        parts.add(std::int64_t{c.claim.part});
        users.add(c.claim.user);
        starts.add(c.claim.span.start());
        ends.add(c.claim.span.end());
        units.add(c.claim.units);
        effects.add(static_cast<std::uint32_t>(c.claim.effect));
        types.add(static_cast<std::uint32_t>(c.claim.type));
        deadlines.add(c.claim.deadline);
        guarded.add(guard.watches(c) && c.claim.lives_at(now));
        auto& length = longest[{c.organization, c.claim.user}];
        length = std::max(length, detail::length_for_look_back(c.claim.span));
    }
    array_text longest_organizations, longest_users, lengths;
    for (const auto& [key, length] : longest) {
        longest_organizations.add(key.organization);
        longest_users.add(key.id);
        lengths.add(std::int64_t{length.count()});
    }
    return ids.text() +
           join(parts, users, starts, ends, units, effects, types, deadlines, guarded) +
           join(longest_organizations, longest_users, lengths);
}

std::string removed_rows(const writes& made) {
    array_text organizations, bookings;
    for (const booking_key& b : made.bookings_removed) {
        organizations.add(b.organization);
        bookings.add(b.booking);
    }
    return join(organizations, bookings);
}

/// A key twice in one batch has one answer: the first is what the second repeats.
std::string answer_rows(const writes& made) {
    array_text organizations, actors, keys, highs, lows, outcomes;
    for (const answer_record& a : made.answers) {
        organizations.add(a.key.organization);
        actors.add(a.key.actor);
        keys.add(std::string_view(a.key.request_key));
        highs.add(a.request_digest.high);
        lows.add(a.request_digest.low);
        outcomes.add(std::string_view(storage::encode(a.answer)));
    }
    return join(organizations, actors, keys, highs, lows, outcomes);
}

std::string feed_rows(const writes& made) {
    array_text organizations, actors, origins, kinds, bookings, sequences, befores, afters, touched;
    for (const feed_entry& entry : made.feed) {
        organizations.add(entry.organization);
        actors.add(entry.actor);
        origins.add(std::string_view(entry.origin));
        kinds.add(static_cast<std::uint32_t>(entry.kind));
        bookings.add(entry.booking);
        sequences.add(entry.sequence);
        befores.add(std::string_view(entry.document_before));
        afters.add(std::string_view(entry.document_after));
        touched.add(
            std::string_view(storage::encode_touched(entry.released, entry.added, entry.users)));
    }
    return join(organizations, actors, origins, kinds, bookings, sequences, befores, afters,
                touched);
}

} // namespace

std::string batch_question(std::span<const change> changes, const lock_set& locks) {
    array_text organizations, keys;
    for (const std::int32_t organization : locks.organizations) organizations.add(organization);
    for (const std::int64_t key : locks.keys) keys.add(key);
    return "BEGIN; SELECT * FROM lock_and_load(" + std::to_string(locks_max) +
           (locks.wide ? ", true" : ", false") + join(organizations, keys) + freeing_text(changes) +
           keys_text(changes) + edits_text(changes) + users_text(users_of(changes)) + ")";
}

batch_picture to_picture(const pqxx::result& rows) {
    batch_picture seen;
    writes found;
    std::vector<owned_claim> claims;
    for (const pqxx::row& row : rows) {
        switch (kind_of(row)) {
            case row_kind::present:
                seen.present = to_present(row);
                break;
            case row_kind::user:
                found.users.push_back(to_user(row));
                break;
            case row_kind::booking:
                found.bookings.push_back(to_booking(row));
                break;
            case row_kind::claim:
                claims.push_back(to_claim(row));
                break;
            case row_kind::answer:
                found.answers.push_back(to_answer(row));
                break;
            default:
                throw corrupt_row("a question was answered with other rows");
        }
    }
    settle_claims(found, std::move(claims));
    seen.known.apply(found);
    return seen;
}

std::string write_statement(const ledger& before, const writes& made, sys_seconds now,
                            std::optional<sys_seconds> forget_before) {
    const guard_list guard(before, made);
    const auto instant = [](sys_seconds t) { return std::to_string(t.time_since_epoch().count()); };
    return "SELECT write_batch(" + instant(now) + ", " +
           (forget_before ? instant(*forget_before) : std::string("NULL")) + user_rows(made) +
           released_rows(made) + dead_rows(before, made, guard, now) + booking_rows(made) +
           claim_rows(made, guard, now) + removed_rows(made) + answer_rows(made) + feed_rows(made) +
           ")";
}

std::string batch_statement(const ledger& before, const writes& made, sys_seconds now,
                            std::optional<sys_seconds> forget_before) {
    return write_statement(before, made, now, forget_before) + "; COMMIT";
}

} // namespace timewright::postgres
