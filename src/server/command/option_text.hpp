/// @file
/// option_text: the values of options, from text, each error beginning with the option it is about.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone_registry.hpp>

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>

namespace timewright::command {

/// Prints "timewright: MESSAGE" and gives exit_bad_input.
int refuse(std::ostream& err, const error& why);

/// The error with "--option: " in front.
[[nodiscard]] error about(std::string_view option, error why);

[[nodiscard]] result<sys_seconds, error> read_instant(std::string_view option,
                                                      std::string_view text);

/// --from and --to. Errors: also when the window is empty or reversed.
[[nodiscard]] result<interval, error> read_window(std::string_view from, std::string_view to);

/// A positive duration that is the same length everywhere: hours, minutes, seconds, no days.
[[nodiscard]] result<std::chrono::seconds, error> read_exact_duration(std::string_view option,
                                                                      std::string_view text);

/// The directory that --zoneinfo names, else the system's.
[[nodiscard]] result<zone_registry, error> open_zones(const std::string& zoneinfo);

/// An IANA name, or a Windows name as Outlook writes it.
[[nodiscard]] result<zone, error> read_zone(const zone_registry& zones, std::string_view option,
                                            std::string_view name);

} // namespace timewright::command
