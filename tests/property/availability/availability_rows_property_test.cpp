// Goal: rows of bits and find_slots() give the same answers where both may be asked.
// Method: RapidCheck draws people on any minute, windows of up to ten days, steps and durations of
// whole steps; rows are set twice, so that what they said before must be forgotten.
#include <timewright/availability/availability_rows.hpp>
#include <timewright/availability/slot_search.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

namespace {

using namespace timewright;
using std::chrono::minutes;

constexpr sys_seconds origin = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);

time_set draw_set(int spans_max, int minutes_max) {
    std::vector<interval> all;
    for (int i = *rc::gen::inRange(0, spans_max); i > 0; --i) {
        const sys_seconds from = origin + minutes(*rc::gen::inRange(-200, 14'600));
        all.emplace_back(from, from + minutes(*rc::gen::inRange(1, minutes_max)));
    }
    return time_set::from_unsorted(std::move(all));
}

availability draw_person() {
    availability person{.busy = draw_set(15, 300)};
    if (*rc::gen::inRange(0, 2) == 0) person.open = draw_set(10, 4'000);
    return person;
}

slot_query draw_query() {
    slot_query query{.window = {origin, origin + minutes(*rc::gen::inRange(60, 14'400))},
                     .duration = {}};
    query.step = minutes(*rc::gen::element(5, 7, 15, 30, 60));
    const auto steps = query.window.length() / query.step;
    query.duration =
        query.step * *rc::gen::inRange<std::int64_t>(1, std::min<std::int64_t>(200, steps) + 1);
    const int people = *rc::gen::inRange(1, 25);
    for (std::size_t i = 0; i < static_cast<std::size_t>(people); ++i) {
        query.calendars.push_back(draw_person());
        if (i > 0 && *rc::gen::inRange(0, 3) == 0)
            query.optional.push_back({i, *rc::gen::element<std::uint32_t>(1, 2, 5, 4'000'000'000)});
        else
            query.required.push_back(i);
    }
    query.slots_max = static_cast<std::size_t>(*rc::gen::inRange(1, 40));
    return query;
}

availability_rows to_rows(const slot_query& query) {
    availability_rows rows = *availability_rows::make(query.window, query.step);
    for (std::size_t i = 0; i < query.calendars.size(); ++i) rows.add(draw_person());
    for (std::size_t i = 0; i < query.calendars.size(); ++i) rows.set(i, query.calendars[i]);
    return rows;
}

RC_GTEST_PROP(AvailabilityRowsProperty, RankAsFindSlotsDoes, ()) {
    const slot_query query = draw_query();
    const auto answer = find_slots(query);
    RC_ASSERT(answer && !answer->truncated);
    const auto best =
        to_rows(query).best_common(query.duration, query.required, query.optional, query.slots_max);
    RC_ASSERT(best);
    RC_ASSERT(best->size() == answer->slots.size());
    for (std::size_t i = 0; i < best->size(); ++i) {
        const slot& expected = answer->slots[i];
        RC_ASSERT((*best)[i].start == expected.span.start());
        std::uint64_t weight = 0;
        for (const optional_calendar& one : query.optional)
            if (std::count(expected.missing.begin(), expected.missing.end(), one.calendar) == 0)
                weight += one.weight;
        RC_ASSERT((*best)[i].weight == weight);
    }
}

RC_GTEST_PROP(AvailabilityRowsProperty, FindTheFirstStartAsFindSlotsDoes, ()) {
    slot_query query = draw_query();
    query.optional.clear();
    query.slots_max = 1;
    query.not_before = origin + minutes(*rc::gen::inRange(-10, 5'000));
    const availability_rows rows = to_rows(query);
    const auto answer = find_slots(query);
    RC_ASSERT(answer);
    std::optional<sys_seconds> expected;
    if (!answer->slots.empty()) expected = answer->slots.front().span.start();
    const auto found = rows.first_common(query.duration, query.required, query.not_before);
    RC_ASSERT(found && *found == expected);

    query.required.clear();
    for (std::size_t i = 0; i < query.calendars.size(); ++i) query.required.push_back(i);
    const auto of_all = rows.first_common(query.duration, query.not_before);
    const auto of_each = rows.first_common(query.duration, query.required, query.not_before);
    RC_ASSERT(of_all && of_each && *of_all == *of_each);
}

} // namespace
