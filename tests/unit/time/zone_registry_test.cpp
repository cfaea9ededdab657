// Goal: zones are found by their exact names and nothing else is opened; what is not found is said
// with the name that was probably meant.
// Method: the pinned zoneinfo; small directories made for the odd cases; hostile names.
#include "tzif_builder.hpp"

#include <timewright/time/zone_registry.hpp>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zoneinfo/pinned_zoneinfo.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace timewright {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using testing::pinned_zoneinfo;
using testing::pinned_zones;

bool says(const error& e, const std::string& part) {
    return e.message.find(part) != std::string::npos;
}

/// A directory of its own for one test, removed afterwards.
class temporary_directory {
  public:
    temporary_directory() {
        std::string pattern = (fs::temp_directory_path() / "timewright-zones-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~temporary_directory() { fs::remove_all(path_); }
    temporary_directory(const temporary_directory&) = delete;
    temporary_directory& operator=(const temporary_directory&) = delete;

    [[nodiscard]] const fs::path& path() const noexcept { return path_; }
    void write(const std::string& name, const std::string& bytes) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << bytes;
    }

  private:
    fs::path path_;
};

/// Sets an environment variable, and sets it back.
class environment {
  public:
    environment(const char* name, const std::string& value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before;
        ::setenv(name, value.c_str(), 1);
    }
    ~environment() {
        if (before_) {
            ::setenv(name_, before_->c_str(), 1);
        } else {
            ::unsetenv(name_);
        }
    }
    environment(const environment&) = delete;
    environment& operator=(const environment&) = delete;

