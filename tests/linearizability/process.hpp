/// @file
/// process: clients in a process of their own. The parent says what to do, waits until the process
/// is ready, lets it go, and reads what its clients were told.
#pragma once

#include "linearizability/client_run.hpp"

#include <sys/types.h>

#include <string>
#include <vector>

namespace timewright::linearizability {

struct process_task {
    std::string connection;
    std::string schema;
    std::string clock; ///< the file of the common clock
    std::string told;  ///< the file in which the process leaves its calls
    std::string scenario;
    house in;
    run_options options;

    [[nodiscard]] std::vector<std::string> to_words() const;
    [[nodiscard]] static process_task from_words(const std::vector<std::string>& words);
};

class other_process {
  public:
    explicit other_process(process_task task);
    /// Kills it if it has not ended.
    ~other_process();
    other_process(const other_process&) = delete;
    other_process& operator=(const other_process&) = delete;

    void wait_until_ready() const;
    void go();
    /// Waits for its end. A process that fails ends the program.
    [[nodiscard]] std::vector<call> finish();

  private:
    process_task task_;
    pid_t child_ = 0;
    int from_child_ = -1;
    int to_child_ = -1;
};

} // namespace timewright::linearizability
