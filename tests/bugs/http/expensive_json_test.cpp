// Goal: no body makes the API work for long: the longest costs at most 100 ms of CPU and 16 MiB.
// Deep JSON broke recursive parsers (CVE-2020-12762, CVE-2022-42003 and many more), equal members
// disagree between parsers, hostile keys make hash tables quadratic, and long lists of BY-parts hang
// recurrence libraries. Method: bodies as long as may be, handled as requests; their CPU time and memory.
#include "bugs/work_meter.hpp"
#include "unit/adapters/http/api_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace timewright;
using namespace timewright::testing;

constexpr std::size_t most = http::json_bytes_max;

/// The verdict on a booking with this body; fails the test when it cost too much.
std::string verdict_on(api_world& world, const std::string& body) {
    EXPECT_LE(body.size(), most);
    const test::work_meter meter;
    const auto answer = world.book(world.bens_token, "key", body);
    EXPECT_LE(meter.milliseconds(), test::milliseconds_max) << body.substr(0, 80);
    EXPECT_LE(meter.peak_bytes(), test::bytes_max) << body.substr(0, 80);
    EXPECT_LT(answer.body.size(), 10'000U) << "an answer is no echo";
    return verdict(answer);
}

std::string repeated(const std::string& piece, std::size_t bytes) {
    std::string text;
    text.reserve(bytes + piece.size());
    while (text.size() < bytes) text += piece;
    return text;
}

TEST(ExpensiveJson, OfAMillionLevelsIsRefusedAtTheThirtyThird) {
    api_world world;
    EXPECT_EQ(verdict_on(world, std::string(most, '[')), "400 invalid-input");
    EXPECT_EQ(verdict_on(world, repeated("{\"a\":", most - 10)), "400 invalid-input");
}

TEST(ExpensiveJson, OfManyMembersIsRefused) {
    api_world world;
    std::string members = "{";
    for (int i = 0; members.size() < most - 32; ++i) members += "\"m" + std::to_string(i) + "\":1,";
    members.back() = '}';
    EXPECT_EQ(verdict_on(world, members).substr(0, 3), "400");
    EXPECT_EQ(verdict_on(world, "{" + repeated("\"title\":\"x\",", most - 32) + "\"a\":1}"),
              "400 invalid-input");
}

TEST(ExpensiveJson, OfLongListsIsRefused) {
    api_world world;
    const std::string id = "\"" + world.atlantic.id.to_string() + "\",";
    const std::string list = "[" + repeated(id, most - 300) + id.substr(0, id.size() - 1) + "]";
    EXPECT_EQ(verdict_on(world, R"({"title":"x","start":"2026-11-23T09:00:00","timeZone":"UTC",)"
                                R"("duration":"PT1H","rooms":)" +
                                    list + "}"),
              "400 invalid-input");
    const std::string days = "[" + repeated("1,", most - 300) + "1]";
    EXPECT_EQ(verdict_on(world, world.booking("09", R"("recurrenceRule":{"frequency":"yearly",)"
                                                    R"("byYearDay":)" +
                                                        days + "}")),
              "400 invalid-input");
}

TEST(ExpensiveJson, OfLongTextsAndNumbersIsRefused) {
    api_world world;
    EXPECT_EQ(verdict_on(world, "{\"title\":\"" + repeated("\\u0041", most - 20) + "\"}"),
              "400 invalid-input");
    EXPECT_EQ(verdict_on(world, "{\"title\":" + std::string(most - 20, '9') + "}"),
              "400 invalid-input");
    EXPECT_EQ(verdict_on(world, "{\"" + std::string(most - 20, 'k') + "\":1}"),
              "400 invalid-input");
}

TEST(ExpensiveJson, RulesThatNeverMatchOrMatchTooOftenAreRefused) {
    api_world world;
    const auto with = [&](const std::string& rule) {
        return verdict_on(world, world.booking("09", "\"recurrenceRule\":" + rule));
    };
    EXPECT_EQ(with(R"({"frequency":"secondly"})").substr(0, 3), "422");
    EXPECT_EQ(with(R"({"frequency":"minutely","count":9999999})").substr(0, 3), "422");
    EXPECT_EQ(with(R"({"frequency":"daily","count":99999999999})"), "400 invalid-input");
    EXPECT_EQ(with(R"({"frequency":"daily","interval":0})"), "400 invalid-input");
    EXPECT_EQ(with(R"({"frequency":"daily","interval":2147483648})"), "400 invalid-input");
}

} // namespace
