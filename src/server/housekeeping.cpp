#include "server/housekeeping.hpp"

#include <cstdint>
#include <utility>

namespace timewright::hosting {

housekeeping::housekeeping(std::vector<duty> duties) : duties_(std::move(duties)) {
    thread_ = std::thread([this] { run(); });
}

housekeeping::~housekeeping() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void housekeeping::run() {
    std::unique_lock lock(mutex_);
    for (std::int64_t second = 0; !ending_; ++second) {
        lock.unlock();
        for (const duty& one : duties_)
            if (second % one.every.count() == 0) one.work();
        lock.lock();
        changed_.wait_for(lock, std::chrono::seconds(1), [this] { return ending_; });
    }
}

} // namespace timewright::hosting
