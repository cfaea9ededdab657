// Goal: what zic compiles is read as its source means it, slim or fat, and what is not for us is
// refused.
// Method: synthetic.zi has one zone for each oddity; each is compiled both ways, both are compared
// with each other over six centuries, and each oddity is looked at by hand. Files with leap seconds
// and cut files come from the same source.
#include "zone_directories.hpp"

#include <timewright/time/civil.hpp>
#include <timewright/time/zone.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace timewright {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

sys_seconds utc(const char* text) { return *parse_rfc3339(text); }
local_seconds local(const char* text) { return *parse_local(text); }

std::string bytes_of_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The same zone, once of each style.
class CompiledByZic : public ::testing::TestWithParam<const char*> {
  protected:
    [[nodiscard]] static zone synthetic(const std::string& name) {
        return *zone_registry::open(testing::synthetic_zoneinfo(GetParam()))->find(name);
    }
};

INSTANTIATE_TEST_SUITE_P(Styles, CompiledByZic, ::testing::Values("slim", "fat"),
                         [](const auto& style) { return std::string(style.param); });

TEST_P(CompiledByZic, AGapMayLastHalfAnHour) {
    const zone z = synthetic("Test/Half_Hour_Gap");
    // On 2026-03-29 the clocks go from 02:00 (+10:30) to 02:30 (+11:00).
    EXPECT_EQ(z.resolve(local("2026-03-29T02:15:00")),
              (local_resolution{local_kind::skipped, utc("2026-03-28T15:45:00Z"),
                                utc("2026-03-28T15:15:00Z")}));
    EXPECT_EQ(z.resolve(local("2026-03-29T02:30:00")).kind, local_kind::unique);
    EXPECT_EQ(z.resolve(local("2100-10-31T01:45:00")).kind, local_kind::repeated);
}

TEST_P(CompiledByZic, ADayMayBeSkipped) {
    const zone z = synthetic("Test/Skipped_Day");
    const local_resolution noon = z.resolve(local("2011-12-30T12:00:00"));
    EXPECT_EQ(noon.kind, local_kind::skipped);
    EXPECT_EQ(noon.first - noon.second, 24h);
    EXPECT_EQ(z.to_local(noon.first), local("2011-12-31T12:00:00"));
    EXPECT_EQ(z.to_local(noon.second), local("2011-12-29T12:00:00"));
    EXPECT_EQ(z.resolve(local("2011-12-29T23:59:59")).kind, local_kind::unique);
    EXPECT_EQ(z.resolve(local("2011-12-31T00:00:00")).kind, local_kind::unique);
}

TEST_P(CompiledByZic, ADayMayBeSeenTwice) {
    const zone z = synthetic("Test/Repeated_Day");
    const local_resolution noon = z.resolve(local("2011-12-29T12:00:00"));
    EXPECT_EQ(noon.kind, local_kind::repeated);
    EXPECT_EQ(noon.second - noon.first, 24h);
}

TEST_P(CompiledByZic, MidnightMayBeSkippedAndSeenTwice) {
    const zone z = synthetic("Test/Midnight_Gap");
    const local_resolution begin = z.resolve(local("2026-04-05T00:00:00"));
    EXPECT_EQ(begin.kind, local_kind::skipped);
    EXPECT_EQ(z.to_local(begin.first), local("2026-04-05T01:00:00"));
    EXPECT_EQ(z.resolve(local("2026-09-05T23:30:00")).kind, local_kind::repeated);
    EXPECT_EQ(z.resolve(local("2090-04-02T00:30:00")).kind, local_kind::skipped);
}

TEST_P(CompiledByZic, DaylightTimeMayBeBehindStandardTime) {
    const zone z = synthetic("Test/Negative_Daylight");
    const zone_period winter = z.period_at(utc("2026-12-01T00:00:00Z"));
    EXPECT_EQ(winter.offset, 0h);
    EXPECT_TRUE(winter.daylight);
    EXPECT_EQ(winter.abbreviation, "XWT");
    const zone_period summer = z.period_at(utc("2090-07-01T00:00:00Z"));
    EXPECT_EQ(summer.offset, 1h);
    EXPECT_FALSE(summer.daylight);
}

TEST_P(CompiledByZic, ChangesMayLieOutsideOfTheirDay) {
    const zone late = synthetic("Test/Late_Hours");
    // 50 hours after the last Thursday of March 2099, the 26th, began: Saturday 02:00 (+02:00).
    EXPECT_EQ(late.next_transition(utc("2099-01-01T00:00:00Z")), utc("2099-03-28T00:00:00Z"));
    const zone early = synthetic("Test/Early_Hours");
    // Two hours before the last Sunday of March 2099, the 29th: Saturday 22:00 (-03:00).
    EXPECT_EQ(early.next_transition(utc("2099-01-01T00:00:00Z")), utc("2099-03-29T01:00:00Z"));
}

