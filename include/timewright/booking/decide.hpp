/// @file
/// decide: the one place where it is decided whether a change may happen.
///
/// A pure function, without I/O, clock or thread, that every store asks. So there is one answer to
/// every race, the same on memory, SQLite and PostgreSQL, and it is tested without any of them.
///
/// Order of decision for each change: its key, its veto, the sequences it expects, the limits it sets, what it
/// releases (freed first), then its parts in the given order. Later changes of the batch see earlier
/// ones. A change that is not applied leaves nothing but the answer to its key.
///
/// What is held can be kept: a blocking claim that takes again what the change has just released of
/// the same part (a confirmation, another title) is judged against other blocking claims only. People
/// may have double-booked themselves beside it since, and imports may have reported what they did.
///
/// Those who wait (claim_effect::waits) take nothing and are in nobody's way, but nothing is freed
/// behind their back: a change that gives back what somebody waits for names them in its edits or
/// its offers, or is `outdated`. The offers are decided here, one after the other, so that the first
/// in line who fits whole has it in the very moment in which it is freed. A hold that has run out
/// frees what it kept when it is removed, not before, as far as somebody waits for it.
///
/// Invariant: for every calendar user of capacity c and every instant, the units of live blocking
/// claims alone never exceed c.
///
/// Candidates. A claim on any_of takes the first candidate, in listed order, that lets the whole
/// part fit; the search goes back over earlier choices, so that two claims that want the same room
/// first do not starve each other. Claims with the same `choice` number take the same candidate in
/// every part: the first with which all parts fit; if none does and the mode is parts_that_fit, the
/// one with which most parts fit. The search is bounded: candidate_steps_max placements for a change
/// (four for each candidate named, if that is more) and choice_assignments_max ways to fill the
/// choices; when that was not enough the refusal says so (conflict_reason::search_limit).
///
/// Complexity: O(k (log n + m)) for k claims, with n claims on a user and m of them in the window.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/base/id.hpp>
#include <timewright/booking/blockers.hpp>
#include <timewright/booking/change.hpp>
#include <timewright/booking/draft.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/booking/outcome.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace timewright {

inline constexpr std::size_t candidate_steps_max = 20'000;
inline constexpr std::size_t choice_assignments_max = 4'096;

struct decision {
    std::vector<outcome> outcomes; ///< one for each change
    writes made;                   ///< the net effect of the batch
};

namespace detail {

/// Collects conflicts up to the limit of an outcome and counts the rest.
class conflict_list {
  public:
    explicit conflict_list(outcome& into) : into_(into) {}
    void add(const conflict& c) {
        if (into_.conflicts.size() < outcome::conflicts_max) {
            const bool known = std::find(into_.conflicts.begin(), into_.conflicts.end(), c) !=
                               into_.conflicts.end();
            if (!known) into_.conflicts.push_back(c);
        } else {
            ++into_.conflicts_left_out;
        }
    }

  private:
    outcome& into_;
};

/// Decides one change against a draft, which it leaves changed only if the change is applied.
class change_decision {
  public:
    change_decision(draft& on, const change& asked) : draft_(on), asked_(asked), org_(asked.organization) {}

    [[nodiscard]] outcome run() {
        if (!asked_.request_key.empty())
            if (const answer_record* known = draft_.find_answer(key())) return repeat(*known);
        outcome answer;
        answer.detail = find_malformation(asked_);
        if (!answer.detail.empty()) return closed(std::move(answer), outcome_code::malformed);

        start_ = draft_.here();
        answer = decide_new();
        if (answer.code != outcome_code::applied) draft_.roll_back_to(start_);
        if (!asked_.request_key.empty() && answer.code != outcome_code::outdated)
            draft_.remember({key(), asked_.request_digest, answer, draft_.now()});
        return answer;
    }

  private:
    // What a booking was before the change, and what has been freed of it.
    struct was {
        std::string document;
        std::vector<live_claim> claims;
        std::vector<live_claim> released;
        std::vector<bool> gone; // by position in claims; empty until something is released
        std::unordered_map<part_id, std::vector<std::size_t>> at_part; // empty until asked for
        std::vector<live_claim> added; // as the feed tells it
    };

