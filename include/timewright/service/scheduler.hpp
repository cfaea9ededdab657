/// @file
/// scheduler: meetings, calendar users and searches, over a store and a directory.
///
/// What the server and the bindings call. It decides nothing about collisions (the store does), asks
/// nobody who is allowed (its callers do) and keeps nothing in memory: any number of schedulers may
/// run over the same store and directory. All member functions may be called from any thread.
///
///     scheduler desk({.claims = store, .records = directory, .present = clock, .mint = ids,
///                     .zones = *zone_registry::system()});
///     auto room = desk.put_user(org, {.kind = calendar_user_kind::room, .name = "Atlantic"}, 0);
///     auto made = desk.book({.organization = org, .request_key = key},
///                           {.title = "Planning", .start = ..., .rooms = {{room->value.id}}});
#pragma once

#include <timewright/availability/working_hours.hpp>
#include <timewright/base/export.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/ids.hpp>
#include <timewright/ports/store.hpp>
#include <timewright/service/booker.hpp>
#include <timewright/service/meeting.hpp>
#include <timewright/time/zone_registry.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

class TIMEWRIGHT_EXPORT scheduler {
  public:
    /// All but the registry must outlive the scheduler.
    struct parts_needed {
        store& claims;
        directory& records;
        const clock& present;
        ids& mint;
        zone_registry zones;
        /// How far ahead of now rooms and resources can be booked, by the day.
        std::chrono::days horizon{400};
        /// How long whoever waited has to confirm what was freed.
        std::chrono::seconds offer_lasts{std::chrono::minutes(15)};
    };

    /// How far from its start an unending (or very long) series claims rooms without a frontier.
    static constexpr std::chrono::days series_claimed_for{400};
    /// How far ahead imported calendars are read.
    static constexpr std::chrono::days import_ahead{400};

    explicit scheduler(parts_needed parts);

    [[nodiscard]] const zone_registry& zones() const noexcept { return parts_.zones; }
    [[nodiscard]] sys_seconds now() const { return parts_.present.now(); }

    // --- calendar users: people, rooms, equipment

    /// Creates (version 0; a nil id is minted) or replaces. The limits of claims (capacity, disabled)
    /// are set in the store first, so that a capacity below what is booked is refused.
    /// Errors: invalid_input (no name, unknown zone, capacity 0), version_mismatch, and
    /// errc::forbidden when bookings stand against the new capacity.
    result<versioned<calendar_user>, error> put_user(organization_id organization, calendar_user user,
                                                     std::uint64_t expected_version);
    /// Errors: not_found.
    result<versioned<calendar_user>, error> find_user(organization_id organization,
                                                      calendar_user_id id);
    /// All of them, by name.
    result<std::vector<versioned<calendar_user>>, error> list_users(organization_id organization);
    /// Disables it in the store and removes its record. Its bookings stay until they are cancelled.
    result<void, error> remove_user(organization_id organization, calendar_user_id id,
                                    std::uint64_t expected_version);

    /// Hours outside of which find_slots offers nothing. Without a record: open at all times.
    result<void, error> put_working_hours(organization_id organization, calendar_user_id id,
                                          const working_hours& hours);
    /// None when they were never set.
    result<std::optional<working_hours>, error> find_working_hours(organization_id organization,
                                                                   calendar_user_id id);

    // --- policies

    /// What may be booked of a calendar user; nil: of everybody for whom no policy says it otherwise.
    /// It holds for what is booked from then on. Creates (version 0), replaces, or, when the policy
    /// says nothing, removes. Answers the new version (0 after a removal).
    /// Errors: not_found (no such calendar user), invalid_input (a list names somebody unknown), those of
    /// validate(), version_mismatch.
    result<std::uint64_t, error> put_policy(organization_id organization, calendar_user_id id,
                                            const booking_policy& policy,
                                            std::uint64_t expected_version);
    /// Without a record: one that says nothing, at version 0.
    result<versioned<booking_policy>, error> find_policy(organization_id organization,
                                                         calendar_user_id id);
    /// What the asker would break by booking the calendar users one by one for that time, in the
    /// order asked for; empty: the policies allow it. Says nothing of what is booked already.
    result<std::vector<std::vector<meeting_violation>>, error> find_violations(
        const request_context& context, std::span<const calendar_user_id> users, interval span,
        std::size_t participants = 0);

