#include "linearizability/judged.hpp"

#include "linearizability/history_lines.hpp"
#include "temporary_directory.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

namespace timewright::linearizability {

verdict judge_by_porcupine(std::span<const history> told) {
    const temporary_directory place;
    const std::filesystem::path file = place.path() / "histories.jsonl";
    {
        std::ofstream out(file);
        for (const history& one : told) write_lines(one, out);
    }
    const std::string command = std::string(TIMEWRIGHT_JUDGE) + " " + file.string() + " 2>&1";
    std::FILE* const judge = ::popen(command.c_str(), "r");
    if (judge == nullptr) return {.said = "the judge does not start"};
    verdict found;
    std::array<char, 512> buffer{};
    while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), judge) != nullptr)
        found.said += buffer.data();
    const int status = ::pclose(judge);
    found.linearizable = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return found;
}

std::string keep(const history& told) {
    const char* place = std::getenv("TIMEWRIGHT_KEEP");
    std::string name = name_of(told) + ".jsonl";
    std::replace(name.begin(), name.end(), ' ', '_');
    const std::filesystem::path file = std::filesystem::path(place == nullptr ? "." : place) / name;
    std::ofstream out(file);
    write_lines(told, out);
    return file.string();
}

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

} // namespace timewright::linearizability
