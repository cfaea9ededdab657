/// @file
/// feed_session: what one reader of the feed gets next, as a state machine without sockets.
///
/// It is offered every entry of its organization in order, drops what it has had already and what is
/// not about its topics, and queues the rest. Its cursor is where it would resume: beyond everything
/// queued. A reader that is too slow loses its queue and is told once to load anew ("resync"), with
/// the newest cursor: no entry is ever skipped in silence.
///
///     feed_session one({.since = cursor});
///     one.offer(entry);                       // from the store
///     while (auto frame = one.next()) send(**frame);
///
/// Not thread-safe.
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/base/id.hpp>
#include <timewright/booking/ledger.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace timewright::websocket {

/// An entry and how it is told, made once for all readers.
struct told_entry {
    feed_cursor cursor{};
    std::vector<calendar_user_id> users{}; ///< whom it is about, sorted
    std::string text{};
};

[[nodiscard]] TIMEWRIGHT_EXPORT std::shared_ptr<const told_entry> tell(const feed_entry& entry);

struct feed_session_options {
    feed_cursor since{};
    /// Only what touches one of these calendar users; empty: everything.
    std::vector<calendar_user_id> topics{};
    std::size_t queued_frames_max = 256;
};

class TIMEWRIGHT_EXPORT feed_session {
  public:
    using frame = std::shared_ptr<const std::string>;

    explicit feed_session(feed_session_options options);

    /// The next entry of the organization. Those up to the cursor are known already.
    void offer(const std::shared_ptr<const told_entry>& entry);
    /// There is nothing for this organization up to here.
    void advance(feed_cursor to);
    /// Its place in the feed is lost: it must load anew and goes on from here.
    void lose_place(feed_cursor newest);
    /// Queues a heartbeat, unless something is queued that shows as well that the line is alive.
    void beat();

    /// Takes the next frame to send.
    [[nodiscard]] std::optional<frame> next();
    [[nodiscard]] bool is_idle() const noexcept { return queue_.empty(); }
    [[nodiscard]] feed_cursor cursor() const noexcept { return cursor_; }

  private:
    [[nodiscard]] bool is_about(const told_entry& entry) const;

    feed_cursor cursor_;
    std::vector<calendar_user_id> topics_; // sorted
    std::size_t queued_frames_max_;
    std::deque<frame> queue_{};
};

} // namespace timewright::websocket
