// Goal: our zones change when the C library says that they change, and at no other time.
// Method: `zdump -v` lists the last second before and the first second of every period. Each line's
// offset, abbreviation and daylight flag is compared, and that nothing changes between two lines of
// one period.
#include "command_output.hpp"
#include "zone_directories.hpp"

#include <timewright/time/zone.hpp>

#include <gtest/gtest.h>
#include <zoneinfo/pinned_zoneinfo.hpp>

#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>

namespace timewright {
namespace {

using std::chrono::seconds;

/// A line such as
///   FILE  Sun Mar  8 06:59:59 2026 UT = Sun Mar  8 01:59:59 2026 EST isdst=0 gmtoff=-18000
struct zdump_line {
    sys_seconds at;
    std::string abbreviation;
    bool daylight = false;
    seconds offset{0};
};

std::optional<unsigned> month_number(const std::string& name) {
    static constexpr std::array names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (unsigned i = 0; i < names.size(); ++i)
        if (name == names[i]) return i + 1;
    return std::nullopt;
}

/// Nothing for the lines about the ends of time_t, which have no civil time.
std::optional<zdump_line> read_line(const std::string& line) {
    std::istringstream fields(line);
    std::string file, weekday, month, clock, ut, equals, skipped, daylight, offset;
    unsigned day = 0;
    int year = 0;
    zdump_line read;
    fields >> file >> weekday >> month >> day >> clock >> year >> ut >> equals;
    for (int i = 0; i < 5; ++i) fields >> skipped; // the local time says what the offset says
    fields >> read.abbreviation >> daylight >> offset;
    const auto number = month_number(month);
    if (!fields || !number || ut != "UT" || offset.rfind("gmtoff=", 0) != 0) return std::nullopt;
    const auto date = std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(*number) /
                                            std::chrono::day(day));
    read.at = date + std::chrono::hours(std::stoi(clock.substr(0, 2))) +
              std::chrono::minutes(std::stoi(clock.substr(3, 2))) +
              seconds(std::stoi(clock.substr(6, 2)));
    read.daylight = daylight == "isdst=1";
    read.offset = seconds(std::stoi(offset.substr(7)));
    return read;
}

struct tally {
    std::size_t zones = 0;
    std::size_t lines = 0;
};

/// Compares every zone of a directory from 1900 to the given year.
tally compare(const zone_registry& zones, int last_year) {
    tally seen;
    for (const std::string& name : testing::different_zones(zones)) {
        const auto found = zones.find(name);
        EXPECT_TRUE(found) << name;
        if (!found) continue;
        ++seen.zones;
        testing::command_output zdump("'" TIMEWRIGHT_ZDUMP "' -v -c 1900," +
                                      std::to_string(last_year) + " '" +
                                      (zones.directory() / name).string() + "'");
        std::optional<zone_period> begun; // by the line before, when that begins a period
        std::size_t wrong = 0;
        for (std::string text; zdump.next(text) && wrong < 5;) {
            const auto line = read_line(text);
            if (!line) continue;
            ++seen.lines;
            const zone_period period = found->period_at(line->at);
            if (period.offset == line->offset && period.abbreviation == line->abbreviation &&
                period.daylight == line->daylight &&
                (!begun || *begun == period || period.begin == line->at))
                begun = period;
            else
                ADD_FAILURE() << name << ", wrong number " << ++wrong << ": zdump says " << text;
        }
        EXPECT_EQ(zdump.close(), 0) << name;
    }
    return seen;
}

TEST(Zone, ChangesWhenZdumpSaysInThePinnedReleases) {
    const tally newer = compare(testing::pinned_zones(), 2500);
    EXPECT_GE(newer.zones, 65U);
    EXPECT_GT(newer.lines, 50'000U);
    const tally older = compare(testing::older_zones(), 2100);
    EXPECT_GE(older.zones, 65U);
    EXPECT_GT(older.lines, 20'000U);
}

TEST(Zone, ChangesWhenZdumpSaysInSlimAndFatFiles) {
    for (const char* style : {"slim", "fat"}) {
        const auto zones = zone_registry::open(testing::synthetic_zoneinfo(style));
        ASSERT_TRUE(zones) << zones.error().message;
        const tally seen = compare(*zones, 2500);
        EXPECT_EQ(seen.zones, 10U);
        EXPECT_GT(seen.lines, 10'000U);
    }
}

TEST(Zone, ChangesWhenZdumpSaysInEveryZoneOfThisMachine) {
    ::unsetenv("TZDIR");
    const auto zones = zone_registry::system();
    ASSERT_TRUE(zones) << zones.error().message;
    const tally seen = compare(*zones, 2100);
    EXPECT_GT(seen.zones, 250U);
    EXPECT_GT(seen.lines, 60'000U);
}

} // namespace
} // namespace timewright
