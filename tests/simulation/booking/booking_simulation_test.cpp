// Goal: no history of lost, repeated and reordered requests, expiring holds and a clock that steps
// back makes memory_store double-book, book a request twice, or lose what it acknowledged.
// Method: hundreds of seeded histories (booking_simulation.hpp), each judged by its feed. The same
// simulation must catch stores that are known to be wrong, or it proves nothing.
#include "simulation/booking/booking_simulation.hpp"

#include "simulation/booking/broken_stores.hpp"

#include <timewright/storage/memory_store.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace {

using namespace timewright;
using namespace timewright::simulation;

constexpr std::uint64_t seeds = 250;

TEST(BookingSimulation, FindsNothingWrongWithTheMemoryStore) {
    booking_simulation::counts all;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        manual_clock present(first_day);
        memory_store kept(present);
        booking_simulation play(kept, present, seed);
        const std::optional<std::string> wrong = play.run();
        ASSERT_FALSE(wrong) << "seed " << seed << ": " << *wrong;
        const auto& seen = play.seen();
        all.booked += seen.booked;
        all.refused += seen.refused;
        all.confirmed += seen.confirmed;
        all.expired += seen.expired;
        all.moved += seen.moved;
        all.cancelled += seen.cancelled;
        all.swept += seen.swept;
        all.replies_lost += seen.replies_lost;
        all.answered_again += seen.answered_again;
    }
    // Everything that may happen did, and often.
    for (const std::size_t count : {all.booked, all.refused, all.confirmed, all.expired, all.moved,
                                    all.cancelled, all.swept, all.replies_lost, all.answered_again})
        EXPECT_GT(count, 10 * seeds);
}

TEST(BookingSimulation, RepeatsAHistoryFromItsSeed) {
    const auto feed_of = [](std::uint64_t seed) {
        manual_clock present(first_day);
        memory_store kept(present);
        EXPECT_FALSE(booking_simulation(kept, present, seed).run());
        return kept.changes_since(default_organization, {}, 1'000'000)->entries;
    };
    EXPECT_EQ(feed_of(7), feed_of(7));
    EXPECT_NE(feed_of(7), feed_of(8));
}

/// The first complaint within ten seeds.
template <class Store>
std::optional<std::string> complaint_about() {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        manual_clock present(first_day);
        Store kept(present);
        if (auto wrong = booking_simulation(kept, present, seed).run()) return wrong;
    }
    return std::nullopt;
}

bool mentions(const std::optional<std::string>& complaint, const std::string& words) {
    return complaint && complaint->find(words) != std::string::npos;
}

TEST(BookingSimulation, CatchesAStoreThatChecksAndThenInserts) {
    const auto wrong = complaint_about<check_then_insert_store>();
    EXPECT_TRUE(mentions(wrong, "overlap")) << wrong.value_or("nothing was noticed");
}

TEST(BookingSimulation, CatchesAStoreThatDoesNotKnowARetry) {
    const auto wrong = complaint_about<keyless_store>();
    EXPECT_TRUE(wrong) << "nothing was noticed";
}

TEST(BookingSimulation, CatchesAStoreThatForgetsWhatItAcknowledged) {
    const auto wrong = complaint_about<forgetting_store>();
    EXPECT_TRUE(wrong) << "nothing was noticed";
}

} // namespace
