// Goal: times, dates and durations are written one way and read strictly, with the reason when not.
// Method: texts that must come back as they were; texts that each break one rule.
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace timewright {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;

constexpr sys_seconds nine_utc = sys_days{2026y / 11 / 23} + 9h;
constexpr local_seconds nine_local = local_days{2026y / 11 / 23} + 9h;

/// The message of the failure, or "" when it was read.
template <class Result>
std::string why(const Result& read) {
    if (read) return "";
    EXPECT_EQ(read.error().code, errc::invalid_input);
    return read.error().message;
}

bool says(const std::string& message, const std::string& part) {
    return message.find(part) != std::string::npos;
}

TEST(Civil, InstantsComeBackFromTheirText) {
    EXPECT_EQ(to_rfc3339(nine_utc), "2026-11-23T09:00:00Z");
    for (const std::string text :
         {"2026-11-23T09:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
          "1969-12-31T23:59:59Z", "2024-02-29T12:34:56Z", "2000-02-29T00:00:00Z"}) {
        const auto read = parse_rfc3339(text);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(to_rfc3339(*read), text);
    }
}

TEST(Civil, OffsetsAreTakenOffTheLocalTime) {
    EXPECT_EQ(*parse_rfc3339("2026-11-23T10:00:00+01:00"), nine_utc);
    EXPECT_EQ(*parse_rfc3339("2026-11-23T03:30:00-05:30"), nine_utc);
    EXPECT_EQ(*parse_rfc3339("2026-11-23T09:00:00-00:00"), nine_utc);
    EXPECT_EQ(*parse_rfc3339("2026-11-24T08:59:00+23:59"), nine_utc);
}

TEST(Civil, InstantsNeedAnOffset) {
    EXPECT_TRUE(says(why(parse_rfc3339("2026-11-23T09:00:00")), "lacks the offset from UTC"));
    EXPECT_TRUE(says(why(parse_rfc3339("2026-11-23T09:00:00+24:00")), "-23:59 to +23:59"));
    EXPECT_TRUE(says(why(parse_rfc3339("2026-11-23T09:00:00+01:60")), "-23:59 to +23:59"));
    EXPECT_TRUE(says(why(parse_rfc3339("2026-11-23T09:00:00+99:99")), "-23:59 to +23:59"));
    for (const char* text :
         {"2026-11-23T09:00:00+0100", "2026-11-23T09:00:00+01", "2026-11-23T09:00:00z",
          "2026-11-23T09:00:00ZZ", "2026-11-23T09:00:00 Z", "2026-11-23T09:00:00+01:00 "})
        EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(Civil, InstantsStayInTheYearsAlsoInUtc) {
    EXPECT_TRUE(says(why(parse_rfc3339("0001-01-01T00:00:00+00:01")), "0001 to 9999"));
    EXPECT_TRUE(says(why(parse_rfc3339("9999-12-31T23:59:59-00:01")), "0001 to 9999"));
    EXPECT_TRUE(parse_rfc3339("0001-01-01T00:01:00+00:01"));
}

TEST(Civil, LocalTimesComeBackFromTheirText) {
    EXPECT_EQ(to_iso(nine_local), "2026-11-23T09:00:00");
    for (const std::string text : {"2026-11-23T09:00:00", "0001-01-01T00:00:00",
                                   "9999-12-31T23:59:59", "1600-02-29T23:59:59"}) {
        const auto read = parse_local(text);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(to_iso(*read), text);
    }
    EXPECT_TRUE(says(why(parse_local("2026-11-23T09:00:00Z")), "has no offset"));
    EXPECT_TRUE(says(why(parse_local("2026-11-23T09:00:00+01:00")), "has no offset"));
}

TEST(Civil, DatesComeBackFromTheirText) {
    EXPECT_EQ(to_iso(local_days{2026y / 11 / 23}), "2026-11-23");
    EXPECT_EQ(*parse_date("2026-11-23"), local_days{2026y / 11 / 23});
    EXPECT_EQ(to_iso(*parse_date("0001-01-01")), "0001-01-01");
    EXPECT_EQ(to_iso(*parse_date("9999-12-31")), "9999-12-31");
}

TEST(Civil, DaysThatTheCalendarLacksAreRefused) {
    EXPECT_TRUE(says(why(parse_date("2026-02-29")), "no such day"));
    EXPECT_TRUE(says(why(parse_date("1900-02-29")), "no such day"));
    EXPECT_TRUE(parse_date("2000-02-29"));
    EXPECT_TRUE(says(why(parse_date("2026-04-31")), "no such day"));
    EXPECT_TRUE(says(why(parse_date("2026-01-00")), "no such day"));
    EXPECT_TRUE(says(why(parse_date("2026-13-01")), "months go from 01 to 12"));
    EXPECT_TRUE(says(why(parse_date("2026-00-01")), "months go from 01 to 12"));
    EXPECT_TRUE(says(why(parse_date("0000-01-01")), "years go from 0001 to 9999"));
}

TEST(Civil, TimesOfDayAreRefusedWithTheRange) {
    EXPECT_TRUE(says(why(parse_local("2026-11-23T24:00:00")), "hours go from 00 to 23"));
    EXPECT_TRUE(says(why(parse_local("2026-11-23T09:60:00")), "minutes go from 00 to 59"));
    EXPECT_TRUE(says(why(parse_local("2026-11-23T23:59:60")), "leap seconds"));
    EXPECT_TRUE(says(why(parse_rfc3339("2016-12-31T23:59:60Z")), "leap seconds"));
    EXPECT_TRUE(says(why(parse_local("2026-11-23T09:00:61")), "seconds go from 00 to 59"));
    EXPECT_TRUE(says(why(parse_local("2026-11-23T09:00:00.5")), "whole seconds"));
    EXPECT_TRUE(says(why(parse_rfc3339("2026-11-23T09:00:00.000Z")), "whole seconds"));
}

TEST(Civil, OtherFormsAndTrailingTextAreRefused) {
    for (const char* text :
         {"", "2026", "2026-11", "20261123T090000", "2026-11-23 09:00:00", "2026-11-23t09:00:00",
          "2026-11-23T9:00:00", "2026-11-23T09:00", " 2026-11-23T09:00:00", "-2026-11-23T09:00:00",
          "+12026-11-23T09:00:00", "12026-11-23T09:00:00", "2026-11-23T09:00:00\n",
          "2026-11-23T09:00:00 ", "2026-1\xC2\xB2-23T09:00:00", "2026-W48-1T09:00:00"})
        EXPECT_FALSE(parse_local(text)) << text;
    EXPECT_FALSE(parse_date("2026-11-23T09:00:00"));
    EXPECT_FALSE(parse_date("2026-11-2"));
    EXPECT_FALSE(parse_date(std::string_view("2026-11-23\0", 11)));
    EXPECT_TRUE(says(why(parse_date("2026-11-233")), "more text after it"));
}

TEST(Civil, MessagesQuoteHostileTextSafely) {
    const std::string message = why(parse_date("2026\n\x1b[31m" + std::string(100'000, 'x')));
    EXPECT_LT(message.size(), 200U);
    EXPECT_EQ(message.find('\n'), std::string::npos);
    EXPECT_EQ(message.find('\x1b'), std::string::npos);
    EXPECT_TRUE(says(message, "a date such as 2026-11-23"));
}

TEST(Civil, YearsBeyondFourDigitsAreWrittenButNotRead) {
    EXPECT_EQ(to_rfc3339(sys_days{year{10'000} / 1 / 1}), "+10000-01-01T00:00:00Z");
    EXPECT_EQ(to_rfc3339(sys_days{year{0} / 1 / 1}), "0000-01-01T00:00:00Z");
    EXPECT_EQ(to_rfc3339(sys_days{year{-44} / 3 / 15}), "-0044-03-15T00:00:00Z");
    EXPECT_FALSE(parse_rfc3339("+10000-01-01T00:00:00Z"));
    // The bounds of an endless period, which somebody will print one day.
    EXPECT_EQ(to_rfc3339(sys_seconds::max()), "+32767-12-31T23:59:59Z");
    EXPECT_EQ(to_rfc3339(sys_seconds::min()), "-32767-01-01T00:00:00Z");
    EXPECT_EQ(to_iso(local_days::max()), "+32767-12-31");
    EXPECT_EQ(to_iso(local_days::min()), "-32767-01-01");
}

TEST(Civil, DurationsAreReadInAllTheirForms) {
    const struct {
        const char* text;
        civil_duration length;
        const char* written;
    } table[] = {
        {"PT45M", {0, minutes{45}}, "PT45M"},
        {"P1D", {1, 0s}, "P1D"},
        {"P1W", {7, 0s}, "P7D"},
        {"P2W3D", {17, 0s}, "P17D"},
        {"-PT15M", {0, -minutes{15}}, "-PT15M"},
        {"+PT15M", {0, minutes{15}}, "PT15M"},
        {"P1DT2H3M4S", {1, 2h + 3min + 4s}, "P1DT2H3M4S"},
        {"-P1DT12H", {-1, -hours{12}}, "-P1DT12H"},
        {"PT1H30S", {0, 1h + 30s}, "PT1H0M30S"},
        {"PT90M", {0, minutes{90}}, "PT1H30M"},
        {"PT0S", {0, 0s}, "PT0S"},
        {"P0D", {0, 0s}, "PT0S"},
        {"PT36H", {0, hours{36}}, "PT36H"},
        {"PT0030M", {0, minutes{30}}, "PT30M"},
        {"P3652059D", {duration_days_max, 0s}, "P3652059D"},
    };
    for (const auto& row : table) {
        const auto read = parse_duration(row.text);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(*read, row.length) << row.text;
        EXPECT_EQ(to_iso(*read), row.written);
        EXPECT_EQ(*parse_duration(to_iso(*read)), row.length);
    }
}

TEST(Civil, DurationsOfOtherFormsAreRefused) {
    for (const char* text : {"",     "P",      "PT",     "P1DT",   "1D",   "P1",   "PT1",   "P1H",
                             "PT1D", "P1D1W",  "PT1M1H", "PT1H1H", "P1DD", "P-1D", "--P1D", "P1Y",
                             "P1M",  "PT1.5H", "P1D ",   " P1D",   "p1d",  "PT1S5"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Civil, DurationsBeyondTheLimitAreRefusedNotCut) {
    for (const char* text : {"P99999999W", "P3652060D", "PT99999999999999999999S", "P521723W",
                             "-P99999999999999999999D", "PT87649417H"})
        EXPECT_TRUE(says(why(parse_duration(text)), "longer than 9999 years")) << text;
}

TEST(Civil, DurationsAreExactOnlyWithoutDays) {
    EXPECT_TRUE((civil_duration{0, hours{24}}).is_exact());
    EXPECT_FALSE((civil_duration{1, 0s}).is_exact());
    EXPECT_NE((civil_duration{0, hours{24}}), (civil_duration{1, 0s}));
}

TEST(Civil, DurationsOfMixedSignsHaveNoText) {
    EXPECT_DEATH(static_cast<void>(to_iso(civil_duration{1, -hours{1}})), "precondition failed");
    const std::string longest = to_iso(civil_duration{0, seconds::min()});
    EXPECT_EQ(longest, "-PT2562047788015215H30M8S");
}

TEST(Civil, OffsetsAreWrittenWithSecondsWhereTheyHaveSome) {
    EXPECT_EQ(to_iso_offset(0s), "+00:00");
    EXPECT_EQ(to_iso_offset(-5h), "-05:00");
    EXPECT_EQ(to_iso_offset(5h + 30min), "+05:30");
    EXPECT_EQ(to_iso_offset(53min + 28s), "+00:53:28");
    EXPECT_EQ(to_iso_offset(-30min), "-00:30");
}

TEST(CivilFields, AreWhatClockAndCalendarShow) {
    EXPECT_EQ(to_fields(*parse_local("2026-11-23T09:05:07")),
              (civil_fields{2026, 11, 23, 9, 5, 7}));
    EXPECT_EQ(to_fields(*parse_local("2024-02-29T23:59:59")),
              (civil_fields{2024, 2, 29, 23, 59, 59}));
    EXPECT_EQ(to_fields(*parse_local("2000-03-01T00:00:00")), (civil_fields{2000, 3, 1, 0, 0, 0}));
    EXPECT_EQ(to_fields(local_seconds{std::chrono::seconds{-1}}),
              (civil_fields{1969, 12, 31, 23, 59, 59}));
    static_assert(to_fields(local_seconds{}).year == 1970);
}

TEST(CivilFields, AreThoseOfChronoOnEveryDay) {
    using namespace std::chrono;
    const local_days last{year::max() / December / 31};
    for (local_days day{year::min() / January / 1}; day <= last; day += days{1}) {
        const year_month_day date(day);
        const civil_fields fields = to_fields(local_seconds{day} + hours{5});
        ASSERT_EQ(fields.year, static_cast<int>(date.year()));
        ASSERT_EQ(fields.month, static_cast<unsigned>(date.month()));
        ASSERT_EQ(fields.day, static_cast<unsigned>(date.day()));
        ASSERT_EQ(fields.hour, 5);
    }
}

TEST(CivilFields, AreRightInEverySecondOfADay) {
    for (int second = 0; second < 86'400; ++second) {
        const civil_fields fields = to_fields(local_seconds{std::chrono::seconds{second}});
        ASSERT_EQ(fields.hour, second / 3600);
        ASSERT_EQ(fields.minute, second / 60 % 60);
        ASSERT_EQ(fields.second, second % 60);
    }
}

TEST(CivilFields, StayAtTheFirstAndLastYearThatHaveNames) {
    EXPECT_EQ(to_fields(local_seconds::min()), (civil_fields{-32'767, 1, 1, 0, 0, 0}));
    EXPECT_EQ(to_fields(local_seconds::max()), (civil_fields{32'767, 12, 31, 23, 59, 59}));
}

} // namespace
} // namespace timewright
