// worker_pool: threads that run tasks, and a bounded queue in front of them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace timewright::http {

class worker_pool {
  public:
    /// At most waiting_max tasks wait; more are refused.
    worker_pool(std::size_t threads, std::size_t waiting_max);
    ~worker_pool(); ///< runs what waits, then ends
    worker_pool(const worker_pool&) = delete;
    worker_pool& operator=(const worker_pool&) = delete;

    /// False when the queue is full. Tasks throw nothing.
    [[nodiscard]] bool submit(std::function<void()> task);

    /// Tasks that no thread has begun yet.
    [[nodiscard]] std::size_t waiting() const;

  private:
    void work();

    const std::size_t waiting_max_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace timewright::http
