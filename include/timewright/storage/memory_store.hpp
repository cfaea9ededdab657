/// @file
/// memory_store: the reference answer to the store port, and a real store for what need not outlive
/// the process: tests, simulations, embedding without a file.
///
/// A ledger behind a mutex. The clock must outlive the store.
///
///     system_clock clock;
///     memory_store store(clock);
///     auto outcomes = store.apply(changes);
#pragma once

#include <timewright/booking/decide.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/store.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <new>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

class memory_store final : public store {
  public:
    struct options {
        std::size_t feed_entries_max = 1'000'000; ///< older entries are dropped; their readers resync
    };

    explicit memory_store(const clock& present) : memory_store(present, options()) {}
    memory_store(const clock& present, options limits) : clock_(present), options_(limits) {}

    /// Errors: limit_reached when memory runs out. While the batch is decided nothing has happened
    /// yet; while it is written the store closes, and answers every later call with unavailable.
    result<std::vector<outcome>, error> apply(std::span<const change> batch) override {
        decision decided;
        bool told = false;
        {
            const std::lock_guard lock(mutex_);
            if (closed_) return unexpected(closed());
            try {
                const sys_seconds now = present();
                decided = decide(ledger_, batch, now);
                closed_ = true; // until all of it is written
                ledger_.apply(std::move(decided.made)); // all but the feed
                ledger_.forget_answers_before(now - answers_kept);
                told = keep(std::move(decided.made.feed));
                closed_ = false;
            } catch (const std::bad_alloc&) {
                return unexpected(out_of_memory());
            }
        }
        if (told) {
            const std::lock_guard lock(listener_mutex_);
            if (listener_) listener_();
        }
        return std::move(decided.outcomes);
    }

    result<snapshot, error> load(organization_id organization, std::span<const calendar_user_id> users,
                                 interval window) override {
        const std::lock_guard lock(mutex_);
        if (closed_) return unexpected(closed());
        snapshot found;
        found.as_of = present();
        for (const calendar_user_id user : users) {
            const bookable* limits = ledger_.find_user(organization, user);
            if (limits == nullptr) continue;
            found.users.push_back({organization, user, *limits});
            ledger_.for_each_overlapping(organization, user, window, [&](const live_claim& c) {
                if (c.lives_at(found.as_of)) found.claims.push_back(c);
            });
        }
        return found;
    }

    result<std::vector<booking_record>, error> find(organization_id organization,
                                                    std::span<const booking_id> bookings) override {
        const std::lock_guard lock(mutex_);
        if (closed_) return unexpected(closed());
        std::vector<booking_record> found;
        for (const booking_id id : bookings)
            if (const booking_record* record = ledger_.find_booking(organization, id))
                found.push_back(*record);
        return found;
    }

    result<std::vector<live_claim>, error> claims_of(organization_id organization,
                                                     booking_id booking) override {
        const std::lock_guard lock(mutex_);
        if (closed_) return unexpected(closed());
        const sys_seconds now = present();
        std::vector<live_claim> found;
        for (const live_claim& c : ledger_.claims_of(organization, booking))
            if (c.lives_at(now)) found.push_back(c);
        return found;
    }

    result<std::vector<due_hold>, error> find_due_holds(std::size_t max) override {
        const std::lock_guard lock(mutex_);
        if (closed_) return unexpected(closed());
        std::vector<due_hold> due;
        ledger_.for_each_due_hold(
            present(),
            [&](organization_id organization, booking_id booking, std::uint64_t sequence) {
                if (due.size() == max) return false;
                due.push_back({organization, booking, sequence});
                return true;
            });
        return due;
    }

    result<feed_page, error> changes_since(organization_id organization, feed_cursor cursor,
                                           std::size_t max) override {
        const std::lock_guard lock(mutex_);
        if (closed_) return unexpected(closed());
        if (cursor > newest_ || (cursor != feed_cursor{} && cursor < dropped_))
            return unexpected(error{.code = errc::not_found,
                                    .message = "the feed no longer reaches back to this cursor; "
                                               "load anew and continue from the newest"});
        feed_page page{.entries = {}, .next = cursor, .more = false};
        auto at = std::upper_bound(
            feed_.begin(), feed_.end(), cursor,
            [](const feed_cursor& c, const feed_entry& entry) { return c < entry.cursor; });
        for (; at != feed_.end(); ++at) {
            if (at->organization == organization) {
                page.more = page.entries.size() == max;
                if (page.more) return page;
                page.entries.push_back(*at);
            }
            page.next = at->cursor;
        }
        return page;
    }

    result<std::size_t, error> forget_changes(sys_seconds decided_before,
                                              std::size_t max) override {
        const std::lock_guard lock(mutex_);
        if (closed_) return unexpected(closed());
        std::size_t forgotten = 0;
        for (; forgotten < max && !feed_.empty() && feed_.front().decided_at < decided_before;
             ++forgotten)
            drop_oldest();
        return forgotten;
    }

    result<feed_cursor, error> newest_change() override {
        const std::lock_guard lock(mutex_);
        if (closed_) return unexpected(closed());
        return newest_;
    }

    void listen(std::function<void()> listener) override {
        const std::lock_guard lock(listener_mutex_);
        listener_ = std::move(listener);
    }

  private:
    /// A clock that steps back revives no hold, neither for those who decide nor for those who look.
    sys_seconds present() { return last_ = std::max(last_, clock_.now()); }

    [[nodiscard]] error out_of_memory() const {
        return {.code = errc::limit_reached,
                .message = closed_ ? "memory ran out while the changes were written; the store is "
                                     "closed, as what it holds may be half of them"
                                   : "memory ran out before anything was changed; try again with "
                                     "less at once",
                .again = closed_ ? retry::in_doubt : retry::safe};
    }
    [[nodiscard]] static error closed() {
        return {.code = errc::unavailable,
                .message = "the store closed when memory ran out; make another",
                .again = retry::never};
    }

    bool keep(std::vector<feed_entry> entries) {
        if (entries.empty()) return false;
        ++newest_.transaction;
        newest_.ordinal = 0;
        for (feed_entry& entry : entries) {
            ++newest_.ordinal;
            entry.cursor = newest_;
            feed_.push_back(std::move(entry));
        }
        while (feed_.size() > options_.feed_entries_max) drop_oldest();
        return true;
    }

    void drop_oldest() {
        dropped_ = feed_.front().cursor;
        feed_.pop_front();
    }

    const clock& clock_;
    options options_;

    std::mutex mutex_; // guards all below but the listener
    bool closed_ = false;
    ledger ledger_;
    sys_seconds last_ = sys_seconds::min();
    std::deque<feed_entry> feed_;
    feed_cursor newest_;
    feed_cursor dropped_;

    std::mutex listener_mutex_; // held while the listener runs, so that listen() can end it
    std::function<void()> listener_;
};

} // namespace timewright
