/// @file
/// observed_database: a store and a directory that count what passes through them.
#pragma once

#include "server/metrics.hpp"

#include <timewright/ports/directory.hpp>
#include <timewright/ports/store.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timewright::hosting {

class observed_store final : public store {
  public:
    /// Both must outlive it.
    observed_store(store& inner, store_metrics& told) : inner_(inner), told_(told) {}

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
    result<feed_cursor, error> newest_change() override;
    result<std::size_t, error> forget_changes(sys_seconds decided_before, std::size_t max) override;
    void listen(std::function<void()> listener) override { inner_.listen(std::move(listener)); }

  private:
    store& inner_;
    store_metrics& told_;
};

class observed_directory final : public directory {
  public:
    /// Both must outlive it.
    observed_directory(directory& inner, store_metrics& told) : inner_(inner), told_(told) {}

    result<directory_record, error> find(const directory_key& key) override;
    result<std::uint64_t, error> put(const directory_key& key, std::uint64_t expected_version,
                                     std::optional<std::string> body) override;
    result<directory_page, error> list(organization_id organization, std::string_view kind,
                                       std::string_view after, std::size_t max) override;

  private:
    directory& inner_;
    store_metrics& told_;
};

} // namespace timewright::hosting
