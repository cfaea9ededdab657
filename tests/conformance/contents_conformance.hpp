/// @file
/// The contract of the contents port, as a program. Every implementation runs ContentsConformance;
/// those of databases also ContentsOfDatabase.
///
/// Goal: what is copied from one database into another is all of it, of one moment, and works there
/// as it did; what fails leaves nothing behind.
/// Method: contents with an odd row of every kind, filled, read and compared; sources that fail
/// half-way; a writer between two pages of a reading; bookings made before a copy and questioned
/// after it.
#pragma once

#include "conformance/store_fixture.hpp"

#include <timewright/ports/contents.hpp>
#include <timewright/storage/memory_contents.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace timewright::conformance {

/// Holds one database of some implementation that does not exist yet.
class contents_host {
  public:
    virtual ~contents_host() = default;
    [[nodiscard]] virtual contents& get() = 0;
    /// f with both storage ports on the database, which is created if it does not exist.
    virtual void with_ports(const std::function<void(store&, directory&)>&) {
        FAIL() << "there are no ports on these contents";
    }
};

struct contents_implementation {
    std::string name;
    std::function<std::unique_ptr<contents_host>(const clock&)> make;
};
inline void PrintTo(const contents_implementation& implementation, std::ostream* out) {
    *out << implementation.name;
}
inline std::string name_of_contents(
    const testing::TestParamInfo<contents_implementation>& implementation) {
    return implementation.param.name;
}

/// All pages as one, each kind in the order of its keys.
inline contents_page gathered(contents& from) {
    contents_page all;
    bool is_first = true;
    auto done = from.read([&](contents_page&& page) -> result<void, error> {
        EXPECT_TRUE(is_first || page.moment == all.moment);
        is_first = false;
        all.moment = page.moment;
        const auto move_all = [](auto& to, auto& rows) {
            to.insert(to.end(), rows.begin(), rows.end());
        };
        move_all(all.users, page.users);
        move_all(all.bookings, page.bookings);
        move_all(all.claims, page.claims);
        move_all(all.answers, page.answers);
        move_all(all.records, page.records);
        return {};
    });
    EXPECT_TRUE(done) << done.error().message;
    EXPECT_FALSE(is_first) << "there is always a page";
    const auto by = [](auto& rows, auto&& key) {
        std::sort(rows.begin(), rows.end(),
                  [&](const auto& l, const auto& r) { return key(l) < key(r); });
    };
    by(all.users, [](const user_record& u) { return std::pair(u.organization, u.user); });
    by(all.bookings, [](const booking_record& b) { return std::pair(b.organization, b.booking); });
    by(all.claims, [](const owned_claim& c) { return std::pair(c.organization, c.claim.id); });
    by(all.answers,
       [](const answer_record& a) { return std::pair(a.key.actor, a.key.request_key); });
    by(all.records, [](const directory_record& r) { return std::pair(r.key.kind, r.key.key); });
    return all;
}

