#include "feed_reader.hpp"

#include <set>
#include <utility>

namespace timewright::websocket {
namespace {

constexpr std::size_t page_size = 500;

told_entries tell_all(const std::vector<feed_entry>& entries) {
    told_entries told;
    told.reserve(entries.size());
    for (const feed_entry& entry : entries) told.push_back(tell(entry));
    return told;
}

/// A display is told of its own room and nothing else, and a token that does not read of nothing.
bool may_hear(const principal& me, const std::vector<calendar_user_id>& topics) {
    if (!me.scopes.contains(token_scope::read)) return false;
    return !me.is_device() || topics == std::vector<calendar_user_id>{me.user};
}

} // namespace

feed_reader::feed_reader(feed_server::parts_needed parts, const feed_options& options,
                         feed_listener& listener)
    : parts_(std::move(parts)), options_(options), listener_(listener) {
    thread_ = std::thread([this] { run(); });
    parts_.claims.listen([this] { wake(); });
}

feed_reader::~feed_reader() { stop(); }

void feed_reader::join(joining one) {
    const std::lock_guard lock(mutex_);
    joins_.push_back(std::move(one));
    changed_.notify_one();
}

void feed_reader::leave(reader_id who) {
    const std::lock_guard lock(mutex_);
    leaves_.push_back(who);
}

void feed_reader::wake() {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_one();
}

void feed_reader::stop() {
    if (!thread_.joinable()) return;
    parts_.claims.listen({});
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        changed_.notify_one();
    }
    thread_.join();
}

void feed_reader::run() {
    auto next_check = std::chrono::steady_clock::now() + options_.check;
    std::unique_lock lock(mutex_);
    while (!ending_) {
        changed_.wait_until(lock, next_check,
                            [&] { return ending_ || woken_ || !joins_.empty(); });
        const bool woken = std::exchange(woken_, false);
        const auto joins = std::exchange(joins_, {});
        const auto leaves = std::exchange(leaves_, {});
        lock.unlock();
        if (woken) read_all();
        for (const joining& one : joins) admit(one);
        for (const reader_id who : leaves) members_.erase(who);
        if (std::chrono::steady_clock::now() >= next_check) {
            if (unread_) read_all();
            check_members();
            forget_empty_organizations();
            next_check = std::chrono::steady_clock::now() + options_.check;
        }
        lock.lock();
    }
}

void feed_reader::admit(const joining& one) {
    const auto me = parts_.who.authenticate(one.token);
    const auto newest = parts_.claims.newest_change();
    if (!me || !newest || !may_hear(*me, one.topics)) return listener_.dismissed(one.who);
    members_[one.who] = {.organization = me->organization, .token = one.token};
    positions_.try_emplace(me->organization, *newest);
    const feed_cursor start = one.since.value_or(*newest);
    listener_.admitted(one.who, me->organization, start);
    catch_up(one.who, me->organization, start);
}

/// From where the reader was to the present. Beyond what it may queue, loading anew is cheaper.
void feed_reader::catch_up(reader_id who, organization_id organization, feed_cursor since) {
    std::size_t told = 0;
    while (true) {
        const auto page = parts_.claims.changes_since(organization, since, page_size);
        const bool lost = !page && page.error().code == errc::not_found;
        if (!page && !lost) {
            complain(page.error());
            return listener_.dismissed(who); // it comes back, and tries again
        }
        if (lost || (told += page->entries.size()) > options_.queued_frames_max) {
            const auto newest = parts_.claims.newest_change();
            if (!newest) return listener_.dismissed(who);
            return listener_.lost_place(who, *newest);
        }
        since = page->next;
        listener_.found_for(who, tell_all(page->entries), since);
        if (!page->more) return;
    }
}

void feed_reader::read_all() {
    unread_ = false;
    for (auto& [organization, position] : positions_) read(organization, position);
}

void feed_reader::read(organization_id organization, feed_cursor& position) {
    while (true) {
        const auto page = parts_.claims.changes_since(organization, position, page_size);
        if (!page && page.error().code == errc::not_found) {
            const auto newest = parts_.claims.newest_change();
            unread_ = unread_ || !newest;
            if (!newest) return complain(newest.error());
            position = *newest;
            for (const auto& [who, one] : members_)
                if (one.organization == organization) listener_.lost_place(who, *newest);
            return;
        }
        if (!page) {
            complain(page.error());
            unread_ = true;
            return;
        }
        position = page->next;
        listener_.found(organization, tell_all(page->entries), position);
        if (!page->more) return;
    }
}

void feed_reader::check_members() {
    std::set<std::string> dead;
    std::set<std::string> alive; // several windows of one browser share a token
    std::vector<reader_id> gone;
    for (const auto& [who, one] : members_) {
        if (alive.contains(one.token)) continue;
        const bool known_dead = dead.contains(one.token);
        if (!known_dead) {
            const auto me = parts_.who.authenticate(one.token);
            // A store that fails for a moment is no reason to send everybody away.
            if (me || me.error().code != errc::unauthorized) {
                alive.insert(one.token);
                continue;
            }
            dead.insert(one.token);
        }
        gone.push_back(who);
    }
    for (const reader_id who : gone) {
        members_.erase(who);
        listener_.dismissed(who);
    }
}

void feed_reader::forget_empty_organizations() {
    std::set<organization_id> used;
    for (const auto& [who, one] : members_) used.insert(one.organization);
    std::erase_if(positions_, [&](const auto& entry) { return !used.contains(entry.first); });
}

void feed_reader::complain(const error& failure) const {
    if (parts_.log) parts_.log("the feed cannot be read: " + to_string(failure));
}

} // namespace timewright::websocket
