/// @file
/// store: where claims and bookings live, and the only place where they change.
///
/// Implemented by storage/memory_store (the reference), and by the adapters under
/// adapters/storage. tests/conformance/store_conformance.hpp is the contract as a program; every
/// implementation runs it. All member functions may be called from any thread at the same time.
///
/// What apply() reports as applied is durable (as durable as the store is), and visible to every
/// load() that starts afterwards. A batch is decided in its order, each change seeing the earlier
/// ones; it is committed as one, so that one fsync or round trip carries many bookings.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/change.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/booking/outcome.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

/// The live claims on some users, at one moment.
struct snapshot {
    std::vector<user_record> users{}; ///< those asked for that exist, in the order asked for
    std::vector<live_claim> claims{}; ///< by user in the order asked for, then by start
    sys_seconds as_of{};
};

/// A hold whose time has run out and that no change has removed yet.
struct due_hold {
    organization_id organization;
    booking_id booking;
    std::uint64_t sequence = 0;
};

struct feed_page {
    std::vector<feed_entry> entries{};
    feed_cursor next{}; ///< pass it to the next call
    bool more = false;  ///< max was reached and there are more already
};

class store {
  public:
    using completion = std::function<void(result<outcome, error>)>;

    virtual ~store() = default;

    /// Decides and commits the batch; one outcome for each change, in order.
    /// Errors: retry::safe when nothing took effect; retry::in_doubt when that is not known, then
    /// the same changes, with their keys, may be applied again to settle it.
    virtual result<std::vector<outcome>, error> apply(std::span<const change> batch) = 0;

    /// The same for one change, answered later on any thread; stores that batch naturally commit
    /// what arrived while the last batch was in flight. The completion must not block.
    virtual void submit(change one, completion done) {
        auto outcomes = apply({&one, 1});
        if (!outcomes) return done(unexpected(std::move(outcomes).error()));
        done(std::move(outcomes->front()));
    }

    /// The live claims on the users that overlap the window. Unknown users are left out.
    virtual result<snapshot, error> load(organization_id organization,
                                         std::span<const calendar_user_id> users,
                                         interval window) = 0;

    /// The bookings that exist, in the order asked for; others are left out.
    virtual result<std::vector<booking_record>, error> find(organization_id organization,
                                                            std::span<const booking_id> bookings) = 0;

    /// The live claims of one booking, in the order in which they were added.
    virtual result<std::vector<live_claim>, error> claims_of(organization_id organization,
                                                             booking_id booking) = 0;

    /// Holds past their deadline, of every organization, at most max: what the sweeper removes.
    virtual result<std::vector<due_hold>, error> find_due_holds(std::size_t max) = 0;

    /// Entries after the cursor, in order, none skipped. A default cursor is the beginning of what
    /// is kept. Errors: not_found when entries after the cursor are no longer kept, or the cursor is
    /// from the future of another database: the reader must load anew (resync).
    virtual result<feed_page, error> changes_since(organization_id organization, feed_cursor cursor,
                                                   std::size_t max) = 0;

    /// The cursor after the newest entry: what a reader that loads now resumes from.
    virtual result<feed_cursor, error> newest_change() = 0;

    /// Forgets the oldest entries of the feed, of every organization, that were decided before the
    /// instant, at most max and never one out of order; answers how many. Readers who had not come
    /// past them are told to resync. Several callers at once do no harm.
    virtual result<std::size_t, error> forget_changes(sys_seconds decided_before,
                                                      std::size_t max) = 0;

    /// Called, on any thread and without arguments, after commits that added to the feed: a hint
    /// that there is something to read. One listener; an empty function ends it. When this returns
    /// no call of an earlier listener is under way any more.
    /// A listener is quick and does not itself call apply() or listen(): it wakes whoever reads.
    virtual void listen(std::function<void()> listener) = 0;
};

} // namespace timewright
