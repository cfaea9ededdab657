/// @file
/// session_pool: connections for questions, lent to one thread at a time and opened when they are
/// first needed.
#pragma once

#include "session.hpp"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace timewright::postgres {

class session_pool {
  public:
    session_pool(const session_options& where, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) idle_.push_back(std::make_unique<session>(where));
    }

    /// f(session&), when one is idle. The last one given back is the first to be lent.
    template <class F>
    auto with(F&& f) {
        const lease mine(*this);
        return f(*mine.lent);
    }

  private:
    struct lease {
        explicit lease(session_pool& from) : pool(from) {
            std::unique_lock lock(pool.mutex_);
            pool.given_back_.wait(lock, [this] { return !pool.idle_.empty(); });
            lent = std::move(pool.idle_.back());
            pool.idle_.pop_back();
        }
        ~lease() {
            {
                const std::lock_guard lock(pool.mutex_);
                pool.idle_.push_back(std::move(lent)); // there is room: it came from there
            }
            pool.given_back_.notify_one();
        }
        lease(const lease&) = delete;
        lease& operator=(const lease&) = delete;

        session_pool& pool;
        std::unique_ptr<session> lent;
    };

    std::mutex mutex_;
    std::condition_variable given_back_;
    std::vector<std::unique_ptr<session>> idle_;
};

} // namespace timewright::postgres
