/// @file
/// meeting_import: meetings from calendar files, as bookings of given rooms and people.
///
/// Unlike scheduler::import_calendar(), which records what somebody does elsewhere, this books: rooms
/// must be free, policies hold, and what is booked is changed and cancelled here from then on.
///
///     meeting_importer into({store, directory, clock, ids, zones});
///     for (const event& one : parsed.value.events) {
///         auto done = into.import(context, {.details = one, .rooms = {{atlantic}}, .people = {ana}});
///         if (!done) tell(done.error());
///     }
///
/// Each event is one change: all of its occurrences, or none. A booking's id follows from the event's
/// UID, and the booking remembers what it was made from. So the same event again, with the same rooms
/// and people, changes nothing, also if the booking was moved here since; an event that was edited
/// in its file replaces what it had booked, all or nothing.
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/service/meeting.hpp>
#include <timewright/service/scheduler.hpp>
#include <timewright/time/zone.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace timewright {

struct meeting_import {
    event details{};
    zone floating_zone{}; ///< in which dates and floating times are meant
    std::vector<std::vector<calendar_user_id>> rooms{}; ///< one of each group
    std::vector<calendar_user_id> people{};             ///< told of a collision, never refused
};

enum class import_result : std::uint8_t {
    booked = 0,
    changed = 1,
    unchanged = 2,
    skipped = 3, ///< it takes nobody's time: cancelled or transparent
};

/// "booked", "changed", "unchanged", "skipped".
[[nodiscard]] constexpr const char* to_string(import_result outcome) noexcept {
    switch (outcome) {
        case import_result::booked:
            return "booked";
        case import_result::changed:
            return "changed";
        case import_result::unchanged:
            return "unchanged";
        case import_result::skipped:
            return "skipped";
    }
    return "booked";
}

struct imported_meeting {
    import_result outcome = import_result::booked;
    booking_id id{}; ///< nil when skipped
};

class TIMEWRIGHT_EXPORT meeting_importer {
  public:
    explicit meeting_importer(scheduler::parts_needed parts);
    ~meeting_importer();
    meeting_importer(const meeting_importer&) = delete;
    meeting_importer& operator=(const meeting_importer&) = delete;

    [[nodiscard]] result<imported_meeting, meeting_refusal> import(const request_context& context,
                                                                   const meeting_import& asked);
    /// What import() would answer, after all that was tried before. Changes nothing. Quotas are judged
    /// without what others have taken of them.
    [[nodiscard]] result<imported_meeting, meeting_refusal> try_import(
        const request_context& context, const meeting_import& asked);

  private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

/// The booking that an event is imported as.
[[nodiscard]] TIMEWRIGHT_EXPORT booking_id imported_id(organization_id organization,
                                                       const event& details);

} // namespace timewright
