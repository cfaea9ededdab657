// Goal: it never holds more than it may, forgets what was not used for longest, and nothing outlives its
// time. Method: small bounds and a clock that the test moves. What the port promises is in tests/conformance.
#include <timewright/storage/memory_cache.hpp>

#include <gtest/gtest.h>

namespace {

using namespace timewright;
using namespace std::chrono_literals;

struct MemoryCache : ::testing::Test {
    manual_clock present{sys_seconds(1'000'000s)};

    static bool has(memory_cache& kept, const std::string& key) {
        return kept.find({&key, 1})->front().has_value();
    }
    static void put(memory_cache& kept, const std::string& key, std::string value = "value",
                    std::chrono::seconds lasts = 1h) {
        const cache::entry one{.key = key, .value = std::move(value)};
        ASSERT_TRUE(kept.keep({&one, 1}, lasts));
    }
};

TEST_F(MemoryCache, ForgetsWhatWasNotUsedForLongest) {
    memory_cache kept(3 * 200, present);
    put(kept, "a");
    put(kept, "b");
    put(kept, "c");
    EXPECT_TRUE(has(kept, "a"));
    put(kept, "d");
    EXPECT_TRUE(has(kept, "a"));
    EXPECT_FALSE(has(kept, "b"));
    EXPECT_TRUE(has(kept, "c"));
    EXPECT_TRUE(has(kept, "d"));
}

TEST_F(MemoryCache, NeverHoldsMoreThanItMay) {
    memory_cache kept(1'000, present);
    for (int i = 0; i < 1'000; ++i) {
        put(kept, std::to_string(i % 37), std::string(static_cast<std::size_t>(i % 400), 'x'));
        EXPECT_LE(kept.bytes(), 1'000U);
    }
    put(kept, "0", std::string(2'000, 'x'));
    EXPECT_FALSE(has(kept, "0")); // what it was before is gone, too
}

TEST_F(MemoryCache, EndsWithItsTime) {
    memory_cache kept(10'000, present);
    put(kept, "short", "value", 10s);
    put(kept, "long", "value", 1h);
    present.set(present.now() + 9s);
    EXPECT_TRUE(has(kept, "short"));
    present.set(present.now() + 1s);
    EXPECT_FALSE(has(kept, "short"));
    EXPECT_TRUE(has(kept, "long"));
    const std::size_t before = kept.bytes();
    put(kept, "long", "value", 1h);
    EXPECT_EQ(kept.bytes(), before);
}

} // namespace
