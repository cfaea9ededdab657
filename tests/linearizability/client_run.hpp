/// @file
/// client_run: clients on threads of their own against one store, and the history of what they were
/// told.
#pragma once

#include "linearizability/client.hpp"
#include "linearizability/shared_clock.hpp"

#include <timewright/adapters/faulty/faulty_store.hpp>

#include <algorithm>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace timewright::linearizability {

struct run_options {
    std::uint64_t seed = 1;
    std::uint64_t clients = 4;
    std::uint64_t calls_each = 50;  ///< besides those that settle what is in doubt
    std::uint64_t first_client = 0; ///< where several processes share the numbers
    bool moves_clock = true;        ///< one process does
};

class client_run {
  public:
    client_run(store& kept, shared_clock& present, const scenario& plays, const house& in,
               run_options options)
        : kept_(kept), clock_(present), plays_(plays), house_(in), options_(options) {}

    /// Opens the house; for one process. The history begins with the time.
    [[nodiscard]] std::vector<call> open() {
        std::vector<call> opening;
        move_clock(opening, opener, house_.opens);
        for (std::uint64_t group = 0; group < house_.groups; ++group)
            apply(opening, kept_, house_.opening(group), group, opener);
        return opening;
    }

    /// Runs all clients to their end; nothing is in doubt afterwards.
    [[nodiscard]] std::vector<call> run() {
        faulty_store tried(kept_, faults(), [](std::chrono::microseconds delay) {
            for (auto n = delay.count(); n > 0; n -= 100) std::this_thread::yield();
        });
        std::vector<std::vector<call>> told(options_.clients);
        std::barrier together(static_cast<std::ptrdiff_t>(options_.clients));
        std::vector<std::thread> threads;
        threads.reserve(options_.clients);
        for (std::uint64_t i = 0; i < options_.clients; ++i)
            threads.emplace_back([&, i] {
                client mine(options_.first_client + i, options_.seed, plays_, house_);
                together.arrive_and_wait();
                act(mine, tried, told[i]);
            });
        for (std::thread& t : threads) t.join();
        std::vector<call> all;
        for (std::vector<call>& one : told)
            all.insert(all.end(), std::move_iterator(one.begin()), std::move_iterator(one.end()));
        return all;
    }

    [[nodiscard]] static history merge(history about, std::vector<std::vector<call>> parts) {
        for (std::vector<call>& part : parts)
            about.calls.insert(about.calls.end(), std::move_iterator(part.begin()),
                               std::move_iterator(part.end()));
        std::stable_sort(about.calls.begin(), about.calls.end(),
                         [](const call& l, const call& r) { return l.called < r.called; });
        return about;
    }

  private:
    struct unsettled {
        change asked;
        std::uint64_t group;
    };
    struct player {
        client& who;
        store& tried;
        std::vector<call>& told;
        std::vector<unsettled> open{};
        std::set<std::string> sent{};
    };

    [[nodiscard]] fault_plan faults() const {
        fault_plan plan;
        plan.seed = options_.seed;
        fault_rates rates = plays_.faults;
        rates.delayed = 300; // so that calls overlap though the store is quick
        plan.rates[static_cast<std::size_t>(store_call::apply)] = rates;
        plan.rates[static_cast<std::size_t>(store_call::load)] = {.delayed = 300};
        return plan;
    }

    void act(client& who, store& tried, std::vector<call>& told) {
        player mine{who, tried, told};
        for (std::uint64_t n = 0; n < options_.calls_each; ++n) {
            const intention wish = who.next(clock_.now());
            switch (wish.what) {
                case verb::look:
                    look(mine, wish.group);
                    break;
                case verb::sweep:
                    sweep(mine);
                    break;
                case verb::pass_time:
                case verb::step_back:
                    step_clock(mine, wish.seconds);
                    break;
                default:
                    perform(mine, wish.asked, wish.group);
            }
            if (!mine.open.empty() && who.one_in(4)) {
                const unsettled again = std::move(mine.open.back());
                mine.open.pop_back();
                perform(mine, who.again(again.asked), again.group);
            }
        }
        for (const unsettled& last : mine.open) settle(mine, last);
    }

