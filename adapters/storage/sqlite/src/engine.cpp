#include "engine.hpp"

#include "schema.hpp"
#include "sqlite_error.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <utility>

namespace timewright::sqlite {

namespace {

// Claims that ended longer ago leave memory, at most once in this time.
constexpr std::chrono::hours past_held{24};
constexpr std::chrono::hours retire_every{24};

error read_only_error() {
    return {.code = errc::forbidden,
            .message = "the database was opened for reading only; write through its owner"};
}

error closed_error(const error& because) {
    return {.code = errc::unavailable,
            .message = "the database is closed after a failed write and cannot be opened anew: " +
                       because.message,
            .again = retry::safe};
}

std::string quoted(const directory_key& key) { return key.kind + " \"" + key.key + "\""; }

} // namespace

// --- opening

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
        [self](std::vector<task>& batch) { self->commit(batch); });
    return made;
}

result<void, error> engine::open_owner() {
    auto on = connection::open(options_.path, access::owner, options_.vfs);
    if (!on) return unexpected(std::move(on).error());
    if (options_.check_on_open) {
        auto found = on->query_text("PRAGMA quick_check(1)");
        if (!found) return unexpected(std::move(found).error());
        if (*found != "ok")
            return unexpected(corrupt("SQLite's quick_check says: " + *found +
                                      "; restore the file from a backup"));
    }
    if (auto done = migrate(*on, migrations()); !done) return done;
    auto mode = on->query_text("PRAGMA journal_mode=WAL");
    if (!mode) return unexpected(std::move(mode).error());
    if (*mode != "wal")
        return unexpected(error{.code = errc::unsupported,
                                .message = "the file system of " + options_.path.string() +
                                           " cannot hold a write-ahead log; use a local disk"});
    auto owner = make_owner(std::move(*on));
    if (!owner) return unexpected(std::move(owner).error());
    owner_.emplace(std::move(*owner));
    auto state = owner_->read.state();
    if (!state) return unexpected(std::move(state).error());
    auto loaded = load_ledger(*state);
    if (loaded) set_published(state_.transaction, false);
    return loaded;
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
    loaded.apply(*found);

    const std::unique_lock lock(ledger_mutex_);
    ledger_ = std::move(loaded);
    state_ = state;
    held_from_ = from;
    return {};
}

// --- after a failed COMMIT

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

// --- writing

void engine::push(task asked) {
    if (!thread_) return asked.fail(read_only_error());
    if (thread_->push(asked)) return;
    asked.fail({.code = errc::limit_reached,
                .message = "more than " + std::to_string(options_.pending_changes_max) +
                           " changes are waiting to be written; try again later",
                .again = retry::safe});
}

result<std::vector<outcome>, error> engine::apply(std::span<const change> batch) {
    TIMEWRIGHT_EXPECTS(!thread_ || !thread_->is_this_thread()); // it would wait for itself
    if (batch.empty()) return std::vector<outcome>();
    std::promise<result<std::vector<outcome>, error>> promise;
    task asked;
    asked.borrowed = batch;
    asked.done = [&promise](result<std::vector<outcome>, error> made) {
        promise.set_value(std::move(made));
    };
    push(std::move(asked));
    return promise.get_future().get();
}

result<std::uint64_t, error> engine::put(record_put asked) {
    TIMEWRIGHT_EXPECTS(!thread_ || !thread_->is_this_thread()); // it would wait for itself
    std::promise<result<std::uint64_t, error>> promise;
    asked.done = [&promise](result<std::uint64_t, error> version) {
        promise.set_value(std::move(version));
    };
    task wrapped;
    wrapped.put = std::move(asked);
    push(std::move(wrapped));
    return promise.get_future().get();
}

void engine::commit(std::vector<task>& batch) {
    if (broken_) {
        auto recovered = guarded([this] { return recover(); });
        broken_ = !recovered;
        if (broken_) {
            for (task& t : batch) t.fail(closed_error(recovered.error()));
            return;
        }
    }
    // One call's changes are decided where they stand; those of several are put side by side.
    std::vector<change> gathered;
    const auto gather = [&]() -> result<void, error> {
        if (batch.size() > 1)
            for (const task& t : batch) {
                const auto changes = t.changes();
                gathered.insert(gathered.end(), changes.begin(), changes.end());
            }
        return {};
    };
    if (const auto fits = guarded(gather); !fits) {
        for (task& t : batch) t.fail(fits.error());
        return;
    }
    const group all{batch,
                    batch.size() > 1 ? std::span<const change>(gathered) : batch.front().changes()};
    const auto failed = try_commit(all);
    if (!failed) return;
    if (batch.size() > 1 && failed->sure == certainty::nothing_happened &&
        failed->because.code != errc::io && !broken_)
        return commit_apart(all);
    for (task& t : batch) t.fail(failed->because);
}

