/// @file
/// postgres_store: the store port on a PostgreSQL database. See postgres_database.hpp for what it
/// promises.
///
/// The feed is told up to the oldest transaction of the database cluster that is still under way, so
/// that nothing is ever passed over: a long transaction, whoever's it is, delays its readers. The
/// listener is called after commits of this process, and soon after those of others.
#pragma once

#include <timewright/adapters/postgres/postgres_database.hpp>
#include <timewright/base/export.hpp>
#include <timewright/ports/store.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace timewright {

class TIMEWRIGHT_EXPORT postgres_store final : public store {
  public:
    explicit postgres_store(postgres_database& database) : engine_(*database.engine_) {}

    /// Committed whole or not at all. Waits for a writing thread: never call it from a completion or
    /// from the listener.
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
    void listen(std::function<void()> listener) override;

  private:
    postgres::engine& engine_;
};

} // namespace timewright