    // What each edited booking was. Most changes edit one or two, for which no index is made.
    class past {
      public:
        void reserve(std::size_t count) { all_.reserve(count); }
        void keep(booking_id booking, was one) {
            if (all_.size() >= indexed_from) {
                for (std::size_t i = index_.size(); i < all_.size(); ++i) index_[all_[i].first] = i;
                index_[booking] = all_.size();
            }
            all_.emplace_back(booking, std::move(one));
        }
        [[nodiscard]] was& of(booking_id booking) {
            if (!index_.empty()) return all_[index_.at(booking)].second;
            const auto at =
                std::find_if(all_.begin(), all_.end(),
                             [booking](const auto& entry) { return entry.first == booking; });
            TIMEWRIGHT_EXPECTS(at != all_.end());
            return at->second;
        }
        [[nodiscard]] auto begin() const { return all_.begin(); }
        [[nodiscard]] auto end() const { return all_.end(); }

      private:
        static constexpr std::size_t indexed_from = 8;
        std::vector<std::pair<booking_id, was>> all_;
        std::unordered_map<booking_id, std::size_t> index_; // empty until there are many
    };

    // One way to fill the numbered choices: number -> position in usable_.
    using assignment = std::map<std::uint32_t, std::size_t>;

    [[nodiscard]] answer_key key() const { return {org_, asked_.actor, asked_.request_key}; }

    static outcome closed(outcome answer, outcome_code code) {
        answer.code = answer.decided = code;
        return answer;
    }

    [[nodiscard]] outcome repeat(const answer_record& known) const {
        if (!(known.request_digest == asked_.request_digest))
            return closed({}, outcome_code::exists_with_different_request);
        outcome again = known.answer;
        again.code = outcome_code::exists;
        return again;
    }

    [[nodiscard]] outcome decide_new() {
        outcome answer;
        if (!asked_.veto.empty()) {
            answer.detail = asked_.veto;
            return closed(std::move(answer), outcome_code::vetoed);
        }
        if (was_composed_from_the_past()) return closed({}, outcome_code::outdated);
        if (const auto code = check_sequences(answer)) return closed(std::move(answer), *code);
        if (holds_a_dead_claim()) return closed(std::move(answer), outcome_code::expired);
        if (!put_users()) return closed(std::move(answer), outcome_code::outdated);
        remember_before();
        if (const auto code = release_claims()) return closed(std::move(answer), *code);
        edit_bookings(answer);
        if (!limits_hold(answer) || !place_parts(answer)) {
            answer.bookings.clear();
            return closed(std::move(answer), outcome_code::refused);
        }
        report_informed(answer);
        freed_ = find_freed();
        tell_feed();
        if (is_offer_) return closed(std::move(answer), outcome_code::applied);
        if (!take_offers(answer)) return closed({}, outcome_code::outdated);
        outcome moved_on;
        find_passed_over(moved_on);
        find_jumped_queues(moved_on);
        if (!moved_on.bookings.empty() || !moved_on.conflicts.empty())
            return closed(std::move(moved_on), outcome_code::outdated);
        return closed(std::move(answer), outcome_code::applied);
    }

    // --- sequences

    [[nodiscard]] bool was_composed_from_the_past() const {
        return std::any_of(asked_.edits.begin(), asked_.edits.end(), [&](const booking_edit& e) {
            const booking_record* held = draft_.find_booking(org_, e.booking);
            return e.is_composed && (held == nullptr ? 0 : held->sequence) != e.expected_sequence;
        });
    }