void engine::commit_apart(const group& all) {
    for (task& t : all.tasks) {
        if (broken_) {
            t.fail({.code = errc::unavailable,
                    .message = "the database was closed after a failed write; try again",
                    .again = retry::safe});
            continue;
        }
        if (const auto failed = try_commit({{&t, 1}, t.changes()})) t.fail(failed->because);
    }
}

/// Answers the tasks if it succeeds; leaves that to the caller if not.
std::optional<engine::failure> engine::try_commit(const group& some) {
    auto made = guarded([&] { return decide_group(some); });
    if (!made) return failure{std::move(made).error()};
    work& done = *made;

    auto written = guarded([&] { return write_rows(some, done); });
    if (!written) {
        if (owner_->on.in_transaction()) {
            auto undone = owner_->on.execute("ROLLBACK");
            broken_ = !undone && owner_->on.in_transaction();
        }
        return failure{std::move(written).error()};
    }
    if (!done.writes_something) {
        if (owner_->on.in_transaction()) static_cast<void>(owner_->on.execute("ROLLBACK"));
        answer(some, done);
        return std::nullopt;
    }

    if (auto committed = owner_->on.execute("COMMIT"); !committed) {
        error because = std::move(committed).error();
        auto went_on = guarded([this] { return recover(); });
        broken_ = !went_on;
        if (broken_) {
            set_published(state_.transaction, true);
            because.again = retry::in_doubt;
            return failure{std::move(because), certainty::nobody_knows};
        }
        if (!*went_on) {
            because.again = retry::safe;
            return failure{std::move(because)};
        }
        answer(some, done); // it is in the file after all, and recover() made it durable
        tell_listener(done);
        return std::nullopt;
    }
    // A ledger that memory ran out on while it changed is worth nothing: it is loaded anew.
    if (!guarded([&] { return publish(done); })) broken_ = !guarded([this] { return recover(); });
    if (broken_) set_published(done.state.transaction, true);
    answer(some, done);
    tell_listener(done);
    // When memory does not suffice for the list of what may go, it is tried after the next batch.
    static_cast<void>(guarded([this] { return retire_past(); }));
    return std::nullopt;
}

result<engine::work, error> engine::decide_group(const group& some) {
    work done;
    if (auto loaded = bring_in(some.changes); !loaded) return unexpected(std::move(loaded).error());
    done.state = state_;
    done.state.decided_at = now();
    done.decided = decide(ledger_, some.changes, done.state.decided_at);
    writes& made = done.decided.made;
    done.writes_something = !made.empty();
    ++done.state.transaction;
    if (!made.feed.empty()) {
        feed_cursor cursor{done.state.transaction, 0};
        for (feed_entry& entry : made.feed) {
            ++cursor.ordinal;
            entry.cursor = cursor;
        }
        done.state.newest = cursor;
    }
    return done;
}

result<void, error> engine::write_rows(const group& some, work& done) {
    const bool has_records = std::any_of(some.tasks.begin(), some.tasks.end(),
                                         [](const task& t) { return t.put.has_value(); });
    if (!done.writes_something && !has_records) return {};
    auto begun = owner_->on.execute("BEGIN IMMEDIATE");
    if (!begun) return begun;
    for (const task& t : some.tasks) {
        if (!t.put) continue;
        auto version = put_record(*t.put);
        // A version that does not match is an answer; anything else fails the transaction.
        if (!version && version.error().code != errc::version_mismatch)
            return unexpected(std::move(version).error());
        done.writes_something = done.writes_something || version.has_value();
        done.versions.push_back(std::move(version));
    }
    if (!done.writes_something) return {};
    auto written = owner_->write.write(done.decided.made);
    if (written)
        written = owner_->write.forget_answers_before(done.state.decided_at - answers_kept);
    if (written) written = owner_->write.write(done.state);
    return written;
}

