// Goal: with a cache and without one a store answers the same, whatever the cache does, and answers come from
// the cache where they can. Method: random bookings, moves, cancellations, holds, edits of limits, and time
// that goes on, on a memory store; each question is put to it and to cached stores over it: with room, with
// hardly any, with one that fails or tells nonsense, and two of them sharing one cache.
#include "timewright/storage/day_row.hpp"
#include "unit/booking/words.hpp"

#include <timewright/storage/cached_store.hpp>
#include <timewright/storage/memory_cache.hpp>
#include <timewright/storage/memory_store.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace {

using namespace timewright;
using namespace timewright::test;

constexpr organization_id org = default_organization;

/// By turns it answers, fails and tells something else than was kept.
class moody_cache final : public cache {
  public:
    explicit moody_cache(const timewright::clock& present) : inner_(1 << 20, present) {}
    result<std::vector<std::optional<std::string>>, error> find(
        std::span<const std::string> keys) override {
        auto found = inner_.find(keys);
        switch (turn_++ % 5) {
            case 0:
                return unexpected(error{.code = errc::unavailable, .message = "away"});
            case 1:
                for (auto& one : *found)
                    if (one) one->resize(one->size() / 2);
                break;
            case 2:
                for (auto& one : *found)
                    if (one) one->front() = '\7';
                break;
            case 3:
                std::reverse(found->begin(), found->end());
                break;
            default:
                break;
        }
        return found;
    }
    result<void, error> keep(std::span<const entry> entries, std::chrono::seconds lasts) override {
        if (turn_ % 3 == 0) return unexpected(error{.code = errc::unavailable, .message = "away"});
        return inner_.keep(entries, lasts);
    }

  private:
    memory_cache inner_;
    std::size_t turn_ = 0;
};

struct CachedStore : ::testing::Test {
    manual_clock present{day};
    memory_store plain{present};
    const std::vector<calendar_user_id> everybody{red, blue, ana};

    CachedStore() {
        change first;
        for (const calendar_user_id user : everybody) first.users.push_back({user, {}});
        apply(first);
    }
    outcome apply(const change& asked) { return plain.apply({&asked, 1})->front(); }
    void expect_same(cached_store& cached, const std::vector<calendar_user_id>& users,
                     interval window) {
        const auto wanted = plain.load(org, users, window);
        const auto found = cached.load(org, users, window);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->users, wanted->users);
        EXPECT_EQ(found->claims, wanted->claims);
        EXPECT_EQ(found->as_of, wanted->as_of);
    }
};

TEST_F(CachedStore, AnswersFromTheCacheUntilSomethingChanges) {
    memory_cache kept(1 << 20, present);
    cached_store cached(plain, kept, present, {.prefix = "test"});
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    expect_same(cached, {red, blue}, span(0, 24));
    EXPECT_EQ(cached.tally().misses, 2U);
    expect_same(cached, {red, blue}, span(8, 12));
    EXPECT_EQ(cached.tally().hits, 2U);
    apply(book(booking_of(2), {blocks(blue, span(9, 10))}));
    expect_same(cached, {red, blue}, span(0, 24));
    EXPECT_EQ(cached.tally().hits, 3U); // red is as it was
    EXPECT_EQ(cached.tally().misses, 3U);
    EXPECT_EQ(cached.tally().failures, 0U);
}

TEST_F(CachedStore, TakesNothingWhileTheFeedCannotTellWhatIsCommitted) {
    memory_cache kept(1 << 20, present);
    feed_cursor committed = *plain.newest_change();
    cached_store cached(plain, kept, present, {.prefix = "test", .newest_committed = [&] {
                                                   return result<feed_cursor, error>(committed);
                                               }});
    expect_same(cached, {red}, span(0, 24));
    expect_same(cached, {red}, span(0, 24));
    EXPECT_EQ(cached.tally().hits, 1U);
    ++committed.transaction; // an entry behind an older transaction that is still under way
    expect_same(cached, {red}, span(0, 24));
    EXPECT_EQ(cached.tally().hits, 1U);
}

