/// @file
/// What every cache does, as a program. An implementation gives a factory:
///
///     INSTANTIATE_TEST_SUITE_P(Memory, CacheConformance, ::testing::Values(make_memory_cache));
///
/// Goal: what is found is what was last kept. Method: values and keys of every kind, and several threads
/// that keep and find the same keys. The caches of the tests have room for all of it.
#pragma once

#include <timewright/ports/cache.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace timewright::conformance {

using cache_factory = std::function<std::unique_ptr<cache>()>;

class CacheConformance : public ::testing::TestWithParam<cache_factory> {
  protected:
    std::unique_ptr<cache> kept_ = GetParam()();

    void keep(const std::vector<cache::entry>& entries) {
        const auto done = kept_->keep(entries, std::chrono::hours(1));
        ASSERT_TRUE(done) << done.error().message;
    }
    std::vector<std::optional<std::string>> find(const std::vector<std::string>& keys) {
        auto found = kept_->find(keys);
        EXPECT_TRUE(found) << found.error().message;
        return found ? *found : std::vector<std::optional<std::string>>();
    }
    using values = std::vector<std::optional<std::string>>;
};

TEST_P(CacheConformance, FindsWhatWasKeptInTheOrderAskedFor) {
    keep({{"order:a", "1"}, {"order:b", "2"}});
    EXPECT_EQ(find({"order:b", "order:none", "order:a", "order:b"}),
              (values{"2", std::nullopt, "1", "2"}));
}

TEST_P(CacheConformance, KeepsTheLast) {
    keep({{"last", "old"}});
    keep({{"last", "new"}});
    EXPECT_EQ(find({"last"}), (values{"new"}));
    keep({{"last", "one"}, {"last", "two"}});
    EXPECT_EQ(find({"last"}), (values{"two"}));
}

TEST_P(CacheConformance, TakesAnyBytes) {
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    const std::string with_zero("zero\0key\r\n", 10);
    keep({{with_zero, all},
          {"empty", ""},
          {all, "key of all bytes"},
          {"large", std::string(300'000, '\0')}});
    EXPECT_EQ(find({with_zero, "empty", all, "large", "zero"}),
              (values{all, "", "key of all bytes", std::string(300'000, '\0'), std::nullopt}));
}

TEST_P(CacheConformance, TakesNothingAndMuch) {
    keep({});
    EXPECT_TRUE(find({}).empty());
    std::vector<cache::entry> entries;
    std::vector<std::string> keys;
    for (int i = 0; i < 2'000; ++i) {
        keys.push_back("many:" + std::to_string(i));
        entries.push_back({keys.back(), std::to_string(i * i)});
    }
    keep(entries);
    const auto found = find(keys);
    ASSERT_EQ(found.size(), keys.size());
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i], entries[i].value);
}

TEST_P(CacheConformance, IsAskedByManyAtOnce) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([this, t] {
            const std::string mine = "mine:" + std::to_string(t);
            for (int i = 0; i < 200; ++i) {
                const std::vector<cache::entry> entries{{mine, std::to_string(i)},
                                                        {"shared", std::string(64, char('a' + t))}};
                ASSERT_TRUE(kept_->keep(entries, std::chrono::hours(1)));
                const std::vector<std::string> keys{mine, "shared"};
                const auto found = kept_->find(keys);
                ASSERT_TRUE(found);
                EXPECT_EQ((*found)[0], std::to_string(i));
                ASSERT_TRUE((*found)[1]);
                EXPECT_EQ(*(*found)[1], std::string(64, (*found)[1]->front())); // of one writer
            }
        });
    for (std::thread& one : threads) one.join();
}

} // namespace timewright::conformance
