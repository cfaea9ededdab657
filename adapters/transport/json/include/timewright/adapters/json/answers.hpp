/// @file
/// answers: what the API says, written as JSON.
///
/// Instants are RFC 3339 with Z, local times have no offset and belong to the `timeZone` beside
/// them, durations are RFC 5545's. Each function writes one JSON value without white space.
#pragma once

#include <timewright/adapters/json/problem_document.hpp>
#include <timewright/availability/free_busy.hpp>
#include <timewright/availability/working_hours.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/id.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/calendar/calendar_user.hpp>
#include <timewright/ports/identity.hpp>
#include <timewright/ports/personal_tokens.hpp>
#include <timewright/service/meeting.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::json {

[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_me(const principal& me, std::string_view time_zone);
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_session(const session& made,
                                                          std::string_view time_zone);

[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_token(const personal_token& token);
/// With its secret, which is written this once.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_issued_token(const issued_token& made);

/// A person, a room or a resource, each with the members of its kind.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_user(const calendar_user& user);

/// {"items":[...],"next":...} of items already written.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_page(std::span<const std::string> items,
                                                       const std::optional<std::string>& next);

[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_working_hours(const working_hours& hours);
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_import(const import_report& report);
/// busy[i] belongs to users[i].
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_free_busy(
    std::span<const calendar_user_id> users, std::span<const std::vector<busy_interval>> busy);
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_slots(const slot_findings& found);

/// The answer to a booking command that succeeded.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_booked(const meeting_booked& booked);

/// Who reads a booking: decides what "canEdit" says, and which zone stands for all-day bookings.
struct booking_reader {
    const principal& me;
    std::string_view time_zone;
};

/// Whether this person may change the booking: its organizer or an administrator, and never one that
/// came from a calendar file.
[[nodiscard]] TIMEWRIGHT_EXPORT bool can_edit(const meeting_view& meeting, const principal& me);
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_booking(const meeting_view& meeting,
                                                          const booking_reader& reader);

/// One entry of the feed, as GET /changes and the WebSocket tell it.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_entry(const feed_entry& entry);
/// {"type":"heartbeat","cursor":...} and {"type":"resync","cursor":...}
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_heartbeat(const feed_cursor& cursor);
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_resync(const feed_cursor& cursor);

struct service_info {
    std::string version{};
    std::string tzdata{};
};
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_info(const service_info& info);

} // namespace timewright::json
