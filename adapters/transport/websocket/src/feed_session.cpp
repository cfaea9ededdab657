#include <timewright/adapters/websocket/feed_session.hpp>

#include <timewright/adapters/json/answers.hpp>

#include <algorithm>
#include <utility>

namespace timewright::websocket {

std::shared_ptr<const told_entry> tell(const feed_entry& entry) {
    auto made = std::make_shared<told_entry>();
    made->cursor = entry.cursor;
    made->users = entry.users;
    std::sort(made->users.begin(), made->users.end());
    made->text = json::write_entry(entry);
    return made;
}

feed_session::feed_session(feed_session_options options)
    : cursor_(options.since),
      topics_(std::move(options.topics)),
      queued_frames_max_(options.queued_frames_max) {
    std::sort(topics_.begin(), topics_.end());
}

void feed_session::offer(const std::shared_ptr<const told_entry>& entry) {
    if (entry->cursor <= cursor_) return;
    cursor_ = entry->cursor;
    if (!is_about(*entry)) return;
    if (queue_.size() >= queued_frames_max_) return lose_place(cursor_);
    queue_.emplace_back(entry, &entry->text); // shares the entry
}

void feed_session::advance(feed_cursor to) { cursor_ = std::max(cursor_, to); }

void feed_session::lose_place(feed_cursor newest) {
    cursor_ = newest;
    queue_.clear();
    queue_.push_back(std::make_shared<const std::string>(json::write_resync(newest)));
}

void feed_session::beat() {
    if (queue_.empty())
        queue_.push_back(std::make_shared<const std::string>(json::write_heartbeat(cursor_)));
}

std::optional<feed_session::frame> feed_session::next() {
    if (queue_.empty()) return std::nullopt;
    frame taken = std::move(queue_.front());
    queue_.pop_front();
    return taken;
}

bool feed_session::is_about(const told_entry& entry) const {
    if (topics_.empty()) return true;
    return std::any_of(entry.users.begin(), entry.users.end(), [&](calendar_user_id user) {
        return std::binary_search(topics_.begin(), topics_.end(), user);
    });
}

} // namespace timewright::websocket
