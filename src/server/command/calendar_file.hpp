/// @file
/// calendar_file: calendars from disk, and the time that they take.
///
/// Reading is bounded, and every failure names the file. A calendar of which something was left out
/// is refused for questions about time: a part of somebody's meetings must not pass for all.
#pragma once

#include <timewright/availability/free_busy.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone_registry.hpp>

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::command {

/// Files that are read at most by one command.
inline constexpr std::size_t calendar_files_max = 1'000;

/// Whose clock is meant, and where warnings go.
struct reading {
    const zone_registry& zones;
    std::optional<zone> owner_zone{}; ///< --zone
    std::ostream& err;
};

/// The whole file. Errors: not_found or io when it cannot be read, limit_reached when it is longer
/// than the parser takes.
[[nodiscard]] result<std::string, error> read_file(const std::string& name);

/// JSCalendar rather than iCalendar: it begins with { or [.
[[nodiscard]] bool is_jscalendar(std::string_view text);
/// Reads a text of either form.
[[nodiscard]] parsed_calendar parse_file(std::string_view text, const parse_options& options);

/// The first thing that was left out, with a word on how many more there are.
/// Precondition: there is one.
[[nodiscard]] error first_problem(const parsed_calendar& parsed);

/// A calendar and the zone that its all-day and floating times belong to.
struct calendar_file {
    std::string name; ///< as given
    calendar value;
    zone owner_zone;
    /// False when nobody said a zone (neither the file nor --zone): then it is UTC.
    bool zone_known = true;
};

/// Reads and checks one file. Warns when its owner's zone matters and nobody said it.
/// Errors: those of read_file; the first problem of severity error in the file, with its position;
/// unknown_zone for an X-WR-TIMEZONE that nobody knows.
[[nodiscard]] result<calendar_file, error> load_calendar(const std::string& name,
                                                         const reading& how);

/// What the file takes of the window. Errors name the file.
[[nodiscard]] result<std::vector<busy_interval>, error> busy_blocks(const calendar_file& file,
                                                                    interval window);

} // namespace timewright::command
