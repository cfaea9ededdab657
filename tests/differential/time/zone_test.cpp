// Goal: our zones say what an independent reader of the same files says.
// Method: zones_by_python.py prints offsets, abbreviations and both readings of local times as
// Python's zoneinfo sees the zones of a directory; every line is compared. The directories are the
// pinned releases, files that zic made both ways, and all zones of this machine.
#include "command_output.hpp"
#include "zone_directories.hpp"

#include <timewright/time/zone.hpp>

#include <gtest/gtest.h>
#include <zoneinfo/pinned_zoneinfo.hpp>

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

namespace timewright {
namespace {

using std::chrono::seconds;

local_resolution expected_resolution(std::int64_t local, std::int64_t fold_0, std::int64_t fold_1) {
    const local_kind kind = fold_0 == fold_1  ? local_kind::unique
                            : fold_0 > fold_1 ? local_kind::repeated
                                              : local_kind::skipped;
    return {kind, sys_seconds{seconds{local - fold_0}}, sys_seconds{seconds{local - fold_1}}};
}

/// How much was compared.
struct tally {
    std::size_t zones = 0;
    std::size_t unreadable = 0; // by Python
    std::size_t instants = 0;
    std::size_t locals = 0;
    std::size_t without_answer = 0;
};

bool says_the_same(const zone& ours, const std::string& kind, std::istringstream& fields,
                   zone_hint& hint) {
    std::int64_t at = 0;
    std::int64_t offset = 0;
    if (kind == "l") {
        std::int64_t second_offset = 0;
        fields >> at >> offset >> second_offset;
        return ours.resolve(local_seconds{seconds{at}}) ==
               expected_resolution(at, offset, second_offset);
    }
    std::string abbreviation;
    fields >> at >> offset >> abbreviation;
    const sys_seconds t{seconds{at}};
    const zone_period period = ours.period_at(t);
    return period.offset == seconds{offset} && period.abbreviation == abbreviation &&
           period.begin <= t && t < period.end && ours.offset_at(t) == period.offset &&
           ours.offset_at(t, hint) == period.offset;
}

tally compare(const zone_registry& zones) {
    testing::command_output python("python3 '" TIMEWRIGHT_TESTS_DIR
                                   "/differential/time/zones_by_python.py' '" +
                                   zones.directory().string() + "'");
    tally seen;
    zone current;
    zone_hint hint;
    std::size_t wrong = 0;
    for (std::string line; python.next(line) && wrong < 50;) {
        std::istringstream fields(line);
        std::string kind;
        fields >> kind;
        if (kind == "zone") {
            std::string name;
            fields >> name;
            current = *zones.find(name);
            ++seen.zones;
        } else if (kind == "close") {
            ++seen.unreadable;
        } else if (kind == "x") {
            ++seen.without_answer;
        } else {
            ++(kind == "u" ? seen.instants : seen.locals);
            if (says_the_same(current, kind, fields, hint)) continue;
            ++wrong;
            ADD_FAILURE() << current.name() << ": Python says " << line;
        }
    }
    EXPECT_EQ(python.close(), 0);
    return seen;
}

TEST(Zone, AgreesWithPythonsZoneinfoOnThePinnedReleases) {
    for (const zone_registry* zones : {&testing::pinned_zones(), &testing::older_zones()}) {
        const tally seen = compare(*zones);
        EXPECT_EQ(seen.zones, testing::different_zones(*zones).size());
        EXPECT_LT(seen.without_answer, 10U);
        EXPECT_GT(seen.instants, 45'000U);
        EXPECT_GT(seen.locals, 95'000U);
    }
}

TEST(Zone, AgreesWithPythonsZoneinfoOnSlimAndFatFiles) {
    for (const char* style : {"slim", "fat"}) {
        const auto zones = zone_registry::open(testing::synthetic_zoneinfo(style));
        ASSERT_TRUE(zones) << zones.error().message;
        const tally seen = compare(*zones);
        EXPECT_EQ(seen.zones, 9U);
        EXPECT_EQ(seen.unreadable, 1U); // Test/Hasty
        EXPECT_LT(seen.without_answer, 10U);
        EXPECT_GT(seen.instants, 5'000U);
        EXPECT_GT(seen.locals, 10'000U);
    }
}

TEST(Zone, AgreesWithPythonsZoneinfoOnEveryZoneOfThisMachine) {
    ::unsetenv("TZDIR");
    const auto zones = zone_registry::system();
    ASSERT_TRUE(zones) << zones.error().message;
    const tally seen = compare(*zones);
    EXPECT_EQ(seen.zones, testing::different_zones(*zones).size());
    EXPECT_LT(seen.without_answer, 40U);
    EXPECT_GT(seen.instants, 150'000U);
    EXPECT_GT(seen.locals, 300'000U);
}

} // namespace
} // namespace timewright
