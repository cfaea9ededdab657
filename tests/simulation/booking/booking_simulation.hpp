/// @file
/// booking_simulation: many clients, one store, a network that loses replies, repeats and reorders
/// requests, holds that run out, a sweeper, a clock that now and then steps back.
///
/// One thread and one seeded generator, so that a seed is a whole history. Clients send a request
/// with its key until they are answered. What they were told is compared, at the end, with the feed
/// as feed_judge replays it and with what the store has.
#pragma once

#include "simulation/booking/feed_judge.hpp"

#include <timewright/booking/booking.hpp>
#include <timewright/booking/hold.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/store.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace timewright::simulation {

inline constexpr sys_seconds first_day{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

struct options {
    std::size_t clients = 8;
    std::size_t steps = 300;
};

/// What was wrong, or nothing. The clock is the store's.
class booking_simulation {
  public:
    booking_simulation(store& kept, manual_clock& present, std::uint64_t seed, options limits = {})
        : store_(kept),
          clock_(present),
          random_(seed),
          options_(limits),
          clients_(limits.clients) {}

    [[nodiscard]] std::optional<std::string> run() {
        if (!open_house()) return "the store did not take its calendar users";
        for (std::size_t step = 0; step < options_.steps; ++step) {
            for (client& c : clients_) act(c);
            serve();
            pass_time();
            if (one_in(5)) sweep();
        }
        settle();
        return judge();
    }

    /// How often each thing happened: a simulation in which nothing does proves nothing.
    struct counts {
        std::size_t booked = 0, refused = 0, confirmed = 0, expired = 0, moved = 0, cancelled = 0,
                    swept = 0, replies_lost = 0, answered_again = 0;
    };
    [[nodiscard]] const counts& seen() const { return seen_; }

  private:
    enum class verb : std::uint8_t { book, hold, confirm, move, cancel };

    struct request {
        std::size_t client = 0;
        verb what = verb::book;
        std::string key{};
        booking_request asked{};    // book, hold, move
        booking_id target{};        // confirm, move, cancel
        std::uint64_t sequence = 0; // move, cancel
    };

    /// What a client was told that it has.
    struct belief {
        std::uint64_t sequence = 0;
        interval span;
        std::vector<calendar_user_id> users;
        bool is_hold = false;
    };

    struct client {
        std::optional<request> waiting; // sent, and not answered yet
        std::uint64_t requests = 0;
        std::map<booking_id, belief> has;
    };

    // --- the house

    static calendar_user_id user_of(std::uint64_t number) {
        return calendar_user_id::from_number(number);
    }

    bool open_house() {
        change everybody;
        for (std::uint64_t room = 1; room <= 3; ++room) capacities_[user_of(room)] = 1;
        capacities_[user_of(4)] = 3; // a desk area
        for (std::uint64_t person = 5; person <= 7; ++person) capacities_[user_of(person)] = 1;
        for (const auto& [user, capacity] : capacities_)
            everybody.users.push_back({user, {.capacity = capacity}});
        const auto answers = store_.apply({&everybody, 1});
        return answers && answers->front().code == outcome_code::applied;
    }

    std::uint64_t below(std::uint64_t end) { return random_() % end; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

    void pass_time() {
        clock_.advance(std::chrono::seconds(below(3)));
        if (one_in(40)) clock_.advance(std::chrono::seconds(-5));
    }

    // --- clients

    void act(client& c) {
        const auto number = static_cast<std::size_t>(&c - clients_.data());
        if (!c.waiting && one_in(2)) c.waiting = next_request(number, c);
        // Sent again and again until it is answered; any copy may arrive late.
        if (c.waiting && one_in(2)) network_.push_back(*c.waiting);
    }

    request next_request(std::size_t number, client& c) {
        request made{
            .client = number,
            .key = "client " + std::to_string(number) + " request " + std::to_string(++c.requests)};
        if (c.has.empty() || one_in(2)) {
            made.what = one_in(2) ? verb::hold : verb::book;
            made.asked = some_booking(made.key);
            return made;
        }
        auto at = c.has.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(below(c.has.size())));
        made.target = at->first;
        made.sequence = at->second.sequence;
        made.what = at->second.is_hold ? verb::confirm : one_in(2) ? verb::move : verb::cancel;
        if (made.what == verb::move) made.asked = some_booking(made.key);
        return made;
    }

    booking_request some_booking(const std::string& key) {
        const sys_seconds start = first_day + std::chrono::minutes(30 * below(16));
        booking_request asked{
            .document = key,
            .occurrences = {{.span = interval(start, std::chrono::minutes(30 * (1 + below(4))))}}};
        if (one_in(3))
            asked.resources = {{.who = candidates::any_of({user_of(1), user_of(2), user_of(3)})}};
        else if (one_in(3))
            asked.resources = {
                {.who = user_of(4), .units = static_cast<std::uint32_t>(1 + below(2))}};
        else
            asked.resources = {{.who = user_of(1 + below(3))}};
        asked.people = {user_of(5 + below(3))};
        if (one_in(4)) asked.people_insisted = {user_of(5 + below(3))};
        return asked;
    }

    // --- the server: what has arrived is decided as one batch

    void serve() {
        std::vector<request> arrived;
        std::vector<change> batch;
        for (std::uint64_t n = below(2 * clients_.size()); n > 0 && !network_.empty(); --n) {
            const auto at = network_.begin() + static_cast<std::ptrdiff_t>(below(network_.size()));
            arrived.push_back(*at);
            network_.erase(at);
            batch.push_back(to_change(arrived.back()));
        }
        if (batch.empty()) return;
        const auto answers = store_.apply(batch);
        if (!answers) return; // nobody is answered; everybody sends again
        for (std::size_t i = 0; i < arrived.size(); ++i) {
            if (lossy_ && one_in(4))
                ++seen_.replies_lost;
            else
                answer(arrived[i], (*answers)[i]);
        }
    }

    change to_change(const request& r) {
        request_context context{.actor = account_id::from_number(r.client + 1),
                                .origin = "simulation",
                                .request_key = r.key,
                                .request_digest = compute_fingerprint(r.key)};
        const booking_id fresh = booking_id::from_number(++ids_); // a retry is given another
        switch (r.what) {
            case verb::book:
                return compute_booking(context, r.asked, fresh);
            case verb::hold:
                return compute_booking(context, r.asked, fresh,
                                       clock_.now() + std::chrono::seconds(2 + below(30)));
            case verb::move:
                return compute_update(context, r.asked, r.target, r.sequence);
            case verb::cancel:
                return compute_cancellation(context, r.target, r.sequence);
            case verb::confirm:
                break;
        }
        const auto record = store_.find(default_organization, {&r.target, 1});
        const auto held = store_.claims_of(default_organization, r.target);
        if (!record || record->empty() || !held)
            return compute_confirmation(context, {default_organization, r.target, 1, {}}, {});
        return compute_confirmation(context, record->front(), *held);
    }

    void answer(const request& r, const outcome& told) {
        client& c = clients_[r.client];
        if (told.code == outcome_code::exists) ++seen_.answered_again;
        if (!c.waiting || c.waiting->key != r.key) return; // an old copy
        c.waiting.reset();
        if (told.code == outcome_code::exists_with_different_request ||
            told.decided == outcome_code::malformed)
            problem_ = r.key + ": answered " + to_slug(told.code);
        if (told.decided != outcome_code::applied) return not_applied(c, r, told);
        const booking_id id = told.bookings.front().booking;
        const std::uint64_t sequence = told.bookings.front().sequence;
        switch (r.what) {
            case verb::book:
            case verb::hold:
                ++seen_.booked;
                c.has.insert_or_assign(id, belief{sequence, r.asked.occurrences.front().span,
                                                  told.parts.front().users, r.what == verb::hold});
                break;
            case verb::confirm:
                ++seen_.confirmed;
                c.has.at(id).sequence = sequence;
                c.has.at(id).is_hold = false;
                break;
            case verb::move:
                ++seen_.moved;
                c.has.insert_or_assign(id, belief{sequence, r.asked.occurrences.front().span,
                                                  told.parts.front().users, false});
                break;
            case verb::cancel:
                ++seen_.cancelled;
                c.has.erase(id);
                break;
        }
    }

    void not_applied(client& c, const request& r, const outcome& told) {
        if (told.decided == outcome_code::refused) ++seen_.refused;
        if (r.what == verb::book || r.what == verb::hold) refused_.push_back(r.key);
        if (r.what == verb::confirm) {
            ++seen_.expired;
            c.has.erase(r.target);
        } else if (told.decided == outcome_code::stale || told.decided == outcome_code::not_found) {
            problem_ = r.key + ": somebody else changed booking " + std::to_string(r.target.low());
        }
    }

    void sweep() {
        const auto due = store_.find_due_holds(16);
        if (!due) return;
        std::vector<change> batch;
        for (const due_hold& d : *due)
            batch.push_back(compute_cancellation(
                {.organization = d.organization, .origin = "sweeper"}, d.booking, d.sequence));
        if (batch.empty()) return;
        if (const auto answers = store_.apply(batch))
            seen_.swept += static_cast<std::size_t>(
                std::count_if(answers->begin(), answers->end(),
                              [](const outcome& o) { return o.code == outcome_code::applied; }));
    }

    /// The network becomes good: everybody is answered.
    void settle() {
        lossy_ = false;
        for (int round = 0; round < 200; ++round) {
            for (client& c : clients_)
                if (c.waiting) network_.push_back(*c.waiting);
            serve();
        }
    }

    // --- the judgement

    std::optional<std::string> judge() {
        if (!problem_.empty()) return problem_;
        feed_judge replay(capacities_);
        feed_cursor cursor;
        for (bool more = true; more;) {
            const auto page = store_.changes_since(default_organization, cursor, 50);
            if (!page) return "the feed cannot be read";
            for (const feed_entry& entry : page->entries)
                if (auto wrong = replay.read(entry)) return wrong;
            cursor = page->next;
            more = page->more;
        }
        for (const std::string& key : refused_)
            if (replay.created(key)) return key + ": was refused and is booked";
        if (auto lost = find_lost(replay)) return lost;
        return compare_with_store(replay);
    }

    std::optional<std::string> find_lost(const feed_judge& replay) const {
        for (std::size_t i = 0; i < clients_.size(); ++i) {
            if (clients_[i].waiting) return "client " + std::to_string(i) + " was never answered";
            for (const auto& [id, mine] : clients_[i].has) {
                if (mine.is_hold) continue; // may have run out
                const auto at = replay.bookings().find(id);
                const std::string name = "booking " + std::to_string(id.low());
                if (at == replay.bookings().end()) return name + " was acknowledged and is lost";
                if (at->second.sequence != mine.sequence)
                    return name + " is not as it was acknowledged";
                for (const calendar_user_id user : mine.users)
                    if (std::none_of(at->second.claims.begin(), at->second.claims.end(),
                                     [&](const live_claim& c) {
                                         return c.user == user && c.span == mine.span &&
                                                !c.deadline;
                                     }))
                        return name + " lost a claim that was acknowledged";
            }
        }
        return std::nullopt;
    }

    std::optional<std::string> compare_with_store(const feed_judge& replay) {
        for (const auto& [id, held] : replay.bookings()) {
            const auto record = store_.find(default_organization, {&id, 1});
            const std::string name = "booking " + std::to_string(id.low());
            if (!record || record->empty()) return name + " is in the feed and not in the store";
            if (record->front().sequence != held.sequence ||
                record->front().document != held.document)
                return name + " is another in the store than in the feed";
        }
        std::vector<calendar_user_id> users;
        for (const auto& [user, capacity] : capacities_) users.push_back(user);
        const auto stored = store_.load(default_organization, users,
                                        {first_day, first_day + std::chrono::hours(24)});
        if (!stored) return "the store cannot be read";
        std::size_t living = 0;
        for (const auto& [id, held] : replay.bookings())
            living += static_cast<std::size_t>(
                std::count_if(held.claims.begin(), held.claims.end(),
                              [&](const live_claim& c) { return c.lives_at(stored->as_of); }));
        if (stored->claims.size() != living) return "the store has other claims than the feed";
        for (const live_claim& c : stored->claims) {
            const auto at = replay.bookings().find(c.id.booking);
            if (at == replay.bookings().end() ||
                std::find(at->second.claims.begin(), at->second.claims.end(), c) ==
                    at->second.claims.end())
                return "the store has a claim that the feed does not";
        }
        return std::nullopt;
    }

    store& store_;
    manual_clock& clock_;
    std::mt19937_64 random_;
    options options_;
    std::vector<client> clients_;
    std::deque<request> network_;
    std::map<calendar_user_id, std::uint32_t> capacities_;
    std::vector<std::string> refused_;
    std::string problem_;
    std::uint64_t ids_ = 0;
    bool lossy_ = true;
    counts seen_;
};

} // namespace timewright::simulation
