// Goal: RFC 8984 recurrence rules are read strictly and written so that they read back the same.
// Method: examples of the RFC's members; a property over generated rules.
#include <timewright/adapters/json/requests.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <string>

namespace {

using namespace timewright;

std::string pointer_of(const char* text) {
    const auto read = json::read_rule(text);
    EXPECT_FALSE(read) << text;
    return read ? "" : read.error().pointer;
}

TEST(RuleJson, ReadsWhatRfc8984Says) {
    const auto read = json::read_rule(
        R"({"@type":"RecurrenceRule","frequency":"monthly","interval":2,"rscale":"gregorian",
            "skip":"omit","firstDayOfWeek":"su","byDay":[{"@type":"NDay","day":"fr",
            "nthOfPeriod":-1}],"byMonth":["1","12"],"until":"2026-12-31T09:00:00"})");
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->freq, frequency::monthly);
    EXPECT_EQ(read->interval, 2);
    EXPECT_EQ(read->week_start, std::chrono::Sunday);
    EXPECT_EQ(read->by_day, (std::vector<weekday_ordinal>{{std::chrono::Friday, -1}}));
    EXPECT_EQ(read->by_month, (std::vector<std::int32_t>{1, 12}));
    EXPECT_EQ(read->until->kind, until_kind::local);
}

TEST(RuleJson, RefusesWhatCannotBe) {
    EXPECT_EQ(pointer_of(R"({"frequency":"Weekly"})"), "/frequency");
    EXPECT_EQ(pointer_of(R"({"frequency":"daily","interval":0})"), "/interval");
    EXPECT_EQ(pointer_of(R"({"frequency":"daily","interval":2147483648})"), "/interval");
    EXPECT_EQ(pointer_of(R"({"frequency":"daily","count":99999999999})"), "/count");
    EXPECT_EQ(pointer_of(R"({"frequency":"daily","byMonth":["5L"]})"), "/byMonth/0");
    EXPECT_EQ(pointer_of(R"({"frequency":"daily","byMonth":[5]})"), "/byMonth/0");
    EXPECT_EQ(pointer_of(R"({"frequency":"monthly","byDay":[{"day":"xx"}]})"), "/byDay/0/day");
    EXPECT_EQ(pointer_of(R"({"frequency":"daily","rscale":"chinese"})"), "/rscale");
    EXPECT_EQ(pointer_of(R"({"frequency":"daily","until":"2026-12-31T09:00:00Z"})"), "/until");
    EXPECT_EQ(pointer_of(R"({"frequency":"daily","byEaster":[1]})"), "/byEaster");
    EXPECT_EQ(pointer_of(R"({"frequency":"daily","count":2,"until":"2026-12-31T09:00:00"})"), "");
    EXPECT_EQ(pointer_of(R"({"frequency":"weekly","byDay":[{"day":"mo","nthOfPeriod":2}]})"), "");
}

TEST(RuleJson, RefusesALongList) {
    std::string text = R"({"frequency":"yearly","byYearDay":[1)";
    for (int i = 0; i < 100'000; ++i) text += ",1";
    EXPECT_EQ(pointer_of((text + "]}").c_str()), "/byYearDay");
}

TEST(RuleJson, ReadsBackAsItIsWritten) {
    EXPECT_TRUE(rc::check("write then read", [] {
        recurrence_rule rule{.freq = frequency::yearly};
        rule.interval = *rc::gen::inRange(1, 100);
        if (*rc::gen::arbitrary<bool>()) rule.count = *rc::gen::inRange(1, 1000);
        for (const int month : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 13)))
            rule.by_month.push_back(month);
        if (*rc::gen::arbitrary<bool>())
            rule.by_day.push_back({std::chrono::weekday(*rc::gen::inRange(0U, 7U)),
                                   *rc::gen::inRange(-5, 6)});
        if (*rc::gen::arbitrary<bool>()) rule.by_set_pos = {*rc::gen::inRange(1, 5)};
        rule.week_start = std::chrono::weekday(*rc::gen::inRange(0U, 7U));
        RC_PRE(check(rule).has_value());
        const auto again = json::read_rule(json::write_rule(rule));
        RC_ASSERT(again.has_value());
        RC_ASSERT(*again == rule);
    }));
}

TEST(RuleJson, SaysTheWholeLastDayWhenUntilIsADate) {
    const recurrence_rule rule{.freq = frequency::daily,
                               .until = recurrence_until{.at = *parse_local("2026-12-31T00:00:00"),
                                                         .kind = until_kind::date}};
    EXPECT_NE(json::write_rule(rule).find("2026-12-31T23:59:59"), std::string::npos);
}

} // namespace
