/// @file
/// shared_clock: a clock that stands until it is moved, for one process or, in a file that they
/// map, for several. It also keeps the latest time that it has ever shown.
#pragma once

#include <timewright/ports/clock.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>

namespace timewright::linearizability {

class shared_clock final : public clock {
  public:
    explicit shared_clock(sys_seconds start) : shown_(&own_) {
        shown_->now = shown_->latest = start.time_since_epoch().count();
    }
    /// Shared through a file, which is made if it is not there.
    shared_clock(const std::string& path, sys_seconds start) : shown_(map(path)) {
        if (shown_->now == 0) shown_->now = shown_->latest = start.time_since_epoch().count();
    }
    ~shared_clock() override {
        if (shown_ != &own_) ::munmap(shown_, sizeof(shown));
    }
    shared_clock(const shared_clock&) = delete;
    shared_clock& operator=(const shared_clock&) = delete;

    [[nodiscard]] sys_seconds now() const override { return at(shown_->now); }
    [[nodiscard]] sys_seconds latest() const { return at(shown_->latest); }

    /// One mover at a time.
    void set(sys_seconds t) {
        const auto count = t.time_since_epoch().count();
        shown_->latest = std::max(shown_->latest.load(), count);
        shown_->now = count;
    }

  private:
    struct shown {
        std::atomic<std::chrono::seconds::rep> now{0};
        std::atomic<std::chrono::seconds::rep> latest{0};
    };
    static sys_seconds at(std::chrono::seconds::rep count) {
        return sys_seconds(std::chrono::seconds(count));
    }
    static shown* map(const std::string& path) {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
        if (file < 0 || ::ftruncate(file, sizeof(shown)) != 0) std::abort();
        void* const at =
            ::mmap(nullptr, sizeof(shown), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        ::close(file);
        if (at == MAP_FAILED) std::abort();
        return static_cast<shown*>(at); // of zeros, as it should be
    }

    shown own_;
    shown* shown_;
};

} // namespace timewright::linearizability
