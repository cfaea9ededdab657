/// @file
/// participant: somebody's part in an event (RFC 5545 sections 3.8.4.1 ATTENDEE, 3.8.4.3
/// ORGANIZER).
///
/// A participant may be outside of the organization: then there is an address and no `user`.
#pragma once

#include <timewright/base/id.hpp>
#include <timewright/calendar/calendar_user.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace timewright {

/// ROLE (RFC 5545 section 3.2.16).
enum class participant_role : std::uint8_t {
    chair = 0,
    required = 1,
    optional = 2,
    non_participant = 3, ///< is told, does not take part
};

/// PARTSTAT (RFC 5545 section 3.2.12).
enum class participation_status : std::uint8_t {
    needs_action = 0,
    accepted = 1,
    declined = 2,
    tentative = 3,
    delegated = 4,
};

/// "chair", "required", "optional", "non-participant".
[[nodiscard]] constexpr const char* to_string(participant_role role) noexcept {
    switch (role) {
        case participant_role::chair:
            return "chair";
        case participant_role::required:
            return "required";
        case participant_role::optional:
            return "optional";
        case participant_role::non_participant:
            return "non-participant";
    }
    return "required";
}

/// "needs-action", "accepted", "declined", "tentative", "delegated".
[[nodiscard]] constexpr const char* to_string(participation_status status) noexcept {
    switch (status) {
        case participation_status::needs_action:
            return "needs-action";
        case participation_status::accepted:
            return "accepted";
        case participation_status::declined:
            return "declined";
        case participation_status::tentative:
            return "tentative";
        case participation_status::delegated:
            return "delegated";
    }
    return "needs-action";
}

struct participant {
    std::optional<calendar_user_id> user{}; ///< none: not a calendar user that we know
    std::string email{};                    ///< without "mailto:"
    std::string name{};
    participant_role role = participant_role::required;
    participation_status status = participation_status::needs_action;
    calendar_user_kind kind = calendar_user_kind::individual;
    /// The address when it is no e-mail address: "urn:uuid:..." or "https:...".
    std::string other_address{};
    /// Parameters that the library does not interpret, as written: "RSVP=TRUE;X-NUM-GUESTS=0".
    std::string other_parameters{};

    friend bool operator==(const participant&, const participant&) = default;
};

} // namespace timewright
