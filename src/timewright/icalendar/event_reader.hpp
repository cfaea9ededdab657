/// @file
/// event_reader: one VEVENT to an event.
#pragma once

#include "timewright/icalendar/problem_list.hpp"
#include "timewright/icalendar/zone_names.hpp"

#include <timewright/calendar/event.hpp>
#include <timewright/icalendar/component.hpp>
#include <timewright/icalendar/parse.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace timewright::detail {

/// Reads what the properties of a component say, and says what is wrong with them.
class event_reader {
  public:
    event_reader(const parse_options& options, zone_names& zones, problem_list& problems)
        : options_(options), zones_(zones), problems_(problems) {}

    /// Nothing when the event had to be left out; the reason is among the problems.
    [[nodiscard]] std::optional<event> read(const component& vevent);

  private:
    enum class taken { yes, not_known };

    void error_at(const property& at, std::string what, std::string mend);
    void warn_at(const property& at, std::string what, std::string mend);
    /// What everybody does and RFC 5545 forbids: only strict reading speaks of it.
    void note_habit(const property& at, std::string what, std::string mend);

    [[nodiscard]] std::optional<event_time> read_time(const property& at, std::string_view value);
    [[nodiscard]] std::optional<event_time> read_only_time(const property& at);
    [[nodiscard]] bool read_times(const component& vevent, event& into);
    [[nodiscard]] bool read_end(const property& end, event& into);
    [[nodiscard]] bool read_duration(const property& duration, event& into);
    [[nodiscard]] bool read_recurrence_id(const property& id, event& into);

    void read_rule(const property& at, event& into, bool exclusion);
    void read_rdates(const property& at, event& into);
    void read_exdates(const property& at, event& into);
    [[nodiscard]] std::optional<event_date> read_rdate(const property& at, const std::string& entry,
                                                       bool period);
    [[nodiscard]] bool date_fits(const property& at, const event& into);

    taken read_words(const property& at, event& into);
    taken read_people(const property& at, event& into);
    [[nodiscard]] participant read_participant(const property& at);
    [[nodiscard]] std::string read_text(const property& at);
    void read_status(const property& at, event& into);
    void read_busy_status(const property& at, event& into);
    void read_sequence(const property& at, event& into);
    void keep(const property& at, event& into);
    void keep_component(const component& inner, event& into);
    [[nodiscard]] bool names_a_file(const property& at);

    const parse_options& options_;
    zone_names& zones_;
    problem_list& problems_;
};

/// A property as one content line, not folded.
[[nodiscard]] std::string line_of(const property& written);

} // namespace timewright::detail