    [[nodiscard]] std::optional<outcome_code> check_sequences(outcome& answer) const {
        std::optional<outcome_code> code;
        for (const booking_edit& e : asked_.edits) {
            const booking_record* held = draft_.find_booking(org_, e.booking);
            const std::uint64_t sequence = held == nullptr ? 0 : held->sequence;
            if (sequence == e.expected_sequence) continue;
            answer.bookings.push_back({e.booking, sequence});
            // A hold that the sweeper has removed is as expired as one that it has yet to.
            if (held == nullptr && must_be_held(e.booking)) return outcome_code::expired;
            if (held == nullptr)
                code = outcome_code::not_found;
            else if (!code)
                code = outcome_code::stale;
        }
        return code;
    }

    [[nodiscard]] bool must_be_held(booking_id booking) const {
        return std::any_of(asked_.releases.begin(), asked_.releases.end(), [&](const release& r) {
            return r.must_be_held && r.booking == booking;
        });
    }

    /// A hold whose deadline has passed before anybody decided on it would be dead when it is made.
    [[nodiscard]] bool holds_a_dead_claim() const {
        return std::any_of(asked_.parts.begin(), asked_.parts.end(), [&](const part& p) {
            return std::any_of(p.claims.begin(), p.claims.end(), [&](const claim& k) {
                return k.deadline && *k.deadline <= draft_.now();
            });
        });
    }

    // --- limits

    /// False when a frontier is not where the change expects it.
    [[nodiscard]] bool put_users() {
        for (const user_edit& u : asked_.users) {
            const bookable* known = draft_.find_user(org_, u.user);
            bookable limits = u.limits;
            switch (u.frontier) {
                case frontier_rule::set: break;
                case frontier_rule::keep:
                    if (known != nullptr) limits.bookable_until = known->bookable_until;
                    break;
                case frontier_rule::expect:
                    if (known == nullptr || known->bookable_until != limits.bookable_until)
                        return false;
                    continue;
                case frontier_rule::raise:
                    if (known == nullptr) return false;
                    if (known->bookable_until >= limits.bookable_until) continue;
                    limits = *known;
                    limits.bookable_until = u.limits.bookable_until;
                    raised_.push_back(u.user);
                    break;
            }
            edited_users_.push_back(u.user);
            draft_.put_user({org_, u.user, limits});
        }
        return true;
    }

    /// A lower capacity must still carry what remains after the releases.
    [[nodiscard]] bool limits_hold(outcome& answer) const {
        bool hold = true;
        conflict_list list(answer);
        for (const user_edit& u : asked_.users) {
            if (!u.sets_limits()) continue;
            for (const live_claim& c : blocks_beyond(u.user, u.limits.capacity)) {
                list.add({u.user, c.span, c.id.booking, conflict_reason::overlap});
                hold = false;
            }
        }
        return hold;
    }

    [[nodiscard]] std::vector<live_claim> blocks_beyond(calendar_user_id user,
                                                        std::uint64_t capacity) const {
        std::vector<live_claim> blocks;
        draft_.for_each_live_on(org_, user, [&](const live_claim& c) {
            if (c.effect == claim_effect::blocks) blocks.push_back(c);
        });
        return find_overloading(std::move(blocks), capacity);
    }

    // --- releases and edits

    void remember_before() {
        before_.reserve(asked_.edits.size());
        for (const booking_edit& e : asked_.edits) {
            const booking_record* held = draft_.find_booking(org_, e.booking);
            before_.keep(e.booking, {held == nullptr ? std::string() : held->document,
                                     draft_.claims_of(org_, e.booking), {}, {}, {}, {}});
        }
    }

    [[nodiscard]] std::optional<outcome_code> release_claims() {
        for (const release& r : asked_.releases) {
            was& before = before_.of(r.booking);
            bool found = false;
            for (const std::size_t i : positions_of(r, before)) {
                const live_claim& c = before.claims[i];
                if (before.gone[i]) continue;
                if (r.must_be_held && !c.deadline) return outcome_code::already_confirmed;
                if (r.must_be_held && !c.lives_at(draft_.now())) return outcome_code::expired;
                found = true;
                release_one(before, i);
            }
            if (r.must_be_held && !found) return outcome_code::expired;
        }
        return std::nullopt;
    }

