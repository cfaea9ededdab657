/// @file
/// Runs another program and hands out what it prints, line by line.
#pragma once

#include <array>
#include <cstdio>
#include <string>

namespace timewright::testing {

class command_output {
  public:
    explicit command_output(const std::string& command) : pipe_(::popen(command.c_str(), "r")) {}
    ~command_output() {
        if (pipe_ != nullptr) ::pclose(pipe_);
    }
    command_output(const command_output&) = delete;
    command_output& operator=(const command_output&) = delete;

    bool next(std::string& line) {
        std::array<char, 1024> buffer{};
        if (pipe_ == nullptr || std::fgets(buffer.data(), buffer.size(), pipe_) == nullptr)
            return false;
        line = buffer.data();
        return true;
    }
    /// The exit status, when all has been read.
    int close() {
        std::FILE* pipe = pipe_;
        pipe_ = nullptr;
        return pipe == nullptr ? -1 : ::pclose(pipe);
    }

  private:
    std::FILE* pipe_;
};

} // namespace timewright::testing
