/// @file
/// known_names: the properties of an event that the library interprets.
#pragma once

#include "timewright/icalendar/characters.hpp"

#include <cstdint>
#include <string_view>

namespace timewright::detail {

enum class known_name : std::uint8_t {
    other,
    uid,
    dtstamp,
    dtstart,
    dtend,
    duration,
    rrule,
    exrule,
    rdate,
    exdate,
    recurrence_id,
    summary,
    location,
    description,
    status,
    transp,
    busy_status,
    sequence,
    organizer,
    attendee,
};

/// By length first, so that a name is compared with three others at most.
[[nodiscard]] constexpr known_name known_name_of(std::string_view name) noexcept {
    struct entry {
        std::string_view word;
        known_name name;
    };
    const auto one_of = [name](auto... entries) {
        known_name found = known_name::other;
        ((same_word(name, entries.word) ? (found = entries.name, true) : false) || ...);
        return found;
    };
    switch (name.size()) {
        case 3:
            return one_of(entry{"UID", known_name::uid});
        case 5:
            return one_of(entry{"DTEND", known_name::dtend}, entry{"RRULE", known_name::rrule},
                          entry{"RDATE", known_name::rdate});
        case 6:
            return one_of(entry{"STATUS", known_name::status}, entry{"TRANSP", known_name::transp},
                          entry{"EXDATE", known_name::exdate}, entry{"EXRULE", known_name::exrule});
        case 7:
            return one_of(entry{"DTSTAMP", known_name::dtstamp},
                          entry{"DTSTART", known_name::dtstart},
                          entry{"SUMMARY", known_name::summary});
        case 8:
            return one_of(
                entry{"LOCATION", known_name::location}, entry{"SEQUENCE", known_name::sequence},
                entry{"ATTENDEE", known_name::attendee}, entry{"DURATION", known_name::duration});
        case 9:
            return one_of(entry{"ORGANIZER", known_name::organizer});
        case 11:
            return one_of(entry{"DESCRIPTION", known_name::description});
        case 13:
            return one_of(entry{"RECURRENCE-ID", known_name::recurrence_id});
        case 26:
            return one_of(entry{"X-MICROSOFT-CDO-BUSYSTATUS", known_name::busy_status});
        default:
            return known_name::other;
    }
}

/// The address of a participant who has none.
inline constexpr std::string_view no_address = "invalid:nomail";

} // namespace timewright::detail