  private:
    const char* name_;
    std::optional<std::string> before_;
};

TEST(ZoneRegistry, FindsZonesByTheirIanaNames) {
    for (const char* name : {"Europe/Lisbon", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+12",
                             "Etc/GMT-14", "US/Eastern"}) {
        const auto z = pinned_zones().find(name);
        ASSERT_TRUE(z) << z.error().message;
        EXPECT_EQ(z->name(), name);
    }
}

TEST(ZoneRegistry, LinksKeepTheNameThatWasAskedFor) {
    const zone link = *pinned_zones().find("US/Eastern");
    const zone target = *pinned_zones().find("America/New_York");
    EXPECT_EQ(link.name(), "US/Eastern");
    EXPECT_NE(link, target);
    const sys_seconds t = *parse_rfc3339("2026-07-01T00:00:00Z");
    EXPECT_EQ(link.period_at(t), target.period_at(t));
}

TEST(ZoneRegistry, UnknownZonesAreErrorsThatNameTheNearest) {
    const struct {
        const char* wanted;
        const char* message;
    } table[] = {
        {"europe/lisbon", "there is no time zone \"europe/lisbon\"; did you mean Europe/Lisbon?"},
        {"America/New York", "did you mean America/New_York?"},
        {"Berlin", "did you mean Europe/Berlin?"},
        {"Amerika/Los_Angeles", "did you mean America/Los_Angeles?"},
        {"Europe/Lisboa", "did you mean Europe/Lisbon?"},
        {"W. Europe Standard Time", "it is the name that Windows gives to Europe/Berlin"},
        {"Mars/Olympus_Mons", "names look like Europe/Lisbon, America/New_York or UTC"},
        {"Europe", "there is no time zone \"Europe\""}, // a directory
        {"+VERSION", "there is no time zone \"+VERSION\""},
    };
    for (const auto& row : table) {
        const auto z = pinned_zones().find(row.wanted);
        ASSERT_FALSE(z) << row.wanted;
        EXPECT_EQ(z.error().code, errc::unknown_zone);
        EXPECT_TRUE(says(z.error(), row.message)) << z.error().message;
    }
}

TEST(ZoneRegistry, NamesNeverLeaveTheDirectory) {
    temporary_directory outer;
    outer.write("secret", testing::tzif_builder{}.file());
    outer.write("zones/UTC", testing::tzif_builder{}.file());
    const zone_registry zones = *zone_registry::open(outer.path() / "zones");
    ASSERT_TRUE(zones.find("UTC"));
    for (const std::string& name :
         {std::string("../secret"), std::string("UTC/../../secret"), std::string("./UTC"),
          std::string("/etc/localtime"), (outer.path() / "secret").string(), std::string("UTC/"),
          std::string("//UTC"), std::string("Europe//Lisbon"), std::string(""), std::string("."),
          std::string(".."), std::string("..\\secret"), std::string("UTC\0/../secret", 14),
          std::string("UTC\n"), std::string("%2e%2e/secret"), std::string("C:UTC"),
          std::string(100'000, 'A'), std::string(1'000, '/')}) {
        const auto z = zones.find(name);
        ASSERT_FALSE(z) << name;
        EXPECT_EQ(z.error().code, errc::unknown_zone);
        EXPECT_LT(z.error().message.size(), 300U);
        EXPECT_EQ(z.error().message.find('\n'), std::string::npos);
    }
}

TEST(ZoneRegistry, ZonesThatCountLeapSecondsAreRefused) {
    temporary_directory zoneinfo;
    testing::tzif_builder leaping;
    leaping.leap_seconds = 1;
    zoneinfo.write("UTC", testing::tzif_builder{}.file());
    zoneinfo.write("right/UTC", leaping.file());
    zoneinfo.write("posix/UTC", testing::tzif_builder{}.file());
    zoneinfo.write("Leaping", leaping.file());
    const zone_registry zones = *zone_registry::open(zoneinfo.path());
    EXPECT_EQ(zones.find("right/UTC").error().code, errc::unsupported);
    EXPECT_EQ(zones.find("Leaping").error().code, errc::unsupported);
    EXPECT_TRUE(says(zones.find("right/UTC").error(), "leap seconds"));
    EXPECT_EQ(zones.find("posix/UTC")->name(), "posix/UTC");
}

TEST(ZoneRegistry, DamagedAndForeignFilesAreTold) {
    temporary_directory zoneinfo;
    const std::string good = testing::tzif_builder{}.file();
    zoneinfo.write("UTC", good);
    zoneinfo.write("Damaged", good.substr(0, good.size() - 3));
    zoneinfo.write("Empty", "");
    zoneinfo.write("zone.tab", "# tab-separated list of zones\n");
    zoneinfo.write("Huge", "TZif" + std::string(zone_registry::file_bytes_max, '\0'));
    zoneinfo.write("localtime", good);
    ::mkfifo((zoneinfo.path() / "Pipe").c_str(), 0600);
    const zone_registry zones = *zone_registry::open(zoneinfo.path());
    EXPECT_EQ(zones.find("Damaged").error().code, errc::corrupt_data);
    EXPECT_EQ(zones.find("Empty").error().code, errc::corrupt_data);
    EXPECT_EQ(zones.find("Huge").error().code, errc::limit_reached);
    EXPECT_EQ(zones.find("zone.tab").error().code, errc::unknown_zone);
    EXPECT_EQ(zones.find("Pipe").error().code, errc::unknown_zone);      // and it does not wait
    EXPECT_EQ(zones.find("localtime").error().code, errc::unknown_zone); // it is no zone's name
    EXPECT_EQ(zones.names(), (std::vector<std::string>{"Damaged", "Huge", "UTC"}));
    // A failure is not kept: the file may be mended.
    zoneinfo.write("Damaged", good);
    EXPECT_TRUE(zones.find("Damaged"));
}

TEST(ZoneRegistry, ZonesAreReadOnceAndThenKept) {
    temporary_directory zoneinfo;
    zoneinfo.write("UTC", testing::tzif_builder{}.file());
    const zone_registry zones = *zone_registry::open(zoneinfo.path());
    const zone first = *zones.find("UTC");
    fs::remove(zoneinfo.path() / "UTC");
    const zone_registry copy = zones;
    EXPECT_EQ(*copy.find("UTC"), first);
}

TEST(ZoneRegistry, ReloadingGivesANewSnapshotAndOldZonesStayAsTheyAre) {
    temporary_directory zoneinfo;
    testing::tzif_builder east;
    east.kinds = {{3600, false, 0}};
    east.names = std::string("CET\0", 4);
    east.footer = "\nCET-1\n";
    zoneinfo.write("+VERSION", "2025b");
    zoneinfo.write("Here", testing::tzif_builder{}.file());
    zoneinfo.write("There", testing::tzif_builder{}.file());
    const zone_registry old = *zone_registry::open(zoneinfo.path());
    const zone before = *old.find("Here");
    EXPECT_FALSE(old.is_outdated());

    zoneinfo.write("Here", east.file());
    zoneinfo.write("+VERSION", "2026f and later");
    EXPECT_TRUE(old.is_outdated());
    const zone_registry fresh = *old.reload();
    EXPECT_FALSE(fresh.is_outdated());
    EXPECT_EQ(old.tzdata_version(), "2025b");
    EXPECT_EQ(fresh.tzdata_version(), "2026f");
    EXPECT_EQ(fresh.find("Here")->offset_at({}), 1h);
    EXPECT_EQ(*old.find("Here"), before);
    EXPECT_EQ(before.offset_at({}), 0h);
    EXPECT_NE(*fresh.find("Here"), before);
}

TEST(ZoneRegistry, ZonesOfTwoReleasesAreNeverMixed) {
    temporary_directory zoneinfo;
    zoneinfo.write("+VERSION", "2025b");
    zoneinfo.write("Here", testing::tzif_builder{}.file());
    const zone_registry old = *zone_registry::open(zoneinfo.path());
    zoneinfo.write("+VERSION", "2026f and later");
    const auto refused = old.find("Here");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::unavailable);
    EXPECT_TRUE(says(refused.error(),
                     "was given another release of the database (2026f; opened "
                     "was 2025b); open it again"))
        << refused.error().message;
    // The next snapshot reads it.
    EXPECT_TRUE(old.reload()->find("Here"));
}