result<std::uint64_t, error> engine::put_record(const record_put& asked) {
    auto found = owner_->read.record(asked.key);
    if (!found) return unexpected(std::move(found).error());
    const std::uint64_t version = *found ? (*found)->version : 0;
    if (version != asked.expected_version)
        return unexpected(error{.code = errc::version_mismatch,
                                .message = "the " + quoted(asked.key) + " is at version " +
                                           std::to_string(version) + ", not " +
                                           std::to_string(asked.expected_version)});
    const std::uint64_t next = asked.body ? version + 1 : 0;
    auto done = asked.body ? owner_->write.put({asked.key, next, *asked.body})
                           : owner_->write.remove(asked.key);
    if (!done) return unexpected(std::move(done).error());
    return next;
}

/// Loads past bookings that the changes edit, or that their claims could collide with.
result<void, error> engine::bring_in(std::span<const change> changes) {
    writes found;
    std::unordered_set<detail::tenant_key<booking_id>, detail::tenant_hash> asked;
    const auto want = [&](organization_id organization, booking_id booking) -> result<void, error> {
        if (ledger_.find_booking(organization, booking) != nullptr) return {};
        if (!asked.insert({organization, booking}).second) return {};
        auto record = owner_->read.booking(organization, booking);
        if (!record) return unexpected(std::move(record).error());
        if (!*record) return {};
        auto claims = owner_->read.claims_of(organization, booking);
        if (!claims) return unexpected(std::move(claims).error());
        for (const live_claim& c : *claims) {
            if (ledger_.find_user(organization, c.user) == nullptr)
                return unexpected(
                    corrupt("there are claims on a calendar user that does not exist"));
            found.claims_added.push_back({organization, c});
        }
        found.bookings.push_back(std::move(**record));
        return {};
    };

    // The past of each user that matters, as one window.
    using user_key = std::pair<organization_id, calendar_user_id>;
    std::map<user_key, sys_seconds> from;
    const auto widen = [&](organization_id organization, calendar_user_id user, sys_seconds start) {
        if (start >= held_from_ || ledger_.find_user(organization, user) == nullptr) return;
        const auto [at, is_new] = from.try_emplace({organization, user}, start);
        if (!is_new) at->second = std::min(at->second, start);
    };
    for (const change& c : changes) {
        if (c.edits.size() > change_limits::edits_max) continue; // it will be malformed
        for (const booking_edit& e : c.edits)
            if (auto done = want(c.organization, e.booking); !done) return done;
        for (const part& p : c.parts)
            for (const claim& k : p.claims)
                if (k.span.start() < held_from_)
                    for (const calendar_user_id user : k.who.users())
                        widen(c.organization, user, k.span.start());
        for (const user_edit& u : c.users) {
            const bookable* limits = ledger_.find_user(c.organization, u.user);
            if (limits != nullptr && u.limits.capacity < limits->capacity)
                widen(c.organization, u.user, sys_seconds::min());
        }
    }
    for (const auto& [key, start] : from) {
        auto claims = owner_->read.claims_on(key.first, key.second, interval(start, held_from_));
        if (!claims) return unexpected(std::move(claims).error());
        for (const live_claim& c : *claims)
            if (auto done = want(key.first, c.id.booking); !done) return done;
    }
    if (found.empty()) return {};
    const std::unique_lock lock(ledger_mutex_);
    ledger_.apply(found);
    return {};
}

result<void, error> engine::publish(const work& done) {
    {
        const std::unique_lock lock(ledger_mutex_);
        ledger_.apply(done.decided.made);
        ledger_.forget_answers_before(done.state.decided_at - answers_kept);
        state_ = done.state;
    }
    set_published(done.state.transaction, false);
    return {};
}

/// Lets go of bookings that have ended. The file keeps them.
result<void, error> engine::retire_past() {
    const sys_seconds cut = now() - past_held;
    if (broken_ || cut - held_from_ < retire_every) return {};
    writes leaving;
    ledger_.for_each_booking([&](const booking_record& record, std::span<const live_claim> claims) {
        const bool later = std::any_of(claims.begin(), claims.end(),
                                       [&](const live_claim& c) { return c.span.end() > cut; });
        if (later) return;
        for (const live_claim& c : claims)
            leaving.claims_released.push_back({record.organization, c});
        leaving.bookings_removed.push_back({record.organization, record.booking});
    });
    const std::unique_lock lock(ledger_mutex_);
    ledger_.apply(leaving);
    held_from_ = cut;
    return {};
}

