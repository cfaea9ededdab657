// What a new release of the zone database does to one booking.
#pragma once

#include "timewright/service/meeting_document.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/booking.hpp>
#include <timewright/booking/change.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/calendar/retime.hpp>
#include <timewright/service/retiming.hpp>
#include <timewright/time/zone_registry.hpp>

#include <span>
#include <vector>

namespace timewright::detail {

struct retiming_plan {
    booking_record record{};
    meeting_document document{};        ///< with the words that the policy changes
    std::vector<release> releases{};    ///< parts that are elsewhere
    std::vector<part> parts{};          ///< where they are, with the same calendars
    std::vector<booking_part> moved{};  ///< when they are, and what they draw from quotas
    std::vector<live_claim> released{}; ///< the claims of `releases`
    std::vector<retiming_step> steps{};

    [[nodiscard]] bool changes_anything() const noexcept { return !steps.empty(); }
};

struct retiming_rules {
    const zone_registry& zones; ///< the new release
    retime_policy policy = retime_policy::keep_wall;
    sys_seconds now{}; ///< what has ended stays as it was
};

/// Where the occurrences are by the new release, against the claims that are held.
/// Errors: those of the document, of its zones and of expand().
[[nodiscard]] result<retiming_plan, error> compute_plan(const booking_record& record,
                                                        std::span<const live_claim> held,
                                                        const retiming_rules& rules);

} // namespace timewright::detail
