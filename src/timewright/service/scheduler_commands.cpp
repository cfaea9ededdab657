// Booking, holding, moving and cancelling meetings.
#include "timewright/service/meeting_command.hpp"

#include <timewright/service/scheduler.hpp>

namespace timewright {

result<meeting_booked, meeting_refusal> scheduler::book(const request_context& context,
                                                        const meeting_request& asked) {
    return detail::meeting_command(*this, booker_, parts_, context).book(asked, std::nullopt);
}

result<meeting_booked, meeting_refusal> scheduler::hold(const request_context& context,
                                                        const meeting_request& asked,
                                                        std::chrono::seconds length) {
    return detail::meeting_command(*this, booker_, parts_, context).book(asked, length);
}

result<meeting_booked, meeting_refusal> scheduler::confirm(const request_context& context,
                                                           booking_id id) {
    return detail::meeting_command(*this, booker_, parts_, context).confirm(id);
}

result<meeting_booked, meeting_refusal> scheduler::approve(const request_context& context,
                                                           booking_id id,
                                                           std::uint64_t expected_sequence) {
    return detail::meeting_command(*this, booker_, parts_, context).approve(id, expected_sequence);
}

result<meeting_booked, meeting_refusal> scheduler::decline(const request_context& context,
                                                           booking_id id,
                                                           std::uint64_t expected_sequence) {
    return detail::meeting_command(*this, booker_, parts_, context).decline(id, expected_sequence);
}

result<meeting_booked, meeting_refusal> scheduler::update(const request_context& context,
                                                          booking_id id,
                                                          std::uint64_t expected_sequence,
                                                          const meeting_edit& edit,
                                                          const edit_scope& scope) {
    return detail::meeting_command(*this, booker_, parts_, context)
        .update(id, expected_sequence, edit, scope);
}

result<meeting_booked, meeting_refusal> scheduler::cancel(const request_context& context,
                                                          booking_id id,
                                                          std::uint64_t expected_sequence,
                                                          const edit_scope& scope) {
    return detail::meeting_command(*this, booker_, parts_, context)
        .cancel(id, expected_sequence, scope);
}

result<std::size_t, error> scheduler::sweep() { return booker_.sweep(); }

} // namespace timewright
