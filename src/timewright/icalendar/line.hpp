/// @file
/// line: one content line, appended to a text piece by piece.
#pragma once

#include "timewright/icalendar/line_writer.hpp"
#include "timewright/icalendar/values.hpp"

#include <timewright/calendar/event.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace timewright::detail {

/// Ended when it goes out of scope.
class line {
  public:
    line(std::string& into, std::string_view name) : into_(into), begin_(into.size()) {
        into_ += name;
    }
    line(const line&) = delete;
    line& operator=(const line&) = delete;
    ~line() { end_line(into_, begin_); }

    line& raw(std::string_view text) {
        into_ += text;
        return *this;
    }
    line& text(std::string_view text) {
        append_escaped(into_, text);
        return *this;
    }
    line& parameter(std::string_view name, std::string_view value) {
        into_ += name;
        append_parameter_text(into_, value);
        return *this;
    }
    line& time(const event_time& time) {
        if (time.kind == event_time_kind::date) {
            append_date_text(into_, time.local);
            return *this;
        }
        append_date_time_text(into_, time.local);
        if (time.kind == event_time_kind::utc) into_ += 'Z';
        return *this;
    }
    /// ";TZID=Europe/Lisbon" or ";VALUE=DATE", where the time needs it.
    line& time_parameters(const event_time& time) {
        if (time.kind == event_time_kind::date) into_ += ";VALUE=DATE";
        if (time.kind == event_time_kind::zoned) parameter(";TZID=", time.in_zone.name());
        return *this;
    }

  private:
    std::string& into_;
    std::size_t begin_;
};

/// A line that is known as a whole.
inline void put_line(std::string& into, std::string_view text) { const line whole(into, text); }

} // namespace timewright::detail
