/// @file
/// naive_books: what decide() should answer, worked out as a child would.
///
/// Time is an array of hours, the state is plain vectors that are copied for every attempt, the
/// choices are all tried one after the other. There is no draft, no index, no undo, no budget and
/// no clever order. Slow, short, and written from the descriptions in the headers, not from
/// decide.hpp. Only for worlds of a few hours (see small_world.hpp).
#pragma once

#include <timewright/booking/change.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/booking/outcome.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace timewright::test {

inline constexpr int hours_in_world = 12;
inline constexpr sys_seconds world_start = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);

[[nodiscard]] inline sys_seconds at_hour(int hour) {
    return world_start + std::chrono::hours(hour);
}

struct naive_state {
    std::vector<user_record> users;
    std::vector<booking_record> bookings;
    std::vector<owned_claim> claims; // in the order in which they were added
    std::vector<feed_entry> feed;
};

class naive_books {
  public:
    sys_seconds now = world_start;
    naive_state state;
    std::vector<answer_record> answers;

    /// What is told to whoever sent the change, but for the conflicts: double_booked_by and is_true
    /// judge those that decide() tells.
    outcome apply(const change& asked) {
        const answer_key key{asked.organization, asked.actor, asked.request_key};
        if (!key.request_key.empty())
            for (const answer_record& known : answers)
                if (known.key == key && now - known.decided_at <= answers_kept) {
                    if (!(known.request_digest == asked.request_digest))
                        return only(outcome_code::exists_with_different_request);
                    outcome again = known.answer;
                    again.code = outcome_code::exists;
                    return again;
                }
        if (is_malformed(asked)) return only(outcome_code::malformed);
        const naive_state before = state;
        outcome answer = decide(asked);
        answer.decided = answer.code;
        if (answer.code == outcome_code::applied) {
            tell(before, asked);
            take_offers(before, asked, answer);
        }
        if (answer.code != outcome_code::applied) state = before;
        if (!key.request_key.empty() && answer.code != outcome_code::outdated) {
            std::erase_if(answers, [&](const answer_record& a) { return a.key == key; });
            answers.push_back({key, asked.request_digest, answer, now});
        }
        return answer;
    }

    [[nodiscard]] const booking_record* find_booking(organization_id org, booking_id id) const {
        for (const booking_record& b : state.bookings)
            if (b.organization == org && b.booking == id) return &b;
        return nullptr;
    }
    [[nodiscard]] const user_record* find_user(organization_id org, calendar_user_id id) const {
        for (const user_record& u : state.users)
            if (u.organization == org && u.user == id) return &u;
        return nullptr;
    }
    [[nodiscard]] std::vector<live_claim> claims_of(organization_id org, booking_id id) const {
        std::vector<live_claim> found;
        for (const owned_claim& c : state.claims)
            if (c.organization == org && c.claim.id.booking == id) found.push_back(c.claim);
        return found;
    }

    /// The invariant, hour by hour, from the claims alone.
    [[nodiscard]] bool nobody_is_overbooked() const {
        for (const user_record& u : state.users)
            for (int hour = 0; hour < hours_in_world; ++hour)
                if (units_at(u.organization, u.user, hour, true) > u.limits.capacity) return false;
        return true;
    }

    /// What an applied change has to tell of people whom it only informs: whatever they do
    /// meanwhile.
    [[nodiscard]] std::set<std::pair<calendar_user_id, booking_id>> double_booked_by(
        const change& asked) const {
        std::set<std::pair<calendar_user_id, booking_id>> found;
        for (const booking_edit& e : asked.edits)
            for (const live_claim& mine : claims_of(asked.organization, e.booking))
                for (const auto& [org, c] : state.claims)
                    if (mine.id.sequence == e.expected_sequence + 1 &&
                        mine.effect == claim_effect::informs && org == asked.organization &&
                        c.effect != claim_effect::waits && c.lives_at(now) && c.user == mine.user &&
                        c.id.booking != e.booking && c.span.overlaps(mine.span))
                        found.insert({c.user, c.id.booking});
        return found;
    }

