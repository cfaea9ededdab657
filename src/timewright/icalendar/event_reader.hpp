/// @file
/// event_reader: one VEVENT to an event.
#pragma once

#include "timewright/icalendar/known_names.hpp"
#include "timewright/icalendar/problem_list.hpp"
#include "timewright/icalendar/zone_names.hpp"

#include <timewright/calendar/event.hpp>
#include <timewright/icalendar/content_lines.hpp>
#include <timewright/icalendar/parse.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timewright::detail {

/// Reads what the properties of a component say, and says what is wrong with them.
class event_reader {
  public:
    event_reader(const parse_options& options, zone_names& zones, problem_list& problems)
        : options_(options), zones_(zones), problems_(problems) {}

    /// A VEVENT or AVAILABLE into a new event. False when it had to be left out; the reason is
    /// among the problems.
    [[nodiscard]] bool read(component_view vevent, event& into);

    [[nodiscard]] std::optional<event_time> read_time(const content_line& at,
                                                      std::string_view value);
    [[nodiscard]] std::string read_text(const content_line& at);
    [[nodiscard]] participant read_participant(const content_line& at);
    [[nodiscard]] sys_seconds read_stamp(const content_line& at);
    [[nodiscard]] std::int32_t read_sequence(const content_line& at);
    /// Adds a line as it is written, or a component's lines.
    void keep(const content_line& at, std::vector<std::string>& into);
    void keep_component(component_view inner, std::vector<std::string>& into);

  private:
    /// The lines that say when; only the first of each counts.
    struct time_lines {
        const content_line* start = nullptr;
        const content_line* end = nullptr;
        const content_line* duration = nullptr;
        const content_line* recurrence_id = nullptr;

        /// False for a line of another kind.
        bool take(known_name name, const content_line& line);
    };

    void error_at(const content_line& at, std::string what, std::string mend);
    void warn_at(const content_line& at, std::string what, std::string mend);
    /// What everybody does and RFC 5545 forbids: only strict reading speaks of it.
    void note_habit(const content_line& at, std::string what, std::string mend);

    [[nodiscard]] bool read_time(const content_line& at, std::string_view value, event_time& into);
    [[nodiscard]] bool find_zone(const content_line& at,
                                 const content_line::written_parameter& tzid, event_time& into);
    [[nodiscard]] bool read_times(component_view vevent, const time_lines& lines, event& into);
    [[nodiscard]] bool read_end(const content_line& at, event& into);
    [[nodiscard]] bool read_duration(const content_line& at, event& into);
    [[nodiscard]] bool read_recurrence_id(const content_line& at, event& into);

    void read_rule(const content_line& at, event& into, bool exclusion);
    void read_rdates(const content_line& at, event& into);
    void read_exdates(const content_line& at, event& into);
    [[nodiscard]] std::optional<event_date> read_rdate(const content_line& at,
                                                       const std::string& entry, bool period);
    [[nodiscard]] bool date_fits(const content_line& at, const event& into);

    void read_line(known_name name, const content_line& at, event& into);
    void read_status(const content_line& at, event& into);
    void read_transparency(const content_line& at, event& into);
    void read_busy_status(const content_line& at, event& into);
    void read_attendee(const content_line& at, event& into);
    [[nodiscard]] static bool read_parameter(const content_line::written_parameter& one,
                                             bool by_mail, participant& into);
    [[nodiscard]] bool passes(const content_line& at);
    [[nodiscard]] bool passes_within(const content_line& at);

    const parse_options& options_;
    zone_names& zones_;
    problem_list& problems_;
    /// Of the event that is being read.
    std::vector<std::pair<known_name, const content_line*>> lines_{};
};

} // namespace timewright::detail
