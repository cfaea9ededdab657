/// @file
/// lock_set: what must be locked in the database before a batch is decided.
///
/// Each request key, booking and calendar user that a change names, any_of candidates included, is
/// one number; equal numbers of different things cost a wait and nothing else. They are taken in
/// ascending order, after the organizations, so that no two batches wait for each other. Calendars
/// that a change frees are locked among them: the database finds out which they are.
///
/// A batch that would need more than locks_max of them locks its organizations instead, whole: all
/// others lock their organizations shared. The database's table of locks is of fixed size and for
/// all.
#pragma once

#include <timewright/base/id.hpp>
#include <timewright/booking/change.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace timewright::postgres {

inline constexpr std::size_t locks_max = 512;

struct lock_set {
    std::vector<std::int32_t> organizations{}; ///< ascending, each once
    std::vector<std::int64_t> keys{};          ///< ascending, each once; none when it is wide
    bool wide = false;                         ///< the organizations are locked as a whole

    void add(const lock_set& other);
};

[[nodiscard]] std::int64_t lock_of(organization_id organization, calendar_user_id user);
[[nodiscard]] std::int64_t lock_of(organization_id organization, booking_id booking);
[[nodiscard]] lock_set locks_of(std::span<const change> changes);

/// Too much of anything: decide() will call it malformed, and nothing need be loaded for it.
[[nodiscard]] bool is_beyond_limits(const change& asked) noexcept;

} // namespace timewright::postgres
