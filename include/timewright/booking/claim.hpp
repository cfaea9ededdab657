/// @file
/// claim: units of a calendar user over an interval. All that booking does is adding and releasing
/// claims.
///
/// A claim as asked for (`claim`) may name several candidates; a claim as held (`live_claim`) has one
/// user, and an identity. A claim with a deadline is a hold: it lives while now < deadline.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/base/id.hpp>
#include <timewright/time/busy_type.hpp>
#include <timewright/time/interval.hpp>

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

/// What a claim does to others, and they to it.
enum class claim_effect : std::uint8_t {
    blocks = 0,  ///< refused if overlapping live claims, of whatever effect, leave too few units
    informs = 1, ///< never refused; what it overlaps is reported (people may double-book themselves)
    reports = 2, ///< an outside fact, from an import or a sync: always recorded, seen by later blocks
    waits = 3,   ///< takes nothing and is in nobody's way; nobody frees the time behind its back
};

/// The last second that can be told. Whoever waits for it goes on without end: a calendar user's
/// frontier is not moved behind its back (see frontier_rule).
inline constexpr interval end_of_time{sys_seconds::max() - std::chrono::seconds(1),
                                      sys_seconds::max()};

/// Which occurrence of a booking: its nominal local start in seconds since 1970-01-01T00:00:00, as
/// RECURRENCE-ID has it; 0 in a booking that does not recur.
using part_id = std::int64_t;

/// One calendar user, or several in order of preference of which one will do.
class candidates {
  public:
    /// Exactly this one.
    candidates(calendar_user_id only) : first_(only) {}
    /// The first of these that fits. Precondition: not empty.
    static candidates any_of(std::vector<calendar_user_id> users) {
        TIMEWRIGHT_EXPECTS(!users.empty());
        candidates made(users.front());
        if (users.size() > 1) made.several_ = std::move(users);
        return made;
    }

    [[nodiscard]] std::span<const calendar_user_id> users() const noexcept {
        if (several_.empty()) return {&first_, 1};
        return several_;
    }
    [[nodiscard]] bool is_choice() const noexcept { return !several_.empty(); }

    friend bool operator==(const candidates&, const candidates&) = default;

  private:
    calendar_user_id first_;
    std::vector<calendar_user_id> several_; // empty unless there is a choice
};

/// A claim as asked for.
struct claim {
    candidates who;
    interval span; ///< half-open, buffers included
    std::uint32_t units = 1;
    claim_effect effect = claim_effect::blocks;
    busy_type type = busy_type::busy;
    std::optional<sys_seconds> deadline{}; ///< makes it a hold: dead from this instant on
    std::uint32_t choice = 0; ///< claims of one change with the same number > 0 get the same candidate

    friend bool operator==(const claim&, const claim&) = default;
};

/// Unique without a counter: a booking's sequence rises with each change that touches it.
struct claim_id {
    booking_id booking;
    std::uint64_t sequence = 0; ///< of the booking, when the claim was added
    std::uint32_t ordinal = 0;  ///< among the claims which that change added to the booking

    friend auto operator<=>(const claim_id&, const claim_id&) = default;
};

/// A claim as held by a store.
struct live_claim {
    claim_id id;
    part_id part = 0;
    calendar_user_id user;
    interval span;
    std::uint32_t units = 1;
    claim_effect effect = claim_effect::blocks;
    busy_type type = busy_type::busy;
    std::optional<sys_seconds> deadline{};

    [[nodiscard]] bool lives_at(sys_seconds now) const noexcept {
        return !deadline || now < *deadline;
    }
    friend bool operator==(const live_claim&, const live_claim&) = default;
};

} // namespace timewright

template <>
struct std::hash<timewright::claim_id> {
    std::size_t operator()(const timewright::claim_id& id) const noexcept {
        return std::hash<timewright::booking_id>{}(id.booking) ^
               static_cast<std::size_t>((id.sequence << 20 | id.ordinal) * 0x9E3779B97F4A7C15ULL);
    }
};