    /// What a release names among the claims that its booking had. The parts are indexed once: a
    /// change may release thousands of them one by one.
    [[nodiscard]] static std::vector<std::size_t> positions_of(const release& r, was& before) {
        before.gone.resize(before.claims.size());
        if (r.part) return positions_of(*r.part, before);
        std::vector<std::size_t> all(before.claims.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        return all;
    }

    [[nodiscard]] static std::vector<std::size_t> positions_of(part_id part, was& before) {
        if (before.at_part.empty())
            for (std::size_t i = 0; i < before.claims.size(); ++i)
                before.at_part[before.claims[i].part].push_back(i);
        const auto at = before.at_part.find(part);
        return at == before.at_part.end() ? std::vector<std::size_t>() : at->second;
    }

    void release_one(was& before, std::size_t position) {
        draft_.release({org_, before.claims[position]});
        before.released.push_back(before.claims[position]);
        before.gone[position] = true;
    }

    void edit_bookings(outcome& answer) {
        for (const booking_edit& e : asked_.edits) {
            const std::uint64_t sequence = e.expected_sequence + 1;
            answer.bookings.push_back({e.booking, sequence});
            if (e.document) {
                draft_.put_booking({org_, e.booking, sequence, *e.document});
            } else {
                was& before = before_.of(e.booking);
                for (const std::size_t i : positions_of({.booking = e.booking}, before))
                    if (!before.gone[i]) release_one(before, i);
                draft_.remove_booking(org_, e.booking);
            }
        }
    }

    // --- parts

    [[nodiscard]] bool place_parts(outcome& answer) {
        const bool all = asked_.mode == change_mode::every_part;
        const draft::mark before_parts = draft_.here();
        budget_ = search_budget();
        gather_choices(all);
        std::size_t attempts = 0;
        std::optional<assignment> best;
        std::size_t best_count = 0;
        assignment chosen = first_assignment();
        bool more = std::none_of(usable_.begin(), usable_.end(),
                                 [](const auto& choice) { return choice.second.empty(); });
        while (more) {
            outcome attempt;
            last_consulted_ = 0;
            const std::size_t placed = place_with(chosen, all, attempt);
            if (placed == asked_.parts.size()) {
                answer.parts = std::move(attempt.parts);
                return true;
            }
            draft_.roll_back_to(before_parts);
            if (placed > best_count) {
                best_count = placed;
                best = chosen;
            }
            exhausted_ = steps_ >= budget_ || ++attempts >= choice_assignments_max;
            more = !exhausted_ && next_assignment(chosen);
        }

        const bool some = !all && best;
        explain_ = true;
        gather_choices(false);
        steps_ = 0;
        place_with(some ? *best : first_assignment(), false, answer);
        if (some) return true;
        draft_.roll_back_to(before_parts);
        for (part_outcome& p : answer.parts) {
            p.applied = false;
            p.users.clear();
        }
        return false;
    }

    /// Linear in what was asked for, so that no request costs more than its size explains.
    [[nodiscard]] std::size_t search_budget() const {
        std::size_t named = 0;
        for (const part& p : asked_.parts)
            for (const claim& k : p.claims) named += k.who.users().size();
        return std::max(candidate_steps_max, 4 * named);
    }

    /// The candidates of each choice that are worth trying. Where all parts must fit, one that could
    /// not serve some part even alone is left out: placing other claims frees nothing.
    void gather_choices(bool all_must_fit) {
        usable_.clear();
        for (const part& p : asked_.parts)
            for (const claim& k : p.claims) {
                if (k.choice == 0) continue;
                const auto users = k.who.users();
                auto& usable =
                    usable_.try_emplace(k.choice, users.begin(), users.end()).first->second;
                if (all_must_fit)
                    std::erase_if(usable, [&](calendar_user_id user) {
                        return find_obstacle(p, k, user, nullptr);
                    });
            }
    }

    [[nodiscard]] assignment first_assignment() const {
        assignment first;
        for (const auto& [number, users] : usable_) first[number] = 0;
        return first;
    }

    /// Counts through the assignments, the last choice fastest: the listed order. Passes over those
    /// that differ only in choices which the last attempt never came to: they would end as it did.
    [[nodiscard]] bool next_assignment(assignment& chosen) const {
        for (auto at = chosen.rbegin(); at != chosen.rend(); ++at) {
            if (at->first <= last_consulted_ && ++at->second < usable_.at(at->first).size())
                return true;
            at->second = 0;
        }
        return false;
    }

    /// Who the assignment has chosen for a claim; counts as a step of the search.
    [[nodiscard]] calendar_user_id chosen_for(const claim& k, const assignment& chosen) {
        ++steps_;
        last_consulted_ = std::max(last_consulted_, k.choice);
        return usable_.at(k.choice)[chosen.at(k.choice)];
    }

    std::size_t place_with(const assignment& chosen, bool stop_at_first, outcome& into) {
        std::size_t placed = 0;
        for (const part& p : asked_.parts) {
            part_outcome made{p.booking, p.id, true, {}};
            made.users.resize(p.claims.size());
            if (explain_) explain_choices(p, into);
            if (place_part(p, chosen, made)) {
                ++placed;
            } else {
                made.applied = false;
                made.users.clear();
                if (explain_) explain_part(p, into);
                if (stop_at_first) return placed;
            }
            into.parts.push_back(std::move(made));
        }
        return placed;
    }

    [[nodiscard]] bool place_part(const part& p, const assignment& chosen, part_outcome& made) {
        const draft::mark before = draft_.here();
        std::vector<std::size_t> open; // the claims that still have a choice
        bool fits = true;
        for (std::size_t i = 0; i < p.claims.size() && fits; ++i) {
            const claim& k = p.claims[i];
            if (k.choice == 0 && k.who.is_choice()) {
                open.push_back(i);
                continue;
            }
            if (k.choice != 0 && steps_ >= budget_) {
                fits = false;
                break;
            }
            made.users[i] = k.choice == 0 ? k.who.users().front() : chosen_for(k, chosen);
            fits = try_claim(p, k, made.users[i]);
        }
        fits = fits && place_open(p, open, made);
        if (!fits) draft_.roll_back_to(before);
        return fits;
    }

    /// Depth first over the open claims, without recursion: a part may have thousands.
    [[nodiscard]] bool place_open(const part& p, std::span<const std::size_t> open,
                                  part_outcome& made) {
        std::vector<std::size_t> next_candidate(open.size(), 0);
        std::vector<draft::mark> marks;
        std::size_t depth = 0;
        while (depth < open.size()) {
            const claim& k = p.claims[open[depth]];
            const auto users = k.who.users();
            const draft::mark here = draft_.here();
            bool fits = false;
            while (!fits && next_candidate[depth] < users.size()) {
                if (steps_++ >= budget_) return false;
                made.users[open[depth]] = users[next_candidate[depth]++];
                fits = try_claim(p, k, made.users[open[depth]]);
            }
            if (fits) {
                marks.push_back(here);
                ++depth;
                continue;
            }
            if (depth == 0) return false;
            next_candidate[depth] = 0;
            --depth;
            draft_.roll_back_to(marks.back());
            marks.pop_back();
        }
        return true;
    }

    /// Adds the claim if it fits.
    [[nodiscard]] bool try_claim(const part& p, const claim& k, calendar_user_id user) {
        if (find_obstacle(p, k, user, nullptr)) return false;
        const claim_id id{p.booking, sequence_of(p.booking), draft_.added_since(start_)};
        draft_.add({org_, {id, p.id, user, k.span, k.units, k.effect, k.type, k.deadline}});
        return true;
    }

    [[nodiscard]] std::uint64_t sequence_of(booking_id booking) const {
        return draft_.find_booking(org_, booking)->sequence;
    }

    // --- does one claim fit?

    /// True when something is in the way; tells what, if there is a list to tell it to.
    [[nodiscard]] bool find_obstacle(const part& p, const claim& k, calendar_user_id user,
                                     conflict_list* list) {
        const auto because = [&](conflict_reason reason) {
            if (list != nullptr) list->add({user, k.span, std::nullopt, reason});
            return true;
        };
        const bookable* limits = draft_.find_user(org_, user);
        if (limits == nullptr) return because(conflict_reason::unknown_user);
        if (k.effect == claim_effect::reports) return false;
        if (limits->disabled) return because(conflict_reason::disabled);
        if (k.effect == claim_effect::waits)
            return k.units > limits->capacity && because(conflict_reason::too_many_units);
        if (k.span.end() > limits->bookable_until) return because(conflict_reason::beyond_horizon);
        if (k.effect == claim_effect::informs) return false;
        if (k.units > limits->capacity) return because(conflict_reason::too_many_units);
        const std::uint64_t room = limits->capacity - k.units;
        std::vector<live_claim> others = find_blockers(draft_, org_, user, k.span, room);
        if (!others.empty() && takes_again(p, k, user)) {
            std::erase_if(others,
                          [](const live_claim& c) { return c.effect != claim_effect::blocks; });
            others = find_overloading(std::move(others), room, k.span);
        }
        if (list != nullptr)
            for (const live_claim& c : others)
                list->add({user, c.span, c.id.booking, conflict_reason::overlap});
        return !others.empty();
    }

    /// True for what the change had released of the same part while it lived.
    [[nodiscard]] bool takes_again(const part& p, const claim& k, calendar_user_id user) {
        was& before = before_.of(p.booking);
        if (before.released.empty()) return false;
        const std::vector<std::size_t> had = positions_of(p.id, before);
        return std::any_of(had.begin(), had.end(), [&](std::size_t i) {
            const live_claim& c = before.claims[i];
            return before.gone[i] && c.user == user && c.effect == claim_effect::blocks &&
                   c.units >= k.units && c.span.contains(k.span) && c.lives_at(draft_.now());
        });
    }

    // --- those who wait

    /// Tries the offers in their order. False when one was made from what is no longer so.
    [[nodiscard]] bool take_offers(outcome& answer) {
        for (const change& offer : asked_.offers) {
            change_decision one(draft_, offer);
            one.is_offer_ = true;
            outcome taken = one.run();
            if (taken.code == outcome_code::refused) continue;
            if (taken.code != outcome_code::applied) return false;
            freed_.insert(freed_.end(), one.freed_.begin(), one.freed_.end());
            answer.bookings.insert(answer.bookings.end(), taken.bookings.begin(),
                                   taken.bookings.end());
            answer.parts.insert(answer.parts.end(), std::make_move_iterator(taken.parts.begin()),
                                std::make_move_iterator(taken.parts.end()));
        }
        return true;
    }

    /// Claims that the change gave back and did not take again, dead ones included: a hold that ran
    /// out is freed for those who wait by whoever removes it.
    [[nodiscard]] std::vector<live_claim> find_freed() const {
        const bool gave_back = std::any_of(before_.begin(), before_.end(), [](const auto& entry) {
            return !entry.second.released.empty();
        });
        if (!gave_back) return {};
        std::map<std::tuple<booking_id, part_id, calendar_user_id>, std::vector<live_claim>> taken;
        for (std::size_t i = 0; i < draft_.added_since(start_); ++i) {
            const live_claim& c = draft_.added_at(start_, i);
            if (c.effect != claim_effect::waits)
                taken[{c.id.booking, c.part, c.user}].push_back(c);
        }
        std::vector<live_claim> freed;
        for (const auto& [booking, before] : before_)
            for (const live_claim& c : before.released) {
                if (c.effect == claim_effect::waits) continue;
                const auto again = taken.find({booking, c.part, c.user});
                if (again == taken.end() ||
                    std::none_of(again->second.begin(), again->second.end(), [&](const auto& k) {
                        return k.units >= c.units && k.span.contains(c.span);
                    }))
                    freed.push_back(c);
            }
        return freed;
    }

    /// Whoever waits for what was freed, or goes on beyond a frontier that was raised, must be edited
    /// by the change or be offered what they wait for. Names those who are not, each once, with the
    /// sequence at which it began to wait: the newest, if it began several times.
    void find_passed_over(outcome& moved_on) const {
        const auto look = [&](calendar_user_id user, const interval& span) {
            draft_.for_each_live_overlapping(org_, user, span, [&](const live_claim& c) {
                if (!is_forgotten(c)) return;
                const auto known = std::find_if(
                    moved_on.bookings.begin(), moved_on.bookings.end(),
                    [&](const booking_sequence& who) { return who.booking == c.id.booking; });
                if (known == moved_on.bookings.end())
                    moved_on.bookings.push_back({c.id.booking, c.id.sequence});
                else
                    known->sequence = std::max(known->sequence, c.id.sequence);
            });
        };
        for (const live_claim& c : freed_) look(c.user, c.span);
        for (const calendar_user_id user : raised_) look(user, end_of_time);
        std::sort(moved_on.bookings.begin(), moved_on.bookings.end(),
                  [](const auto& a, const auto& b) { return a.booking < b.booking; });
    }

    /// What a hold kept until it ran out goes to those who wait, not to whoever comes first: nobody
    /// takes it before the hold is removed.
    void find_jumped_queues(outcome& moved_on) const {
        conflict_list list(moved_on);
        for (std::size_t i = 0; i < draft_.added_since(start_); ++i) {
            const live_claim& k = draft_.added_at(start_, i);
            if (k.effect != claim_effect::blocks || draft_.is_gone_at(start_, i)) continue;
            draft_.for_each_dead_overlapping(org_, k.user, k.span, [&](const live_claim& dead) {
                const auto contested = dead.span.intersection(k.span);
                bool is_awaited = false;
                if (contested && dead.effect != claim_effect::waits)
                    draft_.for_each_live_overlapping(
                        org_, k.user, *contested,
                        [&](const live_claim& c) { is_awaited = is_awaited || is_forgotten(c); });
                if (is_awaited)
                    list.add({k.user, dead.span, dead.id.booking, conflict_reason::overlap});
            });
        }
    }

    /// Nobody waits for the past.
    [[nodiscard]] bool is_forgotten(const live_claim& c) const {
        if (c.effect != claim_effect::waits || c.span.end() <= draft_.now()) return false;
        const auto edits = [&](const change& one) {
            return std::any_of(one.edits.begin(), one.edits.end(), [&](const booking_edit& e) {
                return e.booking == c.id.booking;
            });
        };
        return !edits(asked_) && std::none_of(asked_.offers.begin(), asked_.offers.end(), edits);
    }

    // --- telling

    /// All that stands against a part which did not fit.
    void explain_part(const part& p, outcome& into) {
        conflict_list list(into);
        bool found = false;
        for (const claim& k : p.claims)
            for (const calendar_user_id user : k.who.users())
                if (find_obstacle(p, k, user, &list)) found = true;
        if (found) return;
        // Each claim fits alone and they do not fit together (or were not tried to the end).
        const draft::mark before = draft_.here();
        for (const claim& k : p.claims) {
            const calendar_user_id user = k.who.users().front();
            if (k.who.is_choice())
                list.add({user, k.span, p.booking,
                          exhausted_ ? conflict_reason::search_limit : conflict_reason::overlap});
            else if (!try_claim(p, k, user))
                static_cast<void>(find_obstacle(p, k, user, &list));
        }
        draft_.roll_back_to(before);
    }

    /// Where one candidate must serve every part, what stands against each of them anywhere.
    void explain_choices(const part& p, outcome& into) {
        conflict_list list(into);
        for (const claim& k : p.claims)
            if (k.choice != 0 && k.who.is_choice())
                for (const calendar_user_id user : k.who.users())
                    static_cast<void>(find_obstacle(p, k, user, &list));
    }

    /// People are told what they double-book.
    void report_informed(outcome& answer) const {
        conflict_list list(answer);
        for (std::size_t i = 0; i < draft_.added_since(start_); ++i) {
            const live_claim mine = draft_.added_at(start_, i);
            if (mine.effect != claim_effect::informs) continue;
            draft_.for_each_live_overlapping(org_, mine.user, mine.span, [&](const live_claim& c) {
                if (c.id.booking != mine.id.booking && c.effect != claim_effect::waits)
                    list.add({mine.user, c.span, c.id.booking, conflict_reason::overlap});
            });
        }
    }

    void tell_feed() {
        for (const calendar_user_id user : edited_users_) {
            feed_entry entry = entry_of(feed_kind::user);
            entry.users = {user};
            draft_.tell(std::move(entry));
        }
        for (std::size_t i = 0; i < draft_.added_since(start_); ++i) {
            const live_claim& c = draft_.added_at(start_, i);
            before_.of(c.id.booking).added.push_back(c);
        }
        for (const booking_edit& e : asked_.edits) {
            was& before = before_.of(e.booking);
            feed_entry entry = entry_of(kind_of(e, before));
            entry.booking = e.booking;
            entry.sequence = e.expected_sequence + 1;
            entry.users = touched(before.claims, before.added);
            entry.document_before = std::move(before.document);
            entry.document_after = e.document.value_or(std::string());
            entry.released = std::move(before.released);
            entry.added = std::move(before.added);
            draft_.tell(std::move(entry));
        }
    }

    [[nodiscard]] feed_entry entry_of(feed_kind kind) const {
        feed_entry entry;
        entry.organization = org_;
        entry.actor = asked_.actor;
        entry.origin = asked_.origin;
        entry.kind = kind;
        entry.decided_at = draft_.now();
        return entry;
    }

    [[nodiscard]] feed_kind kind_of(const booking_edit& e, const was& before) const {
        if (e.expected_sequence == 0) return feed_kind::created;
        if (e.document) return feed_kind::updated;
        const bool all_dead = !before.claims.empty() &&
                              std::none_of(before.claims.begin(), before.claims.end(),
                                           [&](const live_claim& c) { return c.lives_at(draft_.now()); });
        return all_dead ? feed_kind::expired : feed_kind::removed;
    }

    [[nodiscard]] static std::vector<calendar_user_id> touched(std::span<const live_claim> before,
                                                               std::span<const live_claim> added) {
        std::vector<calendar_user_id> users;
        users.reserve(before.size() + added.size());
        for (const live_claim& c : before) users.push_back(c.user);
        for (const live_claim& c : added) users.push_back(c.user);
        std::sort(users.begin(), users.end());
        users.erase(std::unique(users.begin(), users.end()), users.end());
        return users;
    }

    draft& draft_;
    const change& asked_;
    organization_id org_;
    draft::mark start_{};
    past before_;
    std::vector<calendar_user_id> edited_users_; // whose limits the change edits
    std::vector<calendar_user_id> raised_;       // those of them whose frontier it moved
    std::vector<live_claim> freed_;              // by it and its offers
    bool is_offer_ = false;                      // who makes it judges it
    std::map<std::uint32_t, std::vector<calendar_user_id>> usable_; // by number of the choice
    std::uint32_t last_consulted_ = 0; // the greatest choice that the attempt under way came to
    std::size_t steps_ = 0; // candidates tried where there was a choice
    std::size_t budget_ = 0;
    bool exhausted_ = false; // the search ended at a limit, not at an answer
    bool explain_ = false;
};

} // namespace detail

/// Decides a batch. Pure: the same arguments give the same decision.
/// now must not be earlier than in any decision made on this ledger before.
[[nodiscard]] inline decision decide(const ledger& snapshot, std::span<const change> batch,
                                     sys_seconds now) {
    draft working(snapshot, now);
    decision made;
    made.outcomes.reserve(batch.size());
    for (const change& asked : batch)
        made.outcomes.push_back(detail::change_decision(working, asked).run());
    made.made = std::move(working).net();
    return made;
}

} // namespace timewright