void engine::answer(const group& some, work& done) {
    auto next = done.decided.outcomes.begin();
    auto version = done.versions.begin();
    for (task& t : some.tasks) {
        if (t.put) {
            t.put->done(std::move(*version++));
            continue;
        }
        const auto end = next + static_cast<std::ptrdiff_t>(t.changes().size());
        auto mine = guarded([&]() -> result<std::vector<outcome>, error> {
            return std::vector<outcome>(std::make_move_iterator(next),
                                        std::make_move_iterator(end));
        });
        if (!mine) { // it took effect, and there is no memory to say so
            error lost = std::move(mine).error();
            lost.again = retry::in_doubt;
            mine = unexpected(std::move(lost));
        }
        t.done(std::move(mine));
        next = end;
    }
}

void engine::tell_listener(const work& done) {
    if (done.decided.made.feed.empty()) return;
    const std::lock_guard lock(listener_mutex_);
    if (listener_) listener_();
}

// --- reading

sys_seconds engine::now() {
    const auto present = clock_.now().time_since_epoch().count();
    auto latest = latest_.load();
    while (latest < present && !latest_.compare_exchange_weak(latest, present)) {
    }
    return sys_seconds(std::chrono::seconds(std::max(latest, present)));
}

void engine::set_published(std::uint64_t transaction, bool broken) {
    {
        const std::lock_guard lock(published_mutex_);
        published_ = transaction;
        published_broken_ = broken;
    }
    published_changed_.notify_all();
}

void engine::wait_until_published(std::uint64_t transaction) {
    if (options_.read_only) return;
    std::unique_lock lock(published_mutex_);
    published_changed_.wait(lock, [&] { return published_ >= transaction || published_broken_; });
}

template <class F>
auto engine::ask_file(F&& ask) -> std::invoke_result_t<F, row_reader&, const file_state&> {
    return guarded([&]() -> std::invoke_result_t<F, row_reader&, const file_state&> {
        std::unique_lock lock(reader_mutex_);
        if (!reader_)
            if (auto opened = open_reader(); !opened) return unexpected(std::move(opened).error());
        auto transaction = read_transaction::begin(reader_->on);
        if (!transaction) return unexpected(std::move(transaction).error());
        auto state = reader_->read.state();
        if (!state) return unexpected(std::move(state).error());
        auto found = ask(reader_->read, *state);
        {
            const read_transaction ended = std::move(*transaction);
        }
        lock.unlock();
        wait_until_published(state->transaction);
        return found;
    });
}

result<snapshot, error> engine::load(organization_id organization,
                                     std::span<const calendar_user_id> users, interval window) {
    if (!options_.read_only) {
        const std::shared_lock lock(ledger_mutex_);
        if (window.start() >= held_from_) {
            return guarded([&]() -> result<snapshot, error> {
                snapshot found{.users = {}, .claims = {}, .as_of = now()};
                for (const calendar_user_id user : users) {
                    const bookable* limits = ledger_.find_user(organization, user);
                    if (limits == nullptr) continue;
                    found.users.push_back({organization, user, *limits});
                    ledger_.for_each_overlapping(organization, user, window,
                                                 [&](const live_claim& c) {
                                                     if (c.lives_at(found.as_of))
                                                         found.claims.push_back(c);
                                                 });
                }
                return found;
            });
        }
    }
    return ask_file([&](row_reader& read, const file_state& state) -> result<snapshot, error> {
        snapshot found{.users = {}, .claims = {}, .as_of = std::max(now(), state.decided_at)};
        for (const calendar_user_id user : users) {
            auto record = read.user(organization, user);
            if (!record) return unexpected(std::move(record).error());
            if (!*record) continue;
            found.users.push_back(**record);
            auto claims = read.claims_on(organization, user, window);
            if (!claims) return unexpected(std::move(claims).error());
            std::copy_if(claims->begin(), claims->end(), std::back_inserter(found.claims),
                         [&](const live_claim& c) { return c.lives_at(found.as_of); });
        }
        return found;
    });
}

bool engine::holds_all_of(organization_id organization,
                          std::span<const booking_id> bookings) const {
    return std::all_of(bookings.begin(), bookings.end(), [&](booking_id id) {
        return ledger_.find_booking(organization, id) != nullptr;
    });
}

