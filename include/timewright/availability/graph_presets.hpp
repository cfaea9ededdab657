/// @file
/// graph_presets: answers as Microsoft Graph gives them, for programs that come from there.
///
/// **findMeetingTimes.** Its documentation says how sure a suggestion is: an attendee who is free
/// counts 100, one of whom nothing is known 49, one who is busy 0; the confidence is the mean over
/// the attendees; suggestions below minimumAttendeePercentage (50 unless said) are left out; the
/// order is confidence down, then time. Suggestions lie within the hours of the organizer and of the
/// attendees, unless the activity domain is unrestricted. The organizer does not enter the mean, but
/// must not be busy unless optional; a tentative organizer is suggested, as the documentation's
/// example shows. Of tentative attendees it says nothing: here they count as the question reads
/// them, as busy unless said otherwise.
///
///     graph_question question{.window = week, .duration = 1h};
///     question.organizer = me;
///     question.attendees = {dana, john, samantha};                // availability values
///     result<graph_answer, error> answer = graph_find_meeting_times(question);
///     answer->suggestions[0].confidence                           // 100, or 83 for 250 / 3
///
/// It is a slot search: attendees that are known are optional calendars of equal weight, and whoever
/// is unknown adds the same to every slot. So the order of the search is Graph's order, and those
/// that are sure enough come first.
///
/// **getSchedule.** availability_view() writes a digit for each interval: 0 free, 1 tentative, 2
/// busy, 3 out of office. Where several meet within an interval, the highest digit stands. That is
/// another precedence than free_busy.hpp's, where busy is stronger than busy-unavailable; here
/// busy_unavailable is out of office. Working elsewhere, for which Graph reserves the 4 and writes a
/// 0, has no busy_type: the 4 is never written.
#pragma once

#include <timewright/availability/availability.hpp>
#include <timewright/availability/free_busy.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/availability/working_hours.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/busy_type.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace timewright {

/// activityDomain: which hours suggestions keep to.
enum class graph_domain : std::uint8_t {
    work,         ///< availability::open of everybody: working hours
    personal,     ///< the same; whoever makes `open` adds Saturday and Sunday to it
    unrestricted, ///< all hours of all days
};

/// The hours of a mailbox that says nothing else: 08:00 to 17:00, from Monday to Friday for work and
/// on all days for personal; nothing for unrestricted.
[[nodiscard]] std::optional<working_hours> graph_default_hours(graph_domain domain,
                                                               const zone& in_zone);

struct graph_question {
    interval window;
    std::chrono::seconds duration = std::chrono::minutes(30);
    std::chrono::seconds step = std::chrono::minutes(30); ///< between starts; Graph does not say
    std::vector<availability> attendees{};
    std::optional<availability> organizer{};
    bool organizer_optional = false;
    double minimum_attendee_percentage = 50; ///< 0..100
    std::size_t candidates_max = 20;         ///< 1..slots_limit_max
    graph_domain domain = graph_domain::work;
    tentative_as tentative = tentative_as::busy; ///< of attendees
    std::uint64_t looks_max = 5'000'000;         ///< slot_query::looks_max
};

/// freeBusyStatus, as far as it can be told.
enum class graph_status : std::uint8_t { free, tentative, busy, unknown };

struct graph_suggestion {
    interval span;
    double confidence = 100;               ///< 0..100; 100 when nobody but the organizer is asked
    std::vector<graph_status> attendees{}; ///< in the order of the question
    graph_status organizer = graph_status::free;
};

/// emptySuggestionsReason.
enum class graph_empty_reason : std::uint8_t {
    none,                             ///< there are suggestions
    attendees_unavailable,            ///< all are known, and too few can
    attendees_unavailable_or_unknown, ///< too few can, and some are not known
    organizer_unavailable,            ///< the organizer can at no time
};

struct graph_answer {
    std::vector<graph_suggestion> suggestions{}; ///< confidence down, then time
    graph_empty_reason empty_reason = graph_empty_reason::none;
    bool truncated = false; ///< the budget ended first
};

/// Errors: invalid_input for a percentage outside of 0 to 100 and for neither attendees nor an
/// organizer; those of validate(slot_query). Complexity: find_slots'.
[[nodiscard]] result<graph_answer, error> graph_find_meeting_times(const graph_question& question);

/// Digits of one view at most: 62 days of five minutes are 17,856.
inline constexpr std::size_t availability_view_digits_max = 32'768;

/// A digit for each interval from the start of the window on; the last may reach beyond its end.
/// Errors: invalid_input for an interval that is not from 5 minutes to a day long, for a window
/// outside of the years 1 to 9999, and for more than availability_view_digits_max digits. Complexity: n log n for n blocks, and the digits.
[[nodiscard]] result<std::string, error> availability_view(
    std::span<const busy_interval> blocks, interval window,
    std::chrono::seconds each = std::chrono::minutes(30));

// ---------------------------------------------------------------------------------------------

namespace detail {

inline constexpr std::uint64_t graph_chance_free = 100;
inline constexpr std::uint64_t graph_chance_unknown = 49;

/// A question of Graph as one of ours.
class graph_search {
  public:
    explicit graph_search(const graph_question& asked)
        : asked_(asked),
          query_{.window = asked.window, .duration = asked.duration, .step = asked.step} {
        query_.slots_max = asked.candidates_max;
        query_.looks_max = asked.looks_max;
        query_.tentative = asked.tentative;
        if (asked.organizer) add_organizer(*asked.organizer);
        for (const availability& attendee : asked.attendees) add_attendee(attendee);
        if (query_.required.empty()) require({}); // all of time is a candidate
    }

