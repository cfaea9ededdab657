/// @file
/// faulty_store: any store, behind a network that delays, loses and repeats what it carries.
///
///     faulty_store tried(kept, fault_plan::everywhere(seed, {.fails_before = 20,
///                                                            .fails_after = 20}));
///
/// For tests of whatever stands on a store, ours and yours: a program that gives the right answers
/// on a faulty store gives them on a real one. It keeps the port's contract, in which every fault has
/// its place: retry::safe when nothing took effect, retry::in_doubt when the reply was lost.
///
/// Safe to use from any thread. The store must outlive it.
#pragma once

#include <timewright/adapters/faulty/fault_plan.hpp>
#include <timewright/base/export.hpp>
#include <timewright/ports/store.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace timewright {

class TIMEWRIGHT_EXPORT faulty_store final : public store {
  public:
    /// How a delay is waited for; a simulation moves its own clock instead.
    using waiting = std::function<void(std::chrono::microseconds)>;

    faulty_store(store& around, fault_plan plan);
    faulty_store(store& around, fault_plan plan, waiting wait);
    /// Ends its listener, if it has had one.
    ~faulty_store() override;
    faulty_store(const faulty_store&) = delete;
    faulty_store& operator=(const faulty_store&) = delete;

    /// Errors: as the store's, and errc::unavailable for the faults of the plan.
    result<std::vector<outcome>, error> apply(std::span<const change> batch) override;
    void submit(change one, completion done) override;
    result<snapshot, error> load(organization_id organization,
                                 std::span<const calendar_user_id> users, interval window) override;
    result<std::vector<booking_record>, error> find(organization_id organization,
                                                    std::span<const booking_id> bookings) override;
    result<std::vector<live_claim>, error> claims_of(organization_id organization,
                                                     booking_id booking) override;
    result<std::vector<due_hold>, error> find_due_holds(std::size_t max) override;
    result<feed_page, error> changes_since(organization_id organization, feed_cursor cursor,
                                           std::size_t max) override;
    result<std::size_t, error> forget_changes(sys_seconds decided_before, std::size_t max) override;
    result<feed_cursor, error> newest_change() override;
    /// A hint may come late, twice or not at all.
    void listen(std::function<void()> listener) override;

    /// From now on nothing goes wrong; and again from now on it does.
    void heal() noexcept { healed_ = true; }
    void break_again() noexcept { healed_ = false; }

    [[nodiscard]] std::uint64_t calls() const noexcept { return calls_; }
    /// How many calls met this fault.
    [[nodiscard]] std::uint64_t met(fault_kind kind) const noexcept {
        return met_.at(static_cast<std::size_t>(kind));
    }

  private:
    fault next(store_call function);
    void pause(std::chrono::microseconds delay) const;
    template <class Ask>
    auto ask(store_call function, Ask&& once) -> decltype(once());

    store& around_;
    fault_plan plan_;
    waiting wait_;
    std::atomic<bool> healed_ = false;
    std::atomic<bool> listened_ = false;
    std::atomic<std::uint64_t> calls_ = 0;
    std::array<std::atomic<std::uint64_t>, 4> met_{};
};

} // namespace timewright
