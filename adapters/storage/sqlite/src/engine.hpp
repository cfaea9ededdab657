/// @file
/// engine: what a sqlite_database is inside. See sqlite_database.hpp for what it promises.
///
/// Writing. The writing thread alone touches `owner_` and changes the ledger. A batch is decided on
/// the ledger, written in one transaction, committed, and only then applied to the ledger, under
/// the exclusive side of `ledger_mutex_`; then it is answered. So readers never see what might yet
/// fail.
///
/// Reading. Each question is answered wholly from the ledger or wholly from the file. The file may
/// be one batch ahead of the ledger for the moment between COMMIT and publication; an answer from
/// the file waits for that, so that no later question gets an older answer.
///
/// What the ledger holds. Two invariants: a booking in the ledger has all of its claims there; and
/// every claim that ends after `held_from_` is there. So before a batch is decided, bring_in()
/// loads those past bookings that it edits or could collide with, and the decision is the one which
/// a ledger of everything would give. The alternative, claims of all times in memory without their
/// documents, would make memory and start grow with the years for what is hardly ever asked.
///
/// Failing. Until COMMIT was called nothing took effect: roll back, retry::safe; a batch of several
/// tasks is then retried task by task, so that one caller's bad data never fails another's booking.
/// When COMMIT itself fails, a sync may have failed, after which neither SQLite nor the kernel
/// knows what is on the disk. recover() then opens the file anew, writes all of the WAL into the
/// database (fresh writes, freshly synced), truncates it, and commits an empty transaction as a
/// fence, so that no ghost of the failed one can come back after a power cut. Then it is known what
/// happened, and the batch is answered by it. If recover() fails the batch is in_doubt, and every
/// later one is unavailable until recover() succeeds.
#pragma once

#include "connection.hpp"
#include "owner_lock.hpp"
#include "row_reader.hpp"
#include "row_writer.hpp"
#include "writing_thread.hpp"

#include <timewright/adapters/sqlite/sqlite_database.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/decide.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/store.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <vector>

namespace timewright::sqlite {

class engine {
  public:
    [[nodiscard]] static result<std::unique_ptr<engine>, error> open(const sqlite_options& options,
                                                                     const clock& present);
    ~engine();
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    /// Answers later, or now if it cannot be taken.
    void push(task asked);
    [[nodiscard]] result<std::vector<outcome>, error> apply(std::span<const change> batch);
    [[nodiscard]] std::size_t pending_changes() const;
    [[nodiscard]] result<std::uint64_t, error> put(record_put asked);
    [[nodiscard]] result<std::size_t, error> forget_changes(feed_cut asked);

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
    void listen(std::function<void()> listener);

    [[nodiscard]] result<std::optional<directory_record>, error> record(const directory_key& key);
    [[nodiscard]] result<std::vector<directory_record>, error> records_after(
        organization_id organization, std::string_view kind, std::string_view after,
        std::size_t max);

  private:
    /// Claims that ended longer ago are not held in memory.
    static constexpr std::chrono::hours past_held{24};

    struct owner_side {
        connection on;
        row_reader read;
        row_writer write;
    };
    struct reader_side {
        connection on;
        row_reader read;
    };
    /// Consecutive tasks, and where their changes begin among those of the batch.
    struct group {
        std::span<task> tasks;
        std::span<const change> changes;
    };
    /// What was done for a group, to be answered once it is durable.
    struct work {
        decision decided{};
        file_state state{};
        /// One for each task without changes: the version of its record, or how many were cut.
        std::vector<result<std::uint64_t, error>> numbers{};
        bool writes_something = false;
    };
    enum class certainty : std::uint8_t { nothing_happened, nobody_knows };
    struct failure {
        error because;
        certainty sure = certainty::nothing_happened;
    };

    engine(sqlite_options options, const clock& present);

    // Opening (and opening anew).
    result<void, error> open_owner();
    [[nodiscard]] result<void, error> read_owner(connection on);
    result<void, error> open_reader();
    static result<owner_side, error> make_owner(connection on);
    result<void, error> load_ledger(const file_state& state);
    result<void, error> fence();
    /// True when the newest transaction known before was followed by another.
    result<bool, error> recover();

    // Writing; on the writing thread only.
    void tell_of(const std::vector<task>& batch) const;
    void commit(std::vector<task>& batch);
    void commit_apart(const group& all);
    std::optional<failure> try_commit(const group& some);
    result<work, error> decide_group(const group& some);
    result<void, error> bring_in(std::span<const change> changes);
    result<void, error> write_rows(const group& some, work& done);
    result<std::uint64_t, error> put_record(const record_put& asked);
    result<std::uint64_t, error> cut_feed(const feed_cut& asked, file_state& state);
    result<void, error> publish(const work& done);
    result<void, error> retire_past();
    static void answer(const group& some, work& done);
    void tell_listener(const work& done);

    // Reading.
    [[nodiscard]] sys_seconds now();
    [[nodiscard]] bool holds_all_of(organization_id organization,
                                    std::span<const booking_id> bookings) const;
    /// ask(row_reader&, const file_state&) -> result<T, error>, in one read transaction.
    template <class F>
    auto ask_file(F&& ask) -> std::invoke_result_t<F, row_reader&, const file_state&>;
    void wait_until_published(std::uint64_t transaction);
    void set_published(std::uint64_t transaction, bool broken);

    const sqlite_options options_;
    const clock& clock_;
    std::atomic<std::chrono::seconds::rep>
        latest_; ///< the latest time that anybody was answered by
    std::optional<owner_lock> lock_;

    // The writing thread's own.
    std::optional<owner_side> owner_;
    bool broken_ = false; ///< recover() must succeed before anything is written

    // Changed by the writing thread under the exclusive side, which may itself read without.
    std::shared_mutex ledger_mutex_;
    ledger ledger_;
    file_state state_;
    sys_seconds held_from_ = sys_seconds::max();

    std::mutex published_mutex_;
    std::condition_variable published_changed_;
    std::uint64_t published_ = 0;
    bool published_broken_ = false;

    std::mutex reader_mutex_;
    std::optional<reader_side> reader_;

    std::mutex listener_mutex_; // held while the listener runs, so that listen() can end it
    std::function<void()> listener_;

    std::optional<writing_thread> thread_; // last: it uses all of the above
};

} // namespace timewright::sqlite
