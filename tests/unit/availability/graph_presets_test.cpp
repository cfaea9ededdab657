// Goal: suggestions with the confidence, threshold and order, and views with the digits, that the
// documentation of Microsoft Graph and of Exchange's merged free/busy string gives.
// Method: its worked examples, moved to this room's Monday; then what it leaves open, as the header
// decides it.
#include "unit/availability/times.hpp"

#include <timewright/availability/graph_presets.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace timewright;
using namespace timewright::test;

using slots = std::vector<interval>;

const availability free_all_day{};
const availability busy_all_day{.busy = hours({{0, 24}})};
const availability not_known{.unknown = true};

graph_question an_hour(std::vector<availability> attendees) {
    graph_question question{.window = span(9, 12), .duration = 1h, .step = 1h};
    question.attendees = std::move(attendees);
    return question;
}

slots spans(const result<graph_answer, error>& answer) {
    slots all;
    for (const graph_suggestion& each : answer->suggestions) all.push_back(each.span);
    return all;
}

TEST(GraphMeetingTimes, AreAsSureAsTheMeanOfTheAttendees) {
    // One free, one of whom nothing is known, one busy: (100 + 49 + 0) / 3 is below the 50 that are
    // asked for when nothing is said, and above 49.
    graph_question question = an_hour({free_all_day, not_known, busy_all_day});
    EXPECT_TRUE(graph_find_meeting_times(question)->suggestions.empty());
    question.minimum_attendee_percentage = 80;
    EXPECT_TRUE(graph_find_meeting_times(question)->suggestions.empty());
    question.minimum_attendee_percentage = 49;
    const auto answer = graph_find_meeting_times(question);
    ASSERT_EQ(answer->suggestions.size(), 3U);
    EXPECT_DOUBLE_EQ(answer->suggestions[0].confidence, 149.0 / 3);
    EXPECT_EQ(answer->suggestions[0].attendees,
              (std::vector{graph_status::free, graph_status::unknown, graph_status::busy}));
}

TEST(GraphMeetingTimes, KeepWhatJustReachesTheThreshold) {
    graph_question question = an_hour({free_all_day, busy_all_day});
    EXPECT_EQ(graph_find_meeting_times(question)->suggestions.size(), 3U); // 50 of 50
    question.minimum_attendee_percentage = 50.001;
    EXPECT_TRUE(graph_find_meeting_times(question)->suggestions.empty());
    question = an_hour({not_known});
    question.minimum_attendee_percentage = 49;
    EXPECT_EQ(graph_find_meeting_times(question)->suggestions.size(), 3U);
    question.minimum_attendee_percentage = 100;
    question.attendees = {free_all_day};
    EXPECT_EQ(graph_find_meeting_times(question)->suggestions.size(), 3U);
}

TEST(GraphMeetingTimes, ComeByConfidenceAndThenByTime) {
    graph_question question =
        an_hour({availability{.busy = hours({{9, 10}})}, free_all_day, not_known});
    const auto answer = graph_find_meeting_times(question);
    EXPECT_EQ(spans(answer), (slots{span(10, 11), span(11, 12)})); // at nine 149 / 3
    question.minimum_attendee_percentage = 0;
    EXPECT_EQ(spans(graph_find_meeting_times(question)),
              (slots{span(10, 11), span(11, 12), span(9, 10)}));
    question.candidates_max = 1;
    EXPECT_EQ(spans(graph_find_meeting_times(question)), (slots{span(10, 11)}));
}

TEST(GraphMeetingTimes, SuggestTentativeTimesToTheOrganizerAndNoBusyOnes) {
    // As in the documentation's answer: the organizer's tentative times are suggested at 100.
    graph_question question = an_hour({free_all_day});
    question.organizer = {.busy = hours({{9, 10}}), .tentative = hours({{10, 11}})};
    const auto answer = graph_find_meeting_times(question);
    ASSERT_EQ(spans(answer), (slots{span(10, 11), span(11, 12)}));
    EXPECT_EQ(answer->suggestions[0].organizer, graph_status::tentative);
    EXPECT_EQ(answer->suggestions[0].confidence, 100);
    question.organizer_optional = true;
    EXPECT_EQ(spans(graph_find_meeting_times(question)).size(), 3U);
}

TEST(GraphMeetingTimes, ReadTentativeAttendeesAsTheQuestionSays) {
    graph_question question = an_hour({availability{.tentative = hours({{9, 12}})}});
    EXPECT_TRUE(graph_find_meeting_times(question)->suggestions.empty());
    question.tentative = tentative_as::free;
    const auto answer = graph_find_meeting_times(question);
    ASSERT_EQ(answer->suggestions.size(), 3U);
    EXPECT_EQ(answer->suggestions[0].attendees[0], graph_status::tentative);
}

TEST(GraphMeetingTimes, FindTimesForTheOrganizerAlone) {
    graph_question question = an_hour({});
    question.organizer = {.busy = hours({{9, 11}})};
    const auto answer = graph_find_meeting_times(question);
    ASSERT_EQ(spans(answer), (slots{span(11, 12)}));
    EXPECT_EQ(answer->suggestions[0].confidence, 100);
}

TEST(GraphMeetingTimes, KeepToEverybodysHoursUnlessUnrestricted) {
    graph_question question = an_hour({availability{.open = hours({{10, 17}})}, not_known});
    question.organizer = {.open = hours({{8, 11}})};
    EXPECT_EQ(spans(graph_find_meeting_times(question)), (slots{span(10, 11)}));
    question.domain = graph_domain::personal;
    EXPECT_EQ(spans(graph_find_meeting_times(question)), (slots{span(10, 11)}));
    question.domain = graph_domain::unrestricted;
    EXPECT_EQ(spans(graph_find_meeting_times(question)).size(), 3U);
}