    /// True when a conflict that was told about a change is so: the claim in the way is there, or
    /// will be if the change happens; the limit named is exceeded.
    [[nodiscard]] static bool is_true(const conflict& told, const change& asked,
                                      const naive_books& before) {
        const organization_id org = asked.organization;
        if (told.with) {
            for (const auto& [owner, c] : before.state.claims)
                if (owner == org && c.user == told.user && c.span == told.span &&
                    c.id.booking == *told.with && c.lives_at(before.now))
                    return true;
            for (const part& p : asked.parts)
                for (const claim& k : p.claims)
                    if (p.booking == *told.with && k.span == told.span && could_take(k, told.user))
                        return true;
            return false;
        }
        const user_record* who = before.find_user(org, told.user);
        std::optional<bookable> limits;
        if (who != nullptr) limits = who->limits;
        for (const user_edit& u : asked.users)
            if (u.user == told.user) limits = settled(u, limits);
        for (const part& p : asked.parts)
            for (const claim& k : p.claims) {
                if (k.span != told.span || !could_take(k, told.user)) continue;
                if (!limits) return told.reason == conflict_reason::unknown_user;
                if (told.reason == conflict_reason::disabled && limits->disabled) return true;
                if (told.reason == conflict_reason::beyond_horizon &&
                    k.span.end() > limits->bookable_until)
                    return true;
                if (told.reason == conflict_reason::too_many_units && k.units > limits->capacity)
                    return true;
            }
        return false;
    }

  private:
    /// What the limits of a user become by an edit.
    static bookable settled(const user_edit& asked, const std::optional<bookable>& known) {
        bookable limits = asked.limits;
        if (!known) return limits;
        if (!asked.sets_limits()) limits = *known;
        if (asked.frontier == frontier_rule::keep) limits.bookable_until = known->bookable_until;
        if (asked.frontier == frontier_rule::raise)
            limits.bookable_until = std::max(limits.bookable_until, asked.limits.bookable_until);
        return limits;
    }

    static bool could_take(const claim& k, calendar_user_id user) {
        const auto users = k.who.users();
        return std::find(users.begin(), users.end(), user) != users.end();
    }

    static outcome only(outcome_code code) {
        outcome answer;
        answer.code = answer.decided = code;
        return answer;
    }

    [[nodiscard]] std::uint64_t units_at(organization_id org, calendar_user_id user, int hour,
                                         bool blocks_only) const {
        std::uint64_t sum = 0;
        for (const auto& [owner, c] : state.claims)
            if (owner == org && c.user == user && c.lives_at(now) &&
                c.span.contains(at_hour(hour)) && c.effect != claim_effect::waits &&
                (!blocks_only || c.effect == claim_effect::blocks))
                sum += c.units;
        return sum;
    }

    // --- those who wait

    void take_offers(const naive_state& before, const change& asked, outcome& answer) {
        std::set<booking_id> tried;
        for (const booking_edit& e : asked.edits) tried.insert(e.booking);
        std::vector<owned_claim> given_back = freed(before, state);
        bool moved_on = false;
        for (const change& offer : asked.offers) {
            for (const booking_edit& e : offer.edits) tried.insert(e.booking);
            const naive_state without = state;
            const outcome taken = decide(offer);
            if (taken.code != outcome_code::applied) {
                state = without;
                if (taken.code != outcome_code::refused) {
                    answer = only(outcome_code::outdated);
                    return;
                }
                continue;
            }
            tell(without, offer);
            for (const owned_claim& c : freed(without, state)) given_back.push_back(c);
            for (const booking_sequence& b : taken.bookings) answer.bookings.push_back(b);
            for (const part_outcome& p : taken.parts) answer.parts.push_back(p);
        }
        std::map<booking_id, std::uint64_t> forgotten;
        for (const owned_claim& w : state.claims) {
            if (!still_waits(w, asked.organization, tried)) continue;
            const auto passes = [&](const owned_claim& c) {
                return c.claim.user == w.claim.user && c.claim.span.overlaps(w.claim.span);
            };
            bool passed = std::any_of(given_back.begin(), given_back.end(), passes);
            for (const user_edit& u : asked.users)
                if (u.frontier == frontier_rule::raise && u.user == w.claim.user &&
                    w.claim.span.overlaps(end_of_time) &&
                    frontier_of(before, asked, u.user) < u.limits.bookable_until)
                    passed = true;
            if (passed) {
                std::uint64_t& newest = forgotten[w.claim.id.booking];
                newest = std::max(newest, w.claim.id.sequence);
            }
            moved_on = moved_on || passed || jumps(before, w);
        }
        if (!moved_on) return;
        answer = only(outcome_code::outdated);
        for (const auto& [booking, sequence] : forgotten)
            answer.bookings.push_back({booking, sequence});
    }

