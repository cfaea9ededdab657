/// @file
/// client: one of those who book. It knows what it was told and what it saw when it looked, which
/// may be out of date, and asks for what the scenario says. The same seed and the same answers make
/// the same requests.
#pragma once

#include "linearizability/house.hpp"
#include "linearizability/scenario.hpp"

#include <timewright/booking/hold.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace timewright::linearizability {

/// What a client wants next.
struct intention {
    verb what = verb::look;
    std::uint64_t group = 0;
    change asked{};           ///< unless it looks, sweeps or moves the clock
    std::int64_t seconds = 0; ///< by which the clock moves
};

class client {
  public:
    client(std::uint64_t number, std::uint64_t seed, const scenario& plays, const house& in)
        : number_(number), dice_(seed * 1'000 + number), plays_(plays), house_(in) {
        known_.resize(house_.groups);
        last_.resize(house_.groups);
        total_ = std::accumulate(plays_.weights.begin(), plays_.weights.end(), 0U);
    }

    /// now: as the client's own clock shows it, for deadlines.
    [[nodiscard]] intention next(sys_seconds now) {
        now_ = now;
        intention made{.what = draw_verb(), .group = dice_.below(house_.groups)};
        group_ = made.group;
        switch (made.what) {
            case verb::look:
            case verb::sweep:
                return made;
            case verb::pass_time:
                made.seconds = static_cast<std::int64_t>(1 + dice_.below(2));
                return made;
            case verb::step_back:
                made.seconds = -static_cast<std::int64_t>(1 + dice_.below(5));
                return made;
            case verb::repeat:
                if (!last_[group_]) break;
                made.asked = *last_[group_];
                return made;
            case verb::reuse_key:
                if (!last_[group_]) break;
                made.asked = *last_[group_];
                made.asked.request_digest = compute_fingerprint("something else");
                return made;
            default:
                break;
        }
        made.asked = compose(made.what);
        return made;
    }

    /// The change was answered; a retry may have been.
    void learn(const change& asked, const outcome& told, std::uint64_t group) {
        last_[group] = asked;
        for (const booking_edit& e : asked.edits) known_[group].erase(e.booking);
        if (told.decided != outcome_code::applied) return;
        for (const part& p : asked.parts) {
            const auto placed =
                std::find_if(told.parts.begin(), told.parts.end(), [&](const part_outcome& made) {
                    return made.applied && made.part == p.id && told.bookings.size() == 1;
                });
            if (placed == told.parts.end()) continue;
            const booking_sequence& now = told.bookings.front();
            for (std::size_t i = 0; i < p.claims.size(); ++i) {
                const claim& k = p.claims[i];
                known_[group][now.booking].push_back(
                    {{now.booking, now.sequence, static_cast<std::uint32_t>(i)},
                     p.id,
                     placed->users[i],
                     k.span,
                     k.units,
                     k.effect,
                     k.type,
                     k.deadline});
            }
        }
    }

    void learn(const snapshot& seen, std::uint64_t group) {
        known_[group].clear();
        for (const live_claim& c : seen.claims) known_[group][c.id.booking].push_back(c);
    }

    /// Nobody answered a request that makes a booking: it is sent again with the same key, and, as
    /// a server does that mints ids itself, sometimes for another booking.
    [[nodiscard]] change again(change asked) {
        if (!dice_.one_in(2)) return asked;
        for (booking_edit& e : asked.edits) {
            if (e.expected_sequence != 0) continue;
            const booking_id old = std::exchange(e.booking, fresh_id());
            for (part& p : asked.parts)
                if (p.booking == old) p.booking = e.booking;
        }
        return asked;
    }

    [[nodiscard]] std::uint64_t number() const { return number_; }
    [[nodiscard]] bool one_in(std::uint64_t n) { return dice_.one_in(n); }

    /// A sweeper's change, with a key like every other.
    [[nodiscard]] change removal(const due_hold& due) {
        change made = context();
        made.edits = {{.booking = due.booking, .expected_sequence = due.sequence}};
        return made;
    }

  private:
    using bookings = std::map<booking_id, std::vector<live_claim>>;

    verb draw_verb() {
        std::uint64_t drawn = dice_.below(total_);
        for (std::size_t i = 0; i < verbs; ++i) {
            if (drawn < plays_.weights[i]) return static_cast<verb>(i);
            drawn -= plays_.weights[i];
        }
        return verb::look;
    }

