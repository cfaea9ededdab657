#include "worker_pool.hpp"

#include <utility>

namespace timewright::http {

worker_pool::worker_pool(std::size_t threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

worker_pool::~worker_pool() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

bool worker_pool::submit(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= waiting_max_) return false;
        waiting_.push_back(std::move(task));
    }
    changed_.notify_one();
    return true;
}

std::size_t worker_pool::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

void worker_pool::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        const auto task = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

} // namespace timewright::http
