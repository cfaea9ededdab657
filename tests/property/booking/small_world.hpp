/// @file
/// small_world: random changes in a world so small that everything collides with everything.
///
/// Two organizations use the same ids, four users have one to three units, a day has twelve hours,
/// and most changes know what is booked (so that they confirm, move, swap and cancel) while some
/// are stale, repeated or malformed.
#pragma once

#include "property/booking/naive_books.hpp"

#include <timewright/booking/hold.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace timewright::test {

class small_world {
  public:
    explicit small_world(std::uint64_t seed) : random_(seed) {}

    /// The change with which a world starts: everybody is there.
    [[nodiscard]] change first_change(organization_id org) {
        change made;
        made.organization = org;
        for (std::uint64_t user = 1; user <= users_in_world; ++user)
            made.users.push_back({calendar_user_id::from_number(user),
                                  {.capacity = static_cast<std::uint32_t>(below(3)) + 1}});
        return made;
    }

    /// Now and then a day passes, so that answers are forgotten.
    [[nodiscard]] std::chrono::seconds pause() {
        if (one_in(25))
            return answers_kept + std::chrono::seconds(below(3)) - std::chrono::seconds(1);
        return std::chrono::seconds(below(3));
    }

    /// A change that may come next, given what is booked.
    [[nodiscard]] change next_change(const naive_books& books) {
        if (!sent_.empty() && one_in(8))
            return sent_[below(sent_.size())]; // a retry, or a late copy
        change made = context();
        switch (below(12)) {
            case 0:
            case 1:
            case 2:
                add_new_booking(made, books);
                break;
            case 3:
                made = confirmation(books);
                break;
            case 4:
            case 5:
                add_move(made, books);
                break;
            case 6:
                add_removal(made, books);
                break;
            case 7:
                add_limits(made);
                break;
            case 8:
                add_partial_release(made, books);
                break;
            case 9:
                add_waiter(made, books);
                break;
            case 10:
                add_frontier(made, books);
                break;
            default:
                add_move(made, books);
                add_move(made, books);
                break; // a swap
        }
        if (one_in(3)) made.mode = change_mode::parts_that_fit;
        if (made.offers.empty() && one_in(2)) add_offers(made, books);
        if (one_in(30)) spoil(made);
        sent_.push_back(made);
        return made;
    }

  private:
    static constexpr std::uint64_t users_in_world = 4;
    static constexpr std::uint64_t bookings_in_world = 5;

