/// @file
/// replay_judge: judges a history of any length in linear time, by the feed.
///
/// The feed says in which order changes were applied. They are applied again in that order to a
/// ledger of its own, by decide(), as the memory store does; then
///  - every change that was acknowledged is in the feed, once, and nothing else is (nothing lost,
///    nothing doubled);
///  - each was told what it is told in the replay, and the feed says of it what the replay's does;
///  - no change comes before one that was answered before it was asked (real-time order);
///  - everything else that clients were told (refusals, what was expired or stale, what they saw)
///    is so at some point of the replay that lies within the call.
#pragma once

#include "linearizability/history.hpp"

#include <timewright/booking/ledger.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace timewright::linearizability {

/// What the order of the feed says about what somebody who only looked has seen.
enum class feed_order : std::uint8_t {
    exact, ///< changes can be seen in the order in which they stand there
    /// Changes that have a calendar in common can. On PostgreSQL two others may be committed the other
    /// way round, and whoever looks, who locks nothing, may see only the second.
    by_calendar,
};

/// What is wrong, or nothing.
[[nodiscard]] std::optional<std::string> find_fault(const history& told,
                                                    std::span<const feed_entry> feed,
                                                    feed_order order = feed_order::exact);

/// All that the store has told of an organization since.
[[nodiscard]] std::vector<feed_entry> read_feed(store& from, organization_id organization,
                                                feed_cursor since);

} // namespace timewright::linearizability
