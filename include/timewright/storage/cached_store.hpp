/// @file
/// cached_store: a store that answers load() of a few days from a cache.
///
///     cached_store claims(inner, kept, present, {.prefix = "house"});
///
/// **The same answers.** What is kept is the claims of one calendar user on one day (of UTC), with
/// the place in the feed up to which they were known to be right. Each load() asks the inner store
/// how far it has come, reads the feed up to there, and takes a row only if nothing that it read was
/// about its calendar user. If the feed cannot be read as far as the store has come, nothing is taken
/// from the cache. So an answer is never older than what was committed when it was asked for.
///
/// Rows with holds are not kept: what time alone ends is in no feed. Everything else is passed on.
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/ports/cache.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/store.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace timewright {

struct cache_tally {
    std::atomic<std::uint64_t> hits{0};     ///< rows that were taken
    std::atomic<std::uint64_t> misses{0};   ///< rows that had to be loaded
    std::atomic<std::uint64_t> failures{0}; ///< the cache did not answer, or answered nonsense
};

struct cached_store_options {
    /// Begins every key. Different databases that share a cache need different ones.
    std::string prefix{};
    /// How far the store has come, entries that its feed cannot tell yet included: at least what any
    /// load() that ended before may have seen. None: newest_change(), for stores whose feed tells at
    /// once.
    std::function<result<feed_cursor, error>()> newest_committed{};
    std::chrono::seconds lasts{std::chrono::hours(1)};
    std::size_t days_max = 8;       ///< longer windows are not looked up
    std::size_t rows_max = 512;     ///< nor more rows
    std::size_t users_max = 50'000; ///< whose last change is remembered
};

class TIMEWRIGHT_EXPORT cached_store final : public store {
  public:
    /// All must outlive it.
    cached_store(store& inner, cache& kept, const clock& present, cached_store_options options);
    ~cached_store() override;

    result<snapshot, error> load(organization_id organization,
                                 std::span<const calendar_user_id> users, interval window) override;

    result<std::vector<outcome>, error> apply(std::span<const change> batch) override {
        return inner_.apply(batch);
    }
    void submit(change one, completion done) override {
        inner_.submit(std::move(one), std::move(done));
    }
    result<std::vector<booking_record>, error> find(organization_id organization,
                                                    std::span<const booking_id> bookings) override {
        return inner_.find(organization, bookings);
    }
    result<std::vector<live_claim>, error> claims_of(organization_id organization,
                                                     booking_id booking) override {
        return inner_.claims_of(organization, booking);
    }
    result<std::vector<due_hold>, error> find_due_holds(std::size_t max) override {
        return inner_.find_due_holds(max);
    }
    result<feed_page, error> changes_since(organization_id organization, feed_cursor cursor,
                                           std::size_t max) override {
        return inner_.changes_since(organization, cursor, max);
    }
    result<feed_cursor, error> newest_change() override { return inner_.newest_change(); }
    result<std::size_t, error> forget_changes(sys_seconds decided_before,
                                              std::size_t max) override {
        return inner_.forget_changes(decided_before, max);
    }
    void listen(std::function<void()> listener) override { inner_.listen(std::move(listener)); }

    [[nodiscard]] const cache_tally& tally() const noexcept { return tally_; }

  private:
    class follower;
    class question;

    store& inner_;
    cache& kept_;
    const clock& present_;
    const cached_store_options options_;
    cache_tally tally_{};
    std::unique_ptr<follower> follower_;
};

} // namespace timewright
