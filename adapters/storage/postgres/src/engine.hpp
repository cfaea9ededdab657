/// @file
/// engine: what a postgres_database is inside. See postgres_database.hpp for what it promises.
///
/// Writing. Each writing connection has a thread; all take their batches from one queue. Nothing is
/// kept in memory between batches: the ledger that decides is loaded under the locks.
///
/// Reading. Each question is one function of the database, answered from one snapshot. Questions
/// are asked again when an idle connection turns out to be lost; records are not put again.
///
/// Watching. A thread tells other processes of our commits, and hears of theirs; while there is a
/// listener it looks at the feed when it has heard something, a little later for what could not be
/// told yet because an older transaction was under way, and every watch_every in any case.
#pragma once

#include "herald.hpp"
#include "session.hpp"
#include "session_pool.hpp"
#include "timekeeper.hpp"
#include "writer.hpp"
#include "writing_queue.hpp"

#include <timewright/adapters/postgres/postgres_database.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/store.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace timewright::postgres {

class engine {
  public:
    [[nodiscard]] static result<std::unique_ptr<engine>, error> open(
        const postgres_options& options);
    ~engine();
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    /// Answers later, or now if it cannot be taken.
    void push(task asked);
    [[nodiscard]] result<std::vector<outcome>, error> apply(std::span<const change> batch);
    [[nodiscard]] result<std::uint64_t, error> put(const directory_key& key, std::uint64_t expected,
                                                   const std::optional<std::string>& body);

    [[nodiscard]] result<snapshot, error> load(organization_id organization,
                                               std::span<const calendar_user_id> users,
                                               interval window);
    [[nodiscard]] result<std::vector<booking_record>, error> find(
        organization_id organization, std::span<const booking_id> bookings);
    [[nodiscard]] result<std::vector<live_claim>, error> claims_of(organization_id organization,
                                                                   booking_id booking);
    [[nodiscard]] result<std::vector<due_hold>, error> find_due_holds(std::size_t max);
    [[nodiscard]] result<feed_page, error> changes_since(organization_id organization,
                                                         feed_cursor cursor, std::size_t max);
    [[nodiscard]] result<feed_cursor, error> newest_change();
    [[nodiscard]] result<feed_cursor, error> newest_committed();
    [[nodiscard]] result<std::size_t, error> forget_changes(sys_seconds decided_before,
                                                            std::size_t max);
    void listen(std::function<void()> listener);

    [[nodiscard]] result<std::optional<directory_record>, error> record(const directory_key& key);
    [[nodiscard]] result<std::vector<directory_record>, error> records_after(
        organization_id organization, std::string_view kind, std::string_view after,
        std::size_t max);

    [[nodiscard]] std::uint64_t guard_alarms() const noexcept { return guard_alarms_; }
    [[nodiscard]] std::size_t pending_changes() const { return queue_.pending_changes(); }

  private:
    static constexpr std::chrono::milliseconds watch_every{100};
    static constexpr std::chrono::milliseconds look_again{4};
    static constexpr int looks_again_max = 3;

    explicit engine(const postgres_options& options);
    void start();
    [[nodiscard]] bool is_own_thread() const;
    void write(writer& with);
    void watch();
    void tell();
    void tell_committed();

    /// The rows that a question is answered with.
    result<pqxx::result, error> ask(const std::string& question);
    /// The time to answer by, which no process goes behind afterwards.
    result<sys_seconds, error> settle(const present_row& seen);

    const postgres_options options_;
    timekeeper time_;
    std::atomic<std::uint64_t> guard_alarms_ = 0;
    session_pool readers_;
    writing_queue queue_;

    std::mutex listener_mutex_; // held while the listener runs, so that listen() can end it
    std::function<void()> listener_;

    herald herald_;
    std::atomic<bool> listening_ = false;
    std::atomic<bool> stopping_ = false;

    std::vector<std::unique_ptr<writer>> writers_;
    std::vector<std::thread> threads_; // last: they use all of the above
};

} // namespace timewright::postgres
