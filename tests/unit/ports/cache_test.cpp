// Goal: the port can be implemented and asked through its base. Method: the smallest cache there is, one
// that keeps nothing, which the contract allows.
#include <timewright/ports/cache.hpp>

#include <gtest/gtest.h>

namespace {

using namespace timewright;

class forgetful final : public cache {
  public:
    result<std::vector<std::optional<std::string>>, error> find(
        std::span<const std::string> keys) override {
        return std::vector<std::optional<std::string>>(keys.size());
    }
    result<void, error> keep(std::span<const entry> entries, std::chrono::seconds) override {
        given += entries.size();
        return {};
    }
    std::size_t given = 0;
};

TEST(Cache, MayForgetAtOnce) {
    forgetful one;
    cache& asked = one;
    const cache::entry kept{.key = "key", .value = "value"};
    EXPECT_TRUE(asked.keep({&kept, 1}, std::chrono::hours(1)));
    EXPECT_EQ(one.given, 1U);
    const auto found = asked.find({&kept.key, 1});
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, std::vector<std::optional<std::string>>{std::nullopt});
}

} // namespace
