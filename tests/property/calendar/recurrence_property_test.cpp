// Goal: how a question is cut into windows, and from where it is asked, changes nothing in the
// answer. Method: RapidCheck draws rules, starts, dates and windows; answers are compared with each
// other.

#include "property/calendar/random_rules.hpp"

#include <timewright/calendar/recurrence.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;
using std::chrono::hours;

struct drawn_series {
    recurrence compiled;
    local_seconds start;
    hours span; ///< a stretch in which there are some, but not too many
};

drawn_series draw_series() {
    const local_seconds start = draw_local();
    recurrence_source source{.start = start};
    const auto shortest = static_cast<frequency>(draw_between(1, 7));
    const hours span(shortest < frequency::daily ? 24 * 20 : 24 * 1000);
    for (int n = draw_between(0, 3); n > 0; --n) source.rules.push_back(draw_rule(start, shortest));
    if (*rc::gen::inRange(0, 4) == 0) source.exclusion_rules.push_back(draw_rule(start, shortest));
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n)
        source.extra.push_back(start + hours(draw_between(-100, static_cast<int>(span.count()))));
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n)
        source.excluded_days.push_back(std::chrono::floor<std::chrono::days>(
            start + hours(draw_between(0, static_cast<int>(span.count())))));
    if (*rc::gen::arbitrary<bool>()) source.excluded.push_back(start);
    RC_LOG() << "start " << to_iso(start) << "\n";
    for (const recurrence_rule& rule : source.rules) RC_LOG() << to_string(rule) << "\n";
    for (const recurrence_rule& rule : source.exclusion_rules)
        RC_LOG() << "not " << to_string(rule) << "\n";
    auto made = recurrence::make(std::move(source));
    RC_ASSERT(made.has_value());
    return {std::move(*made), start, span};
}

std::vector<local_seconds> starts(const recurrence& of, local_seconds from, local_seconds to) {
    const recurrence_starts found = of.starts_in({.from = from, .to = to});
    RC_PRE(!found.truncated);
    return found.starts;
}

local_seconds draw_in(const drawn_series& series) {
    return series.start + hours(draw_between(-200, static_cast<int>(series.span.count())));
}

RC_GTEST_PROP(RecurrenceLaws, TwoWindowsThatTouchGiveWhatTheirUnionGives, ()) {
    const drawn_series series = draw_series();
    std::vector<local_seconds> at{draw_in(series), draw_in(series), draw_in(series)};
    std::sort(at.begin(), at.end());
    std::vector<local_seconds> joined = starts(series.compiled, at[0], at[1]);
    const std::vector<local_seconds> second = starts(series.compiled, at[1], at[2]);
    joined.insert(joined.end(), second.begin(), second.end());
    RC_ASSERT(joined == starts(series.compiled, at[0], at[2]));
}

RC_GTEST_PROP(RecurrenceLaws, SeekingAWindowGivesWhatScanningFromTheStartGives, ()) {
    const drawn_series series = draw_series();
    const local_seconds from = draw_in(series);
    const local_seconds to = from + series.span;
    std::vector<local_seconds> scanned = starts(series.compiled, series.start - hours(300), to);
    scanned.erase(scanned.begin(), std::lower_bound(scanned.begin(), scanned.end(), from));
    RC_ASSERT(scanned == starts(series.compiled, from, to));
}

RC_GTEST_PROP(RecurrenceLaws, BackwardIsForwardReversed, ()) {
    const drawn_series series = draw_series();
    const local_window window{.from = draw_in(series), .to = series.start + series.span};
    std::vector<local_seconds> expected = starts(series.compiled, window.from, window.to);
    std::reverse(expected.begin(), expected.end());
    const recurrence_starts backward = series.compiled.starts_in_backward(window);
    RC_PRE(!backward.truncated);
    RC_ASSERT(backward.starts == expected);
}

RC_GTEST_PROP(RecurrenceLaws, ACursorFindsFromAnywhereWhatAScanFinds, ()) {
    const drawn_series series = draw_series();
    const std::vector<local_seconds> all =
        starts(series.compiled, series.start - hours(300), series.start + series.span);
    recurrence_cursor at = series.compiled.cursor({.steps_max = 50'000'000});
    for (int n = 0; n < 5; ++n) {
        const local_seconds place = draw_in(series);
        const auto expected = std::lower_bound(all.begin(), all.end(), place);
        at.seek(place);
        if (expected != all.begin()) RC_ASSERT(at.previous() == *std::prev(expected));
        at.seek(place);
        for (auto one = expected; one != all.end() && one - expected < 5; ++one)
            RC_ASSERT(at.next() == *one);
    }
}

RC_GTEST_PROP(RecurrenceLaws, ASmallBudgetBackwardGivesTheEndOfTheAnswerAndSaysSo, ()) {
    const drawn_series series = draw_series();
    const local_window window{.from = series.start, .to = series.start + series.span};
    const recurrence_starts all = series.compiled.starts_in_backward(window);
    RC_PRE(!all.truncated);
    const recurrence_starts some = series.compiled.starts_in_backward(
        window, {.steps_max = static_cast<std::size_t>(*rc::gen::inRange(0, 200)),
                 .starts_max = static_cast<std::size_t>(*rc::gen::inRange(1, 20))});
    RC_ASSERT(some.starts.size() <= all.starts.size());
    RC_ASSERT(std::equal(some.starts.begin(), some.starts.end(), all.starts.begin()));
    RC_ASSERT(some.truncated || some.starts == all.starts);
    if (some.truncated && some.starts.size() < all.starts.size())
        RC_ASSERT(some.complete_to > all.starts[some.starts.size()]);
}

RC_GTEST_PROP(RecurrenceLaws, StartsAscendAndEachIsContained, ()) {
    const drawn_series series = draw_series();
    const std::vector<local_seconds> all =
        starts(series.compiled, series.start, series.start + series.span);
    RC_ASSERT(std::adjacent_find(all.begin(), all.end(), std::greater_equal<>()) == all.end());
    for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 20); ++i)
        RC_ASSERT(series.compiled.contains(all[i]));
}

RC_GTEST_PROP(RecurrenceLaws, ASmallBudgetGivesABeginningOfTheAnswerAndSaysSo, ()) {
    const drawn_series series = draw_series();
    const local_window window{.from = series.start, .to = series.start + series.span};
    const recurrence_starts all = series.compiled.starts_in(window);
    RC_PRE(!all.truncated);
    const recurrence_starts some = series.compiled.starts_in(
        window, {.steps_max = static_cast<std::size_t>(*rc::gen::inRange(0, 200)),
                 .starts_max = static_cast<std::size_t>(*rc::gen::inRange(1, 20))});
    RC_ASSERT(some.starts.size() <= all.starts.size());
    RC_ASSERT(std::equal(some.starts.begin(), some.starts.end(), all.starts.begin()));
    RC_ASSERT(some.truncated || some.starts == all.starts);
    if (some.truncated && some.starts.size() < all.starts.size())
        RC_ASSERT(some.complete_to <= all.starts[some.starts.size()]);
}

} // namespace
