/// @file
/// tested_stores: the stores whose histories are judged, each ready to record one.
#pragma once

#include "linearizability/client_run.hpp"
#include "linearizability/history.hpp"
#include "linearizability/replay_judge.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace timewright::linearizability {

/// How much happens in a history, and on how many calendars.
struct dimensions {
    std::uint64_t clients = 4;
    std::uint64_t calls_each = 40;
    std::uint64_t days = 3;
    std::uint64_t slots_a_day = 4;
    std::uint64_t groups_times = 1; ///< as many groups as the scenario says, times this
};

/// At most 8 clients and 300 calls, those that settle doubts included.
inline constexpr dimensions small_history{};
/// At least 5,000 operations.
inline constexpr dimensions large_history{
    .clients = 15, .calls_each = 460, .days = 8, .slots_a_day = 12, .groups_times = 2};

struct recording {
    history told;
    std::vector<feed_entry> feed;
    feed_order order = feed_order::exact;
};

/// One store, on which one history after the other is recorded, each in an organization of its own
/// on days of its own.
class tested_store {
  public:
    virtual ~tested_store() = default;

    [[nodiscard]] recording record(const scenario& plays, std::uint64_t seed,
                                   const dimensions& size) {
        const std::uint64_t number = ++recorded_;
        const house in{.organization = organization_id::from_number(number),
                       .opens = first_day + std::chrono::days(400 * number),
                       .groups = plays.groups * size.groups_times,
                       .days = size.days,
                       .slots_a_day = size.slots_a_day};
        const auto since = get().newest_change();
        if (!since) std::abort();
        recording made{{.store = name(),
                        .scenario = std::string(plays.name),
                        .seed = seed,
                        .organization = in.organization},
                       {},
                       order()};
        made.told = client_run::merge(std::move(made.told), play(plays, seed, size, in));
        made.feed = read_feed(get(), in.organization, *since);
        return made;
    }

    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual store& get() = 0;
    [[nodiscard]] virtual feed_order order() const { return feed_order::exact; }

  protected:
    [[nodiscard]] virtual std::vector<std::vector<call>> play(const scenario& plays,
                                                              std::uint64_t seed,
                                                              const dimensions& size,
                                                              const house& in) {
        client_run run(get(), clock_, plays, in,
                       {.seed = seed, .clients = size.clients, .calls_each = size.calls_each});
        std::vector<std::vector<call>> parts;
        parts.push_back(run.open());
        parts.push_back(run.run());
        return parts;
    }

    explicit tested_store(std::unique_ptr<shared_clock> present)
        : clock_(*present), owned_(std::move(present)) {}
    shared_clock& clock_;

  private:
    std::unique_ptr<shared_clock> owned_;
    std::uint64_t recorded_ = 0;
};

[[nodiscard]] std::unique_ptr<tested_store> make_memory();
/// Looks, and inserts what it found free: must be caught.
[[nodiscard]] std::unique_ptr<tested_store> make_check_then_insert();
[[nodiscard]] std::unique_ptr<tested_store> make_sqlite();
/// The clients are spread over so many processes.
[[nodiscard]] std::unique_ptr<tested_store> make_postgres(std::uint64_t processes);

} // namespace timewright::linearizability
