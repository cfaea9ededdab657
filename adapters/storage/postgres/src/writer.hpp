/// @file
/// writer: one connection that decides and commits batches.
///
/// Failing. Until the second round trip was sent nothing took effect: retry::safe. When the
/// connection is lost after that, nobody knows: in_doubt. When anything else fails the transaction
/// is rolled back, and a batch of several tasks is tried again task by task, so that one caller's
/// bad data never fails another's booking. For one thread.
#pragma once

#include "session.hpp"
#include "timekeeper.hpp"
#include "writing_queue.hpp"

#include <timewright/base/error.hpp>
#include <timewright/booking/decide.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace timewright::postgres {

class writer {
  public:
    struct surroundings {
        timekeeper& time;
        std::atomic<std::uint64_t>& guard_alarms;
        std::function<void()> tell; ///< called after commits that added to the feed
    };

    writer(session_options where, surroundings around)
        : session_(std::move(where)), around_(std::move(around)) {}

    /// Answers each task.
    void commit(std::vector<task>& batch);

  private:
    /// Consecutive tasks, their changes, and what these lock.
    struct group {
        std::span<task> tasks;
        std::span<const std::size_t> counts; ///< how many of the changes are each task's
        std::span<const change> changes;
        lock_set locks;
    };
    enum class phase : std::uint8_t { locking, deciding, committing };
    struct failure {
        error because;
        bool connection_lost = false;
        bool transient = false;
    };

    void commit_apart(const group& all);
    std::optional<failure> try_several_times(const group& some);
    std::optional<failure> try_commit(const group& some);
    pqxx::result lock_and_load(const group& some);
    failure fail(const std::exception& thrown, phase reached);
    std::optional<sys_seconds> forget_before(sys_seconds now);
    static void answer(const group& some, std::vector<outcome> outcomes);

    session session_;
    surroundings around_;
    sys_seconds forgot_at_ = sys_seconds::min();
};

} // namespace timewright::postgres
