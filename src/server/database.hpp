/// @file
/// database: the store and the directory of one database, whichever kind it is.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/contents.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/store.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace timewright::hosting {

/// Told how many changes each batch carries, on the threads that write; must be quick.
using batch_listener = std::function<void(std::size_t)>;

class database {
  public:
    /// Opens, creates or migrates it. `present` decides in a SQLite file, whose one owner this is; a
    /// PostgreSQL database has a clock of its own, which all who share it go by.
    /// Errors: those of the adapter; unsupported when this build has no adapter for the address.
    [[nodiscard]] static result<std::unique_ptr<database>, error> open(
        const std::string& address, const clock& present, batch_listener told_of_batch = {});

    virtual ~database() = default;
    [[nodiscard]] virtual store& claims() = 0;
    [[nodiscard]] virtual directory& records() = 0;

    /// How often a second guard had to refuse what had been decided: anything but 0 is a fault.
    [[nodiscard]] virtual std::uint64_t guard_alarms() const { return 0; }

    /// The newest change that is committed; see cached_store_options. It may be beyond what the feed
    /// can tell.
    [[nodiscard]] virtual result<feed_cursor, error> newest_committed() {
        return claims().newest_change();
    }

    /// Changes that wait to be decided.
    [[nodiscard]] virtual std::size_t pending_changes() const = 0;
};

/// Everything that it holds, beside whoever works on it. Errors: unsupported, as above.
[[nodiscard]] result<std::unique_ptr<contents>, error> contents_of(const std::string& address);

/// The parts for PostgreSQL; in one of two files, as this build was configured.
[[nodiscard]] result<std::unique_ptr<database>, error> open_postgres(const std::string& address,
                                                                     batch_listener told_of_batch);
[[nodiscard]] result<std::unique_ptr<contents>, error> contents_of_postgres(
    const std::string& address);

} // namespace timewright::hosting
