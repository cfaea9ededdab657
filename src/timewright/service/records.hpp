// Calendar users and working hours as directory records: content lines (RFC 5545 section 3.1), so
// that a person can read a database and an older program can skip what it does not know.
#pragma once

#include <timewright/availability/working_hours.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/calendar_user.hpp>
#include <timewright/icalendar/component.hpp>
#include <timewright/time/zone_registry.hpp>

#include <string>
#include <string_view>

namespace timewright::detail {

[[nodiscard]] std::string to_record(const calendar_user& user);
/// Errors: corrupt_data.
[[nodiscard]] result<calendar_user, error> to_calendar_user(std::string_view record);

[[nodiscard]] std::string to_record(const working_hours& hours);
/// Errors: corrupt_data; unknown_zone when the zone database lost the zone.
[[nodiscard]] result<working_hours, error> to_working_hours(std::string_view record,
                                                            const zone_registry& zones);
/// The same as part of another record.
[[nodiscard]] component to_component(const working_hours& hours);
[[nodiscard]] result<working_hours, error> to_working_hours(const component& tree,
                                                            const zone_registry& zones);

} // namespace timewright::detail
