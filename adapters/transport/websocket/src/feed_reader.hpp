// feed_reader: the thread that reads the store for all listeners, and asks whether they still may.
//
// Everything that waits happens here. What it finds it tells a listener port, which passes it on to
// the thread of the sockets, in the order in which it was found: that order is what makes joining the
// running feed safe. A reader that joins is brought up to the present first; entries that are then
// offered to everybody it knows already, and its feed_session drops them.
#pragma once

#include <timewright/adapters/websocket/feed_server.hpp>
#include <timewright/adapters/websocket/feed_session.hpp>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace timewright::websocket {

using reader_id = std::uint64_t;
using told_entries = std::vector<std::shared_ptr<const told_entry>>;

/// Told on the reader's thread; must not block.
class feed_listener {
  public:
    virtual ~feed_listener() = default;
    /// The reader may listen; it starts at this cursor.
    virtual void admitted(reader_id who, organization_id organization, feed_cursor start) = 0;
    virtual void found_for(reader_id who, told_entries entries, feed_cursor next) = 0;
    virtual void found(organization_id organization, told_entries entries, feed_cursor next) = 0;
    virtual void lost_place(reader_id who, feed_cursor newest) = 0;
    /// It may not listen, or no longer.
    virtual void dismissed(reader_id who) = 0;
};

class feed_reader {
  public:
    struct joining {
        reader_id who = 0;
        std::string token{};
        std::optional<feed_cursor> since{};
        std::vector<calendar_user_id> topics{}; ///< empty: everything
    };

    feed_reader(feed_server::parts_needed parts, const feed_options& options,
                feed_listener& listener);
    ~feed_reader(); ///< stops
    feed_reader(const feed_reader&) = delete;
    feed_reader& operator=(const feed_reader&) = delete;

    void join(joining one);
    void leave(reader_id who);
    void stop();

  private:
    struct member {
        organization_id organization;
        std::string token{};
    };

    void wake();
    void run();
    void admit(const joining& one);
    void catch_up(reader_id who, organization_id organization, feed_cursor since);
    void read_all();
    void read(organization_id organization, feed_cursor& position);
    void check_members();
    void forget_empty_organizations();
    void complain(const error& failure) const;

    feed_server::parts_needed parts_;
    const feed_options options_;
    feed_listener& listener_;

    std::mutex mutex_; // of what follows, up to the thread's own
    std::condition_variable changed_;
    std::vector<joining> joins_{};
    std::vector<reader_id> leaves_{};
    bool woken_ = false;
    bool ending_ = false;

    // Only of the reading thread.
    std::map<reader_id, member> members_{};
    std::map<organization_id, feed_cursor> positions_{}; // how far everybody was told
    bool unread_ = false; // something could not be read; the next check tries again
    std::thread thread_;
};

} // namespace timewright::websocket
