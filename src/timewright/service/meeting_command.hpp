// The commands on meetings, over what one call looks up.
#pragma once

#include "timewright/service/house_rules.hpp"
#include "timewright/service/meeting_document.hpp"
#include "timewright/service/meeting_people.hpp"

#include <timewright/ports/directory.hpp>
#include <timewright/ports/ids.hpp>
#include <timewright/ports/store.hpp>
#include <timewright/service/booker.hpp>
#include <timewright/service/meeting.hpp>
#include <timewright/service/scheduler.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace timewright::detail {

using meeting_answer = result<meeting_booked, meeting_refusal>;

// What is refused, and whose fault it is.
[[nodiscard]] unexpected<meeting_refusal> refused(refusal why);
[[nodiscard]] unexpected<meeting_refusal> invalid(error wrong);
[[nodiscard]] unexpected<meeting_refusal> invalid(std::string what, std::string pointer);
/// What the store could not do is a fault; what the caller got wrong is invalid.
[[nodiscard]] unexpected<meeting_refusal> faulted(error fault);

[[nodiscard]] bool breaks_policy(const meeting_occurrence& occurrence,
                                 std::span<const meeting_violation> broken);

/// The answer to a command, from what the store said and the occurrences that were asked for, of
/// which some were left out before.
[[nodiscard]] meeting_booked to_answer(booking made, const meeting_document& document,
                                       std::span<const meeting_occurrence> occurrences,
                                       std::span<const meeting_violation> broken = {});

/// The commands on meetings: one object a call, which holds what the call looked up.
class meeting_command {
  public:
    meeting_command(scheduler& desk, booker& commands, const scheduler::parts_needed& parts,
                    const request_context& context)
        : desk_(desk),
          booker_(commands),
          claims_(parts.claims),
          records_(parts.records),
          mint_(parts.mint),
          zones_(parts.zones),
          context_(context) {}

    meeting_answer book(const meeting_request& asked, std::optional<std::chrono::seconds> hold_for);
    /// What was read from a file, as a new booking or, at a sequence, instead of what it was.
    /// (meeting_import.cpp)
    meeting_answer book_imported(
        meeting_document document, booking_id id, std::uint64_t sequence,
        const std::function<result<booking, refusal>(const change&)>& settle_with);
    meeting_answer confirm(booking_id id);
    meeting_answer update(booking_id id, std::uint64_t expected_sequence, const meeting_edit& edit,
                          const edit_scope& scope);
    meeting_answer cancel(booking_id id, std::uint64_t expected_sequence, const edit_scope& scope);
    meeting_answer approve(booking_id id, std::uint64_t expected_sequence);
    meeting_answer decline(booking_id id, std::uint64_t expected_sequence);

  private:
    // --- policies (meeting_approval.cpp)

    /// Judges what is to be booked and settles in the document what policies decide of it. An answer
    /// if it must not be.
    std::optional<meeting_answer> find_veto(meeting_document& document,
                                            std::span<const meeting_occurrence> occurrences,
                                            bool times);
    /// The same for a meeting that was there before: what has begun is no longer judged.
    std::optional<meeting_answer> find_veto(meeting_document& document,
                                            std::span<const meeting_occurrence> occurrences,
                                            const meeting_edit& edit);
    result<void, error> load_rules();
    /// A refusal that binds the key as any other does. What was applied before stays applied, and a
    /// retry is told so.
    meeting_answer veto(const std::string& why);
    /// The claims that a document means, less the occurrences that policies forbid, and with the
    /// quotas that they draw from.
    result<booking_request, error> to_request(const meeting_document& document,
                                              std::span<const meeting_occurrence> occurrences,
                                              std::span<const calendar_user_id> held) const;
    /// Until when somebody has to approve it. None if nobody needs to.
    [[nodiscard]] std::optional<sys_seconds> approval_deadline(
        const meeting_document& document, std::span<const meeting_occurrence> occurrences) const;
    /// The one that the first try set: a retry is told that and not its own. None once it is approved.
    [[nodiscard]] std::optional<sys_seconds> deadline_held(booking_id id) const;
    /// Reads a meeting that awaits an approval. An answer if there is none.
    std::optional<meeting_answer> find_pending(booking_id id, std::uint64_t expected_sequence);

