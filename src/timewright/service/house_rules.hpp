// The policies of an organization, and what they make of a meeting.
#pragma once

#include "timewright/service/meeting_document.hpp"
#include "timewright/service/meeting_people.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/policy.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/service/meeting.hpp>
#include <timewright/time/zone_registry.hpp>

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace timewright::detail {

/// Who asks, with their groups.
struct policy_asker {
    calendar_user_id self{};
    policy_person who{};
    bool administrator = false;
};

/// The groups of the organization that somebody is in.
[[nodiscard]] policy_asker to_asker(const request_context& context, const people_and_rooms& known);

/// Policies as the directory has them. They are read when they are needed and may be changed the
/// moment after: what was booked before stays.
class house_rules {
  public:
    static result<house_rules, error> load(directory& records, organization_id organization,
                                           const zone_registry& zones);

    /// What holds for a calendar user: its own policy over the organization's.
    [[nodiscard]] const booking_policy& policy_for(calendar_user_id user) const;
    /// Quotas of the calendar user alone.
    [[nodiscard]] const std::vector<booking_quota>& quotas_of(calendar_user_id user) const;
    [[nodiscard]] const booking_policy& organization() const noexcept { return organization_; }
    [[nodiscard]] meeting_buffer buffer_for(calendar_user_id user) const;

  private:
    booking_policy organization_{};
    std::unordered_map<calendar_user_id, booking_policy> own_; // overlaid already
};

/// Judges spans of one calendar user; its hours are worked out once, for the window.
class user_judge {
  public:
    struct question {
        const policy_asker& asker;
        interval window; ///< that all spans lie in
        std::size_t participants = 0;
        sys_seconds now{};
        bool times = true; ///< else only the seats are looked at
    };
    user_judge(const booking_policy& policy, const question& asked);

    [[nodiscard]] std::vector<policy_violation> violations_of(const interval& span);
    /// True when nothing but policy_span_max limits it.
    [[nodiscard]] bool is_silent() const;

  private:
    booking_policy policy_;
    policy_question asked_;
    sys_seconds now_{};
    std::optional<time_set> open_{};
};

/// From the first start to the last end. Precondition: there is an occurrence.
[[nodiscard]] interval window_of(std::span<const meeting_occurrence> occurrences);

/// Whether the asker's booking has to wait until somebody approves it.
[[nodiscard]] bool needs_approval(const booking_policy& policy, const policy_asker& asker);
/// Whether the asker may give that approval.
[[nodiscard]] bool may_approve(const booking_policy& policy, const policy_asker& asker);

/// A meeting that is to be judged.
struct judged_meeting {
    meeting_document& document;
    std::span<const meeting_occurrence> occurrences;
    sys_seconds now{};
    bool times = true; ///< whether when or where it is is new: else only the seats are looked at
};

/// Judges a meeting, and settles in its document what policies decide of it: buffers, quotas, and
/// what has to be approved. Of a choice those are left out that the asker may not book; those that
/// need an approval or have quotas of their own too, as long as others are left.
/// The answer is everything that is broken, occurrence by occurrence; empty: it may be.
[[nodiscard]] std::vector<meeting_violation> judge(const house_rules& rules,
                                                   const policy_asker& asker,
                                                   const judged_meeting& meeting);

/// Moves what was refused by quotas from the conflicts to the violations.
[[nodiscard]] std::vector<meeting_violation> take_quota_conflicts(
    std::vector<conflict>& conflicts, const meeting_document& document,
    std::span<const meeting_occurrence> occurrences);

/// What is broken as sentences, the first few.
[[nodiscard]] std::string to_sentences(std::span<const meeting_violation> broken,
                                       const people_and_rooms& known);

} // namespace timewright::detail
