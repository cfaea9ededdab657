/// @file
/// policy: what may be booked of a calendar user, as a value, and the one evaluation of it.
///
/// Every member may be left out: it then comes from the more general policy (see `overlay`), and if
/// that has none either, nothing is asked. The evaluation is pure: whoever lists rooms, searches or
/// books gets the same answer for the same values. It says nothing of collisions, and whether a quota
/// is used up neither: both need what is booked already, which only a store can judge without a race
/// (see quota.hpp).
///
///     booking_policy house{.longest = 4h}, room{.notice = 1h, .seats = 8};
///     auto found = compute_violations(overlay(room, house), {.span = nine_to_ten, .participants = 9},
///                                     now); // one violation, of the seats
#pragma once

#include <timewright/availability/working_hours.hpp>
#include <timewright/base/contract.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/quota.hpp>
#include <timewright/time/interval.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace timewright {

/// The longest span that any policy lets through, so that hours are never computed for centuries.
inline constexpr std::chrono::seconds policy_span_max = std::chrono::days(366);
/// How far notice and horizon may reach.
inline constexpr std::chrono::seconds policy_reach_max = std::chrono::days(36'525);
/// How long a buffer may be.
inline constexpr std::chrono::seconds policy_buffer_max = std::chrono::hours(24);
/// People and groups that one list of a policy may name.
inline constexpr std::size_t policy_people_max = 1'000;
/// Quotas of one policy.
inline constexpr std::size_t policy_quotas_max = 8;
/// How long an approval is waited for where the policy does not say.
inline constexpr std::chrono::seconds policy_approval_within = std::chrono::days(7);

/// People, and groups of which everybody is meant.
using policy_people = std::vector<calendar_user_id>;

struct booking_policy {
    std::optional<std::chrono::seconds> notice{};  ///< the least time from now to the start
    std::optional<std::chrono::seconds> horizon{}; ///< the most time from now to the start
    std::optional<std::chrono::seconds> shortest{};
    std::optional<std::chrono::seconds> longest{};
    std::optional<std::chrono::seconds> duration_step{}; ///< durations are multiples of it
    std::optional<working_hours> hours{};                ///< the whole span lies within them
    std::optional<std::uint32_t> seats{};                ///< the most participants
    std::optional<policy_people> bookers{};              ///< nobody else; empty: nobody
    std::optional<bool> administrators_override{};       ///< administrators break all of it
    /// Time that is taken before and after each occurrence. Between two of them lie the buffer after
    /// the one and the buffer before the other.
    std::optional<std::chrono::seconds> buffer_before{};
    std::optional<std::chrono::seconds> buffer_after{};
    /// Who decides whether somebody else's booking may be; until then it holds its time. Empty:
    /// nobody needs to.
    std::optional<policy_people> approvers{};
    /// How long they have, at most until the booking begins; then it is given up.
    std::optional<std::chrono::seconds> approval_within{};
    /// Who may have it although another booking does (see scheduler::book); administrators may.
    std::optional<policy_people> bumpers{};
    /// What each person may book of whom the policy is for. Not overlaid: those of a room and those
    /// of its organization hold both.
    std::vector<booking_quota> quotas{};
};

/// Somebody, and the groups that they are in.
class policy_person {
  public:
    policy_person() = default;
    explicit policy_person(calendar_user_id self, std::vector<calendar_user_id> groups = {})
        : names_(std::move(groups)) {
        names_.push_back(self);
    }

    [[nodiscard]] bool is_among(const policy_people& people) const {
        return std::any_of(names_.begin(), names_.end(), [&](calendar_user_id name) {
            return std::find(people.begin(), people.end(), name) != people.end();
        });
    }

  private:
    std::vector<calendar_user_id> names_;
};

/// One occurrence, without buffers, and who asks for it.
struct policy_question {
    interval span;
    std::size_t participants = 0;
    policy_person asker{};
    bool administrator = false;
};

enum class policy_rule : std::uint8_t {
    notice,
    horizon,
    shortest,
    longest,
    duration_step,
    hours,
    seats,
    bookers,
    quota,   ///< never told by compute_violations: the store decides it
    bumpers, ///< neither: it is asked only where another booking has to give way
};

/// "notice", "horizon", "shortest", "longest", "duration-step", "hours", "seats", "bookers", "quota",
/// "bumpers".
[[nodiscard]] constexpr const char* to_slug(policy_rule rule) noexcept {
    switch (rule) {
        case policy_rule::notice: return "notice";
        case policy_rule::horizon: return "horizon";
        case policy_rule::shortest: return "shortest";
        case policy_rule::longest: return "longest";
        case policy_rule::duration_step: return "duration-step";
        case policy_rule::hours: return "hours";
        case policy_rule::seats: return "seats";
        case policy_rule::bookers: return "bookers";
        case policy_rule::quota: return "quota";
        case policy_rule::bumpers: return "bumpers";
    }
    return "hours";
}

/// What a question broke. `limit` and `asked` are seconds, for seats and quotas counts, and for hours
/// and bookers nothing (0).
struct policy_violation {
    policy_rule rule;
    std::int64_t limit = 0;
    std::int64_t asked = 0;
    /// For notice the earliest start, for horizon the latest.
    std::optional<sys_seconds> start_instead{};

    friend bool operator==(const policy_violation&, const policy_violation&) = default;
};

/// Checks a policy that comes from outside. Errors: invalid_input for lengths that are negative,
/// not more than nothing, beyond policy_span_max, policy_reach_max or policy_buffer_max, or that
/// exclude each other, and for hours and quotas that `validate` refuses; limit_reached beyond
/// policy_people_max and policy_quotas_max. The pointer of an error names the member in camelCase.
[[nodiscard]] result<void, error> validate(const booking_policy& policy);

/// The specific policy, and what it leaves out from the general one. Hours and lists of people are
/// taken whole, never mixed; quotas are the specific one's alone. Two valid policies may exclude each other (a room's shortest beyond the house's
/// longest): then both rules refuse.
[[nodiscard]] inline booking_policy overlay(booking_policy specific,
                                            const booking_policy& general) {
    const auto fill = [](auto& own, const auto& other) {
        if (!own) own = other;
    };
    fill(specific.notice, general.notice);
    fill(specific.horizon, general.horizon);
    fill(specific.shortest, general.shortest);
    fill(specific.longest, general.longest);
    fill(specific.duration_step, general.duration_step);
    fill(specific.hours, general.hours);
    fill(specific.seats, general.seats);
    fill(specific.bookers, general.bookers);
    fill(specific.administrators_override, general.administrators_override);
    fill(specific.buffer_before, general.buffer_before);
    fill(specific.buffer_after, general.buffer_after);
    fill(specific.approvers, general.approvers);
    fill(specific.approval_within, general.approval_within);
    fill(specific.bumpers, general.bumpers);
    return specific;
}

/// Everything that the question breaks, in the order of policy_rule; empty: allowed. A span beyond
/// policy_span_max always breaks `longest`, and its hours are then not looked at.
/// Precondition: policy is valid, or an overlay of valid ones.
[[nodiscard]] std::vector<policy_violation> compute_violations(const booking_policy& policy,
                                                               const policy_question& question,
                                                               sys_seconds now);

// --- implementation

namespace detail {

inline unexpected<error> wrong_policy(errc code, std::string message, const char* pointer) {
    return unexpected(
        error{.code = code, .message = std::move(message), .pointer = std::string(pointer)});
}

inline result<void, error> check_length(const std::optional<std::chrono::seconds>& length,
                                        std::chrono::seconds least, std::chrono::seconds most,
                                        const std::string& name, const char* pointer) {
    if (!length || (least <= *length && *length <= most)) return {};
    return wrong_policy(errc::invalid_input,
                        "the policy's " + name + " is from " + std::to_string(least.count()) +
                            " to " + std::to_string(most.count()) + " seconds, not " +
                            std::to_string(length->count()),
                        pointer);
}

inline result<void, error> check_people(const std::optional<policy_people>& people,
                                        const char* pointer) {
    if (!people || people->size() <= policy_people_max) return {};
    return wrong_policy(errc::limit_reached,
                        "a list of a policy names at most " + std::to_string(policy_people_max) +
                            " people and groups",
                        pointer);
}

inline void find_time_violations(const booking_policy& policy, const interval& span,
                                 sys_seconds now, std::vector<policy_violation>& found) {
    const std::int64_t ahead = (span.start() - now).count();
    if (policy.notice && span.start() < now + *policy.notice)
        found.push_back({policy_rule::notice, policy.notice->count(), ahead, now + *policy.notice});
    if (policy.horizon && span.start() > now + *policy.horizon)
        found.push_back(
            {policy_rule::horizon, policy.horizon->count(), ahead, now + *policy.horizon});
}

inline void find_length_violations(const booking_policy& policy, std::chrono::seconds length,
                                   std::vector<policy_violation>& found) {
    const std::int64_t asked = length.count();
    const std::chrono::seconds longest = policy.longest.value_or(policy_span_max);
    if (policy.shortest && length < *policy.shortest)
        found.push_back({policy_rule::shortest, policy.shortest->count(), asked, std::nullopt});
    if (length > longest)
        found.push_back({policy_rule::longest, longest.count(), asked, std::nullopt});
    if (policy.duration_step && length % *policy.duration_step != std::chrono::seconds(0))
        found.push_back(
            {policy_rule::duration_step, policy.duration_step->count(), asked, std::nullopt});
}

} // namespace detail

inline result<void, error> validate(const booking_policy& policy) {
    using std::chrono::seconds;
    const auto check = detail::check_length;
    for (const auto& checked :
         {check(policy.notice, seconds(0), policy_reach_max, "notice", "/notice"),
          check(policy.horizon, seconds(0), policy_reach_max, "horizon", "/horizon"),
          check(policy.shortest, seconds(1), policy_span_max, "shortest duration", "/shortest"),
          check(policy.longest, seconds(1), policy_span_max, "longest duration", "/longest"),
          check(policy.duration_step, seconds(1), policy_span_max, "duration step",
                "/durationStep"),
          check(policy.buffer_before, seconds(0), policy_buffer_max, "buffer before",
                "/bufferBefore"),
          check(policy.buffer_after, seconds(0), policy_buffer_max, "buffer after", "/bufferAfter"),
          check(policy.approval_within, seconds(60), policy_reach_max, "time for an approval",
                "/approvalWithin"),
          detail::check_people(policy.bookers, "/bookers"),
          detail::check_people(policy.approvers, "/approvers"),
          detail::check_people(policy.bumpers, "/bumpers")})
        if (!checked) return checked;
    if (policy.notice && policy.horizon && *policy.horizon < *policy.notice)
        return detail::wrong_policy(errc::invalid_input,
                                    "the policy's horizon is shorter than its notice, so that "
                                    "nothing could be booked",
                                    "/horizon");
    if (policy.shortest && policy.longest && *policy.longest < *policy.shortest)
        return detail::wrong_policy(errc::invalid_input,
                                    "the policy's longest duration is below its shortest, so "
                                    "that nothing could be booked",
                                    "/longest");
    if (policy.quotas.size() > policy_quotas_max)
        return detail::wrong_policy(
            errc::limit_reached,
            "a policy has at most " + std::to_string(policy_quotas_max) + " quotas", "/quotas");
    for (std::size_t i = 0; i < policy.quotas.size(); ++i)
        if (auto ok = validate(policy.quotas[i]); !ok)
            return detail::wrong_policy(errc::invalid_input, std::move(ok).error().message,
                                        ("/quotas/" + std::to_string(i)).c_str());
    if (policy.hours) return validate(*policy.hours);
    return {};
}

inline std::vector<policy_violation> compute_violations(const booking_policy& policy,
                                                        const policy_question& question,
                                                        sys_seconds now) {
    std::vector<policy_violation> found;
    if (question.administrator && policy.administrators_override.value_or(false)) return found;
    const interval& span = question.span;
    detail::find_time_violations(policy, span, now, found);
    detail::find_length_violations(policy, span.length(), found);
    if (policy.hours && span.length() <= policy_span_max &&
        !compute_open(*policy.hours, span).contains(span))
        found.push_back({policy_rule::hours, 0, 0, std::nullopt});
    if (policy.seats && question.participants > *policy.seats)
        found.push_back({policy_rule::seats, static_cast<std::int64_t>(*policy.seats),
                         static_cast<std::int64_t>(question.participants), std::nullopt});
    if (policy.bookers && !question.asker.is_among(*policy.bookers))
        found.push_back({policy_rule::bookers, 0, 0, std::nullopt});
    return found;
}

} // namespace timewright
