// Goal: the cursor, which steps by masks in both directions and reaches a window and the end of a
// COUNT by arithmetic, agrees with the walk that it replaced, which goes from the start, one way,
// and counts one by one.
// Method: random rules of every frequency; the walk (naive_walk.hpp) answers a window first, then
// each of our ways to list the same window must give the same times.
#include "differential/calendar/naive_walk.hpp"
#include "property/calendar/random_rules.hpp"

#include <timewright/calendar/recurrence.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace timewright {

namespace {

struct question {
    local_seconds start;
    recurrence_rule rule;
    local_window window;
};

question draw_question() {
    question asked;
    asked.start = test::draw_local();
    asked.rule = test::draw_rule(asked.start, frequency::secondly);
    if (asked.rule.freq == frequency::secondly) {
        if (asked.rule.by_minute.empty()) asked.rule.by_minute = {0, 59};
        asked.rule.interval *= test::draw_between(1, 40);
    }
    if (test::draw_between(0, 4) == 0) asked.rule.interval *= test::draw_between(1, 100);
    // Windows before, at and long after the start, of a day to 40 years.
    const int days = asked.rule.freq < frequency::daily ? test::draw_between(1, 60)
                                                        : test::draw_between(1, 40 * 366);
    asked.window.from = asked.start + std::chrono::hours(test::draw_between(-500, 20 * 366 * 24));
    asked.window.to = asked.window.from + std::chrono::hours(24) * days;
    return asked;
}

/// The walk's answer, the start always in; nothing when it is too much work.
std::optional<std::vector<local_seconds>> walk(const question& asked) {
    const naive::compiled_rule compiled = naive::compile(asked.rule, asked.start);
    const auto number = [](local_seconds at) { return at.time_since_epoch().count(); };
    naive::walk_result walked = naive::walk(compiled, {.from = number(asked.window.from),
                                                       .to = number(asked.window.to),
                                                       .steps_max = 3'000'000,
                                                       .starts_max = 20'000});
    if (walked.truncated) return std::nullopt;
    const std::int64_t start = number(asked.start);
    if (start >= number(asked.window.from) && start < number(asked.window.to) &&
        !std::binary_search(walked.starts.begin(), walked.starts.end(), start))
        walked.starts.insert(walked.starts.begin(), start);
    std::vector<local_seconds> starts;
    for (const std::int64_t at : walked.starts) starts.emplace_back(std::chrono::seconds(at));
    return starts;
}

constexpr recurrence_budget ample{.steps_max = 20'000'000, .starts_max = 100'000};

std::vector<local_seconds> step_forward(const recurrence& series, local_window window) {
    std::vector<local_seconds> found;
    recurrence_cursor at = series.cursor(ample);
    at.seek(window.from);
    for (auto start = at.next(); start && *start < window.to; start = at.next())
        found.push_back(*start);
    return found;
}

std::vector<local_seconds> step_backward(const recurrence& series, local_window window) {
    std::vector<local_seconds> found;
    recurrence_cursor at = series.cursor(ample);
    at.seek(window.to);
    for (auto start = at.previous(); start && *start >= window.from; start = at.previous())
        found.push_back(*start);
    return found;
}

RC_GTEST_PROP(recurrence_against_naive, each_way_to_list_a_window_agrees_with_the_walk, ()) {
    const question asked = draw_question();
    const auto expected = walk(asked);
    RC_PRE(expected.has_value());
    const auto series = recurrence::make({.start = asked.start, .rules = {asked.rule}});
    RC_ASSERT(series.has_value());
    const recurrence_starts forward = series->starts_in(asked.window, ample);
    RC_ASSERT(!forward.truncated);
    RC_ASSERT(forward.starts == *expected);
    RC_ASSERT(step_forward(*series, asked.window) == *expected);
    std::vector<local_seconds> reversed(expected->rbegin(), expected->rend());
    const recurrence_starts backward = series->starts_in_backward(asked.window, ample);
    RC_ASSERT(!backward.truncated);
    RC_ASSERT(backward.starts == reversed);
    RC_ASSERT(step_backward(*series, asked.window) == reversed);
}

} // namespace

} // namespace timewright
