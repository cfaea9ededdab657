// Goal: a policy comes back from JSON as it was written, and what is wrong is told where it stands.
// Method: one policy with every member; a table of bodies and the pointers that they are refused at.
#include <timewright/adapters/json/policies.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace timewright {
namespace {

using namespace std::chrono_literals;
using json::read_policy;

constexpr const char* full =
    R"({"notice":"PT1H","horizon":"P90D","shortest":"PT15M","longest":"P1DT2H",)"
    R"("durationStep":"PT15M","bufferBefore":"PT0S","bufferAfter":"PT10M",)"
    R"("approvalWithin":"P2D","bookers":["00000000-0000-0000-0000-000000000007"],"approvers":[],)"
    R"("bumpers":["00000000-0000-0000-0000-000000000008"],"seats":8,)"
    R"("administratorsOverride":true,)"
    R"("hours":{"timeZone":"UTC","hours":[{"days":["mo","fr"],"start":"08:00","end":"18:00"}]},)"
    R"("quotas":[{"per":"week","time":"PT8H","timeZone":"UTC"},)"
    R"({"per":"day","bookings":3,"timeZone":"UTC"}]})";

TEST(PolicyJson, ComesBackAsItWasWritten) {
    auto read = read_policy(full);
    ASSERT_TRUE(read) << read.error().pointer << " " << read.error().detail;
    EXPECT_EQ(read->policy.horizon, std::chrono::days(90));
    EXPECT_EQ(read->policy.longest, 26h);
    EXPECT_EQ(read->policy.buffer_before, 0s);
    EXPECT_EQ(read->policy.bookers, policy_people{calendar_user_id::from_number(7)});
    EXPECT_EQ(read->policy.approvers, policy_people{});
    EXPECT_EQ(read->policy.seats, 8U);
    ASSERT_EQ(read->policy.quotas.size(), 2U);
    EXPECT_EQ(read->policy.quotas[0].limit, 480U);
    EXPECT_EQ(read->policy.quotas[1].measure, quota_measure::bookings);
    EXPECT_EQ(read->quota_zones, (std::vector<std::string>{"UTC", "UTC"}));
    ASSERT_TRUE(read->hours);
    booking_policy policy = read->policy; // the zone of a default zone is UTC
    policy.hours = working_hours{.weekly = read->hours->weekly};
    EXPECT_EQ(json::write_policy(policy), full);
}

TEST(PolicyJson, ThatSaysNothingIsAnEmptyObject) {
    ASSERT_TRUE(read_policy("{}"));
    EXPECT_EQ(json::write_policy({}), "{}");
}

TEST(PolicyJson, IsRefusedWhereItIsWrong) {
    const std::vector<std::pair<std::string, std::string>> wrong{
        {R"({"notise":"PT1H"})", "/notise"},
        {R"({"notice":3600})", "/notice"},
        {R"({"notice":"-PT1H"})", "/notice"},
        {R"({"horizon":"P36526D"})", "/horizon"},
        {R"({"seats":0})", "/seats"},
        {R"({"bookers":["ana"]})", "/bookers/0"},
        {R"({"administratorsOverride":"yes"})", "/administratorsOverride"},
        {R"({"hours":{"timeZone":"UTC"}})", "/hours/hours"},
        {R"({"quotas":[{"per":"year","bookings":3,"timeZone":"UTC"}]})", "/quotas/0/per"},
        {R"({"quotas":[{"per":"week","timeZone":"UTC"}]})", "/quotas/0"},
        {R"({"quotas":[{"per":"week","time":"PT1H","bookings":1,"timeZone":"UTC"}]})", "/quotas/0"},
        {R"({"quotas":[{"per":"week","time":"PT90S","timeZone":"UTC"}]})", "/quotas/0/time"},
        {R"({"quotas":[{"per":"week","bookings":0,"timeZone":"UTC"}]})", "/quotas/0/bookings"},
        {R"({"quotas":[{"per":"week","bookings":1}]})", "/quotas/0/timeZone"},
    };
    for (const auto& [body, pointer] : wrong) {
        const auto read = read_policy(body);
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().pointer, pointer) << body;
    }
}

} // namespace
} // namespace timewright