result<std::vector<booking_record>, error> engine::find(organization_id organization,
                                                        std::span<const booking_id> bookings) {
    if (!options_.read_only) {
        const std::shared_lock lock(ledger_mutex_);
        if (holds_all_of(organization, bookings)) {
            return guarded([&]() -> result<std::vector<booking_record>, error> {
                std::vector<booking_record> found;
                for (const booking_id id : bookings)
                    found.push_back(*ledger_.find_booking(organization, id));
                return found;
            });
        }
    }
    return ask_file(
        [&](row_reader& read, const file_state&) -> result<std::vector<booking_record>, error> {
            std::vector<booking_record> found;
            for (const booking_id id : bookings) {
                auto record = read.booking(organization, id);
                if (!record) return unexpected(std::move(record).error());
                if (*record) found.push_back(std::move(**record));
            }
            return found;
        });
}

result<std::vector<live_claim>, error> engine::claims_of(organization_id organization,
                                                         booking_id booking) {
    const auto keep_live = [](std::span<const live_claim> claims, sys_seconds at) {
        std::vector<live_claim> live;
        std::copy_if(claims.begin(), claims.end(), std::back_inserter(live),
                     [&](const live_claim& c) { return c.lives_at(at); });
        // A ledger that was loaded has them by start; by id is the order in which they were added.
        std::sort(live.begin(), live.end(),
                  [](const live_claim& a, const live_claim& b) { return a.id < b.id; });
        return live;
    };
    if (!options_.read_only) {
        const std::shared_lock lock(ledger_mutex_);
        if (ledger_.find_booking(organization, booking) != nullptr)
            return guarded([&]() -> result<std::vector<live_claim>, error> {
                return keep_live(ledger_.claims_of(organization, booking), now());
            });
    }
    return ask_file(
        [&](row_reader& read, const file_state& state) -> result<std::vector<live_claim>, error> {
            auto claims = read.claims_of(organization, booking);
            if (!claims) return claims;
            return keep_live(*claims, std::max(now(), state.decided_at));
        });
}

result<std::vector<due_hold>, error> engine::find_due_holds(std::size_t max) {
    return ask_file([&](row_reader& read, const file_state& state) {
        return read.due_holds(std::max(now(), state.decided_at), max);
    });
}

result<feed_page, error> engine::changes_since(organization_id organization, feed_cursor cursor,
                                               std::size_t max) {
    return ask_file([&](row_reader& read, const file_state& state) -> result<feed_page, error> {
        if (cursor > state.newest || (cursor != feed_cursor{} && cursor < state.dropped))
            return unexpected(error{.code = errc::not_found,
                                    .message = "the feed no longer reaches back to this cursor; "
                                               "load anew and continue from the newest"});
        // One more than was asked for, to know whether there is more.
        const std::size_t limit = max == std::numeric_limits<std::size_t>::max() ? max : max + 1;
        auto entries = read.feed_after(organization, cursor, limit);
        if (!entries) return unexpected(std::move(entries).error());
        feed_page page{.entries = std::move(*entries), .next = state.newest, .more = false};
        if (page.entries.size() > max) {
            page.entries.pop_back();
            page.more = true;
            page.next = page.entries.empty() ? cursor : page.entries.back().cursor;
        }
        return page;
    });
}

result<feed_cursor, error> engine::newest_change() {
    if (!options_.read_only) {
        const std::shared_lock lock(ledger_mutex_);
        return state_.newest;
    }
    return ask_file([](row_reader&, const file_state& state) -> result<feed_cursor, error> {
        return state.newest;
    });
}

void engine::listen(std::function<void()> listener) {
    const std::lock_guard lock(listener_mutex_);
    listener_ = std::move(listener);
}

result<std::optional<directory_record>, error> engine::record(const directory_key& key) {
    return ask_file([&](row_reader& read, const file_state&) { return read.record(key); });
}

result<std::vector<directory_record>, error> engine::records_after(organization_id organization,
                                                                   std::string_view kind,
                                                                   std::string_view after,
                                                                   std::size_t max) {
    return ask_file([&](row_reader& read, const file_state&) {
        return read.records_after(organization, kind, after, max);
    });
}

} // namespace timewright::sqlite