    std::uint64_t below(std::uint64_t end) { return random_() % end; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

    change context() {
        change made;
        made.organization = organization_id::from_number(one_in(4) ? 2 : 1);
        made.actor = account_id::from_number(1 + below(2));
        made.origin = one_in(2) ? "http" : "import";
        if (one_in(40)) made.veto = "not here";
        if (one_in(12))
            for (booking_edit& e : made.edits) e.is_composed = one_in(2);
        if (one_in(3)) made.request_key = "key " + std::to_string(below(6));
        made.request_digest = compute_fingerprint(std::to_string(below(3)));
        return made;
    }

    booking_id some_booking() { return booking_id::from_number(1 + below(bookings_in_world)); }

    /// The user 5 does not exist.
    calendar_user_id some_user() {
        return calendar_user_id::from_number(
            1 + below(one_in(40) ? users_in_world + 1 : users_in_world));
    }

    std::uint64_t sequence_of(const change& made, const naive_books& books, booking_id booking) {
        const booking_record* held = books.find_booking(made.organization, booking);
        const std::uint64_t sequence = held == nullptr ? 0 : held->sequence;
        return one_in(15) ? sequence + below(3) : sequence;
    }

    void add_edit(change& made, booking_id booking, std::uint64_t sequence) {
        made.edits.push_back({booking, sequence, "document " + std::to_string(below(100))});
    }

    void add_new_booking(change& made, const naive_books& books) {
        booking_id booking = some_booking();
        for (int tries = 0; tries < 5 && books.find_booking(made.organization, booking); ++tries)
            booking = some_booking();
        add_edit(made, booking, one_in(15) ? 1 : 0);
        add_parts(made, booking, books);
    }

    void add_move(change& made, const naive_books& books) {
        const booking_id booking = some_booking();
        add_edit(made, booking, sequence_of(made, books, booking));
        if (!one_in(4)) made.releases.push_back({.booking = booking});
        add_parts(made, booking, books);
    }

    void add_removal(change& made, const naive_books& books) {
        const booking_id booking = some_booking();
        made.edits.push_back({booking, sequence_of(made, books, booking), std::nullopt});
    }

    void add_partial_release(change& made, const naive_books& books) {
        const booking_id booking = some_booking();
        add_edit(made, booking, sequence_of(made, books, booking));
        for (std::uint64_t n = 1 + below(2); n > 0; --n)
            made.releases.push_back({booking, static_cast<part_id>(below(3)), one_in(3)});
        if (one_in(2)) add_parts(made, booking, books);
    }

    void add_limits(change& made) {
        const std::uint64_t first = 1 + below(users_in_world);
        for (std::uint64_t user = first; user <= users_in_world && user < first + 2; ++user) {
            bookable limits{.capacity = static_cast<std::uint32_t>(1 + below(3))};
            if (one_in(4)) limits.bookable_until = at_hour(static_cast<int>(below(14)));
            limits.disabled = one_in(8);
            made.users.push_back({calendar_user_id::from_number(user), limits});
        }
    }

    /// Somebody who waits, and takes it at once if it is free.
    void add_waiter(change& made, const naive_books& books) {
        add_new_booking(made, books);
        const booking_id booking = made.edits.back().booking;
        change taking;
        taking.organization = made.organization;
        taking.edits = {{booking, 1, "taken"}};
        taking.releases = {{.booking = booking}};
        for (part& p : made.parts) {
            taking.parts.push_back(p);
            for (claim& k : p.claims) k.effect = claim_effect::waits;
        }
        if (!one_in(3)) made.offers.push_back(taking);
    }

    /// A frontier that is moved, or expected to be somewhere.
    void add_frontier(change& made, const naive_books& books) {
        const calendar_user_id user = some_user();
        sys_seconds until = at_hour(static_cast<int>(below(14)));
        const user_record* known = books.find_user(made.organization, user);
        if (known != nullptr && one_in(2)) until = known->limits.bookable_until;
        const std::vector<frontier_rule> rules{frontier_rule::raise, frontier_rule::expect,
                                               frontier_rule::keep};
        made.users.push_back({user, {.bookable_until = until}, rules[below(3)]});
        if (one_in(2)) add_move(made, books);
    }

    /// To whoever waits, though perhaps not to all of them.
    void add_offers(change& made, const naive_books& books) {
        for (const booking_record& b : books.state.bookings) {
            if (b.organization != made.organization || one_in(10)) continue;
            change offer;
            offer.organization = made.organization;
            offer.edits = {{b.booking, b.sequence, "offered"}};
            offer.releases = {{.booking = b.booking}};
            for (const live_claim& c : books.claims_of(b.organization, b.booking))
                if (c.effect == claim_effect::waits && !(c.span == end_of_time))
                    offer.parts.push_back(
                        {b.booking,
                         c.part,
                         {{.who = c.user,
                           .span = c.span,
                           .units = c.units,
                           .deadline = books.now + std::chrono::seconds(1 + below(6))}}});
            bool mine = false;
            for (const booking_edit& e : made.edits) mine = mine || e.booking == b.booking;
            if (!offer.parts.empty() && !mine) made.offers.push_back(offer);
        }
    }

    change confirmation(const naive_books& books) {
        change made = context();
        const booking_id booking = some_booking();
        booking_record record{made.organization, booking, 1, {}};
        if (const booking_record* held = books.find_booking(made.organization, booking))
            record = *held;
        std::vector<live_claim> held = books.claims_of(made.organization, booking);
        if (!one_in(4))
            std::erase_if(held, [&](const live_claim& c) { return !c.lives_at(books.now); });
        const request_context who{.organization = made.organization,
                                  .actor = made.actor,
                                  .origin = made.origin,
                                  .request_key = made.request_key,
                                  .request_digest = made.request_digest};
        return compute_confirmation(who, record, held);
    }

    void add_parts(change& made, booking_id booking, const naive_books& books) {
        std::optional<sys_seconds> deadline;
        if (one_in(3)) deadline = books.now + std::chrono::seconds(1 + below(6));
        const std::vector<calendar_user_id> pool = some_users();
        for (std::uint64_t id = 0, n = below(4); id < n; ++id) {
            part p{.booking = booking, .id = static_cast<part_id>(id), .claims = {}};
            const int start = static_cast<int>(below(hours_in_world));
            const int end = start + 1 + static_cast<int>(below(4));
            for (std::uint64_t m = below(4); m > 0; --m)
                p.claims.push_back(some_claim({at_hour(start), at_hour(end)}, pool, deadline));
            made.parts.push_back(p);
        }
    }

    /// Two to four of the users, in some order: what the claims of a change choose from.
    std::vector<calendar_user_id> some_users() {
        std::vector<calendar_user_id> users;
        for (std::uint64_t n = 2 + below(3); n > 0; --n) users.push_back(some_user());
        return users;
    }

    claim some_claim(interval span, const std::vector<calendar_user_id>& pool,
                     std::optional<sys_seconds> deadline) {
        claim k{.who = some_user(), .span = span};
        if (one_in(3)) k.who = candidates::any_of(some_users());
        if (one_in(4)) {
            k.who = candidates::any_of(pool);
            k.choice = static_cast<std::uint32_t>(1 + below(2));
        }
        k.units = one_in(4) ? static_cast<std::uint32_t>(1 + below(3)) : 1;
        if (one_in(4)) k.effect = one_in(3) ? claim_effect::reports : claim_effect::informs;
        if (one_in(8)) k.effect = claim_effect::waits;
        if (k.effect == claim_effect::waits && one_in(4)) k.span = end_of_time;
        if (!one_in(10)) k.deadline = deadline;
        return k;
    }

    void spoil(change& made) {
        switch (below(4)) {
            case 0:
                made.edits.clear();
                break;
            case 1:
                made.edits.push_back(made.edits.empty() ? booking_edit{} : made.edits.front());
                break;
            case 2:
                for (part& p : made.parts)
                    for (claim& k : p.claims) k.units = 0;
                break;
            default:
                made.releases.push_back(
                    {.booking = some_booking(), .part = {}, .must_be_held = true});
        }
    }

    std::mt19937_64 random_;
    std::vector<change> sent_;
};

} // namespace timewright::test
