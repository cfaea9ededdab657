/// @file
/// jscalendar_words: how RFC 5545 and RFC 8984 name the same things.
#pragma once

#include "timewright/icalendar/jscalendar_lines.hpp"

#include <timewright/calendar/event.hpp>

#include <boost/json.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::detail {

namespace json = boost::json;

/// Members of our own, as RFC 8984 section 3.3 wants them.
inline constexpr std::string_view lines_member = "timewright.dev:lines";
inline constexpr std::string_view parameters_member = "timewright.dev:parameters";
inline constexpr std::string_view busy_member = "timewright.dev:busyStatus";
/// In a patch: it holds for all later occurrences too. RFC 8984 has no word for that.
inline constexpr std::string_view range_member = "timewright.dev:range";
inline constexpr std::string_view this_and_future_word = "this-and-future";
/// The content line for members that we do not know.
inline constexpr std::string_view members_line = "X-JSCALENDAR-MEMBERS";

/// How the value of a rule's part is written.
enum class rule_value { word, number, numbers, words, days, until };

struct rule_part {
    std::string_view part;   ///< in an RRULE
    std::string_view member; ///< in a RecurrenceRule
    rule_value value;
};
inline constexpr std::array<rule_part, 16> rule_parts{{
    {"RSCALE", "rscale", rule_value::word},
    {"FREQ", "frequency", rule_value::word},
    {"INTERVAL", "interval", rule_value::number},
    {"COUNT", "count", rule_value::number},
    {"UNTIL", "until", rule_value::until},
    {"BYSECOND", "bySecond", rule_value::numbers},
    {"BYMINUTE", "byMinute", rule_value::numbers},
    {"BYHOUR", "byHour", rule_value::numbers},
    {"BYDAY", "byDay", rule_value::days},
    {"BYMONTHDAY", "byMonthDay", rule_value::numbers},
    {"BYYEARDAY", "byYearDay", rule_value::numbers},
    {"BYWEEKNO", "byWeekNo", rule_value::numbers},
    {"BYMONTH", "byMonth", rule_value::words},
    {"BYSETPOS", "bySetPosition", rule_value::numbers},
    {"WKST", "firstDayOfWeek", rule_value::word},
    {"SKIP", "skip", rule_value::word},
}};

struct class_word {
    std::string_view word;    ///< of CLASS
    std::string_view privacy; ///< of privacy
};
inline constexpr std::array<class_word, 3> class_words{{
    {"PUBLIC", "public"},
    {"PRIVATE", "private"},
    {"CONFIDENTIAL", "secret"},
}};

/// In the order of calendar_user_kind.
inline constexpr std::array<std::string_view, 4> participant_kinds{"individual", "group",
                                                                   "resource", "location"};

/// Members of a patch that recurrenceOverrides must not have (RFC 8984 section 4.3.5).
inline constexpr std::array<std::string_view, 15> unpatched_members{"@type",
                                                                    "excludedRecurrenceRules",
                                                                    "method",
                                                                    "privacy",
                                                                    "prodId",
                                                                    "recurrenceId",
                                                                    "recurrenceIdTimeZone",
                                                                    "recurrenceOverrides",
                                                                    "recurrenceRules",
                                                                    "relatedTo",
                                                                    "replyTo",
                                                                    "sentBy",
                                                                    "timeZones",
                                                                    "uid",
                                                                    "excluded"};

/// One VALARM as one of alerts; nothing when it says more than an alert can.
[[nodiscard]] std::optional<json::object> alert_of(const std::vector<std::string>& valarm);
/// The reverse; each of its lines that is left out is told.
[[nodiscard]] std::optional<std::vector<std::string>> valarm_of(const json::object& alert,
                                                                const component_limits& limits,
                                                                const refuse_line& refuse);

} // namespace timewright::detail
