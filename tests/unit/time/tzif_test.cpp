// Goal: TZif files of every version are read; damaged ones are refused, whatever is damaged.
// Method: files written byte by byte (tzif_builder); every truncation and many flipped bytes of a
// real file.
#include "tzif_builder.hpp"

#include <timewright/time/zone.hpp>

#include <gtest/gtest.h>
#include <zoneinfo/pinned_zoneinfo.hpp>

#include <fstream>
#include <iterator>
#include <string>

namespace timewright {
namespace {

using namespace std::chrono_literals;
using testing::bytes_of;
using testing::tzif_builder;

sys_seconds utc(const char* text) { return *parse_rfc3339(text); }
std::int64_t count(const char* text) { return utc(text).time_since_epoch().count(); }

result<zone, error> read(const std::string& file) {
    return zone::from_tzif("Test/Zone", bytes_of(file));
}

/// A zone with the footer alone.
result<zone, error> with_footer(const std::string& rule) {
    tzif_builder file;
    file.footer = "\n" + rule + "\n";
    return read(file.file());
}

/// Standard time from 2000, with the given rule from then on.
tzif_builder eastern(const std::string& rule) {
    return {.changes = {{count("2000-01-01T00:00:00Z"), 1}},
            .kinds = {{-17'762, false, 0}, {-18'000, false, 4}},
            .names = std::string("LMT\0EST\0", 8),
            .footer = "\n" + rule + "\n"};
}

void expect_damaged(const std::string& file, const std::string& why) {
    const auto z = read(file);
    ASSERT_FALSE(z) << why;
    EXPECT_EQ(z.error().code, errc::corrupt_data) << z.error().message;
    EXPECT_NE(z.error().message.find(why), std::string::npos) << z.error().message;
    EXPECT_NE(z.error().message.find("\"Test/Zone\""), std::string::npos);
}

std::string pinned_file(const std::string& name) {
    std::ifstream in(testing::pinned_zoneinfo() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Tzif, VersionOneHasNoRuleAndItsLastOffsetStays) {
    tzif_builder file = eastern("");
    file.version = '\0';
    const auto z = read(file.file());
    ASSERT_TRUE(z) << z.error().message;
    EXPECT_EQ(z->period_at(utc("1999-12-31T23:59:59Z")).abbreviation, "LMT");
    EXPECT_EQ(z->period_at(utc("2000-01-01T00:00:00Z")).abbreviation, "EST");
    EXPECT_EQ(z->offset_at(utc("2400-07-01T00:00:00Z")), -5h);
}

TEST(Tzif, LaterVersionsAreReadAlike) {
    for (const char version : {'2', '3', '4'}) {
        tzif_builder file = eastern("EST5EDT,M3.2.0,M11.1.0");
        file.version = version;
        const auto z = read(file.file());
        ASSERT_TRUE(z) << z.error().message;
        EXPECT_EQ(z->offset_at(utc("2026-07-01T00:00:00Z")), -4h);
        EXPECT_EQ(z->offset_at(utc("2600-07-01T00:00:00Z")), -4h);
    }
}

TEST(Tzif, EmptyFooterLetsTheLastOffsetStay) {
    const auto z = read(eastern("").file());
    ASSERT_TRUE(z);
    EXPECT_EQ(z->offset_at(utc("2026-07-01T00:00:00Z")), -5h);
}

TEST(Tzif, SlimAndFatFilesOfOneZoneShowTheSame) {
    // Fat files list what the rule says up to 2037.
    tzif_builder fat = eastern("EST5EDT,M3.2.0,M11.1.0");
    fat.kinds.push_back({-14'400, true, 8});
    fat.names += std::string("EDT\0", 4);
    const zone slim = *read(fat.file());
    sys_seconds t = utc("2000-01-01T00:00:00Z");
    while (t < utc("2037-12-01T00:00:00Z")) {
        t = *slim.next_transition(t);
        fat.changes.emplace_back(t.time_since_epoch().count(),
                                 slim.offset_at(t) == -4h ? std::uint8_t{2} : std::uint8_t{1});
    }
    const auto z = read(fat.file());
    ASSERT_TRUE(z) << z.error().message;
    for (t = utc("1999-01-01T00:00:00Z"); t < utc("2500-01-01T00:00:00Z"); t += 200h)
        ASSERT_EQ(z->period_at(t), slim.period_at(t));
}

TEST(Tzif, RuleAloneHoldsForAllYears) {
    const auto z = with_footer("CET-1CEST,M3.5.0,M10.5.0/3");
    ASSERT_TRUE(z) << z.error().message;
    EXPECT_EQ(z->offset_at(utc("0001-07-01T00:00:00Z")), 2h);
    EXPECT_EQ(z->offset_at(utc("1500-01-01T00:00:00Z")), 1h);
    EXPECT_EQ(z->offset_at(utc("2026-07-01T00:00:00Z")), 2h);
    EXPECT_EQ(z->offset_at(utc("9999-12-01T00:00:00Z")), 1h);
}

TEST(Tzif, DaysOfChangeHaveThreeForms) {
    // J60 is March 1 in every year; 59 is March 1 in common years and February 29 in leap years.
    const zone julian = *with_footer("AAA0BBB,J60/0,J300/0");
    EXPECT_EQ(julian.next_transition(utc("2027-01-01T00:00:00Z")), utc("2027-03-01T00:00:00Z"));
    EXPECT_EQ(julian.next_transition(utc("2028-01-01T00:00:00Z")), utc("2028-03-01T00:00:00Z"));
    const zone counted = *with_footer("AAA0BBB,59/0,300/0");
    EXPECT_EQ(counted.next_transition(utc("2027-01-01T00:00:00Z")), utc("2027-03-01T00:00:00Z"));
    EXPECT_EQ(counted.next_transition(utc("2028-01-01T00:00:00Z")), utc("2028-02-29T00:00:00Z"));
    // The fourth Thursday, and the last Saturday, of a month.
    const zone weekdays = *with_footer("AAA0BBB,M3.4.4/0,M10.5.6/1");
    EXPECT_EQ(weekdays.next_transition(utc("2026-01-01T00:00:00Z")), utc("2026-03-26T00:00:00Z"));
    EXPECT_EQ(weekdays.next_transition(utc("2026-06-01T00:00:00Z")), utc("2026-10-31T00:00:00Z"));
}

TEST(Tzif, HoursOfChangeReachDaysAroundTheDay) {
    // Gaza: 50 hours after the Thursday is Saturday at 02:00. Nuuk: an hour before the Sunday.
    const zone late = *with_footer("EET-2EEST,M3.4.4/50,M10.4.4/50");
    EXPECT_EQ(late.next_transition(utc("2090-01-01T00:00:00Z")), utc("2090-03-25T00:00:00Z"));
    const zone early = *with_footer("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    EXPECT_EQ(early.next_transition(utc("2026-01-01T00:00:00Z")), utc("2026-03-29T01:00:00Z"));
    const zone week = *with_footer("AAA0BBB,J8/-167,J20/+167:59:59");
    EXPECT_EQ(week.next_transition(utc("2026-06-01T00:00:00Z")), utc("2027-01-01T01:00:00Z"));
    EXPECT_EQ(week.next_transition(utc("2027-01-01T01:00:00Z")), utc("2027-01-26T22:59:59Z"));
    EXPECT_FALSE(with_footer("AAA0BBB,J8/-168,J20"));
    EXPECT_FALSE(with_footer("AAA0BBB,J8/168,J20"));
}

TEST(Tzif, SouthernSummerLastsOverTheNewYear) {
    const zone z = *with_footer("AEST-10AEDT,M10.1.0,M4.1.0/3");
    EXPECT_EQ(
        z.period_at(utc("2026-01-01T00:00:00Z")),
        (zone_period{11h, "AEDT", true, utc("2025-10-04T16:00:00Z"), utc("2026-04-04T16:00:00Z")}));
    EXPECT_EQ(z.period_at(utc("0500-01-01T00:00:00Z")).abbreviation, "AEDT");
}

TEST(Tzif, DaylightTimeMayBeBehindStandardTime) {
    const zone z = *with_footer("IST-1GMT0,M10.5.0,M3.5.0/1");
    EXPECT_EQ(z.offset_at(utc("2026-07-01T00:00:00Z")), 1h);
    const zone_period winter = z.period_at(utc("2026-12-01T00:00:00Z"));
    EXPECT_EQ(winter.offset, 0h);
    EXPECT_TRUE(winter.daylight);
}

TEST(Tzif, DaylightTimeMayLastAllYearOrNoSecond) {
    const zone always = *with_footer("EST5EDT,0/0,J365/25");
    EXPECT_EQ(always.period_at(utc("2026-12-31T23:59:59Z")).abbreviation, "EDT");
    EXPECT_EQ(always.offset_at(utc("2027-01-01T05:00:00Z")), -4h);
    EXPECT_EQ(always.period_at(utc("9000-01-01T00:00:00Z")).abbreviation, "EDT");
    EXPECT_FALSE(always.next_transition(utc("2026-01-01T00:00:00Z")));
    const zone never = *with_footer("EST5EDT,J100/0,J100/1");
    EXPECT_EQ(never.period_at(utc("2026-04-10T05:30:00Z")).abbreviation, "EST");
    EXPECT_FALSE(never.next_transition(utc("2026-01-01T00:00:00Z")));
}

TEST(Tzif, QuotedNamesAndOffsetsWithSecondsAreRead) {
    const zone z = *with_footer("<+0530>-5:30:15");
    EXPECT_EQ(z.offset_at({}), 5h + 30min + 15s);
    EXPECT_EQ(z.period_at({}).abbreviation, "+0530");
}

TEST(Tzif, FootersOfOtherFormsAreDamage) {
    for (const char* rule : {"E5",
                             "EST",
                             "EST5EDT",
                             "EST5EDT4",
                             "EST5EDT,M3.2.0",
                             "EST5EDT,M3.2.0,",
                             "EST25",
                             "EST5:60",
                             "EST5:00:60",
                             "EST5EDT,M13.2.0,M11.1.0",
                             "EST5EDT,M0.2.0,M11.1.0",
                             "EST5EDT,M3.0.0,M11.1.0",
                             "EST5EDT,M3.6.0,M11.1.0",
                             "EST5EDT,M3.2.7,M11.1.0",
                             "EST5EDT,J0,J365",
                             "EST5EDT,J1,J366",
                             "EST5EDT,0,366",
                             "EST5EDT,M3.2.0,M11.1.0 ",
                             "EST5EDT,M3.2.0,M11.1.0,",
                             "EST5EDT,M3.2,M11.1.0",
                             "<+05>5<",
                             "<+055",
                             "<EST>5EDT",
                             " EST5",
                             "EST5EDT,M3.2.0/,M11.1.0",
                             "EST5EDT,M3.2.0/2:,M11.1.0",
                             ":America/New_York",
                             "EST99999999999999999999",
                             "\x80\x80\x80"
                             "5"}) {
        const auto z = with_footer(rule);
        ASSERT_FALSE(z) << rule;
        EXPECT_EQ(z.error().code, errc::corrupt_data) << rule;
        EXPECT_NE(z.error().message.find("its footer "), std::string::npos) << z.error().message;
    }
}

TEST(Tzif, FooterThatContradictsTheLastChangeIsDamage) {
    expect_damaged(eastern("CST6").file(), "footer contradicts its last change");
    expect_damaged(eastern("CST6CDT,M3.2.0,M11.1.0").file(), "footer contradicts its last change");
}

TEST(Tzif, FooterIsOneLineAtTheEnd) {
    tzif_builder file;
    for (const char* footer : {"", "\n", "UTC0\n", "\nUTC0"}) {
        file.footer = footer;
        expect_damaged(file.file(), "footer");
    }
    file.footer = "\nUTC0\nmore";
    expect_damaged(file.file(), "footer");
    file.footer = std::string("\nUTC0\0\n", 7);
    expect_damaged(file.file(), "footer");
    file.footer = "\n\n";
    EXPECT_TRUE(read(file.file()));
}

TEST(Tzif, LeapSecondsAreRefusedWithAdvice) {
    tzif_builder file;
    file.leap_seconds = 27;
    const auto z = read(file.file());
    ASSERT_FALSE(z);
    EXPECT_EQ(z.error().code, errc::unsupported);
    EXPECT_NE(z.error().message.find("leap seconds"), std::string::npos);
}

TEST(Tzif, OtherFilesAreNotTaken) {
    expect_damaged("", "ends within a header");
    expect_damaged(std::string(44, '\0'), "does not begin with TZif");
    expect_damaged("TZif", "ends within a header");
    tzif_builder file;
    file.version = '1';
    expect_damaged(file.file(), "version");
}

TEST(Tzif, CountsBeyondTheFileReadNothing) {
    // Each of the six counts in turn announces 4 thousand million.
    for (std::size_t field = 0; field < 6; ++field) {
        tzif_builder built;
        built.version = '\0';
        std::string file = built.file();
        file.replace(20 + 4 * field, 4, "\xFF\xFF\xFF\xFF");
        EXPECT_FALSE(read(file)) << field;
    }
    tzif_builder file;
    std::string text = file.file();
    text.replace(44 - 4, 4, std::string("\x00\x00\x10\x00", 4)); // of the first block
    expect_damaged(text, "ends before all that its header announces");
}

TEST(Tzif, ChangesMustAscend) {
    tzif_builder file = eastern("EST5");
    file.changes.push_back(file.changes.back());
    expect_damaged(file.file(), "ascending");
    file.changes.back().first -= 1;
    expect_damaged(file.file(), "ascending");
    file.changes = {{std::numeric_limits<std::int64_t>::min(), 1}};
    expect_damaged(file.file(), "ascending");
}

TEST(Tzif, IndicesMustLeadSomewhere) {
    tzif_builder file = eastern("EST5");
    file.changes.back().second = 2;
    expect_damaged(file.file(), "a kind that is not there");
    file = eastern("EST5");
    file.kinds[1].name_at = 8;
    expect_damaged(file.file(), "no end");
    file.kinds[1].name_at = 4;
    file.names.back() = 'X';
    expect_damaged(file.file(), "no end");
    file.names = std::string("LMT\0E\nT\0", 8);
    expect_damaged(file.file(), "character");
}

TEST(Tzif, OffsetsMustBePossible) {
    tzif_builder file;
    for (const std::int32_t offset : {93'600, -93'600, std::numeric_limits<std::int32_t>::min()}) {
        file.kinds[0].offset = offset;
        expect_damaged(file.file(), "26 hours");
    }
}

TEST(Tzif, KindsMustExist) {
    tzif_builder file;
    file.kinds.clear();
    expect_damaged(file.file(), "no kind of time");
    file.kinds.resize(257);
    expect_damaged(file.file(), "more than 256");
    file.kinds.resize(256);
    EXPECT_TRUE(read(file.file()));
    file.names.clear();
    expect_damaged(file.file(), "no abbreviations");
}

TEST(Tzif, NumberOfChangesIsLimited) {
    tzif_builder file = eastern("EST5");
    for (std::size_t i = 0; i < zone_changes_max; ++i)
        file.changes.emplace_back(file.changes.back().first + 1, 1);
    const auto z = read(file.file());
    ASSERT_FALSE(z);
    EXPECT_EQ(z.error().code, errc::limit_reached);
    file.changes.pop_back();
    EXPECT_TRUE(read(file.file()));
}

TEST(Tzif, ChangesBeforeTheYearZeroAndAfter9999AreHandled) {
    tzif_builder file = eastern("EST5EDT,M3.2.0,M11.1.0");
    file.changes[0].first = -(std::int64_t{1} << 59); // the Big Bang of older files
    const auto z = read(file.file());
    ASSERT_TRUE(z) << z.error().message;
    EXPECT_EQ(z->offset_at(utc("2026-07-01T00:00:00Z")), -4h);
    EXPECT_EQ(z->offset_at(utc("0002-07-01T00:00:00Z")), -4h);
    file.changes[0].first = count("9999-12-31T23:59:59Z") + 1;
    expect_damaged(file.file(), "after the year 9999");
}

TEST(Tzif, EveryTruncationOfARealFileIsRefused) {
    const std::string file = pinned_file("Europe/Lisbon");
    ASSERT_TRUE(read(file));
    for (std::size_t size = 0; size < file.size(); ++size) {
        const auto z = read(file.substr(0, size));
        ASSERT_FALSE(z) << size;
        ASSERT_EQ(z.error().code, errc::corrupt_data) << size;
    }
}

TEST(Tzif, AnyByteOfARealFileMayBeWrongWithoutHarm) {
    const std::string file = pinned_file("America/Nuuk");
    std::size_t refused = 0;
    for (std::size_t at = 0; at < file.size(); ++at) {
        for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
            std::string damaged = file;
            damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ flip);
            const auto z = read(damaged);
            if (!z) {
                ++refused;
                continue;
            }
            for (const char* when : {"1900-01-01T00:00:00Z", "2023-10-29T01:00:00Z",
                                     "2026-07-01T00:00:00Z", "9000-01-01T00:00:00Z"}) {
                const zone_period period = z->period_at(utc(when));
                ASSERT_LT(period.begin, period.end);
            }
        }
    }
    EXPECT_GT(refused, file.size() / 2);
}

} // namespace
} // namespace timewright
