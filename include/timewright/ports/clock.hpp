/// @file
/// clock: where the present comes from.
///
/// Nothing in the library asks the system for the time but system_clock; tests and simulations move
/// a manual_clock. Implementations are safe to call from any thread.
#pragma once

#include <timewright/time/interval.hpp>

#include <atomic>
#include <chrono>

namespace timewright {

class clock {
  public:
    virtual ~clock() = default;
    /// The present, to the second. May step back when the machine's clock does: deciders guard
    /// themselves (a store never decides at an earlier time than before).
    [[nodiscard]] virtual sys_seconds now() const = 0;
};

/// The machine's clock.
class system_clock final : public clock {
  public:
    [[nodiscard]] sys_seconds now() const override {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }
};

/// A clock that stands still until it is moved.
class manual_clock final : public clock {
  public:
    explicit manual_clock(sys_seconds start) : seconds_(start.time_since_epoch().count()) {}
    [[nodiscard]] sys_seconds now() const override {
        return sys_seconds(std::chrono::seconds(seconds_.load()));
    }
    void set(sys_seconds t) { seconds_ = t.time_since_epoch().count(); }
    void advance(std::chrono::seconds by) { seconds_ += by.count(); }

  private:
    std::atomic<std::chrono::seconds::rep> seconds_;
};

} // namespace timewright
