/// @file
/// sqlite_database: one SQLite file, and what owns it. The storage ports on it are sqlite_store and
/// sqlite_directory; both may be used at the same time.
///
///     auto database = sqlite_database::open({.path = "timewright.db"}, clock);
///     if (!database) return report(database.error());
///     sqlite_store bookings(**database);
///     sqlite_directory records(**database);
///
/// **One owner.** One process owns a file: it holds a flock on `FILE.lock`, where its process id
/// stands for whoever comes second. Others may open the file with read_only; they never write and
/// never checkpoint.
///
/// **Durable and quick.** Journal mode WAL with synchronous=FULL: what is answered was synced. All
/// writes go through one connection on one thread; what arrives while a commit is being synced
/// becomes the next batch, so that one sync carries many bookings.
///
/// **Decided in memory.** The owner keeps in memory the limits of all calendar users, the answers
/// of the last 24 hours, and each booking that has a claim which ends after (now - a day). Older
/// bookings are read from the file when somebody asks for them or edits them.
///
/// Safe to use from any thread. The clock must outlive the database, the database its store and
/// directory. The destructor answers what was submitted, then closes.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/clock.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace timewright {

namespace sqlite {
class engine;
} // namespace sqlite

struct sqlite_options {
    std::filesystem::path path; ///< created if it does not exist; its directory must
    /// Reads what another process may own. Every write is answered with errc::forbidden, and nobody
    /// is told of commits.
    bool read_only = false;
    /// Runs SQLite's quick_check before anything else. It reads the whole file once.
    bool check_on_open = true;
    /// A batch is at most this long, except for a longer apply(), which stays one.
    std::size_t batch_changes_max = 512;
    /// Changes waiting to be decided; beyond, submitters are answered limit_reached, retry::safe.
    std::size_t pending_changes_max = 100'000;
    /// The name of a registered SQLite VFS; empty: the system's.
    std::string vfs{};
    /// Told how many changes each batch carries, on the writing thread; must be quick.
    std::function<void(std::size_t)> told_of_batch{};
};

class TIMEWRIGHT_EXPORT sqlite_database {
  public:
    /// Opens, creates or migrates the file, checks it, and loads what is decided in memory.
    /// Errors: unavailable (another process owns it; the message names it), not_found (read_only
    /// and there is no file), invalid_input (not a Timewright database), unsupported (written by a
    /// newer version), corrupt_data, io.
    [[nodiscard]] static result<std::unique_ptr<sqlite_database>, error> open(
        const sqlite_options& options, const clock& clock);

    ~sqlite_database();
    sqlite_database(const sqlite_database&) = delete;
    sqlite_database& operator=(const sqlite_database&) = delete;

    /// Changes that wait to be decided.
    [[nodiscard]] std::size_t pending_changes() const;

  private:
    friend class sqlite_store;
    friend class sqlite_directory;

    explicit sqlite_database(std::unique_ptr<sqlite::engine> engine);

    std::unique_ptr<sqlite::engine> engine_;
};

} // namespace timewright
