// Goal: a policy says exactly what a question breaks, all of it, in every zone and across DST.
// Method: each rule at its limit and one second beyond; hours against an oracle that asks the clock
// on the wall of every minute, on the days of 2026 on which New York's clocks change.
#include "unit/availability/times.hpp"

#include <timewright/booking/policy.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;
using std::chrono::days;
using std::chrono::seconds;
using std::chrono::year;

constexpr sys_seconds now = monday;

std::vector<policy_rule> rules_broken(const booking_policy& policy, const policy_question& asked) {
    std::vector<policy_rule> rules;
    for (const policy_violation& v : compute_violations(policy, asked, now))
        rules.push_back(v.rule);
    return rules;
}

policy_question at(seconds after_now, seconds length) {
    return {.span = interval(now + after_now, length)};
}

using broken = std::vector<policy_rule>;

TEST(Policy, ThatSaysNothingAllowsWhatIsNotLongerThanAllPolicies) {
    EXPECT_EQ(rules_broken({}, at(-1h, policy_span_max)), broken{});
    EXPECT_EQ(rules_broken({}, at(-1h, policy_span_max + 1s)), broken{policy_rule::longest});
}

TEST(Policy, NoticeAndHorizonIncludeTheirLimits) {
    const booking_policy policy{.notice = 2h, .horizon = 48h};
    EXPECT_EQ(rules_broken(policy, at(2h, 1h)), broken{});
    EXPECT_EQ(rules_broken(policy, at(48h, 1h)), broken{});
    EXPECT_EQ(compute_violations(policy, at(2h - 1s, 1h), now),
              (std::vector<policy_violation>{{policy_rule::notice, 7200, 7199, now + 2h}}));
    EXPECT_EQ(compute_violations(policy, at(48h + 1s, 1h), now),
              (std::vector<policy_violation>{{policy_rule::horizon, 172800, 172801, now + 48h}}));
}

TEST(Policy, DurationsIncludeTheirLimits) {
    const booking_policy policy{.shortest = 30min, .longest = 2h, .duration_step = 15min};
    EXPECT_EQ(rules_broken(policy, at(1h, 30min)), broken{});
    EXPECT_EQ(rules_broken(policy, at(1h, 2h)), broken{});
    EXPECT_EQ(rules_broken(policy, at(1h, 15min)), broken{policy_rule::shortest});
    EXPECT_EQ(rules_broken(policy, at(1h, 135min)), broken{policy_rule::longest});
    EXPECT_EQ(rules_broken(policy, at(1h, 40min)), broken{policy_rule::duration_step});
}

TEST(Policy, TellsEveryViolationInOrder) {
    booking_policy policy{.notice = 1h, .longest = 1h, .duration_step = 30min, .seats = 4};
    policy.hours = working_hours{};
    policy.bookers = policy_people{};
    policy_question asked = at(10min, 100min);
    asked.participants = 5;
    const broken all{policy_rule::notice, policy_rule::longest, policy_rule::duration_step,
                     policy_rule::hours,  policy_rule::seats,   policy_rule::bookers};
    EXPECT_EQ(rules_broken(policy, asked), all);
    asked.administrator = true;
    EXPECT_EQ(rules_broken(policy, asked), all) << "only a policy that says so is overridden";
    policy.administrators_override = true;
    EXPECT_EQ(rules_broken(policy, asked), broken{});
}

TEST(Policy, ListsWhoMayBook) {
    const booking_policy policy{.bookers = policy_people{calendar_user_id::from_number(1)}};
    policy_question asked = at(1h, 1h);
    EXPECT_EQ(rules_broken(policy, asked), broken{policy_rule::bookers});
    asked.asker = policy_person(calendar_user_id::from_number(1));
    EXPECT_EQ(rules_broken(policy, asked), broken{});
}

TEST(Policy, TheSpecificOneWinsMemberByMember) {
    const booking_policy house{.notice = 1h, .longest = 4h, .seats = 100};
    const booking_policy both = overlay({.longest = 8h, .seats = 0}, house);
    EXPECT_EQ(both.notice, 1h);
    EXPECT_EQ(both.longest, 8h);
    EXPECT_EQ(both.seats, 0U);
    EXPECT_FALSE(both.horizon);
}

TEST(Policy, ThatCannotBeMeantIsRefusedWithWhatWouldBeRight) {
    EXPECT_TRUE(validate(booking_policy{}));
    EXPECT_TRUE(validate({.notice = 0s, .horizon = 0s, .shortest = 1s, .longest = 1s}));
    const std::vector<booking_policy> wrong{
        {.notice = -1s},      {.horizon = policy_reach_max + 1s}, {.notice = 2h, .horizon = 1h},
        {.shortest = 0s},     {.shortest = 2h, .longest = 1h},    {.longest = policy_span_max + 1s},
        {.duration_step = 0s}};
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        const auto checked = validate(wrong[i]);
        ASSERT_FALSE(checked) << i;
        EXPECT_EQ(checked.error().code, errc::invalid_input) << i;
    }
    EXPECT_EQ(validate({.shortest = 0s}).error().message,
              "the policy's shortest duration is from 1 to 31622400 seconds, not 0");
    booking_policy crowd;
    crowd.bookers = policy_people(policy_people_max);
    EXPECT_TRUE(validate(crowd));
    crowd.bookers->emplace_back();
    EXPECT_EQ(validate(crowd).error().code, errc::limit_reached);
}

/// Open at 01:00-05:00 local, but not on `closed`: each minute asked for itself.
bool naive_is_open(const zone& in_zone, std::chrono::local_days closed, const interval& span) {
    for (sys_seconds t = span.start(); t < span.end(); t += 1min) {
        const local_seconds local = in_zone.to_local(t);
        const auto date = std::chrono::floor<days>(local);
        if (date == closed || local - date < 1h || local - date >= 5h) return false;
    }
    return true;
}

void expect_naive_answers_from(std::chrono::sys_days first) {
    const zone here = new_york_in_2026();
    const std::chrono::local_days closed{(first + days(2)).time_since_epoch()};
    booking_policy policy;
    policy.hours = working_hours{.in_zone = here,
                                 .weekly = *parse_weekly_hours("mon-sun/01:00-05:00"),
                                 .holidays = {closed}};
    std::size_t allowed = 0;
    for (sys_seconds start = first; start < first + days(3); start += 10min)
        for (const seconds length : {10min, 60min, 170min, 180min, 240min, 250min, 300min}) {
            const policy_question asked{.span = interval(start, length)};
            const bool open = naive_is_open(here, closed, asked.span);
            allowed += open ? 1 : 0;
            EXPECT_EQ(compute_violations(policy, asked, now).empty(), open)
                << (start - first).count() << " for " << length.count();
        }
    EXPECT_GT(allowed, 0U);
}

TEST(Policy, HoursAreThoseOfTheWallWhenClocksGoForward) {
    expect_naive_answers_from(year(2026) / 3 / 7);
}

TEST(Policy, HoursAreThoseOfTheWallWhenClocksGoBack) {
    expect_naive_answers_from(year(2026) / 10 / 31);
}

} // namespace
