/// @file
/// house: the calendars of a history, in groups that have nothing in common, and the days on which
/// they are booked.
#pragma once

#include "linearizability/history.hpp"

#include <chrono>
#include <cstdint>
#include <random>
#include <vector>

namespace timewright::linearizability {

/// Seeded draws; the same everywhere, which the standard's distributions are not.
class dice {
  public:
    explicit dice(std::uint64_t seed) : random_(seed) {}
    std::uint64_t below(std::uint64_t end) { return random_() % end; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

  private:
    std::mt19937_64 random_;
};

struct house {
    organization_id organization = default_organization;
    sys_seconds opens = first_day; ///< midnight of the first day
    std::uint64_t groups = 3;
    std::uint64_t days = 3;
    std::uint64_t slots_a_day = 4; ///< of half an hour

    static constexpr std::uint64_t rooms = 3;
    static constexpr std::uint64_t people = 3;
    static constexpr std::uint32_t seats = 4;

    [[nodiscard]] static calendar_user_id room(std::uint64_t group, std::uint64_t number) {
        return calendar_user_id::from_number(100 * (group + 1) + number);
    }
    [[nodiscard]] static calendar_user_id hall(std::uint64_t group) { return room(group, rooms); }
    [[nodiscard]] static calendar_user_id person(std::uint64_t group, std::uint64_t number) {
        return room(group, rooms + 1 + number);
    }
    [[nodiscard]] static std::vector<calendar_user_id> everybody(std::uint64_t group) {
        std::vector<calendar_user_id> all;
        all.reserve(rooms + 1 + people);
        for (std::uint64_t i = 0; i < rooms + 1 + people; ++i) all.push_back(room(group, i));
        return all;
    }
    [[nodiscard]] static std::uint32_t capacity_of(calendar_user_id user) {
        return user.low() % 100 == rooms ? seats : 1;
    }

    /// The change with which a group opens.
    [[nodiscard]] change opening(std::uint64_t group) const {
        change made;
        made.organization = organization;
        made.request_key = "the house opens " + std::to_string(group);
        made.request_digest = compute_fingerprint(made.request_key);
        made.origin = made.request_key;
        for (const calendar_user_id user : everybody(group))
            made.users.push_back({user, {.capacity = capacity_of(user)}});
        return made;
    }

    [[nodiscard]] interval span(std::uint64_t day, std::uint64_t slot, std::uint64_t slots) const {
        return interval(opens + std::chrono::hours(24 * day + 9) + std::chrono::minutes(30 * slot),
                        std::chrono::minutes(30 * slots));
    }
    [[nodiscard]] interval whole() const {
        return interval(opens, std::chrono::hours(24 * (days + 8)));
    }
};

} // namespace timewright::linearizability
