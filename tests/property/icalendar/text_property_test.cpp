// Goal: what is printed reads back as the same values.
// Method: RapidCheck draws components, rules and calendars whose texts hold every character that
// text may hold.

#include "property/calendar/random_rules.hpp"
#include "zoneinfo/pinned_zoneinfo.hpp"

#include <timewright/icalendar/component.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <chrono>
#include <string>

namespace {

using namespace timewright;
using namespace timewright::test;
using std::chrono::days;
using std::chrono::minutes;

std::string draw_text() {
    static const std::array<std::string, 20> pieces{
        "a",
        "B",
        " ",
        ",",
        ";",
        ":",
        "\\",
        "\n",
        "\"",
        "^",
        "'",
        "\t",
        "=",
        "n",
        "é",
        "€",
        "🎂",
        "BEGIN:VALARM",
        "\nEND:VEVENT\n",
        "a rather long piece of text that makes lines fold, "};
    std::string text;
    for (int n = *rc::gen::inRange(0, 12); n > 0; --n)
        text += pieces[static_cast<std::size_t>(*rc::gen::inRange(0, 20))];
    return text;
}

component draw_component(int depth) {
    component made{.name = "X-C"};
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
        made.add_text("X-P", draw_text());
        for (int p = *rc::gen::inRange(0, 3); p > 0; --p)
            made.properties.back().parameters.push_back(
                {.name = "A", .values = {draw_text(), draw_text()}});
    }
    for (int n = depth > 0 ? *rc::gen::inRange(0, 3) : 0; n > 0; --n)
        made.components.push_back(draw_component(depth - 1));
    return made;
}

event_time draw_time(local_seconds local) {
    static constexpr const char* names[] = {"America/New_York", "Europe/Lisbon",
                                            "Australia/Lord_Howe"};
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            return event_time::utc(sys_seconds(local.time_since_epoch()));
        case 1:
            return event_time::floating(local);
        case 2:
            return event_time::date(std::chrono::floor<days>(local));
        default:
            return event_time::zoned(
                local, timewright::testing::pinned_zone(names[*rc::gen::inRange(0, 3)]));
    }
}

participant draw_participant() {
    return {.email = "a@example.com",
            .name = draw_text(),
            .role = static_cast<participant_role>(*rc::gen::inRange(0, 4)),
            .status = static_cast<participation_status>(*rc::gen::inRange(0, 5)),
            .kind = static_cast<calendar_user_kind>(*rc::gen::inRange(0, 4))};
}

event draw_event(const std::string& uid) {
    event made{.uid = uid, .start = draw_time(draw_local())};
    made.duration = made.is_all_day() ? civil_duration{.days = *rc::gen::inRange(1, 5)}
                                      : civil_duration{.days = *rc::gen::inRange(0, 2),
                                                       .time = minutes(*rc::gen::inRange(0, 5000))};
    made.summary = draw_text();
    made.location = draw_text();
    made.description = draw_text();
    made.status = static_cast<event_status>(*rc::gen::inRange(0, 3));
    made.transp = static_cast<transparency>(*rc::gen::inRange(0, 2));
    if (*rc::gen::arbitrary<bool>()) made.busy = static_cast<busy_type>(*rc::gen::inRange(0, 4));
    made.sequence = *rc::gen::inRange(0, 100);
    made.stamp = sys_seconds(std::chrono::seconds(*rc::gen::inRange(0, 2'000'000'000)));
    if (*rc::gen::arbitrary<bool>()) made.organizer = draw_participant();
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n)
        made.participants.push_back(draw_participant());
    if (*rc::gen::arbitrary<bool>())
        made.rules.push_back(draw_rule(made.start.local, frequency::daily));
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n)
        made.exdates.push_back(draw_time(draw_local()));
    return made;
}

RC_GTEST_PROP(TextLaws, AComponentReadsBack, ()) {
    const component drawn = draw_component(3);
    const auto again = parse_component(print_component(drawn));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == drawn);
}

RC_GTEST_PROP(TextLaws, TextReadsBack, ()) {
    const std::string text = draw_text();
    RC_ASSERT(unescape_text(escape_text(text)) == text);
    RC_ASSERT(split_text(escape_text(text)) == std::vector<std::string>{text});
}

RC_GTEST_PROP(TextLaws, ARuleReadsBack, ()) {
    const local_seconds start = draw_local();
    recurrence_rule rule = draw_rule(start, frequency::secondly);
    std::vector<problem> notes;
    const auto again = parse_rule(to_string(rule), notes);
    RC_ASSERT(again.has_value());
    if (notes.empty()) // a doubled entry is read once
        RC_ASSERT(*again == rule);
    RC_ASSERT(to_string(*again) == to_string(*parse_rule(to_string(*again))));
}

RC_GTEST_PROP(TextLaws, ACalendarReadsBack, ()) {
    calendar drawn{.name = draw_text()};
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n)
        drawn.events.push_back(draw_event(std::to_string(n)));
    if (!drawn.events.empty()) {
        event& series = drawn.events.front();
        event changed = draw_event(series.uid);
        changed.rules.clear();
        changed.exdates.clear();
        changed.recurrence_id = draw_time(draw_local());
        series.overrides.push_back(changed);
        for (event& one : drawn.events)
            for (recurrence_rule& rule : one.rules)
                rule = *parse_rule(to_string(rule)); // entries once
    }
    const parsed_calendar again =
        parse_calendar(print_calendar(drawn), {.zones = &timewright::testing::pinned_zones()});
    RC_ASSERT(!again.has_errors());
    RC_ASSERT(again.value == drawn);
}

} // namespace
