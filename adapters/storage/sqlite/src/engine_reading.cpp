// Answering questions, each wholly from the ledger or wholly from the file.
#include "engine.hpp"

#include "sqlite_error.hpp"

#include <algorithm>
#include <chrono>
#include <type_traits>
#include <unordered_set>
#include <utility>

namespace timewright::sqlite {

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
