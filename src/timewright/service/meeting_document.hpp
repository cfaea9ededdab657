// A meeting as the document of its booking: one VEVENT in a VCALENDAR (RFC 5545), with a few lines of
// our own that say what the claims were made from. Any calendar program can read it.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/quota.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/service/meeting.hpp>
#include <timewright/time/zone_registry.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::detail {

/// Time that is taken around each occurrence.
struct meeting_buffer {
    std::chrono::seconds before{0};
    std::chrono::seconds after{0};

    friend bool operator==(const meeting_buffer&, const meeting_buffer&) = default;
};

/// A quota of which the meeting takes, as it was when the meeting was booked.
struct meeting_quota {
    calendar_user_id owner{}; ///< nil: the organization
    calendar_user_id person{};
    booking_quota rule{};
};

struct meeting_document {
    event details{};
    std::vector<std::vector<calendar_user_id>> rooms{}; ///< one of each group
    std::vector<resource_units> resources{};
    std::vector<calendar_user_id> people{};
    std::vector<calendar_user_id> insisted{};
    std::optional<calendar_user_id> organizer{};
    std::string source{};      ///< of an imported event
    std::string imported{};    ///< what it was made from, when it was booked from a file
    std::string floating_zone_name{}; ///< in which a date or a floating time is meant
    std::optional<sys_seconds> claimed_until{}; ///< of a series that claims up to a frontier
    std::optional<sys_seconds> since{};    ///< when it got in line: who was first goes first
    /// Of rooms and resources; those of one choice have the same.
    std::map<calendar_user_id, meeting_buffer> buffers{};
    std::vector<meeting_quota> quotas{};
    std::vector<calendar_user_id> pending{}; ///< rooms and resources that await approval
    std::vector<local_seconds> conflicted{}; ///< occurrences that had no room at the frontier
    bool waits = false;            ///< it holds nothing yet: it is on the waitlist
    bool skip_occurrences = false;
    bool carries_zones = false; ///< its zones are in no zone database: they travel with it

    /// How many claims of each part are for rooms and resources: they come first.
    [[nodiscard]] std::size_t needs() const noexcept { return rooms.size() + resources.size(); }
};

[[nodiscard]] std::string to_text(const meeting_document& document);
/// Errors: corrupt_data.
[[nodiscard]] result<meeting_document, error> to_document(std::string_view text,
                                                          const zone_registry& zones);

} // namespace timewright::detail
