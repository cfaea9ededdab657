/// @file
/// housekeeping: a thread that removes what has run out, once a second.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace timewright::hosting {

class housekeeping {
  public:
    struct duty {
        std::chrono::seconds every{1};
        std::function<void()> work{};
    };

    explicit housekeeping(std::vector<duty> duties);
    ~housekeeping(); ///< waits for the work under way
    housekeeping(const housekeeping&) = delete;
    housekeeping& operator=(const housekeeping&) = delete;

  private:
    void run();

    const std::vector<duty> duties_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool ending_ = false;
    std::thread thread_;
};

} // namespace timewright::hosting
