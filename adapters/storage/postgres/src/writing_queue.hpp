/// @file
/// writing_queue: natural batching for several connections.
///
/// A batch is what arrived while the last ones were under way: alone, a change waits for nobody;
/// under load, one round trip carries many. Batches that are under way share no lock, or they would
/// wait for each other in the database with all that came along. What waits for the same lock stays
/// in the order in which it came.
#pragma once

#include "lock_set.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/change.hpp>
#include <timewright/booking/outcome.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <span>
#include <unordered_set>
#include <vector>

namespace timewright::postgres {

/// What is committed or fails as one: the changes of one call.
struct task {
    std::vector<change> own{};          ///< of submit()
    std::span<const change> borrowed{}; ///< of apply(), which waits
    lock_set locks{};
    std::function<void(result<std::vector<outcome>, error>)> done{};

    [[nodiscard]] std::span<const change> changes() const noexcept {
        return own.empty() ? borrowed : std::span<const change>(own);
    }
    void fail(const error& because) { done(unexpected(because)); }
};

class writing_queue {
  public:
    struct limits {
        std::size_t batch_changes_max;
        std::size_t pending_changes_max;
    };

    explicit writing_queue(limits bounds) : bounds_(bounds) {}

    /// False, and the task is left as it was, when too many changes are waiting.
    [[nodiscard]] bool push(task& asked);
    [[nodiscard]] std::size_t pending_changes() const;
    /// Waits for a batch that may go now. False when the queue was closed and is empty.
    [[nodiscard]] bool take(std::vector<task>& batch);
    /// The batch is no longer under way.
    void give_back(const std::vector<task>& batch);
    /// Nothing is pushed any more; what waits is still given out.
    void close();

  private:
    using lock_numbers = std::unordered_set<std::int64_t>;

    void gather(std::vector<task>& batch);
    [[nodiscard]] static bool shares(const lock_set& locks, const lock_numbers& with);
    void move_to(std::vector<task>& batch, std::list<task>::iterator& at);

    const limits bounds_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::list<task> waiting_;
    std::size_t waiting_changes_ = 0;
    lock_numbers held_;         // of the batches under way
    std::size_t under_way_ = 0; // batches
    bool wide_under_way_ = false;
    bool closed_ = false;
};

} // namespace timewright::postgres
