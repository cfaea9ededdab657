// A search by calendar users as one over time sets, and its answer back.
#pragma once

#include "timewright/service/house_rules.hpp"
#include "timewright/service/meeting_people.hpp"

#include <timewright/availability/slot_query.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/store.hpp>
#include <timewright/service/meeting.hpp>
#include <timewright/service/scheduler.hpp>

#include <optional>
#include <unordered_map>
#include <vector>

namespace timewright::detail {

/// What one search looked up. The query knows calendars by index: those of the request, in the order
/// in which it names them, then, where it is explained, further rooms.
class slot_composer {
  public:
    slot_composer(scheduler& desk, store& claims, directory& records,
                  const request_context& context, const slot_request& asked)
        : desk_(desk), claims_(claims), records_(records), context_(context), asked_(asked) {}

    /// Errors: not_found names the first unknown user; those of the ports.
    [[nodiscard]] result<slot_query, error> compose();
    /// Says why nothing is found, looking around the window and at other rooms.
    [[nodiscard]] result<void, error> explain(slot_findings& into);

    [[nodiscard]] found_slot to_ids(const slot& found) const;

  private:
    /// The question without what is known of calendars; names the users by index.
    [[nodiscard]] slot_query name_users();
    [[nodiscard]] std::size_t index_of(calendar_user_id id);
    [[nodiscard]] result<void, error> look_up();
    /// Fills in calendars and traits, as far as `known` reaches, and puts teams in their order.
    [[nodiscard]] result<void, error> fill(slot_query& query, interval known);
    [[nodiscard]] result<void, error> order_teams(slot_query& query,
                                                  std::span<const live_claim> claims) const;
    [[nodiscard]] result<availability, error> availability_of(const user_record& user,
                                                              std::span<const live_claim> claims,
                                                              interval known) const;
    [[nodiscard]] result<void, error> keep_day_limit(availability& of, const calendar_user& user,
                                                     std::span<const live_claim> claims,
                                                     interval known) const;
    void keep_policy(availability& of, calendar_user_id user, interval known) const;
    [[nodiscard]] std::uint32_t units_of(calendar_user_id user) const;
    [[nodiscard]] std::size_t participants() const;
    [[nodiscard]] std::vector<calendar_user_id> to_ids(std::span<const std::size_t> indices) const;

    scheduler& desk_;
    store& claims_;
    directory& records_;
    const request_context& context_;
    const slot_request& asked_;
    std::optional<people_and_rooms> people_{};
    std::optional<house_rules> rules_{};
    policy_asker asker_{};
    std::vector<calendar_user_id> ids_{};
    std::unordered_map<calendar_user_id, std::size_t> index_{};
};

} // namespace timewright::detail
