// Goal: what is written is read back the same, for every value in range.
// Method: random instants, local times, dates and durations; random small damages must never be
// read as something whose text is different.
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace timewright {
namespace {

using std::chrono::days;
using std::chrono::seconds;

// 0001-01-01 and 10000-01-01 in days since 1970-01-01.
constexpr int first_day = -719'162;
constexpr int end_day = 2'932'897;

std::int64_t any_second() {
    return *rc::gen::inRange<std::int64_t>(std::int64_t{first_day} * 86'400,
                                           std::int64_t{end_day} * 86'400);
}

RC_GTEST_PROP(CivilLaws, InstantsAndLocalTimesComeBack, ()) {
    const sys_seconds t{seconds{any_second()}};
    RC_ASSERT(*parse_rfc3339(to_rfc3339(t)) == t);
    const local_seconds local{seconds{any_second()}};
    RC_ASSERT(*parse_local(to_iso(local)) == local);
}

RC_GTEST_PROP(CivilLaws, DatesComeBack, ()) {
    const local_days day{days{*rc::gen::inRange(first_day, end_day)}};
    RC_ASSERT(*parse_date(to_iso(day)) == day);
}

RC_GTEST_PROP(CivilLaws, DurationsComeBack, ()) {
    const int sign = *rc::gen::element(-1, 1);
    const civil_duration length{
        sign * *rc::gen::inRange(0, duration_days_max + 1),
        seconds{sign *
                *rc::gen::inRange<std::int64_t>(0, std::int64_t{duration_days_max} * 86'400 + 1)}};
    RC_ASSERT(*parse_duration(to_iso(length)) == length);
}

RC_GTEST_PROP(CivilLaws, ThereIsOneTextForEachLocalTime, ()) {
    std::string text = to_iso(local_seconds{seconds{any_second()}});
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] = *rc::gen::arbitrary<char>();
    const auto read = parse_local(text);
    if (read) RC_ASSERT(to_iso(*read) == text);
}

RC_GTEST_PROP(CivilLaws, AnyTextIsReadOrRefusedInShort, ()) {
    const auto text = *rc::gen::arbitrary<std::string>();
    for (const auto& message : {parse_local(text).transform([](auto) { return 0; }),
                                parse_date(text).transform([](auto) { return 0; }),
                                parse_rfc3339(text).transform([](auto) { return 0; }),
                                parse_duration(text).transform([](auto) { return 0; })}) {
        if (!message) RC_ASSERT(message.error().message.size() < 250U);
    }
}

} // namespace
} // namespace timewright
