// Opening the file, and opening it anew after a failed write.
#include "engine.hpp"

#include "schema.hpp"
#include "sqlite_error.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>
#include <limits>
#include <unordered_set>
#include <utility>

namespace timewright::sqlite {

engine::engine(sqlite_options options, const clock& present)
    : options_(std::move(options)),
      clock_(present),
      latest_(std::numeric_limits<std::chrono::seconds::rep>::min()) {}

engine::~engine() {
    thread_.reset();
    reader_.reset(); // before the owner, whose closing checkpoints
    owner_.reset();
}

result<std::unique_ptr<engine>, error> engine::open(const sqlite_options& options,
                                                    const clock& present) {
    if (options.path.empty()) return unexpected(invalid_input("the database needs a file name"));
    if (options.batch_changes_max == 0 || options.pending_changes_max == 0)
        return unexpected(invalid_input("batch_changes_max and pending_changes_max start at 1"));
    std::unique_ptr<engine> made(new engine(options, present));
    if (options.read_only) {
        auto opened = made->open_reader();
        if (!opened) return unexpected(std::move(opened).error());
        return made;
    }
    auto lock = owner_lock::take(options.path);
    if (!lock) return unexpected(std::move(lock).error());
    made->lock_.emplace(std::move(*lock));
    auto opened = made->open_owner();
    if (opened) opened = made->open_reader();
    if (!opened) return unexpected(std::move(opened).error());
    engine* const self = made.get();
    made->thread_.emplace(
        writing_thread::limits{options.batch_changes_max, options.pending_changes_max},
        [self](std::vector<task>& batch) {
            self->tell_of(batch);
            self->commit(batch);
        });
    return made;
}

void engine::tell_of(const std::vector<task>& batch) const {
    if (!options_.told_of_batch) return;
    std::size_t changes = 0;
    for (const task& t : batch) changes += t.changes().size();
    if (changes > 0) options_.told_of_batch(changes);
}

std::size_t engine::pending_changes() const { return thread_ ? thread_->pending_changes() : 0; }

namespace {

result<void, error> check(connection& on) {
    auto found = on.query_text("PRAGMA quick_check(1)");
    if (!found) return unexpected(std::move(found).error());
    if (*found == "ok") return {};
    return unexpected(corrupt("SQLite's quick_check says: " + *found +
                              "; restore the file from a backup"));
}

/// The same on a connection of its own, beside whoever reads the file meanwhile; where there is no
/// thread to be had, when it is asked for.
std::future<result<void, error>> begin_check(const sqlite_options& options) {
    return std::async(std::launch::async | std::launch::deferred,
                      [path = options.path, vfs = options.vfs]() -> result<void, error> {
                          auto on = connection::open(path, access::reader, vfs);
                          if (!on) return unexpected(std::move(on).error());
                          return check(*on);
                      });
}

} // namespace

result<void, error> engine::open_owner() {
    auto on = connection::open(options_.path, access::owner, options_.vfs);
    if (!on) return unexpected(std::move(on).error());
    // A file that is to be changed is checked before; else it is read meanwhile.
    std::future<result<void, error>> checking;
    if (options_.check_on_open && check_version(*on, migrations().size()))
        checking = begin_check(options_);
    else if (options_.check_on_open)
        if (auto good = check(*on); !good) return good;
    auto read = read_owner(std::move(*on));
    // What is wrong with the whole file says more than what could not be read of it.
    if (checking.valid())
        if (auto good = checking.get(); !good) return good;
    if (read) set_published(state_.transaction, false);
    return read;
}

result<void, error> engine::read_owner(connection on) {
    if (auto done = migrate(on, migrations()); !done) return done;
    auto mode = on.query_text("PRAGMA journal_mode=WAL");
    if (!mode) return unexpected(std::move(mode).error());
    if (*mode != "wal")
        return unexpected(error{.code = errc::unsupported,
                                .message = "the file system of " + options_.path.string() +
                                           " cannot hold a write-ahead log; use a local disk"});
    auto owner = make_owner(std::move(on));
    if (!owner) return unexpected(std::move(owner).error());
    owner_.emplace(std::move(*owner));
    auto state = owner_->read.state();
    if (!state) return unexpected(std::move(state).error());
    return load_ledger(*state);
}

result<engine::owner_side, error> engine::make_owner(connection on) {
    auto read = row_reader::make(on);
    if (!read) return unexpected(std::move(read).error());
    auto write = row_writer::make(on);
    if (!write) return unexpected(std::move(write).error());
    return owner_side{std::move(on), std::move(*read), std::move(*write)};
}

result<void, error> engine::open_reader() {
    if (options_.read_only && !std::filesystem::exists(options_.path))
        return unexpected(error{.code = errc::not_found,
                                .message = "there is no file " + options_.path.string()});
    auto on = connection::open(options_.path, access::reader, options_.vfs);
    if (!on) return unexpected(std::move(on).error());
    if (auto fits = check_version(*on, migrations().size()); !fits) return fits;
    auto read = row_reader::make(*on);
    if (!read) return unexpected(std::move(read).error());
    reader_.emplace(reader_side{std::move(*on), std::move(*read)});
    return {};
}

result<void, error> engine::load_ledger(const file_state& state) {
    latest_ = std::max(latest_.load(), state.decided_at.time_since_epoch().count());
    const sys_seconds at = now();
    const sys_seconds from = at - past_held;

    auto users = owner_->read.all_users();
    if (!users) return unexpected(std::move(users).error());
    auto found = owner_->read.bookings_ending_after(from);
    if (!found) return unexpected(std::move(found).error());
    auto answers = owner_->read.answers_since(at - answers_kept);
    if (!answers) return unexpected(std::move(answers).error());

    ledger loaded;
    loaded.apply(writes{.users = std::move(*users)});
    for (const owned_claim& c : found->claims_added)
        if (loaded.find_user(c.organization, c.claim.user) == nullptr)
            return unexpected(corrupt("there are claims on a calendar user that does not exist"));
    found->answers = std::move(*answers);
    loaded.apply(std::move(*found));

    const std::unique_lock lock(ledger_mutex_);
    ledger_ = std::move(loaded);
    state_ = state;
    held_from_ = from;
    return {};
}


result<void, error> engine::fence() {
    auto state = owner_->read.state();
    if (!state) return unexpected(std::move(state).error());
    ++state->transaction;
    auto done = owner_->on.execute("BEGIN IMMEDIATE");
    if (done) done = owner_->write.write(*state);
    if (done) done = owner_->on.execute("COMMIT");
    return done;
}

result<bool, error> engine::recover() {
    // A reader's snapshot would keep the WAL from being truncated; who asks the file waits.
    const std::lock_guard no_reader(reader_mutex_);
    reader_.reset();
    owner_.reset();
    auto on = connection::open(options_.path, access::owner, options_.vfs);
    if (!on) return unexpected(std::move(on).error());
    auto busy = on->query_integer("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!busy) return unexpected(std::move(busy).error());
    if (*busy != 0)
        return unexpected(error{.code = errc::unavailable,
                                .message = "a reader holds the write-ahead log",
                                .again = retry::safe});
    auto owner = make_owner(std::move(*on));
    if (!owner) return unexpected(std::move(owner).error());
    owner_.emplace(std::move(*owner));

    auto state = owner_->read.state();
    if (!state) return unexpected(std::move(state).error());
    const bool went_on = state->transaction != state_.transaction;
    if (auto fenced = fence(); !fenced) return unexpected(std::move(fenced).error());
    ++state->transaction;
    if (went_on) {
        if (auto loaded = load_ledger(*state); !loaded)
            return unexpected(std::move(loaded).error());
    } else {
        const std::unique_lock lock(ledger_mutex_);
        state_ = *state;
    }
    set_published(state_.transaction, false);
    return went_on;
}

} // namespace timewright::sqlite
