// Goal: minted ids are version 7 UUIDs (RFC 9562 section 5.7) that begin with the time at which they
// were made, and never the same; numbered ones count.
// Method: the fixed bits and the time of many; sets; threads.
#include <timewright/ports/ids.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace timewright;

TEST(RandomIds, AreVersionSevenUuidsAndAllDifferent) {
    random_ids source;
    ids& mint = source;
    std::set<booking_id> seen;
    std::uint64_t ever_set_high = 0;
    std::uint64_t ever_set_low = 0;
    for (int i = 0; i < 1'000; ++i) {
        const auto id = mint.make<booking_id>();
        const std::string text = id.to_string();
        EXPECT_EQ(text[14], '7') << text;
        EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
        ever_set_high |= id.high();
        ever_set_low |= id.low();
        seen.insert(id);
    }
    EXPECT_EQ(seen.size(), 1'000U);
    // Every other bit below the time is random: each was set at least once.
    EXPECT_EQ(ever_set_high & 0xFFFF, 0x7FFFU);
    EXPECT_EQ(ever_set_low, ~(std::uint64_t{1} << 62));
}

TEST(RandomIds, BeginWithTheMillisecondInWhichTheyAreMade) {
    const auto milliseconds = [] {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    };
    random_ids source;
    const std::uint64_t before = milliseconds();
    const auto id = static_cast<ids&>(source).make<booking_id>();
    const std::uint64_t after = milliseconds();
    EXPECT_LE(before, id.high() >> 16);
    EXPECT_LE(id.high() >> 16, after);
}

TEST(NumberedIds, CountFromWhereTheyAreTold) {
    numbered_ids from_one;
    EXPECT_EQ(from_one.make<booking_id>(), booking_id::from_number(1));
    EXPECT_EQ(from_one.make<account_id>(), account_id::from_number(2));
    numbered_ids from_forty(40);
    EXPECT_EQ(from_forty.make<booking_id>(), booking_id::from_number(40));
}

TEST(Ids, AreMintedByManyThreadsWithoutARepetition) {
    numbered_ids numbered;
    random_ids random;
    for (ids* mint : {static_cast<ids*>(&numbered), static_cast<ids*>(&random)}) {
        std::vector<std::vector<booking_id>> made(4);
        std::vector<std::thread> threads;
        for (auto& mine : made)
            threads.emplace_back([&mine, mint] {
                for (int i = 0; i < 500; ++i) mine.push_back(mint->make<booking_id>());
            });
        for (std::thread& t : threads) t.join();
        std::set<booking_id> all;
        for (const auto& mine : made) all.insert(mine.begin(), mine.end());
        EXPECT_EQ(all.size(), 2'000U);
    }
}

} // namespace
