/// @file
/// local_reader: local times of one zone to instants, cheap when they come in order.
#pragma once

#include <timewright/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace timewright::detail {

/// Remembers the period that the clocks are in, and where in it a local time has one instant for
/// certain: further from its ends than offsets can differ.
class local_reader {
  public:
    explicit local_reader(const zone& in) : in_(in) {}

    /// The RFC 5545 reading; sets `skipped` when the clocks skip that time, else leaves it.
    [[nodiscard]] std::int64_t operator()(std::int64_t local, bool& skipped) {
        if (local >= begin_ && local < end_) return local - offset_;
        return read_near_change(local, skipped);
    }

  private:
    std::int64_t read_near_change(std::int64_t local, bool& skipped) {
        const local_resolution found = in_.resolve(local_seconds(std::chrono::seconds(local)));
        skipped = skipped || found.kind == local_kind::skipped;
        const std::int64_t margin = 2 * zone_offset_limit.count();
        offset_ = in_.offset_at(found.first, hint_).count();
        begin_ = std::max(hint_.begin, -zone_seconds_bound) + margin + offset_;
        end_ = std::min(hint_.end, zone_seconds_bound) - margin + offset_;
        return found.first.time_since_epoch().count();
    }

    zone in_;
    zone_hint hint_{};
    std::int64_t begin_ = 0, end_ = 0; ///< local times with one instant
    std::int64_t offset_ = 0;
};

/// No zone's clock is moved by more than a day at once (Apia 2011, Manila 1844).
inline constexpr std::chrono::seconds shift_max = std::chrono::hours(25);

struct offset_range {
    std::chrono::seconds lowest;
    std::chrono::seconds highest;
};

/// The offsets in force within a shift of the instant: what its local reading may be off by.
[[nodiscard]] inline offset_range offsets_around(const zone& in, sys_seconds t) {
    const std::chrono::seconds first = in.offset_at(t - shift_max);
    offset_range range{first, first};
    std::optional<sys_seconds> next = in.next_transition(t - shift_max);
    for (; next && *next <= t + shift_max; next = in.next_transition(*next)) {
        const std::chrono::seconds offset = in.offset_at(*next);
        range = {std::min(range.lowest, offset), std::max(range.highest, offset)};
    }
    return range;
}

} // namespace timewright::detail
