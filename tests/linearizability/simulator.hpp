/// @file
/// simulator: many clients on one thread, a virtual clock, a store that fails by seed and a network
/// that delays, reorders and repeats. A seed is a whole history: the same one each time.
#pragma once

#include "linearizability/client.hpp"
#include "linearizability/shared_clock.hpp"
#include "linearizability/tested_stores.hpp"

#include <timewright/adapters/faulty/faulty_store.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace timewright::linearizability {

class simulator {
  public:
    simulator(store& kept, shared_clock& present, const scenario& plays, const house& in,
              std::uint64_t seed, const dimensions& size)
        : kept_(kept),
          tried_(kept, faults(seed, plays), [this](std::chrono::microseconds) { ++ticks_; }),
          clock_(present),
          house_(in),
          dice_(seed),
          left_(size.clients * size.calls_each) {
        for (std::uint64_t i = 0; i < size.clients; ++i)
            players_.push_back({client(i, seed, plays, house_), std::nullopt});
    }

    /// The whole history, in the simulator's own time.
    [[nodiscard]] std::vector<call> run() {
        set_clock(house_.opens);
        for (std::uint64_t group = 0; group < house_.groups; ++group) {
            under_way open{opener, start(opener, group), {}};
            open.made.asked = house_.opening(group);
            deliver(kept_, {&open, 1});
            finish(open);
        }
        while (left_ > 0 || is_anything_under_way()) {
            ++ticks_;
            switch (dice_.below(3)) {
                case 0:
                    act(players_[dice_.below(players_.size())]);
                    break;
                case 1:
                    carry_requests();
                    break;
                default:
                    carry_a_reply();
            }
        }
        return std::move(told_);
    }

  private:
    struct under_way {
        std::uint64_t player;
        call made;
        std::optional<result<outcome, error>> reply;
    };
    struct player {
        client who;
        std::optional<change> open; // sent, and not answered
        std::uint64_t group = 0;
        bool waits = false;
    };
    static constexpr std::uint64_t opener = 1'000'000;

    static fault_plan faults(std::uint64_t seed, const scenario& plays) {
        fault_plan plan;
        plan.seed = seed;
        fault_rates rates = plays.faults;
        rates.happens_twice = 0; // the network repeats
        rates.delayed = 100;
        plan.rates[static_cast<std::size_t>(store_call::apply)] = rates;
        plan.rates[static_cast<std::size_t>(store_call::load)] = {.fails_before = 10};
        return plan;
    }

    [[nodiscard]] bool is_anything_under_way() const {
        return !requests_.empty() || !replies_.empty() ||
               std::any_of(players_.begin(), players_.end(),
                           [](const player& p) { return p.waits || p.open.has_value(); });
    }

    [[nodiscard]] call start(std::uint64_t client, std::uint64_t group) {
        return {
            .client = client, .group = group, .called = ++ticks_, .clock_called = clock_.latest()};
    }
    void end(call& made) {
        made.clock_returned = clock_.latest();
        made.returned = ++ticks_;
    }

    void set_clock(sys_seconds to) {
        call made = start(opener, 0);
        made.kind = call_kind::clock;
        made.set_to = to;
        clock_.set(to);
        static_cast<void>(kept_.find_due_holds(1));
        end(made);
        told_.push_back(std::move(made));
    }

    // --- clients

    void act(player& p) {
        if (p.waits) return;
        if (p.open) return send(p, p.who.again(*p.open));
        if (left_ == 0) return;
        --left_;
        const intention wish = p.who.next(clock_.now());
        p.group = wish.group;
        switch (wish.what) {
            case verb::look:
                return look(p);
            case verb::sweep:
                return sweep(p);
            case verb::pass_time:
            case verb::step_back:
                return set_clock(clock_.now() + std::chrono::seconds(wish.seconds));
            default:
                p.open = wish.asked;
                send(p, wish.asked);
        }
    }

    void send(player& p, const change& asked) {
        under_way sent{p.who.number(), start(p.who.number(), p.group), {}};
        sent.made.asked = asked;
        p.waits = true;
        requests_.push_back(std::move(sent));
    }