TEST_P(CompiledByZic, NamesMayChangeAlone) {
    const zone z = synthetic("Test/Renamed");
    EXPECT_EQ(z.period_at(utc("2004-12-31T20:59:59Z")).abbreviation, "OLD");
    EXPECT_EQ(z.period_at(utc("2004-12-31T21:00:00Z")).abbreviation, "NEW");
    EXPECT_FALSE(z.next_transition(utc("1900-01-01T00:00:00Z")));
    EXPECT_EQ(synthetic("Test/Alias").period_at({}), z.period_at({}));
}

TEST_P(CompiledByZic, TwoChangesMayLieWithinAnHour) {
    const zone z = synthetic("Test/Hasty");
    // 00:00 +01 becomes 01:00 +02; half an hour later 01:30 +02 becomes 23:30 +00 of May 31.
    EXPECT_EQ(z.resolve(local("2005-06-01T00:30:00")).kind, local_kind::unique);
    EXPECT_EQ(z.to_instant(local("2005-06-01T00:30:00")), utc("2005-06-01T00:30:00Z"));
    EXPECT_EQ(z.resolve(local("2005-06-01T01:15:00")),
              (local_resolution{local_kind::repeated, utc("2005-05-31T23:15:00Z"),
                                utc("2005-06-01T01:15:00Z")}));
    EXPECT_EQ(z.resolve(local("2005-05-31T23:45:00")).kind, local_kind::repeated);
}

TEST(CompiledByZicBothWays, SlimAndFatShowTheSame) {
    const auto slim = zone_registry::open(testing::synthetic_zoneinfo("slim"));
    const auto fat = zone_registry::open(testing::synthetic_zoneinfo("fat"));
    ASSERT_TRUE(slim && fat);
    ASSERT_EQ(slim->names(), fat->names());
    std::size_t periods = 0;
    std::size_t longer = 0;
    for (const std::string& name : slim->names()) {
        longer += fs::file_size(fat->directory() / name) > fs::file_size(slim->directory() / name);
        const zone a = *slim->find(name);
        const zone b = *fat->find(name);
        for (sys_seconds t = utc("1900-01-01T00:00:00Z"); t < utc("2500-01-01T00:00:00Z");) {
            const zone_period period = a.period_at(t);
            ASSERT_EQ(b.period_at(t), period) << name;
            ++periods;
            if (period.end == sys_seconds::max()) break;
            t = period.end;
        }
    }
    EXPECT_EQ(longer, slim->names().size()); // they are not the same files
    EXPECT_GT(periods, 6'000U);
}

TEST(CompiledByZicBothWays, VersionsTwoAndThreeAreMet) {
    std::string versions;
    for (const char* name : {"Test/Midnight_Gap", "Test/Early_Hours"})
        versions += bytes_of_file(testing::synthetic_zoneinfo("slim") / name).at(4);
    EXPECT_EQ(versions, "23"); // hours before the day need version 3
}

TEST(CompiledByZicBothWays, FilesWithLeapSecondsAreRefused) {
    const fs::path source = fs::path(TIMEWRIGHT_TESTS_DIR) / "differential/time/synthetic.zi";
    const fs::path leaps = testing::synthetic_zoneinfo("slim") / "leaps";
    std::ofstream(leaps) << "Leap 2016 Dec 31 23:59:60 + S\n";
    for (const char* style : {"slim", "fat"}) {
        const fs::path right = testing::compile_zones(
            std::string("-b ") + style + " -L '" + leaps.string() + "'", source);
        ASSERT_FALSE(right.empty());
        std::ofstream(right / "+VERSION") << "synthetic\n";
        const auto z = zone_registry::open(right)->find("Test/Midnight_Gap");
        ASSERT_FALSE(z);
        EXPECT_EQ(z.error().code, errc::unsupported);
        EXPECT_NE(z.error().message.find("counts leap seconds"), std::string::npos)
            << z.error().message;
    }
}

TEST(CompiledByZicBothWays, FilesThatAreCutAreReadAsFarAsTheyGo) {
    // From 2020 to 2030, and no rule for later: then the last offset stays.
    const fs::path cut =
        testing::compile_zones("-b slim -r @1577836800/@1893456000",
                               fs::path(TIMEWRIGHT_TESTS_DIR) / "differential/time/synthetic.zi");
    ASSERT_FALSE(cut.empty());
    std::ofstream(cut / "+VERSION") << "synthetic\n";
    const auto z = zone_registry::open(cut)->find("Test/Midnight_Gap");
    ASSERT_TRUE(z) << z.error().message;
    EXPECT_EQ(z->period_at(utc("2026-07-01T00:00:00Z")).abbreviation, "EEST");
    const auto change = z->next_transition(utc("2029-09-01T00:00:00Z"));
    ASSERT_TRUE(change);
    EXPECT_FALSE(z->next_transition(*change));
}

} // namespace
} // namespace timewright