    // --- meetings
    //
    // Policies are asked whenever somebody books, holds, or changes when or where a meeting is;
    // the context says who. What they forbid is refused as refusal_reason::policy, and the store
    // keeps that answer with the key. A meeting in what needs an approval is `pending`: it has its
    // time until the approval's deadline and is told as busy_tentative.

    [[nodiscard]] result<meeting_booked, meeting_refusal> book(const request_context& context,
                                                               const meeting_request& asked);
    [[nodiscard]] result<meeting_booked, meeting_refusal> hold(const request_context& context,
                                                               const meeting_request& asked,
                                                               std::chrono::seconds length);
    [[nodiscard]] result<meeting_booked, meeting_refusal> confirm(const request_context& context,
                                                                  booking_id id);
    /// Approves what the asker may approve; with the last approval the meeting is booked. Refused as
    /// invalid if nothing is pending, as policy if the asker has nothing to say, as expired when the
    /// time for it has run out.
    [[nodiscard]] result<meeting_booked, meeting_refusal> approve(const request_context& context,
                                                                  booking_id id,
                                                                  std::uint64_t expected_sequence);
    /// Cancels what is pending, by somebody who may approve any of it.
    [[nodiscard]] result<meeting_booked, meeting_refusal> decline(const request_context& context,
                                                                  booking_id id,
                                                                  std::uint64_t expected_sequence);
    /// Moves or changes the booking, one occurrence of a series, or one and all after it: those then
    /// become a booking of their own, and the answer is about that one. All or nothing.
    [[nodiscard]] result<meeting_booked, meeting_refusal> update(const request_context& context,
                                                                 booking_id id,
                                                                 std::uint64_t expected_sequence,
                                                                 const meeting_edit& edit,
                                                                 const edit_scope& scope);
    /// Cancels the booking (or releases a hold), one occurrence, or one and all after it.
    [[nodiscard]] result<meeting_booked, meeting_refusal> cancel(const request_context& context,
                                                                 booking_id id,
                                                                 std::uint64_t expected_sequence,
                                                                 const edit_scope& scope);

    /// Meetings that claim any of the users within the window, by first start. No users: everybody.
    result<std::vector<meeting_view>, error> list_meetings(organization_id organization,
                                                           interval window,
                                                           std::span<const calendar_user_id> users);
    /// Meetings that await an approval which the asker may give, by first start.
    result<std::vector<meeting_view>, error> list_pending(const request_context& context);
    /// With all its occurrences that are claimed. Errors: not_found.
    result<meeting_view, error> find_meeting(organization_id organization, booking_id id);

    // --- calendars from outside

    /// Replaces what this source of this calendar user holds by the events of the text, as claims
    /// that report. Nothing changes when the text has errors beyond single events.
    /// Errors: not_found, limit_reached.
    result<import_report, error> import_calendar(const request_context& context, calendar_user_id user,
                                                 std::string_view source, std::string_view text);
    /// iCalendar text of the meetings in the window.
    result<std::string, error> export_calendar(organization_id organization, calendar_user_id user,
                                               interval window);

    // --- searches

    /// Busy time by type, for each user in the order asked for.
    /// Errors: not_found names the first unknown user.
    result<std::vector<std::vector<busy_interval>>, error> find_busy(
        organization_id organization, std::span<const calendar_user_id> users, interval window);

    /// Errors: not_found names the first unknown user; invalid_input for buffers beyond a day and for
    /// what validate(slot_query) refuses.
    result<slot_findings, error> find_slots(const request_context& context,
                                            const slot_request& asked);

    /// Removes holds that ran out; see booker::sweep. What they kept is offered to those who wait.
    result<std::size_t, error> sweep();

    /// Moves the frontiers (bookable_until) of what has one up to now + horizon, and claims, in the
    /// same changes, what the series that go on there are due. Where two of them meet the older one
    /// has it; the other's occurrence is marked `conflicted`. Call it about once an hour, on any
    /// number of servers; it makes at most changes_max changes, and says whether more is to be done.
    result<roll_report, error> roll(organization_id organization, std::size_t changes_max = 16);

    /// The frontier of what is new at that time: a whole day.
    [[nodiscard]] sys_seconds frontier_at(sys_seconds time) const {
        return std::chrono::floor<std::chrono::days>(time) + parts_.horizon;
    }

  private:
    parts_needed parts_;
    booker booker_;
};

} // namespace timewright
