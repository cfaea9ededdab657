/// @file
/// database_watch: a thread that asks the database once a second whether it is there.
///
/// So that whoever asks the server whether it is ready gets an answer at once, also when the database
/// hangs: a question that has had no answer for `patience` counts as one that failed.
#pragma once

#include <timewright/booking/ledger.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/store.hpp>
#include <timewright/service/retiming.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace timewright::hosting {

class database_watch {
  public:
    struct seen {
        bool there = false;
        feed_cursor newest{};                ///< the last that is known
        std::optional<tzdata_mark> tzdata{}; ///< in force; none: not known yet
    };
    struct pace {
        std::chrono::milliseconds every{std::chrono::seconds(1)};
        std::chrono::milliseconds patience{std::chrono::seconds(3)};
    };

    /// Asks once before it returns. Both must outlive it.
    database_watch(store& claims, directory& records) : database_watch(claims, records, pace{}) {}
    database_watch(store& claims, directory& records, pace chosen);
    ~database_watch(); ///< waits for the question under way
    database_watch(const database_watch&) = delete;
    database_watch& operator=(const database_watch&) = delete;

    [[nodiscard]] seen look() const;

  private:
    void ask();
    void run();

    store& claims_;
    directory& records_;
    const pace pace_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    seen last_{};
    std::optional<std::chrono::steady_clock::time_point> asked_{}; ///< the question under way
    bool ending_ = false;
    std::thread thread_;
};

} // namespace timewright::hosting
