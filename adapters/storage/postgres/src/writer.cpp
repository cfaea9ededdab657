#include "writer.hpp"

#include "batch.hpp"
#include "postgres_error.hpp"

#include <chrono>
#include <iterator>
#include <string>
#include <utility>

namespace timewright::postgres {

namespace {

/// Answers that have grown old are looked for no more often than this.
constexpr std::chrono::minutes forget_every{1};
constexpr int attempts_max = 3;

error lost_between() {
    return {.code = errc::unavailable,
            .message = "the database ended the connection before anything was written; try again",
            .again = retry::safe};
}

} // namespace

void writer::commit(std::vector<task>& batch) {
    // The changes are put side by side; those of a call that waits are decided where they stand if
    // they are alone.
    std::vector<change> gathered;
    std::vector<std::size_t> counts;
    group all{.tasks = batch, .counts = {}, .changes = batch.front().changes(), .locks = {}};
    const auto gather = [&]() -> result<void, error> {
        for (const task& t : batch) {
            counts.push_back(t.changes().size());
            all.locks.add(t.locks);
        }
        if (batch.size() == 1) return {};
        for (task& t : batch) {
            const auto borrowed = t.borrowed;
            gathered.insert(gathered.end(), borrowed.begin(), borrowed.end());
            gathered.insert(gathered.end(), std::make_move_iterator(t.own.begin()),
                            std::make_move_iterator(t.own.end()));
        }
        all.changes = gathered;
        return {};
    };
    if (const auto fits = guarded(gather); !fits) {
        for (task& t : batch) t.fail(fits.error());
        return;
    }
    all.counts = counts;
    const auto failed = batch.size() == 1 ? try_several_times(all) : try_commit(all);
    if (!failed) return;
    if (batch.size() > 1 && !failed->connection_lost) return commit_apart(all);
    for (task& t : batch) t.fail(failed->because);
}

void writer::commit_apart(const group& all) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < all.tasks.size(); ++i) {
        const group one{.tasks = all.tasks.subspan(i, 1),
                        .counts = all.counts.subspan(i, 1),
                        .changes = all.changes.subspan(at, all.counts[i]),
                        .locks = all.tasks[i].locks};
        at += all.counts[i];
        if (const auto failed = try_several_times(one)) all.tasks[i].fail(failed->because);
    }
}

std::optional<writer::failure> writer::try_several_times(const group& some) {
    for (int attempt = 1;; ++attempt) {
        auto failed = try_commit(some);
        if (!failed || !failed->transient || attempt == attempts_max) return failed;
    }
}

/// Answers the tasks if it succeeds; leaves that to the caller if not.
std::optional<writer::failure> writer::try_commit(const group& some) {
    decision decided;
    bool told = false;
    auto reached = phase::locking;
    try {
        const batch_picture seen = to_picture(lock_and_load(some));
        reached = phase::deciding;
        const sys_seconds now = around_.time.settle(
            seen.present, [this](const std::string& statement) { session_.run(statement); });
        decided = decide(seen.known, some.changes, now);
        if (decided.made.empty()) {
            session_.roll_back();
        } else {
            const std::string statement =
                batch_statement(seen.known, decided.made, now, forget_before(now));
            // What the server ended while we decided is known to be rolled back, if we look now.
            if (!session_.still_there()) {
                session_.drop();
                return failure{.because = lost_between(), .connection_lost = true};
            }
            reached = phase::committing;
            session_.run(statement);
            told = !decided.made.feed.empty();
        }
    } catch (const std::exception& thrown) {
        return fail(thrown, reached);
    }
    answer(some, std::move(decided.outcomes));
    if (told) around_.tell();
    return std::nullopt;
}

/// A connection that was lost while it was idle is replaced once; nothing has happened yet.
pqxx::result writer::lock_and_load(const group& some) {
    const std::string question = batch_question(some.changes, some.locks);
    const bool was_open = session_.is_open();
    try {
        session_.open();
        return session_.run(question);
    } catch (const std::exception&) {
        if (!was_open || session_.is_open()) throw;
    }
    session_.drop();
    session_.open();
    return session_.run(question);
}

writer::failure writer::fail(const std::exception& thrown, phase reached) {
    failure failed{.because = to_error(thrown)};
    const std::string state = sqlstate_of(thrown);
    if (is_guard_alarm(state)) ++around_.guard_alarms;
    failed.transient = is_transient(state);
    if (session_.is_open()) {
        session_.roll_back();
        return failed;
    }
    session_.drop();
    failed.connection_lost = true;
    failed.transient = false;
    failed.because.code = errc::unavailable;
    failed.because.again = reached == phase::committing ? retry::in_doubt : retry::safe;
    return failed;
}

std::optional<sys_seconds> writer::forget_before(sys_seconds now) {
    if (forgot_at_ != sys_seconds::min() && now - forgot_at_ < forget_every) return std::nullopt;
    forgot_at_ = now;
    return now - answers_kept;
}

void writer::answer(const group& some, std::vector<outcome> outcomes) {
    auto next = outcomes.begin();
    for (std::size_t i = 0; i < some.tasks.size(); ++i) {
        const auto end = next + static_cast<std::ptrdiff_t>(some.counts[i]);
        auto mine = guarded([&]() -> result<std::vector<outcome>, error> {
            return std::vector<outcome>(std::make_move_iterator(next),
                                        std::make_move_iterator(end));
        });
        if (!mine) { // it took effect, and there is no memory to say so
            error lost = std::move(mine).error();
            lost.again = retry::in_doubt;
            mine = unexpected(std::move(lost));
        }
        some.tasks[i].done(std::move(mine));
        next = end;
    }
}

} // namespace timewright::postgres