    /// What was there, is not, and was not taken again.
    static std::vector<owned_claim> freed(const naive_state& before, const naive_state& after) {
        std::vector<owned_claim> found;
        for (const owned_claim& c : before.claims) {
            bool kept = contains(after.claims, c) || c.claim.effect == claim_effect::waits;
            for (const owned_claim& k : after.claims)
                if (!contains(before.claims, k) && k.organization == c.organization &&
                    k.claim.id.booking == c.claim.id.booking && k.claim.part == c.claim.part &&
                    k.claim.user == c.claim.user && k.claim.units >= c.claim.units &&
                    k.claim.effect != claim_effect::waits && k.claim.span.contains(c.claim.span))
                    kept = true;
            if (!kept) found.push_back(c);
        }
        return found;
    }

    [[nodiscard]] bool still_waits(const owned_claim& w, organization_id org,
                                   const std::set<booking_id>& tried) const {
        return w.organization == org && w.claim.effect == claim_effect::waits &&
               w.claim.lives_at(now) && w.claim.span.end() > now &&
               !tried.contains(w.claim.id.booking);
    }

    /// Something new blocks what a dead hold kept from whoever waits.
    [[nodiscard]] bool jumps(const naive_state& before, const owned_claim& w) const {
        for (const owned_claim& k : state.claims)
            for (const owned_claim& dead : state.claims) {
                if (contains(before.claims, k) || k.claim.effect != claim_effect::blocks) continue;
                if (dead.claim.lives_at(now) || dead.claim.effect == claim_effect::waits) continue;
                if (k.organization != w.organization || dead.organization != w.organization ||
                    k.claim.user != w.claim.user || dead.claim.user != w.claim.user)
                    continue;
                const auto contested = dead.claim.span.intersection(k.claim.span);
                if (contested && contested->overlaps(w.claim.span)) return true;
            }
        return false;
    }

    static sys_seconds frontier_of(const naive_state& in, const change& asked,
                                   calendar_user_id user) {
        for (const user_record& u : in.users)
            if (u.organization == asked.organization && u.user == user)
                return u.limits.bookable_until;
        return sys_seconds::max();
    }

    static bool is_malformed(const change& asked) {
        for (const change& offer : asked.offers)
            if (offer.organization != asked.organization || !offer.request_key.empty() ||
                !offer.users.empty() || !offer.offers.empty() || !offer.veto.empty() ||
                is_malformed(offer))
                return true;
        std::multiset<booking_id> edited;
        std::set<booking_id> kept;
        std::map<std::uint32_t, std::set<std::vector<calendar_user_id>>> choices;
        for (const booking_edit& e : asked.edits) {
            edited.insert(e.booking);
            if (e.document) kept.insert(e.booking);
            if (e.booking.is_nil() || (!e.document && e.expected_sequence == 0)) return true;
        }
        for (const release& r : asked.releases)
            if (!edited.contains(r.booking)) return true;
        for (const user_edit& u : asked.users)
            if (u.user.is_nil() || u.limits.capacity == 0) return true;
        for (const part& p : asked.parts) {
            if (!kept.contains(p.booking)) return true;
            for (const claim& k : p.claims) {
                if (k.units == 0) return true;
                const auto users = k.who.users();
                if (k.choice != 0) choices[k.choice].insert({users.begin(), users.end()});
            }
        }
        return std::any_of(edited.begin(), edited.end(),
                           [&](booking_id b) { return edited.count(b) > 1; }) ||
               std::any_of(choices.begin(), choices.end(),
                           [](const auto& choice) { return choice.second.size() > 1; });
    }

