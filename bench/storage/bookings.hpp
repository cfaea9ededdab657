/// @file
/// bookings: what the store benches book. A booking is what a meeting costs: a room that blocks, two
/// people who are informed, a document of 500 bytes, a key, and its place in the feed.
#pragma once

#include <timewright/booking/change.hpp>
#include <timewright/ports/store.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace timewright::bench {

inline constexpr sys_seconds first_day = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
inline constexpr std::size_t people = 2'000; // two for each of 1,000 rooms: nobody is wanted twice at a time

inline calendar_user_id room_of(std::size_t number) {
    return calendar_user_id::from_number(1 + number);
}
inline calendar_user_id person_of(std::size_t number) {
    return calendar_user_id::from_number(1'000'000 + number % people);
}

inline change introduce(std::size_t rooms) {
    change made;
    for (std::size_t i = 0; i < rooms; ++i) made.users.push_back({room_of(i), {}});
    for (std::size_t i = 0; i < people; ++i) made.users.push_back({person_of(i), {}});
    return made;
}

/// Ids as random_ids mints them: the millisecond, of which each sees ten bookings, then no order.
inline booking_id id_of(std::size_t n) {
    constexpr std::uint64_t first_millisecond = 1'795'392'000'000;
    std::uint64_t mixed = (n + 1) * 0x9E37'79B9'7F4A'7C15;
    mixed = (mixed ^ mixed >> 31) * 0xBF58'476D'1CE4'E5B9;
    return {(first_millisecond + n / 10) << 16 | 0x7000 | (mixed & 0xFFF), ~mixed};
}

inline change book(std::size_t n, std::size_t rooms) {
    const interval span(first_day + std::chrono::minutes(30) * static_cast<int>(n / rooms),
                        std::chrono::minutes(30));
    change made;
    made.request_key = "request-" + std::to_string(n);
    made.request_digest = compute_fingerprint(made.request_key);
    made.edits = {{.booking = id_of(n), .document = std::string(500, 'x')}};
    part one{.booking = id_of(n)};
    one.claims.push_back({.who = room_of(n % rooms), .span = span});
    for (std::size_t i = 0; i < 2; ++i)
        one.claims.push_back(
            {.who = person_of(n * 2 + i), .span = span, .effect = claim_effect::informs});
    made.parts = {std::move(one)};
    return made;
}

inline std::vector<change> requests(std::size_t rooms, std::size_t bookings) {
    std::vector<change> all;
    for (std::size_t n = 0; n < bookings; ++n) all.push_back(book(n, rooms));
    return all;
}

/// Sends all with so many under way at a time; false when one was not applied.
inline bool send(store& to, const std::vector<change>& all, std::size_t in_flight) {
    std::mutex mutex;
    std::condition_variable answered;
    std::size_t under_way = 0;
    bool good = true;
    for (const change& one : all) {
        {
            std::unique_lock lock(mutex);
            answered.wait(lock, [&] { return under_way < in_flight; });
            ++under_way;
        }
        to.submit(one, [&](const result<outcome, error>& answer) {
            const std::lock_guard lock(mutex);
            good = good && answer && answer->code == outcome_code::applied;
            --under_way;
            answered.notify_one();
        });
    }
    std::unique_lock lock(mutex);
    answered.wait(lock, [&] { return under_way == 0; });
    return good;
}

} // namespace timewright::bench
