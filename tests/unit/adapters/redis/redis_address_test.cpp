// Goal: an address of Redis means what it says, and one that cannot be read is refused without telling
// its password. Method: tables of both.
#include "redis_address.hpp"

#include <gtest/gtest.h>

namespace timewright::redis {
namespace {

TEST(RedisAddress, IsReadWithWhatItLeavesOut) {
    const auto plain = parse_address("redis://cache.example.com");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->host, "cache.example.com");
    EXPECT_EQ(plain->port, 6379);
    EXPECT_EQ(plain->database, 0U);
    EXPECT_TRUE(plain->user.empty());
    EXPECT_TRUE(plain->password.empty());
}

TEST(RedisAddress, NamesWhoAndWhich) {
    const auto full = parse_address("redis://ana:p%40ss@10.0.0.3:7000/2");
    ASSERT_TRUE(full);
    EXPECT_EQ(full->user, "ana");
    EXPECT_EQ(full->password, "p@ss");
    EXPECT_EQ(full->host, "10.0.0.3");
    EXPECT_EQ(full->port, 7000);
    EXPECT_EQ(full->database, 2U);
    const auto six = parse_address("redis://:secret@[::1]:7001");
    ASSERT_TRUE(six);
    EXPECT_EQ(six->host, "::1");
    EXPECT_EQ(six->port, 7001);
    EXPECT_EQ(six->password, "secret");
}

TEST(RedisAddress, IsRefusedWithoutItsPassword) {
    for (const char* text :
         {"", "redis:", "rediss://host", "redis://", "redis://:secret@", "redis://secret@host",
          "redis://host:0", "redis://host:65536", "redis://host:port", "redis://host/one",
          "redis://:secret%4@host", "redis://:secret%zz@host", "redis://[::1", "redis://[]:1"}) {
        const auto read = parse_address(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, errc::invalid_input);
        EXPECT_EQ(read.error().message.find("secret"), std::string::npos);
    }
}

} // namespace
} // namespace timewright::redis
