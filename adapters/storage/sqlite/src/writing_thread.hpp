/// @file
/// writing_thread: one thread that writes, and natural group commit.
///
/// A batch is what arrived while the last one was being committed: alone, a change waits for
/// nobody; under load, one sync of the disk carries many. The destructor commits what was pushed,
/// then joins.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/change.hpp>
#include <timewright/booking/outcome.hpp>
#include <timewright/ports/directory.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace timewright::sqlite {

/// A record to put, answered with its new version.
struct record_put {
    directory_key key{};
    std::uint64_t expected_version = 0;
    std::optional<std::string> body{};
    std::function<void(result<std::uint64_t, error>)> done{};
};

/// The oldest entries of the feed to forget, answered with how many there were.
struct feed_cut {
    sys_seconds decided_before{};
    std::size_t max = 0;
    std::function<void(result<std::uint64_t, error>)> done{};
};

/// What is committed or fails as one: the changes of one call, or one record, or one cut.
struct task {
    std::vector<change> own{};          ///< of submit()
    std::span<const change> borrowed{}; ///< of apply(), which waits
    std::function<void(result<std::vector<outcome>, error>)> done{};
    std::optional<record_put> put{};
    std::optional<feed_cut> cut{};

    [[nodiscard]] std::span<const change> changes() const noexcept {
        return own.empty() ? borrowed : std::span<const change>(own);
    }
    void fail(const error& because) {
        if (put)
            put->done(unexpected(because));
        else if (cut)
            cut->done(unexpected(because));
        else
            done(unexpected(because));
    }
};

class writing_thread {
  public:
    struct limits {
        std::size_t batch_changes_max;
        std::size_t pending_changes_max;
    };
    using commit = std::function<void(std::vector<task>& batch)>;

    writing_thread(limits bounds, commit answer);
    ~writing_thread();
    writing_thread(const writing_thread&) = delete;
    writing_thread& operator=(const writing_thread&) = delete;

    /// False, and the task is left as it was, when too many changes are waiting.
    [[nodiscard]] bool push(task& asked);

    [[nodiscard]] std::size_t pending_changes() const;

    [[nodiscard]] bool is_this_thread() const noexcept {
        return thread_.get_id() == std::this_thread::get_id();
    }

  private:
    void run();
    void take_batch(std::vector<task>& batch);

    const limits bounds_;
    const commit commit_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<task> waiting_;
    std::size_t waiting_changes_ = 0;
    bool stopping_ = false;

    std::thread thread_; // last: it uses all of the above
};

} // namespace timewright::sqlite
