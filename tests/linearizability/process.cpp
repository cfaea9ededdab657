#include "linearizability/process.hpp"

#include "linearizability/history_lines.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <utility>

namespace timewright::linearizability {

std::vector<std::string> process_task::to_words() const {
    std::vector<std::string> words{connection, schema, clock, told, scenario};
    for (const std::uint64_t number :
         {in.organization.low(), static_cast<std::uint64_t>(in.opens.time_since_epoch().count()),
          in.groups, in.days, in.slots_a_day, options.seed, options.clients, options.calls_each,
          options.first_client, std::uint64_t{options.moves_clock}})
        words.push_back(std::to_string(number));
    return words;
}

process_task process_task::from_words(const std::vector<std::string>& words) {
    const auto number = [&](std::size_t at) { return std::stoull(words.at(at)); };
    return {.connection = words.at(0),
            .schema = words.at(1),
            .clock = words.at(2),
            .told = words.at(3),
            .scenario = words.at(4),
            .in = {.organization = organization_id::from_number(number(5)),
                   .opens = sys_seconds(std::chrono::seconds(number(6))),
                   .groups = number(7),
                   .days = number(8),
                   .slots_a_day = number(9)},
            .options = {.seed = number(10),
                        .clients = number(11),
                        .calls_each = number(12),
                        .first_client = number(13),
                        .moves_clock = number(14) != 0}};
}

other_process::other_process(process_task task) : task_(std::move(task)) {
    std::array<int, 2> up{};
    std::array<int, 2> down{};
    if (::pipe2(up.data(), O_CLOEXEC) != 0 || ::pipe2(down.data(), O_CLOEXEC) != 0) std::abort();
    std::vector<std::string> words = task_.to_words();
    words.insert(words.begin(), TIMEWRIGHT_PROCESS);
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    child_ = ::fork();
    if (child_ < 0) std::abort();
    if (child_ == 0) {
        ::dup2(up[1], STDOUT_FILENO);
        ::dup2(down[0], STDIN_FILENO);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(up[1]);
    ::close(down[0]);
    from_child_ = up[0];
    to_child_ = down[1];
}

other_process::~other_process() {
    ::close(from_child_);
    if (to_child_ >= 0) ::close(to_child_);
    if (child_ == 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
}

void other_process::wait_until_ready() const {
    char ready = 0;
    if (::read(from_child_, &ready, 1) != 1) {
        std::cerr << "a process of clients did not start\n";
        std::abort();
    }
}

void other_process::go() {
    ::close(to_child_); // it waits for the end of its input
    to_child_ = -1;
}

std::vector<call> other_process::finish() {
    int status = 0;
    ::waitpid(std::exchange(child_, 0), &status, 0);
    std::ifstream told(task_.told);
    if (status != 0 || !told) {
        std::cerr << "a process of clients ended with " << status << '\n';
        std::abort();
    }
    auto read = read_lines(told);
    for (call& one : read.front().calls) one.asked.organization = task_.in.organization;
    return std::move(read.front().calls);
}

} // namespace timewright::linearizability