TEST(GraphMeetingTimes, SayWhyThereAreNone) {
    const auto why = [](const graph_question& question) {
        return graph_find_meeting_times(question)->empty_reason;
    };
    EXPECT_EQ(why(an_hour({free_all_day})), graph_empty_reason::none);
    EXPECT_EQ(why(an_hour({busy_all_day})), graph_empty_reason::attendees_unavailable);
    EXPECT_EQ(why(an_hour({busy_all_day, not_known})),
              graph_empty_reason::attendees_unavailable_or_unknown);
    graph_question question = an_hour({busy_all_day});
    question.organizer = busy_all_day;
    EXPECT_EQ(why(question), graph_empty_reason::organizer_unavailable);
    question.organizer = free_all_day;
    EXPECT_EQ(why(question), graph_empty_reason::attendees_unavailable);
}

TEST(GraphMeetingTimes, RefuseWhatIsNoQuestion) {
    const auto why = [](const graph_question& question) {
        return graph_find_meeting_times(question).error().message;
    };
    EXPECT_EQ(why(an_hour({})), "nobody is asked for: name attendees or an organizer");
    graph_question question = an_hour({free_all_day});
    for (const double percentage : {-1.0, 100.5, std::numeric_limits<double>::quiet_NaN()}) {
        question.minimum_attendee_percentage = percentage;
        EXPECT_EQ(why(question), "the minimum attendee percentage must be from 0 to 100");
    }
    question = an_hour({free_all_day});
    question.duration = 4h;
    EXPECT_EQ(why(question), "the duration is longer than the window");
}

TEST(GraphHours, AreEightToFiveAndOnWeekendsOnlyForWhatIsPersonal) {
    const interval week = span(0, 7 * 24);
    const auto open = [&](graph_domain domain) {
        return compute_open(*graph_default_hours(domain, zone::utc()), week);
    };
    EXPECT_EQ(open(graph_domain::work).size(), 5U);
    EXPECT_EQ(open(graph_domain::personal).size(), 7U);
    EXPECT_EQ(open(graph_domain::work).intervals()[0], span(8, 17));
    EXPECT_FALSE(graph_default_hours(graph_domain::unrestricted, zone::utc()));
}

TEST(AvailabilityView, WritesADigitForEachIntervalAsTheDocumentedExamplesDo) {
    // From nine to six by the hour: two meetings at noon and at one; for the other also one that
    // ends at half past nine, one that is tentative beside a busy one, and one tentative at four.
    EXPECT_EQ(*availability_view(std::vector<busy_interval>{{span(12, 14)}}, span(9, 18), 1h),
              "000220000");
    const std::vector<busy_interval> other{{{at(8, 30), at(9, 30)}},
                                           {span(12, 14)},
                                           {span(12, 13), busy_type::busy_tentative},
                                           {span(13, 14)},
                                           {span(16, 17), busy_type::busy_tentative}};
    EXPECT_EQ(*availability_view(other, span(9, 18), 1h), "200220010");
}

TEST(AvailabilityView, LetsTheHighestDigitStand) {
    // Out of office from noon to two, busy from half past one to half past two.
    const std::vector<busy_interval> blocks{{span(12, 14), busy_type::busy_unavailable},
                                            {{at(13, 30), at(14, 30)}}};
    EXPECT_EQ(*availability_view(blocks, span(0, 24), 1h), "000000000000332000000000");
    // An hour out of office, ninety minutes busy, ninety free.
    const std::vector<busy_interval> afternoon{{span(12, 13), busy_type::busy_unavailable},
                                               {{at(13), at(14, 30)}}};
    EXPECT_EQ(*availability_view(afternoon, span(12, 16), 1h), "3220");
    // Twenty-five minutes free and five busy.
    EXPECT_EQ(*availability_view(std::vector<busy_interval>{{{at(9, 25), at(9, 30)}}},
                                 {at(9), at(9, 30)}),
              "2");
}

TEST(AvailabilityView, RoundsTheLastIntervalUpAndLeavesOutWhatIsFreeOrOutside) {
    const std::vector<busy_interval> blocks{
        {span(9, 10), busy_type::free}, {span(7, 9)}, {span(11, 13), busy_type::busy_tentative}};
    EXPECT_EQ(*availability_view(blocks, {at(9), at(11, 10)}), "00001");
    EXPECT_EQ(*availability_view({}, {at(9), 1s}), "0");
}

TEST(AvailabilityView, RefusesIntervalsAndSizesBeyondTheLimits) {
    const auto why = [](interval window, std::chrono::seconds each) {
        return availability_view({}, window, each).error().message;
    };
    EXPECT_EQ(why(span(0, 1), 4min), "an interval of the view is from 5 to 1440 minutes long");
    EXPECT_EQ(why(span(0, 1), 24h + 1s), "an interval of the view is from 5 to 1440 minutes long");
    EXPECT_EQ(why({at(0), at(0) + 5min * 32'768 + 1s}, 5min),
              "the view would have more than 32768 digits; ask for a shorter window or longer "
              "intervals");
    EXPECT_EQ(availability_view({}, {at(0), at(0) + 5min * 32'768}, 5min)->size(), 32'768U);
    EXPECT_EQ(why({sys_seconds::min(), sys_seconds::max()}, 1h),
              "the window lies outside the years 0001 to 9999");
}

} // namespace