TEST_F(CachedStore, AnswersTheSameAsWithout) {
    std::mt19937 dice(20'261'123);
    const auto any = [&](int most) {
        return static_cast<int>(dice() % static_cast<unsigned>(most));
    };
    memory_cache large(1 << 20, present);
    memory_cache tiny(700, present);
    moody_cache moody(present);
    cached_store first(plain, large, present, {.prefix = "shared"});
    cached_store second(plain, large, present, {.prefix = "shared", .users_max = 2});
    cached_store small(plain, tiny, present, {.prefix = "tiny"});
    cached_store strange(plain, moody, present, {.prefix = "moody", .days_max = 2});
    const std::vector<cached_store*> all{&first, &second, &small, &strange};
    std::vector<calendar_user_id> known = everybody;
    known.push_back(nobody);
    for (int step = 0; step < 4'000; ++step) {
        const auto id = booking_of(static_cast<std::uint64_t>(1 + any(40)));
        const auto found = plain.find(org, {&id, 1});
        const std::uint64_t sequence = found->empty() ? 0 : found->front().sequence;
        const int from = any(100);
        const auto where = known[static_cast<std::size_t>(any(3))];
        change asked;
        switch (any(6)) {
            case 0:
                asked = remove(id, sequence);
                break;
            case 1:
                asked = book(id, {until(blocks(where, span(from, from + 1 + any(30))),
                                        present.now() + minutes(1 + any(30)))});
                break;
            case 2:
                asked.users.push_back({where,
                                       {.capacity = static_cast<std::uint32_t>(1 + any(3)),
                                        .disabled = any(8) == 0}});
                break;
            case 3:
                present.advance(minutes(any(20)));
                break;
            default:
                asked = book(id, {blocks(where, span(from, from + 1 + any(30))),
                                  informs(ana, span(from, from + 1))});
        }
        if (!asked.edits.empty()) asked.edits.front().expected_sequence = sequence;
        if (sequence != 0 && !asked.parts.empty()) asked.releases = {{.booking = id}};
        apply(asked);
        std::vector<calendar_user_id> users;
        for (int n = 0; n <= any(4); ++n) users.push_back(known[static_cast<std::size_t>(any(4))]);
        const int begin = any(110);
        expect_same(*all[static_cast<std::size_t>(any(4))], users,
                    span(begin, begin + 1 + any(60)));
        if (HasFailure()) FAIL() << "at step " << step;
    }
    EXPECT_GT(first.tally().hits, 100U);
    EXPECT_GT(second.tally().hits, 10U);
    EXPECT_GT(strange.tally().failures, 100U);
    EXPECT_EQ(first.tally().failures, 0U);
}

TEST_F(CachedStore, PassesOnWhatIsLongOrEndless) {
    memory_cache kept(1 << 20, present);
    cached_store cached(plain, kept, present, {.prefix = "test"});
    apply(book(booking_of(1), {blocks(red, span(9, 10))}));
    for (const interval window : {interval(sys_seconds::min(), sys_seconds::max()), end_of_time,
                                  interval(day, std::chrono::days(9))})
        expect_same(cached, {red}, window);
    EXPECT_EQ(cached.tally().misses, 0U);
}

TEST(DayRow, IsReadAsItWasWrittenAndNothingElseIs) {
    detail::day_row row{.as_of = {.transaction = 1'234'567'890'123, .ordinal = 7},
                        .day = day,
                        .user = {org, red, {.capacity = 3, .disabled = true}}};
    row.claims.push_back(
        {.id = {booking_of(1), 2, 3}, .part = 4, .user = red, .span = span(9, 10)});
    row.claims.push_back({.id = {booking_of(2), 1, 0},
                          .user = red,
                          .span = span(10, 11),
                          .units = 2,
                          .effect = claim_effect::waits,
                          .type = busy_type::free});
    const std::string bytes = detail::encode(row);
    EXPECT_EQ(detail::decode_day_row(bytes), row);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto read = detail::decode_day_row(std::string_view(bytes).substr(0, size));
        if (read) {
            EXPECT_EQ(detail::encode(*read), bytes.substr(0, size)); // cut between two claims
        }
    }
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x80);
        const auto read = detail::decode_day_row(damaged); // whatever it says, it comes to an end
        if (read) {
            EXPECT_EQ(detail::encode(*read).size(), bytes.size());
        }
    }
}

} // namespace