    // --- booking (meeting_booking.cpp)

    /// Booked though others have what is asked for (meeting_bumping.cpp).
    meeting_answer bump(const meeting_document& document,
                        std::span<const meeting_occurrence> occurrences,
                        const std::vector<user_edit>& frontiers);
    /// On the waitlist, or booked at once if it fits.
    meeting_answer wait(meeting_document document, std::span<const meeting_occurrence> occurrences);
    meeting_answer told_of_waiting(outcome made, const meeting_document& document,
                                   std::span<const meeting_occurrence> occurrences);
    void leave_the_line();

    // --- reading and answering (meeting_command.cpp)

    result<void, error> load_people();
    /// Reads the booking's document and which rooms it holds.
    result<void, error> read(booking_id id);
    /// A booking that is gone: the key may still know its fate, so the store is asked all the same.
    meeting_answer settle_unread(booking_id id, std::uint64_t expected_sequence, const error& why);
    meeting_answer answer_of(result<booking, refusal> made) const;
    meeting_answer answer_for_gone(booking made, const error& why) const;
    /// For a change whose key may be known: the answer is about the booking that the first try named,
    /// which need not be the one that was asked about.
    meeting_answer settle_known(const change& asked);
    /// Turns the store's answer into ours; a collision gets its alternatives.
    meeting_answer finish(result<booking, refusal> made, const meeting_document& document,
                          std::span<const meeting_occurrence> occurrences,
                          std::optional<booking_id> except);
    /// What a series will meet beyond its frontier is told when it is booked.
    meeting_booked with_later_conflicts(meeting_booked told, const meeting_document& document);

    // --- changing (meeting_changes.cpp)

    [[nodiscard]] std::vector<calendar_user_id> rooms_held() const;
    std::optional<error> apply_lists(const meeting_edit& edit);
    meeting_answer update_all(booking_id id, std::uint64_t expected_sequence,
                              const meeting_edit& edit);
    /// Settles a change of what is held. A hold that is changed stays one, with its deadline; what is
    /// taken elsewhere has to be approved there.
    meeting_answer settle(change asked, std::span<const meeting_occurrence> occurrences,
                          booking_id id, const meeting_edit& edit);
    /// Rooms and people given to one occurrence are its own: the series keeps the ones it has.
    meeting_answer update_one(booking_id id, std::uint64_t expected_sequence,
                              const meeting_edit& edit, local_seconds recurrence_id,
                              meeting_document series);
    /// The buffers of an occurrence's own rooms, which the series' document keeps. A room that both
    /// have keeps those of the series.
    void share_buffers(meeting_document& series);
    /// One occurrence and all later ones become a booking of their own, in the change that ends the
    /// series before them: nobody can take their places in between.
    meeting_answer update_following(booking_id id, std::uint64_t expected_sequence,
                                    const meeting_edit& edit, local_seconds recurrence_id,
                                    meeting_document before);
    /// A retry finds its occurrence moved out of the series; the store knows what became of it.
    meeting_answer settle_followed(booking_id id, std::uint64_t expected_sequence);
    /// Only words change: the claims stay as they are.
    meeting_answer settle_words(booking_id id, std::uint64_t expected_sequence,
                                std::string document);
    meeting_answer cancel_some(booking_id id, std::uint64_t expected_sequence,
                               local_seconds recurrence_id, edit_range range);

    scheduler& desk_;
    booker& booker_;
    store& claims_;
    directory& records_;
    ids& mint_;
    const zone_registry& zones_;
    const request_context& context_;
    std::optional<people_and_rooms> people_;
    std::optional<house_rules> rules_;
    std::optional<policy_asker> asker_;
    std::vector<meeting_violation> broken_; // by what is asked for
    bool was_pending_ = false;
    meeting_document document_;
    std::uint64_t sequence_ = 0;
    std::vector<live_claim> held_;
};

} // namespace timewright::detail
