/// @file
/// The requests of the kill simulation: the driver that is killed and the test that judges it
/// derive the same one from the same number.
#pragma once

#include <timewright/booking/change.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace timewright::kill_simulation {

inline constexpr std::size_t callers = 8;
inline constexpr std::uint64_t rooms = 4;
inline constexpr sys_seconds first_day{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

inline calendar_user_id room_of(std::uint64_t number) {
    return calendar_user_id::from_number(1 + number);
}
inline constexpr calendar_user_id person = calendar_user_id::from_number(100);

inline booking_id booking_of(std::size_t caller, std::uint64_t number) {
    return booking_id(caller + 1, number + 1);
}

/// The users that everybody books; sent by whoever comes first.
inline change make_users() {
    change made;
    made.request_key = "users";
    for (std::uint64_t i = 0; i < rooms; ++i) made.users.push_back({room_of(i), {}});
    made.users.push_back({person, {}});
    return made;
}

/// The numbered request of a caller. Slots are few at first, so that many are refused.
inline change make_request(std::size_t caller, std::uint64_t number) {
    // A fixed mix of the two numbers: any will do as long as it repeats.
    std::uint64_t mixed = (number * callers + caller + 1) * 0x9E3779B97F4A7C15ULL;
    mixed ^= mixed >> 29;
    const std::uint64_t room = mixed % rooms;
    const std::uint64_t slot = (mixed >> 8) % (8 + number * callers / rooms * 2);
    const interval when(first_day + std::chrono::minutes(30 * slot),
                        std::chrono::minutes(30 + 30 * (mixed >> 60 & 1U)));

    change made;
    made.request_key = std::to_string(caller) + "/" + std::to_string(number);
    made.request_digest = compute_fingerprint(made.request_key);
    made.edits = {{.booking = booking_of(caller, number), .document = std::string(200, 'd')}};
    made.parts = {{.booking = booking_of(caller, number),
                   .id = 0,
                   .claims = {{.who = room_of(room), .span = when},
                              {.who = person, .span = when, .effect = claim_effect::informs}}}};
    return made;
}

} // namespace timewright::kill_simulation
