/// @file
/// kill_driver: what a process does until it is killed. Many callers book in a loop and print a line
/// for every acknowledgement, after they have it and before they send the next request.
#pragma once

#include "simulation/kill_requests.hpp"

#include <timewright/ports/store.hpp>

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace timewright::kill_simulation {

/// One write of one short line: whole in the pipe, or not there.
inline bool print(const std::string& line) {
    return ::write(STDOUT_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

/// Sends it until it is answered, if the store's world may fail; else an error ends the process.
inline result<outcome, error> send(store& on, const change& asked, bool until_answered) {
    for (;;) {
        auto answer = on.apply({&asked, 1});
        if (answer) return std::move(answer->front());
        if (!until_answered || answer.error().again == retry::never)
            return unexpected(std::move(answer).error());
        std::this_thread::yield();
    }
}

inline void book_for_ever(store& on, std::size_t caller, std::uint64_t number,
                          bool until_answered) {
    for (;; ++number) {
        const auto answer = send(on, make_request(caller, number), until_answered);
        if (!answer) {
            print("error " + answer.error().message + "\n");
            std::_Exit(1);
        }
        const std::string line = std::to_string(caller) + " " + std::to_string(number) + " " +
                                 to_slug(answer->decided) + "\n";
        if (!print(line)) return; // the parent is gone
    }
}

/// first: the number of each caller's next request.
inline int book_from(store& on, std::span<char*> first, bool until_answered) {
    if (first.size() != callers || !send(on, make_users(), until_answered)) return 1;
    std::vector<std::thread> threads;
    threads.reserve(callers);
    for (std::size_t caller = 0; caller < callers; ++caller)
        threads.emplace_back([&on, caller, from = std::stoull(first[caller]), until_answered] {
            book_for_ever(on, caller, from, until_answered);
        });
    for (std::thread& t : threads) t.join();
    return 0;
}

} // namespace timewright::kill_simulation
