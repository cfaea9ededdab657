#include "server/process_facts.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

namespace timewright::hosting {
namespace {

/// The fields of /proc/self/stat from the third on: the second, the name, may hold anything.
std::vector<double> numbers_of_stat() {
    std::ifstream file("/proc/self/stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return {};
    std::istringstream rest(text.substr(name_end + 1));
    std::string state;
    rest >> state;
    return {std::istream_iterator<double>(rest), {}};
}

/// When the machine started, in seconds since 1970.
double boot_time() {
    std::ifstream file("/proc/stat");
    std::string line;
    while (std::getline(file, line))
        if (line.starts_with("btime ")) return std::stod(line.substr(6));
    return 0;
}

std::uint64_t count_descriptors() {
    std::error_code ec;
    std::uint64_t found = 0;
    for (std::filesystem::directory_iterator at("/proc/self/fd", ec), end; !ec && at != end;
         at.increment(ec))
        ++found;
    return found;
}

} // namespace

process_facts read_process_facts() {
    process_facts made;
    // Numbers of proc(5), less the three that were read already and the one where it begins.
    constexpr std::size_t user_ticks = 14 - 4;
    constexpr std::size_t system_ticks = 15 - 4;
    constexpr std::size_t start_ticks = 22 - 4;
    constexpr std::size_t virtual_bytes = 23 - 4;
    constexpr std::size_t resident_pages = 24 - 4;
    const std::vector<double> stat = numbers_of_stat();
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    if (stat.size() > resident_pages && ticks > 0) {
        made.processor_seconds = (stat[user_ticks] + stat[system_ticks]) / ticks;
        made.started_at = boot_time() + stat[start_ticks] / ticks;
        made.virtual_bytes = static_cast<std::uint64_t>(stat[virtual_bytes]);
        made.resident_bytes = static_cast<std::uint64_t>(stat[resident_pages]) *
                              static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    }
    made.open_descriptors = count_descriptors();
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) made.descriptors_max = limit.rlim_cur;
    return made;
}

} // namespace timewright::hosting