    [[nodiscard]] call begin(std::uint64_t client, std::uint64_t group, call_kind kind) const {
        return {.client = client,
                .group = group,
                .called = monotonic_now(),
                .clock_called = clock_.latest(),
                .kind = kind};
    }
    void end(call& made) const {
        made.clock_returned = clock_.latest();
        made.returned = monotonic_now();
    }

    /// What became of it: answered, in doubt, or known to have had no effect.
    enum class fate : std::uint8_t { answered, in_doubt, nothing };

    fate apply(std::vector<call>& told, store& by, const change& asked, std::uint64_t group,
               std::uint64_t client) const {
        call made = begin(client, group, call_kind::change);
        auto answer = by.apply({&asked, 1});
        end(made);
        if (!answer && answer.error().again == retry::safe) return fate::nothing;
        made.asked = asked;
        if (answer) made.told = std::move(answer->front());
        told.push_back(std::move(made));
        return answer ? fate::answered : fate::in_doubt;
    }

    void perform(player& mine, const change& asked, std::uint64_t group) const {
        const fate became = apply(mine.told, mine.tried, asked, group, mine.who.number());
        const bool is_first = became != fate::nothing && mine.sent.insert(asked.request_key).second;
        if (became != fate::answered) {
            mine.open.push_back({asked, group});
            return;
        }
        const outcome told = *mine.told.back().told; // the list may grow
        // It arrived twice, and the second reply came back: that was a call as well.
        if (is_first && told.code == outcome_code::exists && plays_.faults.happens_twice > 0) {
            call twin = mine.told.back();
            twin.told.reset();
            mine.told.push_back(std::move(twin));
        }
        mine.who.learn(asked, told, group);
    }

    /// Without faults of ours; what the store's own world does to it passes.
    void settle(player& mine, const unsettled& last) const {
        while (apply(mine.told, kept_, last.asked, last.group, mine.who.number()) != fate::answered)
            std::this_thread::yield();
    }

    void look(player& mine, std::uint64_t group) const {
        call made = begin(mine.who.number(), group, call_kind::look);
        auto seen = mine.tried.load(house_.organization, house::everybody(group), house_.whole());
        end(made);
        if (!seen) return;
        made.seen = std::move(*seen);
        mine.who.learn(made.seen, group);
        mine.told.push_back(std::move(made));
    }

    void sweep(player& mine) const {
        const auto due = kept_.find_due_holds(64);
        if (!due) return;
        for (const due_hold& one : *due) {
            if (one.organization != house_.organization) continue;
            const auto found = find_group(one.booking);
            if (found) perform(mine, mine.who.removal(one), *found);
        }
    }

    /// A booking's document begins with its group; what it claims may be gone.
    [[nodiscard]] std::optional<std::uint64_t> find_group(booking_id booking) const {
        const auto found = kept_.find(house_.organization, {&booking, 1});
        if (!found || found->empty()) return std::nullopt;
        return std::stoull(found->front().document);
    }

    void step_clock(player& mine, std::int64_t seconds) const {
        if (!options_.moves_clock) return;
        const std::lock_guard one_at_a_time(moving_);
        move_clock(mine.told, mine.who.number(), clock_.now() + std::chrono::seconds(seconds));
    }

    /// The store sees each time that the clock shows before it shows another, so that what it decides
    /// by is known: the latest of them.
    void move_clock(std::vector<call>& told, std::uint64_t client, sys_seconds to) const {
        call made = begin(client, 0, call_kind::clock);
        made.set_to = to;
        clock_.set(to);
        while (!kept_.find_due_holds(1)) std::this_thread::yield();
        end(made);
        told.push_back(std::move(made));
    }

    static constexpr std::uint64_t opener = 1'000'000; // the number of no client

    store& kept_;
    shared_clock& clock_;
    const scenario& plays_;
    const house& house_;
    run_options options_;
    mutable std::mutex moving_;
};

} // namespace timewright::linearizability
