#include "zone_directories.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

namespace timewright::testing {

namespace fs = std::filesystem;

namespace {

/// A directory for everything that one run compiles.
class scratch {
  public:
    scratch() {
        std::string pattern = (fs::temp_directory_path() / "timewright-zic-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~scratch() { fs::remove_all(path_); }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;

    [[nodiscard]] fs::path next() { return path_ / std::to_string(count_++); }

  private:
    fs::path path_;
    int count_ = 0;
};

} // namespace

fs::path compile_zones(const std::string& options, const fs::path& source) {
    static scratch room;
    const fs::path target = room.next();
    const std::string command = "'" TIMEWRIGHT_ZIC "' " + options + " -d '" + target.string() +
                                "' '" + source.string() + "' 2>&1";
    return std::system(command.c_str()) == 0 ? target : fs::path();
}

fs::path synthetic_zoneinfo(const std::string& style) {
    static std::map<std::string, fs::path> made;
    const auto [at, is_new] = made.try_emplace(style);
    if (is_new) {
        at->second = compile_zones(
            "-b " + style, fs::path(TIMEWRIGHT_TESTS_DIR) / "differential/time/synthetic.zi");
        // What a registry knows a zone database by.
        if (!at->second.empty()) std::ofstream(at->second / "+VERSION") << "synthetic\n";
    }
    return at->second;
}

std::vector<std::string> different_zones(const zone_registry& zones) {
    std::set<std::string> seen;
    std::vector<std::string> names;
    for (const std::string& name : zones.names()) {
        std::ifstream in(zones.directory() / name, std::ios::binary);
        if (seen.emplace(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>())
                .second)
            names.push_back(name);
    }
    return names;
}

} // namespace timewright::testing
