/// @file
/// calendar: events and published busy time, as one file or feed holds them (RFC 5545 section 3.4).
#pragma once

#include <timewright/calendar/event.hpp>
#include <timewright/calendar/published_availability.hpp>
#include <timewright/time/busy_type.hpp>
#include <timewright/time/interval.hpp>

#include <string>
#include <vector>

namespace timewright {

/// A FREEBUSY period of a VFREEBUSY: time that somebody published as taken, without saying by what.
struct busy_period {
    interval span;
    busy_type type = busy_type::busy;

    friend bool operator==(const busy_period&, const busy_period&) = default;
};

struct calendar {
    std::string name{};          ///< X-WR-CALNAME or NAME
    std::string zone_name{};     ///< X-WR-TIMEZONE: the IANA name in which floating times are meant
    std::string product{};       ///< PRODID: what wrote it
    std::string method{};        ///< METHOD (RFC 5546): PUBLISH, REQUEST, CANCEL, REPLY; upper case
    std::vector<event> events{}; ///< overrides are within their series
    std::vector<busy_period> busy{};
    std::vector<published_availability> availability{}; ///< VAVAILABILITY
    /// As event::other_lines: what the library does not interpret (CALSCALE, X- properties; VTODO,
    /// VJOURNAL), kept so that it is there when the calendar is printed.
    std::vector<std::string> other_lines{};

    friend bool operator==(const calendar&, const calendar&) = default;
};

} // namespace timewright
