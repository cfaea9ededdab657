/// @file
/// What the conformance suites of the store port share: a store of some implementation on a clock
/// that the test moves, a day to book on, and short ways to say what is booked.
#pragma once

#include <timewright/booking/ledger.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/store.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
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
inline void PrintTo(const sys_seconds& t, std::ostream* out) {
    *out << t.time_since_epoch().count() << " s";
}
inline void PrintTo(const interval& span, std::ostream* out) {
    *out << "[" << span.start().time_since_epoch().count() << ", "
         << span.end().time_since_epoch().count() << ")";
}
template <class Tag>
void PrintTo(const basic_id<Tag>& id, std::ostream* out) {
    *out << id.to_string();
}
inline void PrintTo(const conflict& c, std::ostream* out) {
    *out << to_slug(c.reason) << " on " << c.user.to_string() << " at ";
    PrintTo(c.span, out);
    *out << " with " << (c.with ? c.with->to_string() : "nothing");
}

} // namespace timewright

namespace timewright::conformance {

/// Holds one fresh store of some implementation.
class store_host {
  public:
    virtual ~store_host() = default;
    [[nodiscard]] virtual timewright::store& get() = 0;
    /// Of a durable store: ends it and opens what it left behind.
    virtual void reopen() { FAIL() << "this store is not durable"; }
};

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Midnight of the day on which the suites book: 2026-11-23.
inline constexpr sys_seconds day{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

/// An implementation, as a parameter of the suites.
struct store_implementation {
    std::string name;
    std::function<std::unique_ptr<store_host>(const clock&)> make;
    /// Where the clock stands when a test begins. Bookings are made on `day`, whatever it says: a
    /// store that keeps the past elsewhere is run with a clock long after it too.
    sys_seconds now = day;
};

inline void PrintTo(const store_implementation& implementation, std::ostream* out) {
    *out << implementation.name;
}

inline std::string name_of(const testing::TestParamInfo<store_implementation>& implementation) {
    return implementation.param.name;
}

/// From one time of the day to another: span(9, 10), span(9.5, 10).
inline interval span(double from_hour, double to_hour) {
    const auto at = [](double hour) {
        return day + seconds(static_cast<std::int64_t>(hour * 3600));
    };
    return interval(at(from_hour), at(to_hour));
}

inline booking_id booking_of(std::uint64_t number) { return booking_id::from_number(number); }

inline claim blocks(candidates who, interval when, std::uint32_t units = 1) {
    return {.who = std::move(who), .span = when, .units = units};
}
inline claim informs(candidates who, interval when) {
    return {.who = std::move(who), .span = when, .effect = claim_effect::informs};
}
inline claim reports(candidates who, interval when) {
    return {.who = std::move(who), .span = when, .effect = claim_effect::reports};
}
inline claim until(claim held, sys_seconds deadline) {
    held.deadline = deadline;
    return held;
}
inline claim chosen(claim one, std::uint32_t choice) {
    one.choice = choice;
    return one;
}

/// A new booking of one part.
inline change book(booking_id booking, std::vector<claim> claims) {
    change made;
    made.edits = {{.booking = booking, .expected_sequence = 0, .document = "a meeting"}};
    made.parts = {{.booking = booking, .id = 0, .claims = std::move(claims)}};
    return made;
}

/// A new booking of several parts, numbered from 1.
inline change book_parts(booking_id booking, std::vector<std::vector<claim>> parts,
                         change_mode mode = change_mode::every_part) {
    change made;
    made.mode = mode;
    made.edits = {{.booking = booking, .expected_sequence = 0, .document = "a series"}};
    for (std::vector<claim>& claims : parts)
        made.parts.push_back({.booking = booking,
                              .id = static_cast<part_id>(made.parts.size() + 1),
                              .claims = std::move(claims)});
    return made;
}

/// All claims of a booking, replaced by others.
inline change rebook(booking_id booking, std::uint64_t sequence, std::vector<claim> claims) {
    change made = book(booking, std::move(claims));
    made.edits[0].expected_sequence = sequence;
    made.edits[0].document = "a moved meeting";
    made.releases = {{.booking = booking}};
    return made;
}

inline change confirm(booking_id booking, std::uint64_t sequence, std::vector<claim> claims) {
    change made = rebook(booking, sequence, std::move(claims));
    made.releases[0].must_be_held = true;
    return made;
}

inline change cancel(booking_id booking, std::uint64_t sequence) {
    change made;
    made.edits = {{.booking = booking, .expected_sequence = sequence, .document = std::nullopt}};
    return made;
}

inline change with_key(change made, std::string key, account_id actor = account_id::from_number(7),
                       std::string_view body = "the request") {
    made.request_key = std::move(key);
    made.actor = actor;
    made.request_digest = compute_fingerprint(body);
    return made;
}

inline change set_user(calendar_user_id user, bookable limits) {
    change made;
    made.users = {{user, limits}};
    return made;
}

inline change in(organization_id organization, change made) {
    made.organization = organization;
    return made;
}

inline conflict overlap(calendar_user_id user, interval when, booking_id with) {
    return {.user = user, .span = when, .with = with, .reason = conflict_reason::overlap};
}

/// Everything that a store tells in its feed, page by page.
inline std::vector<feed_entry> read_feed(store& from, organization_id organization,
                                         feed_cursor since = {}, std::size_t page_size = 100) {
    std::vector<feed_entry> entries;
    for (;;) {
        auto page = from.changes_since(organization, since, page_size);
        EXPECT_TRUE(page) << page.error().message;
        if (!page) return entries;
        entries.insert(entries.end(), page->entries.begin(), page->entries.end());
        if (!page->more) return entries;
        EXPECT_LT(since, page->next);
        since = page->next;
    }
}

/// What a reader knows who has followed the feed from its beginning.
inline ledger replay(std::span<const feed_entry> entries, std::span<const user_record> users) {
    ledger built;
    built.apply(writes{.users = {users.begin(), users.end()}});
    for (const feed_entry& entry : entries) {
        if (entry.kind == feed_kind::user) continue;
        writes step;
        for (const live_claim& c : entry.released)
            step.claims_released.push_back({entry.organization, c});
        for (const live_claim& c : entry.added)
            step.claims_added.push_back({entry.organization, c});
        if (entry.kind == feed_kind::removed || entry.kind == feed_kind::expired)
            step.bookings_removed.push_back({entry.organization, entry.booking});
        else
            step.bookings.push_back(
                {entry.organization, entry.booking, entry.sequence, entry.document_after});
        built.apply(step);
    }
    return built;
}

/// The suites run on it: two rooms, a room for three at once, two people, and a store.
class store_fixture : public testing::TestWithParam<store_implementation> {
  protected:
    void SetUp() override {
        clock_.set(GetParam().now);
        host_ = GetParam().make(clock_);
        change everybody;
        for (const calendar_user_id user : {red, blue, ana, ben})
            everybody.users.push_back({user, {}});
        everybody.users.push_back({hall, {.capacity = 3}});
        ASSERT_EQ(apply(everybody).code, outcome_code::applied);
    }

    [[nodiscard]] timewright::store& stored() { return host_->get(); }

    outcome apply(const change& asked) { return apply_all({asked}).front(); }

    std::vector<outcome> apply_all(const std::vector<change>& batch) {
        auto outcomes = stored().apply(batch);
        if (!outcomes) {
            ADD_FAILURE() << outcomes.error().message;
            return std::vector<outcome>(batch.size());
        }
        EXPECT_EQ(outcomes->size(), batch.size());
        return std::move(*outcomes);
    }

    outcome_code code_of(const change& asked) { return apply(asked).code; }

    std::vector<live_claim> load(std::vector<calendar_user_id> users, interval window,
                                 organization_id organization = default_organization) {
        auto found = stored().load(organization, users, window);
        EXPECT_TRUE(found) << found.error().message;
        return found ? std::move(found->claims) : std::vector<live_claim>();
    }

    std::optional<booking_record> find(booking_id booking,
                                       organization_id organization = default_organization) {
        auto found = stored().find(organization, {&booking, 1});
        EXPECT_TRUE(found) << found.error().message;
        if (!found || found->empty()) return std::nullopt;
        return found->front();
    }

    std::vector<live_claim> claims_of(booking_id booking,
                                      organization_id organization = default_organization) {
        auto found = stored().claims_of(organization, booking);
        EXPECT_TRUE(found) << found.error().message;
        return found ? std::move(*found) : std::vector<live_claim>();
    }

    std::vector<feed_entry> feed(feed_cursor since = {}) {
        return read_feed(stored(), default_organization, since);
    }

    feed_cursor newest() {
        auto cursor = stored().newest_change();
        EXPECT_TRUE(cursor) << cursor.error().message;
        return cursor ? *cursor : feed_cursor{};
    }

    [[nodiscard]] sys_seconds now() const { return clock_.now(); }

    const calendar_user_id red = calendar_user_id::from_number(101);  ///< a room
    const calendar_user_id blue = calendar_user_id::from_number(102); ///< another
    const calendar_user_id hall = calendar_user_id::from_number(103); ///< takes three at once
    const calendar_user_id ana = calendar_user_id::from_number(201);  ///< a person
    const calendar_user_id ben = calendar_user_id::from_number(202);  ///< another
    const calendar_user_id nobody = calendar_user_id::from_number(999);

    manual_clock clock_{day};
    std::unique_ptr<store_host> host_;
};

} // namespace timewright::conformance