/// One odd row of every kind, and 600 ordinary ones, so that there is more than a page.
inline contents_page some_contents() {
    const organization_id other = organization_id::from_number(7);
    contents_page made;
    made.moment = {.as_of = day, .newest = {41, 3}};
    made.users = {
        {default_organization, calendar_user_id::from_number(1), {}},
        {default_organization,
         calendar_user_id::from_number(2),
         {.capacity = 4'000'000'000, .bookable_until = day + hours(24 * 400), .disabled = true}},
        {other, calendar_user_id::from_number(1), {.bookable_until = sys_seconds::min()}},
    };
    for (std::uint64_t i = 1; i <= 600; ++i) {
        const auto at = static_cast<double>(i);
        made.bookings.push_back({default_organization, booking_of(i), 2, "a document"});
        made.claims.push_back({default_organization,
                               {.id = {booking_of(i), 1 + i % 2, 0},
                                .part = 0,
                                .user = calendar_user_id::from_number(1),
                                .span = span(at, at + 1)}});
    }
    made.bookings.push_back({other, booking_of(1), 1ULL << 62, std::string("\0\xff'\"\\\n", 6)});
    made.claims.push_back({other,
                           {.id = {booking_of(1), 1ULL << 62, 4'000'000'000},
                            .part = -86'400,
                            .user = calendar_user_id::from_number(1),
                            .span = interval(sys_seconds::min(), sys_seconds::max()),
                            .units = 3,
                            .effect = claim_effect::reports,
                            .type = busy_type::busy_tentative,
                            .deadline = day}});
    // A hold that has run out, where somebody else is by now.
    made.claims.push_back({default_organization,
                           {.id = {booking_of(2), 2, 9},
                            .part = 0,
                            .user = calendar_user_id::from_number(1),
                            .span = span(1, 3),
                            .deadline = day - seconds(1)}});
    answer_record answer{{default_organization, account_id::from_number(3), std::string("k\0y", 3)},
                         {0xFFFF'FFFF'FFFF'FFFF, 1},
                         {},
                         day};
    answer.answer.code = outcome_code::refused;
    made.answers = {answer};
    made.records = {
        {{default_organization, "calendar-user", std::string("\xC3\xA9\0'", 4)}, 1, ""},
        {{default_organization, "calendar-user", "plain"}, 12, std::string(5'000, '\'')}};
    return made;
}

class ContentsConformance : public testing::TestWithParam<contents_implementation> {
  protected:
    void SetUp() override { host_ = GetParam().make(present_); }
    [[nodiscard]] contents& kept() { return host_->get(); }

    [[nodiscard]] static result<void, error> copy(contents& from, contents& to) {
        return to.fill([&](const contents::visitor& write) { return from.read(write); });
    }

    manual_clock present_{day};
    std::unique_ptr<contents_host> host_;
};

TEST_P(ContentsConformance, WhatWasFilledIsReadBack) {
    const contents_page wanted = some_contents();
    memory_contents from({wanted});
    const contents_page sorted = gathered(from);
    const auto done = copy(from, kept());
    ASSERT_TRUE(done) << done.error().message;
    contents_page found = gathered(kept());
    EXPECT_EQ(found.users, sorted.users);
    EXPECT_EQ(found.bookings, sorted.bookings);
    EXPECT_EQ(found.claims, sorted.claims);
    EXPECT_EQ(found.answers, sorted.answers);
    EXPECT_EQ(found.records, sorted.records);
    EXPECT_GE(found.moment.as_of, day);
    const auto faults = kept().find_faults();
    ASSERT_TRUE(faults) << faults.error().message;
    EXPECT_TRUE(faults->empty()) << faults->front();
}

TEST_P(ContentsConformance, AnEmptyDatabaseIsOnePageOfNothing) {
    memory_contents from;
    ASSERT_TRUE(copy(from, kept()));
    contents_page found = gathered(kept());
    found.moment = {};
    EXPECT_EQ(found, contents_page{});
}

TEST_P(ContentsConformance, WhatHoldsSomethingIsNotFilledAgain) {
    contents_page little;
    little.records = {{{default_organization, "kind", "key"}, 1, "body"}};
    memory_contents first({little});
    ASSERT_TRUE(copy(first, kept()));
    memory_contents second({some_contents()});
    const auto refused = copy(second, kept());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::forbidden);
    EXPECT_EQ(gathered(kept()).records, little.records);
    EXPECT_TRUE(gathered(kept()).users.empty());
}

TEST_P(ContentsConformance, ASourceThatFailsHalfWayLeavesNothing) {
    const auto failed = kept().fill([](const contents::visitor& write) -> result<void, error> {
        auto written = write(some_contents());
        EXPECT_TRUE(written);
        return unexpected(error{.code = errc::io, .message = "the source is gone"});
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "the source is gone");
    memory_contents from({some_contents()});
    const auto done = copy(from, kept());
    EXPECT_TRUE(done) << done.error().message;
}

TEST_P(ContentsConformance, AVisitorThatFailsEndsTheReading) {
    memory_contents from({some_contents()});
    ASSERT_TRUE(copy(from, kept()));
    int visits = 0;
    const auto failed = kept().read([&](contents_page&&) -> result<void, error> {
        if (++visits < 3 && GetParam().name != "Memory") return {};
        return unexpected(error{.code = errc::io, .message = "the disk is full"});
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "the disk is full");
    EXPECT_EQ(gathered(kept()).bookings.size(), 601U);
}

using ContentsOfDatabase = ContentsConformance;

TEST_P(ContentsOfDatabase, PagesAreSmall) {
    memory_contents from({some_contents()});
    ASSERT_TRUE(copy(from, kept()));
    std::size_t pages = 0;
    const auto done = kept().read([&](contents_page&& page) -> result<void, error> {
        EXPECT_LE(page.bookings.size(), contents_page::rows_max);
        EXPECT_LE(page.claims.size(), contents_page::rows_max);
        ++pages;
        return {};
    });
    EXPECT_TRUE(done);
    EXPECT_GE(pages, 2 * (601 / contents_page::rows_max + 1));
}

TEST_P(ContentsOfDatabase, BookingsGoOnWhereTheyWere) {
    const auto room = calendar_user_id::from_number(1);
    change booked = book(booking_of(1), {blocks(room, span(9, 10))});
    booked.request_key = "key";
    auto first = GetParam().make(present_);
    feed_cursor heard;
    first->with_ports([&](store& claims, directory& records) {
        const change known{.users = {{room, {}}}};
        ASSERT_EQ(claims.apply({&known, 1})->front().code, outcome_code::applied);
        ASSERT_EQ(claims.apply({&booked, 1})->front().code, outcome_code::applied);
        const change held =
            book(booking_of(2), {until(blocks(room, span(11, 12)), day + minutes(5))});
        ASSERT_EQ(claims.apply({&held, 1})->front().code, outcome_code::applied);
        ASSERT_TRUE(records.put({default_organization, "kind", "key"}, 0, "one"));
        ASSERT_TRUE(records.put({default_organization, "kind", "key"}, 1, "two"));
        const auto told = claims.changes_since(default_organization, {}, 1);
        ASSERT_TRUE(told);
        heard = told->next;
    });
    const auto done = copy(first->get(), kept());
    ASSERT_TRUE(done) << done.error().message;
    host_->with_ports([&](store& claims, directory& records) {
        EXPECT_EQ(claims.apply({&booked, 1})->front().code, outcome_code::exists);
        const change other = book(booking_of(3), {blocks(room, span(9.5, 11))});
        EXPECT_EQ(claims.apply({&other, 1})->front().code, outcome_code::refused);
        const change on_hold = book(booking_of(4), {blocks(room, span(11, 11.5))});
        EXPECT_EQ(claims.apply({&on_hold, 1})->front().code, outcome_code::refused);
        present_.advance(minutes(6));
        EXPECT_EQ(claims.apply({&on_hold, 1})->front().code, outcome_code::applied);
        EXPECT_EQ(records.find({default_organization, "kind", "key"})->version, 2U);
        const auto resync = claims.changes_since(default_organization, heard, 10);
        ASSERT_FALSE(resync) << "what was told before the copy may never have happened here";
        EXPECT_EQ(resync.error().code, errc::not_found);
    });
}

TEST_P(ContentsOfDatabase, AReadingIsOfOneMoment) {
    const auto room = calendar_user_id::from_number(1);
    host_->with_ports([&](store& claims, directory&) {
        const change known{.users = {{room, {}}}};
        ASSERT_EQ(claims.apply({&known, 1})->front().code, outcome_code::applied);
        std::uint64_t number = 0;
        std::size_t bookings = 0, taken = 0;
        const auto done = kept().read([&](contents_page&& page) -> result<void, error> {
            bookings += page.bookings.size();
            taken += page.claims.size();
            ++number; // somebody books between any two pages
            const auto hour = static_cast<double>(number);
            const change more = book(booking_of(number), {blocks(room, span(hour, hour + 1))});
            EXPECT_EQ(claims.apply({&more, 1})->front().code, outcome_code::applied);
            return {};
        });
        ASSERT_TRUE(done) << done.error().message;
        EXPECT_GE(number, 2U);
        EXPECT_EQ(bookings, 0U);
        EXPECT_EQ(taken, 0U);
    });
    EXPECT_GE(gathered(kept()).bookings.size(), 2U);
}

} // namespace timewright::conformance