    booking_id fresh_id() { return booking_id::from_number((number_ + 1) << 32U | ++ids_); }

    change context() {
        const std::string key = std::to_string(number_) + "/" + std::to_string(++requests_);
        change made;
        made.organization = house_.organization;
        made.actor = account_id::from_number(number_ + 1);
        made.origin = key;
        made.request_key = key;
        made.request_digest = compute_fingerprint(key);
        return made;
    }

    /// Begins with the group, so that a sweeper knows it.
    [[nodiscard]] std::string document_of(const change& made) const {
        return std::to_string(group_) + " " + made.request_key;
    }

    interval some_span() {
        return house_.span(dice_.below(house_.days), dice_.below(house_.slots_a_day),
                           1 + dice_.below(3));
    }
    calendar_user_id some_room() { return house::room(group_, dice_.below(house::rooms)); }
    std::vector<calendar_user_id> all_rooms() {
        std::vector<calendar_user_id> all;
        all.reserve(house::rooms);
        for (std::uint64_t i = 0; i < house::rooms; ++i) all.push_back(house::room(group_, i));
        std::rotate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(dice_.below(3)),
                    all.end());
        return all;
    }

    /// Those that need a booking make one while none is known.
    change compose(verb what) {
        switch (what) {
            case verb::hold:
                return book_one(now_ + std::chrono::seconds(1 + dice_.below(5)));
            case verb::confirm:
                return or_else(&client::confirm);
            case verb::book_units:
                return book_units();
            case verb::book_any:
                return book_any();
            case verb::book_series:
                return book_series();
            case verb::book_people:
                return book_people();
            case verb::move:
                return or_else(&client::move);
            case verb::extend:
                return or_else(&client::extend);
            case verb::cancel:
                return or_else(&client::cancel);
            case verb::swap:
                return or_else(&client::swap);
            case verb::rebook:
                return or_else(&client::rebook);
            case verb::set_limits:
                return set_limits();
            case verb::report:
                return report();
            default:
                return book_one(std::nullopt);
        }
    }

    change or_else(change (client::*make)(const bookings::value_type&)) {
        const bookings& mine = known_[group_];
        if (mine.empty()) return book_one(std::nullopt);
        auto at = mine.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(dice_.below(mine.size())));
        return (this->*make)(*at);
    }

    change book_with(std::vector<claim> claims) {
        change made = context();
        const booking_id id = fresh_id();
        made.edits = {{.booking = id, .expected_sequence = 0, .document = document_of(made)}};
        made.parts = {{.booking = id, .id = 0, .claims = std::move(claims)}};
        return made;
    }

    change book_one(std::optional<sys_seconds> deadline) {
        return book_with({{.who = some_room(), .span = some_span(), .deadline = deadline}});
    }

    change book_units() {
        return book_with({{.who = house::hall(group_),
                           .span = some_span(),
                           .units = static_cast<std::uint32_t>(1 + dice_.below(3))}});
    }

    change book_any() {
        const interval when = some_span();
        std::vector<claim> claims{{.who = candidates::any_of(all_rooms()), .span = when}};
        if (dice_.one_in(2))
            claims.push_back({.who = candidates::any_of(all_rooms()), .span = when});
        return book_with(std::move(claims));
    }

    change book_series() {
        change made = book_with({});
        const booking_id id = made.edits.front().booking;
        made.parts.clear();
        const candidates who =
            dice_.one_in(2) ? candidates(some_room()) : candidates::any_of(all_rooms());
        const std::uint32_t choice = who.is_choice() && dice_.one_in(2) ? 1 : 0;
        const std::uint64_t slot = dice_.below(house_.slots_a_day);
        for (std::uint64_t day = 0; day < std::min<std::uint64_t>(house_.days, 4); ++day)
            made.parts.push_back(
                {.booking = id,
                 .id = static_cast<part_id>(day + 1),
                 .claims = {{.who = who, .span = house_.span(day, slot, 1), .choice = choice}}});
        if (dice_.one_in(2)) made.mode = change_mode::parts_that_fit;
        return made;
    }

    change book_people() {
        const interval when = some_span();
        const std::uint64_t told = dice_.below(house::people);
        std::vector<claim> claims{{.who = some_room(), .span = when}};
        claims.push_back(
            {.who = house::person(group_, told), .span = when, .effect = claim_effect::informs});
        if (dice_.one_in(3))
            claims.push_back(
                {.who = house::person(group_, (told + 1) % house::people), .span = when});
        return book_with(std::move(claims));
    }

    /// The booking's claims, freed and taken anew with what the caller changes of them.
    template <class Change>
    change retake(const bookings::value_type& held, Change&& alter) {
        change made = context();
        made.edits = {{.booking = held.first,
                       .expected_sequence = held.second.front().id.sequence,
                       .document = document_of(made)}};
        made.releases = {{.booking = held.first}};
        for (const live_claim& c : held.second) {
            claim k{.who = c.user,
                    .span = c.span,
                    .units = c.units,
                    .effect = c.effect,
                    .type = c.type,
                    .deadline = c.deadline};
            alter(k);
            const auto same = [&](const part& p) { return p.id == c.part; };
            auto at = std::find_if(made.parts.begin(), made.parts.end(), same);
            if (at == made.parts.end())
                at = made.parts.insert(made.parts.end(), {.booking = held.first, .id = c.part});
            at->claims.push_back(std::move(k));
        }
        return made;
    }

    change confirm(const bookings::value_type& held) {
        change made = retake(held, [](claim& k) { k.deadline.reset(); });
        made.releases.front().must_be_held = true;
        return made;
    }
    change move(const bookings::value_type& held) {
        const interval to = some_span();
        return retake(held, [&](claim& k) { k.span = to; });
    }
    change extend(const bookings::value_type& held) {
        const bool shorter = dice_.one_in(3);
        return retake(held, [&](claim& k) {
            const std::chrono::minutes by(
                shorter && k.span.length() > std::chrono::minutes(15) ? -15 : 30);
            k.span = {k.span.start(), k.span.end() + by};
        });
    }
    change cancel(const bookings::value_type& held) {
        change made = context();
        made.edits = {
            {.booking = held.first, .expected_sequence = held.second.front().id.sequence}};
        return made;
    }
    change swap(const bookings::value_type& held) {
        const auto other = known_[group_].begin();
        if (other->first == held.first) return move(held);
        const interval mine = held.second.front().span;
        const interval theirs = other->second.front().span;
        change made = retake(held, [&](claim& k) { k.span = theirs; });
        change second = retake(*other, [&](claim& k) { k.span = mine; });
        made.edits.push_back(second.edits.front());
        made.releases.push_back(second.releases.front());
        made.parts.insert(made.parts.end(), second.parts.begin(), second.parts.end());
        return made;
    }
    change rebook(const bookings::value_type& held) {
        change made = cancel(held);
        const change anew = retake(held, [](claim& k) { k.deadline.reset(); });
        const booking_id id = fresh_id();
        made.edits.push_back(
            {.booking = id, .expected_sequence = 0, .document = document_of(made)});
        made.parts = anew.parts;
        for (part& p : made.parts) p.booking = id;
        return made;
    }

    change set_limits() {
        change made = context();
        const bool hall = dice_.one_in(2);
        const calendar_user_id user = hall ? house::hall(group_) : some_room();
        bookable limits{.capacity = house::capacity_of(user)};
        switch (dice_.below(4)) {
            case 0:
                limits.capacity = static_cast<std::uint32_t>(1 + dice_.below(5));
                break;
            case 1:
                limits.bookable_until =
                    house_.opens + std::chrono::hours(24 * (1 + dice_.below(house_.days)));
                break;
            case 2:
                limits.disabled = true;
                break;
            default:
                break; // as it was in the beginning
        }
        made.users = {{user, limits}};
        return made;
    }

    change report() {
        const bool room = dice_.one_in(2);
        const calendar_user_id who =
            room ? some_room() : house::person(group_, dice_.below(house::people));
        change made =
            book_with({{.who = who, .span = some_span(), .effect = claim_effect::reports}});
        return made;
    }

    std::uint64_t number_;
    dice dice_;
    const scenario& plays_;
    const house& house_;
    std::uint32_t total_ = 0;
    std::uint64_t ids_ = 0;
    std::uint64_t requests_ = 0;
    sys_seconds now_{};
    std::uint64_t group_ = 0;
    std::vector<bookings> known_;             // by group
    std::vector<std::optional<change>> last_; // by group: the last request that was answered
};

} // namespace timewright::linearizability
