/// @file
/// blockers: which of the claims on a calendar user leave another too few units.
#pragma once

#include <timewright/base/id.hpp>
#include <timewright/booking/claim.hpp>
#include <timewright/booking/draft.hpp>
#include <timewright/conflict/overload.hpp>
#include <timewright/time/interval.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

/// Those of the claims that have a part in it where all of them together take more than `limit`
/// units; with `within`, only what lies there counts. Complexity: n log n.
[[nodiscard]] inline std::vector<live_claim> find_overloading(
    std::vector<live_claim> claims, std::uint64_t limit,
    const std::optional<interval>& within = std::nullopt) {
    std::vector<load> loads;
    loads.reserve(claims.size());
    for (const live_claim& c : claims) loads.push_back({c.span, c.units});
    std::vector<interval> over; // disjoint and in order
    for (const interval& o : compute_overload(loads, limit))
        if (const auto kept = within ? o.intersection(*within) : o) over.push_back(*kept);
    std::erase_if(claims, [&](const live_claim& c) {
        const auto at = std::upper_bound(
            over.begin(), over.end(), c.span.start(),
            [](sys_seconds start, const interval& one) { return start < one.end(); });
        return at == over.end() || !at->overlaps(c.span);
    });
    return claims;
}

/// The living claims on the user that leave too few units for a claim on that span. room: how many
/// units they may take at any instant for it still to fit. Complexity: linear in the claims of the
/// span while they fit side by side, else m log m for m of them.
[[nodiscard]] inline std::vector<live_claim> find_blockers(const draft& books, organization_id org,
                                                           calendar_user_id user,
                                                           const interval& span,
                                                           std::uint64_t room) {
    std::uint64_t sum = 0;
    const auto takes = [](const live_claim& c) { return c.effect != claim_effect::waits; };
    books.for_each_live_overlapping(org, user, span, [&](const live_claim& c) {
        if (takes(c)) sum += c.units;
    });
    if (sum <= room) return {}; // not even all of them at one instant are too many
    std::vector<live_claim> others;
    books.for_each_live_overlapping(org, user, span, [&](const live_claim& c) {
        if (takes(c)) others.push_back(c);
    });
    return find_overloading(std::move(others), room, span);
}

} // namespace timewright