    outcome decide(const change& asked) {
        const organization_id org = asked.organization;
        outcome answer;
        if (!asked.veto.empty()) {
            answer = only(outcome_code::vetoed);
            answer.detail = asked.veto;
            return answer;
        }
        for (const booking_edit& e : asked.edits) {
            const booking_record* held = find_booking(org, e.booking);
            if (e.is_composed && (held == nullptr ? 0U : held->sequence) != e.expected_sequence)
                return only(outcome_code::outdated);
        }
        if (const auto wrong = wrong_sequences(asked, answer)) {
            answer.code = *wrong;
            return answer;
        }
        for (const part& p : asked.parts)
            for (const claim& k : p.claims)
                if (k.deadline && *k.deadline <= now) return only(outcome_code::expired);
        for (const user_edit& u : asked.users) {
            const user_record* known = find_user(org, u.user);
            const bool moves =
                u.frontier == frontier_rule::set || u.frontier == frontier_rule::keep;
            if (known == nullptr && !moves) return only(outcome_code::outdated);
            const bookable limits =
                settled(u, known == nullptr ? std::nullopt : std::optional(known->limits));
            if (u.frontier == frontier_rule::expect &&
                limits.bookable_until != u.limits.bookable_until)
                return only(outcome_code::outdated);
            put_user({org, u.user, limits});
        }
        held_before = state.claims;
        for (const release& r : asked.releases)
            if (const auto wrong = free(org, r)) return only(*wrong);
        for (const booking_edit& e : asked.edits) {
            std::erase_if(state.bookings, [&](const booking_record& b) {
                return b.organization == org && b.booking == e.booking;
            });
            if (e.document)
                state.bookings.push_back({org, e.booking, e.expected_sequence + 1, *e.document});
            else
                std::erase_if(state.claims, [&](const owned_claim& c) {
                    return c.organization == org && c.claim.id.booking == e.booking;
                });
            answer.bookings.push_back({e.booking, e.expected_sequence + 1});
        }
        for (const user_edit& u : asked.users)
            for (int hour = 0; u.sets_limits() && hour < hours_in_world; ++hour)
                if (units_at(org, u.user, hour, true) > u.limits.capacity)
                    return only(outcome_code::refused);
        return place(asked, std::move(answer));
    }

    std::optional<outcome_code> wrong_sequences(const change& asked, outcome& answer) const {
        bool gone = false;
        bool gone_hold = false;
        for (const booking_edit& e : asked.edits) {
            const booking_record* held = find_booking(asked.organization, e.booking);
            const std::uint64_t sequence = held == nullptr ? 0 : held->sequence;
            if (sequence == e.expected_sequence || gone_hold) continue;
            answer.bookings.push_back({e.booking, sequence});
            if (held != nullptr) continue;
            gone = true;
            for (const release& r : asked.releases)
                if (r.booking == e.booking && r.must_be_held) gone_hold = true;
        }
        if (gone_hold) return outcome_code::expired;
        if (gone) return outcome_code::not_found;
        if (!answer.bookings.empty()) return outcome_code::stale;
        return std::nullopt;
    }

    void put_user(const user_record& user) {
        std::erase_if(state.users, [&](const user_record& u) {
            return u.organization == user.organization && u.user == user.user;
        });
        state.users.push_back(user);
    }

