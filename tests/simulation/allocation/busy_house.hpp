/// @file
/// busy_house: a small house in which something is booked, and a batch of changes in which
/// everything that decide() does happens once.
#pragma once

#include <timewright/booking/change.hpp>
#include <timewright/booking/hold.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace timewright::simulation {

inline constexpr sys_seconds opening{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

class busy_house {
  public:
    explicit busy_house(organization_id of) : organization_(of) {}

    static calendar_user_id user(std::uint64_t number) {
        return calendar_user_id::from_number(number);
    }
    static booking_id booking(std::uint64_t number) { return booking_id::from_number(number); }
    static interval span(int from_hour, int to_hour) {
        return {opening + std::chrono::hours(from_hour), opening + std::chrono::hours(to_hour)};
    }

    /// Rooms 1 to 3, a hall of four seats, a person; two bookings and a hold.
    [[nodiscard]] std::vector<change> before() const {
        change users = named("users");
        for (std::uint64_t i = 1; i <= 3; ++i) users.users.push_back({user(i), {}});
        users.users.push_back({user(4), {.capacity = 4}});
        users.users.push_back({user(5), {}});
        claim held{.who = user(1), .span = span(12, 13)};
        held.deadline = opening + std::chrono::hours(1);
        return {users, book(1, {{.who = user(1), .span = span(9, 10)}}),
                book(2, {{.who = user(2), .span = span(9, 10)}}), book(3, {held})};
    }

    [[nodiscard]] std::vector<change> batch() const {
        change series = named("series");
        series.edits = {{.booking = booking(10), .document = document()}};
        for (int day = 0; day < 12; ++day)
            series.parts.push_back(
                {.booking = booking(10),
                 .id = day + 1,
                 .claims = {{.who = candidates::any_of({user(1), user(2), user(3)}),
                             .span = span(24 * day + 9, 24 * day + 10),
                             .choice = day % 2 == 0 ? 1U : 0U}}});
        series.mode = change_mode::parts_that_fit;

        change move = named("move");
        move.edits = {{.booking = booking(1), .expected_sequence = 1, .document = document()}};
        move.releases = {{.booking = booking(1)}};
        move.parts = {
            {.booking = booking(1),
             .claims = {{.who = user(1), .span = span(14, 16)},
                        {.who = user(5), .span = span(14, 16), .effect = claim_effect::informs}}}};
        change confirm = named("confirm");
        confirm.edits = {{.booking = booking(3), .expected_sequence = 1, .document = document()}};
        confirm.releases = {{.booking = booking(3), .must_be_held = true}};
        confirm.parts = {
            {.booking = booking(3), .claims = {{.who = user(1), .span = span(12, 13)}}}};
        change cancel = named("cancel");
        cancel.edits = {{.booking = booking(2), .expected_sequence = 1}};
        change limits = named("limits");
        limits.users = {{user(4), {.capacity = 2}}, {user(6), {}}};

        std::vector<change> all{
            book(11, {{.who = user(4), .span = span(9, 12), .units = 2},
                      {.who = user(5), .span = span(14, 15), .effect = claim_effect::reports}}),
            std::move(series),
            std::move(move),
            std::move(confirm),
            std::move(cancel),
            std::move(limits),
            book(12, {{.who = user(1), .span = span(11, 15)}}), // refused
            book(13, {{.who = candidates::any_of({user(1), user(3)}), .span = span(17, 18)},
                      {.who = candidates::any_of({user(1), user(2)}), .span = span(17, 18)}})};
        all.push_back(all.front()); // a retry
        return all;
    }

  private:
    static std::string document() { return std::string(100, 'd'); }

    [[nodiscard]] change named(std::string key) const {
        change made;
        made.organization = organization_;
        made.origin = "the test of memory that fails";
        made.request_key = "the request to " + std::move(key);
        made.request_digest = compute_fingerprint(made.request_key);
        return made;
    }
    [[nodiscard]] change book(std::uint64_t number, std::vector<claim> claims) const {
        change made = named("book " + std::to_string(number));
        made.edits = {{.booking = booking(number), .document = document()}};
        made.parts = {{.booking = booking(number), .claims = std::move(claims)}};
        return made;
    }

    organization_id organization_;
};

} // namespace timewright::simulation
