// Deciding, committing and publishing batches, on the writing thread.
#include "engine.hpp"
#include "sqlite_error.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>

namespace timewright::sqlite {

namespace {

/// Claims that have ended leave memory at most once in this time.
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

result<std::size_t, error> engine::forget_changes(feed_cut asked) {
    TIMEWRIGHT_EXPECTS(!thread_ || !thread_->is_this_thread()); // it would wait for itself
    std::promise<result<std::uint64_t, error>> promise;
    asked.done = [&promise](result<std::uint64_t, error> forgotten) {
        promise.set_value(std::move(forgotten));
    };
    task wrapped;
    wrapped.cut = std::move(asked);
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
    const bool has_others = std::any_of(some.tasks.begin(), some.tasks.end(),
                                        [](const task& t) { return t.put || t.cut; });
    if (!done.writes_something && !has_others) return {};
    auto begun = owner_->on.execute("BEGIN IMMEDIATE");
    if (!begun) return begun;
    for (const task& t : some.tasks) {
        if (!t.put && !t.cut) continue;
        auto number = t.put ? put_record(*t.put) : cut_feed(*t.cut, done.state);
        // A version that does not match is an answer; anything else fails the transaction.
        if (!number && number.error().code != errc::version_mismatch)
            return unexpected(std::move(number).error());
        done.writes_something = done.writes_something || (number && (t.put || *number > 0));
        done.numbers.push_back(std::move(number));
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

result<std::uint64_t, error> engine::cut_feed(const feed_cut& asked, file_state& state) {
    auto prefix = owner_->read.feed_before(asked.decided_before, asked.max);
    if (!prefix) return unexpected(std::move(prefix).error());
    if (prefix->entries == 0) return std::uint64_t{0};
    auto done = owner_->write.forget_feed_up_to(prefix->position);
    if (!done) return unexpected(std::move(done).error());
    state.dropped = prefix->newest;
    return std::uint64_t{prefix->entries};
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
    const auto bring = [&](const change& c) -> result<void, error> {
        if (c.edits.size() > change_limits::edits_max) return {}; // it will be malformed
        for (const booking_edit& e : c.edits)
            if (auto done = want(c.organization, e.booking); !done) return done;
        for (const part& p : c.parts)
            for (const claim& k : p.claims)
                if (k.span.start() < held_from_)
                    for (const calendar_user_id user : k.who.users())
                        widen(c.organization, user, k.span.start());
        for (const user_edit& u : c.users) {
            const bookable* limits = ledger_.find_user(c.organization, u.user);
            if (limits != nullptr && u.sets_limits() && u.limits.capacity < limits->capacity)
                widen(c.organization, u.user, sys_seconds::min());
        }
        return {};
    };
    for (const change& c : changes) {
        if (auto done = bring(c); !done) return done;
        if (c.offers.size() > change_limits::offers_max) continue;
        for (const change& offer : c.offers)
            if (auto done = bring(offer); !done) return done;
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
    auto number = done.numbers.begin();
    for (task& t : some.tasks) {
        if (t.put || t.cut) {
            (t.put ? t.put->done : t.cut->done)(std::move(*number++));
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

} // namespace timewright::sqlite