    void look(player& p) {
        call made = start(p.who.number(), p.group);
        made.kind = call_kind::look;
        auto seen = tried_.load(house_.organization, house::everybody(p.group), house_.whole());
        end(made);
        if (!seen) return;
        made.seen = std::move(*seen);
        p.who.learn(made.seen, p.group);
        told_.push_back(std::move(made));
    }

    void sweep(player& p) {
        const auto due = kept_.find_due_holds(1);
        if (!due || due->empty() || due->front().organization != house_.organization) return;
        const auto found = kept_.find(house_.organization, {&due->front().booking, 1});
        if (!found || found->empty()) return;
        p.group = std::stoull(found->front().document);
        p.open = p.who.removal(due->front());
        send(p, *p.open);
    }

    // --- the network

    /// Some of what is under way arrives, in any order, as one batch.
    void carry_requests() {
        std::vector<under_way> batch;
        for (std::uint64_t n = 1 + dice_.below(4); n > 0 && !requests_.empty(); --n)
            batch.push_back(take_any(requests_));
        if (batch.empty()) return;
        deliver(tried_, batch);
        for (under_way& one : batch) {
            // A copy that arrives late: nobody waits for its reply.
            if (dice_.one_in(20)) {
                under_way copy{nobody, one.made, {}};
                copy.made.called = ++ticks_;
                requests_.push_back(std::move(copy));
            }
            if (one.player != nobody)
                replies_.push_back(std::move(one));
            else if (may_have_had_effect(one))
                finish_unheard(one);
        }
    }

    static bool may_have_had_effect(const under_way& one) {
        return *one.reply || one.reply->error().again != retry::safe;
    }
    void finish_unheard(under_way& copy) {
        end(copy.made);
        told_.push_back(std::move(copy.made));
    }

    static void deliver(store& by, std::span<under_way> batch) {
        std::vector<change> changes;
        for (const under_way& one : batch) changes.push_back(one.made.asked);
        auto answers = by.apply(changes);
        for (std::size_t i = 0; i < batch.size(); ++i)
            if (answers)
                batch[i].reply = std::move((*answers)[i]);
            else
                batch[i].reply = unexpected(answers.error());
    }

    void carry_a_reply() {
        if (replies_.empty()) return;
        under_way one = take_any(replies_);
        player& p = players_[one.player];
        p.waits = false;
        if (!may_have_had_effect(one)) return;
        finish(one);
        if (told_.back().told) {
            p.open.reset();
            p.who.learn(told_.back().asked, *told_.back().told, p.group);
        }
    }

    void finish(under_way& one) {
        end(one.made);
        if (*one.reply) one.made.told = std::move(**one.reply);
        told_.push_back(std::move(one.made));
    }

    under_way take_any(std::deque<under_way>& from) {
        const auto at = from.begin() + static_cast<std::ptrdiff_t>(dice_.below(from.size()));
        under_way taken = std::move(*at);
        from.erase(at);
        return taken;
    }

    static constexpr std::uint64_t nobody = 2'000'000;

    store& kept_;
    faulty_store tried_;
    shared_clock& clock_;
    const house& house_;
    dice dice_;
    std::vector<player> players_;
    std::uint64_t left_;
    std::deque<under_way> requests_;
    std::deque<under_way> replies_;
    std::vector<call> told_;
    std::int64_t ticks_ = 0;
};

inline constexpr dimensions simulated_small{.clients = 6, .calls_each = 30};

/// A history on a store of its own, which is made of a clock.
template <class Store>
[[nodiscard]] recording simulate(const scenario& plays, std::uint64_t seed,
                                 const dimensions& size) {
    shared_clock present(first_day);
    Store kept(present);
    const house in{.groups = plays.groups * size.groups_times,
                   .days = size.days,
                   .slots_a_day = size.slots_a_day};
    recording made{{.store = "simulated", .scenario = std::string(plays.name), .seed = seed}, {}};
    made.told.calls = simulator(kept, present, plays, in, seed, size).run();
    made.feed = read_feed(kept, in.organization, {});
    return made;
}

} // namespace timewright::linearizability
