/// @file
/// Short ways to say what is booked, for the unit tests of the booking room and of those above it.
#pragma once

#include <timewright/booking/decide.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace timewright {

// How GoogleTest prints what an expectation compares.
inline void PrintTo(outcome_code code, std::ostream* out) { *out << to_slug(code); }
inline void PrintTo(conflict_reason reason, std::ostream* out) { *out << to_slug(reason); }
inline void PrintTo(feed_kind kind, std::ostream* out) { *out << to_slug(kind); }
template <class Tag>
void PrintTo(const basic_id<Tag>& id, std::ostream* out) {
    *out << id.low();
}
inline void PrintTo(const interval& span, std::ostream* out) {
    *out << "[" << span.start().time_since_epoch().count() << ", "
         << span.end().time_since_epoch().count() << ")";
}
inline void PrintTo(const conflict& c, std::ostream* out) {
    *out << to_slug(c.reason) << " on " << c.user.low() << " at ";
    PrintTo(c.span, out);
    *out << " with " << (c.with ? std::to_string(c.with->low()) : "nothing");
}
inline void PrintTo(const part_outcome& p, std::ostream* out) {
    *out << "part " << p.part << (p.applied ? " applied by" : " left out");
    for (const calendar_user_id user : p.users) *out << " " << user.low();
}

} // namespace timewright

namespace timewright::test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr sys_seconds day{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

/// Hours of the day: span(9, 10).
inline interval span(int from, int to) { return interval(day + hours(from), day + hours(to)); }

inline constexpr calendar_user_id red = calendar_user_id::from_number(1);
inline constexpr calendar_user_id blue = calendar_user_id::from_number(2);
inline constexpr calendar_user_id green = calendar_user_id::from_number(3);
inline constexpr calendar_user_id hall = calendar_user_id::from_number(4); ///< of three units
inline constexpr calendar_user_id ana = calendar_user_id::from_number(5);
inline constexpr calendar_user_id nobody = calendar_user_id::from_number(99);

inline booking_id booking_of(std::uint64_t number) { return booking_id::from_number(number); }
inline candidates any_of(std::vector<calendar_user_id> users) {
    return candidates::any_of(std::move(users));
}

inline claim blocks(candidates who, interval when, std::uint32_t units = 1) {
    return {.who = std::move(who), .span = when, .units = units};
}
inline claim informs(candidates who, interval when) {
    return {.who = std::move(who), .span = when, .effect = claim_effect::informs};
}
inline claim reports(candidates who, interval when) {
    return {.who = std::move(who), .span = when, .effect = claim_effect::reports};
}
inline claim until(claim one, sys_seconds deadline) {
    one.deadline = deadline;
    return one;
}
inline claim chosen(claim one, std::uint32_t choice) {
    one.choice = choice;
    return one;
}

/// A new booking of several parts, numbered from 1.
inline change book_parts(booking_id booking, std::vector<std::vector<claim>> parts,
                         change_mode mode = change_mode::every_part) {
    change made;
    made.mode = mode;
    made.edits = {{.booking = booking, .expected_sequence = 0, .document = "a meeting"}};
    for (std::vector<claim>& claims : parts)
        made.parts.push_back({.booking = booking,
                              .id = static_cast<part_id>(made.parts.size() + 1),
                              .claims = std::move(claims)});
    return made;
}
/// A new booking of one part.
inline change book(booking_id booking, std::vector<claim> claims) {
    return book_parts(booking, {std::move(claims)});
}
/// The booking with other claims.
inline change rebook(booking_id booking, std::uint64_t sequence, std::vector<claim> claims) {
    change made = book(booking, std::move(claims));
    made.edits.front().expected_sequence = sequence;
    made.edits.front().document = "a moved meeting";
    made.releases = {{.booking = booking}};
    return made;
}
inline change remove(booking_id booking, std::uint64_t sequence) {
    change made;
    made.edits = {{.booking = booking, .expected_sequence = sequence, .document = std::nullopt}};
    return made;
}
inline change confirm(booking_id booking, std::uint64_t sequence, std::vector<claim> claims) {
    change made = rebook(booking, sequence, std::move(claims));
    made.releases.front().must_be_held = true;
    return made;
}
inline change limit(calendar_user_id user, bookable limits) {
    change made;
    made.users = {{user, limits}};
    return made;
}
inline change keyed(change made, std::string key, std::string sent = "the request") {
    made.request_key = std::move(key);
    made.request_digest = compute_fingerprint(sent);
    return made;
}

inline conflict overlap(calendar_user_id user, interval when, booking_id with) {
    return {user, when, with, conflict_reason::overlap};
}
inline conflict because(calendar_user_id user, interval when, conflict_reason reason) {
    return {user, when, std::nullopt, reason};
}

/// A ledger that knows everybody above, and the time.
class LedgerTest : public testing::Test {
  protected:
    LedgerTest() {
        change made;
        for (const calendar_user_id user : {red, blue, green, ana})
            made.users.push_back({user, {}});
        made.users.push_back({hall, {.capacity = 3}});
        apply(made);
    }

    /// Decides and applies one change.
    outcome apply(const change& asked) { return apply_all({asked}).front(); }
    std::vector<outcome> apply_all(const std::vector<change>& batch) {
        decision decided = decide(books, batch, now);
        books.apply(decided.made);
        feed = std::move(decided.made.feed);
        return std::move(decided.outcomes);
    }
    outcome_code code_of(const change& asked) { return apply(asked).code; }

    [[nodiscard]] std::vector<live_claim> claims_of(booking_id booking) const {
        const auto claims = books.claims_of(default_organization, booking);
        return {claims.begin(), claims.end()};
    }
    [[nodiscard]] std::size_t claims_on(calendar_user_id user) const {
        return books.claims_on(default_organization, user).size();
    }
    [[nodiscard]] const booking_record* find(booking_id booking) const {
        return books.find_booking(default_organization, booking);
    }

    ledger books;
    sys_seconds now = day;
    std::vector<feed_entry> feed; ///< of the last batch
};

} // namespace timewright::test
