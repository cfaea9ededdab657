// A meeting that gives way: what the change does with it.
#pragma once

#include "timewright/service/house_rules.hpp"
#include "timewright/service/meeting_document.hpp"
#include "timewright/service/meeting_people.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/change.hpp>
#include <timewright/ports/store.hpp>
#include <timewright/time/zone_registry.hpp>

#include <set>
#include <vector>

namespace timewright::detail {

/// Those who gave way stand before all who came to wait.
inline constexpr sys_seconds displaced_since{};

class bumped_meeting {
  public:
    bumped_meeting(store& claims, const zone_registry& zones, organization_id organization,
                   const people_and_rooms& known, const house_rules& rules, sys_seconds now)
        : claims_(claims),
          zones_(zones),
          organization_(organization),
          known_(known),
          rules_(rules),
          now_(now) {}

    /// Adds to the change what becomes of the meeting. A single one waits for what it had, first in
    /// line, and is offered another room that suits it; of a series the parts become `conflicted`, and
    /// its people go on knowing of them; a hold and what is pending are removed.
    /// Errors: those of the store; corrupt_data.
    [[nodiscard]] result<void, error> move(booking_id id, const std::set<part_id>& parts,
                                           change& into) const;

  private:
    void let_wait(const booking_record& record, meeting_document document, change& into) const;
    void mark_conflicted(const booking_record& record, meeting_document document,
                         const std::set<part_id>& parts, const std::vector<live_claim>& held,
                         change& into) const;
    [[nodiscard]] bool find_other_rooms(meeting_document& document,
                                        const meeting_occurrence& when) const;

    store& claims_;
    const zone_registry& zones_;
    organization_id organization_;
    const people_and_rooms& known_;
    const house_rules& rules_;
    sys_seconds now_;
};

} // namespace timewright::detail
