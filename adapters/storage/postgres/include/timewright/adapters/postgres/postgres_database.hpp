/// @file
/// postgres_database: the connections of one process to a PostgreSQL database. The storage ports on
/// it are postgres_store and postgres_directory; both may be used at the same time.
///
///     auto database = postgres_database::open({.connection = "dbname=timewright"});
///     if (!database) return report(database.error());
///     postgres_store bookings(**database);
///     postgres_directory records(**database);
///
/// **Any number of processes** may use one database. What two changes have in common (a request
/// key, a booking, a calendar user) is locked in the database before either is decided.
///
/// **Two round trips a batch.** What arrives while the last batches are under way becomes the next
/// batch: one round trip locks and loads what decide() must know, one writes and commits. The
/// batches that a process has under way share no lock.
///
/// **Two guards.** decide() refuses what does not fit; should it ever be asked with a wrong picture,
/// an exclusion constraint refuses two blocking claims on one room at one instant.
///
/// The user of the connection owns the schema, or may create it; btree_gist comes with
/// PostgreSQL's contrib modules. TLS is the connection string's: "... sslmode=verify-full".
///
/// Safe to use from any thread. The database must outlive its store and directory. The destructor
/// answers what was submitted, then closes.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/ports/clock.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace timewright {

namespace postgres {
class engine;
} // namespace postgres

struct postgres_options {
    /// What libpq takes: "host=db dbname=timewright user=timewright sslmode=verify-full".
    std::string connection;
    /// Where the tables are; created if it does not exist. Lower case letters, digits, underscores.
    std::string schema = "timewright";
    /// Batches under way at the same time, 1 to 16. One serves most: the longer a round trip takes,
    /// the more it carries. More help where callers rarely name the same rooms or people.
    std::size_t writing_connections = 1;
    std::size_t reading_connections = 2; ///< questions and records at the same time, 1 to 64
    /// A batch is at most this long, except for a longer apply(), which stays one.
    std::size_t batch_changes_max = 512;
    /// Changes waiting to be decided; beyond, submitters are answered limit_reached, retry::safe.
    std::size_t pending_changes_max = 100'000;
    /// The present; none: the database's own clock, which all processes share. For tests. Asked
    /// after the locks are held and before anything is decided. Must outlive the database.
    const clock* present = nullptr;
    /// Told how many changes each batch carries, on the threads that write; must be quick.
    std::function<void(std::size_t)> told_of_batch{};
};

class TIMEWRIGHT_EXPORT postgres_database {
  public:
    /// Connects, and creates or migrates the tables.
    /// Errors: unavailable (it cannot be reached), invalid_input (the options, or the schema holds
    /// another application's tables), forbidden, unsupported (written by a newer version).
    [[nodiscard]] static result<std::unique_ptr<postgres_database>, error> open(
        const postgres_options& options);

    ~postgres_database();
    postgres_database(const postgres_database&) = delete;
    postgres_database& operator=(const postgres_database&) = delete;

    /// How often the second guard had to refuse what decide() had let through: always 0, or there
    /// is a fault of ours or somebody else writes the tables.
    [[nodiscard]] std::uint64_t guard_alarms() const noexcept;

    /// The newest entry of the feed that is committed, also while an older transaction is under way
    /// and the feed cannot tell of it yet. Errors: as those of the store.
    [[nodiscard]] result<feed_cursor, error> newest_committed();

    /// Changes of this process that wait to be decided.
    [[nodiscard]] std::size_t pending_changes() const;

  private:
    friend class postgres_store;
    friend class postgres_directory;

    explicit postgres_database(std::unique_ptr<postgres::engine> engine);

    std::unique_ptr<postgres::engine> engine_;
};

} // namespace timewright