    [[nodiscard]] result<graph_answer, error> run() {
        const auto found = find_slots(query_);
        if (!found) return unexpected(found.error());
        graph_answer answer{.truncated = found->truncated};
        for (const slot& each : found->slots) {
            const double confidence = confidence_of(query_.optional.size() - each.missing.size());
            if (confidence < asked_.minimum_attendee_percentage) break;
            answer.suggestions.push_back(describe(each.span, confidence));
        }
        if (answer.suggestions.empty()) answer.empty_reason = reason();
        return answer;
    }

  private:
    void require(availability calendar) {
        query_.required.push_back(query_.calendars.size());
        query_.calendars.push_back(std::move(calendar));
    }

    [[nodiscard]] bool keeps_hours() const { return asked_.domain != graph_domain::unrestricted; }

    void add_organizer(availability organizer) {
        if (!keeps_hours()) organizer.open.reset();
        if (asked_.organizer_optional) {
            organizer.busy = {};
            organizer.unknown = false;
        }
        organizer.tentative = {};
        require(std::move(organizer));
    }

    void add_attendee(const availability& attendee) {
        if (keeps_hours() && attendee.open) require({.open = attendee.open});
        if (attendee.unknown) {
            ++unknown_;
            return;
        }
        query_.optional.push_back({.calendar = query_.calendars.size()});
        query_.calendars.push_back({.busy = attendee.busy, .tentative = attendee.tentative});
    }

    [[nodiscard]] double confidence_of(std::size_t free) const {
        if (asked_.attendees.empty()) return 100;
        const std::uint64_t sum = graph_chance_free * free + graph_chance_unknown * unknown_;
        return static_cast<double>(sum) / static_cast<double>(asked_.attendees.size());
    }

    [[nodiscard]] static graph_status status_of(const availability& known, interval span) {
        if (known.unknown) return graph_status::unknown;
        if (known.busy.overlaps(span)) return graph_status::busy;
        return known.tentative.overlaps(span) ? graph_status::tentative : graph_status::free;
    }

    [[nodiscard]] graph_suggestion describe(interval span, double confidence) const {
        graph_suggestion told{.span = span, .confidence = confidence};
        for (const availability& attendee : asked_.attendees)
            told.attendees.push_back(status_of(attendee, span));
        if (asked_.organizer) told.organizer = status_of(*asked_.organizer, span);
        return told;
    }

    [[nodiscard]] graph_empty_reason reason() {
        if (asked_.organizer && !asked_.organizer_optional) {
            slot_query alone = query_;
            alone.required = {0};
            alone.optional.clear();
            const auto found = find_slots(alone);
            if (found && found->slots.empty()) return graph_empty_reason::organizer_unavailable;
        }
        return unknown_ == 0 ? graph_empty_reason::attendees_unavailable
                             : graph_empty_reason::attendees_unavailable_or_unknown;
    }

    const graph_question& asked_;
    slot_query query_;
    std::uint64_t unknown_ = 0; // attendees of whom nothing is known
};

} // namespace detail

inline std::optional<working_hours> graph_default_hours(graph_domain domain, const zone& in_zone) {
    if (domain == graph_domain::unrestricted) return std::nullopt;
    auto weekly = parse_weekly_hours(domain == graph_domain::work ? "mon-fri/08:00-17:00"
                                                                  : "mon-sun/08:00-17:00");
    return working_hours{.in_zone = in_zone, .weekly = *std::move(weekly)};
}

inline result<graph_answer, error> graph_find_meeting_times(const graph_question& question) {
    if (!(question.minimum_attendee_percentage >= 0 && question.minimum_attendee_percentage <= 100))
        return unexpected(invalid_input("the minimum attendee percentage must be from 0 to 100"));
    if (question.attendees.empty() && !question.organizer)
        return unexpected(invalid_input("nobody is asked for: name attendees or an organizer"));
    return detail::graph_search(question).run();
}

inline result<std::string, error> availability_view(std::span<const busy_interval> blocks,
                                                    interval window, std::chrono::seconds each) {
    if (each < std::chrono::minutes(5) || each > std::chrono::hours(24))
        return unexpected(invalid_input("an interval of the view is from 5 to 1440 minutes long"));
    if (window.start() < detail::first_instant || detail::last_instant < window.end())
        return unexpected(invalid_input("the window lies outside the years 0001 to 9999"));
    const auto count = (window.length() - std::chrono::seconds(1)) / each + 1;
    if (count > static_cast<std::int64_t>(availability_view_digits_max))
        return unexpected(invalid_input("the view would have more than " +
                                        std::to_string(availability_view_digits_max) +
                                        " digits; ask for a shorter window or longer intervals"));
    std::string view(static_cast<std::size_t>(count), '0');
    constexpr std::pair<busy_type, char> digits[] = {{busy_type::busy_tentative, '1'},
                                                     {busy_type::busy, '2'},
                                                     {busy_type::busy_unavailable, '3'}};
    for (const auto& [type, digit] : digits) { // rising: the highest is written last
        std::vector<interval> spans;
        for (const busy_interval& block : blocks)
            if (block.type == type)
                if (const auto inside = block.span.intersection(window)) spans.push_back(*inside);
        const time_set joined = time_set::from_unsorted(std::move(spans));
        for (const interval& span : joined.intervals()) {
            const auto first = (span.start() - window.start()) / each;
            const auto last = (span.end() - window.start() - std::chrono::seconds(1)) / each;
            std::fill(view.begin() + first, view.begin() + last + 1, digit);
        }
    }
    return view;
}

} // namespace timewright
