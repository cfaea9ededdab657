// Goal: our zones say what an independent reader of the same files says.
// Method: zones_by_python.py prints offsets, abbreviations and both readings of local times as
// Python's zoneinfo sees the pinned zones; every line is compared.
#include <timewright/time/zone.hpp>

#include <gtest/gtest.h>
#include <zoneinfo/pinned_zoneinfo.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

namespace timewright {
namespace {

using std::chrono::seconds;

/// Runs the command and hands out its output line by line.
class command_output {
  public:
    explicit command_output(const std::string& command) : pipe_(::popen(command.c_str(), "r")) {}
    ~command_output() {
        if (pipe_ != nullptr) ::pclose(pipe_);
    }
    command_output(const command_output&) = delete;
    command_output& operator=(const command_output&) = delete;

    bool next(std::string& line) {
        std::array<char, 512> buffer{};
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

local_resolution expected_resolution(std::int64_t local, std::int64_t fold_0, std::int64_t fold_1) {
    const local_kind kind = fold_0 == fold_1  ? local_kind::unique
                            : fold_0 > fold_1 ? local_kind::repeated
                                              : local_kind::skipped;
    return {kind, sys_seconds{seconds{local - fold_0}}, sys_seconds{seconds{local - fold_1}}};
}

TEST(Zone, AgreesWithPythonsZoneinfoOnInstantsAndLocalTimes) {
    command_output python("python3 '" TIMEWRIGHT_TESTS_DIR
                          "/differential/time/zones_by_python.py' '" +
                          testing::pinned_zoneinfo().string() + "'");
    zone current;
    std::size_t zones = 0;
    std::size_t instants = 0;
    std::size_t locals = 0;
    std::size_t without_answer = 0;
    std::size_t wrong = 0;
    zone_hint hint;
    for (std::string line; python.next(line) && wrong < 50;) {
        std::istringstream fields(line);
        std::string kind;
        fields >> kind;
        if (kind == "zone") {
            std::string name;
            fields >> name;
            current = testing::pinned_zone(name);
            ++zones;
            continue;
        }
        if (kind == "x") {
            ++without_answer;
            continue;
        }
        bool right = false;
        std::int64_t at = 0;
        std::int64_t offset = 0;
        if (kind == "u") {
            std::string abbreviation;
            fields >> at >> offset >> abbreviation;
            const sys_seconds t{seconds{at}};
            const zone_period period = current.period_at(t);
            right = period.offset == seconds{offset} && period.abbreviation == abbreviation &&
                    period.begin <= t && t < period.end && current.offset_at(t) == period.offset &&
                    current.offset_at(t, hint) == period.offset;
            ++instants;
        } else {
            std::int64_t second_offset = 0;
            fields >> at >> offset >> second_offset;
            right = current.resolve(local_seconds{seconds{at}}) ==
                    expected_resolution(at, offset, second_offset);
            ++locals;
        }
        if (!right) {
            ++wrong;
            ADD_FAILURE() << current.name() << ": Python says " << line;
        }
    }
    EXPECT_EQ(python.close(), 0);
    EXPECT_EQ(zones, testing::pinned_zones().names().size());
    EXPECT_LT(without_answer, 10U);
    EXPECT_GT(instants, 50'000U);
    EXPECT_GT(locals, 100'000U);
}

} // namespace
} // namespace timewright