TEST(ZoneRegistry, ReloadingADirectoryThatIsGoneIsAnError) {
    std::optional<zone_registry> zones;
    {
        temporary_directory zoneinfo;
        zoneinfo.write("UTC", testing::tzif_builder{}.file());
        zones = *zone_registry::open(zoneinfo.path());
        ASSERT_TRUE(zones->find("UTC"));
    }
    EXPECT_TRUE(zones->is_outdated());
    const auto fresh = zones->reload();
    ASSERT_FALSE(fresh);
    EXPECT_EQ(fresh.error().code, errc::unavailable);
    EXPECT_TRUE(zones->find("UTC")); // was read, stays
}

TEST(ZoneRegistry, BothPinnedReleasesHoldTheSameZones) {
    EXPECT_EQ(testing::older_zones().tzdata_version(), testing::older_tzdata_version);
    EXPECT_EQ(testing::older_zones().names(), pinned_zones().names());
}

TEST(ZoneRegistry, NamesAreSortedAndAllFound) {
    const std::vector<std::string> names = pinned_zones().names();
    EXPECT_GT(names.size(), 60U);
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
    for (const std::string& name : names) EXPECT_TRUE(pinned_zones().find(name)) << name;
    EXPECT_EQ(std::count(names.begin(), names.end(), "+VERSION"), 0);
}

TEST(ZoneRegistry, WindowsNamesLeadToIanaZones) {
    const struct {
        const char* windows;
        const char* iana;
    } table[] = {
        {"W. Europe Standard Time", "Europe/Berlin"},
        {"GMT Standard Time", "Europe/London"},
        {"Romance Standard Time", "Europe/Paris"},
        {"Eastern Standard Time", "America/New_York"},
        {"Pacific Standard Time", "America/Los_Angeles"},
        {"Tokyo Standard Time", "Asia/Tokyo"},
        {"India Standard Time", "Asia/Kolkata"}, // CLDR says Asia/Calcutta
        {"UTC", "Etc/UTC"},
    };
    for (const auto& row : table) {
        const auto z = pinned_zones().find_windows(row.windows);
        ASSERT_TRUE(z) << z.error().message;
        EXPECT_EQ(z->name(), row.iana);
    }
}

TEST(ZoneRegistry, WindowsNamesThatAreNoneAreErrors) {
    const auto custom = pinned_zones().find_windows("Customized Time Zone");
    ASSERT_FALSE(custom);
    EXPECT_EQ(custom.error().code, errc::unknown_zone);
    EXPECT_TRUE(says(custom.error(), "Windows has no time zone \"Customized Time Zone\""));
    const auto lower = pinned_zones().find_windows("tokyo standard time");
    ASSERT_FALSE(lower);
    EXPECT_TRUE(says(lower.error(), "did you mean Tokyo Standard Time?"));
    EXPECT_FALSE(pinned_zones().find_windows(""));
    EXPECT_FALSE(pinned_zones().find_windows(std::string(1'000'000, 'x')));
    EXPECT_FALSE(pinned_zones().find_windows("Europe/Berlin"));
}