    std::optional<outcome_code> free(organization_id org, const release& r) {
        bool any = false;
        for (std::size_t i = 0; i < state.claims.size();) {
            const auto [owner, c] = state.claims[i];
            if (owner != org || c.id.booking != r.booking || (r.part && *r.part != c.part)) {
                ++i;
                continue;
            }
            if (r.must_be_held && !c.deadline) return outcome_code::already_confirmed;
            if (r.must_be_held && !c.lives_at(now)) return outcome_code::expired;
            any = true;
            state.claims.erase(state.claims.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (r.must_be_held && !any) return outcome_code::expired;
        return std::nullopt;
    }

    // --- parts: every way to choose, in order

    using pick = std::map<std::uint32_t, calendar_user_id>;

    outcome place(const change& asked, outcome answer) {
        const naive_state before = state;
        std::size_t most = 0;
        std::vector<part_outcome> best_parts;
        naive_state best_state;
        for (const pick& picked : every_pick(asked)) {
            state = before;
            std::vector<part_outcome> parts;
            std::size_t placed = 0;
            for (const part& p : asked.parts) {
                parts.push_back(place_part(asked.organization, p, picked));
                placed += parts.back().applied ? 1U : 0U;
            }
            const bool all = placed == asked.parts.size();
            if (all || placed > most) {
                most = placed;
                best_parts = parts;
                best_state = state;
            }
            if (all) break;
        }
        const bool all = most == asked.parts.size();
        if (all || (asked.mode == change_mode::parts_that_fit && most > 0)) {
            state = best_state;
            answer.code = outcome_code::applied;
            answer.parts = best_parts;
            return answer;
        }
        answer = only(outcome_code::refused);
        for (const part& p : asked.parts) answer.parts.push_back({p.booking, p.id, false, {}});
        return answer;
    }

    static std::vector<pick> every_pick(const change& asked) {
        std::map<std::uint32_t, std::vector<calendar_user_id>> choices;
        for (const part& p : asked.parts)
            for (const claim& k : p.claims)
                if (k.choice != 0) choices[k.choice] = {k.who.users().begin(), k.who.users().end()};
        std::vector<pick> picks{{}};
        for (const auto& [number, users] : choices) {
            std::vector<pick> longer;
            for (const pick& shorter : picks)
                for (const calendar_user_id user : users) {
                    longer.push_back(shorter);
                    longer.back()[number] = user;
                }
            picks = longer;
        }
        return picks;
    }

    part_outcome place_part(organization_id org, const part& p, const pick& picked) {
        std::vector<std::size_t> open;
        std::vector<std::vector<calendar_user_id>> ways{
            std::vector<calendar_user_id>(p.claims.size())};
        for (std::size_t i = 0; i < p.claims.size(); ++i) {
            const claim& k = p.claims[i];
            const bool is_open = k.choice == 0 && k.who.is_choice();
            if (is_open) open.push_back(i);
            std::vector<std::vector<calendar_user_id>> longer;
            for (const auto& way : ways)
                for (const calendar_user_id user : k.who.users()) {
                    if (k.choice != 0 && picked.at(k.choice) != user) continue;
                    longer.push_back(way);
                    longer.back()[i] = user;
                }
            ways = longer;
        }
        const naive_state before = state;
        for (const auto& way : ways) {
            bool fits = true;
            // Claims without a choice of their own are settled first.
            for (std::size_t i = 0; i < p.claims.size(); ++i)
                if (std::find(open.begin(), open.end(), i) == open.end())
                    fits = fits && take(org, p, p.claims[i], way[i]);
            for (const std::size_t i : open) fits = fits && take(org, p, p.claims[i], way[i]);
            if (fits) return {p.booking, p.id, true, way};
            state = before;
        }
        return {p.booking, p.id, false, {}};
    }

    bool take(organization_id org, const part& p, const claim& k, calendar_user_id user) {
        const user_record* who = find_user(org, user);
        if (who == nullptr) return false;
        const bookable& limits = who->limits;
        if (k.effect == claim_effect::waits && (limits.disabled || k.units > limits.capacity))
            return false;
        if (k.effect != claim_effect::reports && k.effect != claim_effect::waits &&
            (limits.disabled || k.span.end() > limits.bookable_until))
            return false;
        for (int hour = 0; k.effect == claim_effect::blocks && hour < hours_in_world; ++hour)
            if (k.span.contains(at_hour(hour)) &&
                units_at(org, user, hour, takes_again(org, p, k, user)) + k.units > limits.capacity)
                return false;
        const std::uint64_t sequence = find_booking(org, p.booking)->sequence;
        // The ordinal is given when the whole change is known; until then, by order.
        state.claims.push_back({org,
                                {{p.booking, sequence, unnumbered},
                                 p.id,
                                 user,
                                 k.span,
                                 k.units,
                                 k.effect,
                                 k.type,
                                 k.deadline}});
        return true;
    }

    /// The part had as much of the user before, and gave it back.
    [[nodiscard]] bool takes_again(organization_id org, const part& p, const claim& k,
                                   calendar_user_id user) const {
        return std::any_of(held_before.begin(), held_before.end(), [&](const owned_claim& held) {
            const live_claim& c = held.claim;
            const bool there = std::any_of(
                state.claims.begin(), state.claims.end(), [&](const owned_claim& still) {
                    return still.organization == held.organization && still.claim.id == c.id;
                });
            return !there && held.organization == org && c.id.booking == p.booking &&
                   c.part == p.id && c.user == user && c.effect == claim_effect::blocks &&
                   c.lives_at(now) && c.units >= k.units && c.span.contains(k.span);
        });
    }
    std::vector<owned_claim> held_before; ///< before the change that is being decided

    static constexpr std::uint32_t unnumbered = 0xFFFF'FFFF;

    // --- what the feed should say

    void tell(const naive_state& before, const change& asked) {
        std::uint32_t next = 0;
        for (owned_claim& c : state.claims)
            if (c.claim.id.ordinal == unnumbered) c.claim.id.ordinal = next++;
        const feed_entry empty{.organization = asked.organization,
                               .actor = asked.actor,
                               .origin = asked.origin,
                               .decided_at = now};
        for (const user_edit& u : asked.users) {
            if (u.frontier == frontier_rule::expect) continue;
            if (u.frontier == frontier_rule::raise &&
                frontier_of(before, asked, u.user) >= u.limits.bookable_until)
                continue;
            state.feed.push_back(empty);
            state.feed.back().kind = feed_kind::user;
            state.feed.back().users = {u.user};
        }
        for (const booking_edit& e : asked.edits) {
            feed_entry entry = empty;
            entry.booking = e.booking;
            entry.sequence = e.expected_sequence + 1;
            for (const booking_record& b : before.bookings)
                if (b.organization == asked.organization && b.booking == e.booking)
                    entry.document_before = b.document;
            entry.document_after = e.document.value_or("");
            bool any_before = false;
            bool any_alive = false;
            std::set<calendar_user_id> users;
            for (const owned_claim& c : before.claims) {
                if (c.organization != asked.organization || c.claim.id.booking != e.booking)
                    continue;
                any_before = true;
                any_alive = any_alive || c.claim.lives_at(now);
                users.insert(c.claim.user);
                if (!contains(state.claims, c)) entry.released.push_back(c.claim);
            }
            for (const owned_claim& c : state.claims) {
                if (c.organization != asked.organization || c.claim.id.booking != e.booking)
                    continue;
                users.insert(c.claim.user);
                if (!contains(before.claims, c)) entry.added.push_back(c.claim);
            }
            entry.users.assign(users.begin(), users.end());
            entry.kind = e.expected_sequence == 0   ? feed_kind::created
                         : e.document               ? feed_kind::updated
                         : any_before && !any_alive ? feed_kind::expired
                                                    : feed_kind::removed;
            state.feed.push_back(entry);
        }
    }

    static bool contains(const std::vector<owned_claim>& claims, const owned_claim& one) {
        return std::find(claims.begin(), claims.end(), one) != claims.end();
    }
};

} // namespace timewright::test
