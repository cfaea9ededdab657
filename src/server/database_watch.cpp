#include "server/database_watch.hpp"

namespace timewright::hosting {

database_watch::database_watch(store& claims, directory& records, pace chosen)
    : claims_(claims), records_(records), pace_(chosen) {
    ask();
    thread_ = std::thread([this] { run(); });
}

database_watch::~database_watch() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

database_watch::seen database_watch::look() const {
    const std::lock_guard lock(mutex_);
    seen now = last_;
    if (asked_ && std::chrono::steady_clock::now() - *asked_ > pace_.patience) now.there = false;
    return now;
}

void database_watch::ask() {
    {
        const std::lock_guard lock(mutex_);
        asked_ = std::chrono::steady_clock::now();
    }
    const auto newest = claims_.newest_change();
    // The newest change may be known without a look at the database; a record never is.
    const auto tzdata = find_tzdata_in_force(records_);
    const std::lock_guard lock(mutex_);
    asked_.reset();
    last_.there = newest && tzdata;
    if (newest) last_.newest = *newest;
    if (tzdata) last_.tzdata = *tzdata;
}

void database_watch::run() {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, pace_.every, [this] { return ending_; })) {
        lock.unlock();
        ask();
        lock.lock();
    }
}

} // namespace timewright::hosting
