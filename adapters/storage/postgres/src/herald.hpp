/// @file
/// herald: tells other processes that the feed has grown, and hears it from them.
///
/// By NOTIFY, in a transaction of its own after the commit and for all commits since the last one: a
/// NOTIFY within each booking's transaction would make them wait for one another. What it tells is a
/// hint. One that is lost, with its sender or its connection, costs the time until the next look.
///
/// wait() is for one thread; announce() and wake() for any.
#pragma once

#include "session.hpp"

#include <atomic>
#include <chrono>
#include <memory>

namespace timewright::postgres {

class herald {
  public:
    explicit herald(session_options where);
    ~herald();
    herald(const herald&) = delete;
    herald& operator=(const herald&) = delete;

    /// We have committed: others are told soon, by the thread that waits.
    void announce() noexcept;
    /// wait() returns.
    void wake() noexcept;

    /// Until somebody has committed, we are woken, or the time is over: whether somebody has, or may
    /// have, because nobody could tell us before. Hears others only when it is asked to.
    [[nodiscard]] bool wait(std::chrono::milliseconds at_most, bool hear_others);

  private:
    class ear;

    /// Not more often: a busy server tells of many commits at once.
    static constexpr std::chrono::milliseconds pace{4};

    bool listen_anew();
    bool tell();
    bool hear();
    void drop() noexcept;

    const session_options where_;
    session session_;
    std::unique_ptr<ear> ear_; // on the session's connection
    int bell_;                 // an eventfd that wake() rings
    std::atomic<bool> committed_ = false;
    std::chrono::steady_clock::time_point told_{};
};

} // namespace timewright::postgres
