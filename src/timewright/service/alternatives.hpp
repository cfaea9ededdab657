// What else would do, when a meeting does not fit.
#pragma once

#include "timewright/service/house_rules.hpp"
#include "timewright/service/meeting_document.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/store.hpp>
#include <timewright/service/meeting.hpp>

#include <span>
#include <vector>

namespace timewright::detail {

inline constexpr std::size_t alternatives_max = 5;

struct alternatives_question {
    organization_id organization;
    const meeting_document& asked;
    std::span<const meeting_occurrence> occurrences; ///< by start, at least one
    std::span<const calendar_user_id> all_rooms;     ///< of the organization, enabled, in order of preference
    const house_rules& rules;
    const policy_asker& asker;
    std::optional<booking_id> except{}; ///< a booking that is being moved: its own claims do not count
    sys_seconds now;
};

/// Times and rooms near the ones asked for at which every occurrence fits, nearest first: first other
/// rooms at the same time, then the same rooms at other times. Policies allow them, but for quotas; no
/// approval is needed that was not needed before. Nothing is promised: others may be faster.
/// Errors: those of the store.
[[nodiscard]] result<std::vector<alternative>, error> find_alternatives(
    store& claims, const alternatives_question& question);

} // namespace timewright::detail