TEST(ZoneRegistry, OldNamesStandInWhereTheDatabaseIsOld) {
    temporary_directory zoneinfo;
    zoneinfo.write("UTC", testing::tzif_builder{}.file());
    zoneinfo.write("Europe/Kiev", testing::tzif_builder{}.file());
    const zone_registry zones = *zone_registry::open(zoneinfo.path());
    EXPECT_EQ(zones.find_windows("FLE Standard Time")->name(), "Europe/Kiev");
    EXPECT_EQ(pinned_zones().find_windows("FLE Standard Time")->name(), "Europe/Kyiv");
}

TEST(ZoneRegistry, ReleaseIsReadFromTheDatabase) {
    EXPECT_EQ(pinned_zones().tzdata_version(), testing::pinned_tzdata_version);
    const auto release = [](const std::string& file, const std::string& text) {
        temporary_directory zoneinfo;
        zoneinfo.write("UTC", testing::tzif_builder{}.file());
        zoneinfo.write(file, text);
        return zone_registry::open(zoneinfo.path())->tzdata_version();
    };
    EXPECT_EQ(
        release("tzdata.zi", "# version 2025b\n# This zic input file is in the public domain"),
        "2025b");
    EXPECT_EQ(release("+VERSION", "2024a\n"), "2024a");
    EXPECT_EQ(release("+VERSION", ""), "unknown");
    EXPECT_EQ(release("+VERSION", "\x1b[31mred"), "unknown");
    EXPECT_EQ(release("tzdata.zi", "R d 1916 o - Jun 14 23s 1 S"), "unknown");
    EXPECT_EQ(release("other", "2024a"), "unknown");
}

TEST(ZoneRegistry, OpensOnlyZoneDatabases) {
    temporary_directory nothing;
    for (const fs::path& path :
         {nothing.path(), nothing.path() / "missing", pinned_zoneinfo() / "UTC", fs::path("")}) {
        const auto zones = zone_registry::open(path);
        ASSERT_FALSE(zones) << path;
        EXPECT_EQ(zones.error().code, errc::unavailable);
        EXPECT_TRUE(says(zones.error(), "install tzdata"));
    }
}

TEST(ZoneRegistry, SystemFollowsTzdir) {
    {
        const environment tzdir("TZDIR", pinned_zoneinfo().string());
        const auto zones = zone_registry::system();
        ASSERT_TRUE(zones);
        EXPECT_EQ(zones->directory(), pinned_zoneinfo());
    }
    const environment tzdir("TZDIR", "/nowhere");
    EXPECT_FALSE(zone_registry::system());
}

TEST(ZoneRegistry, SystemsOwnDatabaseIsWhole) {
    const environment tzdir("TZDIR", ""); // as if it were not set
    const auto zones = zone_registry::system();
    ASSERT_TRUE(zones) << zones.error().message;
    std::cout << "this system has tzdata " << zones->tzdata_version() << " in "
              << zones->directory().string() << "; the tests use " << testing::pinned_tzdata_version
              << "\n";
    RecordProperty("system_tzdata", zones->tzdata_version());
    const std::vector<std::string> names = zones->names();
    EXPECT_GT(names.size(), 300U);
    for (const std::string& name : names) {
        const auto z = zones->find(name);
        EXPECT_TRUE(z) << z.error().message;
    }
}

TEST(ZoneRegistry, ThreadsMayAskAtTheSameTime) {
    const zone_registry zones = *zone_registry::open(pinned_zoneinfo());
    std::vector<std::thread> askers;
    std::vector<std::size_t> found(4, 0);
    for (std::size_t& count : found) {
        askers.emplace_back([&count, zones] {
            for (const std::string& name : zones.names()) count += zones.find(name) ? 1U : 0U;
            count += zones.find("Nowhere") ? 1U : 0U;
        });
    }
    for (std::thread& asker : askers) asker.join();
    for (const std::size_t count : found) EXPECT_EQ(count, zones.names().size());
}

} // namespace
} // namespace timewright
